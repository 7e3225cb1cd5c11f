"""Customers' words are hostile input: in no section, card, letter, table or spreadsheet is any of them alive."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.brief import sections
from kit.brief.sections import library
from kit.config.settings import Recipient
from kit.formats import safe_cell
from kit.notebook import quotes_html, table_html
from kit.run.notify import letter_of
from tests.briefs import STORIES, brief, facts_of
from tests.hostile import LINKS, TEXTS, elements, live, live_calls, spoiled

#: Sections with figures, which take a second each: a few texts for each of them, more for the others, all in `make bench-faults`.
DRAWN = ("first_screen", "strength", "themes_moved")
#: Every section and the library's cards, as functions of a brief.
SHOWN = {module.__name__.rpartition(".")[2]: lambda made, module=module: module.section(made).html for module in sections.BRIEF}
SHOWN["cards"] = lambda made: library.cards([made]).html


def known(show):
    """The elements that a section has with harmless words, in any story."""
    return set().union(*(elements(show(brief(story))) for story in STORIES))


@pytest.mark.parametrize("name", SHOWN)
def test_no_text_is_alive_in_a_section(name):
    allowed = known(SHOWN[name])
    for text in TEXTS[:: 67 if name in DRAWN else 7]:
        assert live(SHOWN[name](brief(spoiled(facts_of("shifted"), text))), allowed) == [], text


@pytest.mark.parametrize("name", ["customers", "nearly"])
def test_no_address_but_a_web_pages_is_a_link(name):
    allowed = known(SHOWN[name])
    for link in LINKS:
        assert live(SHOWN[name](brief(spoiled(facts_of("shifted"), "The export broke.", link))), allowed) == [], link


def test_a_letter_calls_nobody():
    for text in TEXTS:
        made = brief(spoiled(facts_of("shifted"), text))
        letter = letter_of(Recipient(to="json://x.example"), [made], Path())
        assert live_calls(letter.title + letter.body) == [], text


def test_tables_of_notebooks_show_words_as_words():
    row = {"text": "x", "stance": "pain", "account_id": "a", "account_name": "x", "role": "x", "is_borrowed": False}
    row |= {"occurred_at": "2026-10-04T10:00:00+00:00", "source": "desk", "conversation_id": "7"}
    allowed = set(elements(table_html(pd.DataFrame({"words": ["x"]}), "x")))
    quoted = set(elements(quotes_html([row | {"url": "https://x.example/7"}]))) | set(elements(quotes_html([row | {"url": ""}])))
    for text in TEXTS:
        assert live(table_html(pd.DataFrame({"words": [text]}), text), allowed) == [], text
        assert live(quotes_html([row | {"url": "", "text": text, "account_name": text, "role": text}]), quoted) == [], text
    for link in LINKS:
        assert live(quotes_html([row | {"url": link}]), quoted) == [], link


def test_no_cell_is_a_formula():
    assert [text for text in TEXTS if safe_cell(text)[:1] in "=+-@\t\r"] == []


def test_what_is_alive_is_noticed():
    assert live("<p onclick='x'>a</p>", {("p", ("onclick",))}) == ["onclick of <p>"]
    assert live("<b>a</b><a href='javascript:x'>y</a>", {("a", ("href",))}) == ["<b >", "javascript:x"]
    assert live_calls("hello @everyone and <!here>")
    assert len(set(TEXTS)) == 200
    assert len(set(LINKS)) == 60
