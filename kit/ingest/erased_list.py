"""Who was erased: the list that keeps the inbox from bringing them back, and what of them stands in facts already printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kit.ingest.erasure_key import ErasureKey
from kit.ingest.redact import Redactor
from kit.sources.conversation import Conversation, UnreadableRow

#: What can be forgotten, and the name of each in the list.
KINDS = ("account", "contact", "conversation", "speaker", "person")

_TOKEN = re.compile(r"[^\s\"',;|{}\[\]]+")


def codes_of(values: dict[str, Iterable[str]], key: ErasureKey) -> pd.DataFrame:
    """Rows of the record's table ``forgotten``: keyed hashes, from which nobody's name can be read.

    Parameters
    ----------
    values : by kind; as stored, those of kind "person" as the exports give them.
    """
    rows = [(kind, key.code(f"{kind}:{value}", 16)) for kind in KINDS for value in sorted(set(values.get(kind, ()))) if value]
    return pd.DataFrame(rows, columns=["kind", "code"]).drop_duplicates(ignore_index=True)


class Erased:
    """The list, as what is read is held against it.

    Parameters
    ----------
    forgotten : the record's table.
    key : what its rows are hashed with.
    redactor : what rows of kit 0.2.0 and older are hashed with.
    """

    def __init__(self, forgotten: pd.DataFrame, key: ErasureKey, redactor: Redactor) -> None:
        self._codes = set(zip(forgotten["kind"], forgotten["code"], strict=True))
        self._key, self._redactor = key, redactor

    def __bool__(self) -> bool:
        return bool(self._codes)

    def has(self, kind: str, value: str) -> bool:
        """Whether a stored value was erased."""
        text = f"{kind}:{value}"
        return bool(value) and bool({(kind, self._key.code(text, 16)), (kind, self._redactor.code(text, 16))} & self._codes)

    def is_of(self, conversation: Conversation) -> bool:
        """Whether somebody erased takes part in a conversation as it was delivered, unmasked."""
        if not self:
            return False
        named = {
            conversation.contact_id,
            *conversation.people,
            *conversation.speakers,
            *(turn.email for turn in conversation.turns),
        }
        return self.has("account", conversation.account_id) or any(self.has("person", name) for name in sorted(named) if name)

    def of_rows(self, rows: pd.DataFrame) -> list[bool]:
        """Which conversations are of somebody erased."""
        if not self:
            return [False] * len(rows)
        columns = ("account_id", "contact_id", "conversation_key", "turns")
        return [self._is_erased(*values) for values in zip(*(rows[name] for name in columns), strict=True)]

    def _is_erased(self, account_id: str, contact_id: str, conversation_key: str, turns: str) -> bool:
        if self.has("account", account_id) or self.has("contact", contact_id) or self.has("conversation", conversation_key):
            return True
        return any(self.has("speaker", speaker) for speaker in sorted({turn["speaker"] for turn in json.loads(turns)}))

    def of_unreadable(self, source: str, row: UnreadableRow) -> bool:
        """Whether an unreadable row is of somebody erased: by its conversation, the names it gives, or a token of its text."""
        if not self:
            return False
        if self.has("conversation", f"{source}:{row.conversation_id}"):
            return True
        if any(self.has("person", name) for name in sorted(set(row.people)) if name):
            return True
        tokens = sorted(set(_TOKEN.findall(row.raw)))
        return any(self.has(kind, token) for token in tokens for kind in ("account", "contact", "person"))


@dataclass(frozen=True)
class Traces:
    """What may stand of somebody in facts that were printed.

    Attributes
    ----------
    keys : conversation keys, ``source:conversation_id``, whose quotes go.
    account_id : leaves every list and table; "" for none.
    words : texts by what stands for them from now on: the account's name, labels that only the erased words had.
    """

    keys: frozenset[str]
    account_id: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def without(facts: Any, traces: Traces) -> Any:
    """A brief's facts without the quotes of some conversations, without an account, and without what names it."""
    if isinstance(facts, dict):
        left = {name: value for name, value in facts.items() if name != traces.account_id and not _is_of(value, traces.keys)}
        return {name: without(value, traces) for name, value in left.items() if not _is_account(value, traces.account_id)}
    if isinstance(facts, list):
        gone = [traces.account_id] if traces.account_id else []
        left = [value for value in facts if value not in gone and not _is_of(value, traces.keys)]
        return [without(value, traces) for value in left if not _is_account(value, traces.account_id)]
    return replaced_words(facts, traces.words) if isinstance(facts, str) else facts


def replaced_words(text: str, words: Mapping[str, str]) -> str:
    """A text in which whole words and phrases are replaced, the longest first, in any case."""
    for word in sorted(words, key=len, reverse=True):
        if word.lower() in text.lower():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _, new=words[word]: new, text, flags=re.IGNORECASE)
    return text


def _is_account(value: Any, account_id: str) -> bool:
    """Whether a value tells of one account alone: its row, or whose conversations are the most."""
    return bool(account_id) and isinstance(value, dict) and value.get("account_id") == account_id


def _is_of(value: Any, keys: frozenset[str]) -> bool:
    if not isinstance(value, dict) or "conversation_id" not in value:
        return False
    return f"{value.get('source', '')}:{value['conversation_id']}" in keys or value.get("conversation_key", "") in keys
