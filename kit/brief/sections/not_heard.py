"""What we could not hear: sources by cycle, feeds that went quiet, what was set aside or lies between personas."""

from __future__ import annotations

import re
from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.coverage import Coverage, Matching, Quality, SourceCoverage, ThemeReview
from kit.brief.tables import Row
from kit.language import gettext, in_own_language, language, marked, ngettext

#: Part of the conversations that is small talk alone from which on it is mentioned.
LEAST_TALK = 0.01
#: Shades of the heat map, from "nothing" to "the most".
SHADES = 5
STATES = {"live": marked("live"), "stale": marked("stale"), "silent": marked("silent")}
STATE_GLYPHS = {"live": "●", "stale": "◐", "silent": "○"}

#: Warnings as a run's record has them, in English and without what is for the operator, and as the page says them.
SPOKEN = {"kind": gettext, "state": gettext, "day": formats.day}
WARNINGS = (
    (r"source (?P<source>.+) \((?P<kind>\w+)\) was never heard", marked("source {source} ({kind}) was never heard")),
    (
        r"source (?P<source>.+) \((?P<kind>\w+)\) is (?P<state>\w+): nothing since (?P<day>[\d-]+), (?P<days>\d+) days "
        r"before the cycle's end where (?P<allowed>\d+) are allowed",
        marked(
            "source {source} ({kind}) is {state}: nothing since {day}, {days} days before the cycle's end where {allowed} are "
            "allowed"
        ),
    ),
    (
        r"source (?P<source>.+) \((?P<kind>\w+)\) brought (?P<number>\d+) conversations? for this persona where "
        r"(?P<usual>\S+) are usual",
        marked("source {source} ({kind}) brought {number} conversations for this persona where {usual} are usual"),
    ),
    (
        r"the persona file names (?P<kind>\w+) as a source, and kit.yaml has none",
        marked("the persona file names {kind} as a source, and kit.yaml has none"),
    ),
    (
        r"the persona file names (?P<kind>\w+) as a source, and none of its conversations counted in this cycle",
        marked("the persona file names {kind} as a source, and none of its conversations counted in this cycle"),
    ),
    (
        r"(?P<number>\d+) conversations? (?:was|were) left out, in languages that are not read here \((?P<each>.+)\)",
        marked("{number} conversations were left out, in languages that are not read here ({each})"),
    ),
)


@in_own_language
def section(brief: Brief) -> Section:
    """A heat map of the sources, then one sentence for each thing that was not heard or could not be used."""
    sources = [] if wording.is_waiting(brief) else source_rows(brief)
    html = render("not_heard.html", finding=finding(brief), sources=sources, cycles=brief.cycles, sentences=sentences(brief),
                  usual_of=formats.cycles_named(brief.baseline) if brief.baseline else "",
                  overlaps=overlap_rows(brief), corrected=corrected_rows(brief), corrected_for=corrected_for(brief))  # fmt: skip
    return Section("not-heard", gettext("What we could not hear"), html)


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.awaiting(brief).removesuffix(".") or wording.waiting()
    if troubled := summary.sources_that_matter(brief) or summary.troubled_sources(brief):
        return wording.capital(formats.listed(wording.silence(source) for source in troubled))
    sources = summary.usual_sources(brief)
    if not sources:
        return gettext("No source brought anything")
    on_time = ngettext("The one source delivered on time", "All {n} sources delivered on time", len(sources))
    bare = [source for source in sources if (source.expected or 0) >= 1 and not source.conversations]
    parts = [
        gettext(
            "{source} brought nothing from this persona, where {expected} are usual", source=source.title,
            expected=formats.whole(source.expected),
        )
        for source in bare
    ]  # fmt: skip
    return formats.clauses([on_time, *parts])


def sentences(brief: Brief) -> list[str]:
    """What the cycle did not hear or could not use, one sentence a kind; each with its number."""
    warnings = _warnings(brief)
    silent = [source for source in summary.troubled_sources(brief) if not any(source.source in warning for warning in warnings)]
    lines = [wording.capital(wording.ended(plain(brief, warning))) for warning in warnings]
    lines += [gettext("{silence}: check that feed.", silence=wording.capital(wording.silence(source))) for source in silent]
    return [
        *lines,
        *_not_counted(brief.coverage),
        *_not_understood(brief),
        *_delivered(brief.coverage),
        *_matches(brief.matching),
        *themes_read(brief.theme_review),
        *correction(brief),
        *wording.overlap_notes(brief),
    ]


