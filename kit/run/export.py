"""Export: printed briefs as slides, as PDF, or as a page without names, for people who read neither pages nor mails."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from kit import formats
from kit.brief.editions.anonymous import anonymous, check_anonymous
from kit.brief.editions.slides import page_one_slides, pulse_slides
from kit.brief.model import Brief
from kit.brief.pages import render_alone
from kit.cycles import parse_cycle
from kit.errors import CycleError, RunError, WorkspaceError
from kit.sources.parsing.display_names import is_placeholder
from kit.workspace import Workspace

#: Browsers that print a page, by the names of their commands.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
#: Seconds that a browser may take for a page.
PRINT_SECONDS = 120


def printed_cycles(reports: Path) -> list[str]:
    """Cycles whose briefs lie in a reports folder, oldest first."""
    cycles = []
    for folder in sorted(reports.iterdir()) if reports.is_dir() else []:
        try:
            cycles.append(parse_cycle(folder.name).id if folder.is_dir() else "")
        except CycleError:
            continue
    return [cycle for cycle in cycles if cycle]


def printed_briefs(reports: Path, cycle: str, persona: str = "") -> list[Brief]:
    """The briefs of a cycle as they were printed.

    Parameters
    ----------
    cycle : "" for the newest.
    persona : a persona's id; "" for all.

    Raises
    ------
    WorkspaceError
        There is none, or another version of the kit printed it.
    """
    cycle = cycle or next(reversed(printed_cycles(reports)), "")
    paths = sorted((reports / cycle).glob(f"{persona or '*'}.json")) if cycle else []
    if not paths:
        what = f"brief of {persona}" if persona else "brief"
        raise WorkspaceError(f"{reports}: there is no {what}{f' of {cycle}' if cycle else ''}; `kit run` makes it")
    return [_brief(path) for path in paths]


def _brief(path: Path) -> Brief:
    try:
        return Brief.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError:
        raise WorkspaceError(f"{path}: was printed by another version; run its cycle again") from None


def export_slides(briefs: Sequence[Brief], folder: Path) -> Path:
    """Page one of each brief as one deck."""
    return _written(folder / f"page-one-{briefs[0].cycle}.pptx", page_one_slides(briefs))


def export_pulse(reports: Path, cycle: str, persona: str, folder: Path) -> Path:
    """The quarter that a cycle lies in, up to that cycle, as one deck with a slide a persona."""
    last = printed_briefs(reports, cycle, persona)[0].cycle
    quarter = quarter_of(last)
    cycles = [known for known in printed_cycles(reports) if quarter_of(known) == quarter and known <= last]
    briefs: dict[str, list[Brief]] = {}
    for known in cycles:
        for path in sorted((reports / known).glob(f"{persona or '*'}.json")):
            briefs.setdefault(path.stem, []).append(_brief(path))
    return _written(folder / f"pulse-{quarter}.pptx", pulse_slides(quarter, briefs))


def quarter_of(cycle: str) -> str:
    """The quarter that a cycle begins in: "2026-Q4"."""
    first = parse_cycle(cycle).first
    return f"{first.year}-Q{(first.month - 1) // 3 + 1}"


def export_pdf(briefs: Sequence[Brief], reports: Path, folder: Path) -> list[Path]:
    """Page one of each brief as the browser of this machine prints it.

    Raises
    ------
    WorkspaceError
        There is no browser here that prints without a window.
    RunError
        The browser printed nothing.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        page = reports / briefs[0].cycle / f"{briefs[0].persona.id}.html"
        raise WorkspaceError(
            f"no browser that prints by itself is here ({', '.join(BROWSERS[:3])}); open {page} in yours and print it to a file"
        )
    return [_print(browser, reports / brief.cycle / f"{brief.persona.id}.html", folder) for brief in briefs]


def _print(browser: str, page: Path, folder: Path) -> Path:
    target = folder / f"{page.stem}-{page.parent.name}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target.resolve()}"]
    command = [browser, *options, page.resolve().as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PRINT_SECONDS, check=False)
    if not target.exists():
        last = next(reversed(done.stderr.strip().splitlines()), "it said nothing")
        raise RunError(f"{page}: {Path(browser).name} printed nothing ({last})")
    return target


def export_anonymous(work: Workspace, briefs: Sequence[Brief], folder: Path) -> list[tuple[Path, int]]:
    """Each brief as a page without names of accounts and contacts, with the number of names that were looked for in it.

    Raises
    ------
    RunError
        A name is still in a page; that page is not written.
    """
    accounts = dict(zip(work.accounts["account_id"], work.accounts["name"], strict=True))
    people = people_of(work)
    written = []
    for brief in briefs:
        page = render_alone(anonymous(brief, accounts, people))
        known = {name: account.name for name, account in brief.accounts.items()} | accounts
        number = check_anonymous(page, {*known, *known.values(), *people})
        written.append((_written(folder / f"{brief.persona.id}-{brief.cycle}-shared.html", page.encode()), number))
    return written


def people_of(work: Workspace) -> set[str]:
    """Names and ids of contacts that the record holds; none where all were masked."""
    rows = work.record.read("conversations", ["contact_id", "turns"])
    speakers = {turn.get("speaker") or "" for turns in rows["turns"] for turn in json.loads(turns or "[]")}
    return {name for name in {*rows["contact_id"], *speakers} if name and not name.startswith("[") and not is_placeholder(name)}


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def export_lines(work: Workspace, reports: Path, cycle: str, persona: str, folder: Path, forms: Sequence[str]) -> list[str]:
    """Export what was asked for; a line for each file.

    Parameters
    ----------
    cycle, persona : "" for the newest, and for all.
    forms : any of ``pptx``, ``pulse``, ``pdf`` and ``anonymous``.
    """
    briefs, lines = printed_briefs(reports, cycle, persona), []
    if "pptx" in forms:
        lines.append(f"{export_slides(briefs, folder)}: {formats.counted(len(briefs), 'slide')}")
    if "pulse" in forms:
        lines.append(f"{export_pulse(reports, cycle, persona, folder)}")
    if "pdf" in forms:
        lines += map(str, export_pdf(briefs, reports, folder))
    if "anonymous" in forms:
        lines += [f"{path}: 0 of {number:,} names in it" for path, number in export_anonymous(work, briefs, folder)]
    return [line.replace(formats.NBSP, " ") for line in lines]
