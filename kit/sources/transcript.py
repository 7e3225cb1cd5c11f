"""Reader ``transcript``: one call a file, as captions or as text with names, or a chat as a telephone exports it.

Captions are Zoom's and Teams' VTT, SRT and SBV. Text has "Name: words", ``**Name:** words`` (Google Meet), "[00:05] Name: words",
or a line "Name  0:05" over the words (Otter and others). Which of them a file is, is told by its lines. Date, account and who
belongs to whom stand in the head (:mod:`kit.sources.parsing.text_head`); in VTT in a NOTE block. Without a date there, one in
the title over the first speaker is taken, else one in the file's name (``2026-10-14 Acme.vtt``).

Who is the team's is told by the head, by ``own_staff`` in kit.yaml (names are compared without pronouns, role, company),
or by Teams' mark "(External)". Where nothing tells, the words are kept and are nobody's; ``options: {words: customer}``
says that whoever is not the team's is a customer.

A recorder's JSON (Fireflies, Fathom, Grain and others by their APIs) is read by the list whose entries have a speaker and a text.

A WhatsApp export makes one conversation a day; see :mod:`kit.sources.parsing.chats.chat_log`.

    - id: calls
      kind: call
      reader: transcript
      path: inbox/calls/*
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kit.errors import SettingsError
from kit.sources.conversation import MAX_CHARACTERS, RAW_READ, Conversation, Turn, UnreadableRow
from kit.sources.parsing.cells import check_encoding, date_fault
from kit.sources.parsing.chats.chat_exports import Message
from kit.sources.parsing.chats.chat_log import by_day, messages_of
from kit.sources.parsing.dates import order_of, time_of
from kit.sources.parsing.display_names import bare_name, is_name, is_placeholder, name_keys
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.kinds import WORDS
from kit.sources.parsing.side_words import speaker_side
from kit.sources.parsing.text_head import Head, head_of, read_head
from kit.sources.parsing.transcript_json import is_json, transcript_of
from kit.sources.parsing.transcript_layouts import Script, captions, gathered, is_captions, joined, plain_script, with_arrows
from kit.sources.reader import Context, Entry, Reader

__all__ = ["READER", "conversation_of", "gathered", "read"]

OPTIONS = ("dates", "encoding", "separator", "words")

_EXTERNAL = re.compile(r"\s*[(\[](?:external|guest|extern|externe?|unverified|gast|invit[ée]|esterno|externo)[)\]]\s*$", re.I)
_SAME_NAME = re.compile(
    r"(?:audio_)?(?:transcript|transcription|captions?|closed_?caption|meeting|recording|call|notes?|untitled|audio|video"
    r"|subtitles)\d?",
    re.I,
)
_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2}|20\d{6})(?!\d)(?:[ T_](\d{2})[-.:h](\d{2})(?!\d))?")
_ISO_DATE = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
#: Zoom's own file names: GMT20261014-150000_Recording.
_ZOOM_NAME = re.compile(r"(?<![A-Za-z])GMT(20\d{6})-(\d{2})(\d{2})(\d{2})(?!\d)")


def parse(text: str) -> tuple[Head, Script]:
    """Head and script of a transcript in any of the layouts."""
    text = with_arrows(text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.lstrip("\ufeff \n").startswith("WEBVTT"):
        script = captions(text, set())
        return head_of(script.values, "", 1), script
    head = read_head(text)
    if is_captions(head.body):
        script = captions(head.body, set(head.people))
        return (head_of(script.values, "", 1) if script.values and not head.values else head), script
    script = plain_script(head.body, set(head.people))
    script.turns = joined(script.turns)
    return head, script


def _shared(name: str) -> str:
    """A name in its usual order: "Moss, Alex (External)" is "Alex Moss"."""
    name = _EXTERNAL.sub("", name).strip()
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first and " " not in last else name


def _declared(name: str, head: Head) -> Turn | None:
    """The head's entry for a speaker; a first name alone is enough where only one person has it."""
    keys = name_keys(name)
    if entry := next((entry for other, entry in head.people.items() if not keys.isdisjoint(name_keys(_shared(other)))), None):
        return entry
    by_first = [
        entry for other, entry in head.people.items() if bare_name(other).lower().startswith(bare_name(name).lower() + " ")
    ]
    return by_first[0] if len(by_first) == 1 else None


def settle(head: Head, turns: list[Turn]) -> list[Turn]:
    """Sides and titles as the head declares them, or as Teams' "(External)" marks them."""
    externals = {turn.speaker for turn in turns if _EXTERNAL.search(turn.speaker)}
    for turn in turns:
        is_external = turn.speaker in externals
        turn.speaker = _shared(turn.speaker)
        entry = _declared(turn.speaker, head) if turn.speaker else None
        if entry is not None:
            turn.side, turn.title = entry.side, entry.title
        elif externals and turn.speaker:
            turn.side = "customer" if is_external else "team"
        elif side := speaker_side(turn.speaker):
            turn.side = side
    return turns


def contact_of(head: Head, turns: list[Turn]) -> str:
    """The customer who matters: as told, else the one who says most."""
    if contact := head.values.get("contact"):
        return contact
    letters = Counter()
    for turn in turns:
        if turn.side == "customer" and turn.speaker and not is_placeholder(turn.speaker):
            letters[bare_name(turn.speaker)] += len(turn.text)
    return max(sorted(letters), key=letters.__getitem__, default="")


