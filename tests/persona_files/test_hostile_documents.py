"""Hostile words in documents and persona files: values read back as they were, comments cannot be left, pages stay dead."""

import csv
import io
import json
from pathlib import Path

import pytest

from kit.config.personas import Claim, Persona
from kit.config.yaml_files import model_of_text
from kit.persona_files.document import is_filled, plain
from kit.persona_files.imported import import_personas
from kit.persona_files.one_pager import one_pager_html, one_pager_markdown
from kit.persona_files.yaml_text import comment_lines, value_text
from tests.hostile import SIXTY, elements, live


def document_of(payload):
    entry = {"statement": payload, "quotes": [payload], "note": payload}
    return {"name": f"Lead {payload}", "role": payload, "bio": payload, "pains": [payload, entry]}


def read(imported):
    assert imported.faults == ()
    return model_of_text(Persona, imported.text, Path("a.yaml"))


@pytest.mark.parametrize("payload", SIXTY)
def test_json_with_hostile_words_gives_those_words_and_nothing_else(payload, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document_of(payload)), encoding="utf-8")
    (imported,) = import_personas(path)
    persona = read(imported)
    assert (persona.status, persona.tracking, persona.name) == ("draft", "standard", plain(f"Lead {payload}"))
    words = plain(payload)
    assert all(claim.statement in words for claim in persona.pains)
    assert {section for section in ("goals", "objections", "messaging") if getattr(persona, section)} == set()


@pytest.mark.parametrize("payload", SIXTY)
def test_csv_with_hostile_words_gives_those_words_and_nothing_else(payload, tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows([["Persona name", "Job title", "Pain points", "Age"], ["Lead", payload, payload, payload]])
    (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    persona = read(import_personas(tmp_path / "a.csv")[0])
    assert (persona.id, persona.status, persona.tracking) == ("lead", "draft", "standard")
    assert all(claim.statement in plain(payload) for claim in persona.pains)


@pytest.mark.parametrize("payload", SIXTY)
def test_markdown_with_hostile_words_sets_no_key_of_the_kit(payload, tmp_path):
    # a paragraph of lines `key: value` is how a document gives its keys: free text stands on one line here
    text = f"# Persona: Lead\n\n{plain(payload)}\n\n## Pains\n\n- It breaks {payload}\n\n## Age\n\n{plain(payload)}\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    personas = [read(imported) for imported in import_personas(tmp_path / "a.md")]
    assert {(persona.tracking, persona.review) for persona in personas} == {("standard", "none")}
    assert personas[0].id == "lead"


@pytest.mark.parametrize("payload", SIXTY)
def test_a_comment_is_one_whatever_stands_in_it(payload):
    text = "\n".join(["id: lead", *comment_lines(payload), "name: Lead", *comment_lines(f"x\n{payload}\ny", 2)])
    assert model_of_text(Persona, text, Path("lead.yaml")) == Persona(id="lead", name="Lead")


@pytest.mark.parametrize("payload", SIXTY)
def test_a_value_reads_back_as_it_was(payload):
    text = f"id: lead\nname: {value_text(f'x {payload}')}\ntools: {value_text([payload, 'b'])}\n"
    persona = model_of_text(Persona, text, Path("lead.yaml"))
    assert (persona.name, persona.tools) == (plain(f"x {payload}"), [plain(payload), "b"])


@pytest.mark.parametrize("payload", SIXTY)
def test_a_one_pager_runs_nothing_and_loads_nothing(payload):
    claim = Claim(id="a", statement=payload, language=[payload])
    tame = Persona(id="lead", name="a", tools=["a"], pains=[Claim(id="a", statement="a", language=["a"])])
    persona = tame.model_copy(update={"name": payload, "tools": [payload], "pains": [claim]})
    page, usual = one_pager_html(persona), one_pager_html(tame)
    assert elements(page) == elements(usual)
    assert live(page, set(elements(usual))) == []


@pytest.mark.parametrize("payload", [text for text in SIXTY if is_filled(text)])
def test_markdown_of_hostile_words_is_text(payload, tmp_path):
    persona = Persona(id="lead", name="Lead", tools=[f"x {payload}", "b"], pains=[Claim(id="a", statement=f"x {payload}")])
    text = one_pager_markdown(persona)
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert "<" not in text.replace("\\<", "")
    again = read(import_personas(tmp_path / "a.md")[0])
    first = plain(payload).split(";")[0].split("|")[0]
    assert all(word in "".join(again.tools) for word in first.split())
    assert (again.id, again.tracking) == ("lead", "standard")
