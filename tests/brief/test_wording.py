"""test_wording"""

import pytest

from kit.brief import page_one, summary, wording
from kit.brief.advice import suggestions
from kit.brief.model.themes import Theme
from kit.brief.reasons import below_bar
from kit.brief.sections.claims import claim_rows
from tests.briefs import brief, facts_of, plain, shift_on
from tests.briefs import shift as shift_of

NOBODY = {"account_id": None, "n": 0, "of": 34}
MEASURED = {"accounts": ["a-000", "a-001"], "weeks": 4, "consistency": 0.44, "q": 0.31, "shift_pp": 24.0}


def test_an_account_that_is_not_most_of_a_change_is_not_called_the_one():
    facts = facts_of("loud")
    shift = shift_on(facts, "t08")
    shift |= {"loudest": {"account_id": "a-000", "n": 9, "of": 34}, "shift_pp": 12.0, "below_bar": ["one_account"]}
    told = plain(below_bar(brief(facts), shift_of(shift))[0])
    assert told == "without one of its accounts it would not hold"


@pytest.mark.parametrize(
    ("rule", "clause"),
    [
        ("min_accounts", "2 accounts raised it; you asked for 8"),
        ("min_top_tier_accounts", "2 top-tier accounts raised it; you asked for 0"),
        ("min_weeks", "said in 4 weeks; you asked for 2"),
        ("min_consistency", "its accounts do not say the same"),
        ("max_false_discovery", "it may be chance"),
        ("min_shift_pp", "the same kind of accounts make only +4 points of it, the rest is who spoke; you asked for 20"),
        ("stability", "what belongs to it is not settled"),
        ("a_rule_of_tomorrow", "a rule of tomorrow"),
    ],
)
def test_each_missed_rule_is_told_with_its_figures(rule, clause):
    facts = facts_of("loud")
    shift = shift_on(facts, "t08")
    shift |= {"below_bar": [rule], "mix_adjusted_pp": 4.0, "top_tier_accounts": 2, "loudest": NOBODY} | MEASURED
    assert [plain(text) for text in below_bar(brief(facts), shift_of(shift))] == [clause]


def test_a_move_just_short_of_the_bar_is_printed_so_that_it_shows():
    facts = facts_of("loud")
    shift = shift_on(facts, "t01") | {"shift_pp": 19.79, "mix_adjusted_pp": 19.79, "below_bar": ["min_shift_pp"]}
    assert [plain(text) for text in below_bar(brief(facts), shift_of(shift))] == ["a move of +19.8 points; you asked for 20"]


def test_of_many_missed_rules_the_two_that_decide_are_told():
    facts = facts_of("loud")
    rules = ["min_accounts", "min_shift_pp", "min_consistency", "max_false_discovery", "one_account"]
    small = shift_on(facts, "t01") | {"below_bar": rules, "shift_pp": 2.9, "accounts": ["a-011"]}
    told = [plain(text) for text in below_bar(brief(facts), shift_of(small))]
    assert told == ["a move of +3 points; you asked for 20", "1 account raised it; you asked for 8"]
    large = small | {"shift_pp": 18.0}
    assert below_bar(brief(facts), shift_of(large))[0].startswith("without one of its accounts")


@pytest.mark.parametrize(
    ("mix", "phrase"),
    [
        ({"praise": 0.71, "pain": 0.2, "not_sure": 0.09}, "mostly praise (71 %)"),
        ({"question": 0.52, "pain": 0.48}, "mostly questions (52 %)"),
        ({"question": 0.5, "pain": 0.5}, "pain 50 %, question 50 %"),
        ({"pain": 0.4, "question": 0.32, "goal": 0.21, "not_sure": 0.07}, "pain 40 %, question 32 %"),
        ({"not_sure": 1.0, "pain": 0.0}, "not sure"),
        (None, "not sure"),
    ],
)
def test_what_a_theme_voices_in_a_few_words(mix, phrase):
    assert wording.mix_phrase(Theme.model_construct(mix=mix)).replace("\N{NO-BREAK SPACE}", " ") == phrase


def in_segments(strengths, **of):
    """The shifted story's first shift, 5 to 34 %, by segments; the enterprise accounts went from 8 to 56 %."""
    facts = facts_of("shifted")
    shift, shares = (
        facts["shifts"][0],
        {"enterprise": (0.08, 0.56, 48.0), "mid-market": (0.2, 0.06, -14.0), "SMB": (0.05, 0.07, 2.0)},
    )
    for part in shift["segments"]:
        before, now, size = shares.get(part["segment"], (0.0, 0.0, 0.0))
        part |= {"share_before": before, "share_now": now, "shift_pp": size, "low_pp": size - 9, "high_pp": size + 9}
        part |= {"strength": strengths.get(part["segment"], "absent")}
    shift |= of
    return plain(wording.change(brief(facts), shift_of(shift)))


