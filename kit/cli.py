"""The command line: `kit …`, the same as `python -m kit …`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click
from tqdm import tqdm

from kit import __version__
from kit.errors import KitError, WorkspaceError

WORKSPACE = click.argument("workspace", type=click.Path(path_type=Path))


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
    names = steps(plan)
    if sys.stderr.isatty():
        with tqdm(total=len(names), unit="step", desc=f"{plan.work.settings.company} {plan.cycle}") as bar:

            def done(name: str) -> None:
                bar.set_postfix_str(name)
                bar.update()

            index = run_month(plan, done)
    else:
        index = run_month(plan)
    click.echo(index)


if __name__ == "__main__":
    main()
