"""Links to accounts: an account named in a brief's tables leads to that account's page, where there is one.

As with the links between months only the link is written anew, in pages that stand: an account's page may be made long after the
brief, and taken away again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from markupsafe import Markup

#: Where the pages of accounts lie, beside the folders of cycles.
FOLDER = "accounts"
#: Ids that can be the name of a file and a part of an address as they are; an account called otherwise has no such page.
PLAIN = re.compile(r"\w[\w.-]*", re.ASCII)
#: Where a table leaves room for the link.
ROOM = re.compile(r'<span class="account" data-id="([^"]*)">(?:<a [^>]*>)?(.*?)(?:</a>)?</span>', re.S)


def room_for(account_id: str, name: str) -> str:
    """An account's name as a table has it, with room for a link."""
    return Markup('<span class="account" data-id="{}">{}</span>').format(account_id, name)


def page_of(reports: Path, account_id: str) -> Path | None:
    """Where an account's page lies; None where its id cannot be the name of a file."""
    return reports / FOLDER / f"{account_id}.html" if PLAIN.fullmatch(account_id) else None


def link_accounts(folders: Sequence[Path]) -> list[Path]:
    """Write the links of every page that lies in the folders of cycles.

    Parameters
    ----------
    folders : ``<reports>/<cycle>``.

    Returns
    -------
    Pages whose links were not right; each was exchanged in one step, so that a reader sees the old page or the new one.
    """
    changed = []
    for page in (page for folder in folders for page in sorted(folder.glob("*.html"))):
        reports, html = page.parent.parent, page.read_text(encoding="utf-8")
        linked = ROOM.sub(lambda match, reports=reports: _linked(reports, *match.groups()), html)
        if linked != html:
            partial = reports / "page.partial.html"
            partial.write_text(linked, encoding="utf-8")
            partial.replace(page)
            changed.append(page)
    return changed


def _linked(reports: Path, account_id: str, name: str) -> str:
    page = page_of(reports, account_id)
    is_there = page is not None and page.is_file()
    shown = f'<a href="../{FOLDER}/{escape(account_id)}.html">{name}</a>' if is_there else name
    return f'<span class="account" data-id="{account_id}">{shown}</span>'
