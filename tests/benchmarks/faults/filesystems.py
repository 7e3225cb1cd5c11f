"""Filesystems: small ones that fill up and ones that cannot be written, mounted for a while; only root can."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

#: Room of a small filesystem: more than a run asks for before it starts, so that it fills up while the run is under way.
ROOM = 96 << 20
#: Whether filesystems can be mounted here.
CAN_MOUNT = os.geteuid() == 0 and shutil.which("mount") is not None


def _mount(*call: object) -> None:
    subprocess.run(["mount", *map(str, call)], check=True, capture_output=True)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


@contextlib.contextmanager
def limited(folder: Path) -> Iterator[None]:
    """The folder on a filesystem with :data:`ROOM`; what is there afterwards stays."""
    kept = folder.with_name(f"{folder.name}.kept")
    shutil.copytree(folder, kept)
    _mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    shutil.rmtree(kept)
    try:
        yield
        (folder / "filler").unlink(missing_ok=True)
        shutil.copytree(folder, kept)
    finally:
        _unmount(folder)
    shutil.rmtree(folder)
    kept.rename(folder)


def filled(folder: Path, left: int) -> None:
    """Fill a small filesystem but for so many bytes."""
    with (folder / "filler").open("wb") as file:
        free = shutil.disk_usage(folder).free
        os.posix_fallocate(file.fileno(), 0, max(free - left, 1))


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as it is, but nobody can write to it."""
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,bind,ro", folder)
        yield
    finally:
        _unmount(folder)
