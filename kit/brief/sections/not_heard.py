"""What we could not hear: sources by cycle, feeds that went quiet, what was set aside or lies between personas."""

from __future__ import annotations

import re
from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.coverage import Matching, Quality, SourceCoverage, ThemeReview
from kit.brief.tables import Row

#: Part of the conversations that is small talk alone from which on it is mentioned.
LEAST_TALK = 0.01
#: Shades of the heat map, from "nothing" to "the most".
SHADES = 5
STATE_GLYPHS = {"live": "●", "stale": "◐", "silent": "○"}


def section(brief: Brief) -> Section:
    """A heat map of the sources, then one sentence for each thing that was not heard or could not be used."""
    sources = [] if wording.is_waiting(brief) else source_rows(brief)
    html = render("not_heard.html", finding=finding(brief), sources=sources, cycles=brief.cycles, sentences=sentences(brief),
                  overlaps=overlap_rows(brief), corrected=corrected_rows(brief), corrected_for=corrected_for(brief))  # fmt: skip
    return Section("not-heard", "What we could not hear", html)


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.awaiting(brief).removesuffix(".") or wording.WAITING
    if troubled := summary.sources_that_matter(brief) or summary.troubled_sources(brief):
        return wording.capital(formats.listed(wording.silence(source) for source in troubled))
    sources = summary.usual_sources(brief)
    if not sources:
        return "No source brought anything"
    all_of_them = "The one source" if len(sources) == 1 else f"All {formats.counted(len(sources), 'source')}"
    bare = [source for source in sources if (source.expected or 0) >= 1 and not source.conversations]
    parts = [
        f"{source.title} brought nothing from this persona, where {formats.whole(source.expected)} are usual" for source in bare
    ]
    return "; ".join([f"{all_of_them} delivered on time", *parts])


def sentences(brief: Brief) -> list[str]:
    """What the cycle did not hear or could not use, one sentence a kind; each with its number."""
    coverage, warnings = brief.coverage, _warnings(brief)
    silent = [source for source in summary.troubled_sources(brief) if not any(source.source in warning for warning in warnings)]
    lines = [wording.capital(wording.ended(_plain(brief, warning))) for warning in warnings]
    lines += [f"{wording.capital(wording.silence(source))}: check that feed." for source in silent]
    if coverage.unthemed_share is not None:
        lines.append(f"{formats.percent(coverage.unthemed_share)} of the conversations fit no theme.")
    lines += _not_understood(brief)
    lines += [
        template.format(formats.counted(number, noun))
        for number, noun, template in (
            (coverage.set_aside, "row", "{} could not be read and are not counted."),
            (coverage.late, "conversation", "{} arrived late, after the brief of their month."),
            (coverage.duplicates, "conversation", "{} were delivered more than once and counted once."),
        )
        if number
    ]
    return [
        *lines,
        *_matches(brief.matching),
        *themes_read(brief.theme_review),
        *correction(brief),
        *wording.overlap_notes(brief),
    ]


def _not_understood(brief: Brief) -> list[str]:
    """Quotes of what no theme explains and what to do, where that is too much; and how much was small talk alone."""
    talk, quotes = brief.coverage.small_talk_share or 0.0, brief.coverage.unthemed_quotes or ()
    lines = [f"{formats.percent(talk)} of the conversations hold nothing but small talk."] if talk >= LEAST_TALK else []
    if not wording.not_understood(brief) or not quotes:
        return lines
    examples = formats.listed(formats.quoted(quote.text) for quote in quotes)
    advice = "Where they share a subject, the persona file can name it in customers’ words."
    return [*lines, f"No theme explains, for example: {examples}. {advice}"]


def _plain(brief: Brief, warning: str) -> str:
    """A warning without what is for the operator: `kit check` and the run’s log have that."""
    for source in brief.coverage.sources:
        warning = warning.replace(repr(source.source), repr(source.title))
    kept = [clause for clause in warning.split("; ") if "`" not in clause and not clause.startswith("check ")]
    text = "; ".join(kept) or warning.replace("`", "")
    text = re.sub(
        r"not heard, in languages the embedding \S+ does not speak", "left out, in languages that are not read here", text
    )
    return re.sub(r"'([^']*)'", r"\1", text)


def _warnings(brief: Brief) -> list[str]:
    """Warnings of the coverage, without those about sources that never brought this persona anything."""
    usual = {source.source for source in summary.usual_sources(brief)}
    others = [source.source for source in brief.coverage.sources if source.source not in usual]
    return [warning for warning in brief.coverage.warnings if not any(repr(name) in warning for name in others)]


