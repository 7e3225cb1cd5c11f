"""Lean imports: libraries imported without the heavy parts that a run never uses, and without looking for garbage meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: What BERTopic and plotly try to import, and go without where it is not there. On a new machine umap and its neighbours
#: compile for half a minute before the first passage is read; the grammar of IRIs that jsonschema asks for takes two
#: seconds of every kernel. Who wants them imports them by name, before or after.
NEVER_USED_IN_A_RUN = ("hdbscan", "rfc3987_syntax", "umap")


@contextmanager
def lean_imports(*names: str) -> Iterator[None]:
    """Let imports inside the block go without some libraries that are not loaded yet; afterwards they can be imported.

    Parameters
    ----------
    *names : top-level modules; without any, :data:`NEVER_USED_IN_A_RUN`.

    Notes
    -----
    Only for libraries that treat these as optional: a `None` in `sys.modules` makes their import an `ImportError`.
    """
    kept_out = [name for name in names or NEVER_USED_IN_A_RUN if name not in sys.modules]
    sys.modules.update(dict.fromkeys(kept_out))
    try:
        yield
    finally:
        for name in kept_out:
            del sys.modules[name]


@contextmanager
def uncollected_imports() -> Iterator[None]:
    """Let imports inside the block go without the collector, and leave what they made out of every later collection.

    Notes
    -----
    What a module makes while it is imported stays. Looking through it again and again is a fifth of what starting costs.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
