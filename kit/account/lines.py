"""Lines: what an account says as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit import formats
from kit.account import wording
from kit.account.facts import AccountSheet

Facts = dict[str, Any]

#: Themes and changes that a terminal shows; the JSON has all.
MOST_THEMES, MOST_SHIFTS = 8, 6


def account_lines(sheet: AccountSheet) -> Iterator[str]:
    """An account's sheet as lines of text, figures before words."""
    return map(formats.visible, _lines(sheet))


def _lines(sheet: AccountSheet) -> Iterator[str]:
    facts = sheet.facts
    yield f"{wording.account_name(facts)} ({facts['account']['id']}): {wording.standing(facts)}"
    yield sheet.sentence
    if facts["last"]:
        yield f"Last: {wording.last_spoke(facts)}"
    yield from _personas(facts)
    yield from _themes(facts)
    yield from _shifts(facts)
    if facts["contradicts"]:
        yield "\nSpeaks against the persona files:"
        for row in facts["contradicts"]:
            yield f"  {formats.quoted(row['statement'])}: {wording.contradiction(facts, row)}"
    if facts["quotes"]:
        yield "\nIn its own words, the newest first:"
        for quote in facts["quotes"]:
            yield from _quote(quote)
    if facts["left_out"]:
        yield f"{formats.counted(facts['left_out'], 'quote')} left out: the stored conversation does not hold it at its place"


def _personas(facts: Facts) -> Iterator[str]:
    if facts["personas"]:
        yield "\nSpeaks as:"
    for row in facts["personas"]:
        roles = f" ({formats.listed_short(list(row['roles']))})" if row["roles"] else ""
        number = formats.counted(row["conversations"], "conversation")
        yield f"  {wording.persona_name(facts, row['id'])}: {number}, last on {formats.day(row['last_at'])}{roles}"


def _themes(facts: Facts) -> Iterator[str]:
    if facts["themes"]:
        yield f"\nRaises, in how many of its conversations ({wording.period(facts)}); beside it all accounts' share:"
    for row in facts["themes"][:MOST_THEMES]:
        who = wording.persona_name(facts, row["persona"])
        yield f"  {formats.quoted(wording.theme_name(row))} ({who}): {wording.counts(row)}; all accounts {wording.everyone(row)}"
    if (rest := len(facts["themes"]) - MOST_THEMES) > 0:
        yield f"  and {formats.counted(rest, 'more theme')} (--json has all)"


def _shifts(facts: Facts) -> Iterator[str]:
    surfaced = [row for row in facts["shifts"] if row["surfaced"]]
    below = len(facts["shifts"]) - len(surfaced)
    if not facts["brief"]:
        return
    yield f"\nShifts of {formats.cycle_name(facts['brief'])} that it is part of:"
    for row in surfaced[:MOST_SHIFTS]:
        yield f"  {wording.persona_name(facts, row['persona'])}: {wording.shift_sentence(row)}"
    opening = "beside these" if surfaced else "none that a brief reports"
    yield f"  {opening}; it raises {formats.counted(below, 'theme')} whose change is below the bar"


def _quote(quote: Facts) -> Iterator[str]:
    shown = wording.shown_quote(quote)
    yield formats.quoted(shown["text"])
    where = [f"{quote['source']}/{quote['conversation_id']}", shown["url"]]
    yield "    " + " · ".join([*shown["by"], *filter(None, where)])
