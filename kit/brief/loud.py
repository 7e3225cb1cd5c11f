"""Loud accounts: one that makes so much of what a persona or a theme says that a reader has to know it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.themes import Quote
from kit.language import ngettext

#: Part of a persona's conversations of the cycle from which one account is named on page one.
LOUD_PART = 0.25


@dataclass(frozen=True)
class Voice:
    """A loud account: what it makes up, and the quotes of its own that the brief has, each with its theme."""

    account_id: str
    says: str
    quotes: tuple[tuple[str | None, Quote], ...]


def loud_account(brief: Brief) -> Voice | None:
    """The account that makes a quarter of a persona's conversations, or else most of one theme's; None where there is none."""
    return _of_persona(brief) or _of_theme(brief)


def _of_persona(brief: Brief) -> Voice | None:
    number = {name: account.conversations for name, account in brief.accounts.items()}
    name, whole = max(number, key=lambda account: (number[account], account), default=""), brief.coverage.conversations
    if not name or number[name] < summary.LOUD_CONVERSATIONS or number[name] < LOUD_PART * whole:
        return None
    says = ngettext(
        "{number} of {n} conversation are {name}’s (one account, one vote).",
        "{number} of {n} conversations are {name}’s (one account, one vote).",
        whole, number=number[name], name=summary.account_name(brief, name),
    )  # fmt: skip
    return Voice(name, says, _quotes_of(brief, name))


def _of_theme(brief: Brief) -> Voice | None:
    shifts = [shift for shift in brief.shifts if summary.is_one_account(shift)]
    loudest = max(shifts, key=lambda shift: (shift.loudest.n, shift.theme), default=None)
    if loudest is None:
        return None
    account, theme = loudest.loudest, formats.quoted(summary.label(brief, loudest.theme))
    says = ngettext(
        "{number} of {n} conversation on {theme} are {name}’s (one account, one vote).",
        "{number} of {n} conversations on {theme} are {name}’s (one account, one vote).",
        account.of, number=account.n, theme=theme, name=summary.account_name(brief, account.account_id),
    )  # fmt: skip
    own = _quotes_of(brief, account.account_id)
    return Voice(account.account_id, says, tuple(row for row in own if row[0] == loudest.theme) or own)


def _quotes_of(brief: Brief, account_id: str) -> tuple[tuple[str | None, Quote], ...]:
    """Quotes of the account: of the theme that it raises most before others, of the cycle before earlier ones."""
    given = sorted(_given(brief), key=lambda row: not summary.is_of_cycle(brief, row[1]))
    return tuple((theme, quote) for theme, quote in given if quote.account_id == account_id)


def _given(brief: Brief) -> Iterator[tuple[str | None, Quote]]:
    """Every quote that the brief has, with its theme; those of the loudest themes first."""
    for shift in sorted(brief.shifts, key=lambda shift: (-shift.loudest.n, shift.theme)):
        yield from ((shift.theme, quote) for quote in shift.quotes)
    yield from ((theme.id, theme.example) for theme in brief.themes if theme.example)
    yield from ((theme.id, quote) for theme in brief.themes for quote in theme.quotes or ())
    yield from ((claim.theme, claim.quote) for claim in brief.claims if claim.quote)
