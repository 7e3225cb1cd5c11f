"""The part of the command line where people decide: about matches (`kit review`) and about themes (`kit themes`)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kit.errors import WorkspaceError

if TYPE_CHECKING:
    import pandas as pd

    from kit.config.personas import Persona
    from kit.review.spreadsheet import Applied

WORKSPACE = click.argument("workspace", type=click.Path(path_type=Path))
CYCLE = click.option("--cycle", default="", help="one cycle only, e.g. 2026-10")


def _me() -> str:
    from kit.review.record_decisions import user_name

    return user_name()


BY = click.option("--by", default=_me, help="who decides; default: your user name")


@click.group()
def review() -> None:
    """The queue of matches a person must decide, and the deciding."""


PERSONA = click.option("--persona", default="", help="only this persona's")


def _queue(workspace: Path, persona: str, cycle: str, limit: int | None) -> pd.DataFrame:
    from kit.review.queue_view import Wanted, matched_cycles, queue_of
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    cycles = matched_cycles(work, cycle)
    return queue_of(
        work.record, work.personas, work.settings.seed, Wanted(cycles, persona, limit), work.accounts, work.settings.zone
    )


def _export(queue: pd.DataFrame, target: Path) -> None:
    from kit.review.spreadsheet import export_queue

    path = export_queue(queue, target, datetime.now(UTC))
    click.echo(f"{path}: {len(queue)} to decide; fill in verdict (approve, reject, reassign), then `kit review apply`")


@review.command("list")
@WORKSPACE
@PERSONA
@CYCLE
@click.option("--last", "limit", default=20, show_default=True, type=click.IntRange(1), help="how many")
@click.option("--csv", "target", type=click.Path(path_type=Path), help="write the queue to this CSV, to be filled in and applied")
def review_list(workspace: Path, persona: str, cycle: str, limit: int, target: Path | None) -> None:
    """The matches to decide next: those that a decision would change most, and a few at random."""
    from kit.review.terminal import queue_lines

    queue = _queue(workspace, persona, cycle, limit)
    if target:
        _export(queue, target)
        return
    for line in queue_lines(queue.to_dict("records")):
        click.echo(line)
    more = f"Look at one with `kit review show {workspace} ID`; decide with approve, reject, or reassign --to PERSONA."
    click.echo(more if len(queue) else "Nothing to decide.")


@review.command("export")
@WORKSPACE
@click.argument("target", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--last", "limit", default=None, type=click.IntRange(1), help="how many; default: all that are undecided")
@PERSONA
@CYCLE
def review_export(workspace: Path, target: Path, limit: int | None, persona: str, cycle: str) -> None:
    """Write the matches to decide to a CSV, to be filled in and applied."""
    _export(_queue(workspace, persona, cycle, limit), target)


@review.command("show")
@WORKSPACE
@click.argument("conversation")
def review_show(workspace: Path, conversation: str) -> None:
    """Everything needed to decide one match."""
    from kit.review.queue_view import shown
    from kit.review.terminal import match_lines
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    for line in match_lines(shown(work.record, conversation, work.accounts, work.settings.zone)):
        click.echo(line)


def _decide(workspace: Path, conversations: tuple[str, ...], verdict: str, by: str, **more: str) -> None:
    from kit.review.record_decisions import decide, decisions_on
    from kit.review.terminal import decided_line
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    added = decide(work.record, work.personas, decisions_on(conversations, verdict, **more), by, datetime.now(UTC))
    click.echo(decided_line(added))


def _plain_verdict(verdict: str, meaning: str) -> None:
    @review.command(verdict, help=meaning)
    @WORKSPACE
    @click.argument("conversations", nargs=-1, required=True)
    @BY
    @click.option("--note", default="")
    def command(workspace: Path, conversations: tuple[str, ...], by: str, note: str) -> None:
        _decide(workspace, conversations, verdict, by, note=note)


_plain_verdict("approve", "The persona proposed is right.")
_plain_verdict("reject", "The persona proposed is wrong.")


@review.command("reassign")
@WORKSPACE
@click.argument("conversations", nargs=-1, required=True)
@click.option("--to", "persona_id", default="", help="the right persona's id; empty: none of them")
@BY
@click.option("--note", default="")
def review_reassign(workspace: Path, conversations: tuple[str, ...], persona_id: str, by: str, note: str) -> None:
    """Another persona is right, or none."""
    _decide(workspace, conversations, "reassign", by, persona_id=persona_id, note=note)


@review.command("apply")
@WORKSPACE
@click.argument("path", type=click.Path(path_type=Path))
@BY
def review_apply(workspace: Path, path: Path, by: str) -> None:
    """Take the decisions of a filled-in CSV; applying it twice changes nothing. Ends with 1 where a line is refused."""
    from kit.review.spreadsheet import apply_decisions_file
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    tell_applied(apply_decisions_file(work.record, work.personas, path, by, datetime.now(UTC)))


def tell_applied(done: Applied) -> None:
    """Say what applying a file did; ends with 1 where a line was refused."""
    click.echo(f"{done.n_new} new, {done.n_known} known before, {done.n_blank} without a verdict, {len(done.refused)} refused")
    for line in done.refused:
        click.echo(line, err=True)
    if done.refused:
        raise click.exceptions.Exit(1)


@click.group()
def themes() -> None:
    """A persona's themes, and what a person decides about them."""


