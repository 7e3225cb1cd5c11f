"""What held of earlier shifts, and what was restated."""

import numpy as np
import pandas as pd
import pytest

from kit.shifts.since_earlier_briefs import durability, in_common, is_held, previous_shifts, restated, restated_since
from kit.themes.snapshot import held_codes


def brief(cycle, share, surfaced=False, verdict="shifted", counts=None, feed=None):
    shift = {
        "theme": "p/t1", "direction": "rising", "share_before": 0.1, "share_now": 0.3, "shift_pp": 20.0,
        "surfaced": surfaced,
    }  # fmt: skip
    sources = [{"source": "s", "by_cycle": counts or {}, "heard_by_cycle": feed or counts or {}}]
    return {
        "cycle": cycle, "verdict": verdict, "themes": [{"id": "p/t1", "label": "exports break", "share": share}],
        "shifts": [shift], "coverage": {"sources": sources},
    }  # fmt: skip


@pytest.mark.parametrize(("share", "held"), [(0.31, True), (0.2, True), (0.19, False), (0.05, False), (None, None)])
def test_a_shift_held_if_half_of_it_is_left(share, held):
    assert is_held({"share_before": 0.1, "shift_pp": 20.0}, share) is held


def test_a_fading_shift_held_if_it_stays_down():
    assert is_held({"share_before": 0.4, "shift_pp": -30.0}, 0.2) is True
    assert is_held({"share_before": 0.4, "shift_pp": -30.0}, 0.38) is False


@pytest.mark.parametrize(
    ("share", "interval", "held"),
    [(0.24, (0.15, 0.33), True), (0.24, (0.08, 0.40), None), (0.12, (0.07, 0.17), False), (0.16, (0.11, 0.19), False),
     (0.12, (0.05, 0.22), None), (0.05, (0.01, 0.12), False), (0.30, (0.21, 0.39), True)],
)  # fmt: skip
def test_the_interval_of_the_next_cycle_tells_whether_a_shift_held(share, interval, held):
    assert is_held({"share_before": 0.1, "shift_pp": 20.0}, share, interval) is held
    falls = {"share_before": 0.9, "shift_pp": -20.0}
    assert is_held(falls, 1 - share, (1 - interval[1], 1 - interval[0])) is held


def test_half_is_of_what_was_likely_left_of_a_shift():
    shift = {"share_before": 0.1, "shift_pp": 25.0, "expected_pp": 16.0}
    assert is_held(shift, 0.19) is True
    assert is_held(shift | {"expected_pp": None}, 0.19) is False


def test_a_true_rise_that_was_found_too_large_seldom_fails_to_hold():
    rng = np.random.default_rng(1)
    shares = rng.binomial(60, 0.30, 400) / 60
    ends = 1.96 * np.sqrt(0.3 * 0.7 / 60)
    shift = {"share_before": 0.15, "shift_pp": 25.5, "expected_pp": 18.0}
    fates = [is_held(shift, share, (share - ends, share + ends)) for share in shares]
    assert fates.count(False) <= 8
    assert fates.count(True) >= 200


def test_the_next_brief_lists_the_last_ones_shifts():
    earlier, now = brief("2026-09", {"2026-09": 0.3}, surfaced=True), brief("2026-10", {"2026-10": 0.28})
    (found,) = previous_shifts(earlier, now)
    assert (found["label"], found["cycle"], found["share_then"], found["share_now"], found["held"]) == (
        "exports break", "2026-09", 0.3, 0.28, True,
    )  # fmt: skip


def test_a_thin_month_cannot_tell_whether_a_shift_held():
    earlier, now = brief("2026-09", {}, surfaced=True), brief("2026-10", {"2026-10": 0.28}, verdict="thin")
    assert previous_shifts(earlier, now)[0]["held"] is None


def test_the_score_counts_what_was_followed():
    briefs = [
        brief("2026-07", {"2026-07": 0.3}, surfaced=True), brief("2026-08", {"2026-08": 0.3}, surfaced=True),
        brief("2026-09", {"2026-09": 0.1}, surfaced=True),
    ]  # fmt: skip
    assert durability(briefs) == {"surfaced": 2, "held": 1, "untold": 0}


