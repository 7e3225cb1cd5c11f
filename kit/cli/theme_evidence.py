"""The part of the command line where people say which passages are in the right theme: `kit themes evidence` and its sisters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kit.cli.review_and_themes import BY, WORKSPACE, tell_applied
from kit.matching.stances import STANCES


@click.command("evidence")
@WORKSPACE
@click.option("--persona", required=True, help="whose themes")
@click.option("--cycle", default="", help="as the run of this cycle put them; default: the last one with briefs")
@click.option("--theme", default="", help="only conversations that raise this theme")
@click.option("--last", "limit", default=10, show_default=True, type=click.IntRange(1), help="how many conversations")
@click.option("--csv", "target", type=click.Path(path_type=Path), help="write them to this CSV, to be filled in and applied")
def themes_evidence(workspace: Path, persona: str, cycle: str, theme: str, limit: int, target: Path | None) -> None:
    """Passages drawn at random, with the theme each was put to: is it right? Shares are corrected by what people say."""
    from kit.review.evidence_queue import WantedEvidence, evidence_lines, evidence_queue_of
    from kit.review.queue_view import matched_cycles
    from kit.review.spreadsheet import export_queue
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    cycle = matched_cycles(work, cycle)[-1]
    queue = evidence_queue_of(work, WantedEvidence(cycle, persona, theme, limit))
    if target:
        path = export_queue(queue, target, datetime.now(UTC))
        click.echo(f"{path}: {len(queue)} passages; fill in verdict (right, wrong) or stance_is, then `kit themes apply`")
        return
    for line in evidence_lines(queue.to_dict("records")):
        click.echo(line)
    more = f"Say `kit themes right {workspace} ID...` or `kit themes wrong {workspace} ID... --to THEME` (none: in none of them)."
    stance = f"Where it is no pain or no question: `kit themes stance {workspace} ID... --is praise`."
    click.echo(f"{more}\n{stance}" if len(queue) else "Nothing to decide.")


def _say(workspace: Path, passages: tuple[str, ...], verdict: str, by: str, **more: str) -> None:
    from kit.review.evidence_decisions import EvidenceWord, decide_evidence
    from kit.review.terminal import decided_line
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    words = [EvidenceWord(passage, verdict, **more) for passage in dict.fromkeys(passages)]
    click.echo(decided_line(decide_evidence(work.record, words, by, datetime.now(UTC))))


@click.command("right")
@WORKSPACE
@click.argument("passages", nargs=-1, required=True)
@BY
@click.option("--note", default="")
def themes_right(workspace: Path, passages: tuple[str, ...], by: str, note: str) -> None:
    """Passages are about the theme that they were put to."""
    _say(workspace, passages, "right", by, note=note)


@click.command("wrong")
@WORKSPACE
@click.argument("passages", nargs=-1, required=True)
@click.option("--to", "theme_id", default="", help="the right theme's id, or none; default: not said")
@BY
@click.option("--note", default="")
def themes_wrong(workspace: Path, passages: tuple[str, ...], theme_id: str, by: str, note: str) -> None:
    """Passages are not about the theme that they were put to."""
    _say(workspace, passages, "wrong", by, theme_id=theme_id, note=note)


@click.command("stance")
@WORKSPACE
@click.argument("passages", nargs=-1, required=True)
@click.option("--is", "stance", required=True, type=click.Choice(STANCES), help="what they voice; other: a plain statement")
@BY
@click.option("--note", default="")
def themes_stance(workspace: Path, passages: tuple[str, ...], stance: str, by: str, note: str) -> None:
    """What passages voice; it holds for the same words everywhere, and the workspace's classifier learns from it."""
    from kit.review.stance_decisions import StanceWord, decide_stances
    from kit.review.terminal import decided_line
    from kit.workspace import open_workspace

    words = [StanceWord(passage, stance, note) for passage in dict.fromkeys(passages)]
    click.echo(decided_line(decide_stances(open_workspace(workspace).record, words, by, datetime.now(UTC))))


@click.command("apply")
@WORKSPACE
@click.argument("path", type=click.Path(path_type=Path))
@BY
def themes_apply(workspace: Path, path: Path, by: str) -> None:
    """Take what a filled-in CSV says of passages; applying it twice changes nothing. Ends with 1 where a line is refused."""
    from kit.review.evidence_decisions import apply_evidence_file
    from kit.workspace import open_workspace

    tell_applied(apply_evidence_file(open_workspace(workspace).record, path, by, datetime.now(UTC)))


#: What `kit themes` has beside its own commands.
EVIDENCE = (themes_evidence, themes_right, themes_wrong, themes_stance, themes_apply)
