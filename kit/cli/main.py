"""The command line: `kit …`, the same as `python -m kit …`."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kit import __version__
from kit.cli.account_and_assistant import account, mcp
from kit.cli.export import export
from kit.cli.personas import personas
from kit.cli.record_care import backup, doctor, lab, restore, status
from kit.cli.review_and_themes import CYCLE, WORKSPACE, review, themes
from kit.cli.theme_evidence import EVIDENCE
from kit.errors import KitError, StoppedError, WorkspaceError, one_line
from kit.lean_imports import uncollected_imports
from kit.local_workers import cores
from kit.matching.stances import ASKABLE
from kit.record.lock import impatient

if TYPE_CHECKING:
    from kit.run.monthly import Plan

#: What commands that write do while another one writes.
NO_WAIT = click.option("--no-wait", is_flag=True, help="stop at once where another process writes to the record")
#: Columns of a replay that a terminal shows.
REPLAYED = [
    "cycle", "theme_id", "label", "direction", "shift_pp", "n_accounts", "q", "surfaced", "would_surface", "would_miss",
]  # fmt: skip

#: Exit status of a run that its user stopped, and of one that the system did, as shells have it for Ctrl-C and SIGTERM.
STOPPED, ENDED = 130, 143
#: And of a command whose reader has read enough, as `kit check … | head` has.
UNREAD = 141


class Group(click.Group):
    """Commands whose faults are one line and an exit status: 2 the call or the workspace is wrong, 1 the run failed."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (KitError, OSError) as error:
            if isinstance(error, BrokenPipeError) and _is_unread():
                ctx.exit(UNREAD)
            click.echo(f"kit: {one_line(error)}", err=True)
            ctx.exit(2 if isinstance(error, WorkspaceError) else ENDED if isinstance(error, StoppedError) else 1)


def _is_unread() -> bool:
    """Whether nobody reads what is printed any more; from here on it goes nowhere, so that the process ends without a word."""
    try:
        os.write(sys.stdout.fileno(), b"\n")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    except (OSError, ValueError):  # it is closed, or no file
        return False
    return False


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Reads what customers say, and says each month which personas have shifted."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("kit").setLevel(logging.INFO)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # what it could not deliver is said once, without addresses


@main.command()
@WORKSPACE
@click.option("--cycle", help="e.g. 2026-10; default: the last complete one")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs go; default: reports/<workspace's name>")
@click.option("--jobs", default=cores, show_default="the cores there are", type=click.IntRange(1), help="processes side by side")
@click.option("--partial", is_flag=True, help="take a cycle that is not over, marked partial everywhere")
@click.option("--catch-up", is_flag=True, help="every complete cycle without a brief, oldest first")
@NO_WAIT
def run(
    workspace: Path, cycle: str | None, reports: Path | None, jobs: int, partial: bool, catch_up: bool, no_wait: bool
) -> None:
    """The monthly run, whole: read, match, themes, compare, briefs, index."""
    with uncollected_imports():
        from kit.run.failure import keep_plan_failure
        from kit.run.monthly import plan_run
        from kit.run.notify import deliver_plan_failure
        from kit.run.status import missed_cycles
        from kit.workspace import open_workspace

    if catch_up and cycle:
        raise click.UsageError("--catch-up makes every cycle that has no brief; leave out --cycle")
    try:
        cycles = missed_cycles(open_workspace(workspace), datetime.now(UTC)) if catch_up else [cycle]
        for wanted in cycles:
            plan = plan_run(workspace, wanted, reports, jobs, partial)
            with _ended_by_signal(), impatient() if no_wait else contextlib.nullcontext():
                click.echo(_followed(plan))
    except WorkspaceError as error:
        if not sys.stderr.isatty():  # a schedule that cannot start is somebody's to know; a person at a terminal sees it
            deliver_plan_failure(workspace, str(error))
            keep_plan_failure(workspace, cycle, reports, error)
        raise
    except KeyboardInterrupt:
        click.echo("kit: stopped; the earlier briefs stand; run again", err=True)
        raise click.exceptions.Exit(STOPPED) from None
    if not cycles:
        click.echo("Every complete cycle has its brief.")


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Within it the system's request to end is an error like any other: evidence is kept and people are told."""

    def end(*_: object) -> None:
        raise StoppedError("the system asked the run to stop (SIGTERM)")

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _followed(plan: Plan) -> Path:
    """Run, and show how far it is where somebody looks on."""
    from kit.run.monthly import run_plan, steps

    if sys.stderr.isatty():
        from tqdm import tqdm  # only a run shows a bar

        with tqdm(total=len(steps(plan)), unit="step", desc=f"{plan.work.settings.company} {plan.cycle}") as bar:

            def done(name: str) -> None:
                bar.set_postfix_str(name)
                bar.update()

            return run_plan(plan, done)
    return run_plan(plan)


