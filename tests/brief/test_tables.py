"""The numbers of each figure: the same figure is printed the same way everywhere, and what is not known is no 0."""

import json
from pathlib import Path

import pandas as pd
import pytest

from kit.brief import amounts, caveats, charts, tables
from kit.brief import summary as gist
from kit.brief.facts import theme_facts
from kit.brief.sections import one_brief as sections

FACTS = Path(__file__).parents[1] / "facts"


def facts_of(story):
    return json.loads((FACTS / f"{story}.json").read_text(encoding="utf-8"))


def plain(text):
    return text.replace("\u00a0", " ")


def test_a_cycle_that_was_not_counted_is_told_as_unknown_and_not_as_0():
    facts = facts_of("shifted")
    source = facts["coverage"]["sources"][0]
    first, *later = gist.window(facts)
    source["by_cycle"] = dict.fromkeys(later, 0)
    row = next(row for row in tables.source_rows(facts) if row["source"] == source["source"])
    assert [cell["number"] for cell in row["cells"]] == ["–", *[0] * len(later)]
    assert first not in source["by_cycle"]


def test_a_change_is_the_tested_shift_in_every_table():
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"share_before": 0.1, "share_now": 0.2249, "shift_pp": 12.51}
    row = next(row for row in gist.then_and_now(facts) if row["theme"] == facts["shifts"][0]["theme"])
    assert tables.share_rows([row])[0][-1] == "+13"
    assert tables.share_rows([row | {"shift_pp": None}])[0][-1] == "+12"


@pytest.mark.parametrize(
    ("shift", "said", "from_mix", "told"),
    [
        (14.4, 13.4, 0.4, "+13 points said differently, +1 point from who was speaking"),
        (-14.4, -13.6, -0.8, "−14 points said differently, 0 points from who was speaking"),
        (10.0, 12.0, -2.0, "+12 points said differently, −2 points from who was speaking"),
    ],
)
def test_the_parts_of_a_shift_make_the_shift_as_printed(shift, said, from_mix, told):
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"shift_pp": shift, "mix_adjusted_pp": said, "from_mix_pp": from_mix}
    assert f"Of this, {told}." in plain(amounts.strength(facts)[0])


def test_a_segments_shift_that_is_not_known_is_not_made_of_its_shares():
    segment = {"segment": "", "share_before": 0.0, "share_now": 1.0}
    assert tables.segment_shift(segment) == 100
    assert tables.segment_shift(segment | {"shift_pp": None}) is None


def test_a_fading_shift_names_whose_accounts_it_counts():
    facts = facts_of("shifted")
    rising, fading = (charts.segments(facts, shift, 1) for shift in facts["shifts"][:2])
    assert (rising["columns"][1], fading["columns"][1]) == ("Accounts raising it", "Accounts that raised it before")
    assert "before · " in fading["wide"].layout.yaxis.ticktext[0]
    assert "before" not in rising["wide"].layout.yaxis.ticktext[0]


def test_a_fading_lead_has_the_wholes_of_the_baseline():
    facts = facts_of("shifted")
    facts["shifts"] = [facts["shifts"][1] | {"accounts_active": 61, "top_tier_active": 11, "top_tier_accounts": 2}]
    told = [figure["number"] + " " + figure["whole"] for figure in amounts.three_figures(facts)]
    assert told[:2] == ["7 of 61", "2 of 11"]
    assert "of all accounts that spoke then" in amounts.exposure(facts, facts["shifts"][0])


def test_whose_votes_a_share_is_the_mean_of_is_told_with_those_of_no_known_account():
    facts = facts_of("shifted") | {"heard": {"accounts_now": 44, "voters_now": 49}}
    voters = "44 accounts and 5 people whose account is not known"
    assert plain(amounts.voters(facts)) == voters
    assert f"over {voters}, each one vote" in plain(sections.how_computed(facts).html)
    assert f"over {voters}, each one vote" in plain(charts.slope(facts)["note"])
    facts["heard"]["voters_now"] = 44
    assert plain(amounts.voters(facts)) == "44 accounts"


def test_no_claim_is_born_and_nothing_is_in_the_first_cycle_that_was_heard():
    facts = facts_of("shifted")
    first, second, *_ = gist.window(facts)
    claim, found = facts["themes"][:2]
    claim |= {"claim": "revops-lead/pains/p1", "born": second}
    found |= {"claim": None, "born": second, "events": []}
    facts["themes"] = [claim, found]
    assert [event.split(":")[0] for event in caveats.theme_events(facts)] == ["June 2026"]
    facts["coverage"]["sources"] = [{"by_cycle": {first: 0, second: 8}}]
    assert caveats.theme_events(facts) == []


def test_a_birth_after_a_first_single_conversation_is_told_as_what_it_is():
    facts = facts_of("shifted")
    theme = next(one for one in facts["themes"] if one["born"] == "2026-07")
    facts["themes"] = [theme | {"n_conversations": {"2026-06": 1, "2026-07": 3}}]
    assert caveats.theme_events(facts)[0].endswith("was first heard from two conversations.")


@pytest.mark.parametrize(
    ("claim", "counts", "voters", "told"),
    [("", (0, 3), 9, "2026-06"), ("", (1, 3), 9, ""), ("ops/pains/p1", (0, 3), 9, ""), ("", (0, 3), 0, "")],
)
def test_a_theme_is_new_only_where_nothing_raised_it_before_and_somebody_spoke(claim, counts, voters, told):
    theme = {
        "theme_id": "ops/t1",
        "claim": claim,
        "label": "exports",
        "origin": "found",
        "born": "2026-06",
        "terms": "",
        "holds": "[]",
        "stability": 1.0,
    }
    rows = [
        {"theme_id": "ops/t1", "cycle": cycle, "share": n / 9, "low": 0.0, "high": 1.0, "n_accounts": n, "rank": 1,
         "n_conversations": n, "n_voters_active": n_voters}
        for cycle, n, n_voters in zip(("2026-05", "2026-06"), counts, (voters, 9), strict=True)
    ]  # fmt: skip
    events = pd.DataFrame(columns=["theme_id", "run_cycle", "event", "other_theme_id"])
    found = theme_facts(pd.DataFrame([theme]), pd.DataFrame(rows), events, {}, {}, 0.5)
    assert (found[0]["born"], found[0]["new_in"]) == ("2026-06", told)
