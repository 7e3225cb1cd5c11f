"""Care of the record on the command line: `kit status`, `doctor`, `backup`, `restore`; and `kit lab`, which reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kit.cli.review_and_themes import WORKSPACE


@click.command()
@WORKSPACE
def status(workspace: Path) -> None:
    """Runs so far, cycles without a brief, each source's last day, matches that wait for a person."""
    from kit.run.status import status_lines
    from kit.workspace import open_workspace

    for line in status_lines(open_workspace(workspace), datetime.now(UTC)):
        click.echo(line)


@click.command()
@WORKSPACE
@click.option("--repair", "is_repair", is_flag=True, help="mend it; whatever is changed is copied first")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs are; default: reports/<workspace's name>")
@click.pass_context
def doctor(ctx: click.Context, workspace: Path, is_repair: bool, reports: Path | None) -> None:
    """What is wrong with the record and the briefs' folder; ends with 1 where something is, or could not be mended."""
    from kit.record.doctor import findings, repair
    from kit.record.store import Record
    from kit.run.publish import leftovers, recover

    record, reports = Record(workspace / "record"), reports or Path("reports") / workspace.resolve().name
    done = [*repair(record), *recover(reports)] if is_repair else []
    for sentence in done:
        click.echo(sentence)
    left = [*map(str, findings(record)), *leftovers(reports)]
    for sentence in left:
        click.echo(sentence)
    if not left:
        click.echo("The record is sound." if not done else "The record is sound now.")
    ctx.exit(1 if left else 0)


@click.command()
@WORKSPACE
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(workspace: Path, file: Path | None) -> None:
    """Write what people decided (reviews, theme edits, the list of the forgotten) to FILE, or beside the record."""
    from kit.record.decided import DECIDED, write_decided
    from kit.record.store import Record

    record = Record(workspace / "record")
    click.echo(write_decided(record.folder, {name: record.read(name) for name in DECIDED}, file))


@click.command()
@WORKSPACE
@click.argument("file", type=click.Path(path_type=Path), required=False)
def restore(workspace: Path, file: Path | None) -> None:
    """Add what people decided from FILE, or from the file beside the record; what is there stays."""
    from kit.record.decided import decided_file
    from kit.record.doctor import restore_decided
    from kit.record.store import Record

    record = Record(workspace / "record")
    for table, count in restore_decided(record, file or decided_file(record.folder)).items():
        click.echo(f"{table}: {count} row{'' if count == 1 else 's'} added")


@click.command()
@WORKSPACE
@click.option("--port", default=0, show_default="any that is free", help="where it listens, on this machine alone")
@click.option("--no-browser", is_flag=True, help="only print the address")
@click.pass_context
def lab(ctx: click.Context, workspace: Path, port: int, no_browser: bool) -> None:
    """JupyterLab in the workspace, with explore notebooks of its own; no notebook of the monthly run is opened."""
    from kit.run.lab import copy_notebooks, open_lab
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    for path in copy_notebooks(work):
        click.echo(path)
    ctx.exit(open_lab(work, port, not no_browser))
