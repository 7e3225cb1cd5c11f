"""Transcripts as JSON: recorders' API answers, told by a list whose entries have a speaker and a text each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kit.sources.conversation import Turn
from kit.sources.parsing.cells import cell
from kit.sources.parsing.tables.column_names import normal

#: Names of the fields, in the form of ``normal``, surest first.
_TEXT = ("text", "sentence", "raw text", "words", "transcript", "content", "value", "caption")
_SPEAKER = (
    "speaker name",
    "speaker display name",
    "display name",
    "speaker",
    "participant",
    "name",
    "speaker label",
    "speaker id",
)
#: Between when and when a piece was spoken, where a recorder tells no speakers.
_FROM, _TO = ("start", "start time", "from", "offset"), ("end", "end time", "to", "duration")
_EMAIL = ("speaker email", "matched calendar invitee email", "email")
_HEAD = {
    "occurred_at": ("recording start time", "actual start time", "start time", "started at", "started", "scheduled start time",
                    "start datetime", "happened at", "meeting date", "date string", "date", "created at"),
    "conversation_id": ("call id", "meeting id", "recording id", "id"),
    "url": ("transcript url", "share url", "recording url", "url"),
}  # fmt: skip
#: How deep a list of turns may lie.
MAX_DEPTH = 6


def is_json(text: str) -> bool:
    """Whether a text is one JSON value that holds others."""
    if text.lstrip("\ufeff \n\r\t")[:1] not in {"{", "["}:
        return False
    try:
        return isinstance(json.loads(text.lstrip("\ufeff")), (dict, list))
    except (ValueError, RecursionError):
        return False


def transcript_of(text: str) -> tuple[dict[str, str], list[Turn]]:
    """What the answer says of the call (canonical names to texts), and its turns; no turns where it has no list of them."""
    value = json.loads(text.lstrip("\ufeff"))
    lists = [(turns, holders) for turns, holders in _lists(value, ()) if turns]
    if not lists:
        return {}, []
    turns, holders = max(lists, key=lambda candidate: sum(len(turn.text) for turn in candidate[0]))
    head: dict[str, str] = {}
    for holder in reversed(holders):  # the nearest one that says it counts
        fields = {normal(name): item for name, item in holder.items() if not isinstance(item, (dict, list))}
        for ours, names in _HEAD.items():
            given = next((cell(fields[name]) for name in names if cell(fields.get(name))), "")
            if given and ours not in head:
                head[ours] = given
    return head, turns


def _lists(value: Any, holders: tuple[dict[str, Any], ...]) -> Iterator[tuple[list[Turn], tuple[dict[str, Any], ...]]]:
    """Every list of turns with the objects that hold it, the outermost first."""
    if len(holders) > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for item in value.values():
            yield from _lists(item, (*holders, value))
    elif isinstance(value, list):
        entries = [entry for entry in value if isinstance(entry, dict)]
        turns = [turn for entry in entries if (turn := _turn(entry))]
        if entries and 2 * len(turns) >= len(entries):
            yield turns, holders
        else:
            for item in entries:
                yield from _lists(item, holders)


def _turn(entry: dict[str, Any]) -> Turn | None:
    """One entry's turn; None where it has no text, or says neither who spoke nor from when to when."""
    fields = {normal(name): item for name, item in entry.items()}
    person = next((fields[name] for name in _SPEAKER if name in fields), None)
    text = next((item for name in _TEXT if isinstance(item := fields.get(name), str) and item.strip()), "")
    is_timed = any(name in fields for name in _FROM) and any(name in fields for name in _TO)
    if not text or (person is None and not is_timed):
        return None
    inner = {normal(name): item for name, item in person.items()} if isinstance(person, dict) else fields
    names = (inner.get(name) for name in _SPEAKER) if isinstance(person, dict) else iter([person])
    name = next((item for item in names if isinstance(item, str) and item.strip()), "")
    email = next((item for key in _EMAIL if isinstance(item := inner.get(key), str) and "@" in item), "")
    return Turn(" ".join(text.split()), "", name.strip(), email)
