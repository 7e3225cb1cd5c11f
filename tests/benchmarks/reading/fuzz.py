"""Broken files by the thousand: nothing raises, and every row is heard, set aside or told as wordless.

    python -m tests.benchmarks.reading.fuzz --inputs 20000 --seed 1

Each input is a sound export of a few rows that one to three faults were done to. Rows written before the first fault must
come back as they were; where the faults leave the rows countable, the counts must add up to the input.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import pickle
import random
import re
import signal
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pandas as pd

from kit.config.settings import Redaction, Settings, Source
from kit.ingest.conversation_rows import Rules, frames_of
from kit.ingest.redact import Redactor
from kit.sources import READERS
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.reader import Context

COLUMNS = ["conversation_id", "occurred_at", "text", "account_id", "contact_id", "contact_name", "role", "url", "language"]
TEXTS = [
    "The export timed out twice.",
    'It is slow, "really" slow; we gave up.',
    "Line one\nline two, with a comma",
    "naïve café — 30 % off €5",
    "Hi team,\n\nplease call +1 415 555 0132 or write to jane.doe@x.example.\n\nThanks,\nJane Doe\n",
    "日本語のテキストです。",
    "a" * 500,
    "[person-3f2a] said so",
    "On Mon, Oct 5, 2026 at 9:00 AM Sam <s@x.example> wrote:\n> old words\nnew words",
    "x\u2028y\x0bz\x85w",
    "'quoted', `ticked`, \\escaped\\",
    "=SUM(A1)",
    "null",
    "None",
    "NaN",
]
DATES = [
    "2026-10-14",
    "2026-10-14T15:00:00Z",
    "2026-10-14 15:00",
    "2026/10/14",
    "14.10.2026",
    "10/14/2026 3:05 PM",
    "Oct 14, 2026",
    "14 October 2026",
    "1760454000",
    "Wed, 14 Oct 2026 15:00:00 +0200",
    "2026-03-29T02:30:00",
    "2026-10-25T02:30:00",
    "2026-10-25T02:30:00+02:00",
    "2026-10-25 02:30:00+01:00",
]
BAD_DATES = [
    "",
    "31/02/2026",
    "yesterday",
    "2026-13-01",
    "0000-00-00",
    "99999999999999",
    "2026-10-14T25:00",
    "-1",
    "٢٠٢٦-١٠-١٤",
    "1e308",
    "NaN",
    "2026-W41",
    "💥" * 30,
]
OFFICE = "http://schemas.openxmlformats.org"
#: Characters that XML cannot hold.
_PRINTED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Longest that one input may take, in seconds of the processor, whatever else the machine does; a slower one breaks a law.
MAX_SECONDS = 60
SETTINGS = Settings.model_validate(
    {"company": "Fuzz", "timezone": "Europe/Berlin", "sources": [{"id": "feed", "kind": "ticket", "path": "x"}]}
)


@dataclass
class Case:
    """One input: a reader's file, and how many rows it has where that can still be told.

    ``is_unsided`` where nothing in it tells whose its words are, so that none may be the customer's.
    """

    reader: str
    data: bytes
    name: str
    n_rows: int | None
    faults: tuple[str, ...]
    is_unsided: bool = False


def _rows(rng: random.Random) -> list[dict[str, str]]:
    return [
        {
            "conversation_id": f"c{at}",
            "occurred_at": rng.choice(DATES),
            "text": rng.choice(TEXTS),
            "account_id": rng.choice(["a-1", ""]),
            "contact_id": rng.choice(["u1", "jane@x.example", ""]),
            "contact_name": rng.choice(["Jane Doe", "Will May", ""]),
            "role": "Lead",
            "url": "https://x.example/?token=abcdefgh1",
            "language": "",
        }
        for at in range(rng.randrange(1, 8))
    ]


def _spoilt(rows: list[dict[str, str]], rng: random.Random) -> list[dict[str, str]]:
    """Rows with cells that make some of them unreadable."""
    for row in rows:
        if rng.random() < 0.3:
            spoil = rng.choice(["occurred_at", "conversation_id", "text"])
            row[spoil] = rng.choice(BAD_DATES) if spoil == "occurred_at" else ""
    return rows


def _csv(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    columns = rng.sample(COLUMNS, len(COLUMNS)) if rng.random() < 0.3 else COLUMNS
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        columns,
        delimiter=rng.choice(",,,;\t|"),
        lineterminator=rng.choice(["\n", "\r\n"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]), "replace")


def _jsonl(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=rng.random() < 0.5) + "\n" for row in rows).encode()


def _transcript(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    said = "\n".join(f"{rng.choice(['Jane Doe', 'Sam Lee', 'SPEAKER_00'])}: {row['text']}" for row in rows)
    head = f"Account: a-1\nDate: {rows[0]['occurred_at']}\nParticipants: Jane Doe (customer, Lead); Sam Lee (team)\n\n"
    if rng.random() < 0.5:
        cues = "\n\n".join(
            f"{at}\n00:00:0{at % 10}.000 --> 00:00:0{at % 10}.900\n<v Jane Doe>{row['text']}</v>" for at, row in enumerate(rows)
        )
        return f"WEBVTT\n\nNOTE\n{head}{cues}\n".encode()
    return (head + said).encode()


def _note(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    said = "\n".join(rng.choice(["> ", "Customer: ", "", "# "]) + row["text"] for row in rows)
    return f"---\naccount_id: a-1\ndate: {rows[0]['occurred_at']}\ncontact: Jane Doe\n---\n{said}\n".encode()


def _desk(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    tickets = [
        {
            "id": row["conversation_id"],
            "created_at": row["occurred_at"],
            "requester_id": 1,
            "description": row["text"],
            "comments": [{"author_id": rng.randrange(3), "body": row["text"], "created_at": row["occurred_at"]}],
        }
        for row in rows
    ]
    return json.dumps({"tickets": tickets} if rng.random() < 0.5 else tickets).encode()


def _gong(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    calls = [
        {
            "metaData": {"id": row["conversation_id"], "started": row["occurred_at"]},
            "parties": [{"speakerId": "1", "name": "Jane Doe", "affiliation": rng.choice(["External", None, 3])}],
        }
        for row in rows
    ]
    said = [
        {"callId": row["conversation_id"], "transcript": [{"speakerId": "1", "sentences": [{"text": row["text"]}]}]}
        for row in rows
    ]
    return json.dumps({"calls": calls, "callTranscripts": said}).encode()


def _chat(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """A telephone's export, of Android or iOS."""
    lines = []
    for number, row in enumerate(rows, start=1):
        name = rng.choice(["Jane Doe", "Sam Lee", "+49 170 1234567"])
        stamp = rng.choice([f"{number + 12}/10/2026, 09:1{number % 10} - ", f"[{number + 12}.10.26, 09:12:3{number % 10}] "])
        lines.append(f"{stamp}{name}: {row['text']}")
    return "\n".join(lines).encode()


