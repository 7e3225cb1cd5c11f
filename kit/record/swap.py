"""Swap: every table written anew and put in the place of the old ones as one step, whenever the process may die.

New tables are written to a staging folder; renaming that folder is the commit. Whoever opens the record for writing next
finishes a swap that was committed and drops one that was not; readers prefer what is committed and not yet in its place.
"""

from __future__ import annotations

import shutil
from pathlib import Path

#: Where the new tables are written, and where they are once all of them are there.
STAGED, COMMITTED = ".rewriting", ".rewritten"
#: Beginning of the folders in which the doctor keeps damaged tables.
COPIES = ".doctor-"
#: Ending of the mark for a table that has no rows any more.
GONE = ".gone"


def commit_swap(folder: Path) -> None:
    """From here on the staged tables are the record's."""
    (folder / STAGED).rename(folder / COMMITTED)


def finish_swap(folder: Path) -> bool:
    """Put committed tables in their places and drop what was staged without a commit; safe to repeat at any point.

    Returns
    -------
    bool, whether there was anything to finish or to drop.
    """
    staged, committed = folder / STAGED, folder / COMMITTED
    if not (staged.exists() or committed.exists()):
        return False
    _remove(staged)
    for mark in sorted(committed.glob(f"*{GONE}")):
        _remove(folder / mark.name.removesuffix(GONE))
        mark.unlink()
    for fresh in sorted(path for path in committed.glob("*") if path.is_dir()):
        _remove(folder / fresh.name)
        fresh.rename(folder / fresh.name)
    # a damaged table that was kept holds whom the record has just been written without
    for copy in sorted(folder.glob(f"{COPIES}*")) if committed.exists() else ():
        _remove(copy)
    _remove(committed)
    return True


def place_of(folder: Path, table: str) -> Path:
    """Where a table's newest committed version lies."""
    committed = folder / COMMITTED
    is_waiting = committed.exists() and ((committed / table).exists() or (committed / f"{table}{GONE}").exists())
    return committed / table if is_waiting else folder / table


def _remove(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)
