"""Seventy hostile texts through the server for assistants: each comes out as data, marked, and nowhere else."""

from __future__ import annotations

import asyncio
import csv
import json
import re

import pandas as pd
import pytest

import kit
from kit.account.facts import AccountSheet
from kit.formats import readable_json
from kit.mcp_server.answer import MARK, Answer
from tests.hostile import INSTRUCTIONS, ORDERS, PAYLOADS, spoiled

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from kit.mcp_server.server import result_of, server_of  # noqa: E402

HOSTILE = tuple(dict.fromkeys([*PAYLOADS, *ORDERS, *INSTRUCTIONS]))
#: Letters that nobody sees, and that can carry sentences past a reader.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\U000e0000-\U000e0fff]")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace whose customers write the texts, bear them as titles, and are called by them; read, masked and matched."""
    folder = tmp_path_factory.mktemp("hostile") / "w"
    kit.begin(folder)
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[f"h-{number:03d}", f"Firm {text}", "SMB", "C", "", ""] for number, text in enumerate(HOSTILE)]
        csv.writer(file).writerows([["account_id", "name", "segment", "tier", "arr", "renewal_on"], *rows])
    inbox = next((folder / "inbox").rglob("*.csv"))
    with inbox.open(encoding="utf-8") as file:
        head = next(csv.reader(file))
    with inbox.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        for number, text in enumerate(HOSTILE):
            writer.writerow(_row(head, number, text))
    work = kit.open(folder)
    kit.load_conversations(work, "2026-10")
    kit.match_conversations(work, "2026-10")
    return folder


def _row(head, number, text):
    values = {
        "ticket_id": f"k{number}", "created_at": f"2026-10-{1 + number % 28:02d} 10:00:00", "organization_id": f"h-{number:03d}",
        "description": f"I rebuild the dashboard by hand every Monday and then {text} is what the export shows us.",
        "requester_title": f"Head of Operations {text}",
    }  # fmt: skip
    return {name: values.get(name, "") for name in head}


def asked(folder, *questions):
    async def ask():
        async with mcp.Client(server_of(folder)) as client:
            tools = (await client.list_tools()).model_dump_json()
            return tools, client.instructions, [await client.call_tool(tool, arguments) for tool, arguments in questions]

    return asyncio.run(ask())


def test_what_customers_write_comes_out_as_data_and_nowhere_else(workspace):
    stored = kit.open(workspace).record.read("passages", ["text"])["text"]
    assert len(stored) >= len(HOSTILE) >= 60
    questions = [("quotes", {"last": 50, "words": "dashboard"}), ("quotes", {"last": 50, "words": "export"})]
    questions += [("account", {"id": f"h-{number:03d}"}) for number in range(len(PAYLOADS), len(PAYLOADS) + 6)]
    questions += [("account", {"id": "h-9"}), ("quotes", {"words": "xylophone", "role": "operations"})]
    tools, instructions, given = asked(workspace, *questions)
    texts = [quote["text"] for answer in given[:2] for quote in json.loads(answer.content[1].text)]
    assert len(texts) >= 50
    assert set(texts) <= set(stored)
    for answer in given:
        check_marked(answer)
        assert not any(text in answer.content[0].text for text in HOSTILE)
    assert not any(text in tools or text in instructions for text in HOSTILE)


def check_marked(answer):
    """The kit's own words first; then blocks of JSON alone, marked, in which nothing is unseen."""
    note, *data = answer.content
    assert note.text.endswith(MARK)
    assert data
    for block in data:
        assert block.meta == {"persona-shift-kit/data": True}
        assert json.loads(block.text) is not None
        assert not UNSEEN.search(block.text)


@pytest.fixture(scope="module")
def printed(october):
    """The facts of a brief and of an account, as they are without hostile words."""
    work = kit.open(october[0])
    facts = json.loads(work.record.read("briefs", ["facts"], cycle="2026-10", persona_id="revops-lead")["facts"].iloc[0])
    return facts, work.account("a-008").facts


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_facts_of_an_account_mean_the_same_as_json_and_hide_nothing(printed, text):
    facts = spoiled(printed[1], text, "javascript:alert(1)")
    assert repr(AccountSheet(facts, text)) == text
    answer = result_of(Answer("One account.", readable_json(facts)))
    check_marked(answer)
    assert json.loads(answer.content[1].text) == facts


def test_hostile_words_of_a_printed_brief_come_out_as_data(workspace, printed):
    record = kit.open(workspace).record
    cycles = [f"{2000 + number // 12}-{1 + number % 12:02d}" for number in range(len(HOSTILE))]
    persona = kit.open(workspace).personas[0].id
    for cycle, text in zip(cycles, HOSTILE, strict=True):
        facts = spoiled(printed[0], text, "javascript:alert(1)") | {"cycle": cycle}
        record.append("briefs", pd.DataFrame([{"cycle": cycle, "persona_id": persona, "facts": json.dumps(facts)}]))
    questions = [(tool, {"cycle": cycle}) for cycle in cycles for tool in ("brief", "claims")]
    for (_, arguments), answer in zip(questions, asked(workspace, *questions)[2], strict=True):
        check_marked(answer)
        text, data = HOSTILE[cycles.index(arguments["cycle"])], json.loads(answer.content[1].text)
        assert text not in answer.content[0].text
        assert text in strings_in(data)
        assert list(quotes_in(data)) == [], "a quote that nobody said came out"


def strings_in(node):
    if isinstance(node, str):
        return [node]
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for part in parts for text in strings_in(part)]


def quotes_in(node):
    if isinstance(node, dict) and {"text", "start", "end"} <= set(node):
        return [node]
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [quote for part in parts for quote in quotes_in(part)]
