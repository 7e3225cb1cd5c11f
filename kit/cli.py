"""The command line: `kit …`, the same as `python -m kit …`."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from tqdm import tqdm

from kit import __version__
from kit.errors import KitError, WorkspaceError

WORKSPACE = click.argument("workspace", type=click.Path(path_type=Path))
CYCLE = click.option("--cycle", default="", help="one cycle only, e.g. 2026-10")


class Group(click.Group):
    """Commands whose faults are one line and an exit status: 2 the call or the workspace is wrong, 1 the run failed."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KitError as error:
            click.echo(f"kit: {error}", err=True)
            ctx.exit(2 if isinstance(error, WorkspaceError) else 1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Reads what customers say, and says each month which personas have shifted."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("kit").setLevel(logging.INFO)
    logging.getLogger("papermill").setLevel(logging.ERROR)


def _me() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or "unknown"


BY = click.option("--by", default=_me, help="who decides; default: your user name")


@main.command()
@WORKSPACE
@click.option("--cycle", help="e.g. 2026-10; default: the last complete one")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs go; default: reports/<workspace's name>")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="personas worked on side by side")
@click.option("--partial", is_flag=True, help="take a cycle that is not over, marked partial everywhere")
def run(workspace: Path, cycle: str | None, reports: Path | None, jobs: int, partial: bool) -> None:
    """The monthly run, whole: read, match, themes, compare, briefs, index."""
    from kit.monthly import plan_run, run_month, steps

    plan = plan_run(workspace, cycle, reports, jobs, partial)
    if sys.stderr.isatty():
        with tqdm(total=len(steps(plan)), unit="step", desc=f"{plan.work.settings.company} {plan.cycle}") as bar:

            def done(name: str) -> None:
                bar.set_postfix_str(name)
                bar.update()

            index = run_month(plan, done)
    else:
        index = run_month(plan)
    click.echo(index)


@main.command()
@WORKSPACE
def check(workspace: Path) -> None:
    """Everything that can be known without running: settings, personas and their overlap, sources and their coverage."""
    from kit.checkup import checkup_lines

    for line in checkup_lines(workspace, datetime.now(UTC)):
        click.echo(line)


@main.command()
@WORKSPACE
@click.option("--persona", default="", help="a persona's id")
@click.option("--role", default="", help="a job title, however written")
@click.option("--about", default="any", type=click.Choice(["pain", "objection", "decision-criterion", "goal", "any"]))
@click.option("--theme", default="", help="a theme's id, e.g. revops-lead/t07")
@CYCLE
@click.option("--words", default="", help="words that have to be said, all of them")
@click.option("--like", default="", help="a sentence; passages that mean the same")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1), help="how many")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def quotes(workspace: Path, as_json: bool, **question: str) -> None:
    """What a role or persona is saying, newest first, one quote an account before a second of any."""
    from kit.asking import Question, quote_lines
    from kit.asking import quotes as find
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    found = find(work.record, work.personas, Question(**question), work.vectors)
    for line in [json.dumps(found, ensure_ascii=False, indent=1)] if as_json else quote_lines(found):
        click.echo(line)


