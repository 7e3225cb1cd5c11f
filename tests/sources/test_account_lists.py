"""Account lists: calls get their account by their file's name or by one list, without a line in any of them."""

from __future__ import annotations

import pytest

from kit.errors import SettingsError
from kit.ingest.load import load_inbox
from kit.workspace import begin, open_workspace

CALL = "Date: 2026-10-14\n\nAna Sousa: The export never finishes.\n"


@pytest.fixture
def accounts(tmp_path):
    """The accounts of calls under given options, by conversation."""

    def read(options: str, calls: dict[str, str], listed: str = "") -> dict[str, str]:
        folder = tmp_path / "w"
        if not folder.exists():
            begin(folder)
        entry = f"{{id: calls, kind: call, reader: transcript, path: inbox/calls/*.txt, options: {options}}}"
        (folder / "kit.yaml").write_text(f"company: Example Co\nsources:\n  - {entry}\n", encoding="utf-8")
        (folder / "inbox" / "calls").mkdir(exist_ok=True)
        for name, text in calls.items():
            (folder / "inbox" / "calls" / name).write_text(text, encoding="utf-8")
        (folder / "inbox" / "calls.csv").write_text(listed, encoding="utf-8")
        work = open_workspace(folder)
        load_inbox(folder, work.settings, work.record, "2026-10")
        rows = work.record.read("conversations", columns=["conversation_id", "account_id"])
        return dict(zip(rows["conversation_id"], rows["account_id"], strict=True))

    return read


def test_a_pattern_takes_the_account_out_of_the_files_name(accounts):
    calls = {"a-001_weekly.txt": CALL, "weekly.txt": CALL.replace("never", "seldom"), "a-002_x.txt": "Account: a-009\n" + CALL}
    assert accounts('{account_in_name: "^(a-[0-9]+)_"}', calls) == {"a-001_weekly": "a-001", "weekly": "", "a-002_x": "a-009"}


def test_a_list_gives_accounts_by_file_and_is_read_again_when_it_changes(accounts):
    options, calls = "{account_list: inbox/calls.csv}", {"one.txt": CALL, "two.txt": CALL.replace("never", "seldom")}
    assert accounts(options, calls, "File,Account\none.txt,a-001\n") == {"one": "a-001", "two": ""}
    assert accounts(options, calls, "File,Account\none.txt,a-001\nTWO,a-002\n") == {"one": "a-001", "two": "a-002"}


@pytest.mark.parametrize(
    ("options", "listed", "why"),
    [
        ('{account_in_name: "a-[0-9]+"}', "", "put the account in brackets"),
        ('{account_in_name: "(a"}', "", "is no pattern"),
        ("{account_list: inbox/none.csv}", "", "which is no file in"),
        ("{account_list: inbox/calls.csv}", "A,B\n1,2\n", "wants a column file and one account_id; it has A, B"),
    ],
)
def test_a_pattern_or_list_that_cannot_be_used_is_refused(accounts, options, listed, why):
    with pytest.raises(SettingsError, match=why):
        accounts(options, {"one.txt": CALL}, listed)
