"""Kind of a file: what it is by its first bytes; its name's ending only decides between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile

import olefile

from kit.sources.parsing.files import File, is_wide

#: Kinds that hold other files, in :mod:`kit.sources.parsing.unpack`.
PACKED = frozenset({"gzip", "bzip2", "xz", "zip", "mbox", "docx", "odt", "msg", "singer"})
#: Kinds that have rows.
TABLES = frozenset({"text", "json", "parquet", "workbook"})
#: Kinds that have running words.
WORDS = frozenset({"text", "json", "mail"})

#: Part of control characters from which bytes are no text; compressed data has about a tenth, a damaged text a few.
MAX_CONTROL = 0.06
#: Bytes of a file that are looked at.
LOOKED_AT = 8_000

_MAGIC = (
    (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"PAR1", "parquet"), (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"), (b"Rar!", "a RAR archive"), (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\0", "an SQLite database"), (b"{\\rtf", "an RTF document"), (b"ID3", "a sound recording (MP3)"),
    (b"RIFF", "a sound or video recording"), (b"OggS", "a sound recording (Ogg)"), (b"fLaC", "a sound recording (FLAC)"),
    (b"\x1aE\xdf\xa3", "a video recording (Matroska)"), (b"Obj\x01", "an Avro file"), (b"ORC", "an ORC file"),
    (b"ARROW1", "an Arrow file"), (b"MZ", "a program"), (b"\x7fELF", "a program"),
)  # fmt: skip
#: What to do with a file that no reader reads, by what it is.
ADVICE = {
    "a PDF": "export the text or the rows instead",
    "a legacy Word document": "save it as .docx or text",
    "an RTF document": "save it as .docx or text",
    "a PowerPoint file": "export the text or the rows instead",
    "an HTML page": "download the export again while logged in; a page is no export",
    "a lock file of an open Office document": "close the document; the file goes away",
    "an encrypted workbook": "save it without its password",
    "an SQLite database": "use reader sql",
    "a 7-Zip archive": "unpack it or pack it as .zip",
    "a RAR archive": "unpack it or pack it as .zip",
    "a Zstandard archive": "unpack it or pack it as .gz",
    "an Avro file": "export it as Parquet",
    "an ORC file": "export it as Parquet",
    "an Arrow file": "export it as Parquet",
}
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S)
_MAIL_HEAD = re.compile(rb"^(from|to|date|subject|message-id|received|return-path|delivered-to|mime-version):", re.I | re.M)
_CONTROL = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27)) + b"\x7f"
_BLANK = b"\xef\xbb\xbf \t\r\n\0"
_LIKE_TEXT = re.compile(rb"[\w\"'#]")


def kind_of(file: File) -> str:
    """What a file is: a kind of :data:`PACKED`, :data:`TABLES` or :data:`WORDS`, "empty", or what it is called."""
    if file.name.rpartition("/")[2].startswith("~$"):
        return "a lock file of an open Office document"
    if not file.data[:LOOKED_AT].strip(_BLANK) and not file.data.strip(_BLANK):
        return "empty"
    return _of_mark(file.data) or _of_text(file)


def _of_mark(data: bytes) -> str:
    """What the first bytes say a file is; "" where they say nothing."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(data)
    if data[4:8] == b"ftyp":
        return "a video or sound recording (MP4)"
    return next((kind for mark, kind in _MAGIC if data.startswith(mark) and not _is_word(mark, data)), "")


def _is_word(mark: bytes, data: bytes) -> bool:
    """Whether a mark made of letters begins a text's first word, as "ORC" may in a table of orcs."""
    return mark.isalnum() and mark not in {b"PAR1", b"ARROW1"} and _is_text(data) and bool(_LIKE_TEXT.match(data[len(mark) :]))


def _of_text(file: File) -> str:
    data = file.data
    if not _is_text(data):
        return "a binary file"
    if _HTML.match(data[:2000]):
        return "an HTML page"
    first = data[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if first.startswith(b"From ") and _MAIL_HEAD.search(first.partition(b"\n")[2][:300]):
        return "mbox"
    head = first.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names = {name.lower() for name in _MAIL_HEAD.findall(head)}
    if file.suffix == ".eml" or (
        len(names & {b"from", b"date", b"subject", b"message-id"}) >= 3 and file.suffix not in {".md", ".txt"}
    ):
        return "mail"
    if first[:1] in (b"{", b"["):
        return "singer" if _is_singer(first) else "json"
    return "text"


def _is_singer(first: bytes) -> bool:
    """Whether the first line is a message of a Singer tap."""
    line = first.partition(b"\n")[0]
    return bool(re.match(rb'\{.*"type"\s*:\s*"(?:SCHEMA|RECORD|STATE|ACTIVATE_VERSION)"', line)) and any(
        key in line for key in (b'"stream"', b'"value"')
    )


def _is_text(data: bytes) -> bool:
    sample = data[:LOOKED_AT]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or is_wide(sample):
        return True
    return len(sample) - len(sample.translate(None, _CONTROL)) <= MAX_CONTROL * max(len(sample), 100)


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, NotImplementedError, EOFError):
        return "a damaged archive or Office document"
    if any(name.startswith("xl/workbook.") for name in names) or b"opendocument.spreadsheet" in mimetype:
        return "workbook"
    if "word/document.xml" in names:
        return "docx"
    if b"opendocument.text" in mimetype:
        return "odt"
    return "a PowerPoint file" if any(name.startswith("ppt/") for name in names) else "zip"


def _ole(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            names = {parts[0].lower() for parts in compound.listdir()}
    except (OSError, ValueError, IndexError, TypeError):
        return "a damaged Office document"
    if {"workbook", "book"} & names:
        return "workbook"
    if "__properties_version1.0" in names:
        return "msg"
    if "encryptedpackage" in names:
        return "an encrypted workbook"
    return "a legacy Word document" if "worddocument" in names else "a binary file"