@main.command()
@WORKSPACE
@click.option("--cycles", required=True, help="a range, e.g. 2026-08..2026-10")
@click.option("--bar", "rules", multiple=True, help="a rule to try, e.g. --bar min_accounts=8; may be given again")
def replay(workspace: Path, cycles: str, rules: tuple[str, ...]) -> None:
    """What this bar would have surfaced in past cycles, what each rule alone removed, and how much comes by chance."""
    from kit.cycles import cycles_between
    from kit.replaying import placebo, removed_by_rule
    from kit.replaying import replay as look_back
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    first, _, last = cycles.partition("..")
    wanted = [one.id for one in cycles_between(work.checked_cycle(first), work.checked_cycle(last or first))]
    if not wanted:
        raise WorkspaceError(f"--cycles {cycles!r} holds no cycle; write the earlier one first, as 2026-08..2026-10")
    changes = {}
    for rule in rules:
        name, _, value = rule.partition("=")
        changes[name] = value
    table = look_back(work.record, work.settings, work.personas, work.accounts, work.vectors, wanted, changes)
    shown = table[table["surfaced"] | table["would_surface"]]
    columns = [
        "cycle",
        "theme_id",
        "label",
        "direction",
        "shift_pp",
        "n_accounts",
        "q",
        "surfaced",
        "would_surface",
        "would_miss",
    ]
    click.echo(shown[columns].to_string(index=False) if len(shown) else "Neither bar surfaces anything in these cycles.")
    click.echo("\nWhat each rule of the tried bar removed:\n" + removed_by_rule(table).to_string(index=False))
    chance = placebo(work.record, work.settings, work.personas, work.accounts, wanted, changes)
    mean = chance.groupby("shuffle")["surfaced"].sum().mean() if len(chance) else 0
    click.echo(f"\nBy chance, with cycles shuffled within accounts, this bar surfaces {mean:.2f} shifts over these cycles.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """A new workspace, commented, with one persona to write over."""
    from kit.beginning import begin

    for path in begin(folder):
        click.echo(path)


@main.command()
@WORKSPACE
@click.option("--account", default="", help="an account's id")
@click.option("--contact", default="", help="a contact's id, address or name")
@click.option("--conversation", default="", help="a conversation's id")
@click.option("--reports", type=click.Path(path_type=Path), help="where the briefs are; default: reports/<workspace's name>")
def forget(workspace: Path, reports: Path | None, **whom: str) -> None:
    """Remove every trace of an account, a contact or a conversation from the record; list the briefs that still quote it."""
    from kit.forgetting import forget as erase
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    reports = reports or Path("reports") / work.folder.resolve().name
    done = erase(work.folder, work.settings, work.record, reports, **whom)
    for table, count in done.n_removed.items():
        click.echo(f"{table}: {count} rows removed")
    for path in done.briefs:
        click.echo(f"still quoted in {path}; run its cycle again, or delete it")
    for name in done.inbox_files:
        click.echo(f"still delivered in {name}; it is not read again, and the file is yours to change")


@main.group()
def review() -> None:
    """The queue of matches a person must decide, and the deciding."""


@review.command("list")
@WORKSPACE
@click.option("--persona", default="", help="only this persona's")
@CYCLE
@click.option("--last", "limit", default=20, show_default=True, type=click.IntRange(1))
@click.option("--csv", "target", type=click.Path(path_type=Path), help="write the queue to this CSV, to be filled in and applied")
def review_list(workspace: Path, persona: str, cycle: str, limit: int, target: Path | None) -> None:
    """The matches to decide next: those that a decision would change most, and a few at random."""
    from kit.asking import heard_cycles
    from kit.reviewing import export_queue, queue_of
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    cycles = [cycle] if cycle else heard_cycles(work.record)
    queue = queue_of(work.record, work.personas, work.settings.seed, cycles, persona, limit)
    if target:
        click.echo(export_queue(queue, target, datetime.now(UTC)))
        return
    for row in queue.to_dict("records"):
        click.echo("  ".join(f"{name}: {value}" for name, value in row.items() if value not in ("", None)) + "\n")
    if not len(queue):
        click.echo("Nothing to decide.")


@review.command("show")
@WORKSPACE
@click.argument("conversation")
def review_show(workspace: Path, conversation: str) -> None:
    """Everything needed to decide one match."""
    from kit.reviewing import shown
    from kit.workspace import open_workspace

    for name, value in shown(open_workspace(workspace).record, conversation).items():
        click.echo(f"{name}: {value}")


def _decide(workspace: Path, conversations: tuple[str, ...], verdict: str, by: str, **more: str) -> None:
    from kit.reviewing import decide
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    added = decide(work.record, work.personas, list(conversations), verdict, by, datetime.now(UTC), **more)
    click.echo(f"{added} decided; it counts from the next run on")


@review.command("approve")
@WORKSPACE
@click.argument("conversations", nargs=-1, required=True)
@BY
@click.option("--note", default="")
def review_approve(workspace: Path, conversations: tuple[str, ...], by: str, note: str) -> None:
    """The persona proposed is right."""
    _decide(workspace, conversations, "approve", by, note=note)


@review.command("reject")
@WORKSPACE
@click.argument("conversations", nargs=-1, required=True)
@BY
@click.option("--note", default="")
def review_reject(workspace: Path, conversations: tuple[str, ...], by: str, note: str) -> None:
    """The persona proposed is wrong."""
    _decide(workspace, conversations, "reject", by, note=note)


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
    """Take the decisions of a filled-in CSV; applying it twice changes nothing."""
    from kit.reviewing import apply_decisions_file
    from kit.workspace import open_workspace

    work = open_workspace(workspace)
    done = apply_decisions_file(work.record, work.personas, path, by, datetime.now(UTC))
    click.echo(f"{done.n_new} new, {done.n_known} known before, {done.n_blank} without a verdict, {len(done.refused)} refused")
    for line in done.refused:
        click.echo(f"{path}:{line}", err=True)


@main.group()
def themes() -> None:
    """A persona's themes, and what a person decides about them."""


@themes.command("list")
@WORKSPACE
@click.option("--persona", default="", help="only this persona's")
def themes_list(workspace: Path, persona: str) -> None:
    """The themes as their newest run left them."""
    from kit.theme_edits import current_themes
    from kit.workspace import open_workspace

    found = current_themes(open_workspace(workspace).record, persona)
    click.echo(found.to_string(index=False) if len(found) else "No themes yet; `kit run` finds them.")


def _edit(workspace: Path, theme: str, action: str, value: str, by: str) -> None:
    from kit.theme_edits import edit_theme
    from kit.workspace import open_workspace

    edit_theme(open_workspace(workspace).record, theme, action, value, by, datetime.now(UTC))
    click.echo(f"{theme}: {action} {value}".rstrip() + "; it holds from the next run on")


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


def _plain_edit(action: str, told: str) -> None:
    @themes.command(action, help=told)
    @WORKSPACE
    @click.argument("theme")
    @BY
    def command(workspace: Path, theme: str, by: str) -> None:
        _edit(workspace, theme, action, "", by)


_plain_edit("hide", "Leave a theme out of the briefs.")
_plain_edit("show", "Bring a hidden theme back.")
_plain_edit("pin", "Keep a theme alive though nobody raises it for a while.")
_plain_edit("unpin", "Let a pinned theme go its way.")
_plain_edit("unmerge", "Take a merge back.")

if __name__ == "__main__":
    main()
