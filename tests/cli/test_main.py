"""The command line: what it prints, and with which status it ends."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.record.store import Record
from kit.themes.depth.groups import groups_of
from kit.workspace import open_workspace

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
TEMPLATES = Path(__file__).parents[1] / "persona_files" / "templates"


def kit(*call):
    return CliRunner().invoke(main, [str(part) for part in call])


def test_a_new_workspace_is_usable_as_it_is_and_never_written_over(tmp_path):
    assert kit("init", tmp_path / "w").exit_code == 0
    assert len(open_workspace(tmp_path / "w").tracked) == 1
    again = kit("init", tmp_path / "w")
    assert again.exit_code == 2
    assert "is there already and holds something" in again.output


@pytest.mark.parametrize(("is_there", "embedding"), [(True, "minilm"), (False, "wordllama")])
def test_a_new_workspace_says_the_better_embedding_where_its_weights_are_installed(tmp_path, monkeypatch, is_there, embedding):
    monkeypatch.setattr("kit.workspace.is_installed", lambda: is_there)
    kit("init", tmp_path / "w")
    assert open_workspace(tmp_path / "w").settings.embedding == embedding
    assert (tmp_path / "w" / "kit.yaml").read_text(encoding="utf-8").count("embedding: ") == 1


def test_accounts_are_called_by_their_file_and_by_the_ids_that_conversations_came_with(october, tmp_path):
    names = open_workspace(october[0]).names_of_accounts()
    assert {"Gryphonsea", "Hollowmeer"} <= set(names)
    assert set(open_workspace(october[0]).record.read("conversations")["account_id"]) - {""} <= set(names)
    kit("init", tmp_path / "w")
    assert open_workspace(tmp_path / "w").names_of_accounts() == sorted(open_workspace(tmp_path / "w").accounts["name"])


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


def test_quotes_say_why_there_are_none_beside_what_they_print(tmp_path):
    kit("init", tmp_path / "w")
    done = kit("quotes", tmp_path / "w", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == []
    assert done.stderr.strip() == "Nothing is read yet; `kit run` first."


@pytest.mark.parametrize(
    ("asked", "told"), [(("--theme", "nope"), "no theme 'nope'"), (("--cycle", "2026-13"), "'2026-13' is none")]
)
def test_quotes_refuse_themes_and_cycles_that_are_none(tmp_path, asked, told):
    kit("init", tmp_path / "w")
    done = kit("quotes", tmp_path / "w", *asked)
    assert done.exit_code == 2
    assert told in done.stderr


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


def leaves(group, *path):
    """Every command of the command line, by its words: `review list`, `check`."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *path, name)
        else:
            yield " ".join((*path, name))


def filled_in(folder, scratch):
    """The queue as a reviewer sends it back: the first two lines decided."""
    path = scratch / "filled.csv"
    assert kit("review", "list", folder, "--csv", path).exit_code == 0
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.loc[rows.index[:2], "verdict"] = "approve"
    rows.to_csv(path, index=False)
    return path


def read_evidence(folder, scratch):
    """Passages and their themes as a reviewer sends them back."""
    path = scratch / "read.csv"
    assert kit("themes", "evidence", folder, "--persona", "revops-lead", "--csv", path).exit_code == 0
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.assign(verdict="right").to_csv(path, index=False)
    return path


def filled_backup(folder, scratch):
    """What people decided, as a file that can be restored."""
    assert kit("backup", folder, scratch / "decided.json").exit_code == 0
    return scratch / "decided.json"


def renamed(folder, theme):
    """A theme that something is decided about."""
    assert kit("themes", "rename", folder, theme, "Another name").exit_code == 0
    return theme


def deep_theme(record):
    """A theme that no claim states and that holds finer groups."""
    groups = groups_of(record, "data-engineer")
    found = groups.table.index[groups.table["is_theme"] & (groups.table["claim"] == "")]
    return next(name for name in found if groups.finer(name))


def wide_group(record):
    """A group of found themes, which are most of it."""
    groups = groups_of(record, "data-engineer")
    for name in groups.table.index[~groups.table["is_theme"]]:
        within = groups.within(name)
        if len(within) > 1 and (groups.table.loc[within, "claim"] == "").all():
            return name
    raise AssertionError("the sample holds no such group")


