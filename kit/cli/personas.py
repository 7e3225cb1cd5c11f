"""Persona files on the command line: `kit personas`."""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.review_and_themes import WORKSPACE


@click.group()
def personas() -> None:
    """Persona files as a format: their schema, documents brought in, one-pagers, proposed patches."""


@personas.command("schema")
def personas_schema() -> None:
    """JSON Schema of a persona file; `kit init` writes it beside the files, so that editors complete and check them."""
    from kit.config.persona_schema import schema_text

    click.echo(schema_text(), nl=False)


@personas.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path), help="write new files here; none that is there is changed")
def personas_import(file: Path, folder: Path | None) -> None:
    """A persona document (Markdown, JSON, CSV) as a persona file; ends with 1 where something is missing in it."""
    from kit.errors import WorkspaceError
    from kit.persona_files.imported import import_personas

    imported = import_personas(file)
    names = [persona.file_name or "a file without a name" for persona in imported]
    taken = [name for name in names if folder and (folder / name).exists()]
    if taken or len(set(names)) < len(names):
        raise WorkspaceError(f"{folder or file}: {', '.join(taken or names)} would be written over; nothing was written")
    for persona, name in zip(imported, names, strict=True):
        if folder is None:
            click.echo(persona.text)
        elif not persona.faults:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(persona.text, encoding="utf-8")
            click.echo(folder / name)
        click.echo(persona.sentence, err=True)
        for fault in persona.faults:
            click.echo(fault if folder is None else f"not written: {fault}", err=True)
    if any(persona.faults for persona in imported):
        raise click.exceptions.Exit(1)


@personas.command("export")
@WORKSPACE
@click.argument("persona")
@click.option("--md", "form", flag_value="markdown", default="markdown", help="Markdown; also without any of these")
@click.option("--html", "form", flag_value="html", help="a page that loads nothing")
@click.option("--json", "form", flag_value="json", help="JSON")
def personas_export(workspace: Path, persona: str, form: str) -> None:
    """One persona as a one-pager, for people who do not open the repository."""
    from kit.config.personas import read_personas
    from kit.errors import WorkspaceError
    from kit.persona_files import one_pager

    known = {each.id: each for each in read_personas(workspace)}
    if persona not in known:
        raise WorkspaceError(f"{workspace}: there is no persona {persona!r}; there are {', '.join(known)}")
    click.echo(getattr(one_pager, f"one_pager_{form}")(known[persona]), nl=False)


@personas.command("patch")
@WORKSPACE
@click.argument("persona")
@click.option("--cycle", required=True, help="whose brief, e.g. 2026-10")
def personas_patch(workspace: Path, persona: str, cycle: str) -> None:
    """What a cycle gives reason to change in a persona file, as a diff for `git apply`; the file itself is only read."""
    from kit.persona_files.patch import proposed_patch
    from kit.workspace import open_workspace

    patch = proposed_patch(open_workspace(workspace), persona, cycle)
    click.echo(patch, nl=False)
    if not patch:
        click.echo(f"Nothing in the brief of {cycle} gives reason to change {persona}.", err=True)
