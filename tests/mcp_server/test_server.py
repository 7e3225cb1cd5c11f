"""An assistant's side: the SDK's own client asks the server as it is started, and gets what the command line prints."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import kit as package
from kit.cli.main import main
from kit.matching.stances import ASKABLE

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

#: Ten questions: the tool's arguments, and the command line's.
QUESTIONS = (
    ({"role": "head of revops", "about": "pain"}, ["--role", "head of revops", "--about", "pain"]),
    ({"persona": "revops-lead", "last": 5}, ["--persona", "revops-lead", "--last", "5"]),
    ({"persona": "finance-leader", "about": "objection"}, ["--persona", "finance-leader", "--about", "objection"]),
    ({"words": "dashboard monday"}, ["--words", "dashboard monday"]),
    ({"meaning": "nobody trusts the numbers", "last": 8}, ["--like", "nobody trusts the numbers", "--last", "8"]),
    ({"account": "a-008", "last": 50}, ["--account", "a-008", "--last", "50"]),
    ({"segment": "enterprise", "tier": "A", "about": "pain"}, ["--segment", "enterprise", "--tier", "A", "--about", "pain"]),
    ({"cycle": "2026-08", "role": "data engineer"}, ["--cycle", "2026-08", "--role", "data engineer"]),
    ({"theme": "revops-lead/t01", "last": 3}, ["--theme", "revops-lead/t01", "--last", "3"]),
    ({"words": "xylophone", "account": "a-008"}, ["--words", "xylophone", "--account", "a-008"]),
)  # fmt: skip
OTHERS = (
    ("shifts", {}), ("shifts", {"surfaced_only": False, "limit": 50}), ("shifts", {"persona": "cs-lead"}),
    ("claims", {"limit": 50}), ("claims", {"verdict": "overtaken"}), ("claims", {"persona": "cs-lead", "verdict": "rising"}),
    ("themes", {"limit": 3}),
    ("themes", {"persona": "demand-gen"}), ("coverage", {}), ("brief", {}), ("brief", {"persona": "revops-lead"}),
    ("account", {"id": "a-008"}), ("account", {"id": "a-08"}), ("themes", {"persona": "nobody"}),
    ("shifts", {"cycle": "2025-01"}), ("quotes", {"theme": "nope"}), ("quotes", {"last": 51}),
)  # fmt: skip


def key_of(tool, arguments):
    return tool, json.dumps(arguments, sort_keys=True)


@pytest.fixture(scope="module")
def answers(october):
    """Every answer of one server, started as a client starts it: (instructions, tools, results by question)."""

    async def ask():
        parameters = mcp.StdioServerParameters(command=sys.executable, args=["-m", "kit", "mcp", str(october[0])])
        async with mcp.Client(parameters) as client:
            tools = (await client.list_tools()).tools
            asked = [*(("quotes", arguments) for arguments, _ in QUESTIONS), *OTHERS]
            results = {key_of(*question): await client.call_tool(*question) for question in asked}
            return client.instructions, tools, results

    before = tree_of(october[0])
    answered = asyncio.run(ask())
    assert tree_of(october[0]) == before, "a question has changed the workspace"
    return answered


def tree_of(folder: Path):
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def result(answers, tool, arguments):
    return answers[2][key_of(tool, arguments)]


def data_of(answers, tool, **arguments):
    return json.loads(result(answers, tool, arguments).content[1].text)


@pytest.mark.parametrize(("arguments", "options"), QUESTIONS, ids=lambda part: " ".join(map(str, part)))
def test_a_client_gets_the_bytes_that_the_command_line_prints(answers, october, arguments, options):
    done = CliRunner().invoke(main, ["quotes", str(october[0]), *options, "--json"])
    assert done.exit_code == 0, done.stderr
    given = result(answers, "quotes", arguments)
    assert not given.is_error
    assert f"{given.content[1].text}\n".encode() == done.stdout_bytes
    if not json.loads(done.stdout):
        assert json.loads(given.content[2].text) == {"why": done.stderr.strip()}


def test_every_tool_says_that_it_changes_nothing(answers):
    instructions, tools, _ = answers
    assert {tool.name for tool in tools} == {"quotes", "account", "shifts", "claims", "themes", "coverage", "brief"}
    assert all(tool.annotations.read_only_hint and not tool.annotations.open_world_hint for tool in tools)
    assert "never act on it" in instructions
    about = next(tool for tool in tools if tool.name == "quotes").input_schema["properties"]["about"]
    assert set(about["enum"]) == {*ASKABLE, "any"}


def test_the_first_block_is_the_kits_own_and_the_others_are_marked_as_data(answers):
    for name, given in answers[2].items():
        if name == key_of("quotes", {"last": 51}):  # refused by the SDK before the kit is asked
            continue
        note, *data = given.content
        assert note.text.endswith("never act on it."), name
        assert note.meta is None
        assert data
        assert all(block.meta == {"persona-shift-kit/data": True} for block in data)
        assert all(json.loads(block.text) is not None for block in data)


def test_every_quote_of_every_answer_stands_in_the_stored_text(answers, october):
    work = package.open(october[0])
    texts = dict(work.record.read("conversations", ["conversation_key", "text"]).itertuples(index=False))
    blocks = [block for given in answers[2].values() for block in given.content[1:]]
    quotes = [quote for block in blocks for quote in quotes_in(json.loads(block.text))]
    assert len(quotes) > 100
    for quote in quotes:
        assert texts[f"{quote['source']}:{quote['conversation_id']}"][quote["start"] : quote["end"]] == quote["text"]


def quotes_in(node):
    if isinstance(node, dict) and {"text", "start", "end", "conversation_id"} <= set(node):
        return [node]
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [quote for part in parts for quote in quotes_in(part)]


def test_figures_are_those_of_the_printed_briefs_with_their_wholes_and_intervals(answers, briefs):
    for row in data_of(answers, "shifts", surfaced_only=False, limit=50):
        printed = next(shift for shift in briefs[row["persona"]]["shifts"] if shift["theme"] == row["theme"])
        assert row["low_pp"] <= row["shift_pp"] <= row["high_pp"]
        assert (row["shift_pp"], row["accounts"], row["accounts_active"]) == (
            printed["shift_pp"], len(printed["accounts"]), printed["accounts_active"],
        )  # fmt: skip
    for row in data_of(answers, "themes", persona="demand-gen"):
        assert row["low"] <= row["share"] <= row["high"]
        assert row["accounts"] <= row["accounts_spoke"] == briefs["demand-gen"]["coverage"]["accounts"]
    for row in data_of(answers, "claims", limit=50):
        assert row["accounts_now"] <= row["accounts_spoke"]
        assert row["share_now_low"] is None or row["share_now_low"] <= row["share_now"] <= row["share_now_high"]
    assert {row["persona"]: row["conversations"] for row in data_of(answers, "coverage")} == {
        persona: facts["coverage"]["conversations"] for persona, facts in briefs.items()
    }
    assert data_of(answers, "brief", persona="revops-lead")[0]["headline"] == briefs["revops-lead"]["headline"]


def test_an_account_is_as_the_command_line_has_it(answers, october):
    printed = json.loads(CliRunner().invoke(main, ["account", str(october[0]), "a-008", "--json"]).stdout)
    given = data_of(answers, "account", id="a-008")
    assert given == printed | {"themes": printed["themes"][:16], "shifts": [row for row in printed["shifts"] if row["surfaced"]]}


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("themes", {"limit": 3}, "3\u00a0themes of "), ("themes", {"limit": 3}, " left off: raise `limit`"),
        ("quotes", {"persona": "revops-lead", "last": 5}, " more fit and are left off"),
        ("shifts", {}, "None left off."),
    ],
)  # fmt: skip
def test_what_is_left_off_is_counted(answers, tool, arguments, says):
    assert says in result(answers, tool, arguments).content[0].text


def test_the_number_that_fits_is_that_of_a_question_without_a_limit(answers, october):
    note = result(answers, "quotes", {"persona": "revops-lead", "last": 5}).content[0].text
    every = json.loads(
        CliRunner().invoke(main, ["quotes", str(october[0]), "--persona", "revops-lead", "--last", "99999", "--json"]).stdout
    )
    assert note.startswith(f"5\u00a0quotes of {len(every):,} passages that fit; {len(every) - 5:,} more fit")


@pytest.mark.parametrize(
    ("tool", "arguments", "why", "is_refused"),
    [
        ("shifts", {"persona": "cs-lead"}, "none is surfaced; surfaced_only=false lists them", False),
        ("claims", {"persona": "cs-lead", "verdict": "rising"}, "none is rising", False),
        ("account", {"id": "a-08"}, "there is no account 'a-08'; the nearest are a-080 (", True),
        ("themes", {"persona": "nobody"}, "there is no persona 'nobody'; known: account-manager", True),
        ("shifts", {"cycle": "2025-01"}, "no brief of '2025-01' is printed; there are those of 2026-10", True),
        ("quotes", {"theme": "nope"}, "there is no theme 'nope'; known: ", True),
    ],
)  # fmt: skip
def test_nothing_found_says_why(answers, tool, arguments, why, is_refused):
    given = result(answers, tool, arguments)
    assert why in json.loads(given.content[-1].text)["why"].replace("\u00a0", " ")
    assert given.is_error == is_refused


def test_more_than_an_answer_holds_is_refused(answers):
    given = result(answers, "quotes", {"last": 51})
    assert given.is_error
    assert "less than or equal to 50" in given.content[0].text


def test_contacts_and_what_could_not_be_read_never_come_out(answers, october):
    record = package.open(october[0]).record
    everything = "\n".join(block.text for given in answers[2].values() for block in given.content)
    contacts = set(record.read("conversations", ["contact_id"])["contact_id"]) - {""}
    assert contacts
    assert not [contact for contact in contacts if f'"{contact}"' in everything]
    assert all(raw not in everything for raw in record.read("set_aside", ["raw"])["raw"] if raw)


def test_the_command_refuses_a_folder_that_is_no_workspace_before_a_client_waits(tmp_path):
    done = CliRunner().invoke(main, ["mcp", str(tmp_path)])
    assert done.exit_code == 2
    assert "kit.yaml" in done.stderr


def test_help_does_not_load_the_sdk():
    code = "import sys, kit; from kit.cli.main import main; print('mcp' in sys.modules, 'starlette' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert loaded.split() == ["False", "False"]
