"""Persona tests: one cycle, the last cycles together, each segment and each tier, in one family of false discovery."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import special

from kit.cycles import Periods
from kit.shifts.stats.account_regression import DecidedContrast, contrast_of
from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variations_of, month_spread
from kit.shifts.stats.expected_size import expected_size
from kit.shifts.stats.lasting_change import Blocks, blocks_of, lasting_shifts, settled_shifts, spread_around
from kit.shifts.stats.theme_shifts import table_of
from kit.shifts.stats.votes import Votes

#: Figures of all themes, a column each.
Table = pd.DataFrame | dict[str, np.ndarray]

#: Weight of a theme's test of one cycle in the family, of its test of a lasting change, and of all its segments' and all its
#: tiers' together. A change of the whole persona in one month is what most briefs are read for; the others would take a third
#: of its power.
WEIGHTS = {"step": 1.8, "lasting": 0.9, "segment": 0.3, "tier": 0.3}
#: What accounts fall into: each segment and each tier is looked at by itself.
PARTS = ("segment", "tier")
#: Voters that a segment or tier needs in the cycle and in its baseline before it has a test of its own; fewer have their
#: interval told beside the persona's shift and surface none.
VOTERS_TO_TEST_PART = 5


@dataclass(frozen=True)
class PersonaTests:
    """Every test of one persona.

    Attributes
    ----------
    step : the cycle against its baseline, a row a theme: :func:`kit.shifts.stats.theme_shifts.table_of`.
    lasting : the last cycles together against those before, since a theme's own last change: ``n_before`` of them; None where
        the window holds too few.
    segments, tiers : the cycle against its baseline in each segment that spoke in both, and in each tier that is known.
    contrast, wander : what ``step`` was made of.
    blocks, around : the cycles of ``lasting``, and how ordinary months vary around a lasting change.
    importance : float array of shape (n_themes,), above 0: times which each theme's tests count in the family; None: once.

    Notes
    -----
    Of a random order of the past (:mod:`kit.shifts.stats.random_orders`) ``step``, ``lasting``, ``segments`` and ``tiers`` hold
    what a decision is made of alone, as :func:`kit.shifts.stats.theme_shifts.decided_figures` returns it.
    """

    step: Table
    lasting: Table | None
    segments: dict[str, Table]
    segment_contrasts: dict[str, DecidedContrast]
    contrast: DecidedContrast
    wander: CycleVariation
    blocks: Blocks | None
    around: CycleVariation
    importance: np.ndarray | None = None
    tiers: dict[str, Table] = field(default_factory=dict)
    tier_contrasts: dict[str, DecidedContrast] = field(default_factory=dict)

    def times(self) -> np.ndarray:
        """How much each theme's tests count in the family; shape (n_themes,)."""
        return np.ones(len(self.step["p"])) if self.importance is None else self.importance

    def weight(self) -> float:
        """How much all tests of one theme count in the family: those of tiers where there are any."""
        return sum(WEIGHTS.values()) - (0.0 if self.tested("tier") else WEIGHTS["tier"])

    def blocks_of(self, place: int) -> Blocks | None:
        """The cycles that a theme's lasting change is of; None where there are too few."""
        if self.blocks is None or self.lasting is None:
            return None
        return self.blocks.since(int(np.asarray(self.lasting["n_before"])[place]))

    def parts(self, noun: str) -> tuple[dict[str, Table], dict[str, DecidedContrast]]:
        """Tables and contrasts of the parts that accounts fall into; ``noun`` is "segment" or "tier"."""
        return {"segment": (self.segments, self.segment_contrasts), "tier": (self.tiers, self.tier_contrasts)}[noun]

    def tested(self, noun: str) -> list[str]:
        """Segments or tiers with voters enough for a test of their own, where there is more than one."""
        _, contrasts = self.parts(noun)
        names = [name for name, own in contrasts.items() if min(own.n_now, own.n_before) >= VOTERS_TO_TEST_PART]
        return names if len(contrasts) > 1 else []


@dataclass(frozen=True)
class Ordinary:
    """How ordinary months vary in each persona of a library: before a cycle, and around a lasting change.

    ``blocks`` is None where too few cycles were heard; ``around`` is then as ``before``.
    """

    before: list[CycleVariation]
    around: list[CycleVariation]
    blocks: Blocks | None


