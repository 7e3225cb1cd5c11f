"""The brief as a typed model: what it refuses, what its JSON is, and the schema that is printed of it."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from kit.brief.model import Brief, Run, json_schema
from tests.briefs import STORIES, brief, facts_of

SCHEMA = Path(__file__).parents[3] / "docs" / "brief-schema.json"


@pytest.mark.parametrize("story", STORIES)
def test_the_json_of_a_brief_is_what_it_was_read_from(story):
    assert json.dumps(brief(story).facts()) == json.dumps(facts_of(story))


def test_the_printed_schema_is_the_models():
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), "run `make schema`"


def test_every_field_says_what_it_is():
    parts = {"Brief": json.loads(json_schema())} | json.loads(json_schema())["$defs"]
    silent = [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, schema in part.get("properties", {}).items()
        if "description" not in schema and "$ref" not in schema
    ]
    assert silent == []


def test_a_field_that_nobody_declared_is_refused():
    facts = facts_of("steady")
    facts["shifts"][0]["mood"] = "sunny"
    with pytest.raises(ValidationError, match=r"shifts\.0\.mood"):
        Brief.model_validate(facts)


@pytest.mark.parametrize(("field", "value"), [("share_now", 1.2), ("q", -0.1), ("direction", "sideways"), ("weeks", -1)])
def test_a_figure_out_of_its_range_is_refused(field, value):
    facts = facts_of("steady")
    facts["shifts"][0][field] = value
    with pytest.raises(ValidationError, match=rf"shifts\.0\.{field}"):
        Brief.model_validate(facts)


def test_a_brief_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        brief("steady").headline = "All is well."


def test_what_was_never_set_is_not_in_the_json():
    facts = facts_of("steady")
    facts.pop("run", None)
    assert "run" not in brief(facts).facts()
    facts["shifts"][0].pop("expected_pp")
    assert "expected_pp" not in brief(facts).facts()["shifts"][0]


def test_the_record_keeps_a_brief_without_its_run():
    stamp = Run(id="r", at="2026-11-01T00:00:00+00:00", seconds=1.0, kit="0", embedding="e", seed=1, record_version=1,
                settings_sha256="s")  # fmt: skip
    made = brief("steady").changed(run=stamp)
    assert made.facts()["run"]["at"] == "2026-11-01T00:00:00+00:00"
    assert "run" not in made.facts_of_any_run()
