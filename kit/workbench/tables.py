"""Tidy tables: the record's rows with the names of accounts, personas and themes beside them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from kit.errors import RecordError
from kit.record.tables import COUNTED_STATES
from kit.shifts.counted_conversations import voter_ids
from kit.shifts.stats.shares import share_by_theme
from kit.workbench.filters import as_text
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
_MATCH = ["conversation_key", "cycle", "persona_id", "runner_up", "state"]
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
        **{name: as_text(rows[name]) for name in text},
        is_counted=rows["state"].isin(COUNTED_STATES),
    )


def themes_of(work: Workspace, cycle: str | None) -> pd.DataFrame:
    """Themes as the run of a cycle left them, the largest first; ``terms`` are words joined by commas."""
    columns = ["theme_id", "persona_id", "label", "claim", "terms", "born", "state", "stability", "n_passages"]
    rows = work.record.read("themes", columns, run_cycle=work.run_of(cycle))
    rows = rows.assign(terms=[", ".join(json.loads(terms or "[]")) for terms in rows["terms"]])
    return rows.sort_values(["persona_id", "n_passages"], ascending=[True, False], kind="stable", ignore_index=True)


def groups_of(work: Workspace, run: str | None) -> pd.DataFrame:
    """The finer and wider groups that the shifts of a run name beside its themes: ``theme_id, persona_id, label, leaves``."""
    cycle = work.run_of(run)
    groups = work.record.read("theme_nodes", ["theme_id", "persona_id", "label", "leaves"], run_cycle=cycle)
    named = work.record.read("shifts", ["theme_id"], cycle=cycle)["theme_id"]
    return groups[groups["theme_id"].isin(named)].reset_index(drop=True)


def evidence_of(work: Workspace, run: str | None) -> pd.DataFrame:
    """Every passage that raises a theme in a conversation that counts, with who said it, when and where.

    A passage of a finer group that the run's shifts name stands once as its theme's and once as the group's.
    """
    assigned = work.record.read("assignments", ["passage_id", "theme_id", "persona_id", "leaf"], run_cycle=work.run_of(run))
    groups = groups_of(work, run)
    leaves = groups.assign(leaf=groups["leaves"].map(json.loads)).explode("leaf")[["theme_id", "persona_id", "leaf"]]
    leaved = assigned[assigned["leaf"] != ""].drop(columns="theme_id").merge(leaves, on=["persona_id", "leaf"])
    assigned = pd.concat([assigned, leaved], ignore_index=True).drop(columns="leaf")
    labels = pd.concat([themes_of(work, run), groups], ignore_index=True)[["theme_id", "label"]]
    passages = work.record.read("passages", ["passage_id", "conversation_key", "text", "stance", "start", "end"])
    counted = conversations_of(work).drop(columns="text")
    counted = counted[counted["is_counted"]]
    rows = assigned[assigned["theme_id"] != ""].merge(labels, on="theme_id").merge(passages, on="passage_id")
    rows = rows.rename(columns={"text": "quote"}).merge(counted, on=["conversation_key", "persona_id"])
    return rows.sort_values(["theme_id", "occurred_at", "passage_id"], kind="stable", ignore_index=True)


def matches_of(work: Workspace) -> pd.DataFrame:
    """Every conversation's persona, how sure that is and why, with what a person decided last."""
    rows = work.record.read("matches", [*_MATCH, "score", "runner_up_score", "margin", "reasons"])
    decided = work.record.read("decisions", ["conversation_key", "verdict", "decided_by", "decided_at"])
    decided = decided.drop_duplicates("conversation_key", keep="last")
    spoken = conversations_of(work)[
        ["conversation_key", "account_id", "account", "segment", "tier", "source", "role", "occurred_at"]
    ]
    rows = spoken.merge(rows, on="conversation_key").merge(decided, on="conversation_key", how="left")
    return rows.assign(verdict=as_text(rows["verdict"]), decided_by=as_text(rows["decided_by"]))


def quotes_of(work: Workspace) -> pd.DataFrame:
    """Every passage of conversations that count, the newest first, with the themes of the newest run that it raises.

    A passage that raises no theme has "" for one; before the first run all have.
    """
    spoken = conversations_of(work).drop(columns="text")
    passages = work.record.read("passages", ["passage_id", "conversation_key", "text", "stance", "start", "end"])
    rows = passages.rename(columns={"text": "quote"}).merge(spoken[spoken["is_counted"]], on="conversation_key")
    themes = pd.DataFrame({"passage_id": [], "theme_id": [], "label": []}, dtype="str")
    if work.record.cycles("themes"):
        run = work.run_of()
        assigned = work.record.read("assignments", ["passage_id", "theme_id"], run_cycle=run)
        themes = assigned.merge(themes_of(work, run)[["theme_id", "label"]], on="theme_id")
    rows = rows.merge(themes, on="passage_id", how="left")
    rows = rows.assign(theme_id=as_text(rows["theme_id"]), label=as_text(rows["label"]))
    return rows.sort_values(["occurred_at", "passage_id"], ascending=[False, True], kind="stable", ignore_index=True)


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
