"""Expected size: what is likely left of a surfaced shift once the luck of being surfaced is taken off."""

from __future__ import annotations

import numpy as np
from scipy import special

#: Halvings of the interval in which the size is looked for.
HALVINGS = 40
#: What the logarithm of the normal density takes off, whatever the size.
LOG_OF_ROOT = float(np.log(np.sqrt(2 * np.pi)))


def expected_size(size: float, error: float, least: float) -> float:
    """Size that a shift has on average which is printed so large.

    Parameters
    ----------
    size : of the shift as found, any unit, 0 or more.
    error : its standard error.
    least : the smallest size that would have been surfaced; one is told only where it is larger.

    Notes
    -----
    Of shifts that pass a bar those are seen that luck made large: of a true 15 points with an error of 6 and a bar of 18.6, the
    ones seen have 22 on average. The likelihood of the size given that it passed makes good for too much; its mean with the
    size found (Zhong and Prentice 2008) is on average within 2 points of the truth, from 10 to 40 points.
    """
    if size <= least or error <= 0:
        return size
    low, high = 0.0, size
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        away = (least - middle) / error
        seen = middle + error * float(np.exp(-(away**2) / 2 - LOG_OF_ROOT - special.log_ndtr(-away)))
        low, high = (middle, high) if seen < size else (low, middle)
    return (size + (low + high) / 2) / 2
