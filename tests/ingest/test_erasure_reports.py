"""Erasure in reports: words, ids and names are found in every form in which a page, JSON, a figure or a spreadsheet has them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from markupsafe import escape

from kit.ingest.erasure_reports import NOTED, Published, Search, forget_noted
from kit.plots import style

TEXT = "We're <all> losing \"three\" hours & a half each Monday because Zoë's export to the sheet never ends, says our team."
SEARCH = Search(("t-17",), (TEXT,), ("Halden & Sons", "a-1"))


def spreadsheet(text):
    out = io.StringIO()
    csv.writer(out).writerow([text])
    return out.getvalue()


@pytest.mark.parametrize(
    "write",
    [str, escape, json.dumps, lambda text: json.dumps(text, ensure_ascii=False), spreadsheet,
     lambda text: style.wrapped(text, 40, 9), lambda text: json.dumps(style.wrapped(text, 30, 9)),
     lambda text: json.dumps(str(escape(text))),
     lambda text: text[:70] + "…", lambda text: str(escape(text[:64])) + " …", lambda text: json.dumps(text[:50] + "…")],
)  # fmt: skip
def test_words_are_taken_out_however_they_are_written(tmp_path, write):
    (tmp_path / "page.html").write_text(f"<p>before</p>{write(TEXT)}<p>after</p>", encoding="utf-8")
    (tmp_path / "other.html").write_text("We lose hours", encoding="utf-8")
    assert Published(tmp_path, True).redacted(SEARCH) == [tmp_path / "page.html"]
    left = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "losing" not in left
    assert left.startswith("<p>before</p>")
    assert left.endswith("<p>after</p>")


@pytest.mark.parametrize("text", ["Halden &amp; Sons", "Halden & Sons", "see t-17.", "a-1,", '"a-1"'])
def test_names_and_ids_are_found_whole(tmp_path, text):
    (tmp_path / "page.csv").write_text(text, encoding="utf-8")
    assert SEARCH.is_in(tmp_path / "page.csv")
    (tmp_path / "page.csv").write_text("Haldenberg, t-170, a-11, xa-1", encoding="utf-8")
    assert not SEARCH.is_in(tmp_path / "page.csv")


def test_a_beginning_that_others_share_stays_where_it_goes_on_otherwise(tmp_path):
    (tmp_path / "page.html").write_text(TEXT[:60] + " and so on, all of it.", encoding="utf-8")
    assert not SEARCH.is_in(tmp_path / "page.html")


def test_pages_are_listed_again_where_the_first_listing_was_lost(tmp_path):
    record, reports = tmp_path / "record", tmp_path / "reports"
    for folder in (record, reports):
        folder.mkdir()
    (reports / "page.html").write_text(TEXT, encoding="utf-8")
    (reports / "other.html").write_text("words", encoding="utf-8")
    assert Published(reports).still_naming(SEARCH, record) == [reports / "page.html"]
    assert Published(reports).still_naming(Search((), (), ()), record) == [reports / "page.html"]
    forget_noted(record)
    assert Published(reports).still_naming(Search((), (), ()), record) == []
    assert not (record / NOTED).exists()


def slides(path, text):
    from pptx import Presentation

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = text
    deck.save(path)


def words_of(path):
    from pptx import Presentation

    return [shape.text_frame.text for slide in Presentation(path).slides for shape in slide.shapes if shape.has_text_frame]


def test_exported_slides_and_pages_are_listed_or_rewritten_as_reports_are(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    slides(exports / "page-one.pptx", f"Halden & Sons: {TEXT}")
    slides(exports / "other.pptx", "Nothing of them.")
    (exports / "revops-2026-10-shared.html").write_text(f"<p>{escape(TEXT)}</p>", encoding="utf-8")
    (exports / "revops.pdf").write_bytes(b"%PDF-1.7")
    reports = Published(tmp_path / "reports", exports=exports)
    assert [path.name for path in reports.still_naming(SEARCH, tmp_path)] == ["page-one.pptx", "revops-2026-10-shared.html"]
    assert [path.name for path in reports.unsearched] == ["revops.pdf"]
    Published(tmp_path / "reports", True, exports).redacted(SEARCH)
    assert words_of(exports / "page-one.pptx") == ["(erased): (erased)"]
    assert words_of(exports / "other.pptx") == ["Nothing of them."]
    assert not SEARCH.is_in(exports / "revops-2026-10-shared.html")


def test_a_killed_erasure_lists_an_exported_page_again(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    page = exports / "page.html"
    page.write_text("Halden & Sons", encoding="utf-8")
    Published(tmp_path / "reports", exports=exports).still_naming(SEARCH, tmp_path)
    later = Published(tmp_path / "reports", exports=exports).still_naming(Search((), (), ()), tmp_path)
    assert later == [page]