def _matches(matching: Matching) -> list[str]:
    lines = [f"{formats.counted(matching.attached, 'conversation')} matched this persona."]
    if matching.ambiguous:
        number = formats.counted(
            matching.ambiguous, "conversation lies between personas and counts", "conversations lie between personas and count"
        )
        lines.append(f"{number} for none.")
    if matching.awaiting_review:
        lines.append(f"{formats.counted(matching.awaiting_review, 'match waits', 'matches wait')} for a person’s decision.")
    if matching.unmatched:
        lines.append(f"{formats.counted(matching.unmatched, 'conversation')} matched no persona at all.")
    return lines + quality(matching.quality)


def quality(checked: Quality | None) -> list[str]:
    """How often matches were right, and how much was missed; [] until enough was checked."""
    if not checked:
        return []
    parts = []
    if checked.precision is not None:
        rate = formats.percent_between(checked.precision, checked.precision_low, checked.precision_high)
        parts.append(f"{rate} of what was matched to this persona was right")
    rate = formats.percent_between(checked.recall, checked.recall_low, checked.recall_high)
    parts.append(f"{rate} of what is truly its own was matched to it")
    number = formats.counted(checked.n_drawn, "conversation")
    return [f"Of {number} drawn at random and checked by people: {', and '.join(parts)}."]


def themes_read(read: ThemeReview | None) -> list[str]:
    """How often a conversation is in the right theme, and how often one was missed; [] until enough was read."""
    if not read or read.right is None:
        return []
    rate = formats.percent_between(read.right, read.right_low, read.right_high)
    missed = f"; {formats.counted(read.missed, 'time')} a theme was missed" if read.missed else ""
    number = formats.counted(read.n_read, "conversation")
    return [f"Of {number} drawn at random and read by people: {rate} of the themes they were put to are right{missed}."]


def correction(brief: Brief) -> list[str]:
    """That too little was checked to correct the shares, where that is so; the corrected ones are in a table."""
    checked = brief.matching.quality
    if not checked or checked.approved_only or corrected_rows(brief):  # what a person approved needs no correction
        return []
    return ["Too few were checked to correct the shares for what was matched wrongly."]


def corrected_for(brief: Brief) -> str:
    """What the corrected shares are free of, as the table's name."""
    if any(theme.checked for theme in brief.themes):
        return "Shares corrected for what people found wrong"
    return "Shares corrected for wrong and missed matches"


def corrected_rows(brief: Brief) -> list[Row]:
    """Theme, its share as counted, and corrected with its interval: for wrong themes where enough was read, and for matches."""
    pairs = [(theme, theme.checked or theme.corrected) for theme in brief.themes]
    return [
        [
            summary.label(brief, theme.id),
            formats.percent(theme.share[brief.cycle]),
            formats.percent(share.share),
            f"{formats.percent(share.low)} to {formats.percent(share.high)}",
        ]
        for theme, share in pairs
        if share
    ]


def source_rows(brief: Brief) -> list[dict[str, Any]]:
    """Each source with a shaded cell for each cycle, what was expected and its state."""
    sources = summary.usual_sources(brief)
    most = max([number for source in sources for number in source.by_cycle.values()], default=0)
    return [_source_row(source, brief.cycles, most) for source in sources]


def _source_row(source: SourceCoverage, cycles: tuple[str, ...], most: int) -> dict[str, Any]:
    counts = [source.by_cycle.get(cycle) for cycle in cycles]
    return {
        "source": source.title, "kind": source.kind, "state": source.state, "glyph": STATE_GLYPHS[source.state],
        "last": formats.short_day(source.last_at), "expected": formats.whole(source.expected),
        "cells": [{"number": "–" if count is None else count, "step": _shade(count or 0, most)} for count in counts],
    }  # fmt: skip


def _shade(number: int, most: int) -> int:
    return -(-number * SHADES // most) if most else 0


def overlap_rows(brief: Brief) -> list[Row]:
    """Each overlapping persona: conversations between the two, likeness, claims that coincide, as the file states them."""
    stated = {claim.claim: claim.statement for claim in (*brief.claims, *brief.messaging)}
    return [
        [
            overlap.name,
            formats.count(overlap.conversations),
            formats.two_digits(overlap.similarity),
            formats.listed(stated.get(claim, "a claim no longer in the file") for claim in overlap.claims) or "–",
        ]
        for overlap in brief.matching.overlaps
    ]
