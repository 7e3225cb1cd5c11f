"""Documents of other forms become persona files: what has a place gets there, the rest is kept, nothing is invented."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from kit.cli.main import main
from kit.config.persona_schema import persona_schema
from kit.config.personas import SECTIONS, read_persona
from kit.config.yaml_files import read_yaml
from kit.errors import WorkspaceError
from kit.persona_files.imported import import_personas
from kit.persona_files.mapping import documents_of_mapping
from kit.persona_files.one_pager import one_pager_json, one_pager_markdown
from kit.persona_files.placing import placed, slug

HERE = Path(__file__).parent
TEMPLATES = sorted((HERE / "templates").iterdir())
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
SAMPLE = sorted((HERE.parents[1] / "data" / "sample" / "personas").glob("*.yaml"))


def letters(text):
    """A text without white space, marks and case: what is left when a document is rearranged."""
    return re.sub(r"[\W_]+", "", text).lower()


def test_of_twenty_templates_at_least_nine_fields_in_ten_that_have_a_place_get_there():
    placeable = right = every = 0
    for path in TEMPLATES:
        for persona, (name, wanted) in zip(import_personas(path), EXPECTED[path.name].items(), strict=True):
            assert persona.placed.entries["name"] == name
            places = dict(persona.placed.places)
            assert set(places) == set(wanted)
            placeable += sum(place != "kept" for place in wanted.values())
            right += sum(places[label] == place for label, place in wanted.items() if place != "kept")
            every += len(wanted)
    print(f"{right} of {placeable} fields that have a place got there; {every - placeable} of all {every} have none and are kept")
    assert len(TEMPLATES) == 20
    assert right >= 0.9 * placeable


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_nothing_is_invented_and_nothing_is_lost(path):
    source = letters(path.read_text(encoding="utf-8"))
    made = ""
    for persona in import_personas(path):
        entries = persona.placed.entries
        texts = [entries["name"], *(text for key in ("metrics", "tools", "who.roles") for text in entries.get(key, []))]
        for section in SECTIONS:
            texts += [text for claim in entries.get(section, []) for text in (claim.statement, *claim.language, *claim.notes)]
        assert [text for text in texts if letters(text) not in source] == []
        made += letters(persona.text)
    parts = re.split(r"[\s|,;/&]+|^\d\.", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = {letters(word) for word in parts if word} - {"", "br"}
    # headings that only name a section or the form go with their section's key
    labels = letters(" ".join(label for persona in import_personas(path) for label, _ in persona.placed.places))
    lost = {word for word in words if word not in made and word not in labels}
    assert lost <= OF_THE_FORM, path.name


#: Words of headings and keys that only group others or name the form.
FORM = """glance attribute attributes details pain points frustrations user users personas persona talk primary secondary
demographics behaviors canvas field value professional technology title quotes priority sections heading content who id statement
language goals motivations of the service product"""
OF_THE_FORM = set(FORM.split())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_is_made_passes_as_persona_files(path, tmp_path):
    done = CliRunner().invoke(main, ["personas", "import", str(path), "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    files = sorted(tmp_path.glob("*.yaml"))
    assert len(files) == len(EXPECTED[path.name])
    schema = Draft202012Validator(persona_schema())
    for file in files:
        assert read_persona(file).status in ("draft", "active")
        assert list(schema.iter_errors(read_yaml(file)[0])) == []


def test_what_is_missing_is_said_and_no_file_is_made(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("## Goals\n\n- Sleep\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["personas", "import", str(path), "--to", str(tmp_path / "personas")])
    assert done.exit_code == 1
    assert "'id' is missing; add it" in done.output
    assert "'name' is missing; add it" in done.output
    assert not (tmp_path / "personas").exists()


def test_no_persona_file_is_written_over(tmp_path):
    own = tmp_path / "founder-farid.yaml"
    own.write_text("id: founder-farid\nname: Mine\n", encoding="utf-8")
    path = next(path for path in TEMPLATES if path.name.startswith("03"))
    done = CliRunner().invoke(main, ["personas", "import", str(path), "--to", str(tmp_path)])
    assert done.exit_code == 2
    assert "would be written over" in done.output
    assert "name: Mine" in own.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", b'{"name": ', "a.json:1: is no JSON"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.docx", b"PK", "is read as Markdown"),
        ("a.md", b"", "holds no persona"),
        ("a.csv", b"", "holds no persona"),
        ("a.md", b"\x00\xff\xfe\x00", "is no text"),
    ],
)
def test_a_file_that_holds_no_persona_is_refused(name, content, told, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=told):
        import_personas(path)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_json_that_was_exported_comes_back_as_the_same_persona(path, tmp_path):
    persona = read_persona(path)
    exported = tmp_path / "persona.json"
    exported.write_text(one_pager_json(persona), encoding="utf-8")
    (imported,) = import_personas(exported)
    again = tmp_path / imported.file_name
    again.write_text(imported.text, encoding="utf-8")
    assert read_persona(again) == persona.model_copy(update={"bar": read_persona(again).bar, "tracking": persona.tracking})


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_markdown_that_was_exported_says_the_same_when_it_comes_back(path, tmp_path):
    persona = read_persona(path)
    exported = tmp_path / "persona.md"
    exported.write_text(one_pager_markdown(persona), encoding="utf-8")
    (imported,) = import_personas(exported)
    (tmp_path / imported.file_name).write_text(imported.text, encoding="utf-8")
    again = read_persona(tmp_path / imported.file_name)
    for section in SECTIONS:
        said_so = [[(claim.statement, claim.language) for claim in getattr(each, section)] for each in (persona, again)]
        assert said_so[0] == said_so[1]
    for key in ("id", "name", "validated_on", "who", "metrics", "tools", "sources"):
        assert getattr(again, key) == getattr(persona, key)


def test_an_id_never_turns_a_sentence_round():
    assert slug("Machines are down and nobody updates the plan") == "machines-down-nobody-updates-plan"
    assert slug("Index") == "index-persona"
    assert slug("Überstunden für alle") == "uberstunden-fur-alle"


def test_two_claims_of_the_same_words_get_ids_of_their_own():
    (document,) = documents_of_mapping(json.loads('{"name": "A", "pains": ["No time today", "No time, today!"]}'))
    assert [claim.own_id for claim in placed(document).entries["pains"]] == ["no-time-today", "no-time-today-2"]