def ordinary_of(votes: list[Votes], periods: Periods) -> Ordinary:
    """How ordinary months vary, pooled over the library; how alike those next to each other are, the whole window tells."""
    spoken = {own.cycles[code] for own in votes for code in np.unique(own.cycle)}
    before = cycle_variations_of([month_spread(own, [name for name in periods.past if name in spoken]) for own in votes])
    blocks = blocks_of([name for name in periods.window if name in spoken or name == periods.now])
    if not blocks:
        return Ordinary(before, before, None)
    window = [month_spread(own, list(blocks.window)) for own in votes]
    return Ordinary(before, cycle_variations_of([spread_around(own, blocks) for own in votes], window), blocks)


def library_tests(votes: list[Votes], periods: Periods) -> list[PersonaTests]:
    """Every test of every persona; how ordinary months vary is pooled over the library."""
    ordinary = ordinary_of(votes, periods)
    return [
        _tests(own, periods, wanders, ordinary.blocks)
        for own, *wanders in zip(votes, ordinary.before, ordinary.around, strict=True)
    ]


def _tests(votes: Votes, periods: Periods, wanders: list[CycleVariation], blocks: Blocks | None) -> PersonaTests:
    wander, around = wanders
    contrast = contrast_of(votes, [periods.now], list(periods.baseline))
    lasting = settled_shifts(votes, blocks, around) if blocks and len(contrast.voters) else None
    (segments, segment_contrasts), (tiers, tier_contrasts) = (_of_parts(votes, noun, periods, wander) for noun in PARTS)
    return PersonaTests(
        step=table_of(votes, contrast, wander), lasting=lasting, segments=segments, segment_contrasts=segment_contrasts,
        contrast=contrast, wander=wander, blocks=blocks, around=around, tiers=tiers, tier_contrasts=tier_contrasts,
    )  # fmt: skip


def _of_parts(
    votes: Votes, noun: str, periods: Periods, wander: CycleVariation
) -> tuple[dict[str, Table], dict[str, DecidedContrast]]:
    """Tables and contrasts of each segment or tier that spoke in the compared cycles."""
    ours = spoke_of(votes, noun, periods)
    contrasts = {name: contrast_of(own, [periods.now], list(periods.baseline)) for name, own in ours.items()}
    return {name: table_of(ours[name], own, wander) for name, own in contrasts.items()}, contrasts


def spoke_of(votes: Votes, noun: str, periods: Periods) -> dict[str, Votes]:
    """Votes of each segment or tier that spoke in the compared cycles. Accounts of no known tier are none; a lone tier is all."""
    voters = votes.voter[votes.said_in(periods.compared)]
    names = {"segment": votes.segments, "tier": tuple(name for name in votes.tiers if name)}[noun]
    spoke = [name for name in names if votes.is_of_part(noun, name)[voters].any()]
    return {name: votes.of_part(noun, name) for name in spoke} if noun == "segment" or len(spoke) > 1 else {}


