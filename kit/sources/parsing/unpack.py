"""Unpacking: archives, mailboxes, documents and tap streams as the files in them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

import olefile

from kit.sources.parsing.files import NO_DATA, File
from kit.sources.parsing.kinds import PACKED, kind_of

#: Bytes that one file may unpack to; more is a bomb, or an export that has to be split.
MAX_BYTES = 2_000_000_000
#: Archives in archives that are opened.
MAX_DEPTH = 4

#: From when Outlook counts time.
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FAULTS = (
    OSError, EOFError, OverflowError, ValueError, KeyError, IndexError, TypeError, RuntimeError, NotImplementedError, zlib.error,
    lzma.LZMAError, zipfile.BadZipFile, ElementTree.ParseError,
)  # fmt: skip
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class PackedError(ValueError):
    """A packed file that cannot be opened; the message says what it is and what to do."""


def unpacked(file: File, depth: int = 0) -> Iterator[tuple[File, str]]:
    """Every file in a file, with its kind; a file that is not packed is itself.

    Raises
    ------
    PackedError
        Where an archive is cut, locked or too large; the message is a reason for setting the file aside.
    """
    kind = kind_of(file)
    if kind not in PACKED:
        yield file, kind
        return
    if depth >= MAX_DEPTH:
        raise PackedError(f"holds archives in archives, more than {MAX_DEPTH} deep; unpack it")
    try:
        inside = list(_OPENERS[kind](file))
    except _FAULTS as error:
        if isinstance(error, PackedError):
            raise
        raise PackedError(
            f"is {_CALLED[kind]} that cannot be opened ({error}); deliver it whole and without a password"
        ) from None
    if sum(len(inner.data) for inner in inside) > MAX_BYTES:
        raise PackedError(f"unpacks to more than {MAX_BYTES:,} bytes; deliver it in parts")
    for inner in inside:
        if kind in {"docx", "odt"}:
            yield inner, "text"
        elif kind in {"mbox", "msg"}:
            yield inner, "mail"
        elif kind == "singer":
            yield inner, "json"
        else:
            yield from unpacked(inner, depth + 1)


def _limited(stream: IO[bytes]) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PackedError(f"unpacks to more than {MAX_BYTES:,} bytes; deliver it in parts")
    return data


def _without_ending(file: File) -> str:
    """A packed file's name without its last ending, so that tickets.csv.gz is read as tickets.csv."""
    return str(PurePosixPath(file.name).with_suffix("")) if file.suffix in {".gz", ".bz2", ".xz"} else file.name


def _stream(opened: Callable[[io.BytesIO], IO[bytes]]) -> Callable[[File], Iterator[File]]:
    """What opens a file that is one packed stream."""

    def opener(file: File) -> Iterator[File]:
        with opened(io.BytesIO(file.data)) as stream:
            yield File(_without_ending(file), _limited(stream))

    return opener


def _zip(file: File) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not NO_DATA.search(entry.filename)]
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise PackedError(f"unpacks to more than {MAX_BYTES:,} bytes; deliver it in parts")
        for entry in sorted(entries, key=lambda entry: entry.filename):
            yield File(f"{file.name}/{entry.filename}", archive.read(entry))


def _mbox(file: File) -> Iterator[File]:
    """The mails of a mailbox: each begins with a line "From " after an empty one."""
    text = file.data.replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf \t\n")
    for number, mail in enumerate(re.split(rb"(?:\A|\n\n?)From [^\n]*\d{4}[^\n]*\n(?=[A-Za-z-]+:)", text)[1:], start=1):
        yield File(f"{file.name}/{number}.eml", re.sub(rb"^>(>*From )", rb"\1", mail, flags=re.M))