def test_late_data_restates_a_printed_share_and_says_why():
    earlier = brief("2026-09", {"2026-08": 0.20, "2026-09": 0.30}, counts={"2026-08": 40, "2026-09": 50})
    now = brief("2026-10", {"2026-08": 0.20, "2026-09": 0.27, "2026-10": 0.3}, counts={"2026-08": 40, "2026-09": 54})
    (found,) = restated(earlier, now)
    assert (found["what"], found["cycle"], found["from"], found["to"], found["why"]) == (
        "share of “exports break”", "2026-09", "30\u00a0%", "27\u00a0%", "4\u00a0conversations came late",
    )  # fmt: skip


@pytest.mark.parametrize(("share", "told"), [(0.32, 0), (0.34, 1)])
def test_a_refit_is_told_from_three_points_on(share, told):
    earlier, now = (
        brief("2026-09", {"2026-09": 0.30}, counts={"2026-09": 50}),
        brief("2026-10", {"2026-09": share}, counts={"2026-09": 50}),
    )
    found = restated(earlier, now)
    assert [one["why"] for one in found] == ["the themes were fitted anew"] * told


def test_a_theme_that_a_person_set_finer_is_told_as_that():
    earlier, now = brief("2026-09", {"2026-09": 0.30}), brief("2026-10", {"2026-09": 0.10})
    cut = {"cycle": "2026-10", "event": "cut", "other": "", "by": "a person"}
    for events, why in (
        ([cut], "a person set it finer or wider since"),
        ([cut | {"cycle": "2026-09"}], "the themes were fitted anew"),
    ):
        now["themes"][0]["events"] = events
        assert [row["why"] for row in restated(earlier, now)] == [why]


def test_removed_conversations_are_named():
    earlier, now = (
        brief("2026-09", {"2026-09": 0.30}, counts={"2026-09": 50}),
        brief("2026-10", {"2026-09": 0.28}, counts={"2026-09": 49}),
    )
    assert restated(earlier, now)[0]["why"] == "1\u00a0conversation removed since"


@pytest.mark.parametrize(("count", "why"), [(47, "3\u00a0conversations fewer"), (53, "3\u00a0conversations more")])
def test_what_was_matched_otherwise_is_neither_late_nor_removed(count, why):
    earlier = brief("2026-09", {"2026-09": 0.30}, counts={"2026-09": 50}, feed={"2026-09": 400})
    now = brief("2026-10", {"2026-09": 0.20}, counts={"2026-09": count}, feed={"2026-09": 400})
    assert restated(earlier, now)[0]["why"] == f"{why}, matched otherwise since"


def test_a_figure_is_restated_under_the_name_that_the_page_gives_its_theme():
    earlier, now = (brief("2026-09", {"2026-09": share}, counts={"2026-09": 50}) for share in (0.3, 0.2))
    now["themes"][0]["statement"] = "Exports break every week"
    assert restated(earlier, now)[0]["what"] == "share of “Exports break every week”"


def test_a_brief_made_anew_is_held_against_its_own_first_print():
    counts = {"2026-07": 30, "2026-10": 50}
    september = brief("2026-09", {"2026-07": 0.30}, counts=counts)
    printed = brief("2026-10", {"2026-07": 0.30, "2026-10": 0.4}, counts=counts)
    again = brief("2026-10", {"2026-07": 0.17, "2026-10": 0.4}, counts=counts | {"2026-07": 27})
    assert restated_since([september, printed], printed) == []
    again["restated"] = restated_since([printed], again)
    (found,) = again["restated"]
    assert (found["cycle"], found["from"], found["to"]) == ("2026-07", "30\u00a0%", "17\u00a0%")
    assert found["why"] == "3\u00a0conversations removed since"
    (third,) = restated_since([september, again], again)
    assert (third["from_share"], third["to_share"]) == (0.30, 0.17)


def test_a_later_brief_restates_nothing_of_an_earlier_one():
    later = brief("2026-11", {"2026-10": 0.1}, counts={"2026-10": 50})
    assert restated_since([later], brief("2026-10", {"2026-10": 0.4}, counts={"2026-10": 50})) == []


