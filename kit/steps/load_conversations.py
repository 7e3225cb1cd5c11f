"""Step 1: what lies in the inbox is read into the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from kit.formats import count, counted, listed
from kit.ingest.load import load_inbox
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class LoadedConversations(StepResult):
    """What was read.

    Attributes
    ----------
    table : DataFrame of shape (n_sources, 9)
        ``source``, ``kind``, ``n_files``; ``n_read`` rows of the files read this time, of them ``n_new``, ``n_changed`` and
        ``n_wordless``; over the whole record ``n_duplicates`` and ``n_set_aside``.
    warnings : list of str, each names a feed and what to check.
    set_aside : DataFrame of shape (n_rows, 6), rows that could not be read, with ``file``, ``line`` and ``reason``.
    """

    warnings: list[str]
    set_aside: pd.DataFrame


def load_conversations(work: Workspace, cycle: str, progress: Callable[[int, int], None] | None = None) -> LoadedConversations:
    """Bring the record up to what lies in the inbox, for every cycle: read, masked, cut into passages.

    Parameters
    ----------
    work : the workspace.
    cycle : the cycle whose run this is; conversations of an earlier cycle that has its brief already are marked late.
    progress : called with how many conversations are done and how many there are.

    Returns
    -------
    LoadedConversations; its table has one row a source.

    Examples
    --------
    >>> made = kit.begin("just-begun")
    >>> kit.load_conversations(kit.open("just-begun"), "2026-10")
    1 source: 2 rows read, 2 conversations new, 0 changed, 0 rows set aside in all

    A file that was read is not read again until it changes:

    >>> kit.load_conversations(work, "2026-10").table[["source", "n_files", "n_new"]].to_dict("records")
    [{'source': 'helpdesk', 'n_files': 1, 'n_new': 0}]
    """
    loaded = load_inbox(work.folder, work.settings, work.record, work.checked_cycle(cycle).id, progress)
    total = {name: int(loaded.summary[name].sum()) for name in ("n_read", "n_new", "n_changed", "n_set_aside")}
    parts = [
        f"{counted(total['n_read'], 'row')} read", f"{counted(total['n_new'], 'conversation')} new",
        f"{count(total['n_changed'])} changed", f"{counted(total['n_set_aside'], 'row')} set aside in all",
    ]  # fmt: skip
    sentence = f"{counted(len(loaded.summary), 'source')}: {', '.join(parts)}"
    if loaded.warnings:
        sentence += f"; {counted(len(loaded.warnings), 'warning')}: {listed(loaded.warnings)}"
    return LoadedConversations(sentence, loaded.summary, loaded.warnings, work.record.read("set_aside"))
