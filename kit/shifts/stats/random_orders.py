"""Random orders: every test of a library's past in many orders at once, of what a decision is made of alone."""

from __future__ import annotations

from kit.cycles import Periods
from kit.shifts.stats.account_regression import DecidedContrast, decided_contrasts
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.lasting_change import settled_figures
from kit.shifts.stats.persona_tests import PARTS, Ordinary, PersonaTests, Table, ordinary_of, spoke_of
from kit.shifts.stats.theme_shifts import decided_figures
from kit.shifts.stats.uncertainty import uncertainty_of
from kit.shifts.stats.votes import Votes

#: A test of one cycle: "" and "" of all accounts, otherwise the noun and name of a part of them.
_Test = tuple[str, str]


def tests_of_orders(orders: list[list[Votes]], periods: Periods) -> list[list[PersonaTests]]:
    """Every test of every persona, in each order; how ordinary months vary is pooled over the library of an order.

    Parameters
    ----------
    orders : each order's votes, a persona each; the same cycles are heard in all of them.

    Returns
    -------
    As many lists, whose tables lack intervals and ``is_kept`` and ``is_lasting``: these take as long as all else, and few of the
    tests come so far that they are asked for.

    Notes
    -----
    The same regression as :func:`kit.shifts.stats.account_regression.contrast_of`, of all orders of a persona in one go: a
    month's equations are small, and what many small ones cost is the number of calls.
    """
    ordinary = [ordinary_of(votes, periods) for votes in orders]
    of_personas = [
        _of_persona([votes[place] for votes in orders], periods, ordinary, place) for place in range(len(orders[0]))
    ]  # fmt: skip
    return [list(of_order) for of_order in zip(*of_personas, strict=True)]


def _of_persona(votes: list[Votes], periods: Periods, ordinary: list[Ordinary], place: int) -> list[PersonaTests]:
    """Tests of one persona, by its place in the library, in each order."""
    asked = [_asked(own, periods) for own in votes]
    wanders = [of.before[place] for own, of in zip(asked, ordinary, strict=True) for _ in own]
    rows = iter(_decided([own for of_order in asked for own in of_order.values()], periods, wanders))
    steps = [{test: next(rows) for test in of_order} for of_order in asked]
    return [
        _as_tests(step, lasting, of, place)
        for step, lasting, of in zip(steps, _lasting(votes, ordinary, place, steps), ordinary, strict=True)
    ]


def _asked(votes: Votes, periods: Periods) -> dict[_Test, Votes]:
    """The votes of all accounts, and those of each segment and each tier that spoke."""
    return {("", ""): votes} | {
        (noun, name): own for noun in PARTS for name, own in spoke_of(votes, noun, periods).items()
    }  # fmt: skip


def _decided(votes: list[Votes], periods: Periods, wanders: list[CycleVariation]) -> list[tuple[Table, DecidedContrast]]:
    """Figures and contrast of one cycle in each of the votes."""
    contrasts = decided_contrasts(votes, [periods.now], list(periods.baseline))
    figures = decided_figures(contrasts, uncertainty_of(contrasts, CycleVariation.stacked(wanders)))
    return [
        ({name: values[row] for name, values in figures.items()}, DecidedContrast(**contrasts.row(row)))
        for row in range(len(votes))
    ]


def _lasting(
    votes: list[Votes], ordinary: list[Ordinary], place: int, steps: list[dict[_Test, tuple[Table, DecidedContrast]]]
) -> list[Table | None]:
    """Figures of the last cycles together in each order; None where nobody spoke or too few cycles were heard."""
    blocks, result = ordinary[0].blocks, [None] * len(votes)
    spoke = [order for order, step in enumerate(steps) if blocks and step["", ""][1].n_months]
    if spoke:
        figures = settled_figures([votes[order] for order in spoke], blocks, [ordinary[order].around[place] for order in spoke])
        for order, own in zip(spoke, figures, strict=True):
            result[order] = own
    return result


def _as_tests(
    step: dict[_Test, tuple[Table, DecidedContrast]], lasting: Table | None, ordinary: Ordinary, place: int
) -> PersonaTests:
    tables, contrasts = ({test: own[which] for test, own in step.items()} for which in range(2))
    segments, segment_contrasts, tiers, tier_contrasts = (
        {name: own for (of, name), own in each.items() if of == noun} for noun in PARTS for each in (tables, contrasts)
    )
    return PersonaTests(
        step=tables["", ""], lasting=lasting, segments=segments, segment_contrasts=segment_contrasts, contrast=contrasts["", ""],
        wander=ordinary.before[place], blocks=ordinary.blocks, around=ordinary.around[place], tiers=tiers,
        tier_contrasts=tier_contrasts,
    )  # fmt: skip
