"""The command line: what it prints, and with which status it ends."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit.beginning import begin
from kit.cli import main
from kit.workspace import open_workspace

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def kit(*call):
    return CliRunner().invoke(main, [str(part) for part in call])


def test_a_new_workspace_is_usable_as_it_is_and_never_written_over(tmp_path):
    assert kit("init", tmp_path / "w").exit_code == 0
    assert len(open_workspace(tmp_path / "w").tracked) == 1
    again = kit("init", tmp_path / "w")
    assert again.exit_code == 2
    assert "is there already and holds something" in again.output


def test_check_tells_files_accounts_and_what_to_mend(october):
    done = kit("check", october[0])
    assert done.exit_code == 0, done.output
    assert "6 personas and 120 accounts are readable" in done.output
    assert "Set aside: 3 rows" in done.output
    assert "tickets-2026-09.csv:" in done.output
    assert "account-manager: overlapping" in done.output


def test_quotes_answer_by_role_as_text_and_as_json(october):
    done = kit("quotes", october[0], "--role", "head of revops", "--about", "pain", "--last", "3", "--json")
    found = json.loads(done.output)
    assert len(found) == 3
    assert len({quote["account_id"] for quote in found}) == 3
    assert all(quote["occurred_at"] and quote["source"] and quote["text"] for quote in found)
    assert "“" in kit("quotes", october[0], "--persona", "revops-lead", "--last", "1").output


def test_replay_tells_what_another_bar_would_have_done(october):
    done = kit("replay", october[0], "--cycles", "2026-10..2026-10", "--bar", "min_accounts=40")
    assert done.exit_code == 0, done.output
    assert "min_accounts" in done.output
    assert "By chance" in done.output
    assert kit("replay", october[0], "--cycles", "2026-10..2026-09").exit_code == 2
    assert kit("replay", october[0], "--cycles", "2026-10", "--bar", "min_acounts=4").exit_code == 2


def test_the_queue_of_matches_can_be_listed(october):
    done = kit("review", "list", october[0], "--last", "2")
    assert done.exit_code == 0, done.output
    assert done.output.strip()


@pytest.mark.parametrize("call", [("run", "nowhere"), ("check", "nowhere"), ("quotes", "nowhere")])
def test_a_folder_that_is_not_there_ends_with_status_2(call):
    done = kit(*call)
    assert done.exit_code == 2
    assert "nowhere: there is no such folder" in done.output


def test_no_command_changes_a_persona_file(october, tmp_path):
    def hashes(folder):
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((folder / "personas").iterdir())}

    begin(tmp_path / "w")
    before = hashes(october[0])
    for call in (("check",), ("quotes",), ("review", "list"), ("themes", "list")):
        assert kit(*call, october[0]).exit_code == 0
    assert hashes(october[0]) == before == hashes(SAMPLE)  # the run of October changed none either
