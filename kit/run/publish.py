"""Publish: a cycle's new folder in the place of the old one, with no moment at which there is none."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import sys
from pathlib import Path

#: Linux's flag for "exchange the two", and what "relative to the working folder" is called there.
_EXCHANGE, _HERE = 2, -100


def stage_of(reports: Path, cycle: str) -> Path:
    """Where a cycle's folder is put together before it takes the old one's place."""
    return reports / f".{cycle}.partial"


def replaced_by(reports: Path, cycle: str) -> Path:
    """Where the old folder waits while it is exchanged on systems that cannot do it in one step."""
    return reports / f".{cycle}.old"


def put_in_place(reports: Path, cycle: str) -> Path:
    """Put the staged folder of a cycle in its place; returns it.

    Notes
    -----
    On Linux both names change hands in one system call. Elsewhere the old folder is moved aside first;
    :func:`recover` brings it back where a process died in between.
    """
    stage, target, old = stage_of(reports, cycle), reports / cycle, replaced_by(reports, cycle)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists() and not _exchanged(stage, target):
        target.replace(old)
    if stage.exists() and not target.exists():
        stage.replace(target)
    shutil.rmtree(stage, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return target


def recover(reports: Path) -> list[str]:
    """Undo what a killed run left: bring a cycle's old folder back to its place, drop half-made ones.

    Returns
    -------
    list of sentences, one for each thing done.
    """
    done = []
    for old in sorted(reports.glob(".*.old")) if reports.is_dir() else []:
        target = reports / old.name.removeprefix(".").removesuffix(".old")
        if target.exists():
            shutil.rmtree(old)
        else:
            old.replace(target)
            done.append(f"{target.name}: the briefs are back in their place; a run was killed while it exchanged them")
    for stage in sorted(reports.glob(".*.partial")) if reports.is_dir() else []:
        shutil.rmtree(stage)
        done.append(f"{stage.name}: removed; a run was killed before its briefs were whole")
    return done


def leftovers(reports: Path) -> list[str]:
    """What :func:`recover` would see to, as sentences."""
    folders = sorted([*reports.glob(".*.old"), *reports.glob(".*.partial")]) if reports.is_dir() else []
    return [f"{path.name}: left by a run that was killed; --repair or the next run sees to it" for path in folders]


def _exchanged(first: Path, second: Path) -> bool:
    """Whether two folders could be exchanged in one step."""
    if not sys.platform.startswith("linux"):
        return False
    exchange = getattr(ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True), "renameat2", None)
    if exchange is None:
        return False
    return exchange(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0
