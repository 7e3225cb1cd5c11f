"""Random orders tested at once: the figures and decisions that each has by itself."""

import numpy as np
import pandas as pd
import pytest

from kit.config.settings import Bar
from kit.cycles import Periods
from kit.shifts import chance
from kit.shifts.chance import PastVotes, chance_surfaced, passing_by_test, pseudo_periods, reordered
from kit.shifts.stats.persona_tests import PARTS, family_q, library_tests
from kit.shifts.stats.random_orders import tests_of_orders as at_once
from kit.shifts.stats.votes import Votes, votes_of

CYCLES = tuple(f"c{number:02d}" for number in range(10))
PERIODS = Periods(CYCLES[-1], CYCLES[-4:-1], CYCLES[:-1])
LOOSE = Bar(max_false_discovery=0.9, min_shift_pp=4, min_accounts=2)


def library(seed: int) -> list[Votes]:
    """Two personas over ten cycles: four themes that come and go with the months, two segments, two tiers and one without."""
    rng = np.random.default_rng(seed)
    personas = []
    for _ in range(2):
        rows = [
            (f"account:{at:02d}", "st"[at % 2], ("", "1", "2")[at % 3], cycle, ("call", "survey")[rng.integers(2)])
            for at in range(24) for cycle in CYCLES for _ in range(rng.integers(0, 3))
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["voter_id", "segment", "tier", "cycle", "kind"])
        frame = frame.assign(conversation_key=[f"k{at:04d}" for at in range(len(frame))])
        level = dict(zip(CYCLES, rng.uniform(0.05, 0.8, (len(CYCLES), 4)), strict=True))
        raised = rng.random((len(frame), 4)) < np.stack([level[cycle] for cycle in frame["cycle"]])
        at, theme = np.nonzero(raised)
        pairs = pd.DataFrame({"conversation_key": frame["conversation_key"].to_numpy()[at], "theme_id": [f"t{n}" for n in theme]})
        personas.append(votes_of(pairs, frame, [f"t{n}" for n in range(4)], list(CYCLES)))
    return personas


def orders_of(votes: list[Votes], n: int) -> list[list[Votes]]:
    rng = np.random.default_rng(0)
    drawn = [rng.permutation(len(PERIODS.past)) for _ in range(n)]
    return [[reordered(own, list(PERIODS.past), order) for own in votes] for order in drawn]


@pytest.mark.parametrize("seed", range(3))
def test_each_order_has_the_figures_that_it_has_by_itself(seed):
    orders, past = orders_of(library(seed), 5), pseudo_periods(PERIODS)
    for votes, found in zip(orders, at_once(orders, past), strict=True):
        for alone, own in zip(library_tests(votes, past), found, strict=True):
            pairs = [(alone.step, own.step), (alone.lasting, own.lasting)]
            for noun in PARTS:
                assert list(alone.parts(noun)[0]) == list(own.parts(noun)[0])
                assert alone.tested(noun) == own.tested(noun)
                pairs += zip(alone.parts(noun)[0].values(), own.parts(noun)[0].values(), strict=True)
            for table, figures in pairs:
                for name, values in figures.items():
                    if values.dtype.kind == "U":
                        assert table[name].tolist() == values.tolist()
                    else:
                        np.testing.assert_allclose(values, table[name], rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("together", [1, 2_000_000])
def test_a_bar_surfaces_what_it_would_surface_of_each_order_by_itself(monkeypatch, together):
    """By the tables with their intervals and with everybody left out in turn; however many orders are tried at once."""
    monkeypatch.setattr(chance, "ORDERS_TOGETHER", together)
    votes, past = library(7), pseudo_periods(PERIODS)
    expected, by_test = [], dict.fromkeys(("step", "lasting", "segments", "tiers"), 0)
    for order in orders_of(votes, 12):
        tests, surfaced = library_tests(order, past), 0
        for own, of, q in zip(order, tests, family_q(tests, [LOOSE.min_shift_pp] * 2), strict=True):
            passes = passing_by_test(own, of, q, LOOSE, past)
            surfaced += int(np.logical_or.reduce(list(passes.values())).sum())
            by_test = {name: n + int(passes[name].sum()) for name, n in by_test.items()}
            assert not (passes["step"] & ~of.step["is_kept"]).any()
            assert not (passes["lasting"] & ~(of.lasting["is_lasting"] & of.lasting["is_kept"])).any()
        expected.append(surfaced)
    assert all(by_test.values()), by_test
    rng = np.random.default_rng(0)
    assert chance_surfaced([PastVotes(own, PERIODS) for own in votes], [LOOSE] * 2, [rng] * 12) == expected
