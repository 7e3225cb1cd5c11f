"""Kept: numbers that took long to work out, kept by all that they were worked out from, so that the same is not done twice.

Beside the tables of a record lies ``kept/<name>/<kind>-<key>.npz``: numbers, and codes of sides and languages; no word that
anybody wrote, no name and no id. The key is a hash of what went in, of the kit's own code and of the libraries' versions: where
any of them changes, it is worked out anew. Whatever is damaged or missing is worked out anew too, so that nothing here can make
a result wrong, and all of it may be deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from kit.record.lock import READS_ONLY

#: The folder beside the tables.
FOLDER = "kept"
#: Libraries whose next version may add up otherwise.
LIBRARIES = ("hdbscan", "numpy", "scikit-learn", "scikit-network", "scipy", "umap-learn")

Arrays = dict[str, np.ndarray]


@dataclass
class _Shelf:
    """Where the results of one step lie, and which of them it asked for."""

    folder: Path
    may_write: bool
    asked: set[str] = field(default_factory=set)


_open: ContextVar[_Shelf | None] = ContextVar("open", default=None)


@contextlib.contextmanager
def keeping(record: Path, name: str, may_write: bool = True) -> Iterator[None]:
    """Within it :func:`kept` reads and writes; what a whole block did not ask for is removed at its end.

    Parameters
    ----------
    record : folder of the record.
    name : of the step and what it is done for, a name of a folder.
    may_write : False for those who only explore: what is kept is read, and nothing is added or removed.
    """
    shelf = _Shelf(record / FOLDER / name, may_write and not os.environ.get(READS_ONLY))
    token = _open.set(shelf)
    try:
        yield
    finally:
        _open.reset(token)
    if shelf.may_write:
        for path in shelf.folder.glob("*"):
            if path.name not in shelf.asked:
                with contextlib.suppress(OSError):
                    path.unlink()


def kept(kind: str, worked_out_from: tuple[object, ...], make: Callable[[], Arrays]) -> Arrays:
    """What ``make`` returns, from an earlier time where that was of the same.

    Parameters
    ----------
    kind : what it is, a part of a file's name.
    worked_out_from : everything that the result depends on: arrays, texts and numbers, tuples and lists of them.
    make : works it out; asked where nothing is kept, and outside of :func:`keeping`.
    """
    shelf = _open.get()
    if shelf is None:
        return make()
    path = shelf.folder / f"{kind}-{key_of(worked_out_from)}.npz"
    shelf.asked.add(path.name)
    if (earlier := _read(path)) is not None:
        return earlier
    made = make()
    if shelf.may_write:
        _write(path, made)
    return made


def forget_kept(record: Path) -> None:
    """Remove all that is kept."""
    shutil.rmtree(record / FOLDER, ignore_errors=True)


def key_of(worked_out_from: tuple[object, ...]) -> str:
    """A key that changes with anything that a result depends on."""
    digest = hashlib.sha256(_made_by().encode())
    _add(digest, worked_out_from)
    return digest.hexdigest()[:32]


def _add(digest: hashlib._Hash, part: object) -> None:
    if isinstance(part, np.ndarray):
        digest.update(f"{part.dtype.str}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).tobytes())
    elif isinstance(part, (tuple, list)):
        digest.update(f"({len(part)}".encode())
        for each in part:
            _add(digest, each)
    elif part is None or isinstance(part, (str, int, float, bool, np.number)):
        digest.update(f"{type(part).__name__}{part!r}\0".encode())
    else:
        raise TypeError(f"nothing can be kept by a {type(part).__name__}")


@cache
def _made_by() -> str:
    """The kit's own code and the libraries that add up, as they are now."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        digest.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes())
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return " ".join([digest.hexdigest(), platform.python_version(), platform.machine(), *libraries])


def _read(path: Path) -> Arrays | None:
    """The arrays of a file; None where it is not there or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error):
        return None


def _write(path: Path, made: Arrays) -> None:
    """Keep arrays, whole or not at all; a full or read-only disk only means that they are made again."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, allow_pickle=False, **made)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