def call_of(command, folder, scratch):
    """A call of each command that does its whole work; a command without one here fails the test below."""
    record = Record(folder / "record")
    matches = record.read("matches", cycle="2026-10")
    proposed = matches.loc[matches["persona_id"] != "", "conversation_key"].tolist()
    themes = record.read("themes", run_cycle="2026-10", persona_id="revops-lead")
    theme, other = themes.sort_values("claim", kind="stable")["theme_id"].iloc[[0, -1]]  # found by the kit; stating a claim
    ours = record.read("assignments", ["passage_id"], run_cycle="2026-10", persona_id="revops-lead")["passage_id"]
    return {
        "check": (folder,),
        "status": (folder,),
        "account": (folder, "a-001", "--html", scratch / "account.html"),
        "export": (folder, "--pptx", "--reports", scratch / "printed", "--to", scratch / "exports"),
        "mcp": (folder,),
        "lab": (folder, "--no-browser"),
        "doctor": (folder, "--repair", "--reports", scratch / "none"),
        "backup": (folder, scratch / "decided.json"),
        "restore": (folder, filled_backup(folder, scratch) if command == "restore" else ""),
        "quotes": (folder, "--persona", "revops-lead", "--about", "pain", "--like", "the numbers do not match"),
        "replay": (folder, "--cycles", "2026-10..2026-10", "--bar", "min_accounts=40"),
        "init": (scratch / "new",),
        "forget": (folder, "--account", "a-001", "--reports", scratch),
        "personas schema": (),
        "personas import": (TEMPLATES / "07-notion-export.md", "--to", scratch / "personas"),
        "personas patch": (folder, "revops-lead", "--cycle", "2026-10"),
        "personas export": (folder, "revops-lead", "--html"),
        "review list": (folder, "--csv", scratch / "queue.csv"),
        "review show": (folder, proposed[0]),
        "review approve": (folder, *proposed[:2]),
        "review reject": (folder, proposed[2]),
        "review reassign": (folder, proposed[3], "--to", "cs-lead"),
        "review export": (folder, scratch / "exported.csv"),
        "review apply": (folder, filled_in(folder, scratch) if command == "review apply" else ""),
        "themes list": (folder,),
        "themes rename": (folder, theme, "Another name"),
        "themes merge": (folder, theme, other),
        "themes unmerge": (folder, theme),
        "themes tree": (folder, "--persona", "revops-lead"),
        "themes stance": (folder, ours[0], "--is", "question"),
        "themes finer": (folder, deep_theme(record)),
        "themes wider": (folder, wide_group(record)),
        "themes undo": (folder, renamed(folder, theme) if command == "themes undo" else ""),
        "themes evidence": (folder, "--persona", "revops-lead", "--csv", scratch / "evidence.csv"),
        **{f"themes {word}": (folder, ours[0]) for word in ("right", "wrong")},
        "themes apply": (folder, read_evidence(folder, scratch) if command == "themes apply" else ""),
        **{f"themes {word}": (folder, theme) for word in ("hide", "show", "pin", "unpin")},
    }[command]


def persona_files(folder):
    """What the library's files are, down to when they were last written."""
    paths = sorted((folder / "personas").iterdir())
    return {path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in paths}


@pytest.fixture(scope="module")
def apart(october, tmp_path_factory):
    """A copy of the run workspace that commands may work on, and a folder beside it."""
    folder = tmp_path_factory.mktemp("apart")
    shutil.copytree(october[1], folder / "printed")
    return shutil.copytree(october[0], folder / "sample"), folder


COMMANDS = sorted(leaves(main), key=lambda name: (name == "forget", name))


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "run"])
def test_no_command_changes_a_persona_file(apart, command, monkeypatch):
    folder, scratch = apart
    monkeypatch.chdir(scratch)
    monkeypatch.setattr("kit.run.lab.open_lab", lambda *_: 0)  # JupyterLab itself runs until somebody ends it
    before = persona_files(folder)
    done = kit(*command.split(), *call_of(command, folder, scratch))
    assert done.exit_code == 0, done.output
    assert persona_files(folder) == before


def test_the_run_changes_no_persona_file(october):
    assert "run" in COMMANDS  # its case is the run that these tests share
    hashes = [{name: told[0] for name, told in persona_files(folder).items()} for folder in (october[0], SAMPLE)]
    assert hashes[0] == hashes[1]


def test_a_refused_command_changes_no_persona_file_either(apart):
    folder, _ = apart
    before = persona_files(folder)
    assert kit("review", "reassign", folder, "nowhere:1", "--to", "cs-lead").exit_code == 2
    assert kit("themes", "rename", folder, "nobody/t99", "x").exit_code == 2
    assert kit("init", folder).exit_code == 2
    assert persona_files(folder) == before


def test_a_run_that_is_stopped_by_hand_says_what_stands(tmp_path, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    kit("init", tmp_path / "w")
    monkeypatch.setattr("kit.run.monthly.run_plan", stopped)
    done = kit("run", tmp_path / "w", "--cycle", "2026-09")
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr == "kit: stopped; the earlier briefs stand; run again\n"


@pytest.mark.parametrize("call", [("themes", "list"), ("review", "list"), ("replay", "--cycles", "2026-09")])
def test_where_nothing_was_read_yet_the_call_is_refused(tmp_path, call):
    kit("init", tmp_path / "w")
    options = call[1:] if call[0] == "replay" else ()
    done = kit(*(call if not options else call[:1]), tmp_path / "w", *options)
    assert done.exit_code == 2
    assert "`kit run" in done.output


def test_a_replay_of_cycles_outside_the_record_is_the_calls_fault(small_record, tmp_path, monkeypatch):
    from kit.workspace import Workspace

    record, settings, personas, *_ = small_record().arguments
    kit("init", tmp_path / "w")
    monkeypatch.setattr("kit.open", lambda folder: Workspace(folder, settings, personas, record))
    done = kit("replay", tmp_path / "w", "--cycles", "2020-01")
    assert done.exit_code == 2
    assert "did not look at ['2020-01']" in done.output


def test_a_command_whose_reader_has_read_enough_ends_without_a_word():
    code = (
        "import click\nfrom kit.cli.main import Group\n"
        "group = click.Group.command(Group('kit'), 'talk')(lambda: [click.echo('x' * 100) for _ in range(10_000)])\n"
        "main = Group('kit', commands={'talk': group})\nmain(['talk'])\n"
    )
    command = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert command.stdout.readline() == "x" * 100 + "\n"
    command.stdout.close()
    assert (command.stderr.read(), command.wait()) == ("", 141)
    command.stderr.close()
