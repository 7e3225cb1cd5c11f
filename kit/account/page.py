"""Page: one account's sheet as a self-contained HTML file under the policy of every page; no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader

import kit
from kit import formats
from kit.account import wording
from kit.account.facts import AccountSheet
from kit.brief.html import ENVIRONMENT, POLICY, frame_words, quote_style
from kit.brief.months.account_links import link_accounts, page_of
from kit.brief.months.links import cycle_folders
from kit.brief.tables import before_the_fold
from kit.errors import WorkspaceError
from kit.language import gettext, in_language

Facts = dict[str, Any]

_FRAME = Path(__file__).parents[1] / "brief" / "page"
_OWN = FileSystemLoader([Path(__file__).parent, _FRAME / "nbconvert" / "brief"])
_TEMPLATES = ENVIRONMENT.overlay(loader=ChoiceLoader([_OWN, ENVIRONMENT.loader]))
#: Rows that a page shows before a list folds.
MOST_THEMES, MOST_SHIFTS = 8, 6
#: Cycles that a theme's small line goes over.
MOST_CYCLES = 12


def write_account_page(sheet: AccountSheet, company: str, target: Path) -> Path:
    """Write an account's page to a file whose folder is there; returns its path."""
    target.write_text(account_page(sheet, company), encoding="utf-8")
    return target


def publish_account_page(sheet: AccountSheet, company: str, reports: Path) -> Path:
    """Put an account's page beside the briefs, and lead to it from every brief that names the account; returns its path.

    Raises
    ------
    WorkspaceError
        There are no briefs there, or the account's id cannot be the name of a file.
    """
    account = sheet.facts["account"]["id"]
    target, folders = page_of(reports, account), cycle_folders(reports)
    if target is None:
        raise WorkspaceError(f"{account!r} cannot be the name of a page; `--html FILE` writes it to a file that you name")
    if not folders:
        raise WorkspaceError(f"{reports}: holds no briefs; `--reports` says where they are, `--html FILE` writes it elsewhere")
    target.parent.mkdir(exist_ok=True)
    with in_language(sheet.language):
        back = ("../index.html", gettext("All briefs"))
    target.write_text(account_page(sheet, company, (back,)), encoding="utf-8")
    link_accounts(folders)
    return target


def account_page(sheet: AccountSheet, company: str, links: Sequence[tuple[str, str]] = ()) -> str:
    """An account's sheet as a page.

    Parameters
    ----------
    sheet : what :func:`kit.account.facts.account_sheet` returns.
    company : whose page it is.
    links : addresses and names of what it leads to.
    """
    with in_language(sheet.language):
        return _page(sheet, company, links)


def _page(sheet: AccountSheet, company: str, links: Sequence[tuple[str, str]]) -> str:
    name = wording.account_name(sheet.facts)
    section = _TEMPLATES.get_template("account.html").render(**_shown(sheet))
    page = {
        "title": f"{name} · {company}",
        "description": sheet.sentence,
        "brand": company,
        "links": [{"href": href, "text": text} for href, text in links],
        "contents": [],
        "footer": gettext("Made by persona-shift-kit {version} from the record as it stands.", version=kit.__version__),
        "kit": kit.__version__,
        "css": (_FRAME / "page.css").read_text(encoding="utf-8") + quote_style(),
        "policy": POLICY,
        "has_months": False,
        **frame_words(),
        "sections": [{"name": "account", "title": name, "html": section}],
    }
    return _TEMPLATES.get_template("index.html.j2").render(resources={"kit": page})


def _shown(sheet: AccountSheet) -> Facts:
    """What the template fills in."""
    facts = sheet.facts
    surfaced = [row for row in facts["shifts"] if row["surfaced"]]
    return {
        "name": wording.account_name(facts), "id": facts["account"]["id"], "standing": wording.standing(facts),
        "sentence": sheet.sentence, "last": wording.last_spoke(facts), "period": wording.period(facts),
        "figures": _figures(facts), "personas": [_persona(facts, row) for row in facts["personas"]],
        "themes": _themes(facts), "most_themes": before_the_fold(len(facts["themes"]), MOST_THEMES), **_numbers(facts),
        "brief": formats.in_cycle(facts["brief"]) if facts["brief"] else "",
        "shifts": [(wording.persona_name(facts, row["persona"]), wording.shift_sentence(row)) for row in surfaced[:MOST_SHIFTS]],
        "n_below": len(facts["shifts"]) - len(surfaced),
        "contradicts": [
            {"statement": row["statement"], "how": wording.contradiction(facts, row), "quote": _quote(row["quote"])}
            for row in facts["contradicts"]
        ],
        "quotes": [wording.shown_quote(quote) for quote in facts["quotes"]],
        "left_out": wording.left_out(facts["left_out"]) if facts["left_out"] else "",
    }  # fmt: skip


def _figures(facts: Facts) -> list[Facts]:
    """The figures under the name, each with its unit."""
    account, spoken = facts["account"], facts["conversations"]
    rows = [
        (formats.money(account["arr"], account["currency"]), "", gettext("revenue a year")),
        (formats.short_day(account["renewal_on"]) or gettext("not known"), "", gettext("renewal")),
        (
            formats.count(spoken["counted"]),
            gettext("of {whole}", whole=formats.count(spoken["n"])),
            gettext("conversations count for a persona"),
        ),
        (formats.short_day(spoken["last_at"]) or gettext("never"), "", gettext("last spoke")),
    ]
    return [{"number": number, "whole": whole, "unit": unit} for number, whole, unit in rows]


def _persona(facts: Facts, row: Facts) -> list[str]:
    return [
        wording.persona_name(facts, row["id"]), formats.listed_short(list(row["roles"])) or gettext("title not known"),
        formats.count(row["conversations"]), formats.short_day(row["last_at"]),
    ]  # fmt: skip


def _themes(facts: Facts) -> list[Facts]:
    return [
        {
            "name": wording.theme_name(row), "persona": wording.persona_name(facts, row["persona"]),
            "counts": wording.counts(row), "everyone": wording.everyone(row), "quote": _quote(row["quote"]),
            "shares": _history(row),
        }
        for row in facts["themes"]
    ]  # fmt: skip


def _numbers(facts: Facts) -> Facts:
    """The small lines' numbers as a table: a row a theme, a column a cycle."""
    cycles = sorted({cycle for row in facts["themes"] for cycle in row["conversations"]})[-MOST_CYCLES:]
    rows = [[wording.theme_name(row), *(_cell(row["conversations"].get(cycle)) for cycle in cycles)] for row in facts["themes"]]
    return {"numbers": rows, "numbers_columns": [gettext("Theme"), *map(formats.cycle_mark, cycles)]}


def _cell(cell: Facts | None) -> str:
    return gettext("{number} of {whole}", number=cell["n"], whole=cell["of"]) if cell else "–"


def _history(theme: Facts) -> list[float | None]:
    """Part of the account's conversations that raise a theme, a cycle each, oldest first."""
    cells = list(theme["conversations"].values())[-MOST_CYCLES:]
    return [cell["n"] / cell["of"] if cell["of"] else None for cell in cells]


def _quote(quote: Facts | None) -> Facts | None:
    return wording.shown_quote(quote) if quote else None
