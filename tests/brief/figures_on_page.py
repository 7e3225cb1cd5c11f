"""Reads a page as a reader does, and tells each figure that stands on it in another form than its brief has it."""

from __future__ import annotations

import re

from kit import formats
from kit.brief import summary, wording
from kit.brief.model import Brief
from tests.briefs import plain

NUMBER = r"(?:<1|\d+) %"
SIZE = r"([+−]?\d+ points?)"


def disagreements(brief: Brief, text: str) -> list[str]:
    """What a page says of a figure against how its brief prints it; empty where all agree."""
    return [*_sizes(brief, text), *_ruled_out(brief, text), *_shares(brief, text), *_sources(brief, text), *_wholes(brief, text)]


def _differing(what: str, printed: list[str], *expected: str) -> list[str]:
    due = " or ".join(repr(text) for text in sorted(set(expected)))
    return [f"{what}: {text!r} where it is {due}" for text in sorted(set(printed) - set(expected))]


def _sizes(brief: Brief, text: str) -> list[str]:
    """The smallest change that would have been seen."""
    sizes = re.findall(r"[Oo]ne of (\d+ points?) would most likely have been seen", text)
    sizes += re.findall(r"(\d+ points?) smallest change that would most likely have been seen", text)
    sizes += re.findall(r"(\d+ points?) would most likely have been seen", text)
    return _differing("the smallest visible shift", sizes, plain(formats.size_in_points(brief.smallest_visible_shift_pp)))


def _ruled_out(brief: Brief, text: str) -> list[str]:
    """The size that is ruled out in every theme, or cannot be in some."""
    within = next((reason.within_pp for reason in brief.verdict_reasons if reason.within_pp is not None), None)
    sizes = re.findall(r"[Aa] (?:shift|rise or fall) of (\d+ points?) is (?:ruled out|excluded)", text)
    sizes += re.findall(r"rise or fall of (\d+ points?) cannot be ruled out", text)
    return _differing("the size ruled out", sizes, plain(formats.size_in_points(within))) if sizes else []


def _shares(brief: Brief, text: str) -> list[str]:
    """A theme's share before and now, and its shift, in sentences, headings and tables.

    Themes that share a name cannot be told apart by it: a figure under that name is to be one of theirs.
    """
    wrong, named = [], {}
    for shift in brief.shifts:
        named.setdefault(summary.label(brief, shift.theme), []).append(shift)
    for name, shifts in named.items():
        label = re.escape(plain(name))
        now = [plain(formats.percent(shift.share_now)) for shift in shifts]
        due = [f"{plain(formats.percent(shift.share_before))} and {mark}" for shift, mark in zip(shifts, now, strict=True)]
        moved = [f"{pair}, {plain(formats.points(shift.shift_pp))}" for shift, pair in zip(shifts, due, strict=True)]
        pairs = re.findall(rf"“{label}” (?:rose|fell|has risen|is fading:) from ({NUMBER}) to ({NUMBER})", text)
        pairs += re.findall(rf"“{label}” (?:overtook the rest|rose|fell): ({NUMBER}) before, ({NUMBER}) now", text)
        pairs += re.findall(rf"“{label}” hardly moved: ({NUMBER}) before, ({NUMBER}) now", text)
        pairs += re.findall(rf"(?<!“){label} ({NUMBER}) ({NUMBER}) [+−\d]", text)
        short = "|".join(re.escape(plain(form)) for form in {name, wording.short(name)})
        pairs += [(f"{then} %", now_) for then, now_ in re.findall(rf"“(?:{short})” \(((?:<1|\d+)) to ({NUMBER})\)", text)]
        off = _differing(f"{plain(name)} then and now", [f"{a} and {b}" for a, b in pairs], *due)
        sizes = re.findall(rf"“{label}” (?:rose|fell) from ({NUMBER}) to ({NUMBER}) \({SIZE}", text)
        # a pair that is off has been told already
        sizes = [f"{a} and {b}, {size}" for a, b, size in sizes if f"{a} and {b}" in due]
        heights = re.findall(rf"“{label}”(?: stands highest)?, at ({NUMBER})", text)
        wrong += off + _differing(f"{plain(name)}'s shift", sizes, *moved) + _differing(f"{plain(name)} now", heights, *now)
    return wrong


def _sources(brief: Brief, text: str) -> list[str]:
    """What a source brought, and what it usually brings."""
    wrong = []
    for source in brief.coverage.sources:
        brought = r"brought \d+ conversations?(?: for this persona)? where (\d+) are usual"
        usual = re.findall(rf"(?<![\w-]){re.escape(source.source)}'? (?:\(\w+\) )?{brought}", text)
        wrong += _differing(f"{source.source}'s usual conversations", usual, formats.whole(source.expected))
    return wrong


def _wholes(brief: Brief, text: str) -> list[str]:
    """The accounts that spoke, wherever a sentence counts something of them."""
    spoke = str(brief.coverage.accounts)
    wholes = re.findall(r"of (\d+) accounts? (?:said it|raise it)", text) + re.findall(r"(\d+) accounts? spoke this cycle", text)
    wholes += re.findall(r", by \d+ of (\d+) accounts?:", text)
    return _differing("accounts that spoke", wholes, spoke)