def _not_understood(brief: Brief) -> list[str]:
    """Quotes of what no theme explains and what to do, where that is too much; and how much was small talk alone."""
    talk, quotes = brief.coverage.small_talk_share or 0.0, brief.coverage.unthemed_quotes or ()
    small_talk = gettext("{share} of the conversations hold nothing but small talk.", share=formats.percent(talk))
    lines = [small_talk] if talk >= LEAST_TALK else []
    if not summary.outside_themes(brief) or not quotes:
        return lines
    examples = gettext(
        "No theme explains, for example: {quotes}. Where they share a subject, the persona file can name it in customers’ words.",
        quotes=formats.listed(formats.quoted(quote.text) for quote in quotes),
    )
    return [*lines, examples]


def _warnings(brief: Brief) -> list[str]:
    """Warnings of the coverage, without those about sources that never brought this persona anything."""
    usual = {source.source for source in summary.usual_sources(brief)}
    others = [source.source for source in brief.coverage.sources if source.source not in usual]
    return [warning for warning in brief.coverage.warnings if not any(repr(name) in warning for name in others)]


def _matches(matching: Matching) -> list[str]:
    lines = [ngettext("{n} conversation matched this persona.", "{n} conversations matched this persona.", matching.attached)]
    if matching.ambiguous:
        between = ngettext(
            "{n} conversation lies between personas and counts for none.",
            "{n} conversations lie between personas and count for none.", matching.ambiguous,
        )  # fmt: skip
        lines.append(between)
    if matching.awaiting_review:
        waits = ngettext(
            "{n} match waits for a person’s decision.", "{n} matches wait for a person’s decision.", matching.awaiting_review
        )
        lines.append(waits)
    if matching.unmatched:
        nobody = ngettext(
            "{n} conversation matched no persona at all.", "{n} conversations matched no persona at all.", matching.unmatched
        )
        lines.append(nobody)
    return lines + quality(matching.quality)


def quality(checked: Quality | None) -> list[str]:
    """How often matches were right, and how much was missed; [] until enough was checked."""
    if not checked:
        return []
    recalled = formats.percent_between(checked.recall, checked.recall_low, checked.recall_high)
    if checked.precision is None:
        return [
            ngettext(
                "Of {n} conversation drawn at random and checked by people: {found} of what is truly its own was matched to it.",
                "Of {n} conversations drawn at random and checked by people: {found} of what is truly its own was matched to it.",
                checked.n_drawn, found=recalled,
            )
        ]  # fmt: skip
    return [
        ngettext(
            "Of {n} conversation drawn at random and checked by people: {right} of what was matched to this persona was "
            "right, and {found} of what is truly its own was matched to it.",
            "Of {n} conversations drawn at random and checked by people: {right} of what was matched to this persona was "
            "right, and {found} of what is truly its own was matched to it.",
            checked.n_drawn, right=formats.percent_between(checked.precision, checked.precision_low, checked.precision_high),
            found=recalled,
        )
    ]  # fmt: skip


def themes_read(read: ThemeReview | None) -> list[str]:
    """How often a conversation is in the right theme, and how often one was missed; [] until enough was read."""
    if not read or read.right is None:
        return []
    rate = formats.percent_between(read.right, read.right_low, read.right_high)
    missed = ngettext("; {n} time a theme was missed", "; {n} times a theme was missed", read.missed) if read.missed else ""
    return [
        ngettext(
            "Of {n} conversation drawn at random and read by people: {rate} of the themes they were put to are right{missed}.",
            "Of {n} conversations drawn at random and read by people: {rate} of the themes they were put to are right{missed}.",
            read.n_read, rate=rate, missed=missed,
        )
    ]  # fmt: skip


