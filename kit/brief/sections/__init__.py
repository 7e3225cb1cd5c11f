"""Sections of a page: a brief in; one section out, each in a file of its own with its template beside it.

To add one, write ``<name>.py`` with ``section(brief)`` and ``<name>.html``, name the module in :data:`BRIEF` and show it in
notebook 05.
"""

from kit.brief.months import since_last_month
from kit.brief.sections import (
    accounts,
    claims,
    customers,
    first_screen,
    method,
    nearly,
    not_heard,
    since_validation,
    strength,
    suggestions,
    themes_moved,
    then_and_now,
    words,
)

#: The sections of a brief in the order of its page.
BRIEF = (
    first_screen, customers, accounts, strength, suggestions, then_and_now, themes_moved, since_last_month, since_validation,
    claims, words, nearly, not_heard, method,
)  # fmt: skip

__all__ = [
    "BRIEF", "accounts", "claims", "customers", "first_screen", "method", "nearly", "not_heard", "since_last_month",
    "since_validation", "strength", "suggestions", "themes_moved", "then_and_now", "words",
]  # fmt: skip
