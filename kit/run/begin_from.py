"""Begin from files: a workspace whose sources, mappings and sides are proposed by looking at what was exported."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from kit.config.settings import read_settings
from kit.errors import SettingsError, WorkspaceError
from kit.run.check.readings import reading_lines, readings_of
from kit.run.check.speakers import doubt_lines
from kit.sources.parsing.files import find_files, read_file
from kit.sources.proposal import Proposal, proposal_of
from kit.workspace import begin, open_workspace

_SOURCES = re.compile(r"^sources:[^\n]*\n", re.M)
_EXAMPLE_DOMAIN = "  domains: [example.com]\n"
_NO_DOMAIN = (
    "  domains: []               # your mail domains, [example.com]: with one named, mail from all others is the customers'\n"
)
_OWN_LINE = re.compile(r"(?:[ \t]|-|#|$)")


def begin_from(folder: Path, exports: list[Path]) -> Iterator[str]:
    """Write proposed sources into kit.yaml, of a new workspace or one that is there; what was understood, line by line.

    Parameters
    ----------
    exports : files or folders; those outside the workspace are copied into its inbox.

    Raises
    ------
    WorkspaceError
        An export is not there, or no reader reads it; nothing is written then.
    """
    is_new = not (folder / "kit.yaml").is_file()
    proposals = [(export, _proposal(export)) for export in exports]
    if is_new:
        begin(folder)
        shutil.rmtree(folder / "inbox")
    path = folder / "kit.yaml"
    before = path.read_text(encoding="utf-8")
    if is_new:  # the template's domain is nobody's: with it, mail of one's own people would be the customers'
        before = before.replace(_EXAMPLE_DOMAIN, _NO_DOMAIN)
    ids = set() if is_new else {source.id for source in read_settings(folder).sources}
    entries = []
    for export, proposal in proposals:
        own_id = _own_id(export, ids)
        entries.append(_entry(own_id, _delivered(folder, export, own_id), proposal))
    path.write_text(_with_sources(before, entries, is_new), encoding="utf-8")
    try:
        read_settings(folder)
    except SettingsError:
        path.write_text(before, encoding="utf-8")
        raise
    yield f"{path}: {len(entries)} source{'s' * (len(entries) != 1)} proposed; read them, mend them, then `kit check {folder}`"
    yield from ("\n" + entry.rstrip() for entry in entries)
    yield "\nRead"
    work = open_workspace(folder)
    written = set(re.findall(r"- id: (\S+)", "".join(entries)))
    readings = [reading for reading in readings_of(work) if reading.source.id in written]
    yield from reading_lines(work, readings)
    if doubts := list(doubt_lines(work, readings)):
        yield "\nWhose words"
        yield from (f"  {line}" for line in doubts)


def _proposal(export: Path) -> Proposal:
    """What one export wants."""
    if not export.exists():
        raise WorkspaceError(f"{export}: there is no such file or folder; name what was exported")
    places = find_files(export.parent, export.name)
    proposal = proposal_of([read_file(*place) for place in places])
    if proposal is None:
        raise WorkspaceError(f"{export}: no reader reads it; README lists what is read and how to export it")
    return proposal


def _own_id(export: Path, ids: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", export.name.partition(".")[0].lower()).strip("-")[:40] or "source"
    own_id = next(name for number in range(1, 1000) if (name := base if number == 1 else f"{base}-{number}") not in ids)
    ids.add(own_id)
    return own_id


def _delivered(folder: Path, export: Path, own_id: str) -> str:
    """The pattern of an export's files in the workspace, copied into its inbox where they lie elsewhere."""
    if export.resolve().is_relative_to(folder.resolve()):
        inside = export.resolve().relative_to(folder.resolve()).as_posix()
        return f"{inside}/**/*" if export.is_dir() else inside
    target = folder / "inbox" / own_id
    if export.is_dir():
        shutil.copytree(export, target)
        return f"inbox/{own_id}/**/*"
    target.mkdir(parents=True)
    shutil.copy2(export, target)
    return f"inbox/{own_id}/*"


def _entry(own_id: str, pattern: str, proposal: Proposal) -> str:
    """A source as it stands in kit.yaml, with what only a person can say as comments."""
    fields = {"id": own_id, "kind": proposal.kind, "reader": proposal.reader, "path": pattern}
    fields |= {"columns": proposal.columns} if proposal.columns else {}
    fields |= {"options": proposal.options} if proposal.options else {}
    lines = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=120).rstrip().split("\n")
    comments = [f"    # {question}" for question in proposal.questions]
    return "\n".join(["  - " + lines[0], *("    " + line for line in lines[1:]), *comments]) + "\n"


def _with_sources(text: str, entries: list[str], is_new: bool) -> str:
    """kit.yaml with sources put at the top of its list, or in the list's place."""
    start = _SOURCES.search(text)
    if start is None or start[0].split("#")[0].strip() != "sources:":
        raise WorkspaceError("kit.yaml has no list `sources:` on lines of its own; write one, then propose again")
    after = text[start.end() :]
    lines = after.split("\n")
    end = next((number for number, line in enumerate(lines) if not _OWN_LINE.match(line)), len(lines))
    body, rest = "\n".join(lines[:end]), "\n".join(lines[end:])
    if is_new:
        return text[: start.end()] + "".join(entries) + rest
    indent = next((len(line) - len(line.lstrip()) for line in lines[:end] if line.lstrip().startswith("- ")), 2)
    shifted = [re.sub(r"^  ", " " * indent, entry, flags=re.M) for entry in entries]
    return text[: start.end()] + "".join(shifted) + body + ("\n" if body and rest and not body.endswith("\n") else "") + rest
