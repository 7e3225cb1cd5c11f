"""How much a theme's share wanders in ordinary months, beyond what the number of voters explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.shifts.stats.votes import Votes, vote_table

#: Degrees of freedom (cycles less one, summed over themes) below which past cycles are too few to tell.
ENOUGH_HISTORY = 12
#: Share below which a theme's months say nothing about wandering on the logit scale.
LOWEST_SHARE = 0.03


@dataclass(frozen=True)
class CycleVariation:
    """Spread of a persona's shares between ordinary cycles.

    Attributes
    ----------
    logit_variance : float
        Variance of a theme's share between cycles, on the logit scale, pooled over themes; 0 when ``is_short``.
    degrees : float
        Degrees of freedom behind it: cycles less one, times the themes that tell something.
    is_short : bool
        True where the record holds too few cycles to tell; shifts then carry the spread of accounts only.
    """

    logit_variance: float
    degrees: float
    is_short: bool

    def variance_of(self, level: np.ndarray, cycle_weights: np.ndarray) -> np.ndarray:
        """What wandering adds to the variance of a contrast of one cycle with a weighted mean of others."""
        return self.logit_variance_of(cycle_weights) * (level * (1 - level)) ** 2

    def logit_variance_of(self, cycle_weights: np.ndarray) -> float:
        """The same on the logit scale: one cycle's wandering, and that of the baseline's weighted mean."""
        return self.logit_variance * (1 + float((cycle_weights**2).sum()))


def cycle_variation_of(votes: Votes, past: list[str]) -> CycleVariation:
    """Wandering over past cycles (the one in question left out, so that a shift does not hide itself).

    Notes
    -----
    A voter's fraction less the voter's own mean has a spread of accounts and of cycles. The mean squares of cycle means
    between cycles, less what the accounts' residuals would give, divided by (p(1 - p))**2, is the variance on the logit
    scale; themes are weighed by what their accounts can tell.
    """
    fractions, count = vote_table(votes.in_cycles(past))
    active = count > 0
    kept = active.sum(axis=0) >= 2
    active, fractions = active[:, kept], fractions[:, kept]
    n_cycles = int(kept.sum())
    share = fractions.sum(axis=(0, 1)) / max(int(active.sum()), 1)
    usable = (share >= LOWEST_SHARE) & (share <= 1 - LOWEST_SHARE)
    degrees = float(max(n_cycles - 1, 0) * int(usable.sum()))
    if degrees < ENOUGH_HISTORY:
        return CycleVariation(0.0, degrees, is_short=True)
    between, within = _mean_squares(fractions[..., usable], active)
    scale = (share[usable] * (1 - share[usable])) ** 2
    tells = (scale / np.maximum(within, 1e-12)) ** 2  # one over the variance of a theme's own estimate
    excess = float(((between - within) / scale * tells).sum() / tells.sum())
    pull = tells * within / scale
    themes = float(pull.sum() ** 2 / (pull**2).sum())
    return CycleVariation(max(excess, 0.0), (n_cycles - 1) * themes, is_short=False)


def _mean_squares(fractions: np.ndarray, active: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance between cycle means, and what the spread of accounts around their own means explains of it."""
    n_own = np.maximum(active.sum(axis=1), 1)
    own = fractions.sum(axis=1) / n_own[:, None]
    rest = (fractions - own[:, None]) * active[..., None]
    n = active.sum(axis=0)
    means = rest.sum(axis=0) / n[:, None]
    centre = means.mean(axis=0)
    between = ((means - centre) ** 2).sum(axis=0) / (len(means) - 1)
    spread = ((rest - means[None] * active[..., None]) ** 2).sum(axis=(0, 1))
    degrees = max(int(active.sum()) - int((n_own * active.any(axis=1) > 0).sum()) - len(means) + 1, 1)
    return between, spread / degrees * (1 / n).mean()
