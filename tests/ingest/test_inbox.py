"""The inbox: a file that cannot be read, or that a reader fails on, is set aside and stops nothing else."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from kit.ingest.inbox import Batch, deliveries_of, read_into
from kit.ingest.load import load_inbox
from kit.workspace import begin, open_workspace


@pytest.fixture
def work(tmp_path):
    begin(tmp_path / "w")
    return open_workspace(tmp_path / "w")


def loaded(work):
    load_inbox(work.folder, work.settings, work.record, "2026-10")
    aside = work.record.read("set_aside")
    return len(work.record.read("conversations")), dict(zip(aside["file"], aside["reason"], strict=True))


def test_a_link_that_leads_nowhere_and_a_pipe_are_told_and_the_rest_is_read(work):
    folder = work.folder / "inbox" / "tickets"
    n_before, nothing = loaded(work)
    assert nothing == {}
    (folder / "lost.csv").symlink_to(folder / "nowhere.csv")
    os.mkfifo(folder / "pipe.csv")
    n_after, aside = loaded(work)
    assert n_after == n_before == 2
    assert "cannot be read" in aside["inbox/tickets/lost.csv"]
    assert "is no regular file" in aside["inbox/tickets/pipe.csv"]


def test_a_reader_that_fails_on_a_file_sets_it_aside_with_its_own_words(work):
    (delivery,) = deliveries_of(work.folder, work.settings.sources[0], work.settings, {}, "mark", str)

    def fails(files, context):
        yield from delivery.reader.parse(files, context)
        raise OverflowError("Python int too large\nto convert")

    batch = Batch()
    assert read_into(batch, replace(delivery, reader=replace(delivery.reader, parse=fails))) == 3
    ((row, _),) = batch.unread
    assert row.reason == "reader 'table' failed on it (OverflowError: Python int too large); the rest of it is not read"
    assert len(batch.conversations) == 2
