"""Whose words: `kit check` names the speakers whom nothing tells, and says nothing where all are known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit.ingest import inbox
from kit.run.check import readings
from kit.run.check.speakers import doubt_lines
from kit.run.check.workspace import checkup_lines
from kit.sources.parsing import files
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
    work = open_workspace(folder)
    return list(doubt_lines(work, readings.readings_of(work)))


def test_speakers_whom_nothing_tells_are_named_and_counted(folder):
    assert lines(folder, "") == [
        "source 'calls': no team speaker is heard in 2 of 2 conversations; their words count as nobody's. "
        "Who of these is yours? Ole Brandt (2), Tim Tal (2): put them into own_staff.names in kit.yaml"
    ]


def test_where_the_team_is_known_nothing_is_asked(folder):
    assert lines(folder, "own_staff: {names: [Tim Tal]}\n") == []


MAIL = """From: {sender}
To: anna@example.com
Date: Wed, 14 Oct 2026 15:00:00 +0200
Subject: The export never finishes
Message-ID: <{number}@x.example>

The export never finishes on Mondays.
"""


def mail_lines(folder: Path, own_staff: str, options: str = "") -> list[str]:
    for number, sender in enumerate(("Ole Brandt <ole@falke.example>", "Tim Tal <tim@example.com>")):
        (folder / f"inbox/{number}.eml").write_text(MAIL.format(sender=sender, number=number))
    source = f"sources: [{{id: mail, kind: ticket, reader: notes, path: inbox/*.eml{options}}}]\n"
    (folder / "kit.yaml").write_text(f"company: Example Co\n{own_staff}{source}")
    return list(checkup_lines(folder, datetime(2026, 11, 5, tzinfo=UTC)))


def test_a_mail_whose_sender_may_be_ours_is_nobodys_and_the_domains_are_asked_for(folder):
    told = "\n".join(mail_lines(folder, ""))
    assert "no customer's words remain in 2 of 2 conversations" in told
    assert (
        "no team speaker is heard in 2 of 2 conversations; their words count as nobody's. Which of these domains are yours? "
        "example.com (1), falke.example (1): put them into own_staff.domains in kit.yaml"
    ) in told


def test_with_our_domain_all_other_mail_is_the_customers(folder):
    told = "\n".join(mail_lines(folder, "own_staff: {domains: [example.com]}\n"))
    assert "turns: customer 1, team 1" in told
    assert "Whose words" not in told


def test_mail_can_be_said_to_be_the_customers(folder):
    assert "turns: customer 2" in "\n".join(mail_lines(folder, "", ", options: {words: customer}"))


def test_a_check_reads_each_file_once(folder, monkeypatch):
    lines(folder, "")
    opened = []
    before = inbox.read_file

    def counted(name, system, path):
        opened.append(name)
        return before(name, system, path)

    for module in (inbox, files):
        monkeypatch.setattr(module, "read_file", counted)
    shown = "\n".join(checkup_lines(folder, datetime(2026, 11, 5, tzinfo=UTC)))
    assert "Who of these is yours? Ole Brandt (2), Tim Tal (2)" in shown
    assert sorted(opened) == ["inbox/2026-10-01 call.txt", "inbox/2026-10-02 call.txt"]
