"""Reader ``gong``: answers of Gong's API, all files of a folder together.

``POST /v2/calls/extensive`` gives calls with their parties, ``POST /v2/calls/transcript`` what was said, and ``GET
/v2/calls`` (or
the extensive answer) when. Files are told apart by ``calls`` and ``callTranscripts``; pages of an answer may lie in files
of their own.
A party is the team's where its affiliation is Internal, a customer where it is External; where Gong does not know,
``own_staff`` decides.
The account is the id of the CRM account in the call's context. A call without a transcript is counted, not stored; a
transcript without its call is set aside until the call is delivered.

    - id: gong
      kind: call
      reader: gong
      path: inbox/gong/*.json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, date_fault
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import entries_of
from kit.sources.parsing.files import File
from kit.sources.reader import Context, Entry, Reader

_KEYS = ("calls", "callTranscripts")
_SIDES = {"internal": "team", "external": "customer"}


def _entries(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _about(call: dict[str, Any]) -> dict[str, Any]:
    """What tells about a call: the extensive answer has it under ``metaData``, the list at the top."""
    about = call.get("metaData")
    return about if isinstance(about, dict) else call


def _account(call: dict[str, Any]) -> str:
    """Id of the first CRM account in the call's context."""
    for context in _entries(call.get("context")):
        for record in _entries(context.get("objects")):
            if cell(record.get("objectType")).lower() == "account":
                return cell(record.get("objectId"))
    return ""


def _turns(transcript: dict[str, Any], parties: list[dict[str, Any]]) -> list[Turn]:
    """Monologues as turns, with what is known of who speaks."""
    by_speaker = {cell(party.get("speakerId")): party for party in parties if cell(party.get("speakerId"))}
    turns: list[Turn] = []
    last = ""
    for monologue in _entries(transcript.get("transcript")):
        speaker = cell(monologue.get("speakerId"))
        text = " ".join(cell(sentence.get("text")) for sentence in _entries(monologue.get("sentences"))).strip()
        party = by_speaker.get(speaker, {})
        if text and turns and speaker == last:
            turns[-1].text += " " + text
        elif text:
            side = _SIDES.get(cell(party.get("affiliation")).lower(), "")
            turns.append(Turn(text, side, cell(party.get("name")), cell(party.get("emailAddress")), cell(party.get("title"))))
            last = speaker
    return turns


def _contact(parties: list[dict[str, Any]], turns: list[Turn]) -> dict[str, Any]:
    """The customer's party that says most; without one, the first of the customer's parties."""
    externals = [party for party in parties if cell(party.get("affiliation")).lower() != "internal"]
    spoken = {
        cell(party.get("name")): sum(len(turn.text) for turn in turns if turn.speaker == cell(party.get("name")))
        for party in externals
    }
    return max(externals, key=lambda party: spoken[cell(party.get("name"))], default={})


def _entry(call_id: str, calls: dict[str, dict[str, Any]], transcript: dict[str, Any], line: int, context: Context) -> Entry:
    call = calls.get(call_id, {})
    about, parties = _about(call), _entries(call.get("parties"))
    turns = _turns(transcript, parties)
    if not turns:
        return EmptyRow(line)
    occurred_at = time_of(about.get("started") or about.get("scheduled"), context.zone)
    fault = "" if call else "its call is in no file; deliver the answer of /v2/calls/extensive beside the transcript"
    if not fault and occurred_at is None:
        fault = date_fault("started", about.get("started"))
    if not fault and (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        return UnreadableRow(fault, line, f"call {call_id}", conversation_id=call_id)
    contact = _contact(parties, turns)
    return Conversation(
        call_id, occurred_at, turns, line, account_id=_account(call), role=cell(contact.get("title")),
        contact_id=cell(contact.get("emailAddress")) or cell(contact.get("id")), url=cell(about.get("url")),
        language=cell(about.get("language")),
        people=sorted({name for party in parties if (name := cell(party.get("name")))}),
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Calls of one export."""
    calls: dict[str, dict[str, Any]] = {}
    transcripts: dict[str, tuple[dict[str, Any], int, str]] = {}
    for item in entries_of(files, _KEYS):
        if isinstance(item, UnreadableRow):
            yield item
            continue
        key, value, line, file = item
        if key == "callTranscripts" or "transcript" in value:
            transcripts[cell(value.get("callId"))] = (value, line, file)
        else:
            call_id = cell(_about(value).get("id"))
            if call_id not in calls or "metaData" in value:  # the extensive answer knows the parties, the list does not
                calls[call_id] = value
    for call_id, (transcript, line, file) in transcripts.items():
        entry = _entry(call_id, calls, transcript, line, context)
        if not isinstance(entry, EmptyRow):
            entry.file = file
        yield entry
    yield from (EmptyRow(1) for call_id in calls if call_id not in transcripts)


READER = Reader(read, is_joined=True)
