"""Files of the inbox, wherever they lie: found, fingerprinted and turned into text."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import fsspec
from charset_normalizer import from_bytes
from fsspec.implementations.local import LocalFileSystem

from kit.errors import SourceError

#: Bytes of one file that are read into memory.
MOST_BYTES = 2 << 30
#: Bytes looked at to find out an encoding.
SAMPLE = 200_000
#: Bytes outside ASCII below which a guess between single-byte encodings is no better than Windows-1252.
ENOUGH = 40

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
#: Names that operating systems and writers of Parquet folders put beside the data.
NO_DATA = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]*$|_SUCCESS$|_(?:common_)?metadata$|_(?:committed|started)_[^/]*$)")


@dataclass(frozen=True, slots=True)
class File:
    """One delivered file; ``name`` is its path as the record and the messages give it, ``fault`` why it could not be read."""

    name: str
    data: bytes
    fault: str = ""

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.data, digest_size=16).hexdigest()


def find_files(workspace: Path, pattern: str) -> list[tuple[str, fsspec.AbstractFileSystem, str]]:
    """Name, file system and path of every file a source's ``path`` names, sorted by name.

    Names are relative to the workspace where they lie in it, so that a workspace may be moved.
    """
    is_remote = "://" in pattern
    root = workspace.resolve()
    try:
        system, path = fsspec.core.url_to_fs(pattern if is_remote else str(root / pattern))
        paths = [path] if system.isfile(path) else system.find(path) if system.isdir(path) else system.glob(path)
    except (ImportError, ValueError, OSError) as error:
        raise SourceError(f"{pattern}: cannot be looked into ({error}); check the path and what it needs installed") from None
    paths = [inner for path in paths for inner in (system.find(path) if _is_table_folder(path, system) else [path])]
    names = {}
    for path in sorted(paths):
        if NO_DATA.search(path) or system.isdir(path):
            continue
        inside = not is_remote and Path(path).is_relative_to(root)
        names[Path(path).relative_to(root).as_posix() if inside else path] = path
    return [(name, system, names[name]) for name in sorted(names)]


def _is_table_folder(path: str, system: fsspec.AbstractFileSystem) -> bool:
    """Whether a folder is one table in parts, as writers of Parquet leave it."""
    return Path(path).suffix.lower() in {".parquet", ".pq"} and system.isdir(path)


def read_file(name: str, system: fsspec.AbstractFileSystem, path: str) -> File:
    """One file's bytes; one that cannot be read has none and says why, so that it stops nothing else."""
    try:
        if fault := _unfit(system, path):
            return File(name, b"", fault)
        return File(name, system.cat_file(path))
    except OSError as error:
        return File(name, b"", f"cannot be read ({error.strerror or error}); check that it is there and may be read")


def _unfit(system: fsspec.AbstractFileSystem, path: str) -> str:
    """Why a path is nothing to read, "" where it is: a pipe or a device would be waited for, for ever."""
    if isinstance(system, LocalFileSystem):
        mode = Path(path).stat().st_mode
        if not stat.S_ISREG(mode):
            return "is no regular file but a pipe, a socket or a device; take it out of the inbox"
    size = system.size(path) or 0
    return f"has {size:,} bytes, more than {MOST_BYTES:,}; deliver it in parts" if size > MOST_BYTES else ""


def _by_line(data: bytes, fallback: str) -> str | None:
    """UTF-8 with stray lines in another encoding, as files pasted together are; None where UTF-8 is not the rule."""
    lines, good, bad = [], 0, 0
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode())
            good += not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode(fallback, errors="replace"))
            bad += 1
    return "\n".join(lines) if good >= bad else None


def _single_byte(data: bytes) -> str:
    odd = b"\n".join(line for line in data[:SAMPLE].split(b"\n") if not line.isascii())
    if sum(byte > 127 for byte in odd) < ENOUGH:
        return "cp1252"
    best = from_bytes(odd[:20_000]).best()
    return best.encoding if best else "cp1252"


def is_wide(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of Western text is zero."""
    sample = data[:4000]
    if len(sample) < 8 or sample.count(0) < len(sample) // 3:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def text_of(data: bytes, encoding: str = "") -> str:
    """Bytes as text: the encoding told, else by byte order mark, UTF-8, or found out.

    NUL characters are dropped: no text has them, and they hide words from every pattern.
    """
    if not encoding:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or is_wide(data)
    if encoding:
        return data.decode(encoding, errors="replace").lstrip("\ufeff").replace("\0", "")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _by_line(data, "cp1252")
        text = data.decode(_single_byte(data), errors="replace") if text is None else text
    return text.lstrip("\ufeff").replace("\0", "")
