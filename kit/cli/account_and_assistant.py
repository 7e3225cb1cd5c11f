"""For the next conversation, on the command line: `kit account`, what one account says; `kit mcp`, answers for an assistant."""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.review_and_themes import WORKSPACE
from kit.errors import WorkspaceError


@click.command()
@WORKSPACE
@click.argument("account_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@click.option("--html", "target", type=click.Path(path_type=Path), help="write it as a page to this file")
@click.option("--page", "is_published", is_flag=True, help="put it beside the briefs, whose tables lead to it then")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs are; default: reports/<workspace's name>")
def account(
    workspace: Path, account_id: str, as_json: bool, target: Path | None, is_published: bool, reports: Path | None
) -> None:
    """What one account says across personas and cycles, for whoever talks to it next."""
    from kit.account.facts import account_sheet
    from kit.account.lines import account_lines
    from kit.formats import readable_json
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    sheet = account_sheet(work, account_id)
    if target or is_published:
        from kit.account.page import publish_account_page, write_account_page

        if target:
            click.echo(write_account_page(sheet, work.settings.company, target), err=as_json)
        if is_published:
            beside = reports or Path("reports") / work.folder.resolve().name
            click.echo(publish_account_page(sheet, work.settings.company, beside), err=as_json)
    for line in [readable_json(sheet.facts)] if as_json else [] if target or is_published else account_lines(sheet):
        click.echo(line)


@click.command()
@WORKSPACE
def mcp(workspace: Path) -> None:
    """Answer an assistant's questions over standard input and output (MCP); nothing is changed, no port is opened."""
    from kit.workspace import open_workspace

    open_workspace(workspace)  # what is wrong with it is said before a client waits
    try:
        from kit.mcp_server.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "mcp":
            raise
        raise WorkspaceError("`kit mcp` needs the extra `mcp`: pip install 'persona-shift-kit[mcp]'") from None
    serve(workspace)
