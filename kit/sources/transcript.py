"""Reader ``transcript``: one call a file, as Zoom and Teams VTT, SRT, Otter text or plain "Name: words" text.

Which of them a file is, is told by its first lines. Date, account and who belongs to whom stand in the head
(:mod:`kit.sources.parsing.text_head`); in VTT in a NOTE block. Without a date there, one in the file's name is taken
(``2026-10-14 Acme.vtt``). Speakers that nothing tells apart are the customer's unless ``own_staff`` in kit.yaml names them;
where one speaker is marked "(External)", as Teams does, the unmarked ones are the team's.

    - id: calls
      kind: call
      reader: transcript
      path: inbox/calls/*
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from kit.sources.conversation import MAX_CHARACTERS, RAW_READ, Conversation, Turn, UnreadableRow
from kit.sources.parsing.cells import check_encoding, date_fault
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.kinds import WORDS
from kit.sources.parsing.text_head import Head, head_of, key_lines, read_head
from kit.sources.reader import Context, Entry, Reader

OPTIONS = ("dates", "encoding", "separator")

_CUE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}.*$")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|<\d[\d:.]*>")
_CLOCK = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?[\])]?"
_OTTER = re.compile(rf"^(\S[^:\n]{{0,60}}?)[ \t]{{1,8}}{_CLOCK}[ \t]*$")
_NAME = r"[^\W\d_][\w.,'’()&/-]*(?:[ \t][\w.,'’()&/-]+){0,5}|SPEAKER_\d+"
_LABEL = re.compile(rf"^(?:{_CLOCK}[ \t]*)?({_NAME})[ \t]*(?:{_CLOCK})?:(?:[ \t]+(.*)|)$")
_EXTERNAL = re.compile(r"\s*\((?:external|guest|extern|externe?|unverified)\)\s*$", re.I)
_PLACEHOLDER = re.compile(r"(?:unknown )?speaker[ _]?\w{0,3}|customer|agent|client|caller|interviewer|host", re.I)
_SAME_NAME = re.compile(
    r"(?:audio_)?(?:transcript|transcription|captions?|closed_?caption|meeting|recording|call|notes?|untitled|audio|video"
    r"|subtitles)\d?",
    re.I,
)
_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2}|20\d{6})(?!\d)")


def gathered(parts: list[tuple[Turn, list[str]]], between: str) -> list[Turn]:
    """Turns with their parts put together at once; adding to a text line by line takes the square of its length."""
    for turn, texts in parts:
        turn.text = between.join(text for text in texts if text).strip()
    return [turn for turn, _ in parts if turn.text]


def _joined(turns: list[Turn]) -> list[Turn]:
    """Cues of one speaker in a row as one turn."""
    parts: list[tuple[Turn, list[str]]] = []
    for turn in turns:
        if parts and parts[-1][0].speaker == turn.speaker:
            parts[-1][1].append(turn.text)
        elif turn.text:
            parts.append((turn, [turn.text]))
    return gathered(parts, " ")


def _is_name(label: str) -> bool:
    """Whether a label before a colon is a speaker's: "Priya Shah", "SPEAKER_00", not "One more thing"."""
    words = label.replace(",", " ").split()
    return bool(_PLACEHOLDER.fullmatch(label)) or (
        0 < len(words) <= 5 and all(word[0].isupper() or word[0] == "(" for word in words)
    )


def _cue_turns(words: str, speaker: str) -> tuple[list[Turn], str]:
    """Turns in one cue; a line that starts with "- " is another speaker's who is not named."""
    turns = []
    for raw in words.split("\n"):
        if voice := _VOICE.search(raw):
            speaker = html.unescape(voice[1]).strip()
        line = html.unescape(_TAG.sub("", raw)).strip()
        label = _LABEL.match(line)
        if line.startswith("- "):
            turns.append(Turn(line[2:].strip(), speaker=""))
        elif label and _is_name(label[1]) and not voice:
            speaker = label[1]
            turns.append(Turn((label[2] or "").strip(), speaker=speaker))
        elif line:
            turns.append(Turn(line, speaker=speaker))
    return turns, speaker


def _cues(text: str) -> tuple[dict[str, str], list[Turn]]:
    """Head lines and turns of VTT or SRT: blocks divided by empty lines, each with one "-->" line."""
    values, turns = {}, []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((at for at, line in enumerate(lines) if _CUE.match(line)), None)
        if at is not None:
            turns += _cue_turns("\n".join(lines[at + 1 :]), "")[0]
        elif lines[0].startswith("NOTE"):
            values |= key_lines([line for line in [lines[0][4:].strip(), *lines[1:]] if line.strip()])
        elif lines[0].startswith("WEBVTT"):
            values |= key_lines([line for line in lines[1:] if line.strip()])
    return values, turns


def _otter(text: str) -> list[Turn]:
    """Turns of text with "Name  0:05" lines over the words."""
    parts: list[tuple[Turn, list[str]]] = []
    for line in text.split("\n"):
        if found := _OTTER.match(line):
            parts.append((Turn("", speaker=found[1].strip()), []))
        elif line.strip() and parts:
            parts[-1][1].append(line.strip())
        elif line.strip():
            parts.append((Turn(""), [line.strip()]))
    return gathered(parts, " ")


