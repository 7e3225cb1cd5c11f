"""What the persona file claims: every claim with its verdict, a line of its history and a quote; the order of its pains."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import reasons, summary, wording
from kit.brief.advice import pain_name
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import Claim
from kit.brief.quotes import as_shown
from kit.brief.tables import Row, top_of
from kit.drift.claim_verdicts import NOT_ENOUGH
from kit.drift.messaging import WORTH_A_MESSAGE
from kit.language import gettext, in_own_language, marked, marked_plural, ngettext

GLYPHS = {"holding": "=", "rising": "▲", "fading": "▼", "unheard": "○", "overtaken": "↓", NOT_ENOUGH: "?"}
NOUNS = {
    "goals": marked("Goals"), "pains": marked("Pains"), "objections": marked("Objections"),
    "decision_criteria": marked("Decision criteria"),
}  # fmt: skip

#: What became of a claim, in the order in which they are told; and as one of several: "3 overtaken".
WORDS = {
    "overtaken": marked("overtaken"), "rising": marked("rising"), "fading": marked("fading"), "holding": marked("holding"),
    "unheard": marked("unheard"), NOT_ENOUGH: marked("too little said"),
}  # fmt: skip
FATES = {
    "overtaken": marked_plural("{number} overtaken", "{number} overtaken"),
    "rising": marked_plural("{number} rising", "{number} rising"),
    "fading": marked_plural("{number} fading", "{number} fading"),
    "holding": marked_plural("{number} holding", "{number} holding"),
    "unheard": marked_plural("{number} unheard", "{number} unheard"),
    NOT_ENOUGH: marked_plural("{number} too little said", "{number} too little said"),
}


@in_own_language
def section(brief: Brief) -> Section:
    """The claims, then the order of pains stated against the order heard."""
    rows = claim_rows(brief)
    html = render(
        "claims.html", finding=finding(brief), rows=rows, top=top_of(row["history"] for row in rows),
        span=formats.cycles_named(brief.cycles), order=order_rows(brief), order_sentence=order_sentence(brief),
        evidence=f"{brief.persona.id}.evidence.csv", worth=WORTH_A_MESSAGE,
    )  # fmt: skip
    return Section("claims", gettext("What the persona file claims"), html)


def finding(brief: Brief) -> str:
    words = [claim.word for claim in brief.claims]
    if not words:
        return gettext("The persona file makes no claim that could be looked for")
    unsure = words.count(NOT_ENOUGH)
    if unsure == len(words):
        return ngettext(
            "Too little was said to judge the one claim", "Too little was said to judge any of {n} claims", len(words)
        )
    counts = {word: words.count(word) for word in FATES}
    fates = formats.listed(ngettext(*FATES[word], number, number=number) for word, number in counts.items() if number)
    return ngettext("Of {n} claim, {fates}", "Of {n} claims, {fates}", len(words), fates=fates)


def claim_rows(brief: Brief) -> list[dict[str, Any]]:
    """Each claim with its words, verdict, history over the window, sentence and evidence, in the file's order."""
    return [
        {
            "order": list(NOUNS).index(claim.section), "noun": gettext(NOUNS[claim.section]), "statement": claim.statement,
            "verdict": gettext(WORDS[claim.word]), "style": claim.word.replace(" ", "-"), "glyph": GLYPHS[claim.word],
            "sentence": formats.spaced(f"{claim.sentence}{_praised(brief, claim)}"),
            "history": [claim.history.get(cycle) for cycle in brief.cycles],
            "theme": claim.theme, "quote": as_shown(brief, claim.quote) if claim.quote else None,
        }
        for claim in brief.claims
    ]  # fmt: skip


def _praised(brief: Brief, claim: Claim) -> str:
    """That a claim which states a trouble is spoken of with praise, as a sentence after another one; "" where it is not."""
    theme = summary.theme_of(brief, claim.theme)
    praise = wording.praised(theme) if theme else ""
    return " " + gettext("What customers say of it is {praise}.", praise=praise) if praise else ""


def order_rows(brief: Brief) -> list[Row]:
    """Pain, place in the file, place heard, share; the most raised first. Empty where too little was heard for an order.

    Pains that the file does not state are shown from :data:`kit.drift.messaging.WORTH_A_MESSAGE` on.
    """
    if brief.verdict in wording.TOO_LITTLE or not brief.priorities:
        return []
    return [
        [
            summary.label(brief, row.theme),
            _place(row.rank_stated, gettext("not in the file")),
            _place(row.rank_heard, gettext("not raised")),
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
    stated = pain_name(brief, order.stated_first)
    if brief.verdict in wording.TOO_LITTLE:
        return gettext(
            "The file puts {stated} first; which pain customers put first cannot be told: {why}.", stated=stated,
            why=reasons.little(brief),
        )  # fmt: skip
    if not order.heard_first:
        return gettext("The file puts {stated} first; nobody raised a pain.", stated=stated)
    firsts = [row.theme for row in order.order if row.rank_heard == 1]
    if len(firsts) > 1:
        names = formats.listed_short([formats.quoted(summary.label(brief, theme)) for theme in firsts])
        return gettext("The file puts {stated} first; {names} were raised most, all as much.", stated=stated, names=names)
    return f"{_most(brief, stated)}{_how_sure(brief)}"


def _most(brief: Brief, stated: str) -> str:
    """The pain that the file puts first and the one raised most; how sure that is follows."""
    order = brief.priorities
    if order.heard_first == order.stated_first:
        return gettext("The file puts {stated} first; customers raised it most as well", stated=stated)
    first = pain_name(brief, order.heard_first)
    return gettext("The file puts {stated} first; customers raised {first} most", stated=stated, first=first)


def _how_sure(brief: Brief) -> str:
    """How sure it is which pain is raised most, as the end of a sentence."""
    order = brief.priorities
    if order.tied:
        names = formats.listed_short([formats.quoted(summary.label(brief, theme)) for theme in order.tied])
        return gettext(", tied with {names}: which of them is ahead this month may be chance.", names=names)
    return gettext(" (it really is first with a chance of {chance}).", chance=formats.percent(order.probability))
