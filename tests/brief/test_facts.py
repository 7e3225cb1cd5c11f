"""test_facts"""

import pandas as pd
import pytest

from kit.brief.facts import checked_shifts, checked_themes, theme_facts
from tests.briefs import corrected, facts_of


def test_the_interval_holds_both_errors():
    told = corrected()
    lead = next(shift for shift in told["shifts"] if shift["surfaced"])
    half = (lead["high_pp"] - lead["low_pp"]) / 2
    assert lead["corrected"]["high_pp"] - 20 == pytest.approx((half**2 + 25) ** 0.5, abs=0.06)


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
        "parent": "",
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


def test_a_cycle_in_which_nobody_spoke_is_a_gap_and_not_0():
    theme = {"theme_id": "ops/t1", "claim": "", "label": "exports", "origin": "found", "born": "2026-05",
             "terms": "", "parent": "", "holds": "[]", "stability": 1.0}  # fmt: skip
    rows = [
        {"theme_id": "ops/t1", "cycle": cycle, "share": 0.0, "low": 0.0, "high": 0.5, "n_accounts": 0, "rank": 1,
         "n_conversations": 0, "n_voters_active": n_voters}
        for cycle, n_voters in (("2026-05", 9), ("2026-06", 0))
    ]  # fmt: skip
    events = pd.DataFrame(columns=["theme_id", "run_cycle", "event", "other_theme_id"])
    facts = theme_facts(pd.DataFrame([theme]), pd.DataFrame(rows), events, {}, {}, 0.5)
    assert facts[0]["share"] == {"2026-05": 0.0, "2026-06": None}
    assert facts[0]["high"] == {"2026-05": 0.5, "2026-06": None}


def test_a_share_corrected_for_wrong_themes_is_told_only_where_enough_was_read():
    told = facts_of("shifted")
    lead = told["shifts"][0]["theme"]
    read = {lead: {"share": 0.2, "share_half": 0.03, "shift_pp": None, "shift_half_pp": None, "n_read": 40, "right": 0.81234}}
    themes = checked_themes(told["themes"], read, told["cycle"])
    checked = next(theme["checked"] for theme in themes if theme["id"] == lead)
    assert (checked["share"], checked["n_read"], checked["right"]) == (0.2, 40, 0.8123)
    assert sum("checked" in theme for theme in themes) == 1
    assert not any("checked" in shift for shift in checked_shifts(told["shifts"], read))