def correction(brief: Brief) -> list[str]:
    """That too little was checked to correct the shares, where that is so; the corrected ones are in a table."""
    checked = brief.matching.quality
    if not checked or checked.approved_only or corrected_rows(brief):  # what a person approved needs no correction
        return []
    return [gettext("Too few were checked to correct the shares for what was matched wrongly.")]


def corrected_for(brief: Brief) -> str:
    """What the corrected shares are free of, as the table's name."""
    if any(theme.checked for theme in brief.themes):
        return gettext("Shares corrected for what people found wrong")
    return gettext("Shares corrected for wrong and missed matches")


def corrected_rows(brief: Brief) -> list[Row]:
    """Theme, its share as counted, and corrected with its interval: for wrong themes where enough was read, and for matches."""
    pairs = [(theme, theme.checked or theme.corrected) for theme in brief.themes]
    return [
        [
            summary.label(brief, theme.id),
            formats.percent(theme.share[brief.cycle]),
            formats.percent(share.share),
            formats.interval(formats.percent(share.low), formats.percent(share.high)),
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
        "source": source.title, "kind": wording.kind_of(source), "state": source.state, "glyph": STATE_GLYPHS[source.state],
        "state_word": gettext(STATES[source.state]), "last": formats.short_day(source.last_at),
        "expected": formats.whole(source.expected),
        "cells": [{"number": "–" if count is None else count, "step": _shade(count or 0, most)} for count in counts],
    }  # fmt: skip


def _shade(number: int, most: int) -> int:
    return -(-number * SHADES // most) if most else 0


def overlap_rows(brief: Brief) -> list[Row]:
    """Each overlapping persona: conversations between the two, likeness, claims that coincide, as the file states them."""
    stated = {claim.claim: claim.statement for claim in (*brief.claims, *brief.messaging)}
    gone = gettext("a claim no longer in the file")
    return [
        [
            overlap.name,
            formats.count(overlap.conversations),
            formats.percent(overlap.similarity),
            formats.listed(stated.get(claim, gone) for claim in overlap.claims) or "–",
        ]
        for overlap in brief.matching.overlaps
    ]


def _not_counted(coverage: Coverage) -> list[str]:
    """What part of the conversations lies in no theme."""
    if coverage.unthemed_share is None:
        return []
    if not coverage.unthemed_share and coverage.conversations:
        return [gettext("Every conversation fits a theme.")]
    return [gettext("{share} of the conversations fit no theme.", share=formats.percent(coverage.unthemed_share))]


def _delivered(coverage: Coverage) -> list[str]:
    """What was delivered and could not be read, came late, or came twice."""
    lines = [
        ngettext(
            "{n} row could not be read and is not counted.", "{n} rows could not be read and are not counted.", coverage.set_aside
        ),
        ngettext(
            "{n} conversation arrived late, after the brief of its month.",
            "{n} conversations arrived late, after the brief of their month.", coverage.late,
        ),
        ngettext(
            "{n} conversation was delivered more than once and counted once.",
            "{n} conversations were delivered more than once and counted once.", coverage.duplicates,
        ),
    ]  # fmt: skip
    numbers = (coverage.set_aside, coverage.late, coverage.duplicates)
    return [line for line, number in zip(lines, numbers, strict=True) if number]


def plain(brief: Brief, warning: str) -> str:
    """A warning without what is for the operator: `kit check` and the run’s log have that."""
    for source in brief.coverage.sources:
        warning = warning.replace(repr(source.source), repr(source.title))
    kept = [clause for clause in warning.split("; ") if "`" not in clause and not clause.startswith("check ")]
    text = "; ".join(kept) or warning.replace("`", "")
    text = re.sub(
        r"not heard, in languages the embedding \S+ does not speak", "left out, in languages that are not read here", text
    )
    return _translated(re.sub(r"'([^']*)'", r"\1", text))


def _translated(warning: str) -> str:
    """A warning of the record in the readers' language; as it stands where it is none that is known."""
    for pattern, message in WARNINGS:
        if known := re.fullmatch(pattern, warning):
            words = {name: SPOKEN.get(name, str)(text) for name, text in known.groupdict().items()}
            return gettext(message, **words) if language() != "en" else warning
    return warning
