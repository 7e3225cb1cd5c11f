"""Chat logs: WhatsApp exports of Android and iOS, each message with its own time and name.

Android writes ``14/10/2026, 09:12 - Name: words``, iOS ``[14.10.26, 09:12:33] Name: words``; dates are in the telephone's own
order, and lines without a stamp go on with the message before them. What the app itself says is nobody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kit.sources.conversation import Turn
from kit.sources.parsing.dates import time_of

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f\xa0]?[ap]\.?[ \u202f\xa0]?m\.?)?"
_SPACE = r"[ \u202f\xa0]"
_STAMP = re.compile(
    rf"^[\u200e\u200f\ufeff]*(?:\[({_DATE}),?{_SPACE}({_TIME})\][ \u200e]+"
    rf"|({_DATE}),?{_SPACE}({_TIME}){_SPACE}[-–]{_SPACE})(.*)$",
    re.I,
)
_NAMED = re.compile(r"^[\u200e~ \u202f]*([^:\n]{1,60}?):(?: (.*)|)$", re.S)
#: What stands in a message's place: "<Media omitted>", "image omitted", "This message was deleted", attachments, calls.
_EMPTY = re.compile(
    r"\s*\u200e?(?:<[^<>\n]{2,80}>|\u200e[^\n]{0,80}"
    r"|(?:image|video|audio|sticker|gif|document|contact card|voice call|video call)(?: omitted)?(?:\W.*)?"
    r"|(?:bild|video|audio|sticker|dokument) weggelassen|(?:this message was|you) deleted(?: this message)?\.?"
    r"|diese nachricht wurde gelöscht\.?|(?:missed|verpasster?) .{0,30}(?:call|anruf).{0,30}|null"
    r"|[^\n]{0,60}\((?:file attached|datei angehängt|fichier joint|archivo adjunto)\))\s*",
    re.I,
)
#: Of a text's first lines, so many have to bear a stamp for it to be a chat.
LOOKED_AT, LEAST = 20, 2


@dataclass
class Message:
    """One message; ``name`` is "" for what the app itself says."""

    stamp: str
    name: str
    text: str
    line: int


def messages_of(text: str) -> list[Message]:
    """Messages of a chat export; [] for any other text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = [line for line in lines[:LOOKED_AT] if line.strip()]
    if (
        sum(bool(_STAMP.match(line[:200])) for line in first) < min(LEAST, len(first))
        or not first
        or not _STAMP.match(first[0][:200])
    ):
        return []
    parts: list[tuple[Message, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if stamped := _STAMP.match(line):
            named = _NAMED.match(stamped[5])
            name, words = (named[1].strip(), named[2] or "") if named else ("", stamped[5])
            stamp = f"{stamped[1] or stamped[3]}, {stamped[2] or stamped[4]}"
            parts.append((Message(stamp, name, "", number), [words]))
        elif parts:
            parts[-1][1].append(line)
    for message, words in parts:
        message.text = "\n".join(words).strip()
    return [message for message, _ in parts]


def by_day(
    messages: list[Message], zone: ZoneInfo, order: str
) -> tuple[list[tuple[date, list[Turn], datetime, int]], Message | None]:
    """Turns of each day with the time and line of its first message, and the first message whose time cannot be read."""
    days: dict[date, tuple[list[Turn], datetime, int]] = {}
    for message in messages:
        occurred_at = time_of(message.stamp, zone, order)
        if occurred_at is None:
            return [], message
        turns, *_ = days.setdefault(occurred_at.astimezone(zone).date(), ([], occurred_at, message.line))
        if message.name and message.text and not _EMPTY.fullmatch(message.text):
            turns.append(Turn(message.text, speaker=message.name))
    return [(day, *rest) for day, rest in days.items()], None
