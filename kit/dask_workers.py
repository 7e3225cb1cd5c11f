"""Spread: work that falls into parts, done here, by processes forked from this one, or by the workers of a Dask cluster."""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kit import __version__
from kit.errors import SettingsError
from kit.local_workers import cores, forked

if TYPE_CHECKING:
    from distributed import Client

#: Parts under way for each worker: enough that none waits for the next, few enough that memory holds them.
AHEAD = 3

#: Seconds a scheduler may take to answer, and to have its first worker.
PATIENCE = 30


def spread(function: Callable[[Any, Any], Any], parts: Iterable[Any], shared: Any, address: str) -> Iterator[Any]:
    """The results of a function over parts, in the parts' order wherever they are worked out.

    Parameters
    ----------
    function : of a part and ``shared``; importable by its name, since workers import it.
    parts : taken one by one, so that not all of them have to be in memory; all at once for "local".
    shared : what every part needs, sent to each worker once.
    address : "" here; "local" every core of this machine; or a Dask scheduler's, e.g. ``tcp://10.0.0.5:8786``.

    Raises
    ------
    SettingsError
        No scheduler answers, it has no worker, or its workers have another kit.

    Notes
    -----
    Dask sends parts pickled: a cluster of strangers is none to send customers' words to.
    """
    if not address:
        yield from (function(part, shared) for part in parts)
        return
    if address == "local":  # what is forked finds all in its memory; a cluster of this machine's own only copies it about
        yield from forked(function, list(parts), shared, cores())
        return
    with _client(address) as client:
        common = client.scatter([shared], broadcast=True)[0]
        most = AHEAD * len(client.scheduler_info(n_workers=-1)["workers"])
        waiting: deque[Any] = deque()
        for part in parts:
            waiting.append(client.submit(function, client.scatter([part])[0], common, pure=False))
            if len(waiting) >= most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """A connection whose workers are known to have this kit."""
    try:
        from distributed import Client
    except ImportError:
        raise _unusable(address, "Dask is not installed; `make extras` adds it, or leave `spread` out") from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, TimeoutError) as error:
        raise _unusable(address, f"no Dask scheduler answers there ({error}); start one, or leave `spread` out") from None
    with client:
        _check_workers(client, address)
        yield client


def _check_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise _unusable(address, f"it has no worker; start one with `dask worker {address}`") from None
    try:
        versions = set(client.run(version_of, "kit").values())
    except ImportError as error:
        raise _unusable(address, f"its workers cannot import the kit ({error}); install it there") from None
    if versions != {__version__}:
        theirs = ", ".join(sorted(versions))
        raise _unusable(address, f"its workers have kit {theirs}, this is {__version__}; make them the same")


def _unusable(address: str, why: str) -> SettingsError:
    return SettingsError(f"spread is {address!r}: {why}")


def version_of(package: str) -> str:
    """The version of a package where this is called."""
    return str(importlib.import_module(package).__version__)