def own_name(file: File) -> str:
    """A file's name without its ending; with its folder's where recorders give every file the same name."""
    folder = file.name.rpartition("/")[0].rpartition("/")[2]
    return f"{folder}/{file.stem}" if folder and _SAME_NAME.fullmatch(file.stem) else file.stem


def date_in_name(stem: str) -> str:
    """The date, and where there is one the time, in a file's name."""
    if zoom := _ZOOM_NAME.search(stem):
        return f"{zoom[1]}T{zoom[2]}{zoom[3]}{zoom[4]}Z"
    match = _DATE_IN_NAME.search(stem)
    if not match:
        return ""
    return f"{match[1]} {match[2]}:{match[3]}" if match[2] and "-" in match[1] else match[1]


def _date_in_title(lines: list[str], context: Context) -> str:
    """A date in the lines over the first speaker: a whole line, or what stands in brackets or after a dash or colon."""
    for line in lines[:10]:
        bare = line.strip("#*_ ")
        parts = [bare, *re.findall(r"\(([^()]{6,60})\)", bare), *re.split(r"\s[-–—|]\s|:\s", bare)[1:]]
        parts += [*re.split(r"\s[•·]\s", bare)[:-1], *_ISO_DATE.findall(bare)]
        for part in parts:
            if time_of(part, context.zone, context.option("dates", "")):
                return part
    return ""


def conversation_of(
    file: File, head: Head, turns: list[Turn], context: Context, names: frozenset[str] = frozenset()
) -> Conversation | UnreadableRow:
    """One file's conversation, or what is wrong with it; ``names`` are further people named in it."""
    when = head.values.get("occurred_at", "") or date_in_name(file.stem)
    conversation_id = head.values.get("conversation_id") or own_name(file)
    occurred_at = time_of(when, context.zone, context.option("dates", ""))
    fault = head.fault or ("" if turns else "holds no words")
    if not fault and occurred_at is None:
        fault = (
            date_fault("Date", when)
            if when
            else "tells no date; write a line `Date: 2026-10-14` at its top and an empty line after it"
        )
    if not fault and (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    people = {bare_name(turn.speaker) for turn in turns if turn.speaker and not is_placeholder(turn.speaker)} | names
    if fault:
        raw = " / ".join(turn.text for turn in turns[:5])[:RAW_READ]
        line = head.line if head.fault else 1
        return UnreadableRow(fault, line, raw, conversation_id=conversation_id, people=sorted(people | set(head.people)))
    contact = contact_of(head, turns)
    titles = {_shared(entry.speaker): entry.title for entry in head.people.values()}
    return Conversation(
        conversation_id, occurred_at, turns, 1, account_id=head.values.get("account_id", ""),
        contact_id=head.values.get("contact_id") or contact, role=head.values.get("role") or titles.get(contact, ""),
        url=head.values.get("url", ""), language=head.values.get("language", ""),
        people=sorted(people | set(titles) | ({contact} if contact else set())),
        companies=[head.values["company"]] if head.values.get("company") else [], cast=list(head.people.values()),
    )  # fmt: skip


def _chat(file: File, messages: list[Message], context: Context) -> Iterator[Entry]:
    """Conversations of a chat, one a day; set aside whole where its dates can be read in two ways."""
    order = context.option("dates", "") or order_of(message.stamp.partition(",")[0] for message in messages)
    days, unreadable = by_day(messages, context.zone, order)
    names = {message.name for message in messages if message.name}
    people, nobody = sorted(map(bare_name, names)), Head("", 1)
    cast = settle(nobody, [Turn("", speaker=name) for name in sorted(names)])
    if unreadable:
        yield UnreadableRow(
            date_fault("a message's time", unreadable.stamp), unreadable.line, unreadable.text[:RAW_READ],
            conversation_id=own_name(file), people=people,
        )  # fmt: skip
        return
    for day, turns, occurred_at, line in days:
        if (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
            fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
            yield UnreadableRow(fault, line, turns[0].text[:RAW_READ], conversation_id=f"{own_name(file)}/{day}", people=people)
        elif turns:
            yield Conversation(
                f"{own_name(file)}/{day}",
                occurred_at,
                settle(nobody, turns),
                line,
                contact_id=own_name(file),
                people=people,
                cast=cast,
            )


def _parsed(text: str) -> tuple[Head, Script]:
    """Head and script of a file: a recorder's JSON, or any of the layouts."""
    if not is_json(text):
        return parse(text)
    values, turns = transcript_of(text)
    fault = "" if turns else "is JSON without a list of turns, each with a speaker and a text"
    return Head("", 1, values, fault=fault), Script(joined(turns))


def _call(file: File, text: str, context: Context) -> Conversation | UnreadableRow:
    head, script = _parsed(text)
    if not head.values.get("occurred_at") and (when := _date_in_title(script.before, context)):
        head.values["occurred_at"] = when
    head.people = script.people | head.people
    names = frozenset(bare_name(name) for name in {*script.names, *script.people} if is_name(name) and not is_placeholder(name))
    turns = settle(head, script.turns)
    if context.option("words", "") == "customer":
        for turn in turns:
            turn.side = turn.side or "customer"
    return conversation_of(file, head, turns, context, names)


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of transcript files."""
    encoding, _ = check_encoding(context)
    if (words := context.option("words", "")) not in {"", "customer"}:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: option 'words' is {words!r}; it is customer or absent")
    for file in files:
        text = text_of(file.data, encoding)
        messages = messages_of(text)
        for entry in _chat(file, messages, context) if messages else [_call(file, text, context)]:
            entry.file = file.name
            yield entry


READER = Reader(read, (), OPTIONS, takes=WORDS)
