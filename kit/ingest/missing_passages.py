"""Missing passages: those of a damaged table, cut again from the stored conversations; conversations that are lost altogether."""

from __future__ import annotations

import pandas as pd

from kit.config.settings import Settings
from kit.ingest.conversation_rows import passages_of_rows
from kit.record.languages import is_spoken, spoken_tags
from kit.record.store import Record

#: Lost conversations that are named for each source.
MOST_NAMED = 10


def fill_passages(record: Record, settings: Settings) -> None:
    """Give every stored conversation that has no passage, though customers speak in it, the passages that its words make.

    Notes
    -----
    Passages are written before their conversation, so that one without any lost them, when the doctor took a damaged table
    out, or is in a language that kit.yaml names only since. Nothing but the record is read: what the inbox no longer holds
    comes back too.
    """
    has_some = set(record.read("passages", columns=["conversation_key"])["conversation_key"])
    known = record.read("conversations", columns=["conversation_key", "language", "turns"])
    known = known[~known["conversation_key"].isin(has_some) & known["turns"].str.contains('"side": "customer"', regex=False)]
    spoken = spoken_tags(settings)
    keys = known["conversation_key"][[is_spoken(language, spoken) for language in known["language"]]].tolist()
    rows = record.read("conversations", columns=["conversation_key", "cycle", "text", "turns"], conversation_key=keys)
    record.append("passages", passages_of_rows(rows))


def warnings_of_lost(record: Record) -> list[str]:
    """A sentence for each source of whose conversations the record has the persona, and neither words nor day any more."""
    known = set(record.read("conversations", columns=["conversation_key"])["conversation_key"])
    lost = [key for key in record.read("matches", columns=["conversation_key"])["conversation_key"] if key not in known]
    by_source = pd.Series(lost, dtype="str").groupby([key.partition(":")[0] for key in lost])
    return [
        f"source {source!r}: the record lost {len(keys)} conversation{'s' * (len(keys) > 1)} ({_named(list(keys))}), which no "
        "file in the inbox holds any more; deliver again what held them"
        for source, keys in by_source
    ]


def _named(keys: list[str]) -> str:
    return ", ".join(keys[:MOST_NAMED]) + (f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else "")