def _meeting(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """A meeting's transcript as Markdown, with names that nobody declared."""
    spoken = "\n\n".join(f"**{rng.choice(['Jane Doe', 'Sam Lee (Acme)'])}:** {row['text']}" for row in rows)
    return (
        f"# Weekly (2026-10-14 15:00 GMT+2) - Transcript\n\n## Attendees\n\nJane Doe, Sam Lee\n\n{spoken}\n\n### Ended\n".encode()
    )


def _threads(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """A desk's threads whose words for authors are known nowhere."""
    word = rng.choice(["moderator", "level2", "message"])
    values = [
        {"conversation_id": row["conversation_id"], "occurred_at": row["occurred_at"],
         "turns": [{"type": word, "body": f"<p>{row['text']}</p>", "createdBy": {"name": "Jane Doe"}}]}
        for row in rows
    ]  # fmt: skip
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def _html_mail(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    body = "".join(f"<p>{row['text']}</p>" for row in rows)
    quoted = rng.choice(["<blockquote>old</blockquote>", '<div id="divRplyFwdMsg">From: x</div>old', '<div class="gmail_quote">'])
    head = "From: Jane Doe <jane.doe@x.example>\nDate: Wed, 14 Oct 2026 15:00:00 +0200\nSubject: It hangs every day\nContent-Type: text/html\n\n"  # noqa: E501
    return f"{head}<html><body>{body}{quoted}".encode()


#: Shapes in which nothing tells whose the words are.
UNSIDED = ("w.txt", "m.md", "h.jsonl", "h.eml")


def _gzipped(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    return gzip.compress(_csv(rows, rng), mtime=0)


def _zipped(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at, part in enumerate(filter(None, (rows[: len(rows) // 2], rows[len(rows) // 2 :]))):
            write, name = rng.choice([(_csv, "csv"), (_jsonl, "jsonl")])
            archive.writestr(f"{at}.{name}", write(part, rng))
    return out.getvalue()


def _wrapped(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    wrapped = rng.choice([{"data": rows}, {"page": 1, "response": {"docs": rows}}, {"users": [], "items": rows}])
    return json.dumps(wrapped, indent=rng.choice([None, 1])).encode()


def _tapped(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    messages = [{"type": "SCHEMA", "stream": "t", "schema": {}}]
    for row in rows:
        messages += [{"type": "RECORD", "stream": "t", "record": row}, {"type": "STATE", "value": {}}][: rng.randrange(1, 3)]
    return "\n".join(map(json.dumps, messages)).encode()


def _parquet(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(rows).to_parquet(out)
    return out.getvalue()


def _workbook(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """A workbook with a title row above its table, as reports have it."""
    lines = [["Export", *[""] * (len(COLUMNS) - 1)], *[[""] * len(COLUMNS)] * rng.randrange(2), COLUMNS]
    lines += [[row[name] for name in COLUMNS] for row in rows]
    cells = [
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(_PRINTED.sub("", text))}</t></is></c>' for text in line) + "</row>"
        for line in lines
    ]
    main, links = f"{OFFICE}/spreadsheetml/2006/main", f"{OFFICE}/officeDocument/2006/relationships"
    root = f'<Relationship Id="r" Type="{links}/officeDocument" Target="xl/workbook.xml"/>'
    sheet = f'<Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/s.xml"/>'
    listed = f'<sheet name="T" sheetId="1" r:id="r1" xmlns:r="{links}"/>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{sheet}</Relationships>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>',
    }
    return _archive(files)


def _archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _spreadsheet(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """An OpenDocument spreadsheet."""
    lines = [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]
    parts = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(_PRINTED.sub("", text))}</text:p></table:table-cell>'
            for text in line
        )
        + "</table:table-row>"
        for line in lines
    )
    spaces = f'xmlns:office="{parts}:office:1.0" xmlns:table="{parts}:table:1.0" xmlns:text="{parts}:text:1.0"'
    body = f'<office:spreadsheet><table:table table:name="T">{cells}</table:table></office:spreadsheet>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<m:manifest xmlns:m="{parts}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    return _archive({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _document(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    """A call's transcript as a Word document."""
    lines = _transcript(rows, random.Random(1)).decode().split("\n")
    said = "".join(f"<w:p><w:r><w:t>{escape(_PRINTED.sub('', line))}</w:t></w:r></w:p>" for line in lines)
    body = f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:body>{said}</w:body></w:document>'
    return _archive({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def _mailbox(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    mails = []
    for at, row in enumerate(rows):
        head = f"From: Jane Doe <jane@x.example>\nDate: {row['occurred_at']}\nMessage-ID: <{at}@x>"
        mails.append(f"From x@y Wed Oct 14 15:00:00 2026\n{head}\n\n{row['text']}\n")
    return "\n".join(mails).encode("utf-8", "replace")


def _help_desk(rows: list[dict[str, str]], rng: random.Random) -> bytes:
    tickets = []
    for row in rows:
        said = {"body_text": row["text"], "incoming": rng.choice([True, False, None, 3]), "created_at": row["occurred_at"]}
        ticket = {"id": row["conversation_id"], "subject": "x", "requester_id": 1, "created_at": row["occurred_at"]}
        tickets.append(ticket | {"description_text": row["text"], "conversations": [said]})
    return json.dumps(tickets).encode()


#: Reader, file name, writer, and whether one row of the input is one row read.
SHAPES: list[tuple[str, str, Callable[[list[dict[str, str]], random.Random], bytes], bool]] = [
    ("table", "t.csv", _csv, True),
    ("table", "t.csv", _csv, True),
    ("table", "t.csv", _csv, True),
    ("table", "t.jsonl", _jsonl, True),
    ("table", "t.csv.gz", _gzipped, True),
    ("table", "t.zip", _zipped, True),
    ("table", "t.json", _wrapped, True),
    ("table", "t.jsonl", _tapped, True),
    ("table", "t.parquet", _parquet, True),
    ("table", "t.xlsx", _workbook, True),
    ("table", "t.ods", _spreadsheet, True),
    ("transcript", "d.docx", _document, False),
    ("survey", "s.csv", _csv, True),
    ("notes", "m.mbox", _mailbox, False),
    ("freshdesk", "f.json", _help_desk, False),
    ("jira", "j.csv", _csv, False),
    ("trustpilot", "t.csv", _csv, True),
    ("google-forms", "f.csv", _csv, True),
    ("review", "r.jsonl", _jsonl, True),
    ("transcript", "c.txt", _transcript, False),
    ("transcript", "w.txt", _chat, False),
    ("transcript", "m.md", _meeting, False),
    ("table", "h.jsonl", _threads, False),
    ("notes", "h.eml", _html_mail, False),
    ("notes", "n.md", _note, False),
    ("notes", "m.eml", _note, False),
    ("zendesk", "z.json", _desk, False),
    ("gong", "g.json", _gong, False),
    ("intercom", "i.json", _desk, False),
    ("qualtrics", "q.csv", _csv, False),
    ("g2", "g.json", _desk, False),
    ("typeform", "t.json", _desk, False),
    ("surveymonkey", "s.csv", _csv, False),
]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _doubled(data: bytes, rng: random.Random) -> bytes:
    return data + data


def _zeroed(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + b"\0" * rng.randrange(1, 5) + data[at:]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        if spoilt:
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def _marked(data: bytes, rng: random.Random) -> bytes:
    return rng.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"PAR1", b"---\n", b"WEBVTT\n\n"]) + data


def _ends_mixed(data: bytes, rng: random.Random) -> bytes:
    return b"".join(rng.choice([b"\n", b"\r\n", b"\r", b"\n\n"]) if byte == 10 else bytes([byte]) for byte in data)


def _miscoded(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(
        rng.choice(["cp1252", "latin-1", "utf-16-le", "utf-32", "shift_jis", "cp1251"]), "replace"
    )


def _quoted(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice([b'"', b"'", b'""', b'",', b"\\", b"{", b"]", b"\n-->\n", b"<v ", b"\x1c"]) + data[at:]


def _swapped(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _bloated(data: bytes, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(data) + 1), rng.choice([70_000, 1_100_000]) if rng.random() < 0.1 else 3_000
    return data[:at] + rng.choice([b"a", b"9", b"a ", b"> x\n", b"@", b'"', b"(", b". "]) * size + data[at:]


FAULTS = [_cut, _doubled, _zeroed, _flipped, _marked, _ends_mixed, _miscoded, _quoted, _swapped, _bloated]


def case_of(rng: random.Random) -> Case:
    """One random input."""
    reader, name, write, is_counted = rng.choice(SHAPES)
    rows = _spoilt(_rows(rng), rng)
    data = write(rows, rng)
    faults = tuple(rng.choice(FAULTS) for _ in range(rng.choice([0, 1, 1, 1, 2, 3])))
    for fault in faults:
        data = fault(data, rng)
    is_whole = is_counted and not faults
    told = tuple(fault.__name__[1:] for fault in faults)
    return Case(reader, data, name, len(rows) if is_whole else None, told, name in UNSIDED)


def giants() -> list[Case]:
    """The inputs that are only large."""
    head = ",".join(COLUMNS)
    wide = (
        ",".join([*COLUMNS, *(f"x{at}" for at in range(10_000))])
        + "\n"
        + ",".join(["c1", "2026-10-14", "words", *(["v"] * 10_006)])
        + "\n"
    )
    return [
        Case(
            "table",
            f'{head}\nc1,2026-10-14,"{"words and " * 1_000_000}",,,,,,\nc2,2026-10-14,fine,,,,,,\n'.encode(),
            "t.csv",
            2,
            ("ten megabytes in a cell",),
        ),
        Case(
            "table", f"{head}\nc1,2026-10-14,{'a' * 2_000_000},,,,,,\n".encode(), "t.csv", 1, ("two megabytes without a space",)
        ),
        Case("table", wide.encode(), "t.csv", 1, ("10,000 columns",)),
        Case("table", b"", "t.csv", 1, ("empty",)),
        Case("table", b"\n" * 10_000, "t.csv", 1, ("only line ends",)),
        Case("table", (b"[" * 200_000), "t.json", None, ("deeply nested",)),
        Case(
            "transcript", b"Date: 2026-10-14\n\n" + b"Jane Doe: words and words. " * 30_000, "t.txt", 1, ("one line of 800 KB",)
        ),
    ]


#: Endings of files whose bytes do not show the lines in them.
PACKED = frozenset({"gz", "zip", "parquet", "xlsx", "ods", "docx"})


def read_case(case: Case) -> Counter:
    """Counts of what one input became; raises where a law is broken."""
    source = Source(id="feed", kind="ticket", reader=case.reader, path="x")
    found = list(READERS[case.reader].read([File(case.name, case.data)], Context(source, ZoneInfo("Europe/Berlin"))))
    counts = Counter(type(one).__name__ for one in found)
    assert set(counts) <= {"Conversation", "UnreadableRow", "EmptyRow"}
    if case.n_rows is not None:
        assert sum(counts.values()) == case.n_rows, (case.n_rows, counts)
    n_lines = case.data.count(b"\n") + case.data.count(b"\r") + 2
    if case.name.rpartition(".")[2] in PACKED:  # a packed file that was spoilt may be read as lines too
        n_lines = max(n_lines, 10**6)
    for one in found:
        assert isinstance(one, EmptyRow) or 1 <= one.line <= n_lines, one
        assert not isinstance(one, UnreadableRow) or one.reason
    delivered = [(one, source) for one in found if isinstance(one, Conversation)]
    assert all(sum(len(turn.text) for turn in one.turns) <= MAX_CHARACTERS for one, _ in delivered)
    if delivered:
        redactor = Redactor(Redaction(), "fuzz", ["Jane Doe", "Sam Lee"], [])
        conversations, passages = frames_of(delivered, Rules(SETTINGS, redactor))
        assert not case.is_unsided or passages.empty, "words of nobody known count as the customer's"
        assert len(conversations) == len(delivered)
        texts = conversations["text"].tolist()
        rows = passages[["row", "start", "end", "text"]].itertuples(index=False)
        assert all(texts[row][start:end] == text and text.strip() == text != "" for row, start, end, text in rows)
        assert not [text for text in texts if re.search(r"\bjane\.doe@x\.example\b|\bJane Doe\b", text)]
        conversations["text"].str.encode("utf-8")
    return counts


def _too_slow(signum: int, frame: FrameType | None) -> None:
    where = "" if frame is None else f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno} {frame.f_code.co_name}"
    raise TimeoutError(f"took more than {MAX_SECONDS} s, at {where}")


#: After so many inputs what was found so far is kept, where a file is given for it.
KEPT_EVERY = 250


def fuzz(
    n_inputs: int, seed: int, has_large: bool = True, kept: Path | None = None
) -> tuple[Counter, list[tuple[Case, str]], float]:
    """Counts over all inputs, the inputs that broke a law, and the seconds it took.

    ``kept`` is a file from which a run that was broken off goes on: the same inputs in the same order, counted once.
    """
    rng, counts, broken, start, begun = random.Random(seed), Counter(), [], time.perf_counter(), 0
    if kept and kept.exists():
        begun, state, counts, broken, seconds = pickle.loads(kept.read_bytes())
        rng.setstate(state)
        start -= seconds
    large = giants() if has_large else []
    signal.signal(signal.SIGPROF, _too_slow)
    for at in range(begun, n_inputs):
        if kept and at % KEPT_EVERY == 0 and at > begun:
            kept.write_bytes(pickle.dumps((at, rng.getstate(), counts, broken, time.perf_counter() - start)))
            print(f"{at} inputs, {len(broken)} broke a law", flush=True)
        case = large[at] if at < len(large) else case_of(rng)
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
        try:
            counts += read_case(case)
        except Exception as error:  # a harness: whatever is raised is what is looked for
            broken.append((case, f"{type(error).__name__}: {str(error)[:200]}"))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return counts, broken, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-large", action="store_true", help="leave out inputs that are only large, to go on in pieces")
    parser.add_argument("--kept", type=Path, help="a file in which a count is kept, to go on with it after it was broken off")
    told = parser.parse_args()
    counts, broken, seconds = fuzz(told.inputs, told.seed, not told.without_large, told.kept)
    print(f"{told.inputs} inputs in {seconds:.0f} s: {dict(sorted(counts.items()))}; {len(broken)} broke a law")
    for case, error in broken[:20]:
        print(case.reader, case.name, case.faults, error, case.data[:300])


if __name__ == "__main__":
    main()
