"""The claim ledger, the order of pains and the messages as a page shows them."""

import json
from pathlib import Path

import pytest

from kit.brief import headings, ledger
from kit.brief import quotes as saying
from kit.brief.sections import one_brief as sections

FACTS = Path(__file__).parents[1] / "facts"
QUOTE = {
    "text": "The weekly report eats <b>two days</b>", "account_id": "a-011", "role": "RevOps Lead",
    "occurred_at": "2026-10-06T09:00:00Z",
    "source": "gong", "url": "https://example.com/gong/88121",
}  # fmt: skip
ORDER = [
    {"theme": "revops-lead/t07", "claim": None, "share": 0.31, "rank_stated": None, "rank_heard": 1},
    {
        "theme": "revops-lead/t02",
        "claim": "revops-lead/pains/forecast-guesswork",
        "share": 0.19,
        "rank_stated": 2,
        "rank_heard": 2,
    },
    {
        "theme": "revops-lead/t01",
        "claim": "revops-lead/pains/manual-reporting",
        "share": 0.0,
        "rank_stated": 1,
        "rank_heard": None,
    },
]


def facts_of(story, **changes):
    return json.loads((FACTS / f"{story}.json").read_text(encoding="utf-8")) | changes


def ordered(**changes):
    facts = facts_of("shifted")
    facts["priorities"] |= {"order": ORDER} | changes
    return facts


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def test_a_verdict_that_too_little_was_heard_for_is_not_printed():
    facts = facts_of("shifted")
    words = {row["statement"]: row["verdict"] for row in ledger.claim_rows(facts)}
    unsure = [claim for claim in facts["claims"] if not claim["heard_enough"]]
    assert unsure
    assert {words[claim["statement"]] for claim in unsure} == {"not enough heard"}
    assert plain(headings.claims(facts)).endswith("4 holding and 1 not enough heard")


def test_a_claim_unfolds_to_who_said_it_and_where_all_of_it_is():
    facts = facts_of("shifted")
    facts["claims"][1]["quote"] = QUOTE
    page = plain(sections.claims(facts).html)
    assert page.count("<details>") == 1
    assert "“The weekly report eats &lt;b&gt;two days&lt;/b&gt;” Halden Freight · RevOps Lead · 6 October 2026" in page
    assert '<a href="https://example.com/gong/88121" rel="noopener noreferrer">gong</a>' in page
    assert "theme revops-lead/t01 in revops-lead.evidence.csv" in page


def test_the_order_stated_stands_beside_the_order_heard():
    assert [[plain(cell) for cell in row] for row in ledger.order_rows(ordered())] == [
        ["the merged numbers don’t match", "not in the file", "1", "31 %"],
        ["The forecast is guesswork", "2", "2", "19 %"],
        ["Manual reporting eats my week", "1", "not heard", "0 %"],
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "customers raised “the merged numbers don’t match” most (probability that it really is first: 97 %)."),
        (
            {"heard_first": "revops-lead/pains/manual-reporting", "probability": 0.6},
            "customers raised it most as well (probability that it really is first: 60 %).",
        ),
        ({"heard_first": None, "probability": None}, "no pain was raised this cycle."),
        (
            {"order": [ORDER[0], ORDER[1] | {"rank_heard": 1}]},
            "“the merged numbers don’t match” and “The forecast is guesswork” were raised most this cycle, all as much.",
        ),
    ],
)
def test_the_first_pain_is_told_with_how_sure_that_is(changes, told):
    assert plain(ledger.order_sentence(ordered(**changes))) == f"The file puts “Manual reporting eats my week” first; {told}"


def test_a_pain_the_file_does_not_state_is_in_the_order_where_it_is_worth_a_message():
    order = [*ORDER, {"theme": "revops-lead/t03", "claim": None, "share": 0.04, "rank_stated": None, "rank_heard": 3}]
    assert len(ledger.order_rows(ordered(order=order))) == len(ORDER)


def test_in_a_thin_cycle_no_order_can_be_told():
    facts = ordered() | {"verdict": "thin"}
    assert ledger.order_rows(facts) == []
    assert plain(ledger.order_sentence(facts)).endswith(
        "which pain customers put first cannot be told: 52 accounts spoke, and that is not enough."
    )
    assert ledger.order_sentence(facts_of("thin")) == ""  # the file states no pain


def test_messages_come_with_their_history_and_all_together_last():
    facts = facts_of("shifted")
    facts["messaging"][0]["history"] = {"2026-05": 0.33, "2026-10": 0.17}
    rows = ledger.message_rows(facts)
    assert [row["name"] for row in rows] == ["Save hours on reporting", "One forecast, no arguments", "All messages together"]
    assert (rows[0]["history"][0], rows[0]["history"][1], rows[0]["history"][-1]) == (0.33, None, 0.17)
    assert (rows[-1]["before"], rows[-1]["now"]) == (0.47, 0.33)
    page = plain(sections.suggests(facts).html)
    assert page.count('class="spark"') == 1
    assert "31 % → 17 %" in page
    assert ledger.SPEAKING in page


def test_pains_that_no_message_speaks_to_are_all_named_where_the_suggestions_do_not_name_all():
    pains = [{"theme": f"revops-lead/t0{at}", "share_now": at / 100} for at in (7, 3, 2, 1)]
    told = plain(ledger.messages_note(facts_of("shifted", unaddressed=pains)))
    assert told.startswith(
        "Pains of a share of 5 % or more that no message was found to speak to: “the merged numbers don’t match” (7 %), "
    )
    assert told.endswith("and “Manual reporting eats my week” (1 %).")
    assert ledger.messages_note(facts_of("shifted")) == ""  # two pains: the suggestions name both
    assert ledger.messages_note(facts_of("shifted", unaddressed=[])).startswith("Every pain")
    assert "cannot be told" in ledger.messages_note(facts_of("shifted", verdict="thin"))
    assert ledger.messages_note(facts_of("thin")) == ""


LANGUAGE = {
    "rising": [], "fading": [], "new_to_file": [{"term": "sso", "accounts": 9}, {"term": "merged numbers", "accounts": 1}],
    "unsaid": ["gut feel", "spreadsheet", "sandbag"],
}  # fmt: skip


def test_words_stand_against_the_files_own_both_ways():
    page = plain(sections.words(facts_of("steady", language=LANGUAGE)).html)
    assert "Customers say, the file does not: “sso” (9 accounts) and “merged numbers” (1 account)." in page
    assert "The file says, nobody said in October 2026: “gut feel”, “spreadsheet” and “sandbag”." in page
    assert saying.unsaid(LANGUAGE, 1) == "“gut feel” and 2 more"


@pytest.mark.parametrize("verdict", ["thin", "stale"])
def test_where_too_little_was_heard_no_words_are_compared(verdict):
    page = plain(sections.words(facts_of("steady", language=LANGUAGE, verdict=verdict)).html)
    assert "Not enough was heard to compare words" in page
    assert "the file does not" not in page
    assert "same as before" not in page
