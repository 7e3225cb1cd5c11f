"""What the persona file claims: every claim with its verdict, a line of its history and a quote; the order of its pains."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.advice import pain_name
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.quotes import as_shown
from kit.brief.tables import Row, top_of
from kit.drift.claim_verdicts import NOT_ENOUGH
from kit.drift.messaging import WORTH_A_MESSAGE

GLYPHS = {"holding": "=", "rising": "▲", "fading": "▼", "unheard": "○", "overtaken": "↓", NOT_ENOUGH: "?"}
NOUNS = {"goals": "Goals", "pains": "Pains", "objections": "Objections", "decision_criteria": "Decision criteria"}


def section(brief: Brief) -> Section:
    """The claims, then the order of pains stated against the order heard."""
    rows = claim_rows(brief)
    html = render(
        "claims.html", finding=finding(brief), rows=rows, top=top_of(row["history"] for row in rows),
        span=formats.cycles_named(brief.cycles), order=order_rows(brief), order_sentence=order_sentence(brief),
        evidence=f"{brief.persona.id}.evidence.csv", worth=WORTH_A_MESSAGE,
    )  # fmt: skip
    return Section("claims", "What the persona file claims", html)


def finding(brief: Brief) -> str:
    words = [claim.word for claim in brief.claims]
    if not words:
        return "The persona file makes no claim that could be looked for"
    number, unsure = formats.counted(len(words), "claim"), words.count(NOT_ENOUGH)
    if unsure == len(words):
        return f"Too little was said to judge any of {number}" if unsure > 1 else "Too little was said to judge the one claim"
    counts = {word: words.count(word) for word in ("overtaken", "rising", "fading", "holding", "unheard", NOT_ENOUGH)}
    return f"Of {number}, {formats.listed(f'{count} {word}' for word, count in counts.items() if count)}"


def claim_rows(brief: Brief) -> list[dict[str, Any]]:
    """Each claim with its words, verdict, history over the window, sentence and evidence, in the file's order."""
    return [
        {
            "order": list(NOUNS).index(claim.section), "noun": NOUNS[claim.section], "statement": claim.statement,
            "verdict": claim.word, "style": claim.word.replace(" ", "-"), "glyph": GLYPHS[claim.word],
            "sentence": formats.spaced(claim.sentence), "history": [claim.history.get(cycle) for cycle in brief.cycles],
            "theme": claim.theme, "quote": as_shown(brief, claim.quote) if claim.quote else None,
        }
        for claim in brief.claims
    ]  # fmt: skip


def order_rows(brief: Brief) -> list[Row]:
    """Pain, place in the file, place heard, share; the most raised first. Empty where too little was heard for an order.

    Pains that the file does not state are shown from :data:`kit.drift.messaging.WORTH_A_MESSAGE` on.
    """
    if brief.verdict in wording.TOO_LITTLE or not brief.priorities:
        return []
    return [
        [
            summary.label(brief, row.theme),
            _place(row.rank_stated, "not in the file"),
            _place(row.rank_heard, "not raised"),
            formats.percent(row.share),
        ]
        for row in brief.priorities.order
        if row.rank_stated or row.share >= WORTH_A_MESSAGE
    ]


def _place(rank: int | None, nothing: str) -> str:
    return nothing if rank is None else str(rank)


def order_sentence(brief: Brief) -> str:
    """The pain that the file puts first against the one raised most, with how sure that is; "" where the file states none."""
    order = brief.priorities
    if not order:
        return ""
    stated = f"The file puts {pain_name(brief, order.stated_first)} first"
    if brief.verdict in wording.TOO_LITTLE:
        return f"{stated}; which pain customers put first cannot be told: {wording.little(brief)}."
    if not order.heard_first:
        return f"{stated}; nobody raised a pain."
    firsts = [row.theme for row in order.order if row.rank_heard == 1]
    if len(firsts) > 1:
        names = formats.listed_short([formats.quoted(summary.label(brief, theme)) for theme in firsts])
        return f"{stated}; {names} were raised most, all as much."
    is_same = order.heard_first == order.stated_first
    most = "customers raised it most as well" if is_same else f"customers raised {pain_name(brief, order.heard_first)} most"
    if order.tied:
        names = formats.listed_short([formats.quoted(summary.label(brief, theme)) for theme in order.tied])
        return f"{stated}; {most}, tied with {names}: a lead so small may be chance."
    return f"{stated}; {most} (it really is first with a chance of {formats.percent(order.probability)})."
