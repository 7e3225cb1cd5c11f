"""Figures of watched subjects: kept in the record's shifts beside the personas' own, and read again for the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.brief.kept_figures import FIGURES, LISTS, WORDS
from kit.config.watches import WATCHED, Subject
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.shifts.watched.mentions import THEME, Embed, mentions_of

#: Accounts and personas of a subject that are named at the most.
MOST_NAMED = 8


@dataclass(frozen=True)
class Watched:
    """One subject in one cycle.

    Attributes
    ----------
    shift : its row of the record's ``shifts``: shares 0 to 1, points, q in the whole library's family.
    accounts : how many conversations of each account mention it, by name, the most first.
    personas : how many of each persona, by name; conversations of none under "".
    n_conversations : conversations of the cycle that mention it.
    """

    name: str
    shift: dict[str, Any]
    accounts: list[tuple[str, int]]
    personas: list[tuple[str, int]]
    n_conversations: int


def keep_watched(record: Record, cycle: str, shifts: list[dict[str, Any]], labels: dict[str, str]) -> None:
    """Add the shifts of watched subjects to those that the record keeps of a cycle.

    Parameters
    ----------
    shifts : in the contract's form.
    labels : names by theme id.
    """
    rows = [
        {name: shift[name] for name in FIGURES}
        | {name: shift.get(name) or "" for name in WORDS}
        | {name: " ".join(shift.get(name) or ()) for name in LISTS}
        | {
            "cycle": cycle, "persona_id": WATCHED, "theme_id": shift["theme"], "label": labels[shift["theme"]],
            "n_accounts": len(shift["accounts"]), "n_accounts_active": shift["accounts_active"],
        }
        for shift in shifts
    ]  # fmt: skip
    record.append("shifts", pd.DataFrame(rows, columns=list(TABLES["shifts"].columns)))


def watched_in(
    record: Record, subjects: list[Subject], personas: dict[str, str], accounts: pd.DataFrame, cycle: str,
    embed: Embed | None = None,
) -> list[Watched]:  # fmt: skip
    """Every subject in a cycle, what moved first.

    Parameters
    ----------
    personas : names by id.
    accounts : ``account_id``, ``name``.
    embed : unit vectors of texts; without it nothing is found by meaning.
    """
    if not subjects:
        return []
    kept = record.read("shifts", cycle=cycle, persona_id=WATCHED).set_index("theme_id")
    passages = record.read("passages", ["passage_id", "conversation_key", "cycle", "text"], cycle=cycle)
    conversations = record.read("conversations", ["conversation_key", "account_id", "duplicate_of"], cycle=cycle)
    matches = record.read("matches", ["conversation_key", "persona_id", "state"], cycle=cycle)
    whole = conversations[conversations["duplicate_of"] == ""].merge(matches, on="conversation_key", how="left")
    names = dict(zip(accounts["account_id"], accounts["name"], strict=True))
    counted = whole["state"].isin(["attached", "approved"])
    whole = whole.assign(
        account=[names.get(name) or name for name in whole["account_id"]],
        persona=whole["persona_id"].where(counted, "").map(lambda name: personas.get(name, "")),
    )
    mentions = mentions_of(passages, subjects, embed).drop_duplicates(["conversation_key", "subject"])
    mentions = mentions.merge(whole, on="conversation_key")
    rows = []
    for subject in subjects:
        ours, theme = mentions[mentions["subject"] == subject.id], THEME.format(subject.id)
        shift = kept.loc[theme].to_dict() if theme in kept.index else {}
        known = ours[ours["account"] != ""]
        rows.append(Watched(subject.name, shift, _counts(known["account"]), _counts(ours["persona"]), len(ours)))
    return sorted(rows, key=lambda row: (not row.shift.get("surfaced", False), -row.n_conversations, row.name))


def _counts(values: pd.Series) -> list[tuple[str, int]]:
    counts = values.value_counts()
    return sorted(((str(name), int(number)) for name, number in counts.items()), key=lambda pair: (-pair[1], pair[0]))
