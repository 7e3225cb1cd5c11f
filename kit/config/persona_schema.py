"""Persona schema: what a persona file may say as JSON Schema, so that an editor completes and checks it as it is written."""

from __future__ import annotations

import json
from typing import Any

from kit.config.personas import RESERVED, SECTIONS, Persona
from kit.config.settings import ID

#: The schema's name where `kit init` writes it, beside the persona files.
SCHEMA_FILE = "persona.schema.json"
#: The line by which editors (the YAML language server) find the schema of a persona file beside them.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
#: What an editor shows of each key.
KEYS = {
    "id": "The file's name without .yaml; lower-case letters, digits and hyphens. It stays: themes and briefs are named by it.",
    "name": "What briefs call the persona.",
    "status": "draft and active are read alike; a retired persona gets no conversations and no brief.",
    "validated_on": "The day on which people last held this file against customers, e.g. 2026-03-12.",
    "tracking": "close: first in the index; standard; low: last in the index; off: matched, without themes and brief.",
    "review": "Matches that a person must approve before they count: none, ambiguous ones, or all.",
    "who": "By what a conversation is known to be this persona's.",
    "goals": "What they want to reach, in sentences that customers could say.",
    "pains": "What hurts, in order of priority: the order is itself a claim that can drift.",
    "objections": "Why they hesitate to buy.",
    "decision_criteria": "What a product has to have for them.",
    "metrics": "What they are measured by.",
    "tools": "What they work with.",
    "messaging": "What you say to them.",
    "sources": "Kinds of source where they really talk.",
    "bar": "Rules of the bar for this persona; the rest stay as in kit.yaml.",
    "themes": "How fine this persona's themes are.",
}
#: Likewise, of the keys inside them.
INNER = {
    "Claim": {
        "id": "A short name of its own in this section; it stays, so that what is said of the claim can be followed.",
        "statement": "One sentence that customers bear out, or do not.",
        "language": "Words and phrases that customers use for it: the more there are, the better it is found.",
    },
    "Who": {
        "roles": "Job titles, however customers write them.",
        "not_roles": "Job titles that are never this persona, however alike they sound.",
        "reports_to": "For people who read the file: nothing is matched by it.",
        "segments": "Segments of accounts.csv that they work in.",
    },
    "BarChange": {
        "min_accounts": "Accounts that raise a theme, at least.",
        "min_top_tier_accounts": "Of these in the top revenue tier, at least.",
        "min_shift_pp": "Percentage points of account-weighted share, at least.",
        "min_consistency": "How alike the accounts' words are, 0 to 1, at least.",
        "min_weeks": "Different weeks in which it was said, at least.",
        "max_false_discovery": "False discovery rate over the whole library and cycle, above 0 and at most 1.",
    },
    "ThemesChange": {"granularity": "How many themes: coarse 2.5 times fewer, fine as many more."},
}


def persona_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a persona file, made from the model that reads one.

    Returns
    -------
    dict
        Of every key its type, the values it may have and what it is for. Ids that are given twice are not seen by a schema;
        `kit check` sees them.
    """
    schema = Persona.model_json_schema()
    properties, parts = schema["properties"], schema["$defs"]
    for name, text in KEYS.items():
        properties[name]["description"] = text
    for part, names in INNER.items():
        for name, text in names.items():
            parts[part]["properties"][name]["description"] = text
    pattern = {"pattern": f"^{ID.pattern}$"}
    properties["id"] |= pattern | {"not": {"enum": list(RESERVED)}}
    parts["Claim"]["properties"]["id"] |= pattern
    for name in SECTIONS:
        properties[name]["uniqueItems"] = True
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return head | schema | {"title": "Persona file", "description": "One customer persona of a persona library."}


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(persona_schema(), ensure_ascii=False, indent=1) + "\n"