ONE, TWO = {"enterprise": "strong"}, {"enterprise": "strong", "mid-market": "opposite"}
NAME = "“the merged numbers don’t match”"
WHOLE = f"{NAME} rose from 5 % to 34 % (+29 points, 16 to 43)"
OWN = "from 8 % to 56 % (+48 points, 39 to 57)"


@pytest.mark.parametrize(
    ("strengths", "of", "told"),
    [
        (ONE, {"alone_in": "enterprise"}, f"{WHOLE}, only in enterprise: from 8 % to 56 % there"),
        (TWO, {"alone_in": "enterprise"}, f"{WHOLE}, only in enterprise: from 8 % to 56 % there; mid-market went the other way"),
        (ONE, {"alone_in": None}, WHOLE),
        (ONE, {"only_in": "enterprise", "alone_in": "enterprise"}, f"{NAME} rose only in enterprise, {OWN}"),
        (
            TWO, {"only_in": "enterprise", "alone_in": None},
            f"{NAME} rose in enterprise, {OWN}, elsewhere it is not sure; mid-market went the other way",
        ),
    ],
)  # fmt: skip
def test_a_change_of_one_segment_is_said_to_be_there_alone_only_where_the_others_rule_it_out(strengths, of, told):
    assert in_segments(strengths, **of) == told


def in_tiers(opposite: bool, **of):
    """The shifted story's first shift by tiers: A went from 8 to 56 %, B from 20 to 6 or nowhere."""
    facts = facts_of("shifted")
    shift, figures = facts["shifts"][0], facts["shifts"][0]["segments"][0]
    own = {name: value for name, value in figures.items() if name != "segment"}
    shift["tiers"] = [
        own | {"tier": "A", "share_before": 0.08, "share_now": 0.56, "shift_pp": 48.0, "low_pp": 39.0, "high_pp": 57.0},
        own | {"tier": "B", "share_before": 0.2, "share_now": 0.06, "shift_pp": -14.0, "low_pp": -23.0, "high_pp": -5.0},
    ]  # fmt: skip
    for part, strength in zip(shift["tiers"], ("strong", "opposite" if opposite else "absent"), strict=True):
        part["strength"] = strength
    shift |= {"alone_in": None} | of
    return plain(wording.change(brief(facts), shift_of(shift)))


@pytest.mark.parametrize(
    ("opposite", "of", "told"),
    [
        (False, {"alone_in_tier": "A"}, f"{WHOLE}, only in tier A: from 8 % to 56 % there"),
        (False, {"alone_in_tier": None}, WHOLE),
        (True, {"only_in_tier": "A", "alone_in_tier": "A"}, f"{NAME} rose only in tier A, {OWN}; tier B went the other way"),
        (False, {"only_in_tier": "A", "alone_in_tier": None}, f"{NAME} rose in tier A, {OWN}, elsewhere it is not sure"),
    ],
)
def test_a_change_of_one_tier_is_said_to_be_there(opposite, of, told):
    assert in_tiers(opposite, **of) == told


def praising(theme: str, **changes):
    """The facts of a shifted month in which one theme is mostly praised."""
    facts = facts_of("shifted", **changes)
    mix = {"praise": 0.56, "pain": 0.04, "not_sure": 0.4}
    facts["themes"] = [row | {"mix": mix} if row["id"] == theme else row for row in facts["themes"]]
    return facts


def test_a_stated_trouble_that_customers_praise_is_said_to_be_praised_and_is_no_pain():
    stated = "revops-lead/t02"
    was, told = brief(facts_of("shifted")), brief(praising(stated))
    assert (wording.is_pain(was, stated), wording.praised(summary.theme_of(was, stated))) == (True, "")
    assert not wording.is_pain(told, stated)
    assert wording.noun_of(told, stated) == "praise"
    assert plain(wording.praised(summary.theme_of(told, stated))) == "mostly praise (56 %)"
    (raised,) = [row for row in page_one.top_pains(told, page_one.ROOMS[0]) if "mostly" in row.figure]
    assert plain(raised.figure).endswith("; mostly praise (56 %)")
    (row,) = [row for row in claim_rows(told) if row["theme"] == stated]
    assert plain(row["sentence"]).endswith("What customers say of it is mostly praise (56 %).")
    assert not any("is mostly" in row["sentence"] for row in claim_rows(was))


def test_what_is_praised_needs_no_message():
    found = "revops-lead/t02"
    missing = [
        {"theme": found, "label": "Forecasts are guesswork", "claim": "revops-lead/pains/forecast-guesswork", "share_now": 0.2}
    ]
    assert any("none seems to" in line for line in suggestions(brief(facts_of("shifted", unaddressed=missing))))
    assert not any("none seems to" in line for line in suggestions(brief(praising(found, unaddressed=missing))))
