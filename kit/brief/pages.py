"""Pages: an executed notebook becomes one self-contained HTML file, loading nothing from anywhere."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

import kit
from kit import formats
from kit.brief import sections as parts_of_page
from kit.brief.html import POLICY, Section, frame_words, of_cell, quote_style
from kit.brief.model import Brief
from kit.brief.model.made_with import Run
from kit.brief.months import trend
from kit.brief.months.account_links import link_accounts
from kit.brief.months.histories import histories
from kit.brief.months.links import cycle_folders, link_months
from kit.brief.sections.library import Listed, archive
from kit.errors import RunError
from kit.language import gettext, in_language, in_own_language, language_of
from kit.lean_imports import lean_imports

with lean_imports():
    import nbformat
    from nbconvert import HTMLExporter

PAGES = Path(__file__).parent / "page"
#: A brief without one of these is not a brief.
BRIEF_SECTIONS = (
    "first-screen", "customers-say", "who", "how-strong", "suggests", "then-and-now", "themes-moved", "since-last-month",
    "since-validation", "claims", "words", "nearly", "not-heard", "how-computed",
)  # fmt: skip
LIBRARY_SECTIONS = ("library", "over-time", "overlaps", "nobody")
#: What leads to the files beside a brief: paragraphs, and links within others.
FILES = re.compile(r'<p class="files">.*?</p>|<a href="(?!#)[^"]*"[^>]*>.*?</a>', re.S)
#: Sections that a page has only where the workspace asks for them.
OPTIONAL = ("watched",)
#: A page larger than this is slow on a phone and is held back by mail servers.
MOST_BYTES = 300 * 1024


@dataclass(frozen=True)
class _Page:
    """What stands around the sections."""

    title: str
    description: str
    brand: str
    links: tuple[tuple[str, str], ...]
    footer: str
    has_months: bool = False
    own: str = ""


@in_own_language
def render_brief(executed_notebook: Path, brief: Brief, own: str = "") -> str:
    """The brief of one persona as HTML.

    Parameters
    ----------
    executed_notebook : the notebook whose cells showed every section of :data:`BRIEF_SECTIONS`.
    brief : what the notebook was given; only names and the headline are taken from it.
    own : markup of the researchers' own section (:func:`kit.brief.own.parts.own_section`); it stands behind page one.

    Raises
    ------
    RunError
        Where a section or a figure's data is missing, a cell failed, or the page is too large.
    """
    cycle, persona = formats.cycle_name(brief.cycle), brief.persona.name
    page = _Page(
        title=f"{persona}, {cycle} · {brief.company}",
        description=brief.headline,
        brand=brief.company,
        links=(("index.html", gettext("All personas, {cycle}", cycle=cycle)), ("../index.html", gettext("All briefs"))),
        footer=_footer(brief.run),
        has_months=True,
        own=own,
    )
    return _render(executed_notebook, BRIEF_SECTIONS, page)


def brief_page(executed_notebook: Path, brief: Brief, own: str) -> tuple[str, list[str]]:
    """The brief with the researchers' own section, or without it where the page would be too large; and why it is left out."""
    html = render_brief(executed_notebook, brief)
    if not own:
        return html, []
    if len(html.encode()) + len(own.encode()) > MOST_BYTES:
        return html, [f"the page would have more than {MOST_BYTES >> 10} KB with it"]
    return render_brief(executed_notebook, brief, own), []


@in_own_language
def render_library(executed_notebook: Path, briefs: Sequence[Brief]) -> str:
    """The library of one cycle as HTML: a card for each persona, overlaps, and people without a persona."""
    first = briefs[0] if briefs else None
    library = gettext("Persona library")
    company, cycle = (first.company, formats.cycle_name(first.cycle)) if first else (library, gettext("no cycle"))
    page = _Page(
        title=f"{library}, {cycle} · {company}",
        description=gettext("Every persona of {company}, {cycle}", company=company, cycle=cycle),
        brand=company,
        links=(("../index.html", gettext("All briefs")), ("../trend.html", gettext("The library over time"))),
        footer=_footer(first.run if first else None),
        has_months=True,
    )
    return _render(executed_notebook, LIBRARY_SECTIONS, page)


@in_own_language
def render_alone(brief: Brief) -> str:
    """The brief as a page that leads nowhere else, made from its facts: for readers who have none of the other files."""
    page = _Page(
        title=f"{brief.persona.name}, {formats.cycle_name(brief.cycle)} · {brief.company}", description=brief.headline,
        brand=brief.company, links=(), footer=_footer(brief.run),
    )  # fmt: skip
    shown = [module.section(brief) for module in parts_of_page.BRIEF]
    return page_html([{"name": part.name, "title": part.title, "html": FILES.sub("", part.html)} for part in shown], page)


