"""Who was erased: the list that keeps the inbox from bringing them back, and what of them stands in facts already printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from kit.ingest.redact import Redactor

#: What can be forgotten, and the name of each in the list.
KINDS = ("account", "contact", "conversation", "speaker")

_TOKEN = re.compile(r"[^\s\"',;|{}\[\]]+")


def codes_of(told: dict[str, Iterable[str]], redactor: Redactor) -> pd.DataFrame:
    """Rows of the record's table ``forgotten``: keyed hashes, from which nobody's name can be read.

    Parameters
    ----------
    told : values, as stored, by kind.
    """
    rows = [(kind, redactor.code(f"{kind}:{value}", 16)) for kind in KINDS for value in sorted(set(told.get(kind, ()))) if value]
    return pd.DataFrame(rows, columns=["kind", "code"]).drop_duplicates(ignore_index=True)


class Erased:
    """The list, as what is read is held against it."""

    def __init__(self, forgotten: pd.DataFrame, redactor: Redactor) -> None:
        self._codes = set(zip(forgotten["kind"], forgotten["code"], strict=True))
        self._redactor = redactor

    def __bool__(self) -> bool:
        return bool(self._codes)

    def has(self, kind: str, value: str) -> bool:
        """Whether a stored value was erased."""
        return bool(value) and (kind, self._redactor.code(f"{kind}:{value}", 16)) in self._codes

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

    def of_raw(self, source: str, conversation_id: str, raw: str) -> bool:
        """Whether an unreadable row tells of somebody erased."""
        if not self:
            return False
        tokens = set(_TOKEN.findall(raw))
        told = self.has("conversation", f"{source}:{conversation_id}")
        return told or any(self.has("account", token) or self.has("contact", token) for token in sorted(tokens))


def without(facts: Any, keys: set[str], account_id: str) -> Any:
    """A brief's facts without the quotes of some conversations and without an account in its lists.

    Parameters
    ----------
    keys : conversation keys, ``source:conversation_id``.
    """
    if isinstance(facts, dict):
        return {name: without(value, keys, account_id) for name, value in facts.items() if not _is_of(value, keys)}
    if isinstance(facts, list):
        kept = [one for one in facts if not _is_of(one, keys) and not (account_id and one == account_id)]
        return [without(one, keys, account_id) for one in kept]
    return facts


def _is_of(value: Any, keys: set[str]) -> bool:
    if not isinstance(value, dict) or "conversation_id" not in value:
        return False
    return f"{value.get('source', '')}:{value['conversation_id']}" in keys or value.get("conversation_key", "") in keys
