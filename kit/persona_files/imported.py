"""Import: a Markdown, JSON or CSV document as persona files, with what was placed, what is kept and what is missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kit.config.personas import Persona
from kit.config.yaml_files import model_of_text, parse_yaml
from kit.errors import KitError, SettingsError, WorkspaceError
from kit.persona_files.document import Document
from kit.persona_files.mapping import documents_of_mapping, fields_of
from kit.persona_files.markdown import documents_of_markdown
from kit.persona_files.placing import Placed, placed
from kit.persona_files.table import documents_of_csv
from kit.persona_files.yaml_text import file_text

#: Kinds of document by the ends of their files' names.
MARKDOWN, CSV, JSON = (".md", ".markdown", ".txt"), (".csv", ".tsv"), (".json",)
#: Largest document that is read, in bytes; the largest persona template seen has 40,000.
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Imported:
    """One persona of a document.

    Attributes
    ----------
    text : of the persona file.
    placed : which field went where.
    faults : what is missing or wrong in it, one line each; empty where the file can be used as it is.
    """

    text: str
    placed: Placed
    faults: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """What the file has to be called; "" where the persona has no id."""
        own_id = self.placed.entries.get("id", "")
        return f"{own_id}.yaml" if own_id else ""

    @property
    def sentence(self) -> str:
        """What became of the document's fields."""
        n, all_ = self.placed.n_placed, len(self.placed.places)
        name = self.placed.entries.get("name", "a persona without a name")
        kept = f"; kept as comments: {', '.join(label for label, _ in self.placed.kept)}" if self.placed.kept else ""
        return f"{name}: {n} of {all_} fields have their place{kept}"


def import_personas(path: Path) -> list[Imported]:
    """The personas of a document, each as a persona file.

    Raises
    ------
    WorkspaceError
        The document is not there, is of no kind that is read, or holds no persona.
    """
    documents = _documents(path, _text(path))
    if not documents:
        raise WorkspaceError(f"{path}: holds no persona that could be read; docs/personas.md shows what is understood")
    return [_imported(document, path) for document in documents]


def _imported(document: Document, path: Path) -> Imported:
    done = placed(document)
    done.entries.setdefault("status", "draft")
    head = [f"Imported from {path.name}: {done.n_placed} of {len(done.places)} fields have their place, the rest is at the end."]
    text = file_text(done, head)
    try:
        model_of_text(Persona, text, Path(f"{done.entries.get('id', path.stem)}.yaml"))
    except SettingsError as error:
        return Imported(text, done, tuple(str(error).splitlines()))
    return Imported(text, done, ())


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WorkspaceError(f"{path}: has more than {MOST_BYTES:,} bytes; is it a persona document?")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        return _other_encoding(path)


def _other_encoding(path: Path) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(path.read_bytes()).best()
    if best is None or b"\0" in path.read_bytes():
        raise WorkspaceError(f"{path}: is no text; export the document as Markdown, JSON or CSV")
    return str(best)


def _documents(path: Path, text: str) -> list[Document]:
    kind = path.suffix.lower()
    if kind in JSON:
        return _of_json(path, text)
    if kind in CSV:
        return documents_of_csv(text)
    if kind in MARKDOWN:
        return _of_markdown(text)
    raise WorkspaceError(f"{path}: is read as Markdown (.md), JSON (.json) or CSV (.csv); export the document as one of them")


def _of_json(path: Path, text: str) -> list[Document]:
    try:
        return documents_of_mapping(json.loads(text))
    except json.JSONDecodeError as error:
        raise WorkspaceError(f"{path}:{error.lineno}: is no JSON ({error.msg}); mend that line") from None
    except RecursionError:
        raise WorkspaceError(f"{path}: is nested too deeply to be a persona document") from None


def _of_markdown(text: str) -> list[Document]:
    """Markdown, its head between lines of dashes read as a mapping where it is one."""
    _, _, rest = text.partition("---\n")
    head, mark, body = rest.partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        return documents_of_markdown(text)
    try:
        entries, _ = parse_yaml(f"{head}\n", Path("head"))
    except KitError:
        return documents_of_markdown(text)
    first, *others = documents_of_markdown(body) or [Document()]
    first.fields = [*fields_of(entries), *first.fields]
    return [first, *others]
