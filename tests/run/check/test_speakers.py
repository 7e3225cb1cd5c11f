"""Whose words: `kit check` names the speakers whom nothing tells, and says nothing where all are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.run.check.speakers import doubt_lines
from kit.workspace import open_workspace

CALL = "Tim Tal (he/him): We moved the sync.\nOle Brandt: It still stops at noon.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "personas").mkdir()
    (tmp_path / "accounts.csv").write_text("account_id,name,segment,tier,arr,renewal_on\na-1,Falke,smb,A,1,\n")
    (tmp_path / "personas/user.yaml").write_text("id: user\nname: User\nstatus: active\nwho: {roles: [Analyst]}\n")
    for day in (1, 2):
        (tmp_path / f"inbox/2026-10-0{day} call.txt").write_text(CALL)
    return tmp_path


def lines(folder: Path, own_staff: str) -> list[str]:
    source = "sources: [{id: calls, kind: call, reader: transcript, path: inbox/*.txt}]\n"
    (folder / "kit.yaml").write_text(f"company: Example Co\n{own_staff}{source}")
    return list(doubt_lines(open_workspace(folder)))


def test_speakers_whom_nothing_tells_are_named_and_counted(folder):
    assert lines(folder, "") == [
        "source 'calls': no team speaker is heard in 2 of 2 conversations; their words count as nobody's. "
        "Who of these is yours? Ole Brandt (2), Tim Tal (2): put them into own_staff.names in kit.yaml"
    ]


def test_where_the_team_is_known_nothing_is_asked(folder):
    assert lines(folder, "own_staff: {names: [Tim Tal]}\n") == []
