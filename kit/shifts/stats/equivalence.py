"""Equivalence: whether a shift of some size can be excluded, and how often a real one would be taken for none."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special


def is_excluded(table: pd.DataFrame, size_pp: float) -> np.ndarray:
    """Whether each theme's 90 % interval leaves out a shift of so many points, either way: two one-sided tests at 5 %.

    Parameters
    ----------
    table : what :func:`kit.shifts.stats.theme_shifts.table_of` returns.
    """
    return ((table["inner_low_pp"] > -size_pp) & (table["inner_high_pp"] < size_pp)).to_numpy()


def excluded_pp(table: pd.DataFrame) -> float:
    """The smallest size in points of which a shift is excluded in every theme: the farthest end of any 90 % interval."""
    return float(table[["inner_low_pp", "inner_high_pp"]].abs().to_numpy().max(initial=0.0))


def hidden_chance(table: pd.DataFrame, shift_pp: float, size_pp: float) -> float:
    """Chance that a real rise of a theme would be excluded all the same; of the widest theme, 0 to 1.

    Parameters
    ----------
    shift_pp : the real rise.
    size_pp : the size that is excluded before a persona is called steady.

    Notes
    -----
    The error of a share is that of its level, so a rise has more of it than the share before. A theme that is surfaced is not
    hidden either; that is left out here, so that the chance is told no smaller than it is.
    """
    if table.empty:
        return 1.0
    share = np.clip(table["share_before"].to_numpy(dtype=float), 0.01, 0.99)
    widest = int(np.argmin(np.abs(share - 0.5)))
    level, row = share[widest], table.iloc[widest]
    higher = min(level + 0.75 * shift_pp / 100, 0.99)
    grows = np.sqrt(max(higher * (1 - higher), 1e-4) / (level * (1 - level)))
    error = max(float(row["error_pp"]) * max(grows, 1.0), 1e-9)
    half = (row["inner_high_pp"] - row["inner_low_pp"]) / 2 * max(grows, 1.0)
    return float(special.ndtr((size_pp - shift_pp - half) / error))
