"""Sentences and numbers in the language in force."""

import pytest

from kit import formats
from kit.config.settings import Settings
from kit.language import gettext, in_language, in_own_language, language, ngettext, pgettext
from tests.briefs import brief, facts_of


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_english_is_spoken_where_nobody_says_otherwise():
    assert language() == "en"
    assert gettext("{name} has risen from {shares}.", name="X", shares="9 to 31 %") == "X has risen from 9 to 31 %."


def test_a_language_holds_inside_its_block_and_no_longer():
    with in_language("de"):
        assert gettext("Still said") == "Weiterhin genannt"
        with in_language("fr"):
            assert gettext("Still said") == "Toujours évoqué"
        assert language() == "de"
    assert gettext("Still said") == "Still said"


def test_a_sentence_that_no_catalogue_has_stays_english():
    with in_language("de"):
        assert gettext("A sentence of nobody's.") == "A sentence of nobody's."
        assert ngettext("{n} strange thing", "{n} strange things", 2) == "2\u00a0strange things"


@pytest.mark.parametrize(
    ("tag", "n", "expected"),
    [
        ("en", 0, "0 accounts"), ("en", 1, "1 account"), ("en", 2514, "2,514 accounts"),
        ("de", 0, "0 Accounts"), ("de", 1, "1 Account"), ("de", 2514, "2.514 Accounts"),
        ("fr", 0, "0 compte"), ("fr", 1, "1 compte"), ("fr", 2514, "2 514 comptes"),
    ],
)  # fmt: skip
def test_a_number_asks_for_its_own_form(tag, n, expected):
    with in_language(tag):
        assert plain(formats.counted(n, "account")) == expected


def test_one_word_with_two_meanings_is_told_apart_by_its_context():
    with in_language("de"):
        assert pgettext("place", "Raised") == "Genannt"
        assert pgettext("month", "in {cycle}", cycle="Oktober 2026") == "im Oktober 2026"
        assert pgettext("week", "in {cycle}", cycle="KW 41 2026") == "in KW 41 2026"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "“x” 1,234 0.44 $620K $1.2M €0 3 October 2026 3 Oct 2026 in October 2026 Q3 2026 July to September 2026 Oct"),
        ("de", "„x“ 1.234 0,44 620.000 $ 1,2 Mio. $ 0 € 3. Oktober 2026 03.10.2026 im Oktober 2026 Q3 2026 "
               "Juli bis September 2026 Okt"),
        ("fr", "« x » 1 234 0,44 620 k $US 1,2 M $US 0 € 3 octobre 2026 3 oct. 2026 en octobre 2026 T3 2026 "
               "juillet à septembre 2026 oct."),
    ],
)  # fmt: skip
def test_numbers_money_and_days_are_in_the_languages_own_form(tag, expected):
    with in_language(tag):
        made = [
            formats.quoted("x"), formats.count(1234), formats.two_digits(0.44), formats.money(623_000, "USD"),
            formats.money(1_234_000, "USD"), formats.money(0, "EUR"), formats.day("2026-10-03"), formats.short_day("2026-10-03"),
            formats.in_cycle("2026-10"), formats.cycle_name("2026-Q3"), formats.cycles_named(["2026-07", "2026-08", "2026-09"]),
            formats.cycle_mark("2026-10"),
        ]  # fmt: skip
    assert plain(" ".join(made)) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "+22 points, 11 to 33; 36 to 13 %; +1 point; +9.7 points"),
        ("de", "+22 Punkte, 11 bis 33; von 36 auf 13 %; +1 Punkt; +9,7 Punkte"),
        ("fr", "+22 points, 11 à 33; de 36 à 13 %; +1 point; +9,7 points"),
    ],
)
def test_a_change_is_told_in_the_languages_own_words(tag, expected):
    with in_language(tag):
        made = (formats.shift(22, 11, 33), formats.from_to(0.36, 0.13), formats.points(1), formats.points(9.7, 1))
    assert plain("; ".join(made)) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french_alone():
    with in_language("fr"):
        assert formats.day("2026-10-01") == "1er octobre 2026"
        assert formats.day("2026-10-11") == "11 octobre 2026"


def test_a_function_speaks_the_language_of_the_brief_it_is_given():
    facts = facts_of("shifted")
    german = brief(facts | {"settings": facts["settings"] | {"language": "de"}})
    spoken = in_own_language(lambda shown: language())
    assert (spoken(german), spoken([german]), spoken(brief(facts))) == ("de", "de", "en")


def test_a_language_without_a_catalogue_is_refused_by_name():
    given = {"company": "Northbeam", "sources": [{"id": "zendesk", "kind": "ticket", "path": "inbox/*.csv"}]}
    assert Settings.model_validate(given).language == "en"
    with pytest.raises(ValueError, match="Input should be 'en', 'de' or 'fr'"):
        Settings.model_validate(given | {"language": "it"})
