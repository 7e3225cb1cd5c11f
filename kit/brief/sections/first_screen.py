"""Page one: the brief itself, whole on one A4 side and in two phone screens; the record behind it comes below."""

from __future__ import annotations

import html as markup
import re
from dataclasses import asdict
from typing import Any

from kit import formats
from kit.brief import headline, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.months.since_last_month import line, spoken
from kit.brief.page_one import ROOMS, Room, most_words, page_one
from kit.brief.sections.then_and_now import before_now, short_cycles
from kit.language import gettext, in_own_language
from kit.plots.slope import plot_slope

#: Words of a theme's name in the picture where it stands whole beside it.
PICTURE_WORDS = 4
#: Marks that French sets apart from the word before or after them.
ALONE = frozenset("«»:;?!")


@in_own_language
def section(brief: Brief) -> Section:
    """Page one, in the most room that keeps it within :func:`kit.brief.page_one.most_words` words."""
    title = gettext("Page one")
    for room in ROOMS:
        picture = None if wording.is_waiting(brief) else slope(brief, room.drawn)
        html = _page(brief, room, picture)
        if words_on(html) <= most_words():
            return Section("first-screen", title, html, (picture["wide"],) if picture else ())
    return Section("first-screen", title, _page(brief, ROOMS[-1], None))


def _page(brief: Brief, room: Room, picture: dict[str, Any] | None) -> str:
    return render(
        "first_screen.html", verdict=brief.verdict, cycle=brief.cycle, persona=brief.persona.name, part=page_one(brief, room),
        slope=picture, line=line(brief), spoken=spoken(brief),
    )  # fmt: skip


def words_on(html: str) -> int:
    """Words that a reader sees: the narrow twin of a picture, which stands in the wide one's place, is left out."""
    shown = re.sub(r'<div class="narrow">.*?</div>', " ", html, flags=re.S)
    return len([word for word in markup.unescape(re.sub(r"<[^>]+>", " ", shown)).split() if word not in ALONE])


def slope(brief: Brief, most: int = ROOMS[0].drawn) -> dict[str, Any] | None:
    """The picture of page one: what moved and what is raised most, then and now; None where no theme has formed."""
    rows = drawn_themes(brief, most)
    if not rows:
        return None
    before, now = formats.cycles_named(brief.baseline), formats.cycle_name(brief.cycle)
    changes = formats.clauses(before_now(row.label, formats.percent(row.before), formats.percent(row.now)) for row in rows)
    columns = short_cycles(brief.baseline), formats.cycle_mark(brief.cycle)
    shown = [asdict(row) | {"label": _on_picture(brief, row.label)} for row in rows]
    drawn, heading = (shown, *columns), finding(brief, len(rows))
    alt = gettext("{finding}. {before} and {now}: {changes}.", finding=heading, before=before, now=now, changes=changes)
    return {
        "finding": heading, "alt": alt,
        "wide": plot_slope(*drawn, is_short=True), "narrow": plot_slope(*drawn, is_narrow=True, is_short=True),
    }  # fmt: skip


def _on_picture(brief: Brief, label: str) -> str:
    """A theme's name in the picture: its first words where the headline or the list beside it has it whole."""
    is_whole_above = label in [summary.label(brief, theme) for theme in headline.of_headline(brief)]
    if summary.lead(brief) and not is_whole_above:
        return wording.short(label)
    return label if len(label.split()) == PICTURE_WORDS + 1 else wording.cut(label, PICTURE_WORDS)


def finding(brief: Brief, drawn: int) -> str:
    """Heading of the picture: what its lines show."""
    rows = summary.then_and_now(brief)
    if not summary.has_baseline(brief):
        return gettext("What customers raise; nothing earlier to compare")
    moved, themes = sum(bool(row.direction) for row in rows), formats.counted(len(rows), "theme")
    if not moved and _moved_most(brief) not in (None, *summary.raised_most(brief, max(1, drawn - 1))):
        return gettext("Raised most and moved most, then and now: {drawn} of {themes}", drawn=drawn, themes=themes)
    if not moved:
        return gettext("Raised most, then and now: {drawn} of {themes}", drawn=drawn, themes=themes)
    if moved == drawn:
        return gettext("{moved} of {themes} moved", moved=moved, themes=themes)
    return gettext("{moved} of {themes} moved ({drawn} shown here)", drawn=drawn, moved=moved, themes=themes)


def drawn_themes(brief: Brief, most: int) -> list[summary.ThenNow]:
    """The moved themes, then those raised most, the largest move of a quiet month among them; in the order of their shares."""
    rows, held = summary.then_and_now(brief), summary.held_by_surer(brief)
    moved = [row for row in rows if row.direction]
    most_raised = [row for row in summary.raised_most(brief, len(rows)) if row not in moved]
    gone = [row for row in rows if not row.now and row.before and row.theme not in held and row not in moved]
    largest = _moved_most(brief)
    first = [] if moved or largest is None or most < 2 else [most_raised[0], largest] if most_raised else [largest]
    ordered = list(dict.fromkeys([*moved, *first, *most_raised, *gone]))
    return sorted(ordered[:most], key=rows.index)


def _moved_most(brief: Brief) -> summary.ThenNow | None:
    """The theme that page one names as the largest move, in a month without a change of which enough was heard."""
    largest = summary.largest(brief)
    if not largest or summary.lead(brief) or brief.verdict in wording.TOO_LITTLE or summary.hardly_moved(brief, largest):
        return None
    return next(row for row in summary.then_and_now(brief) if row.theme == largest.theme)