def _docx(file: File) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    texts = {f"{_WORD}t": None, f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t"}
    lines = [_joined(paragraph, texts) for paragraph in root.iter(f"{_WORD}p")]
    yield File(str(PurePosixPath(file.name).with_suffix(".txt")), "\n".join(lines).encode())


def _odt(file: File) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    lines = ["".join(node.itertext()) for node in root.iter() if node.tag in {f"{_ODT}p", f"{_ODT}h"}]
    yield File(str(PurePosixPath(file.name).with_suffix(".txt")), "\n".join(lines).encode())


def _joined(paragraph: ElementTree.Element, texts: dict[str, str | None]) -> str:
    return "".join(texts[node.tag] or node.text or "" for node in paragraph.iter() if node.tag in texts)


#: Properties of an Outlook message that a mail needs, by their number.
_SUBJECT, _BODY, _HTML, _SENDER, _ADDRESS, _SMTP, _TO, _MESSAGE_ID, _HEADERS = (
    "0037", "1000", "1013", "0C1A", "0C1F", "5D01", "0E04", "1035", "007D",
)  # fmt: skip


def _msg(file: File) -> Iterator[File]:
    """An Outlook message as the mail it was."""
    with olefile.OleFileIO(io.BytesIO(file.data)) as compound:

        def text(number: str) -> str:
            for ending, encoding in (("001F", "utf-16-le"), ("001E", "cp1252"), ("0102", "utf-8")):
                name = f"__substg1.0_{number}{ending}"
                if compound.exists(name):
                    return compound.openstream(name).read().decode(encoding, "replace").replace("\0", "")
            return ""

        mail = EmailMessage()
        headers = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)", text(_HEADERS).replace("\r\n", "\n"), re.M))
        address = text(_SMTP) or (text(_ADDRESS) if "@" in text(_ADDRESS) else "")
        when = headers.get("Date") or _sent(compound)
        fields = {
            "From": f'"{text(_SENDER)}" <{address}>' if address else text(_SENDER), "To": text(_TO), "Subject": text(_SUBJECT),
            "Date": when, "Message-ID": text(_MESSAGE_ID) or headers.get("Message-ID", ""),
        }  # fmt: skip
        for name, value in fields.items():
            if value:
                mail[name] = re.sub(r"\s+", " ", value).strip()
        mail.set_content(text(_BODY) or text(_HTML), subtype="plain" if text(_BODY) else "html")
    yield File(str(PurePosixPath(file.name).with_suffix(".eml")), mail.as_bytes())


def _sent(compound: olefile.OleFileIO) -> str:
    """When a message was sent or delivered, out of its fixed properties."""
    data = compound.openstream("__properties_version1.0").read()
    entries = [data[start : start + 16] for start in range(32, len(data) - 15, 16)]
    times = {entry[2:4]: entry[8:] for entry in entries if entry.startswith(b"\x40\0")}
    raw = times.get(b"\x39\0") or times.get(b"\x06\x0e")
    return format_datetime(_EPOCH + timedelta(microseconds=int.from_bytes(raw, "little") // 10)) if raw else ""


def _singer(file: File) -> Iterator[File]:
    """One file a stream; lines of other streams are left empty, so that line numbers stay true."""
    lines = file.data.decode("utf-8", "replace").split("\n")
    streams: dict[str, dict[int, str]] = {}
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            streams.setdefault("", {})[number] = line
            continue
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "RECORD":
            streams.setdefault(str(message.get("stream")), {})[number] = json.dumps(message.get("record"), ensure_ascii=False)
        elif kind not in {"SCHEMA", "STATE", "ACTIVATE_VERSION"}:
            streams.setdefault("", {})[number] = line
    for stream, rows in streams.items():
        text = "\n".join(rows.get(number, "") for number in range(max(rows) + 1))
        yield File(f"{file.name}/{stream or 'other lines'}.jsonl", text.encode())


_CALLED = {
    "gzip": "a gzip archive", "bzip2": "a bzip2 archive", "xz": "an xz archive", "zip": "a zip archive", "mbox": "a mailbox",
    "docx": "a Word document", "odt": "an OpenDocument text", "msg": "an Outlook message", "singer": "a tap's stream",
}  # fmt: skip
_OPENERS: dict[str, Callable[[File], Iterator[File]]] = {
    "gzip": _stream(gzip.open), "bzip2": _stream(bz2.open), "xz": _stream(lzma.open), "zip": _zip, "mbox": _mbox,
    "docx": _docx, "odt": _odt, "msg": _msg, "singer": _singer,
}  # fmt: skip
