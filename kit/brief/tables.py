"""Rows of the tables on a page: the numbers of each figure as readers see them."""

from __future__ import annotations

from kit import formats
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts

Row = list[str]
#: Shades of the heat map, from "nothing" to "the most".
SHADES = 5
STATE_GLYPHS = {"live": "●", "stale": "◐", "silent": "○"}
RULES = {
    "min_accounts": "accounts raising the theme this cycle, at least",
    "min_top_tier_accounts": "of these in the top revenue tier, at least",
    "min_shift_pp": "shift in points of account-weighted share, at least",
    "min_consistency": "likeness of the accounts’ words (0 to 1), at least",
    "min_weeks": "different weeks in which it was said, at least",
    "max_false_discovery": "false discovery rate over all personas and themes (q), at most",
}


def share_rows(rows: list[Facts]) -> list[Row]:
    """Theme, share before, share now, change in points."""
    return [[row["label"], formats.percent(row["before"]), formats.percent(row["now"]), _change(row)] for row in rows]


def _change(row: Facts) -> str:
    """The shift where one was tested: made anew from rounded shares it could come out a point apart from the other tables."""
    if formats.is_known(row.get("shift_pp")):
        return formats.signed(row["shift_pp"])
    if not (formats.is_known(row["before"]) and formats.is_known(row["now"])):
        return "not known"
    return formats.signed(100 * (row["now"] - row["before"]))


def segment_rows(shift: Facts) -> list[Row]:
    """Segment, accounts, share before and now, shift with interval, what could have been seen, strength."""
    rows = []
    for segment in shift.get("segments") or []:
        moved = segment_shift(segment)
        rows.append(
            [
                segment["segment"] or "not known",
                reach(segment),
                formats.percent(segment["share_before"]), formats.percent(segment["share_now"]),
                formats.shift(moved, segment.get("low_pp"), segment.get("high_pp")),
                formats.size_in_points(segment.get("smallest_visible_shift_pp")), segment["strength"],
            ]
        )  # fmt: skip
    return rows


def reach(segment: Facts) -> str:
    """Accounts raising a theme in a segment over those that spoke there in the same cycles: "6 of 17"."""
    active = segment.get("accounts_active")
    return f"{segment['accounts']} of {active}" if active else str(segment["accounts"])


def segment_shift(segment: Facts) -> float | None:
    """A segment's shift in points, from its shares where it is not given; one given as None is not known."""
    if "shift_pp" in segment:
        return segment["shift_pp"]
    if formats.is_known(segment.get("share_before")) and formats.is_known(segment.get("share_now")):
        return 100 * (segment["share_now"] - segment["share_before"])
    return None


def cycle_rows(facts: Facts, themes: list[Facts]) -> list[Row]:
    """Theme, then for each cycle its share and the accounts raising it, then its stability."""
    cycles = gist.window(facts)
    rows = []
    for theme in themes:
        cells = [_cell(theme, cycle) for cycle in cycles]
        rows.append([gist.label(facts, theme["id"]), *cells, _settled(theme)])
    return rows


def _cell(theme: Facts, cycle: str) -> str:
    share, accounts = theme["share"].get(cycle), (theme.get("accounts") or {}).get(cycle)
    if not formats.is_known(share):
        return "–"
    return formats.percent(share) if accounts is None else f"{formats.percent(share)} ({accounts})"


def _settled(theme: Facts) -> str:
    number = f"{theme['stability']:.2f}" if formats.is_known(theme.get("stability")) else "not known"
    return f"{number}, unsettled" if theme.get("unsettled") else number


def account_rows(facts: Facts, ids: list[str]) -> list[Row]:
    """Account, segment, tier, revenue, renewal, conversations this cycle; by revenue."""
    currency = facts["settings"]["currency"]
    rows = []
    for account in gist.raising_accounts(facts, ids):
        rows.append(
            [
                account.get("name") or account["account_id"], account.get("segment") or "not known", account.get("tier") or "–",
                formats.money(account.get("arr"), currency), formats.short_day(account.get("renewal_on")) or "–",
                formats.count(account.get("conversations")),
            ]
        )  # fmt: skip
    return rows


