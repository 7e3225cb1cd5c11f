"""Turn lists: a conversation's messages as a JSON list, under the names and marks that help desks and chats use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kit.sources.conversation import Turn
from kit.sources.parsing.cells import cell, is_nothing
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.side_words import EITHER, is_kind, side_of_either, side_told

_TEXT = (
    "text",
    "body",
    "plain_body",
    "body_text",
    "bodyText",
    "message",
    "content",
    "html_body",
    "bodyHtml",
    "comment",
    "msg",
    "utterance",
)
_AUTHOR = ("author", "createdBy", "created_by", "sender", "from", "actor", "user")
#: Where a person's name may stand as well as a word for a side.
_FROM = ("from", "sender", "by")
_AUTHOR_ID = ("author_id", "authorId", "user_id", "userId", "sender_id", "senderId", "from_id", "author")
#: Whose ticket it is.
_ASKER_ID = (
    "requester_id",
    "requesterId",
    "customer_id",
    "customerId",
    "contact_id",
    "contactId",
    "end_user_id",
    "requester.id",
    "customer.id",
)
_WORD = (
    "side",
    "author",
    "author_type",
    "authorType",
    "sender_type",
    "senderType",
    "role",
    "type",
    "kind",
    "userType",
    "direction",
    "who",
    "nick",
    "participant_type",
    "participantType",
    "speaker_type",
    "speakerType",
)
_NAME = ("speaker", "name", "author_name", "authorName", "full_name", "fullName", "display_name", "displayName")
_EMAIL = ("email", "author_email", "authorEmail", "email_address", "address")
#: Which of them it is: "agent:114".
_NUMBERED = re.compile(r":\d+$")
#: Marks that are true or false, and the side each value tells; "" tells nothing.
_MARKS = {
    "public": ("", "team"), "is_public": ("", "team"), "isPublic": ("", "team"), "private": ("team", ""),
    "is_private": ("team", ""), "isPrivate": ("team", ""), "internal": ("team", ""), "is_internal": ("team", ""),
    "isInternal": ("team", ""), "is_note": ("team", ""), "isNote": ("team", ""), "incoming": ("customer", "team"),
    "is_incoming": ("customer", "team"), "inbound": ("customer", "team"), "is_inbound": ("customer", "team"),
    "isInbound": ("customer", "team"), "outgoing": ("team", "customer"), "from_agent": ("team", "customer"),
    "fromAgent": ("team", "customer"), "is_agent": ("team", "customer"), "isAgent": ("team", "customer"),
    "is_staff": ("team", "customer"), "isStaff": ("team", "customer"), "staff": ("team", "customer"),
    "is_admin": ("team", ""), "from_customer": ("customer", "team"), "fromCustomer": ("customer", "team"),
    "is_customer": ("customer", "team"), "isCustomer": ("customer", "team"),
}  # fmt: skip


@dataclass
class _Message:
    """One entry: its turn, and the words it has for its author; ``word`` is the one its side was read from."""

    turn: Turn
    words: list[str]
    word: str = ""
    is_nested: bool = False


def turns_of(value: Any, sides: Mapping[str, str] = MappingProxyType({})) -> list[Turn] | str:
    """Turns of one conversation; a text saying what is wrong where they cannot be read.

    Parameters
    ----------
    sides : an export's own words for authors, in lower case, to ours; they win over all but an internal note's mark.

    Notes
    -----
    A side is read from marks (``public``, ``incoming``, ``from_agent``), from the author's word, and from the author's own
    record where it is nested. A turn whose author is not known has side "" and its words in ``author_word``.
    """
    if isinstance(value, str):
        if not value.strip():
            return []
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            return f"turns is no JSON list ({error})"
    if is_nothing(value):
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return 'turns is not a list of {"side", "speaker", "text"}'
    messages = [message for entry in value if (message := _message(entry, sides)).turn.text]
    either = side_of_either(word for message in messages for word in message.words)
    for message in messages:
        if message.word == EITHER:
            message.turn.side = either or ("" if message.is_nested else "customer")
        if not message.turn.side:
            message.turn.author_word = next((word for word in message.words if not is_kind(word)), "".join(message.words[:1]))
    return [message.turn for message in messages]


def is_turn_list(value: Any) -> bool:
    """Whether a value is a list of messages: objects, most of which have words."""
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    return bool(entries) and 2 * sum(bool(_first(entry, *_TEXT)) for entry in entries) >= len(value)


def with_authors(value: Any, values: Mapping[str, Any]) -> Any:
    """Messages that name their author by an id alone, each with the author's own entry out of the row's list of people.

    An author whom no list describes, and whose id is that of the row's asker, is the customer.
    """
    if not isinstance(value, list) or not any(isinstance(entry, dict) and _author_id(entry) for entry in value):
        return value
    people = {
        cell(person["id"]): {key: item for key, item in person.items() if key != "id"}
        for listed in values.values()
        if isinstance(listed, list) and listed is not value
        for person in listed
        if isinstance(person, dict) and cell(person.get("id")) and not _first(person, *_TEXT)
    }
    asker = _first(dict(values), *_ASKER_ID)
    return [_authored(entry, people, asker) if isinstance(entry, dict) else entry for entry in value]


def _authored(entry: dict, people: Mapping[str, dict], asker: str) -> dict:
    author = _author_id(entry)
    if author in people:
        return entry | {"author": people[author]}
    return {"side": "customer"} | entry if author and author == asker else entry


def _author_id(entry: dict) -> str:
    """The id of an author who is not described in the entry itself."""
    return "" if any(isinstance(entry.get(name), dict) for name in _AUTHOR) else _first(entry, *_AUTHOR_ID)


def _message(entry: dict, sides: Mapping[str, str]) -> _Message:
    author = next((entry[name] for name in _AUTHOR if isinstance(entry.get(name), dict)), {})
    own, nested = _words(entry), _words(author)
    side, word = _side(entry, own, sides)
    if not side:
        side, word = _side(author, nested, sides)
    name = _first(entry, *_NAME) or _first(author, *_NAME) or _whole_name(author) or _named_author(entry)
    turn = Turn(
        plain_of(_first(entry, *_TEXT)), side, name, _first(entry, *_EMAIL) or _first(author, *_EMAIL),
        _first(entry, "title") or _first(author, "title", "job_title"),
    )  # fmt: skip
    return _Message(turn, [*own, *nested], word, is_nested=word == EITHER and word not in own)


def _words(values: dict) -> list[str]:
    """Words of an entry that can tell who wrote it."""
    named = _named_author(values)
    words = [_NUMBERED.sub("", values[name].strip()) for name in _WORD if isinstance(values.get(name), str)]
    words += [word for name in _FROM if isinstance(word := values.get(name), str) and side_told(word)]
    return [word.lower() for word in words if 0 < len(word) <= 30 and word != named]


def _named_author(values: dict) -> str:
    """The author where it is a person's name and no word for a side."""
    author = values.get("author")
    is_name = isinstance(author, str) and re.search(r"[@A-ZÀ-Þ\s]", author) and not side_told(author)
    return author.strip() if is_name else ""


def _side(values: dict, words: list[str], mapped: Mapping[str, str]) -> tuple[str, str]:
    """The side that an entry's marks and words tell, and the word; an internal note is never the customer's."""
    marked = [sides[0 if values[name] else 1] for name, sides in _MARKS.items() if isinstance(values.get(name), bool)]
    sides = [(side_told(word), word) for word in words if not is_kind(word)]
    if "team" in marked:
        return "team", ""
    if ours := next((mapped[word] for word in words if word in mapped), ""):
        return ours, ""
    if note := next((word for side, word in sides if side == "team" and "note" in word), ""):
        return "team", note
    known = next(((side, word) for side, word in sides if side), ("", ""))
    return known if known[0] else (next(filter(None, marked), ""), "")


def _whole_name(author: dict) -> str:
    parts = (_first(author, "first", "first_name", "firstName"), _first(author, "last", "last_name", "lastName"))
    return " ".join(filter(None, parts))


def _first(entry: dict, *names: str) -> str:
    return next((text for name in names if not isinstance(entry.get(name), dict | list) and (text := cell(entry.get(name)))), "")
