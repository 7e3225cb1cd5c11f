"""The contrast of two periods, against independent references."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.shifts.stats import account_regression as module
from kit.shifts.stats import normal_equations
from kit.shifts.stats.account_regression import contrast_of, decided_contrasts
from kit.shifts.stats.votes import Votes, votes_of


def talk(seed, n_voters=25, cycles=("c1", "c2", "c3"), segments=("s", "t"), n_themes=2):
    """Random conversations, some voters silent in some cycles, as votes and as a frame."""
    rng = np.random.default_rng(seed)
    rows = []
    for voter in range(n_voters):
        for cycle in cycles:
            for _ in range(rng.integers(0, 4)):
                rows.append((f"account:{voter:02d}", segments[voter % len(segments)], cycle, ("call", "survey")[rng.integers(2)]))
    frame = pd.DataFrame(rows, columns=["voter_id", "segment", "cycle", "kind"])
    frame = frame.assign(conversation_key=[f"k{at:04d}" for at in range(len(frame))])
    raised = rng.random((len(frame), n_themes)) < 0.3
    evidence = pd.DataFrame(
        [
            (key, f"t{theme}")
            for at, key in enumerate(frame["conversation_key"])
            for theme in range(n_themes)
            if raised[at, theme]
        ],
        columns=["conversation_key", "theme_id"],
    )
    return votes_of(evidence, frame, [f"t{theme}" for theme in range(n_themes)], list(cycles)), frame, evidence


def dummies(votes: Votes, now: str) -> list[np.ndarray]:
    cells = normal_equations.cells_of([votes], [now])
    return [normal_equations._dummies(codes, cells) for codes in (cells.segment, cells.kind)]


def by_least_squares(votes: Votes, now: str, own=normal_equations.OWN_LEVEL_VOTES, mix=normal_equations.MIX_VOTES) -> np.ndarray:
    """The same coefficient from one large least-squares problem with a penalised column for every account."""
    is_now = (votes.cycle == votes.cycles.index(now)).astype(float)
    segment, kind = dummies(votes, now)
    accounts = (votes.voter[:, None] == np.unique(votes.voter)[None]).astype(float)
    design = np.column_stack([np.ones(len(is_now)), is_now, segment, kind, accounts])
    pull = np.diag([0, 0] + [mix] * (segment.shape[1] + kind.shape[1]) + [own] * accounts.shape[1])
    weighted = design * votes.weight[:, None]
    return np.linalg.solve(weighted.T @ design + pull, weighted.T @ votes.raised)[1]


@pytest.mark.parametrize("seed", range(3))
def test_the_coefficient_is_that_of_penalised_least_squares(seed):
    votes, _, _ = talk(seed)
    found = contrast_of(votes, ["c3"], ["c1", "c2"])
    np.testing.assert_allclose(found.said_differently, by_least_squares(votes, "c3"), atol=1e-7)


def test_without_own_levels_it_is_statsmodels_weighted_least_squares(monkeypatch):
    monkeypatch.setattr(module, "OWN_LEVEL_VOTES", 1e12)
    monkeypatch.setattr(normal_equations, "OWN_LEVEL_VOTES", 1e12)
    monkeypatch.setattr(normal_equations, "MIX_VOTES", 1e-9)
    votes, _, _ = talk(5)
    is_now = (votes.cycle == 2).astype(float)
    design = np.column_stack([
        np.ones(len(is_now)), is_now, *dummies(votes, "c3")
    ])  # fmt: skip
    fits = [sm.WLS(votes.raised[:, at], design, weights=votes.weight).fit() for at in range(2)]
    found = contrast_of(votes, ["c3"], ["c1", "c2"])
    np.testing.assert_allclose(found.said_differently, [fit.params[1] for fit in fits], atol=1e-6)
    clustered = [fit.get_robustcov_results("cluster", groups=votes.voter).cov_params()[1, 1] for fit in fits]
    np.testing.assert_allclose(np.sqrt(found.variance), np.sqrt(clustered), rtol=0.2)  # the jackknife is the more cautious


def test_leaving_out_a_voter_is_what_recomputing_without_it_gives():
    votes, _, _ = talk(7, n_voters=12)
    whole = contrast_of(votes, ["c3"], ["c1", "c2"])
    for at, voter in enumerate(whole.voters):
        again = contrast_of(votes.of_cells(votes.voter != voter), ["c3"], ["c1", "c2"])
        np.testing.assert_allclose(again.said_differently, whole.without[at], atol=1e-6)


def test_balanced_accounts_give_the_plain_difference_of_means():
    rows = [(f"account:{voter}", cycle, at) for voter in range(6) for cycle in ("c1", "c2") for at in range(2)]
    frame = pd.DataFrame(rows, columns=["voter_id", "cycle", "at"]).assign(segment="s", kind="call")
    frame = frame.assign(conversation_key=[f"k{at:02d}" for at in range(len(frame))])
    raising = frame[
        (frame["cycle"] == "c2") & (frame["at"] == 0) & frame["voter_id"].isin(["account:0", "account:1", "account:2"])
    ]
    votes = votes_of(raising[["conversation_key"]].assign(theme_id="t"), frame, ["t"], ["c1", "c2"])
    found = contrast_of(votes, ["c2"], ["c1"])
    assert found.now[0] == pytest.approx(0.25)  # three of six accounts in half of what they say
    assert found.said_differently[0] == pytest.approx(0.25, abs=1e-6)
    deviation = np.array([0.25] * 3 + [-0.25] * 3)  # of the accounts' own differences, by hand
    by_hand = (deviation**2).sum() / (6 * 5)
    jackknife = 5 / 6 * ((found.without - found.said_differently) ** 2).sum(axis=0)
    assert jackknife[0] == pytest.approx(by_hand, rel=0.02)
    assert by_hand <= found.variance[0] <= 1.5 * by_hand  # half a vote on each side makes it wider


def test_a_theme_nobody_raises_has_a_spread_all_the_same():
    votes, _, _ = talk(4, n_themes=3)
    silent = replace(votes, raised=votes.raised * np.array([1.0, 1.0, 0.0]))
    found = contrast_of(silent, ["c3"], ["c1", "c2"])
    assert (found.without[:, 2] == 0).all()
    assert 0 < found.variance[2] < found.variance[:2].min()


def test_what_each_cycle_adds_sums_to_one_now_and_to_minus_one_before():
    votes, _, _ = talk(6)
    found = contrast_of(votes, ["c2", "c3"], ["c1"])
    np.testing.assert_allclose([found.loadings[0], found.loadings[1:].sum()], [-1, 1], atol=1e-6)


def test_leaving_out_a_cycle_is_what_comparing_without_it_gives():
    votes, _, _ = talk(9)
    found = contrast_of(votes, ["c2", "c3"], ["c1"])
    for at, kept in enumerate(("c3", "c2")):
        np.testing.assert_allclose(found.without_cycle[at], contrast_of(votes, [kept], ["c1"]).said_differently, atol=1e-9)


def test_a_changed_mix_is_not_said_differently():
    """Large accounts always raise it, small ones never; now more large ones speak."""
    rows = [(f"account:l{at}", "large", cycle) for at in range(30) for cycle in ("c1", "c2") if cycle == "c2" or at < 8]
    rows += [(f"account:s{at}", "small", cycle) for at in range(30) for cycle in ("c1", "c2") if cycle == "c1" or at < 8]
    frame = pd.DataFrame(rows, columns=["voter_id", "segment", "cycle"]).assign(kind="call")
    frame = frame.assign(conversation_key=[f"k{at:03d}" for at in range(len(frame))])
    raising = frame[frame["segment"] == "large"]
    votes = votes_of(raising[["conversation_key"]].assign(theme_id="t"), frame, ["t"], ["c1", "c2"])
    found = contrast_of(votes, ["c2"], ["c1"])
    assert found.now[0] - found.before[0] > 0.5
    assert abs(found.said_differently[0]) < 0.06  # the pull of one vote towards no effect of the mix leaves a tenth


def test_a_theme_of_even_accounts_takes_the_spread_that_all_themes_show():
    """Accounts that raise a theme once in each month show no spread of their own; all-or-nothing themes beside it show some."""
    keys = [(f"account:{account:02d}", cycle, talk) for account in range(20) for cycle in ("c1", "c2") for talk in range(6)]
    frame = pd.DataFrame(keys, columns=["voter_id", "cycle", "talk"]).assign(segment="s", kind="call")
    frame = frame.assign(conversation_key=[f"k{row:03d}" for row in range(len(frame))])
    account = frame["voter_id"].str[-2:].astype(int)
    even = frame.loc[frame["talk"] == account % 6, ["conversation_key"]].assign(theme_id="even")
    is_loud = (account + (frame["cycle"] == "c2")) % 2 == 0
    loud = frame.loc[is_loud, ["conversation_key"]].assign(theme_id="loud")
    alone = contrast_of(votes_of(even, frame, ["even"], ["c1", "c2"]), ["c2"], ["c1"])
    beside = contrast_of(votes_of(pd.concat([even, loud]), frame, ["even", "loud"], ["c1", "c2"]), ["c2"], ["c1"])
    assert beside.excess > 1
    assert alone.excess < module.LEAST_EXCESS
    assert alone.null_variance[0] > 1e-4  # its own would be next to nothing
    assert beside.null_variance[0] == pytest.approx(beside.excess / module.LEAST_EXCESS * alone.null_variance[0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_to_b_is_minus_b_to_a(seed):
    votes, _, _ = talk(seed, n_voters=10, cycles=("c1", "c2"))
    there, back = contrast_of(votes, ["c2"], ["c1"]), contrast_of(votes, ["c1"], ["c2"])
    np.testing.assert_allclose(there.said_differently, -back.said_differently, atol=1e-7)
    np.testing.assert_allclose(there.variance, back.variance, atol=1e-7)
    np.testing.assert_allclose(there.null_variance, back.null_variance, rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_cycle_against_its_own_copy_shifts_nothing(seed):
    _, frame, evidence = talk(seed, n_voters=8, cycles=("c1",))
    copy = frame.assign(cycle="c2", conversation_key="x" + frame["conversation_key"])
    said = pd.concat([evidence, evidence.assign(conversation_key="x" + evidence["conversation_key"])])
    votes = votes_of(said, pd.concat([frame, copy], ignore_index=True), ["t0", "t1"], ["c1", "c2"])
    np.testing.assert_allclose(contrast_of(votes, ["c2"], ["c1"]).said_differently, 0, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_extra_copies_of_one_voters_words_shift_nothing(seed, copies):
    votes, frame, evidence = talk(seed, n_voters=8)
    ours = frame["voter_id"] == frame["voter_id"].iloc[0]
    more, said = [frame], [evidence]
    for at in range(copies):
        more.append(frame[ours].assign(conversation_key=f"x{at}" + frame["conversation_key"]))
        mine = evidence[evidence["conversation_key"].isin(frame.loc[ours, "conversation_key"])]
        said.append(mine.assign(conversation_key=f"x{at}" + mine["conversation_key"]))
    again = votes_of(pd.concat(said), pd.concat(more, ignore_index=True), ["t0", "t1"], ["c1", "c2", "c3"])
    one, other = (contrast_of(of, ["c3"], ["c1", "c2"]) for of in (votes, again))
    np.testing.assert_allclose(one.said_differently, other.said_differently, atol=1e-9)
    np.testing.assert_allclose(one.now - one.before, other.now - other.before, atol=1e-9)


@pytest.mark.parametrize("together", [1, 500_000])
def test_many_contrasts_at_once_are_each_by_itself(monkeypatch, together):
    """Parts with other segments and kinds, one of a single voter and one that nobody spoke in; however many at once."""
    monkeypatch.setattr(module, "CELLS_TOGETHER", together)
    votes, _, _ = talk(3, segments=("s", "t", "u"), n_themes=4)
    parts = [votes, *(votes.in_segment(name) for name in votes.segments)]
    parts += [votes.of_cells(votes.kind == 0), votes.of_cells(votes.voter == 2), votes.of_cells(votes.cycle == 1)]
    parts += [votes.of_cells(np.zeros(0, dtype=int))]
    found = decided_contrasts(parts, ["c3"], ["c1", "c2"])
    for place, own in enumerate(parts):
        alone, row = contrast_of(own, ["c3"], ["c1", "c2"]), found.row(place)
        for name, value in row.items():
            np.testing.assert_allclose(value, getattr(alone, name), rtol=1e-10, atol=1e-12, err_msg=name)
