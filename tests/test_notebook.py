import plotly.graph_objects as go
import pytest
from IPython.utils.capture import RichOutput

from kit import notebook
from kit.brief.html import PLOTLY, Section


@pytest.fixture
def displayed(monkeypatch):
    """What was handed to IPython's display, in order."""
    shown = []
    monkeypatch.setattr(notebook, "display", lambda thing, raw=False: shown.append(thing))
    return shown


def test_a_section_is_followed_by_its_figures(displayed):
    section = Section("who", "Who", "<section></section>", (go.Figure(),))
    notebook.show(section)
    assert displayed[0] is section
    assert list(displayed[1]) == [PLOTLY]


def test_a_figure_alone_is_shown_by_itself(displayed):
    notebook.show(go.Figure())
    assert list(displayed[0]) == [PLOTLY]


def test_a_section_carries_its_name_to_the_page():
    data, metadata = Section("who", "Who", "<p>x</p>")._repr_mimebundle_()
    assert RichOutput(data=data, metadata=metadata).data["text/html"] == "<p>x</p>"
    assert metadata == {"kit_section": "who", "kit_title": "Who"}
