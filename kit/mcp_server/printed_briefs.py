"""Printed briefs: their shifts, claims, themes and coverage as rows, each figure with its whole and its interval."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from kit.ask.verified import verified
from kit.errors import RecordError, WorkspaceError
from kit.workspace import Workspace

Facts = dict[str, Any]

_SHIFT = [
    "theme", "label", "direction", "kind", "since", "only_in", "only_in_tier", "share_before",
    "share_now", "shift_pp", "low_pp", "high_pp",
    "mix_adjusted_pp", "p", "q", "surfaced", "below_bar", "accounts_active", "top_tier_accounts", "top_tier_active", "arr",
    "weeks",
]  # fmt: skip
_SEGMENT = [
    "segment", "accounts", "accounts_active", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "strength",
    "smallest_visible_shift_pp",
]  # fmt: skip
_CLAIM = [
    "claim", "statement", "section", "verdict", "heard_enough", "sentence", "rank_stated", "rank_heard", "theme", "share_now",
    "share_before", "accounts_now", "accounts_spoke",
]  # fmt: skip
_THEME = ["id", "label", "claim", "statement", "parent", "born", "new_in", "terms", "mix", "stability", "unsettled"]
_SOURCE = ["source", "kind", "state", "conversations", "expected", "last_at", "days_silent", "heartbeat_days"]
_COVERAGE = [
    "conversations", "accounts", "unthemed_share", "small_talk_share", "unthemed_content_share", "set_aside", "late",
    "duplicates", "warnings",
]  # fmt: skip
#: Themes that a brief in short has.
MOST_THEMES = 5


def briefs_of(work: Workspace, persona: str, cycle: str) -> list[Facts]:
    """The facts of the printed briefs of a cycle, the newest by default, of one persona or of all.

    Raises
    ------
    RecordError
        No brief is printed, none of that cycle, or none of that persona in it.
    """
    known = [each.id for each in work.personas]
    if persona and persona not in known:
        raise WorkspaceError(f"there is no persona {persona!r}; known: {', '.join(known)}")
    cycles = work.record.cycles("briefs")
    if not cycles:
        raise RecordError("no brief is printed yet; `kit run` makes them")
    if cycle and cycle not in cycles:
        raise RecordError(f"no brief of {cycle!r} is printed; there are those of {', '.join(cycles[::-1])}")
    rows = work.record.read("briefs", ["persona_id", "facts"], cycle=cycle or cycles[0])
    briefs = [json.loads(row.facts) for row in rows.itertuples() if persona in ("", row.persona_id)]
    if not briefs:
        raise RecordError(f"{persona!r} has no brief of {cycle or cycles[0]}; is it tracked? `kit check` says")
    return briefs


def _part(facts: Facts, names: list[str]) -> Facts:
    return {name: facts[name] for name in names if name in facts}


def _of(brief: Facts) -> Facts:
    return {"persona": brief["persona"]["id"], "cycle": brief["cycle"], "baseline": brief["baseline"]}


def shift_rows(work: Workspace, briefs: list[Facts], surfaced_only: bool) -> tuple[list[Facts], int]:
    """Every tested shift, or the surfaced ones alone, the surest first; and how many quotes were left out as not verified."""
    rows = [
        _of(brief) | _part(shift, _SHIFT)
        | {"accounts": len(shift["accounts"]), "segments": [_part(row, _SEGMENT) for row in shift["segments"]],
           "quotes": shift["quotes"]}
        for brief in briefs for shift in brief["shifts"] if shift["surfaced"] or not surfaced_only
    ]  # fmt: skip
    rows = sorted(rows, key=lambda row: (not row["surfaced"], row["q"], row["persona"], row["theme"]))
    return with_verified_quotes(work, rows)


def with_verified_quotes(work: Workspace, rows: list[Facts]) -> tuple[list[Facts], int]:
    """Rows with those of their quotes that the stored text holds now; and how many it does not."""
    quotes = [quote for row in rows for quote in row["quotes"]]
    sound, n_unsound = verified(work.record, quotes) if quotes else ([], 0)
    return [row | {"quotes": [quote for quote in row["quotes"] if quote in sound]} for row in rows], n_unsound


def claim_rows(briefs: list[Facts], verdict: str) -> list[Facts]:
    """Every claim with its verdict, its theme's share and the interval of that; only those of one verdict where it is given."""
    rows = []
    for brief in briefs:
        themes = {theme["id"]: theme for theme in brief["themes"]}
        for claim in brief["claims"]:
            theme = themes.get(claim["theme"], {"low": {}, "high": {}})
            ends = {f"share_now_{end}": theme[end].get(brief["cycle"]) for end in ("low", "high")}
            rows.append(_of(brief) | _part(claim, _CLAIM) | ends)
    return [row for row in rows if verdict in ("", row["verdict"])]


def theme_rows(briefs: list[Facts]) -> list[Facts]:
    """Every theme with its share in the cycle, its interval and its accounts, the largest of each persona first."""
    rows = []
    for brief in briefs:
        cycle = brief["cycle"]
        for theme in brief["themes"]:
            figures = {"share": theme["share"].get(cycle), "low": theme["low"].get(cycle), "high": theme["high"].get(cycle)}
            counts = {"accounts": theme["accounts"].get(cycle, 0), "accounts_spoke": brief["coverage"]["accounts"]}
            rows.append(_of(brief) | _part(theme, _THEME) | figures | counts | {"share_by_cycle": theme["share"]})
    return rows


def coverage_rows(briefs: list[Facts]) -> list[Facts]:
    """How much of each persona was heard, by source, and how conversations were matched."""
    return [
        _of(brief) | {"verdict": brief["verdict"]} | _part(brief["coverage"], _COVERAGE)
        | {"sources": [_part(source, _SOURCE) for source in brief["coverage"]["sources"]],
           "matching": _part(brief["matching"], ["attached", "ambiguous", "awaiting_review", "unmatched"])}
        for brief in briefs
    ]  # fmt: skip


def short_briefs(work: Workspace, briefs: list[Facts]) -> tuple[list[Facts], int]:
    """Each brief in short: verdict, headline, surfaced shifts with quotes, largest themes, claims counted, suggestions."""
    rows, n_unsound = [], 0
    for brief in briefs:
        shifts, left_out = shift_rows(work, [brief], surfaced_only=True)
        n_unsound += left_out
        rows.append(
            _of(brief) | _part(brief, ["company", "partial", "verdict", "headline", "verdict_reasons", "suggestion", "heard"])
            | {"name": brief["persona"]["name"], "shifts": shifts, "tested": len(brief["shifts"]),
               "themes": theme_rows([brief])[:MOST_THEMES], "of_themes": len(brief["themes"]),
               "claims": dict(sorted(Counter(claim["verdict"] for claim in brief["claims"]).items())),
               "coverage": _part(brief["coverage"], _COVERAGE)}
        )  # fmt: skip
    return rows, n_unsound
