"""Unfound: what kit.yaml and the persona files name and the workspace's own files do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec

from kit.config.settings import Source
from kit.sources.parsing.cells import check_encoding
from kit.sources.parsing.files import SAMPLE, File, find_files
from kit.sources.parsing.rows import delimited, json_lines
from kit.sources.parsing.tables.column_names import resolved
from kit.sources.reader import Context
from kit.workspace import Workspace

#: Readers whose files have their columns' names in the first line; the others look for them, or have columns of their product.
BY_HEADER = ("table", "survey")
#: Columns that no conversation can be read without.
NEEDED = ("conversation_id", "occurred_at")
#: Names of a header that are printed.
SHOWN = 20


def unfound_lines(work: Workspace) -> Iterator[str]:
    """A sentence for each name that leads to nothing: files, columns, tiers and segments.

    Notes
    -----
    None of them stops a run: a source may be silent for a month, and an account of a tier may be yet to come.
    """
    for source in work.settings.sources:
        if source.path:
            yield from _of_source(work, source)
    tiers = sorted(set(work.accounts["tier"]) - {""})
    for tier in sorted(set(work.settings.top_tiers) - set(tiers)):
        yield f"top_tiers: no account has tier {tier!r}; there are {', '.join(tiers) or 'none'}"
    segments = sorted(set(work.accounts["segment"]) - {""})
    for persona in work.personas:
        for segment in persona.who.segments:
            if segment.lower() not in {name.lower() for name in segments}:
                yield f"{persona.id}: no account is of segment {segment!r}; there are {', '.join(segments) or 'none'}"


def _of_source(work: Workspace, source: Source) -> Iterator[str]:
    files = find_files(work.folder, source.path)
    if not files:
        yield f"{source.id}: no file matches {source.path}"
    if source.reader not in BY_HEADER:
        return
    context, lacking_columns = Context(source, work.settings.zone), {}
    for name, system, path in files:
        columns = _columns(name, system, path, context)
        wanted = [*NEEDED, *sorted(set(source.columns) - set(NEEDED))] if columns else []
        taken = resolved(columns, source.columns, wanted)
        for ours in (ours for ours in wanted if ours not in taken):
            lacking_columns.setdefault((ours, context.column(ours)), []).append((Path(name).name, columns))
    for (ours, theirs), lacking in lacking_columns.items():
        (name, columns), more = lacking[0], len(lacking) - 1
        also = f", nor have {more} more" if more > 1 else ", nor has one more" if more else ""
        shown = ", ".join(columns[:SHOWN]) + (" …" if len(columns) > SHOWN else "")
        yield f"{source.id}: {name} has no column {theirs!r} ({ours}){also}; its columns are {shown}"


def _columns(name: str, system: fsspec.AbstractFileSystem, path: str, context: Context) -> list[str]:
    """Columns of a delimited file or of JSON lines, from its beginning; [] where that does not tell them."""
    suffix = Path(name).suffix.lower()
    if suffix not in (".csv", ".tsv", ".jsonl", ".ndjson"):
        return []
    try:
        data = system.cat_file(path, 0, SAMPLE)
    except OSError:
        return []
    encoding, separator = check_encoding(context)
    wanted = [context.column(ours) for ours in (*NEEDED, *context.source.columns)]
    if suffix in (".jsonl", ".ndjson"):
        return json_lines(File(name, data), wanted, encoding).columns
    return delimited(File(name, data), wanted, encoding, separator).columns
