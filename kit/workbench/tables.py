"""Tidy tables: the record's rows with the names of accounts, personas and themes beside them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from kit.errors import RecordError
from kit.record.tables import COUNTED_STATES
from kit.shifts.counted_conversations import voter_ids
from kit.shifts.stats.shares import share_by_theme
from kit.workspace import Workspace

_CONVERSATION = [
    "conversation_key", "cycle", "occurred_at", "source", "kind", "account_id", "contact_id", "role", "language", "url", "text",
]  # fmt: skip
#: What a row of a brief's part holds, beside its persona and cycle.
PARTS = {
    "shifts": [
        "theme", "label", "direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q", "surfaced",
        "below_bar",
    ],
    "claims": ["claim", "statement", "verdict", "theme", "rank_stated", "rank_heard", "share_before", "share_now"],
    "coverage": ["source", "kind", "state", "conversations", "last_at"],
}  # fmt: skip
_ACCOUNT = ["account_id", "name", "segment", "tier", "arr", "renewal_on"]


def conversations_of(work: Workspace) -> pd.DataFrame:
    """Every conversation that is nobody's duplicate, with its account and its persona."""
    rows = work.record.read("conversations", [*_CONVERSATION, "duplicate_of"])
    rows = rows[rows["duplicate_of"] == ""].drop(columns="duplicate_of")
    accounts = work.accounts[_ACCOUNT].rename(columns={"name": "account"})
    matches = work.record.read("matches", ["conversation_key", "persona_id", "state", "score"])
    rows = rows.merge(accounts, on="account_id", how="left").merge(matches, on="conversation_key", how="left")
    text = ["account", "segment", "tier", "renewal_on", "persona_id", "state"]
    return rows.assign(
        **{name: rows[name].astype("object").where(rows[name].notna(), "").astype("str") for name in text},
        is_counted=rows["state"].isin(COUNTED_STATES),
    )


def newest_run(work: Workspace, cycle: str | None) -> str:
    """The cycle whose run found the themes: the one asked for, or the newest there is.

    Raises
    ------
    RecordError
        No run has found themes yet, or none of that cycle.
    """
    runs = sorted(set(work.record.read("themes", ["run_cycle"])["run_cycle"]))
    if not runs:
        raise RecordError(f"{work.folder}: no run has found themes yet; `kit run {work.folder}` first")
    if cycle is not None and cycle not in runs:
        raise RecordError(f"{work.folder}: {cycle} has no run of its own; there are runs of {', '.join(runs)}")
    return cycle or runs[-1]


def themes_of(work: Workspace, cycle: str | None) -> pd.DataFrame:
    """Themes as the run of a cycle left them, the largest first; ``terms`` are words joined by commas."""
    columns = ["theme_id", "persona_id", "label", "claim", "terms", "born", "state", "stability", "n_passages"]
    rows = work.record.read("themes", columns, run_cycle=newest_run(work, cycle))
    rows = rows.assign(terms=[", ".join(json.loads(terms or "[]")) for terms in rows["terms"]])
    return rows.sort_values(["persona_id", "n_passages"], ascending=[True, False], kind="stable", ignore_index=True)


def evidence_of(work: Workspace, run: str | None) -> pd.DataFrame:
    """Every passage that raises a theme in a conversation that counts, with who said it, when and where."""
    assigned = work.record.read("assignments", ["passage_id", "theme_id", "persona_id"], run_cycle=newest_run(work, run))
    labels = themes_of(work, run)[["theme_id", "label"]]
    passages = work.record.read("passages", ["passage_id", "conversation_key", "text", "stance", "start", "end"])
    counted = conversations_of(work).drop(columns="text")
    counted = counted[counted["is_counted"]]
    rows = assigned[assigned["theme_id"] != ""].merge(labels, on="theme_id").merge(passages, on="passage_id")
    rows = rows.rename(columns={"text": "quote"}).merge(counted, on=["conversation_key", "persona_id"])
    return rows.sort_values(["theme_id", "occurred_at", "passage_id"], kind="stable", ignore_index=True)


def shares_by(conversations: pd.DataFrame, evidence: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares of each theme in each cycle, each group of conversations alone where ``by`` names a column."""
    voting = conversations.assign(voter_id=voter_ids(conversations).to_numpy())
    parts = []
    for name, group in [("", voting)] if not by else voting.groupby(by):
        ours = evidence[evidence["conversation_key"].isin(group["conversation_key"])]
        shares = share_by_theme(ours[["conversation_key", "theme_id", "cycle"]], group[["conversation_key", "voter_id", "cycle"]])
        parts.append(shares.assign(**{by: name}) if by else shares)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def of_briefs(work: Workspace, cycle: str | None, part: str) -> pd.DataFrame:
    """A part of every brief of a cycle as rows, as it was last drafted: shifts, claims or coverage.

    Raises
    ------
    RecordError
        No briefs were drafted yet, or none of that cycle.
    """
    drafts = work.record.read("drafts")
    there = sorted(set(drafts["cycle"]))
    if not there or (cycle is not None and cycle not in there):
        known = ", ".join(there) or "none"
        raise RecordError(f"{work.folder}: no briefs of {cycle or 'any cycle'} yet; there are those of {known}")
    rows = [
        {"persona_id": draft.persona_id, "cycle": draft.cycle, **{name: _cell(row.get(name)) for name in PARTS[part]}}
        for draft in drafts[drafts["cycle"] == (cycle or there[-1])].itertuples()
        for row in _rows(json.loads(draft.facts)[part])
    ]
    return pd.DataFrame(rows, columns=["persona_id", "cycle", *PARTS[part]])


def _rows(part: Any) -> list[dict[str, Any]]:
    return part["sources"] if isinstance(part, dict) else part


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value
