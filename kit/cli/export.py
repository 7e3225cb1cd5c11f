"""`kit export`: printed briefs as slides, as PDF, or as a page without names."""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.review_and_themes import CYCLE, PERSONA, WORKSPACE


@click.command()
@WORKSPACE
@CYCLE
@PERSONA
@click.option("--pptx", is_flag=True, help="page one of each brief as slides that can be edited")
@click.option("--pulse", is_flag=True, help="the quarter so far as slides, one a persona")
@click.option("--pdf", is_flag=True, help="page one of each brief as this machine's browser prints it")
@click.option("--anonymous", is_flag=True, help="each brief as a page without names of accounts and contacts")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs are; default: reports/<workspace's name>")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), default=Path("exports"), show_default=True, help="where files go"
)
def export(workspace: Path, cycle: str, persona: str, reports: Path | None, folder: Path, **wanted: bool) -> None:
    """Briefs as they were printed, for people who read no page: slides, PDF, a quarter, a copy without names."""
    from kit.run.export import export_lines
    from kit.workspace import open_workspace

    forms = [form for form, is_wanted in wanted.items() if is_wanted]
    if not forms:
        raise click.UsageError("say as what: --pptx, --pulse, --pdf or --anonymous")
    work = open_workspace(workspace)
    reports = reports or Path("reports") / work.folder.resolve().name
    for line in export_lines(work, reports, cycle, persona, folder, forms):
        click.echo(line)
