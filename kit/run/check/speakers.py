"""Speakers: who speaks in the inbox's conversations without a side that is known, by name, for ``kit check``."""

from __future__ import annotations

from collections.abc import Iterator

from kit.ingest.conversation_rows import sided
from kit.ingest.speakers import Doubts
from kit.sources import check_source
from kit.sources.conversation import Conversation
from kit.sources.parsing.files import find_files, read_file
from kit.sources.reader import Context
from kit.workspace import Workspace

#: Conversations of a source that are looked at; the newest files by name come first.
LOOKED_AT = 2_000


def doubt_lines(work: Workspace) -> Iterator[str]:
    """A sentence for each source in which it is not known whose some words are: how many, and who speaks them."""
    for source in work.settings.sources:
        context = Context(source, work.settings.zone)
        reader, doubts = check_source(source, context), Doubts()
        if reader.fetch is not None or reader.is_joined:
            continue  # a database is not asked by a check; products' own exports say who is who
        for name, system, path in reversed(find_files(work.folder, source.path)):
            for entry in reader.read([read_file(name, system, path)], context) if doubts.n < LOOKED_AT else ():
                if isinstance(entry, Conversation):
                    doubts.add(sided(entry, work.settings))
        if sentence := doubts.sentence(source.id, is_named=True):
            yield sentence
