"""Drafts: the briefs that the newest run of a cycle left in the record."""

from __future__ import annotations

from pydantic import ValidationError

from kit.brief.model import Brief
from kit.errors import RecordError
from kit.record.store import Record


def read_drafts(record: Record, cycle: str) -> dict[str, Brief]:
    """Every persona's brief of the newest run of a cycle, by persona id."""
    rows = record.read("drafts", cycle=cycle)
    return {name: _read(facts, name, cycle) for name, facts in zip(rows["persona_id"], rows["facts"], strict=True)}


def _read(facts: str, persona_id: str, cycle: str) -> Brief:
    try:
        return Brief.model_validate_json(facts)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise RecordError(
            f"the draft of {persona_id}, {cycle}, is another version's ({where}: {fault['msg']}); run `kit run` for that cycle"
        ) from None


def read_draft(record: Record, persona_id: str, cycle: str) -> Brief:
    """One persona's brief of the newest run of a cycle."""
    drafts = read_drafts(record, cycle)
    if persona_id not in drafts:
        raise RecordError(f"{persona_id} has no facts of {cycle} yet; run notebook 04 for that cycle, or `kit run`")
    return drafts[persona_id]
