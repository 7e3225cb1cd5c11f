"""A person's word on themes."""

import pandas as pd
import pytest

from kit.errors import WorkspaceError
from kit.record.store import Record
from kit.themes.edits import current_themes, edit_theme, edits_of

NOW = pd.Timestamp("2026-11-01T10:00", tz="UTC")


def theme(run_cycle: str, theme_id: str, label: str) -> dict[str, object]:
    return {
        "run_cycle": run_cycle,
        "persona_id": "p",
        "theme_id": theme_id,
        "label": label,
        "claim": "",
        "claim_words": "",
        "holds": "[]",
        "parent": "",
        "born": run_cycle,
        "state": "live",
        "origin": "found",
        "terms": "[]",
        "renamed": "",
        "settings": "{}",
        "model": "",
        "stability": 1.0,
        "n_passages": 3,
        "centre": [1.0],
    }


@pytest.fixture
def record(tmp_path):
    made = Record(tmp_path)
    made.append(
        "themes",
        pd.DataFrame([theme("2026-09", "p/t01", "old"), theme("2026-10", "p/t01", "new"), theme("2026-10", "p/t02", "other")]),
    )
    return made


def test_the_newest_snapshot_is_shown_with_pins(record):
    edit_theme(record, "p/t02", "pin", "", "ana", NOW)
    themes = current_themes(record, "p")
    assert themes["label"].tolist() == ["new", "other"]
    assert themes["is_pinned"].tolist() == [False, True]


def test_an_empty_record_has_no_themes(tmp_path):
    assert len(current_themes(Record(tmp_path))) == 0


def test_edits_are_kept_in_the_order_they_were_made(record):
    edit_theme(record, "p/t01", "rename", "first", "ana", NOW)
    edit_theme(record, "p/t01", "rename", "second", "ben", NOW + pd.Timedelta("1h"))
    assert edits_of(record.read("theme_edits")).names == {"p/t01": "second"}
    assert record.read("theme_edits")["edited_by"].tolist() == ["ana", "ben"]


def test_a_merge_can_be_taken_back(record):
    edit_theme(record, "p/t01", "merge", "p/t02", "ana", NOW)
    assert edits_of(record.read("theme_edits")).target("p/t01") == "p/t02"
    edit_theme(record, "p/t01", "unmerge", "", "ana", NOW + pd.Timedelta("1h"))
    assert edits_of(record.read("theme_edits")).target("p/t01") == "p/t01"


@pytest.mark.parametrize(
    ("theme_id", "action", "value", "told"),
    [
        ("p/t09", "hide", "", "no theme 'p/t09'"),
        ("t01", "hide", "", "no theme 't01'"),
        ("p/t01", "paint", "", "'paint' is none"),
        ("p/t01", "merge", "p/t01", "no other theme"),
        ("p/t01", "merge", "p/t07", "no other theme"),
        ("p/t01", "pin", "x", "takes nothing"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(record, theme_id, action, value, told):
    with pytest.raises(WorkspaceError, match=told):
        edit_theme(record, theme_id, action, value, "ana", NOW)
    assert len(record.read("theme_edits")) == 0


def test_themes_are_not_merged_in_a_circle(record):
    edit_theme(record, "p/t01", "merge", "p/t02", "ana", NOW)
    with pytest.raises(WorkspaceError, match="unmerge p/t01"):
        edit_theme(record, "p/t02", "merge", "p/t01", "ana", NOW + pd.Timedelta("1h"))


def test_decisions_are_told_with_those_the_next_run_carries_out(record):
    edit_theme(record, "p/t01", "pin", "", "ana", NOW)
    edit_theme(record, "p/t02", "hide", "", "ana", NOW)
    run = {
        "run_id": "r", "cycle": "2026-10", "kit": "0", "settings_sha256": "", "summary": "", "seconds": 1.0, "error": "",
        "state": "done", "left_out": "",
    }  # fmt: skip
    record.append("runs", pd.DataFrame([run | {"at": NOW + pd.Timedelta("1h")}]))
    failed = run | {"at": NOW + pd.Timedelta("3h"), "run_id": "f", "state": "failed"}  # carried nothing out
    record.append("runs", pd.DataFrame([failed]))
    edit_theme(record, "p/t01", "rename", "Slow", "ana", NOW + pd.Timedelta("2h"))
    edit_theme(record, "p/t02", "show", "", "ana", NOW + pd.Timedelta("2h"))
    edit_theme(record, "p/t02", "merge", "p/t01", "ana", NOW + pd.Timedelta("2h"))
    assert current_themes(record)["decisions"].tolist() == [
        "pinned, renamed 'Slow' (from the next run)",
        "merged into p/t01 (from the next run), hidden (until the next run)",
    ]


def test_a_theme_that_states_a_claim_of_its_file_is_neither_hidden_nor_merged_away(tmp_path):
    held = Record(tmp_path)
    rows = [theme("2026-10", "p/t01", "slow") | {"claim": "p/pains/slow"}, theme("2026-10", "p/t02", "lags")]
    held.append("themes", pd.DataFrame(rows))
    stated = {"p/pains/slow": "Reports take all day"}
    for action, value in (("hide", ""), ("merge", "p/t02")):
        with pytest.raises(WorkspaceError, match=f"{action} p/t01: it states the claim p/pains/slow .*Reports take all day"):
            edit_theme(held, "p/t01", action, value, "ana", NOW, stated)
    assert len(held.read("theme_edits")) == 0
    edit_theme(held, "p/t02", "merge", "p/t01", "ana", NOW, stated)
    edit_theme(held, "p/t01", "hide", "", "ana", NOW, {})  # the claim was taken out of the file
    assert set(held.read("theme_edits")["action"]) == {"merge", "hide"}
