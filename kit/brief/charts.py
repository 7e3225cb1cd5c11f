"""The three pictures of a brief with their headings, text alternatives and numbers."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import amounts, headings, tables
from kit.brief import summary as gist
from kit.brief.summary import Facts
from kit.plots.multiples import MOST_PANELS, plot_multiples
from kit.plots.segments import plot_segments
from kit.plots.slope import plot_slope

Chart = dict[str, Any]
SEGMENT_COLUMNS = ["Share before", "Share now", "Shift, interval", "Smallest visible shift, looked at alone", "Strength"]


def slope(facts: Facts) -> Chart | None:
    """The pains then and now; None where no theme has formed."""
    rows = gist.then_and_now(facts)
    if not rows:
        return None
    before, now = formats.cycles_named(facts.get("baseline") or []), formats.cycle_name(facts["cycle"])
    told_rows = tables.share_rows(rows)
    alt = "; ".join(f"{name}: {then} before, {share} now" for name, then, share, _ in told_rows)
    return {
        "finding": headings.slope(facts), "alt": f"Lines from {before} to {now}. {alt}.", "rows": told_rows,
        "note": f"Share of what accounts raise, {before} and {now}; {now} over {amounts.voters(facts)}, each one vote",
        "columns": ["Theme", before, now, "Change in points"],
        "wide": plot_slope(rows, _short(facts.get("baseline") or []), formats.cycle_mark(facts["cycle"])),
        "narrow": plot_slope(rows, _short(facts.get("baseline") or []), formats.cycle_mark(facts["cycle"]), is_narrow=True),
    }  # fmt: skip


def _short(cycles: list[str]) -> str:
    return "–".join(dict.fromkeys([formats.cycle_mark(cycles[0]), formats.cycle_mark(cycles[-1])])) if cycles else "before"


def segments(facts: Facts, shift: Facts, number: int) -> Chart:
    """One shift in each segment; ``number`` tells several on one page apart. Only a surfaced one has strengths to tell."""
    is_past, is_surfaced = gist.is_past(shift), bool(shift.get("surfaced"))
    rows = [_segment(segment, is_past, is_surfaced) for segment in gist.segments(shift)]
    direction = shift["direction"] if is_surfaced else ""
    columns = ["Segment", "Accounts that raised it before" if is_past else "Accounts raising it", *SEGMENT_COLUMNS]
    columns = columns if is_surfaced else columns[:-1]
    told_rows = [row[: len(columns)] for row in tables.segment_rows({**shift, "segments": gist.told_segments(shift)})]
    alt = "; ".join(
        f"{', '.join([f'{row[0]}: {row[4]}', *row[6:]])}, nothing under {row[5]} could have been seen in it alone"
        for row in told_rows
    )
    return {
        "id": f"segments-{number}", "finding": headings.segments(facts, shift), "alt": f"{alt}.", "rows": told_rows,
        "note": "A dot is a segment’s shift, its line the interval. Shaded: too small to have been seen with its accounts.",
        "columns": columns,
        "wide": plot_segments(rows, direction), "narrow": plot_segments(rows, direction, is_narrow=True),
    }  # fmt: skip


def _segment(segment: Facts, is_past: bool, is_surfaced: bool) -> Facts:
    strength = f" · {segment['strength']}" if is_surfaced else ""
    note = f"{tables.reach(segment)}{' before' if is_past else ''}{strength}"
    return {**segment, "shift_pp": tables.segment_shift(segment), "note": note}


def multiples(facts: Facts) -> Chart | None:
    """Every theme over the cycles; None where no theme has formed."""
    rows, cycles = gist.then_and_now(facts), gist.window(facts)
    if not rows:
        return None
    themes = [{**gist.theme_of(facts, row["theme"]), "label": row["label"], "direction": row["direction"]} for row in rows]
    told_rows = tables.cycle_rows(facts, themes)
    alt = "; ".join(f"{row[0]}: {', '.join(row[1:-1])}" for row in told_rows[:MOST_PANELS])
    span = formats.cycles_named(cycles)
    ribbons = "ribbons are intervals, " if any(theme.get("low") for theme in themes) else ""
    return {
        "finding": headings.multiples(facts), "rows": told_rows, "numeric": list(range(1, len(cycles) + 1)),
        "note": f"Share of what accounts raise, {span}; {ribbons}all panels share one scale; "
        f"{formats.cycle_name(facts['cycle'])} over {amounts.voters(facts)}, each one vote",
        "alt": f"One panel a theme, {span}. {alt}.", "columns": ["Theme", *map(formats.cycle_mark, cycles), "Stability"],
        "wide": plot_multiples(themes, cycles), "narrow": plot_multiples(themes, cycles, is_narrow=True),
    }  # fmt: skip