def source_rows(facts: Facts) -> list[Facts]:
    """Each source with a shaded cell for each cycle, what was expected and its state; a cycle not counted is no 0."""
    sources, cycles = gist.usual_sources(facts), gist.window(facts)
    most = max([number or 0 for source in sources for number in (source.get("by_cycle") or {}).values()], default=0)
    rows = []
    for source in sources:
        counts = source.get("by_cycle") or {facts["cycle"]: source["conversations"]}
        rows.append(
            {
                "source": source["source"], "kind": source["kind"],
                "state": source["state"], "glyph": STATE_GLYPHS[source["state"]],
                "last": formats.short_day(source.get("last_at")), "expected": _expected(source.get("expected")),
                "cells": [{"number": counts.get(cycle, "–"), "step": _shade(counts.get(cycle) or 0, most)} for cycle in cycles],
            }
        )  # fmt: skip
    return rows


def _expected(number: float | None) -> str:
    return f"{number:,.0f}" if formats.is_known(number) else "–"


def _shade(number: int, most: int) -> int:
    return -(-number * SHADES // most) if most else 0


def bar_rows(facts: Facts) -> list[Row]:
    """Each rule of the bar in words and what it asks for."""
    return [[RULES.get(rule, rule.replace("_", " ")), f"{asked:g}"] for rule, asked in (facts.get("bar") or {}).items()]


def tested_rows(facts: Facts) -> list[Row]:
    """Every tested change below the bar: shares, shift, q, and what it missed."""
    rows = []
    for shift in gist.below_bar(facts):
        size = formats.shift(shift.get("shift_pp"), shift.get("low_pp"), shift.get("high_pp"))
        chance = f"{shift['q']:.2f}" if formats.is_known(shift.get("q")) else "–"
        missed = "; ".join(clauses.below_bar(facts, shift))
        rows.append(
            [
                gist.label(facts, shift["theme"]),
                formats.percent(shift["share_before"]),
                formats.percent(shift["share_now"]),
                size,
                chance,
                missed,
            ]
        )
    return rows


def overlap_rows(facts: Facts) -> list[Row]:
    """Each overlapping persona: conversations between the two, likeness, claims that coincide."""
    rows = []
    for overlap in facts["matching"].get("overlaps") or []:
        likeness = f"{overlap['similarity']:.2f}" if formats.is_known(overlap.get("similarity")) else "–"
        claims = ", ".join(str(claim) for claim in overlap.get("claims") or []) or "–"
        rows.append([overlap.get("name") or overlap["persona"], formats.count(overlap["conversations"]), likeness, claims])
    return rows


def rate_rows(facts: Facts) -> list[Row]:
    """Measured error rates of the method with their intervals."""
    rows = []
    for rate in facts.get("error_rates") or []:
        is_ranged = formats.is_known(rate.get("low")) and formats.is_known(rate.get("high"))
        interval = _between(rate["low"], rate["high"]) if is_ranged else "–"
        rows.append([rate["figure"], rate["case"], formats.percent(rate["value"]), interval])
    return rows


def _between(low: float, high: float) -> str:
    """An interval in percent, with a decimal where whole ones would be the same: "0.6 % to 1.4 %"."""
    ends = (formats.percent(low), formats.percent(high))
    if ends[0] == ends[1] and low != high:
        ends = tuple(f"{100 * end:.1f}{formats.NBSP}%" for end in (low, high))
    return f"{ends[0]} to {ends[1]}"


def run_rows(facts: Facts) -> list[Row]:
    """What the run was made with."""
    run, settings = facts.get("run") or {}, facts.get("settings") or {}
    rows = {
        "Run": run.get("id"), "Made at": run.get("at"), "Kit": run.get("kit"),
        "Embedding": run.get("embedding") or settings.get("embedding"), "Seed": run.get("seed") or settings.get("seed"),
        "Record version": run.get("record_version"), "Settings (sha256)": (run.get("settings_sha256") or "")[:12],
        "Compared with": formats.cycles_named(facts.get("baseline") or []), "Time zone of the cycles": settings.get("timezone"),
        "Persona file last validated": formats.day(facts["persona"].get("validated_on")) or "never",
    }  # fmt: skip
    return [[name, str(value)] for name, value in rows.items() if value not in (None, "")]
