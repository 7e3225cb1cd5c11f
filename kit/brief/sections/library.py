"""The library page's cards, one a persona, and the archive of all briefs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from kit import formats
from kit.brief import figures, headline, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.months.grid import LINK, MOST_CYCLES_OF_ALL, History, grid
from kit.brief.months.since_last_month import so_far
from kit.brief.tables import top_of
from kit.language import Language, gettext, in_own_language, marked, marked_plural, ngettext

#: Cards in the order in which they ask for attention.
ORDER = ("shifted", "unclear", "thin", "stale", "steady")
#: How many personas stand how, in the library's one sentence.
COUNTED = {
    "shifted": marked_plural("{number} shifted", "{number} shifted"),
    "unclear": marked_plural("{number} unclear", "{number} unclear"),
    "thin": marked_plural("{number} too thin to tell", "{number} too thin to tell"),
    "stale": marked_plural("{number} with a stale source", "{number} with a stale source"),
    "steady": marked_plural("{number} steady", "{number} steady"),
}
TRACKING = {
    "close": marked("close tracking"), "standard": marked("standard tracking"), "low": marked("low tracking"),
    "off": marked("off tracking"),
}  # fmt: skip
STATUSES = {"draft": marked("draft"), "active": marked("active"), "retired": marked("retired")}


class Listed(BaseModel):
    """What the archive lists of a printed brief, whichever version of the kit printed it."""

    class Head(BaseModel):
        """Whose brief it is."""

        id: str
        name: str
        tracking: str = "standard"

    class Made(BaseModel):
        """What it was made with: the language of its sentences where they are not in English."""

        language: Language | None = None

    model_config = ConfigDict(frozen=True, extra="ignore")

    persona: Head
    company: str = ""
    cycle: str
    verdict: str
    headline: str
    partial: bool = False
    settings: Made = Made()


class _Judged(Protocol):
    persona: Any
    verdict: str


_AnyBrief = TypeVar("_AnyBrief", bound=_Judged)


@in_own_language
def cards(briefs: Sequence[Brief], untracked: Sequence[str] = ()) -> Section:
    """All personas of one cycle as cards, those that ask for attention first.

    Parameters
    ----------
    untracked : names of the personas that no brief is written of, to be named below the cards.
    """
    html = render(
        "library.html",
        company=briefs[0].company if briefs else "",
        cycle=briefs[0].cycle if briefs else "",
        finding=finding(briefs),
        key=figures.key_of_all(briefs),
        months=grid([_history(brief) for brief in in_order(briefs)]),
        cards=[_card(brief) for brief in in_order(briefs)],
        untracked=formats.listed(untracked),
    )
    return Section("library", gettext("Personas"), html)


def _history(brief: Brief) -> History:
    return History(brief.persona.id, brief.persona.name, tuple(so_far(brief)))


def in_order(briefs: Sequence[_AnyBrief]) -> list[_AnyBrief]:
    """What asks for attention first: what moved, the closely tracked before the others; low tracking always last."""

    def attention(brief: _AnyBrief) -> tuple:
        tracking = brief.persona.tracking
        return (tracking == "low", ORDER.index(brief.verdict), tracking != "close", brief.persona.name)

    return sorted(briefs, key=attention)


def finding(briefs: Sequence[_Judged]) -> str:
    """The cycle in one sentence: how many personas shifted, and how many could not be judged."""
    if not briefs:
        return gettext("No persona is tracked in this cycle.")
    count = {verdict: sum(brief.verdict == verdict for brief in briefs) for verdict in ORDER}
    fates = [ngettext(*COUNTED[verdict], number, number=number) for verdict, number in count.items() if number]
    return ngettext("Of {n} persona, {fates}.", "Of {n} personas, {fates}.", len(briefs), fates=formats.listed(fates))


def _card(brief: Brief) -> dict[str, Any]:
    word, gloss = headline.verdict_words(brief)
    persona, is_waiting = brief.persona, wording.is_waiting(brief)
    largest = None if is_waiting else summary.largest(brief)
    theme = summary.theme_of(brief, largest.theme) if largest else None
    shares = [theme.share.get(cycle) if theme else None for cycle in brief.cycles]
    return {
        "id": persona.id,
        "name": persona.name,
        "verdict": brief.verdict,
        "word": word,
        "gloss": gloss,
        "headline": headline.headline(brief),
        "note": next(iter(headline.notes(brief)), ""),
        "figures": [] if is_waiting else figures.three_figures(brief),
        "shares": shares,
        "top": top_of([shares]),
        "line": summary.label(brief, theme.id) if theme else "",
        "span": formats.cycles_named(brief.cycles),
        "tracking": gettext(TRACKING[persona.tracking]),
        "status": gettext(STATUSES[persona.status]),
        "validated": formats.day(persona.validated_on),
    }


def archive(briefs: Sequence[Listed], histories: Sequence[History] = ()) -> Section:
    """The grid of personas by cycles, then every brief there is, the newest cycle first."""
    cycles = sorted({brief.cycle for brief in briefs}, reverse=True)
    months = grid(histories, MOST_CYCLES_OF_ALL, LINK)
    groups = [
        {"cycle": cycle, "rows": [_entry(brief) for brief in in_order([brief for brief in briefs if brief.cycle == cycle])]}
        for cycle in cycles
    ]
    html = render("archive.html", groups=groups, total=len(briefs), months=months)
    return Section("archive", gettext("All briefs"), html)


def _entry(brief: Listed) -> dict[str, str]:
    return {
        "id": brief.persona.id,
        "name": brief.persona.name,
        "verdict": brief.verdict,
        "word": headline.verdict_word(brief.verdict, brief.partial),
        "headline": brief.headline,
    }
