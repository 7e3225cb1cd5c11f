"""Chat exports: what messengers write as JSON (Telegram, Messenger) or in a layout of their own (LINE), message by message."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kit.sources.parsing.cells import cell

#: Names of a message's fields, surest first.
_NAME = ("sender_name", "from", "sender", "author")
_TIME = ("timestamp_ms", "date", "timestamp", "sent_at", "time")
_TEXT = ("content", "text", "message", "body")
#: A chat has at least so many messages.
LEAST = 2

_LINE_DAY = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:\s?\(.{1,3}\)|\s+\S{2,10})?\s*$")
_LINE_MESSAGE = re.compile(r"^((?:[^\d\s]{1,3})?\d{1,2}:\d{2})\t([^\t]{1,80})\t(.*)$")
#: What stands in a message's place: a sticker, a picture, a call.
_LINE_EMPTY = re.compile(r"^\[[^\[\]\n]{1,20}\]$")


@dataclass
class Message:
    """One message; ``name`` is "" for what the app itself says."""

    stamp: str
    name: str
    text: str
    line: int


def exported_messages(text: str) -> list[Message]:
    """Messages of a chat that a messenger exported; [] for any other text."""
    head = text[:400].lstrip("\ufeff \r\n\t")
    if head.startswith("[LINE]"):
        return list(_of_line(text))
    if not head.startswith("{") or '"messages"' not in text:
        return []
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return []
    entries = value.get("messages") if isinstance(value, dict) else None
    messages = [message for entry in entries if (message := _of_entry(entry))] if isinstance(entries, list) else []
    is_chat = len(messages) >= LEAST and 2 * len(messages) >= len(entries)
    return sorted(messages, key=lambda message: message.stamp) if is_chat else []


def _of_entry(entry: Any) -> Message | None:
    """One entry of a list as a message; None where it names no sender or no time of its own."""
    if not isinstance(entry, dict):
        return None
    name = next((item for key in _NAME if isinstance(item := entry.get(key), str) and item.strip()), "")
    stamp = next((cell(entry[key]) for key in _TIME if isinstance(entry.get(key), (str, int, float)) and cell(entry[key])), "")
    if not name or not stamp:
        return None
    words = next((own for key in _TEXT if (own := _words(entry.get(key)))), "")
    return Message(stamp, _mended(name.strip()), _mended(words), 1)


def _words(value: Any) -> str:
    """A message's text; Telegram gives one with links as a list of parts."""
    if isinstance(value, list):
        return "".join(
            part if isinstance(part, str) else _words(part.get("text")) for part in value if isinstance(part, (str, dict))
        )
    return value.strip() if isinstance(value, str) else ""


def _mended(text: str) -> str:
    """Text of which each byte was written as a letter of its own, as Messenger does, as it was."""
    try:
        return text.encode("latin-1").decode("utf-8") if not text.isascii() else text
    except UnicodeError:
        return text


def _of_line(text: str) -> Iterator[Message]:
    """Messages of a LINE chat: days on lines of their own, then "09:12", the name and the words between tabs."""
    day, last = "", None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if date := _LINE_DAY.match(line):
            day = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
        elif (message := _LINE_MESSAGE.match(line)) and day:
            if last:
                yield last
            words = "" if _LINE_EMPTY.match(message[3]) else message[3].strip('"')
            last = Message(f"{day} {message[1]}", message[2].strip(), words, number)
        elif last and line.strip() and "\t" not in line:
            last.text = f"{last.text}\n{line.strip()}".strip()
    if last:
        yield last