@main.command()
@WORKSPACE
def check(workspace: Path) -> None:
    """Everything that can be known without running: settings, personas and their overlap, sources and their coverage."""
    with uncollected_imports():
        from kit.run.check.workspace import checkup_lines

    for line in checkup_lines(workspace, datetime.now(UTC)):
        click.echo(line)


@main.command()
@WORKSPACE
@click.option("--persona", default="", help="a persona's id")
@click.option("--role", default="", help="a job title, however written")
@click.option("--about", default="any", type=click.Choice([*ASKABLE, "any"]))
@click.option("--theme", default="", help="a theme's id, e.g. revops-lead/t07")
@CYCLE
@click.option("--words", default="", help="words that have to be said, all of them")
@click.option("--like", default="", help="a sentence; passages that mean the same")
@click.option("--account", default="", help="an account's id")
@click.option("--segment", default="", help="only accounts of this segment")
@click.option("--tier", default="", help="only accounts of this tier")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1), help="how many")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def quotes(workspace: Path, as_json: bool, **question: str) -> None:
    """What a role or persona is saying, newest first, one quote an account before a second; with --like the nearest first."""
    with uncollected_imports():
        from kit.ask.quotes import quote_lines, quotes_json
        from kit.ask.search import Question
        from kit.steps.quotes import quotes as last_quotes
        from kit.workspace import open_workspace  # the tables of a workbench take half a second more to load

    answer = last_quotes(open_workspace(workspace), Question(**question))
    for line in [quotes_json(answer.quotes)] if as_json else quote_lines(answer.quotes):
        click.echo(line)
    if not answer.quotes or answer.n_left_out:
        click.echo(answer.sentence, err=True)


@main.command()
@WORKSPACE
@click.option("--cycles", required=True, help="a range, e.g. 2026-08..2026-10")
@click.option("--bar", "rules", multiple=True, help="a rule to try, e.g. --bar min_accounts=8; may be given again")
def replay(workspace: Path, cycles: str, rules: tuple[str, ...]) -> None:
    """What this bar would have surfaced in past cycles, what each rule alone removed, and how much comes by chance."""
    import kit

    first, _, last = cycles.partition("..")
    bar = {name: value for name, _, value in (rule.partition("=") for rule in rules)}
    replayed = kit.replay_bar(kit.open(workspace), last or first, bar, first)
    shown = replayed.changes[REPLAYED]
    click.echo(shown.to_string(index=False) if len(shown) else "Neither bar surfaces anything in these cycles.")
    click.echo("\nWhat each rule of the tried bar removed:\n" + replayed.removed_by_rule.to_string(index=False))
    by_chance = f"this bar surfaces {replayed.mean_by_chance:.2f} shifts over these cycles"
    click.echo(f"\nBy chance, with the cycles before each in a random order, {by_chance}.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "exports", multiple=True, type=click.Path(path_type=Path), help="a file or folder that was exported")
def init(folder: Path, exports: tuple[Path, ...]) -> None:
    """A new workspace, commented, with one persona to write over; --from proposes sources for what was exported."""
    from kit.run.begin_from import begin_from
    from kit.workspace import begin

    for line in begin_from(folder, list(exports)) if exports else begin(folder):
        click.echo(line)


@main.command()
@WORKSPACE
@click.option("--account", default="", help="an account's id")
@click.option("--contact", default="", help="a contact's id, address or name")
@click.option("--conversation", default="", help="a conversation's id")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs are; default: reports/<workspace's name>")
@click.option("--rewrite-reports", is_flag=True, help="take it out of published pages, tables, slides and notebooks too")
@click.option(
    "--exports", type=click.Path(path_type=Path), default=Path("exports"), show_default=True, help="where `kit export` put files"
)
@NO_WAIT
def forget(workspace: Path, reports: Path | None, rewrite_reports: bool, exports: Path, no_wait: bool, **whom: str) -> None:
    """Remove every trace of an account, a contact or a conversation from the record; list the briefs that still quote it."""
    from kit.ingest.erasure import forget as erase
    from kit.ingest.erasure_reports import Published
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    reports = reports or Path("reports") / work.folder.resolve().name
    with impatient() if no_wait else contextlib.nullcontext():
        done = erase(work.folder, work.settings, work.record, Published(reports, rewrite_reports, exports), **whom)
    for line in done.lines():
        click.echo(line)


main.add_command(account)
main.add_command(mcp)
main.add_command(doctor)
main.add_command(export)
main.add_command(backup)
main.add_command(restore)
main.add_command(status)
main.add_command(lab)
main.add_command(review)
main.add_command(personas)
main.add_command(themes)
for command in EVIDENCE:
    themes.add_command(command)

if __name__ == "__main__":
    main()
