"""Own sections: what a researcher's cells show stands in the brief, marked, bounded, and nothing of it is alive."""

import base64
import re

import nbformat
import plotly.graph_objects as go
import pytest

from kit.brief.html import PLOTLY
from kit.brief.own.markup import cleaned, markdown_html
from kit.brief.own.parts import MOST_PICTURE, MOST_SECTION, PNG, own_section
from tests.hostile import LINKS, TEXTS, elements, live

HARMLESS = """# One

*a* **b** `c` ~~d~~ [e](https://x.example/a)

- f

1. g

> h

---

| i | j |
|---|---|
| k | l |

    m
"""
PICTURE = base64.b64encode(PNG + b"0" * 100).decode()


def notebook(path, *cells):
    made = []
    for tags, cell in cells:
        cell.metadata["tags"] = tags
        made.append(cell)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def shows(data):
    return nbformat.v4.new_code_cell("secret", outputs=[nbformat.v4.new_output("display_data", data=data)])


def section_of(tmp_path, *data):
    return own_section(notebook(tmp_path / "a.ipynb", *((["brief"], shows(one)) for one in data)))


def test_tagged_cells_stand_in_their_order_and_no_other_cell_and_no_code_does(tmp_path):
    printed = nbformat.v4.new_code_cell(
        "secret", outputs=[nbformat.v4.new_output("stream", name="stdout", text="5 < 6 & more\n")]
    )
    cells = [
        ([], nbformat.v4.new_markdown_cell("hidden")), (["brief"], nbformat.v4.new_markdown_cell("## first")),
        ([], shows({"text/plain": "hidden"})), (["brief"], shows({"text/plain": "second"})), (["brief"], printed),
    ]  # fmt: skip
    section = own_section(notebook(tmp_path / "a.ipynb", *cells))
    assert section.html.index("<h3>first</h3>") < section.html.index("second") < section.html.index("5 &lt; 6 &amp; more")
    assert "hidden" not in section.html
    assert "secret" not in section.html
    assert "the kit has neither computed nor checked them" in section.html
    assert section.left_out == ()


def test_a_notebook_that_shows_nothing_gives_no_section(tmp_path):
    assert section_of(tmp_path).html == ""


def test_a_table_keeps_its_cells_scrolls_and_has_its_numbers_to_the_right(tmp_path):
    cell = '<table border="1" class="dataframe"><tr><td style="text-align:right">9</td></tr></table>'
    html = f"<div><style scoped>.a {{color: red}}</style>{cell}</div>"
    drawn = section_of(tmp_path, {"text/html": html, "text/plain": "9"}).html
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>' in drawn
    assert '<td class="n">9</td>' in drawn
    assert not re.findall("style=|color: red|dataframe", drawn)


def test_a_plotly_figure_becomes_a_picture_with_its_title_as_text(tmp_path):
    figure = go.Figure(go.Bar(x=["a", "b"], y=[1, 2]), layout={"title": "Tickets <by> team"})
    drawn = section_of(tmp_path, {PLOTLY: figure.to_plotly_json(), "text/plain": "Figure"}).html
    assert drawn.count("<rect") == 2
    assert "var(--ink)" in drawn
    assert 'aria-label="Tickets' in drawn


def test_a_picture_is_embedded(tmp_path):
    drawn = section_of(tmp_path, {"image/png": PICTURE, "text/plain": "Figure"}, {"image/svg+xml": "<svg onload='x()'/>"}).html
    assert f'src="data:image/png;base64,{PICTURE}"' in drawn
    assert 'src="data:image/svg+xml;base64,' in drawn  # as a picture it runs nothing
    assert "onload" not in drawn


LEFT_OUT = {
    "a large picture": (
        {"image/png": base64.b64encode(PNG + b"0" * MOST_PICTURE).decode()},
        "60 KB is the most; make it smaller",
    ),
    "no picture": ({"image/png": base64.b64encode(b"GIF89a").decode()}, "its data is no PNG"),
    "broken data": ({"image/png": "%%%"}, "its data cannot be read"),
    "a pie": ({PLOTLY: go.Figure(go.Pie(values=[1])).to_plotly_json()}, "its kind pie is not drawn here"),
    "a widget": ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"}, "cannot stand on a page"),
    "a frame": (
        {"text/html": "<iframe src='https://x.example'></iframe>"},
        "holds no words once scripts and pictures are taken out",
    ),
    "too much": ({"text/plain": "word " * (MOST_SECTION // 4)}, "the section would have more than 100 KB"),
}


@pytest.mark.parametrize(("data", "why"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_cannot_be_shown_is_told_with_its_cell_and_the_rest_stands(tmp_path, data, why):
    section = section_of(tmp_path, {"text/plain": "before"}, data, {"text/plain": "after"})
    assert [why in line and line.startswith("cell 2: ") for line in section.left_out] == [True]
    assert "before" in section.html
    assert "after" in section.html


KNOWN = {
    **elements(markdown_html(HARMLESS)), **elements(cleaned('<td class="n">a</td><th scope="row">b</th><a>c</a><h4>d</h4>')),
    ("table", ()): 1, ("br", ()): 1, ("b", ()): 1,
}  # fmt: skip


@pytest.mark.parametrize("made", [markdown_html, cleaned], ids=["markdown", "html"])
def test_no_text_is_alive_in_a_section(made):
    for text in TEXTS:
        html = made(text)
        assert live(html, set(KNOWN) | {("tr", ()), ("td", ()), ("tbody", ())}) == [], text
        assert not re.findall(r"<!--|<script|<style", html)


@pytest.mark.parametrize("form", ["[here]({})", "<{}>", '<a href="{}">here</a>', "![x]({})"])
def test_no_address_but_a_web_pages_is_a_link(form):
    for link in LINKS:
        for made in (markdown_html, cleaned):
            assert live(made(form.format(link)), set(KNOWN)) == [], link
