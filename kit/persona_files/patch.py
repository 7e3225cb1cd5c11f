"""Patch: what a cycle gives reason to change in a persona file, as a diff that `git apply` takes; the file is only read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from kit.brief.editions.evidence_sheet import evidence_rows
from kit.brief.model import Brief
from kit.config.personas import Persona
from kit.config.yaml_files import model_of_text
from kit.cycles import parse_cycle
from kit.errors import KitError, RecordError, SettingsError, WorkspaceError
from kit.persona_files.document import plain
from kit.persona_files.proposals import proposed_pains
from kit.persona_files.yaml_edit import PainEdit, with_pains
from kit.persona_files.yaml_text import comment_lines
from kit.workspace import Workspace

_NO_END = "\\ No newline at end of file\n"


def proposed_patch(work: Workspace, persona_id: str, cycle: str) -> str:
    """A unified diff of a persona file against what a cycle's brief gives reason for; "" where it gives none.

    Returns
    -------
    str
        Paths are the workspace's, so ``git apply`` takes it there. Above every change stands its evidence, as comments.

    Raises
    ------
    WorkspaceError, RecordError
        There is no such persona, or no brief of it in that cycle.
    """
    persona, path = _persona(work, persona_id)
    brief = printed_brief(work, persona_id, cycle)
    rows = evidence_rows(work, persona_id, cycle)
    days, span = rows["occurred_at"].str[:10], parse_cycle(cycle)
    ours = rows[(days >= span.first.isoformat()) & (days < span.after.isoformat())]
    edits = proposed_pains(persona, brief, ours)
    return patch_of(path, persona, edits, f"{persona.name}, {cycle}")


def patch_of(path: Path, persona: Persona, edits: list[PainEdit], title: str) -> str:
    """The diff of one persona file; checked to read back as the persona it is meant to be."""
    before = path.read_bytes().decode("utf-8")
    if not _changes(persona, edits):
        return ""
    ending = "\r\n" if "\r\n" in before else "\n"
    try:
        after = with_pains(before.replace("\r\n", "\n"), edits).replace("\n", ending)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None
    _check(path, after, persona, edits)
    head = [f"Proposed for {title}: read the evidence, then take it with `git apply` in the workspace, or leave it."]
    name = f"personas/{path.name}"
    return "".join([*(f"{line}\n" for text in head for line in comment_lines(text)), *_diff(before, after, name)])


def _persona(work: Workspace, persona_id: str) -> tuple[Persona, Path]:
    for persona in work.personas:
        for ending in (".yaml", ".yml"):
            path = work.folder / "personas" / f"{persona_id}{ending}"
            if persona.id == persona_id and path.is_file():
                return persona, path
    known = ", ".join(persona.id for persona in work.personas)
    raise WorkspaceError(f"{work.folder}: there is no persona {persona_id!r}; there are {known}")


def printed_brief(work: Workspace, persona_id: str, cycle: str) -> Brief:
    """The brief of a persona as the newest run of a cycle printed it."""
    rows = work.record.read("briefs", cycle=work.checked_cycle(cycle).id, persona_id=persona_id)
    if rows.empty:
        raise RecordError(f"{work.folder}: {persona_id} has no brief of {cycle}; `kit run {work.folder} --cycle {cycle}` first")
    try:
        return Brief.model_validate_json(rows["facts"].iloc[0])
    except ValidationError:
        raise RecordError(f"the brief of {persona_id}, {cycle}, is another version's; run `kit run` for that cycle") from None


def _changes(persona: Persona, edits: list[PainEdit]) -> bool:
    return [edit.own_id for edit in edits] != [claim.id for claim in persona.pains] or any(edit.words for edit in edits)


def _check(path: Path, after: str, persona: Persona, edits: list[PainEdit]) -> None:
    """Refuse a text that is not the persona with its pains as proposed: an edit must change nothing else."""
    changed = model_of_text(Persona, after, path)
    stated = {claim.id: claim for claim in persona.pains}
    wanted = []
    for edit in edits:
        known = stated.get(edit.own_id)
        statement = known.statement if known else plain(edit.new.statement)
        language = [*known.language, *map(plain, edit.words)] if known else [*map(plain, edit.new.language)]
        wanted.append((edit.own_id, statement, language))
    shown = [(claim.id, claim.statement, claim.language) for claim in changed.pains]
    if shown != wanted or changed.model_copy(update={"pains": persona.pains}) != persona:
        raise KitError(f"{path}: its pains are written in a way that cannot be changed line by line; change them by hand")


def _diff(before: str, after: str, name: str) -> Iterator[str]:
    old, new = (f"{text}\n".split("\n")[:-1] if not text.endswith("\n") else text[:-1].split("\n") for text in (before, after))
    ends = [text.endswith("\n") for text in (before, after)]
    marked = [
        [*(f"{line}\n" for line in lines[:-1]), f"{lines[-1]}\n" if end else f"{lines[-1]}\0"]
        for lines, end in zip((old, new), ends, strict=True)
    ]
    for line in difflib.unified_diff(*marked, f"a/{name}", f"b/{name}"):
        yield line if not line.endswith("\0") else f"{line[:-1]}\n{_NO_END}"
