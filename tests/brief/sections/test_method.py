"""sections/test_method"""

import pytest

from kit.brief.sections import method
from tests.briefs import brief, plain


def test_reasons_of_a_verdict_are_told_with_their_numbers():
    told = [plain(sentence) for sentence in method.reasons(brief("thin"))]
    assert told == [
        "Only 5 accounts spoke in October 2026; 8 are needed.",
        "With 5 accounts, only a move of 53 points or more would most likely have shown.",
        "The call source gong has been silent since 1 September 2026.",
    ]


def test_an_interval_of_an_error_rate_has_two_ends():
    rates = [{"figure": "f", "case": "c", "value": 0.01, "low": 0.006, "high": 0.014, "goal": "at most 5 %", "holds": True}]
    assert plain(method.rate_rows(brief("steady", error_rates=rates))[0][3]) == "0.6 % to 1.4 %"


GROUPINGS = {
    "as usual": ({}, ("100\u00a0times", "Louvain communities", "the seed 20261001", "the embedding model is wordllama")),
    "with UMAP": ({"reduction": "umap"}, ("then UMAP", "5\u00a0times")),
    "HDBSCAN": ({"clustering": "hdbscan"}, ("HDBSCAN", "those between are in none")),
    "finer": ({"granularity": "fine"}, ("two and a half times as many themes",)),
}


@pytest.mark.parametrize(("change", "words"), GROUPINGS.values(), ids=GROUPINGS)
def test_the_way_themes_were_made_is_named_in_plain_words(change, words):
    made = brief("shifted")
    how = made.settings.grouping.model_copy(update=change)
    text = " ".join(method.grouping_sentences(made.changed(settings=made.settings.model_copy(update={"grouping": how}))))
    assert all(word in text for word in words), text
    assert text in method.section(made).html if not change else True


def test_a_brief_of_an_earlier_version_says_nothing_of_it():
    made = brief("shifted")
    older = made.changed(settings=made.settings.model_copy(update={"grouping": None}))
    assert method.grouping_sentences(older) == []
    assert "becomes themes" not in method.section(older).html