@themes.command("list")
@WORKSPACE
@click.option("--persona", default="", help="only this persona's")
def themes_list(workspace: Path, persona: str) -> None:
    """The themes as their newest run left them."""
    from kit.themes.edits import current_themes
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    known = [person.id for person in work.personas]
    if persona and persona not in known:
        raise WorkspaceError(f"{workspace}: there is no persona {persona!r}; there are {', '.join(known)}")
    current = current_themes(work.record, persona)
    if current.empty and current_themes(work.record).empty:
        raise WorkspaceError(f"{workspace}: no themes yet; `kit run {workspace}` finds them")
    if current.empty:
        click.echo(f"No themes of {persona}; `kit check {workspace}` says how it is tracked.")
        return
    current.insert(
        current.columns.get_loc("claim") + 1, "statement", [_statements(work.personas).get(name, "") for name in current["claim"]]
    )
    click.echo(current.drop(columns="is_pinned").to_string(index=False))


def _statements(personas: list[Persona]) -> dict[str, str]:
    """What the persona files claim, by the claims' full names."""
    from kit.config.personas import SECTIONS

    claims = (claim for persona in personas for section in SECTIONS for claim in persona.claims(section).items())
    return {name: claim.statement for name, claim in claims}


def _edit(workspace: Path, theme: str, action: str, value: str, by: str) -> None:
    from kit.review.record_decisions import check_reviewer
    from kit.workbench.views.decisions import decide_theme
    from kit.workspace import open_workspace

    check_reviewer(by)
    click.echo(decide_theme(open_workspace(workspace), theme, action, value, by))


@themes.command("rename")
@WORKSPACE
@click.argument("theme")
@click.argument("name")
@BY
def themes_rename(workspace: Path, theme: str, name: str, by: str) -> None:
    """Give a theme a name; "" takes the customers' words back."""
    _edit(workspace, theme, "rename", name, by)


@themes.command("merge")
@WORKSPACE
@click.argument("theme")
@click.argument("into")
@BY
def themes_merge(workspace: Path, theme: str, into: str, by: str) -> None:
    """Count one theme's passages with another theme from now on."""
    _edit(workspace, theme, "merge", into, by)


def _plain_edit(action: str, meaning: str) -> None:
    @themes.command(action, help=meaning)
    @WORKSPACE
    @click.argument("theme")
    @BY
    def command(workspace: Path, theme: str, by: str) -> None:
        _edit(workspace, theme, action, "", by)


_plain_edit("hide", "Leave a theme out of the briefs.")
_plain_edit("show", "Bring a hidden theme back.")
_plain_edit("pin", "Keep a theme alive though nobody raises it for a while; a group becomes a theme.")
_plain_edit("unpin", "Let a pinned theme go its way; a pinned group is part of its theme again.")
_plain_edit("unmerge", "Take a merge back.")


@themes.command("tree")
@WORKSPACE
@click.option("--persona", required=True, help="whose themes")
def themes_tree(workspace: Path, persona: str) -> None:
    """The themes with the finer and wider groups beside them, each under what it mostly lies in."""
    from kit.review.theme_depth import theme_groups
    from kit.workspace import open_workspace

    tree = theme_groups(open_workspace(workspace), persona)
    for row in tree.itertuples():
        kind = "theme" if row.is_theme else "group"
        claim = f"  states {row.claim}" if row.claim else ""
        decided = f"  ({row.decisions})" if row.decisions else ""
        name = "  " * row.depth + f"{row.theme_id}  {row.label}"
        click.echo(f"{name}  [{kind}, {row.n_passages:,} passages, stability {row.stability:.2f}]{claim}{decided}")
    click.echo(
        f"A theme finer: `kit themes finer {workspace} ID`; a group as a theme: `kit themes wider {workspace} ID`, or pin it."
    )


_plain_edit("finer", "Show a theme by its finer groups; what is in none of them stays in it.")
_plain_edit("wider", "Make a wider group a theme; the themes in it lie within it.")


@themes.command("undo")
@WORKSPACE
@click.argument("theme")
@BY
def themes_undo(workspace: Path, theme: str, by: str) -> None:
    """Take back the last decision about a theme or a group, whichever it was."""
    from kit.workbench.views.decisions import undo_theme
    from kit.workspace import open_workspace

    click.echo(undo_theme(open_workspace(workspace), theme, by))
