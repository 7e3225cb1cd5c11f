"""Lines: what an account says as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit import formats
from kit.account import wording
from kit.account.facts import AccountSheet
from kit.language import gettext, in_language, ngettext

Facts = dict[str, Any]

#: Themes and changes that a terminal shows; the JSON has all.
MOST_THEMES, MOST_SHIFTS = 8, 6


def account_lines(sheet: AccountSheet) -> Iterator[str]:
    """An account's sheet as lines of text, figures before words."""
    with in_language(sheet.language):
        return iter([formats.visible(line) for line in _lines(sheet)])


def _lines(sheet: AccountSheet) -> Iterator[str]:
    facts = sheet.facts
    yield f"{wording.account_name(facts)} ({facts['account']['id']}): {wording.standing(facts)}"
    yield sheet.sentence
    if facts["last"]:
        yield gettext("Last: {says}", says=wording.last_spoke(facts))
    yield from _personas(facts)
    yield from _themes(facts)
    yield from _shifts(facts)
    if facts["contradicts"]:
        yield "\n" + gettext("Speaks against the persona files:")
        for row in facts["contradicts"]:
            yield f"  {formats.quoted(row['statement'])}: {wording.contradiction(facts, row)}"
    if facts["quotes"]:
        yield "\n" + gettext("In its own words, the newest first:")
        for quote in facts["quotes"]:
            yield from _quote(quote)
    if facts["left_out"]:
        yield wording.left_out(facts["left_out"])


def _personas(facts: Facts) -> Iterator[str]:
    if facts["personas"]:
        yield "\n" + gettext("Speaks as:")
    for row in facts["personas"]:
        roles = f" ({formats.listed_short(list(row['roles']))})" if row["roles"] else ""
        number = formats.counted(row["conversations"], "conversation")
        persona = wording.persona_name(facts, row["id"])
        last = gettext("{persona}: {number}, last on {day}", persona=persona, number=number, day=formats.day(row["last_at"]))
        yield f"  {last}{roles}"


def _themes(facts: Facts) -> Iterator[str]:
    if facts["themes"]:
        period = wording.period(facts)
        yield "\n" + gettext("Raises, in how many of its conversations ({period}); beside it all accounts' share:", period=period)
    for row in facts["themes"][:MOST_THEMES]:
        who = wording.persona_name(facts, row["persona"])
        counts, everyone, name = wording.counts(row), wording.everyone(row), formats.quoted(wording.theme_name(row))
        yield "  " + gettext(
            "{name} ({persona}): {counts}; all accounts {everyone}", name=name, persona=who, counts=counts, everyone=everyone
        )
    if (rest := len(facts["themes"]) - MOST_THEMES) > 0:
        yield "  " + ngettext("and {n} more theme (--json has all)", "and {n} more themes (--json has all)", rest)


def _shifts(facts: Facts) -> Iterator[str]:
    surfaced = [row for row in facts["shifts"] if row["surfaced"]]
    below = len(facts["shifts"]) - len(surfaced)
    if not facts["brief"]:
        return
    yield "\n" + gettext("Shifts of {cycle} that it is part of:", cycle=formats.cycle_name(facts["brief"]))
    for row in surfaced[:MOST_SHIFTS]:
        yield f"  {wording.persona_name(facts, row['persona'])}: {wording.shift_sentence(row)}"
    opening = gettext("beside these") if surfaced else gettext("none that a brief reports")
    yield "  " + ngettext(
        "{opening}; it raises {n} theme whose change is below the bar",
        "{opening}; it raises {n} themes whose change is below the bar",
        below,
        opening=opening,
    )


def _quote(quote: Facts) -> Iterator[str]:
    shown = wording.shown_quote(quote)
    yield formats.quoted(shown["text"])
    where = [f"{quote['source']}/{quote['conversation_id']}", shown["url"]]
    yield "    " + " · ".join([*shown["by"], *filter(None, where)])
