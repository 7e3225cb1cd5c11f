"""Past briefs: what a printed brief came down to, in one row, for the briefs that follow it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from kit.brief import summary, wording
from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief

Facts = dict[str, Any]


def past_briefs(printed: Iterable[Facts], before: str) -> list[Facts]:
    """What each earlier cycle's brief of one persona came down to, oldest first.

    Parameters
    ----------
    printed : facts of the persona's printed briefs, of any version of the kit.
    before : the cycle of the brief that is being made; this one and later ones are left out.
    """
    earlier = sorted((facts for facts in printed if facts["cycle"] < before), key=lambda facts: facts["cycle"])
    return [_glance_of_any(facts).model_dump(mode="json") for facts in earlier]


def glance(brief: Brief) -> PastBrief:
    """What a brief comes down to: its verdict, what it is about, how many accounts and what they are worth.

    Of a brief with a shift theme, accounts and revenue are the lead shift's; of another the theme is the pain raised most, and
    accounts are those that raise it.
    """
    lead = summary.lead(brief)
    theme = lead.theme if lead else top_pain(brief)
    known = summary.theme_of(brief, theme)
    return PastBrief(
        cycle=brief.cycle, verdict=brief.verdict, headline=brief.headline, partial=brief.partial,
        label=summary.label(brief, theme) if theme else "",
        accounts=len(lead.accounts) if lead else known.accounts.get(brief.cycle, 0) if known else 0,
        accounts_active=brief.coverage.accounts,
        amount=lead.arr.amount if lead and lead.arr.amount else None, currency=brief.settings.currency,
    )  # fmt: skip


def top_pain(brief: Brief) -> str | None:
    """The pain raised most in the cycle, another theme where no pain was raised; None where nothing was."""
    rows = [row for row in summary.then_and_now(brief) if row.now and row.theme not in summary.held_by_surer(brief)]
    ranked = sorted(rows, key=lambda row: not wording.is_pain(brief, row.theme))
    return ranked[0].theme if ranked else None


def _glance_of_any(facts: Facts) -> PastBrief:
    """The same of a brief as it was printed; of one in another version's form its verdict and headline."""
    try:
        return glance(Brief.model_validate_json(json.dumps(facts)))
    except ValidationError:
        spoke = facts.get("coverage", {}).get("accounts") or 0
        currency = facts.get("settings", {}).get("currency") or "USD"
        return PastBrief(
            cycle=facts["cycle"], verdict=facts["verdict"], headline=facts.get("headline", ""),
            partial=bool(facts.get("partial")), label="", accounts=0, accounts_active=spoke, amount=None, currency=currency,
        )  # fmt: skip