def _footer(run: Run | None) -> str:
    """Which version made a page, and when; a draft has no run. The evidence of a brief has the rest."""
    if not run:
        return gettext("Made by persona-shift-kit {version}.", version=kit.__version__)
    return gettext("Made by persona-shift-kit {version} on {day}.", version=run.kit, day=formats.day(run.made_at))


def write_archive(reports: Path) -> Path:
    """Write what looks over all cycles; returns the path of ``<reports>/index.html``.

    That page lists every brief that lies under ``reports``, newest cycle first; ``trend.html`` beside it shows the library over
    time; and each page is linked to the same page of the cycle before and after, and to the pages of accounts.
    """
    folders = cycle_folders(reports)
    printed = [_listed(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    briefs = [brief for brief in printed if brief]
    newest = _newest(reports, briefs)
    known = histories(briefs, newest)
    last = max(briefs, key=lambda brief: brief.cycle, default=None)
    with in_language(language_of(last)):
        over_time = trend.section(known, [newest[history.id] for history in known if history.id in newest])
        back = ("index.html", gettext("All briefs"))
        _write_over_all(reports / "trend.html", over_time, briefs, gettext("The library over time"), (back,))
        target = _write_over_all(reports / "index.html", archive(briefs, known), briefs, gettext("All persona briefs"), ())
        link_months(folders)
    link_accounts(folders)
    return target


def _write_over_all(
    target: Path, section: Section, briefs: Sequence[Listed], title: str, links: tuple[tuple[str, str], ...]
) -> Path:
    """A page of one section over all cycles, put in its place in one step."""
    companies = sorted({brief.company for brief in briefs if brief.company})
    page = _Page(
        title=title, description=gettext("{title}, newest cycle first", title=title),
        brand=formats.listed(companies) or gettext("Persona briefs"), links=links, footer=_footer(None),
    )  # fmt: skip
    partial = target.with_name("page.partial.html")
    partial.write_text(page_html([{"name": section.name, "title": section.title, "html": section.html}], page), encoding="utf-8")
    return partial.replace(target)


def _newest(reports: Path, briefs: Sequence[Listed]) -> dict[str, Brief]:
    """Each persona's newest brief; without those that another version wrote in a form that is not read any more."""
    last = {brief.persona.id: brief.cycle for brief in sorted(briefs, key=lambda brief: brief.cycle)}
    read = {}
    for name, cycle in last.items():
        with contextlib.suppress(ValidationError):
            read[name] = Brief.model_validate_json((reports / cycle / f"{name}.json").read_text(encoding="utf-8"))
    return read


def _listed(path: Path) -> Listed | None:
    """What lies beside a brief; None for another program's file without a brief of its own."""
    if not path.with_suffix(".html").exists():
        return None
    try:
        return Listed.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the file"
        raise RunError(f"{path}: is no brief's JSON ({where}: {fault['msg']}); run its cycle again") from None


def _render(notebook: Path, expected: tuple[str, ...], page: _Page) -> str:
    sections = _sections(notebook, expected)
    html = page_html(sections, page)
    if (size := len(html.encode())) > MOST_BYTES:
        raise RunError(f"{notebook}: the page has {size:,} bytes, more than {MOST_BYTES:,}; show fewer themes or cycles")
    return html


def _sections(path: Path, expected: tuple[str, ...]) -> list[dict[str, str]]:
    """The sections that the notebook's cells displayed, in the page's order."""
    shown: dict[str, dict[str, str]] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise RunError(f"{path}: a cell failed with {output.ename}: {output.evalue}; run the notebook again")
            name = output.get("metadata", {}).get("kit_section")
            if name:
                shown[name] = {"name": name, "title": output.metadata["kit_title"], "html": of_cell(output.data["text/html"])}
    if missing := [name for name in expected if name not in shown]:
        raise RunError(f"{path}: the sections {missing} were not shown; the notebook needs a cell `show(...)` for each")
    return [shown[name] for name in (*expected, *OPTIONAL) if name in shown]


def page_html(sections: list[dict[str, str]], page: _Page) -> str:
    """The whole file: our own nbconvert template around the sections; it holds no script and lets none run."""
    contents = sections[1:] if len(sections) > len(LIBRARY_SECTIONS + OPTIONAL) else []
    resources = {
        "kit": {
            "title": page.title, "description": page.description, "brand": page.brand, "footer": page.footer,
            "kit": kit.__version__,
            "links": [{"href": href, "text": text} for href, text in page.links],
            "css": (PAGES / "page.css").read_text(encoding="utf-8") + quote_style(), "sections": sections, "contents": contents,
            "policy": POLICY, "has_months": page.has_months, "own": page.own, **frame_words(),
        }
    }  # fmt: skip
    exporter = HTMLExporter(template_name="brief", extra_template_basedirs=[str(PAGES / "nbconvert")], exclude_input=True)
    html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return html
