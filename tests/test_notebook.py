import plotly.graph_objects as go
import pytest
from IPython.utils.capture import RichOutput

from kit import notebook
from kit.brief.html import PLOTLY, Section, of_cell


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
    assert list(displayed[1]) == [PLOTLY, notebook.SVG]


def test_a_figure_alone_is_shown_by_itself(displayed):
    notebook.show(go.Figure())
    assert list(displayed[0]) == [PLOTLY, notebook.SVG]


def test_a_section_carries_its_name_to_the_page():
    data, metadata = Section("who", "Who", "<p>x</p>")._repr_mimebundle_()
    assert of_cell(RichOutput(data=data, metadata=metadata).data["text/html"]) == "<p>x</p>"
    assert metadata == {"kit_section": "who", "kit_title": "Who"}


WORDS = "We pay $40 a seat and were charged $65_b for it"


def test_dollar_signs_in_customers_words_are_no_mathematics_in_jupyterlab(displayed):
    notebook.table([{"quote": WORDS}], "Quotes")
    notebook.table([WORDS], "Sentences")
    notebook.show_quotes([], WORDS)
    shown = [*(output.data for output in displayed), Section("who", "Who", f"<p>{WORDS}</p>")._repr_mimebundle_()[0]["text/html"]]
    assert len(shown) == 4
    assert all(html.startswith('<div class="tex2jax_ignore mathjax_ignore">') and WORDS in html for html in shown)
