"""Sixty hostile texts through each way out of the kit: in no file, message, issue or answer is one of them alive."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import mistune
import openpyxl
import pandas as pd
import pytest

import kit
from kit.account.facts import AccountSheet
from kit.account.page import account_page
from kit.brief.editions.account_sheet import account_sheet
from kit.brief.editions.chat import slack_message, teams_card
from kit.brief.editions.slides import page_one_slides
from kit.brief.mail import mail_html
from kit.config.personas import Claim, Persona
from kit.config.yaml_files import model_of_text
from kit.formats import readable_json
from kit.mcp_server.answer import MARK, Answer
from kit.persona_files.imported import import_personas
from kit.persona_files.one_pager import one_pager_html
from kit.persona_files.patch import patch_of
from kit.persona_files.proposals import PainEdit
from kit.run.feed import write_feed
from kit.run.trackers.jira import document_of
from kit.run.trackers.port import markdown_of
from kit.run.trackers.shift_issues import issue_draft
from kit.workbench.files import write_table, write_workbook
from tests.briefs import brief, facts_of
from tests.hostile import SIXTY, elements, live, live_cells, spoiled

#: Letters that nobody sees, and that carry sentences past a reader.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def said(payload):
    """A brief in which everything that people wrote is the text."""
    return brief(spoiled(facts_of("shifted"), payload))


def in_mail(payload, folder):
    return live(mail_html([said(payload)]), set(elements(mail_html([brief("shifted")]))))


def in_slack(payload, folder):
    """Calls, links and channels stand between < and >, and a plain text (the heading) has none of them."""
    message = slack_message([said(payload)])
    read = [node["text"] for node in nodes_of(message) if node.get("type") == "mrkdwn"]
    return [text for text in (message["text"], *read) if re.search(r"<[^>]*>", text)]


def in_teams(payload, folder):
    """No link, picture or mention: markdown of a card has them, as the one kind of thing that is alive there."""
    card = teams_card([said(payload)])
    kinds = set(re.findall(r'"type": "([\w.]+)"', json.dumps(card)))
    usual = set(re.findall(r'"type": "([\w.]+)"', json.dumps(teams_card([brief("shifted")]))))
    texts = [node["text"] for node in nodes_of(card) if node.get("type") == "TextBlock"]
    links = [text for text in texts if re.search(r"(?<!\\)\]\(|<at>", text)]
    return [*(kinds - usual), *links]


def in_account_sheet(payload, folder):
    path = folder / "accounts.csv"
    evidence = pd.DataFrame(columns=["theme_id", "conversation_id", "account_id", "occurred_at", "quote"], dtype="str")
    account_sheet(said(payload), evidence).to_csv(path, index=False)
    return live_cells(path)


def in_csv(payload, folder):
    path = write_table(pd.DataFrame({"quote": [payload, f"x {payload}"], "n": [1, 2]}), folder / "quotes.csv")
    return live_cells(path)


def in_workbook(payload, folder):
    path = write_workbook({"quotes": pd.DataFrame({"quote": [payload, f"x {payload}"]})}, folder / "all.xlsx")
    cells = [cell for row in openpyxl.load_workbook(path)["quotes"].iter_rows() for cell in row]
    return [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


def in_slides(payload, folder):
    """No link, action or part that a deck of harmless words has not; every part is XML still."""
    parts = {name: text for name, text in parts_of(page_one_slides([said(payload)])) if name.endswith((".xml", ".rels"))}
    for text in parts.values():
        ET.fromstring(text)
    usual = {name for name, _ in parts_of(page_one_slides([brief("shifted")]))}
    strange = [name for name in parts if name not in usual]
    return strange + [name for name, text in parts.items() if "hlinkClick" in text or 'TargetMode="External"' in text]


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as deck:
        return [(name, deck.read(name).decode("utf-8", "replace")) for name in deck.namelist()]


def in_feed(payload, folder):
    facts = facts_of("shifted") | {"headline": f"x {payload}", "run": {"kit": "0", "made_at": "2026-11-01T06:00:00+00:00"}}
    (folder / facts["cycle"]).mkdir()
    for kind, text in ((".json", json.dumps(facts)), (".html", "")):
        (folder / facts["cycle"] / f"revops-lead{kind}").write_text(text, encoding="utf-8")
    feed = ET.parse(write_feed(folder)).getroot()
    known = {"feed", "id", "title", "updated", "author", "name", "link", "entry", "summary"}
    return [element.tag for element in feed.iter() if element.tag.rpartition("}")[2] not in known]


def in_issue(payload, folder):
    """As GitHub, GitLab and Linear render it; Jira's document has nodes of text and the kit's own link alone."""
    made = said(payload)
    draft = issue_draft(made, next(shift for shift in made.shifts if shift.surfaced), "https://x.example")
    render = mistune.create_markdown(escape=True, plugins=["table", "url"])
    outside = re.sub(r"<pre>.*?</pre>", "", render(markdown_of(draft)), flags=re.DOTALL)
    blocks = document_of(draft)["content"]
    links = [mark["attrs"]["href"] for block in blocks for text in block["content"] for mark in text.get("marks", [])]
    foreign = [link for link in links if not link.startswith("https://x.example/")]
    return [*(tag for tag in re.findall(r"<(\w+)", outside) if tag not in ("p", "a")), *foreign]


def in_one_pager(payload, folder):
    tame = Persona(id="lead", name="a", tools=["a"], pains=[Claim(id="a", statement="a", language=["a"])])
    claim = Claim(id="a", statement=payload, language=[payload])
    page = one_pager_html(tame.model_copy(update={"name": payload, "tools": [payload], "pains": [claim]}))
    return live(page, set(elements(one_pager_html(tame))))


def in_import(payload, folder):
    (folder / "a.json").write_text(json.dumps({"name": "Lead", "bio": payload, "pains": [payload]}), encoding="utf-8")
    persona = model_of_text(Persona, import_personas(folder / "a.json")[0].text, Path("lead.yaml"))
    usual = Persona(id="lead", name="Lead")
    kept = {"status": "draft", "tracking": usual.tracking, "review": usual.review, "goals": []}
    return [name for name, value in kept.items() if getattr(persona, name) != value]


def in_patch(payload, folder):
    """A line of a patch begins with what it does; what it adds is a comment or one value."""
    path = folder / "lead.yaml"
    path.write_text("id: lead\nname: Lead\npains:\n  - id: a\n    statement: Manual\n", encoding="utf-8")
    edit = PainEdit("a", words=[f"x {payload}"], evidence=[payload])
    persona = model_of_text(Persona, path.read_text(encoding="utf-8"), path)
    lines = patch_of(path, persona, [edit], payload).split("\n")
    return [line for line in lines if line and line[0] not in "#+-@ "]


def in_answer(payload, folder):
    note, *data = Answer("One brief.", readable_json(said(payload).facts()), payload).blocks()
    hidden = [block for block in data if UNSEEN.search(block) or json.loads(block) is None]
    return hidden + [note] * (payload in note or not note.endswith(MARK))


def in_account_page(payload, folder, sheet):
    usual = account_page(sheet, "Acme")
    facts = spoiled(sheet.facts, payload, "javascript:alert(1)")
    return live(account_page(AccountSheet(facts, payload), payload), set(elements(usual)))


def nodes_of(node):
    """Every object of a message."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [*([node] if isinstance(node, dict) else []), *(found for part in parts for found in nodes_of(part))]


WAYS = (
    in_mail, in_slack, in_teams, in_account_sheet, in_csv, in_workbook, in_slides, in_feed, in_issue, in_one_pager,
    in_import, in_patch, in_answer,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.removeprefix("in_"))
def test_none_of_sixty_texts_is_alive(way, tmp_path):
    assert len(set(SIXTY)) >= 60
    alive = {}
    for number, payload in enumerate(SIXTY):
        folder = tmp_path / str(number)
        folder.mkdir()
        if found := way(payload, folder):
            alive[payload] = found
    assert alive == {}


def test_none_is_alive_on_an_accounts_page(october, tmp_path):
    sheet = kit.open(october[0]).account("a-008")
    assert {payload: found for payload in SIXTY if (found := in_account_page(payload, tmp_path, sheet))} == {}


def test_what_is_alive_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("kit.workbench.files.safe_cell", lambda text: text)
    assert in_csv("=1+1", tmp_path) == ["=1+1"]
    monkeypatch.setattr("kit.brief.editions.chat._escaped", lambda text: text)
    assert in_slack("<!channel> look", tmp_path)
