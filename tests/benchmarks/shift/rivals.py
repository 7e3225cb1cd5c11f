"""Rules others use, from their public descriptions, on the same months; some count conversations, some accounts."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from kit.cycles import Periods
from kit.shifts.stats.votes import Votes, vote_table

#: Volume below which the z-score rule says nothing.
LEAST_VOLUME = 10
#: How fast a theme that nobody raises loses its popularity.
FADING = 0.01


def two_proportions(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Two-tailed test of two proportions at 5 % over conversations, against the six periods before (as Thematic describes).

    Parameters
    ----------
    raising : int array of shape (n_months, n_themes), the last month is the one in question.
    n : int array of shape (n_months,), conversations of each month.

    Returns
    -------
    int array of shape (n_themes,): 1 called rising, -1 falling, 0 not called.
    """
    before, n_before = raising[-7:-1].sum(axis=0), n[-7:-1].sum()
    share, usual = raising[-1] / max(n[-1], 1), before / max(n_before, 1)
    pooled = (raising[-1] + before) / max(n[-1] + n_before, 1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / max(n[-1], 1) + 1 / max(n_before, 1)))
    z = np.divide(share - usual, error, out=np.zeros_like(error), where=error > 0)
    return (np.sign(z) * (np.abs(z) > stats.norm.isf(0.025))).astype(int)


