"""Forgetting: what is printed of it, also where there is nothing to forget."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.ingest.conversation_rows import redactor_of
from kit.ingest.erased_list import Erased
from kit.ingest.erasure import Forgotten
from kit.ingest.erasure_key import ErasureKey
from kit.workspace import open_workspace
from tests.conftest import SAMPLE, copied


@pytest.fixture
def folder(tmp_path):
    return copied(SAMPLE, tmp_path / "w")


def forget(folder, *whom):
    return CliRunner().invoke(main, ["forget", str(folder), *whom, "--reports", str(folder / "none")])


def test_rows_pages_and_files_are_told():
    done = Forgotten({"conversations": 1, "passages": 2}, [], ["inbox/a.csv"], "account 'a'", True)
    assert list(done.lines()) == [
        "conversations: 1 row removed",
        "passages: 2 rows removed",
        "still delivered in inbox/a.csv; these conversations are skipped when it is read, and the file is yours to change",
    ]


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        (("--account", "a-001"), "nothing of account 'a-001' is in the record; it will be kept out of later deliveries"),
        (("--account", "a-1"), "nothing of account 'a-1' is in the record, nor does accounts.csv name it: check the id; it will"),
        (("--contact", "Jo Quist"), "nothing of contact 'Jo Quist' is in the record; it will be kept out"),
        (("--conversation", "t-9"), "nothing of conversation 't-9' is in the record; it will be kept out"),
    ],
)
def test_where_nothing_is_found_that_is_said(folder, whom, told):
    done = forget(folder, *whom)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(told)
    assert done.output.count("\n") == 1


@pytest.mark.parametrize("named", ["t-9", "helpdesk:t-9"])
def test_a_conversation_is_kept_out_though_it_was_not_read_yet(folder, named):
    forget(folder, "--conversation", named)
    work = open_workspace(folder)
    erased = Erased(work.record.read("forgotten"), ErasureKey(work.record.folder), redactor_of(work.settings, work.accounts))
    assert erased.has("conversation", "helpdesk:t-9")