def _plain(text: str, known: set[str]) -> list[Turn]:
    """Turns of "Name: words" lines; a line without a name goes on with the turn before it."""
    parts: list[tuple[Turn, list[str]]] = []
    for line in text.split("\n"):
        found = _LABEL.match(line.strip())
        is_label = found and (found[1] in known if known and not _PLACEHOLDER.fullmatch(found[1]) else _is_name(found[1]))
        if is_label:
            parts.append((Turn("", speaker=found[1].strip()), [(found[2] or "").strip()]))
        elif line.strip() and parts:
            parts[-1][1].append(line.strip())
        elif line.strip():
            parts.append((Turn(""), [line.strip()]))
    return gathered(parts, "\n")


def parse(text: str) -> tuple[Head, list[Turn]]:
    """Head and turns of a transcript in any of the layouts."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith("WEBVTT"):
        values, turns = _cues(text)
        return head_of(values, "", 1), _joined(turns)
    head = read_head(text)
    if "-->" in head.body and any(_CUE.match(line) for line in head.body.split("\n")):
        values, turns = _cues(head.body)
        return (head_of(values, "", 1) if values and not head.values else head), _joined(turns)
    if any(_OTTER.match(line) for line in head.body.split("\n", 20)[:20]):
        return head, _joined(_otter(head.body))
    return head, _joined(_plain(head.body, set(head.people)))


def _shared(name: str) -> str:
    """A name in its usual order: "Moss, Alex (External)" is "Alex Moss"."""
    name = _EXTERNAL.sub("", name).strip()
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first and " " not in last else name


def settle(head: Head, turns: list[Turn]) -> list[Turn]:
    """Sides and titles as the head declares them, or as Teams' "(External)" marks them."""
    externals = {turn.speaker for turn in turns if _EXTERNAL.search(turn.speaker)}
    by_name = {_shared(name).lower(): entry for name, entry in head.people.items()}
    for turn in turns:
        is_external = turn.speaker in externals
        turn.speaker = _shared(turn.speaker)
        told = by_name.get(turn.speaker.lower())
        if told is not None:
            turn.side, turn.title = told.side, told.title
        elif externals:
            turn.side = "customer" if is_external else "team"
        elif _PLACEHOLDER.fullmatch(turn.speaker):
            turn.side = {"customer": "customer", "client": "customer", "agent": "team", "host": "team"}.get(
                turn.speaker.lower(), ""
            )
    return turns


def contact_of(head: Head, turns: list[Turn]) -> str:
    """The customer who matters: as told, else the one who says most."""
    if told := head.values.get("contact"):
        return told
    said = Counter()
    for turn in turns:
        if turn.side == "customer" and turn.speaker and not _PLACEHOLDER.fullmatch(turn.speaker):
            said[turn.speaker] += len(turn.text)
    return max(sorted(said), key=said.__getitem__, default="")


def own_name(file: File) -> str:
    """A file's name without its ending; with its folder's where recorders give every file the same name."""
    folder = file.name.rpartition("/")[0].rpartition("/")[2]
    return f"{folder}/{file.stem}" if folder and _SAME_NAME.fullmatch(file.stem) else file.stem


def conversation_of(file: File, head: Head, turns: list[Turn], context: Context) -> Conversation | UnreadableRow:
    """One file's conversation, or what is wrong with it."""
    name = _DATE_IN_NAME.search(file.stem)
    told = head.values.get("occurred_at", "") or (name[1] if name else "")
    conversation_id = head.values.get("conversation_id") or own_name(file)
    occurred_at = time_of(told, context.zone, context.option("dates", ""))
    fault = head.fault or ("" if turns else "holds no words")
    if not fault and occurred_at is None:
        fault = (
            date_fault("Date", told)
            if told
            else "tells no date; write a line `Date: 2026-10-14` at its top and an empty line after it"
        )
    if not fault and (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        raw, people = (
            " / ".join(turn.text for turn in turns[:5])[:RAW_READ],
            sorted({turn.speaker for turn in turns} | set(head.people)),
        )
        return UnreadableRow(fault, head.line if head.fault else 1, raw, conversation_id=conversation_id, people=people)
    contact = contact_of(head, turns)
    titles = {_shared(entry.speaker): entry.title for entry in head.people.values()}
    return Conversation(
        conversation_id, occurred_at, turns, 1, account_id=head.values.get("account_id", ""),
        contact_id=head.values.get("contact_id") or contact, role=head.values.get("role") or titles.get(contact, ""),
        url=head.values.get("url", ""), language=head.values.get("language", ""),
        people=sorted({turn.speaker for turn in turns if turn.speaker and not _PLACEHOLDER.fullmatch(turn.speaker)}
                      | set(titles) | ({contact} if contact else set())),
        companies=[head.values["company"]] if head.values.get("company") else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of transcript files."""
    encoding, _ = check_encoding(context)
    for file in files:
        head, turns = parse(text_of(file.data, encoding))
        found = conversation_of(file, head, settle(head, turns), context)
        found.file = file.name
        yield found


READER = Reader(read, (), OPTIONS, takes=WORDS)
