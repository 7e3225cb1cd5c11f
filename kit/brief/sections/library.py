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

#: Cards in the order in which they ask for attention.
ORDER = ("shifted", "unclear", "thin", "stale", "steady")


class Listed(BaseModel):
    """What the archive lists of a printed brief, whichever version of the kit printed it."""

    class Head(BaseModel):
        """Whose brief it is."""

        id: str
        name: str
        tracking: str = "standard"

    model_config = ConfigDict(frozen=True, extra="ignore")

    persona: Head
    company: str = ""
    cycle: str
    verdict: str
    headline: str
    partial: bool = False


class _Judged(Protocol):
    persona: Any
    verdict: str


_AnyBrief = TypeVar("_AnyBrief", bound=_Judged)


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
        months=grid([_history(brief) for brief in in_order(briefs)]),
        cards=[_card(brief) for brief in in_order(briefs)],
        untracked=formats.listed(untracked),
    )
    return Section("library", "Personas", html)


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
    count = {verdict: sum(brief.verdict == verdict for brief in briefs) for verdict in ORDER}
    parts = {
        "shifted": f"{count['shifted']} shifted",
        "unclear": f"{count['unclear']} unclear",
        "thin": f"{count['thin']} too thin to tell",
        "stale": f"{count['stale']} with a stale source",
        "steady": f"{count['steady']} steady",
    }
    fates = formats.listed(text for verdict, text in parts.items() if count[verdict])
    return f"Of {formats.counted(len(briefs), 'persona')}, {fates}." if briefs else "No persona is tracked in this cycle."


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
        "tracking": f"{persona.tracking} tracking",
        "status": persona.status,
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
    return Section("archive", "All briefs", render("archive.html", groups=groups, total=len(briefs), months=months))


def _entry(brief: Listed) -> dict[str, str]:
    word = headline.VERDICTS[brief.verdict][0]
    return {
        "id": brief.persona.id,
        "name": brief.persona.name,
        "verdict": brief.verdict,
        "word": f"{word}, partial" if brief.partial else word,
        "headline": brief.headline,
    }