def weighted_q(p: np.ndarray, weights: np.ndarray, is_in: np.ndarray | None = None) -> np.ndarray:
    """Benjamini-Hochberg q of each p, some of which count for more (Genovese, Roeder and Wasserman 2006).

    Parameters
    ----------
    p : float array of shape (n_tests,), 0-1
    weights : float array of shape (n_tests,), above 0
        Scaled to a mean of 1.
    is_in : bool array of shape (n_tests,)
        Which tests are the family; the others are told the q of the next larger p in it.

    Raises
    ------
    ValueError
        A p is missing or outside 0-1: among the sorted ones it would spoil the q of every other test.
    """
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"every p lies between 0 and 1, and {p[~((p >= 0) & (p <= 1))][0]} does not")
    is_in = np.ones(len(p), dtype=bool) if is_in is None else is_in
    if not is_in.any():
        return np.ones(len(p))
    scaled = p * weights[is_in].mean() / weights
    family = np.sort(scaled[is_in])
    stepped = family * len(family) / np.arange(1, len(family) + 1)
    q = np.append(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return np.clip(q[np.searchsorted(family, scaled)], 0, 1)


def can_reach(table: Table, n_now: int, n_before: int, least_pp: float) -> np.ndarray:
    """Whether themes so common could have shifted by so much at all: the others need not be looked at.

    Notes
    -----
    A theme that rises by s from nothing has a share of s times the part of the votes that are now over both periods; one that
    falls to nothing, s times the part before. Choosing by the pooled share says nothing of the difference between the two.
    """
    least = least_pp / 100 * min(n_now, n_before) / max(n_now + n_before, 1)
    return np.asarray(table["pooled_share"]) >= least - 1e-12


def step_level(tests: list[PersonaTests], false_discovery: float) -> float:
    """p at which the test of one cycle is called where it is the only one of its library that is."""
    total = sum(of.times().sum() * of.weight() for of in tests)
    return false_discovery * WEIGHTS["step"] / max(total, WEIGHTS["step"])


def expected_pp(table: Table | dict[str, list[float]], level: float, least_pp: float) -> np.ndarray:
    """What is likely left of each theme's shift, in points: see :func:`kit.shifts.stats.expected_size.expected_size`.

    Parameters
    ----------
    level : p at which a shift is called; least_pp : the smallest that the bar lets through.
    """
    cut = np.maximum(-special.ndtri(level / 2) * np.asarray(table["null_error_pp"]), least_pp)
    result = np.abs(np.asarray(table["mix_adjusted_pp"]))
    left = [expected_size(*each) for each in zip(result, table["error_pp"], cut, strict=True)]
    return np.asarray(table["shift_pp"]) * np.divide(left, result, out=np.ones_like(result), where=result > 0)


def lasting_parts(votes: Votes, tests: PersonaTests, n_before: int, noun: str = "segment") -> dict[str, pd.DataFrame]:
    """The last cycles together against so many before in each segment, or tier, that spoke in both."""
    if tests.blocks is None:
        return {}
    blocks, ours = tests.blocks.since(n_before), {name: votes.of_part(noun, name) for name in tests.parts(noun)[0]}
    return {name: lasting_shifts(own, blocks, tests.around)[0] for name, own in ours.items()}


def family_q(tests: list[PersonaTests], least_pp: list[float]) -> list[pd.DataFrame]:
    """q of every test of a library, over one family.

    Parameters
    ----------
    least_pp : the smallest shift that each persona's bar asks for, in points.

    Returns
    -------
    A DataFrame a persona, a row a theme: ``step``, ``lasting`` (1 where there is none), ``segment <name>`` and ``tier <name>``.
    """
    if not tests:
        return []
    family = [_p_and_weights(of, least) for of, least in zip(tests, least_pp, strict=True)]
    q = weighted_q(*_joined(family))
    parts = np.split(q, np.cumsum([p.size for _, p, _, _ in family])[:-1])
    return [pd.DataFrame(part.reshape(p.shape), columns=names) for part, (names, p, _, _) in zip(parts, family, strict=True)]


def family_p(tests: list[PersonaTests], least_pp: list[float]) -> np.ndarray:
    """p of every test in the family of a library, 0-1, divided by its weight: what any step-up procedure can be given."""
    p, weights, is_in = _joined([_p_and_weights(of, least) for of, least in zip(tests, least_pp, strict=True)])
    return np.minimum(p[is_in] * weights[is_in].mean() / weights[is_in], 1.0) if is_in.any() else np.zeros(0)


#: Names of one persona's tests; and of each, a row a theme: its p, its weight, and whether it is in the family.
_Family = tuple[list[str], np.ndarray, np.ndarray, np.ndarray]


def _joined(family: list[_Family]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p and weight of every test of a library, and whether it is in the family: of what each persona's are."""
    p, weights, is_in = (np.concatenate([part.ravel() for part in parts]) for parts in list(zip(*family, strict=True))[1:])
    return p, weights, is_in


def _p_and_weights(of: PersonaTests, least_pp: float) -> _Family:
    """Every test of one persona."""
    contrast, n = of.contrast, len(of.step["p"])
    is_possible = can_reach(of.step, contrast.n_months_now, contrast.n_months - contrast.n_months_now, least_pp)
    p = {"step": np.asarray(of.step["p"])}
    weights, is_in = {"step": WEIGHTS["step"], "lasting": WEIGHTS["lasting"]}, {"step": is_possible}
    p["lasting"] = np.ones(n) if of.lasting is None else np.asarray(of.lasting["p"])
    is_in["lasting"] = is_possible & (of.lasting is not None)
    for noun in PARTS:
        (tables, contrasts), names = of.parts(noun), of.tested(noun)
        for name in names:
            own, key = contrasts[name], f"{noun} {name}"
            p[key], weights[key] = np.asarray(tables[name]["p"]), WEIGHTS[noun] / len(names)
            is_in[key] = can_reach(tables[name], own.n_months_now, own.n_months - own.n_months_now, least_pp)
    times = of.times()
    of_tests = (np.column_stack(columns) for columns in (
        [p[key] for key in p], [weights[key] * times for key in p], [is_in[key] for key in p],
    ))  # fmt: skip
    return list(p), *of_tests
