"""The schema of persona files says what the model says, and every editor finds it."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from kit.config.persona_schema import SCHEMA_LINE, persona_schema, schema_text
from kit.config.personas import read_persona
from kit.config.yaml_files import read_yaml
from kit.errors import SettingsError
from kit.workspace import begin

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "data").rglob("personas/*.yaml")), ROOT / "kit/workspace_template/personas/hands-on-lead.yaml"]
SCHEMA = Draft202012Validator(persona_schema())

#: What makes a persona file wrong: a change to one that is right.
WRONG = (
    {"tracking": "sometimes"}, {"id": "RevOps"}, {"id": "index"}, {"name": ""}, {"pain": []}, {"pains": [{"id": "a"}]},
    {"pains": [{"id": "a b", "statement": "x"}]}, {"who": {"titles": []}}, {"sources": ["phone"]}, {"bar": {"min_accounts": -1}},
    {"themes": {"granularity": "finest"}}, {"goals": "one view"}, {"bar": {"max_false_discovery": 2}},
)  # fmt: skip


def faults(entries):
    return [error.message for error in SCHEMA.iter_errors(entries)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(persona_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_persona_file_of_the_project_keeps_it(path):
    assert faults(read_yaml(path)[0]) == []


@pytest.mark.parametrize("change", WRONG, ids=str)
def test_what_the_model_refuses_the_schema_refuses_too(change, tmp_path):
    entries = {"id": "lead", "name": "Lead"} | change
    path = tmp_path / "lead.yaml"
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    with pytest.raises(SettingsError):
        read_persona(path)
    assert faults(entries) != []


def test_an_editor_shows_what_every_key_is_for():
    schema = persona_schema()
    shown = [*schema["properties"].items(), *(pair for part in schema["$defs"].values() for pair in part["properties"].items())]
    assert [name for name, key in shown if not key.get("description")] == []


def test_a_new_workspace_has_the_schema_beside_persona_files_that_name_it(tmp_path):
    begin(tmp_path / "w")
    folder = tmp_path / "w" / "personas"
    for path in folder.glob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == SCHEMA_LINE
        assert (folder / first.partition("$schema=")[2]).read_text(encoding="utf-8") == schema_text()
