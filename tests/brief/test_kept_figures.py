"""Kept figures: a run's shares and shifts are tables of the record, as its briefs tell them, and a rerun doubles none."""

import pandas as pd

from kit.brief.kept_figures import keep_figures, shift_rows
from kit.record.store import Record
from tests.briefs import brief

SHARES = pd.DataFrame({
    "persona_id": ["revops-lead"] * 2, "theme_id": ["revops-lead/t07"] * 2, "cycle": ["2026-09", "2026-10"], "share": [0.1, 0.4],
    "low": [0.0, 0.3], "high": [0.2, 0.5], "n_accounts": [3, 12], "n_accounts_active": [30, 31], "n_voters_active": [30, 31],
    "n_conversations": [4, 15], "rank": [2, 1],
})  # fmt: skip


def test_every_shift_of_a_brief_is_a_row_with_its_own_figures():
    shifted = brief("shifted")
    rows = shift_rows([shifted]).set_index("theme_id")
    assert len(rows) == len(shifted.shifts) > 1
    for shift in shifted.shifts:
        row = rows.loc[shift.theme]
        assert (row["shift_pp"], row["q"], row["surfaced"]) == (shift.shift_pp, shift.q, shift.surfaced)
        assert (row["n_accounts"], row["below_bar"]) == (len(shift.accounts), " ".join(shift.below_bar))


def test_shares_and_shifts_are_written_once_however_often_a_cycle_is_run(tmp_path):
    record, shifted = Record(tmp_path), brief("shifted")
    for _ in range(2):
        keep_figures(record, shifted.cycle, SHARES, [shifted])
    shares = record.read("shares", run_cycle=shifted.cycle)
    pd.testing.assert_frame_equal(shares[list(SHARES.columns)], SHARES, check_dtype=False)
    labels = {theme.id: theme.label for theme in shifted.themes}
    assert set(shares["label"]) == {labels.get("revops-lead/t07", "")}
    assert len(record.read("shifts", cycle=shifted.cycle)) == len(shifted.shifts)


def test_a_cycle_in_which_nothing_was_shared_leaves_empty_tables(tmp_path):
    record = Record(tmp_path)
    keep_figures(record, "2026-10", pd.DataFrame(), [])
    assert record.read("shares").empty
    assert record.read("shifts").empty
