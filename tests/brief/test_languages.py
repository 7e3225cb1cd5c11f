"""Briefs in German and French: every sentence is the language's own, figures and customers' words are the same."""

import html
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kit.brief import mail, pages
from kit.brief.editions.chat import slack_message, teams_card
from kit.brief.months import since_last_month
from kit.brief.page_one import page_one
from kit.brief.sections import library
from kit.language import LANGUAGES
from kit.language import catalogue as catalogues
from tests.briefs import brief, facts_of
from tests.english_left import english_left, english_pieces, words_of
from tests.stories.make import STORIES, made

OTHERS = LANGUAGES[1:]
#: Of every interval; German writes it as a word with its interval.
LEVEL = {"95\u00a0%"}
NUMBERS = {"shares": re.compile(r"<?\d+\u00a0%"), "points": re.compile(r"[+−]\d+(?=\u00a0)")}


@cache
def story(name, tag):
    with TemporaryDirectory() as folder:
        return made(name, Path(folder) / "w", tag)


@cache
def page(name, tag):
    return pages.render_alone(story(name, tag))


@pytest.fixture(autouse=True)
def no_gap(monkeypatch):
    """A sentence that a language lacks is a failure here, not an English one."""
    monkeypatch.setattr(catalogues, "untranslated", lambda tag, message: pytest.fail(f"{tag} lacks {message!r}"))


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("name", STORIES)
def test_no_english_sentence_is_left(name, tag):
    shown = words_of(page(name, tag))
    assert english_left(shown, tag) == []


def test_english_pieces_are_known_again_on_the_english_page():
    """The test above can fail."""
    shown = words_of(page("shifted", "en"))
    assert sum(piece in shown for piece in english_pieces("de")) > 100


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("name", STORIES)
def test_figures_are_those_of_the_english_page(name, tag):
    for kind in ("shares", "points"):
        ours, english = (set(NUMBERS[kind].findall(words_of(page(name, other)))) - LEVEL for other in (tag, "en"))
        assert ours == english, kind


@pytest.mark.parametrize("tag", OTHERS)
def test_the_facts_for_programs_are_the_same_but_for_their_sentences(tag):
    english, ours = story("shifted", "en").facts(), story("shifted", tag).facts()
    assert ours["settings"].pop("language") == tag
    assert "language" not in english["settings"]
    for name in ("verdict", "shifts", "themes", "accounts", "settings", "smallest_visible_shift_pp", "verdict_reasons"):
        a, b = (without_language(facts[name]) for facts in (ours, english))
        assert a == b, name
    assert [claim["verdict"] for claim in ours["claims"]] == [claim["verdict"] for claim in english["claims"]]
    assert ours["headline"] != english["headline"]


def without_language(value):
    if isinstance(value, dict):
        return {name: without_language(part) for name, part in value.items() if name != "language"}
    return [without_language(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        (
            "de",
            "„Manual reporting eats my week“ (von 35 auf 8 %) ist „the merged numbers don’t match“ (von 5 auf 34 %) gewichen.",
        ),
        (
            "fr",
            "« Manual reporting eats my week » (de 35 à 8 %) a cédé la place à « the merged numbers don’t match » (de 5 à 34 %).",
        ),
    ],
)
def test_the_headline_is_one_sentence_of_the_language(tag, headline):
    assert story("shifted", tag).headline.replace("\u00a0", " ") == headline


@pytest.mark.parametrize("tag", OTHERS)
def test_a_page_says_its_language_and_that_of_a_quote_that_differs(tag):
    markup = page("shifted", tag)
    assert f'<html lang="{tag}">' in markup
    quote = story("shifted", tag).shifts[0].quotes[0]
    assert f'<p dir="auto" lang="en">{html.escape(quote.text, quote=False)}' in markup
    opening, closing = {"de": "„“", "fr": "«»"}[tag]
    assert re.search(
        rf'p::before {{ content: "{opening}\u00a0?"; }} blockquote p::after {{ content: "\u00a0?{closing}"; }}', markup
    )
    assert '<html lang="en">' in page("shifted", "en")
    assert 'dir="auto" lang=' not in page("shifted", "en")


@pytest.mark.parametrize("tag", OTHERS)
def test_mail_chat_and_cards_are_in_the_language_too(tag):
    briefs = [story(name, tag) for name in STORIES]
    letter, slack, teams = mail.mail_html(briefs, "https://x"), slack_message(briefs), teams_card(briefs)
    cards = library.cards(briefs).html
    assert f'<html lang="{tag}">' in letter
    for text in (words_of(letter), str(slack), str(teams), words_of(cards)):
        assert english_left(text, tag) == []


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("name", STORIES)
def test_page_one_keeps_to_its_words(name, tag):
    first = re.search(r'<section[^>]* id="first-screen".*?</section>', page(name, tag), re.S)[0]
    shown = re.sub(r'<div class="narrow">.*?</div>|<[^>]+>', " ", first, flags=re.S)
    assert len([word for word in html.unescape(shown).split() if word not in "«»:;?!"]) <= {"de": 300, "fr": 345}[tag]


def looked_back_on(tag):
    """The shifted story after two briefs, one change of the last held, one did not, and a figure that moved."""
    facts = facts_of("shifted")
    past = {
        "headline": "",
        "partial": False,
        "label": "X",
        "accounts": 9,
        "accounts_active": 50,
        "amount": None,
        "currency": "USD",
    }
    change = {
        "theme": "revops-lead/t07", "label": "the merged numbers don’t match", "cycle": "2026-09", "direction": "rising",
        "shift_pp": 20.0, "share_before": 0.1, "share_then": 0.3, "share_now": 0.34,
    }  # fmt: skip
    return brief(
        facts, settings=facts["settings"] | {"language": tag}, partial=True, headline="",
        past_briefs=[past | {"cycle": "2026-08", "verdict": "steady"}, past | {"cycle": "2026-09", "verdict": "shifted"}],
        previous_shifts=[change | {"held": True}, change | {"held": False}, change | {"held": None}],
        durability={"surfaced": 2, "held": 1, "untold": 1},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "finding", "caution"),
    [
        ("de", "Von 3 gemeldeten Veränderungen: 1 gehalten, 1 nicht gehalten und 1 noch nicht zu beurteilen",
         "Oktober 2026 ist noch nicht vorbei: das sind die Zahlen bis jetzt."),
        ("fr", "Sur 3 changements signalés : 1 a tenu, 1 n’a pas tenu et 1 ne peut pas encore être jugé",
         "Octobre 2026 n’est pas terminé : voici les chiffres à ce jour."),
    ],
)  # fmt: skip
def test_what_became_of_the_last_brief_is_in_the_language(tag, finding, caution):
    made_of = looked_back_on(tag)
    shown = words_of(since_last_month.section(made_of).html)
    assert finding in shown.replace("\u00a0", " ")
    assert english_left(shown, tag) == []
    assert caution in [line.replace("\u00a0", " ") for line in page_one(made_of).cautions]
