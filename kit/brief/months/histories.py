"""Histories: each persona's printed briefs in a row, from what lies in the folders of a reports folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief
from kit.brief.months.grid import History
from kit.brief.months.since_last_month import so_far
from kit.brief.sections.library import Listed, in_order


def histories(printed: Sequence[Listed], newest: Mapping[str, Brief]) -> list[History]:
    """Every persona with its briefs, oldest first; those that ask for attention first.

    Parameters
    ----------
    printed : every brief that lies in the folders.
    newest : each persona's newest brief, which knows what the earlier ones came down to; without those that cannot be read.
    """
    last = {brief.persona.id: brief for brief in sorted(printed, key=lambda brief: brief.cycle)}
    known = {name: {past.cycle: past for past in so_far(brief)} for name, brief in newest.items()}
    return [
        History(head.persona.id, head.persona.name, tuple(_rows(printed, head.persona.id, known.get(head.persona.id, {}))))
        for head in in_order(list(last.values()))
    ]


def _rows(printed: Sequence[Listed], persona_id: str, known: Mapping[str, PastBrief]) -> list[PastBrief]:
    ours = sorted((brief for brief in printed if brief.persona.id == persona_id), key=lambda brief: brief.cycle)
    return [known.get(brief.cycle) or _bare(brief) for brief in ours]


def _bare(brief: Listed) -> PastBrief:
    """A brief of which only its verdict and headline are known."""
    return PastBrief(
        cycle=brief.cycle, verdict=brief.verdict, headline=brief.headline, partial=brief.partial, label="", accounts=0,
        accounts_active=0, amount=None, currency="USD",
    )  # fmt: skip