def z_score(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """z-score over 3 of the month's volume against all months before, and a minimum volume (as SentiSum and Chattermill)."""
    del n  # volumes are compared, not shares
    past = raising[:-1]
    if len(past) < 2:
        return np.zeros(raising.shape[1], dtype=int)
    spread = past.std(axis=0, ddof=1)
    z = np.divide(raising[-1] - past.mean(axis=0), spread, out=np.zeros(len(spread)), where=spread > 0)
    return (np.sign(z) * ((np.abs(z) > 3) & (raising[-1] >= LEAST_VOLUME))).astype(int)


def chi_square(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Chi-square test of drift at 5 % over all themes together, against the three months before (as drift reports do).

    It says that something drifted, not what: called, it calls every theme in the direction in which it moved.
    """
    now = np.append(raising[-1], max(n[-1] * len(raising[-1]) - raising[-1].sum(), 0))
    before = np.append(raising[-4:-1].sum(axis=0), max(n[-4:-1].sum() * raising.shape[1] - raising[-4:-1].sum(), 0))
    table = np.stack([now, before])
    table = table[:, table.sum(axis=0) > 0]
    is_drift = len(table[0]) > 1 and stats.chi2_contingency(table).pvalue < 0.05
    moved = np.sign(raising[-1] / max(n[-1], 1) - raising[-4:-1].sum(axis=0) / max(n[-4:-1].sum(), 1))
    return (moved * is_drift).astype(int)


def noise_weak_strong(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Popularity against the window's 10th and 50th percentile (as BERTrend): strong signals, and weak ones that grow.

    A theme's popularity is the sum of its conversations so far, which fades while nobody raises it.
    """
    del n
    popularity, silent = np.zeros((len(raising), raising.shape[1])), np.zeros(raising.shape[1])
    for month, row in enumerate(raising):
        silent = np.where(row > 0, 0, silent + 1)
        last = popularity[month - 1] if month else np.zeros(len(row))
        popularity[month] = np.where(row > 0, last + row, last * np.exp(-FADING * silent**2))
    weak, strong = np.percentile(popularity[-7:], (10, 50))
    grows = popularity[-1] > popularity[max(len(popularity) - 4, 0)]
    return ((popularity[-1] > strong) | ((popularity[-1] > weak) & grows)).astype(int)


RIVALS = {
    "two proportions 5 %": two_proportions,
    "z-score over 3": z_score,
    "chi-square drift": chi_square,
    "noise, weak, strong": noise_weak_strong,
}


def _sides(votes: Votes, periods: Periods) -> tuple[np.ndarray, np.ndarray, list[int], list[int]]:
    fractions, count = vote_table(votes)
    now, before = ([votes.cycles.index(name) for name in names] for names in ([periods.now], periods.baseline))
    return fractions, count > 0, now, before


def _called(p: np.ndarray, shift: np.ndarray) -> np.ndarray:
    return (np.sign(shift) * (stats.false_discovery_control(np.clip(p, 0, 1)) <= 0.05)).astype(int)


def permutation_within_accounts(votes: Votes, periods: Periods) -> np.ndarray:
    """Each account's months change places; the normal limit of that, at q 0.05 over the persona's themes."""
    fractions, active, now, before = _sides(votes, periods)
    chosen = [*before, *now]
    f, a = fractions[:, chosen], active[:, chosen]
    months, n_now = a.sum(axis=1), a[:, -len(now) :].sum(axis=1)
    mean = (f * a[..., None]).sum(axis=1) / np.maximum(months, 1)[:, None]
    spread = (((f - mean[:, None]) ** 2) * a[..., None]).sum(axis=1) / np.maximum(months - 1, 1)[:, None]
    variance = ((n_now * (months - n_now) / np.maximum(months, 1))[:, None] * spread).sum(axis=0)
    over = (f[:, -len(now) :] * a[:, -len(now) :, None]).sum(axis=(0, 1)) - (n_now[:, None] * mean).sum(axis=0)
    z = np.divide(over, np.sqrt(variance), out=np.zeros_like(over), where=variance > 0)
    return _called(2 * stats.norm.sf(np.abs(z)), over)


def moderated_t(votes: Votes, periods: Periods) -> np.ndarray:
    """Monthly shares, variances moderated over themes (as limma's), at q 0.05 over the persona's themes."""
    fractions, active, now, before = _sides(votes, periods)
    n = np.maximum(active.sum(axis=0), 1)
    share = fractions.sum(axis=0) / n[:, None]
    y = np.arcsin(np.sqrt(np.clip((share * n[:, None] + 0.375) / (n[:, None] + 0.75), 0, 1)))
    past = [votes.cycles.index(name) for name in periods.past]
    degrees = len(past) - 1
    shift = y[now].mean(axis=0) - y[before].mean(axis=0)
    if degrees < 1:
        return np.zeros(len(shift), dtype=int)
    own = np.maximum(y[past].var(axis=0, ddof=1), 1e-12)
    logs = np.log(own) - special.digamma(degrees / 2) + np.log(degrees / 2)
    differs = logs.var(ddof=1) - special.polygamma(1, degrees / 2)
    prior = 2 / differs if differs > 0 else 1e6  # trigamma(x) is near 1 / x
    centre = np.exp(logs.mean() + special.digamma(prior / 2) - np.log(prior / 2))
    variance = (prior * centre + degrees * own) / (prior + degrees)
    t = shift / np.sqrt(variance * (1 / len(now) + 1 / len(before)))
    return _called(2 * stats.t.sf(np.abs(t), prior + degrees), shift)


def clustered_logistic(votes: Votes, periods: Periods) -> np.ndarray:
    """Logistic regression of every conversation on "is it now", errors clustered by account; q 0.05 over the persona's themes.

    With one yes-or-no in it the regression is the two periods' shares, and its clustered variance a sum over accounts.
    """
    votes = votes.in_cycles([*periods.baseline, periods.now])
    is_now = votes.cycle == votes.cycles.index(periods.now)
    n, raising = votes.n_conversations, votes.raised * votes.n_conversations[:, None]
    size, parts = 0.0, np.zeros((len(votes.voters), raising.shape[1]))
    for side, sign in ((is_now, 1), (~is_now, -1)):
        share = raising[side].sum(axis=0) / max(n[side].sum(), 1)
        inside = np.clip(share, 1e-9, 1 - 1e-9)
        size = size + sign * np.log(inside / (1 - inside))
        rest = (raising[side] - n[side][:, None] * share) / (max(n[side].sum(), 1) * inside * (1 - inside))
        np.add.at(parts, votes.voter[side], sign * rest)
    n_accounts = len(np.unique(votes.voter))
    error = np.sqrt((parts**2).sum(axis=0) * n_accounts / max(n_accounts - 1, 1))
    p = np.where(np.abs(size) < 15, 2 * stats.norm.sf(np.abs(size) / np.maximum(error, 1e-9)), 1.0)  # all or none has no logit
    return _called(p, size)


#: Rules that look at who spoke: accounts are their unit.
VOTE_RIVALS = {
    "permutation within accounts": permutation_within_accounts, "clustered logistic": clustered_logistic,
    "moderated t": moderated_t,
}  # fmt: skip
