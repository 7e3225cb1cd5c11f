"""sections/test_claims"""

import pytest

from kit.brief import sections
from kit.brief.sections import (
    claims,
    words,
)
from tests.briefs import brief, facts_of, plain

QUOTE = {
    "text": "The weekly report eats <b>two days</b>", "account_id": "a-000", "role": "RevOps Lead",
    "occurred_at": "2026-10-06T09:00:00Z",
    "source": "gong", "conversation_id": "g1", "start": 0, "end": 39, "url": "https://example.com/gong/88121",
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


def ordered(**changes):
    facts = facts_of("shifted")
    facts["priorities"] |= {"order": ORDER} | changes
    return facts


def test_a_verdict_that_too_little_was_heard_for_is_not_printed():
    facts = facts_of("shifted")
    words = {row["statement"]: row["verdict"] for row in claims.claim_rows(brief(facts))}
    unsure = [claim for claim in facts["claims"] if not claim["heard_enough"]]
    assert unsure
    assert {words[claim["statement"]] for claim in unsure} == {"too little said"}
    assert plain(claims.finding(brief(facts))).endswith("2 holding and 1 too little said")


def test_a_claim_unfolds_to_who_said_it_and_where_all_of_it_is():
    facts = facts_of("shifted")
    facts["claims"][1]["quote"] = QUOTE
    page = plain(sections.claims.section(brief(facts)).html)
    assert page.count("<details>") == 4
    assert "“The weekly report eats &lt;b&gt;two days&lt;/b&gt;” Halden Freight · RevOps Lead · 6 October 2026" in page
    whose = '<span class="hidden">: the original of “Manual reporting eats my week”</span>'
    assert f'<a href="https://example.com/gong/88121" rel="noopener noreferrer">gong{whose}</a>' in page
    assert '<a href="revops-lead.evidence.csv">Every passage in the evidence file</a>' in page
    assert 'data-theme="revops-lead/t01"' in page


def test_the_order_stated_stands_beside_the_order_heard():
    assert [[plain(cell) for cell in row] for row in claims.order_rows(brief(ordered()))] == [
        ["the merged numbers don’t match", "not in the file", "1", "31 %"],
        ["The forecast is guesswork", "2", "2", "19 %"],
        ["Manual reporting eats my week", "1", "not raised", "0 %"],
    ]


def test_a_pain_the_file_does_not_state_is_in_the_order_where_it_is_worth_a_message():
    order = [*ORDER, {"theme": "revops-lead/t03", "claim": None, "share": 0.04, "rank_stated": None, "rank_heard": 3}]
    assert len(claims.order_rows(brief(ordered(order=order)))) == len(ORDER)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tied": []}, "customers raised “the merged numbers don’t match” most (it really is first with a chance of 92 %)."),
        (
            {"heard_first": "revops-lead/pains/manual-reporting", "probability": 0.6, "tied": []},
            "customers raised it most as well (it really is first with a chance of 60 %).",
        ),
        (
            {"tied": [ORDER[1]["theme"]]},
            "customers raised “the merged numbers don’t match” most, tied with “The forecast is guesswork”: "
            "which of them is ahead this month may be chance.",
        ),
        ({"heard_first": None, "probability": None}, "nobody raised a pain."),
        (
            {"order": [ORDER[0], ORDER[1] | {"rank_heard": 1}]},
            "“the merged numbers don’t match” and “The forecast is guesswork” were raised most, all as much.",
        ),
    ],
)
def test_the_first_pain_is_told_with_how_sure_that_is(changes, told):
    assert (
        plain(claims.order_sentence(brief(ordered(**changes)))) == f"The file puts “Manual reporting eats my week” first; {told}"
    )


def test_in_a_thin_cycle_no_order_can_be_told():
    facts = ordered() | {"verdict": "thin"}
    assert claims.order_rows(brief(facts)) == []
    assert plain(claims.order_sentence(brief(facts))).endswith(
        "which pain customers put first cannot be told: 50 accounts spoke, and that is not enough."
    )
    assert claims.order_sentence(brief(facts_of("thin", priorities=None))) == ""  # the file states no pain


def test_a_thin_cycle_judges_no_claim_and_compares_no_words():
    facts = facts_of("steady") | {"verdict": "thin"}
    for claim in facts["claims"]:
        claim["heard_enough"] = False
    number = len(facts["claims"])
    assert plain(claims.finding(brief(facts))) == f"Too little was said to judge any of {number} claims"
    assert words.finding(brief(facts)) == "Too little was said to compare words"
