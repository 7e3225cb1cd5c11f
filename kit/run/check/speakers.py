"""Speakers: who speaks in the inbox's conversations without a side that is known, by name, for ``kit check``."""

from __future__ import annotations

from collections.abc import Iterator

from kit.ingest.conversation_rows import sided
from kit.ingest.speakers import Doubts
from kit.run.check.readings import Reading
from kit.workspace import Workspace

#: Conversations of a source that are looked at; the newest files by name come first.
LOOKED_AT = 2_000


def doubt_lines(work: Workspace, readings: list[Reading]) -> Iterator[str]:
    """A sentence for each source in which it is not known whose some words are: how many, and who speaks them."""
    for reading in readings:
        doubts = Doubts()
        for conversation in reversed(reading.conversations[-LOOKED_AT:]):
            doubts.add(sided(conversation, work.settings))
        if sentence := doubts.sentence(reading.source.id, is_named=True):
            yield sentence
