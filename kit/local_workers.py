"""Local workers: work that falls into parts, done by processes forked from this one, which share its memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

#: Set by ``kit run --jobs``: how many processes may work at once, in the notebooks' kernels too.
JOBS = "KIT_JOBS"


@dataclass
class _Work:
    """What forked processes find in their memory: nothing of it is sent."""

    function: Callable[[Any, Any], Any]
    parts: Sequence[Any]
    shared: Any


#: The work under way, one at most.
_under_way: list[_Work] = []


def cores() -> int:
    """How many processes may work at once: ``kit run --jobs``, else the cores that this process may use."""
    given = os.environ.get(JOBS, "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forked(function: Callable[[Any, Any], Any], parts: Sequence[Any], shared: Any, jobs: int) -> Iterator[Any]:
    """The results of a function over parts, in the parts' order, worked out by processes side by side.

    Parameters
    ----------
    function : of a part and ``shared``; it changes neither, since what a process changes stays in it.
    jobs : processes; with one, with one part, or where the system cannot fork, all is done here.

    Notes
    -----
    What is not done when a process is killed (memory ran out) is done here, one part after the other.
    """
    if jobs <= 1 or len(parts) <= 1 or "fork" not in multiprocessing.get_all_start_methods() or _under_way:
        yield from (function(part, shared) for part in parts)
        return
    _under_way.append(_Work(function, parts, shared))
    gc.freeze()  # a collection in a forked process would write to, and so copy, all that is shared
    n_done = 0
    try:
        with ProcessPoolExecutor(min(jobs, len(parts)), multiprocessing.get_context("fork"), initializer=gc.disable) as pool:
            for future in [_submitted(pool, number) for number in range(len(parts))]:
                yield future.result()
                n_done += 1
    except BrokenProcessPool:
        yield from (function(part, shared) for part in parts[n_done:])
    finally:
        gc.unfreeze()
        _under_way.clear()


def _submitted(pool: ProcessPoolExecutor, number: int) -> Any:
    with warnings.catch_warnings():
        # the processes are forked at the first call; they do nothing but work on parts, and touch no thread of this one's
        warnings.simplefilter("ignore", DeprecationWarning)
        return pool.submit(_part, number)


def _part(number: int) -> Any:
    (work,) = _under_way
    return work.function(work.parts[number], work.shared)
