"""Checked matches: what people found of the matches that chance drew, as sentences and rows of a brief."""

from __future__ import annotations

from kit import formats
from kit.brief import summary as gist
from kit.brief.summary import Facts

#: Part of a persona's own conversations that has to be matched to it for its brief to stand without a warning.
LEAST_RECALL = 0.5


def quality(matching: Facts) -> list[str]:
    """How often matches were right, and how much was missed; [] until enough was checked."""
    found = matching.get("quality")
    if not found:
        return []
    said = []
    if formats.is_known(found.get("precision")):
        said.append(f"{_rate(found, 'precision')} of what was matched to this persona was right")
    said.append(f"{_rate(found, 'recall')} of what is truly its own was matched to it")
    return [
        f"Of {formats.counted(found['n_drawn'], 'conversation')} drawn at random and checked by people: {', and '.join(said)}."
    ]


def _rate(found: Facts, name: str) -> str:
    return f"{formats.percent(found[name])} ({formats.percent(found[f'{name}_low'])} to {formats.percent(found[f'{name}_high'])})"


def correction(facts: Facts) -> list[str]:
    """That too little was checked to correct the shares, where that is so; the corrected ones are in a table."""
    is_told = any(theme.get("corrected") for theme in facts.get("themes") or [])
    quality = facts["matching"].get("quality")
    if is_told or not quality or quality.get("approved_only"):  # what a person approved needs no correction
        return []
    return ["Too few were checked to correct the shares for what was matched wrongly."]


def corrected_rows(facts: Facts) -> list[list[str]]:
    """Theme, its share as counted, and corrected for wrong and missed matches with its interval."""
    rows = []
    for theme in facts.get("themes") or []:
        if one := theme.get("corrected"):
            interval = f"{formats.percent(one['low'])} to {formats.percent(one['high'])}"
            as_counted = formats.percent(theme["share"].get(facts["cycle"]))
            rows.append([gist.label(facts, theme["id"]), as_counted, formats.percent(one["share"]), interval])
    return rows


def of_shift(shift: Facts) -> str:
    """A shift's size corrected for wrong and missed matches, as a sentence; "" where that is not known."""
    one = shift.get("corrected")
    if not one:
        return ""
    return f"Corrected for wrong and missed matches it is {formats.shift(one['shift_pp'], one['low_pp'], one['high_pp'])}."


def _missed(found: Facts | None) -> list[str]:
    """That most of what is the persona's was matched to somebody else, where that is sure."""
    if not found or not formats.is_known(found.get("recall")) or found["recall_high"] >= LEAST_RECALL:
        return []
    return [f"Check the matches first: only {_rate(found, 'recall')} of what is truly this persona’s was matched to it."]


def doubts(facts: Facts) -> list[str]:
    """What a reader has to know first: a persona mostly missed, shifts that corrected matches would not have surfaced."""
    least = float((facts.get("bar") or {}).get("min_shift_pp") or 0)
    said = _missed(facts["matching"].get("quality"))
    for shift in gist.surfaced(facts)[: gist.MOST_TOLD]:
        one = shift.get("corrected")
        if one and (one["low_pp"] <= 0 <= one["high_pp"] or abs(one["shift_pp"]) < least):
            size = formats.shift(one["shift_pp"], one["low_pp"], one["high_pp"])
            name = formats.quoted(gist.label(facts, shift["theme"]))
            said.append(f"Check the matches first: corrected for wrong and missed ones, {name} moved by {size}.")
    return said
