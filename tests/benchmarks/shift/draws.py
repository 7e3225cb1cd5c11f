"""Draws: the seeds of a case's draws, and cases drawn side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

#: Draws that one process makes of a case before another may go on with it.
AT_ONCE = 20


def seed_sequence(name: str) -> np.random.SeedSequence:
    """Seeds of a case's draws, from its name alone."""
    return np.random.SeedSequence(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))


def some_draws(one: Callable, case: Any, first: int, last: int) -> list:
    """Some of a case's draws; each has the seed of its place, whoever makes it and however many there are."""
    return [one(case, seed) for seed in seed_sequence(case.name).spawn(last)[first:]]


def drawn(asked: Sequence[tuple[Callable, Any, int]], n_jobs: int) -> Iterator[tuple[Any, list]]:
    """All draws of each case, a case at a time in their order, made by several processes whatever case it is.

    Parameters
    ----------
    asked : what makes one draw, of a case and a seed; the case, which has a name; and how many draws.
    """
    with ProcessPoolExecutor(n_jobs, initializer=threadpool_limits, initargs=(1,)) as pool:
        submitted = [(case, _in_parts(pool, *each)) for each in asked for case in [each[1]]]
        for case, parts in submitted:
            yield case, [draw for part in parts for draw in part.result()]


def _in_parts(pool: ProcessPoolExecutor, one: Callable, case: Any, n_draws: int) -> list[Future]:
    bounds = range(0, n_draws, AT_ONCE)
    return [pool.submit(some_draws, one, case, first, min(first + AT_ONCE, n_draws)) for first in bounds]
