"""Publishing: at every moment a cycle's briefs are the old ones or the new ones."""

from __future__ import annotations

import pytest

from kit.run import publish
from kit.run.publish import leftovers, put_in_place, recover, stage_of


@pytest.fixture
def reports(tmp_path):
    for folder, text in ((tmp_path / "2026-10", "old"), (stage_of(tmp_path, "2026-10"), "new")):
        folder.mkdir()
        (folder / "index.html").write_text(text)
    return tmp_path


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_the_new_folder_takes_the_old_ones_place(reports, monkeypatch, platform):
    monkeypatch.setattr(publish.sys, "platform", platform)
    assert (put_in_place(reports, "2026-10") / "index.html").read_text() == "new"
    assert [path.name for path in reports.iterdir()] == ["2026-10"]


def test_a_first_cycle_is_put_where_nothing_was(reports):
    stage_of(reports, "2026-10").rename(stage_of(reports, "2026-11"))
    assert (put_in_place(reports, "2026-11") / "index.html").read_text() == "new"


def test_what_was_killed_between_two_names_is_put_back(reports):
    (reports / "2026-10").rename(reports / ".2026-10.old")
    assert len(leftovers(reports)) == 2
    assert recover(reports)[0].startswith("2026-10: the briefs are back in their place")
    assert (reports / "2026-10" / "index.html").read_text() == "old"
    assert leftovers(reports) == []
    assert recover(reports) == []
