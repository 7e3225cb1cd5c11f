"""What the messages speak to."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

import pandas as pd
import pytest

from kit.config.personas import Persona
from kit.cycles import periods_of
from kit.drift.messaging import (
    DO_SPEAK,
    MEASURED_PAIRS,
    RIGHTLY_SAID,
    SAID_TO_SPEAK,
    SPEAKS_TO,
    message_fit,
    message_fits,
    unaddressed,
)
from kit.shifts.stats.shares import share_by_theme
from kit.shifts.stats.theme_shifts import shifts_of
from kit.shifts.stats.votes import votes_of
from tests.benchmarks.match.messages import measured_messages
from tests.match_sets import embed

PERSONA = Persona.model_validate(
    {
        "id": "revops", "name": "RevOps",
        "pains": [
            {"id": "manual-reporting", "statement": "Manual reporting eats my week"},
            {"id": "sso", "statement": "Single sign-on fails for new people"},
        ],
        "messaging": [{"id": "save-hours", "statement": "Save hours on reporting"}],
    }
)  # fmt: skip
THEMES = pd.DataFrame(
    {
        "theme_id": ["revops/t01", "revops/t02", "revops/t03"], "claim": ["revops/pains/manual-reporting", "revops/pains/sso", ""],
        "label": ["copying into a sheet", "cannot log in", "numbers do not match"], "state": "live",
    }
)  # fmt: skip
COUNTED = pd.DataFrame(
    [(f"{cycle}/{at}", cycle, f"account:{at}") for cycle in ("2026-09", "2026-10") for at in range(10)],
    columns=["conversation_key", "cycle", "voter_id"],
)


def evidence(**n: int) -> pd.DataFrame:
    rows = [
        (f"{cycle}/{at}", theme, cycle) for name, count in n.items() for cycle, theme in [name.split("_")] for at in range(count)
    ]
    table = pd.DataFrame(rows, columns=["conversation_key", "theme_id", "cycle"])
    return table.assign(
        cycle="2026-" + table["cycle"].str[1:],
        conversation_key="2026-" + table["conversation_key"].str[1:],
        theme_id="revops/" + table["theme_id"],
    )


def told(**n: int):
    return message_fit(PERSONA, THEMES, evidence(**n), COUNTED, embed, "2026-10", ["2026-09"])


def test_a_message_speaks_to_the_pain_it_names_and_not_to_others():
    fits = message_fits(PERSONA, THEMES, embed).iloc[0]
    assert fits["revops/t01"] >= SPEAKS_TO > max(fits["revops/t02"], fits["revops/t03"])


@pytest.mark.parametrize(
    ("n", "verdict"),
    [
        ({"c10_t01": 2, "c09_t01": 6}, "losing"),
        ({"c10_t01": 6, "c09_t01": 2}, "gaining"),
        ({"c10_t01": 5, "c09_t01": 5}, "speaks"),
        ({"c10_t02": 5}, "silent"),
    ],
)
def test_the_verdict_follows_what_is_said(n, verdict):
    assert told(**n)[0]["verdict"] == verdict


def test_shares_are_of_all_conversations_and_all_messages_come_last():
    found = told(c10_t01=2, c09_t01=6)
    assert (found[0]["share_now"], found[0]["share_before"]) == (0.2, 0.6)
    assert found[0]["speaks_to_labels"] == ["copying into a sheet"]
    assert found[-1]["claim"] is None
    assert found[-1]["history"] == {"2026-09": 0.6, "2026-10": 0.2}


def test_a_pain_no_message_speaks_to_is_told_the_largest_first():
    shares = pd.DataFrame({"theme_id": THEMES["theme_id"], "cycle": "2026-10", "share": [0.5, 0.1, 0.3]})
    assert [one["theme"] for one in unaddressed(PERSONA, told(c10_t01=1), THEMES, shares, "2026-10")] == [
        "revops/t03",
        "revops/t02",
    ]


def test_no_messages_no_rows():
    silent = PERSONA.model_copy(update={"messaging": []})
    assert message_fit(silent, THEMES, evidence(c10_t01=1), COUNTED, embed, "2026-10", ["2026-09"]) == []


def test_a_message_that_speaks_to_one_theme_has_that_themes_share_in_every_cycle():
    cycles = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    rows = [(f"{cycle}/{at}", cycle, f"account:{at}") for place, cycle in enumerate(cycles) for at in range(4 + 3 * place)]
    counted = pd.DataFrame(rows, columns=["conversation_key", "cycle", "voter_id"])
    said = counted[counted["conversation_key"].str[-1].isin(list("012"))].assign(theme_id="revops/t01")
    message = message_fit(PERSONA, THEMES, said, counted, embed, "2026-10", ["2026-07", "2026-08", "2026-09"])[0]
    shares = share_by_theme(said, counted)
    assert message["history"] == pytest.approx(dict(zip(shares["cycle"], shares["share"], strict=True)), abs=1e-4)
    assert min(message["history"].values()) > 0
    before = shifts_of(votes_of(said, counted, ["revops/t01"], cycles), periods_of("2026-10", cycles, cycles[1:4]))[0][
        "share_before"
    ]
    assert message["share_before"] == pytest.approx(before.iloc[0], abs=1e-4)


def test_a_message_that_speaks_to_nothing_heard_has_a_history_of_nought():
    assert told(c10_t02=5)[0]["history"] == {"2026-09": 0.0, "2026-10": 0.0}


def test_what_the_page_says_of_speaking_is_what_the_labelled_pairs_give():
    pairs, found = measured_messages()
    assert len(pairs) == MEASURED_PAIRS
    assert (found["right"], found["said"], found["speak"]) == (RIGHTLY_SAID, SAID_TO_SPEAK, DO_SPEAK)


def test_a_stated_pain_that_no_message_speaks_to_has_the_files_name():
    shares = pd.DataFrame({"theme_id": ["revops/t02"], "cycle": ["2026-10"], "share": [0.1]})
    assert unaddressed(PERSONA, told(c10_t01=1), THEMES, shares, "2026-10")[0]["label"] == "Single sign-on fails for new people"
