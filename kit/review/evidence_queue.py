"""The evidence queue: passages whose theme a person should look at, whole conversations in the order that chance drew them in."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import pandas as pd

from kit.cycles import in_zone
from kit.errors import WorkspaceError
from kit.formats import listed
from kit.record.tables import COUNTED_STATES
from kit.review.queue_view import SHOWN
from kit.shifts.corrections.reviewed_evidence import asked_about, evidence_lots, latest_words
from kit.workspace import Workspace

#: Columns of the queue; a reviewer fills in verdict, theme_id (of a wrong one: the right theme, or "none"), note and, where
#: stance is wrong, stance_is.
EVIDENCE = [
    "passage_id", "verdict", "theme_id", "note", "proposed", "label", "words", "conversation_key", "cycle", "account_id",
    "account", "role", "source", "occurred_at", "url", "stance", "stance_is",
]  # fmt: skip
#: What is shown for a passage that no theme holds.
UNTHEMED = "in no theme"


@dataclass(frozen=True)
class WantedEvidence:
    """Which passages a queue is to hold.

    Attributes
    ----------
    cycle, persona_id : whose themes, as the run of that cycle left them.
    theme_id : only conversations that raise this theme; "" for all.
    limit : how many conversations; None for all that are undecided.
    """

    cycle: str
    persona_id: str
    theme_id: str = ""
    limit: int | None = 10


def evidence_queue_of(work: Workspace, wanted: WantedEvidence) -> pd.DataFrame:
    """Passages to look at next, all of a conversation together.

    Returns
    -------
    DataFrame of the columns of :data:`EVIDENCE`, a row a passage; verdict, theme_id, note and stance_is are empty, to be filled
    in. ``proposed`` is the theme it was put to, "" for none, ``label`` that theme's name, ``stance`` what it voices.

    Raises
    ------
    WorkspaceError
        There is no such persona or theme.

    Notes
    -----
    Conversations come by lots that were drawn before anybody looked, one of the cycle and one of its baseline in turn, so that
    those that are read are a random sample of either. Small talk is not asked about.
    """
    rows, labels = _asked(work, wanted), theme_labels(work, wanted.cycle, wanted.persona_id)
    if wanted.theme_id and wanted.theme_id not in labels:
        known = listed(sorted(labels)) if labels else "none"
        raise WorkspaceError(f"there is no theme {wanted.theme_id!r} in {wanted.cycle}; there are {known}")
    rows = rows[~rows["passage_id"].isin(latest_words(work.record.read("theme_decisions")).index)]
    if wanted.theme_id:
        raising = set(rows.loc[rows["theme_id"] == wanted.theme_id, "conversation_key"])
        rows = rows[rows["conversation_key"].isin(raising)]
    keys = _in_turn(rows.drop_duplicates("conversation_key"), wanted.cycle, work.settings.seed)[: wanted.limit]
    rows = rows[rows["conversation_key"].isin(keys)]
    return _shown(work, rows.assign(place=rows["conversation_key"].map({key: place for place, key in enumerate(keys)})), labels)


def theme_labels(work: Workspace, cycle: str, persona_id: str) -> dict[str, str]:
    """Names of a persona's live themes by id, as the run of a cycle left them."""
    themes = work.record.read("themes", ["theme_id", "label", "claim", "state"], run_cycle=cycle, persona_id=persona_id)
    themes = themes[themes["state"] == "live"].sort_values("theme_id")
    return {row.theme_id: row.label or row.claim or row.theme_id for row in themes.itertuples()}


def _asked(work: Workspace, wanted: WantedEvidence) -> pd.DataFrame:
    """Every passage of the cycle and its baseline that the persona's reviewers can be asked about."""
    known = [persona.id for persona in work.personas]
    if wanted.persona_id not in known:
        raise WorkspaceError(f"there is no persona {wanted.persona_id!r}; known: {', '.join(known)}")
    rows = work.record.read("assignments", run_cycle=wanted.cycle, persona_id=wanted.persona_id)
    cycles = [wanted.cycle, *work.baseline(wanted.cycle)]
    matches = work.record.read("matches", ["conversation_key", "persona_id", "state"], cycle=cycles)
    is_ours = (matches["persona_id"] == wanted.persona_id) & matches["state"].isin(COUNTED_STATES)
    return asked_about(rows[rows["conversation_key"].isin(matches.loc[is_ours, "conversation_key"])])


def _in_turn(conversations: pd.DataFrame, cycle: str, seed: int) -> list[str]:
    """Conversations by lot, one of the cycle and one of those before in turn."""
    by_lot = conversations.assign(
        lot=evidence_lots(conversations["conversation_key"], seed), is_now=conversations["cycle"] == cycle
    )
    by_lot = by_lot.sort_values(["lot", "conversation_key"])
    turn = by_lot.groupby("is_now").cumcount()
    return by_lot.assign(turn=turn).sort_values(["turn", "is_now"], ascending=[True, False])["conversation_key"].tolist()


def _shown(work: Workspace, rows: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    keys = sorted(set(rows["conversation_key"]))
    columns = ["conversation_key", "account_id", "role", "source", "occurred_at", "url"]
    spoken = in_zone(work.record.read("conversations", columns, conversation_key=keys), work.settings.zone)
    passages = work.record.read("passages", ["passage_id", "text", "start", "stance"], conversation_key=keys)
    names = dict(zip(work.accounts["account_id"], work.accounts["name"], strict=True))
    rows = rows.merge(passages, on="passage_id").merge(spoken, on="conversation_key").sort_values(["place", "start"])
    text = rows["text"].str.split().str.join(" ").str.slice(0, SHOWN)
    rows = rows.assign(
        proposed=rows["theme_id"], label=rows["theme_id"].map({"": UNTHEMED} | labels).fillna(rows["theme_id"]).astype("str"),
        words=text.astype("str"), account=rows["account_id"].map(names).fillna("").astype("str"), verdict="", note="",
        stance_is="",
    )  # fmt: skip
    return rows.assign(theme_id="")[EVIDENCE].reset_index(drop=True)


def evidence_lines(rows: list[dict[str, Any]]) -> list[str]:
    """The queue as lines for a terminal: each conversation once, under it its passages with the theme they were put to."""
    lines, last = [], ""
    for row in rows:
        if row["conversation_key"] != last:
            who = row["account"] or row["account_id"] or "account unknown"
            day = f"{row['occurred_at']:%Y-%m-%d}"
            lines += ["" for _ in lines[:1]] + [" · ".join([row["conversation_key"], day, who, row["role"] or "no title"])]
            last = row["conversation_key"]
        name = row["proposed"] and f" ({row['proposed']})"
        stance = row["stance"].replace("_", " ") or "not yet classed"
        lines += [
            f"  {row['passage_id']}  {row['label']}{name} · {stance}",
            f"    “{shorten(row['words'], 300, placeholder=' …')}”",
        ]
    return lines
