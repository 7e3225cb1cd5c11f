"""An account's page and lines in German and French: no English sentence is left, the figures are the same."""

import re

import pytest

from kit.account.facts import account_sheet
from kit.account.lines import account_lines
from kit.account.page import account_page
from kit.language import LANGUAGES
from kit.language import catalogue as catalogues
from kit.workspace import open_workspace
from tests.english_left import english_left, words_of
from tests.stories.make import made


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """The same account's sheet in each language."""
    folder, sheets = tmp_path_factory.mktemp("accounts"), {}
    for tag in LANGUAGES:
        made("shifted", folder / tag, tag)
        sheets[tag] = account_sheet(open_workspace(folder / tag), "a-003")
    return sheets


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_page_and_lines_are_the_languages_own(sheets, tag, monkeypatch):
    monkeypatch.setattr(catalogues, "untranslated", lambda tag, message: pytest.fail(f"{tag} lacks {message!r}"))
    page, lines = account_page(sheets[tag], "Northbeam"), list(account_lines(sheets[tag]))
    assert f'<html lang="{tag}">' in page
    assert english_left(words_of(page), tag) == []
    assert english_left(" ".join(lines), tag) == []
    english = " ".join(account_lines(sheets["en"]))
    assert len(english_left(english, tag)) > 3  # the search finds English where there is some
    assert set(re.findall(r"\d+\u00a0%", " ".join(lines))) == set(re.findall(r"\d+\u00a0%", english))


def test_facts_are_the_same_in_every_language(sheets):
    assert sheets["de"].facts == sheets["fr"].facts == sheets["en"].facts