@pytest.mark.parametrize(("share", "told"), [(0.32, 0), (0.34, 1)])
def test_where_the_earlier_brief_did_not_count_a_cycle_only_a_refits_move_is_told(share, told):
    earlier = brief("2026-09", {"2026-03": 0.30}, counts={"2026-09": 50})
    now = brief("2026-10", {"2026-03": share}, counts={"2026-03": 40})
    assert len(restated(earlier, now)) == told


def themes_brief(cycle, *themes):
    made = [{"id": name, "label": name, "share": {"2026-09": share}, "holds": holds} for name, share, holds in themes]
    return {"cycle": cycle, "themes": made, "coverage": {"sources": []}}


HELD = {name: [f"2026-09:{code}" for code in codes] for name, codes in {"exports": "0123", "prices": "4567"}.items()}


def test_a_theme_that_holds_something_else_restates_nothing():
    earlier = themes_brief("2026-09", ("p/t1", 0.1, HELD["exports"]))
    now = themes_brief("2026-09", ("p/t1", 0.4, HELD["prices"]))
    assert restated(earlier, now) == []


def test_a_wider_group_beside_a_theme_that_goes_on_restates_nothing():
    earlier = themes_brief("2026-09", ("p/t1", 0.13, HELD["exports"]))
    wider = ("p/t74", 0.23, [*HELD["exports"], *HELD["prices"][:2]])
    now = themes_brief("2026-09", wider, ("p/t1", 0.13, HELD["exports"]))
    assert restated(earlier, now) == []
    assert [row["theme"] for row in restated(earlier, themes_brief("2026-09", wider))] == ["p/t74"]


def test_figures_follow_what_a_theme_holds_and_not_its_number():
    earlier = themes_brief("2026-09", ("p/t1", 0.1, HELD["exports"]), ("p/t2", 0.3, HELD["prices"]))
    now = themes_brief("2026-09", ("p/t1", 0.4, HELD["prices"]), ("p/t2", 0.1, HELD["exports"]))
    assert [(row["theme"], row["from_share"], row["to_share"]) for row in restated(earlier, now)] == [("p/t1", 0.3, 0.4)]


@pytest.mark.parametrize(
    ("before", "now", "part"),
    [(["a:1", "a:2"], ["a:2", "a:3"], 1 / 3), (["a:1"], ["b:1"], 0.0), ([], [], 0.0), (["a:1", "b:2"], ["a:1", "c:3"], 1.0)],
)
def test_what_themes_have_in_common_is_counted_in_cycles_that_both_know(before, now, part):
    assert in_common(before, now) == pytest.approx(part)


def test_of_large_themes_a_sample_tells_what_they_have_in_common():
    rng = np.random.default_rng(0)
    keys = [f"k{at}" for at in rng.permutation(3000)]

    def noted(names):
        return held_codes(pd.DataFrame({"cycle": "2026-09", "conversation_key": names}))

    assert in_common(noted(keys[:2000]), noted(keys[:2000][::-1])) == 1.0
    assert in_common(noted(keys[:2000]), noted(keys[1000:])) == pytest.approx(1 / 3, abs=0.2)
    assert in_common(noted(keys[:1500]), noted(keys[1500:])) == 0.0


def test_a_second_run_of_a_cycle_gives_the_reason_that_the_first_gave():
    september = brief("2026-09", {"2026-09": 0.30}, counts={"2026-09": 40})
    first = brief("2026-10", {"2026-09": 0.20, "2026-10": 0.5}, counts={"2026-09": 42})
    first["restated"] = restated_since([september], first)
    again = brief("2026-10", {"2026-09": 0.20, "2026-10": 0.5}, counts={"2026-09": 42})
    assert restated_since([september, first], again) == first["restated"]
    assert [row["why"] for row in first["restated"]] == ["2\u00a0conversations came late"]
    late = brief("2026-10", {"2026-09": 0.20, "2026-10": 0.4}, counts={"2026-09": 42, "2026-10": 51})
    first["coverage"]["sources"][0]["by_cycle"]["2026-10"] = 50
    late["restated"] = restated_since([september, first], late)
    assert restated_since([september, late], late) == late["restated"]
