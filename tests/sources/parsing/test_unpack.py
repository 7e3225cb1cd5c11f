"""Kinds and unpacking: a file is what its first bytes say, and whatever no reader reads is set aside in one line."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import mailbox
import random
import zipfile
from email.message import EmailMessage

import pytest

from kit.sources.conversation import Conversation, UnreadableRow

ROWS = "conversation_id,occurred_at,text\n1,2026-10-14,The export never finishes\n2,2026-10-15,We were charged twice\n"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped({
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode(),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv.gz", gzip.compress(ROWS.encode(), mtime=0)),
        ("t.csv.bz2", bz2.compress(ROWS.encode())),
        ("t.csv.xz", lzma.compress(ROWS.encode())),
        ("t.gz", gzip.compress(ROWS.encode(), mtime=0)),
        ("export.zip", zipped({"a/t.csv": ROWS.encode(), "__MACOSX/a/._t.csv": b"\0\5\x16\7"})),
        ("export.zip", zipped({"t.csv.gz": gzip.compress(ROWS.encode(), mtime=0)})),
        ("t.xlsx", ROWS.encode()),
        ("t.parquet", ROWS.encode()),
        ("t.json", ROWS.encode()),
    ],
)
def test_a_packed_or_misnamed_table_gives_its_rows(entries, name, data):
    read = entries("table", {name: data})
    assert [(entry.conversation_id, entry.file) for entry in read] == [("1", name), ("2", name)]


@pytest.mark.parametrize(
    ("name", "data", "called"),
    [
        ("shot.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a picture (PNG)"),
        ("t.csv", random.Random(1).randbytes(5000), "a binary file"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("~$tickets.xlsx", b"\5Mara" + b" " * 160, "a lock file"),
        ("t.csv", b"<!DOCTYPE html><html><title>Sign in</title></html>", "an HTML page"),
        ("t.csv.gz", gzip.compress(ROWS.encode(), mtime=0)[:40], "a gzip archive that cannot be opened"),
        ("t.zip", zipped({"t.csv": b"x" * 999})[:200], "a damaged archive"),
        ("t.csv", b"", "the file is empty"),
        ("t.csv", b"\xef\xbb\xbf\n \n", "the file is empty"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "Office document"),
    ],
)
@pytest.mark.parametrize("reader", ["table", "transcript", "zendesk", "survey", "notes", "review", "gong"])
def test_a_file_that_is_no_export_is_set_aside_in_one_line_that_says_what_it_is(entries, reader, name, data, called):
    [entry] = entries(reader, {name: data})
    assert isinstance(entry, UnreadableRow)
    assert called in entry.reason
    assert not entry.raw


def test_a_workbook_in_a_calls_folder_is_no_call(entries, workbook):
    [entry] = entries("transcript", {"calls.xlsx": workbook({"Calls": [["id", "text"], ["1", "words"]]})})
    assert entry.reason.startswith("is an Excel workbook, which reader 'transcript' does not read")


def test_a_word_document_is_read_as_its_paragraphs(entries):
    [call] = entries("transcript", {"2026-10-14 call.docx": docx("Ana Sousa: It broke.", "Sam Lee: When?", "Ana Sousa: Today.")})
    assert [(turn.speaker, turn.text) for turn in call.turns] == [
        ("Ana Sousa", "It broke."), ("Sam Lee", "When?"), ("Ana Sousa", "Today."),
    ]  # fmt: skip
    assert call.file == "2026-10-14 call.docx"


def mail(number: int) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Ana Sousa <ana@lindwurm.example>", "help@us.example"
    made["Date"], made["Message-ID"] = f"Wed, {13 + number} Oct 2026 15:00:00 +0000", f"<m{number}@lindwurm.example>"
    made.set_content(f"The export broke {number} times.\nFrom Monday on we restart it.\n")
    return made


def test_a_mailbox_is_read_mail_by_mail(entries, tmp_path):
    box = mailbox.mbox(tmp_path / "inbox.mbox")
    for number in (1, 2, 3):
        box.add(mail(number))
    box.close()
    read = entries("notes", {"inbox.mbox": (tmp_path / "inbox.mbox").read_bytes()})
    assert [(entry.conversation_id, entry.occurred_at.day) for entry in read] == [
        ("m1@lindwurm.example", 14), ("m2@lindwurm.example", 15), ("m3@lindwurm.example", 16),
    ]  # fmt: skip
    assert "From Monday on we restart it." in read[1].turns[0].text


def test_a_row_in_an_archive_is_told_with_the_file_in_it(entries):
    rows = "conversation_id,occurred_at,text\n1,no day,It broke\n"
    [entry] = entries("table", {"october.zip": zipped({"desk/t.csv": rows.encode()})})
    assert (entry.file, entry.line) == ("october.zip", 2)
    assert entry.reason.startswith("desk/t.csv: occurred_at is 'no day'")


def test_a_taps_stream_gives_its_records_with_their_lines(entries):
    messages = [
        {"type": "SCHEMA", "stream": "tickets", "schema": {}},
        {
            "type": "RECORD",
            "stream": "tickets",
            "record": {"conversation_id": "1", "occurred_at": "2026-10-14", "text": "It broke"},
        },
        {"type": "STATE", "value": {}},
        {"type": "RECORD", "stream": "tickets", "record": {"conversation_id": "2", "occurred_at": "", "text": "It broke"}},
    ]
    read = entries("table", {"tap.jsonl": "\n".join(map(json.dumps, messages))})
    assert [(type(entry), entry.line) for entry in read] == [(Conversation, 2), (UnreadableRow, 4)]


def test_archives_in_archives_are_opened_to_a_depth(entries):
    data = ROWS.encode()
    for _ in range(9):
        data = gzip.compress(data, mtime=0)
    [entry] = entries("table", {"t.csv.gz": data})
    assert "archives in archives" in entry.reason
