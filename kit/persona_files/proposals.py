"""Proposals: what a cycle's brief gives reason to change in a persona file: a new pain, the order of pains, customers' words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from kit import formats
from kit.brief import summary, wording
from kit.brief.model import Brief
from kit.brief.model.persona_file import Claim
from kit.brief.model.themes import Quote, Shift
from kit.config.personas import Persona
from kit.drift.term_usage import terms_of
from kit.persona_files.placing import PlacedClaim, slug
from kit.persona_files.yaml_edit import PainEdit
from kit.words import stems

#: Accounts that say a phrase within a pain before it is proposed for its language, and phrases a pain at the most.
LEAST_ACCOUNTS, MOST_PHRASES = 3, 3
#: Quotes of other accounts each that stand above a new pain.
MOST_QUOTES = 3


@dataclass(eq=False)
class _Ranked:
    """A pain with the interval of its share among accounts, 0 to 1, and its edit."""

    edit: PainEdit
    name: str
    share: float
    low: float
    high: float
    passed: list[_Ranked] = field(default_factory=list)


def proposed_pains(persona: Persona, brief: Brief, evidence: pd.DataFrame) -> list[PainEdit]:
    """Every pain of a file and those that are new, in the order that the brief gives reason for.

    Parameters
    ----------
    evidence : DataFrame (theme_id, account_id, conversation_id, quote) of the persona's themes in the brief's cycle.

    Returns
    -------
    list of PainEdit
        In the file's order, but that a pain whose 95 % interval lies wholly above another's stands before it. What is new is a
        surfaced rise that is a pain, lies within none that is stated, and is named in customers' words. Of a thin persona
        nothing is proposed.
    """
    if brief.verdict == "thin":
        return [PainEdit(claim.id) for claim in persona.pains]
    stated = [_stated(brief, name) for name in persona.claims("pains")]
    phrases = _phrases(brief, evidence)
    for ranked, claim in zip(stated, brief_claims(persona, brief), strict=True):
        if claim and claim.theme:
            _add_words(ranked.edit, brief, phrases.get(claim.theme, []))
    fresh = [_fresh(brief, shift, phrases.get(shift.theme, [])) for shift in new_pains(brief)]
    taken = {claim.id for claim in persona.pains}
    for ranked in fresh:
        ranked.edit.own_id = ranked.edit.new.own_id = _free(ranked.edit.new.own_id, taken)
    return [_with_order(ranked, brief) for ranked in _ordered([*stated, *fresh])]


def brief_claims(persona: Persona, brief: Brief) -> list[Claim | None]:
    """What the brief says of each pain of the file; None of one that was written since."""
    by_name = {claim.claim: claim for claim in brief.claims}
    return [by_name.get(name) for name in persona.claims("pains")]


def new_pains(brief: Brief) -> list[Shift]:
    """Surfaced rises that are pains and that no claim of the file takes in, the largest first."""
    return [
        shift
        for shift in summary.surfaced(brief)
        if shift.direction in ("rising", "new") and _is_unstated(brief, shift.theme) and wording.is_pain(brief, shift.theme)
    ]


def _is_unstated(brief: Brief, theme_id: str) -> bool:
    theme = summary.theme_of(brief, theme_id)
    parent = summary.theme_of(brief, theme.parent) if theme and theme.parent else None
    return bool(theme and theme.label and not theme.claim and not (parent and parent.claim))


def _free(own_id: str, taken: set[str]) -> str:
    names = [own_id, *(f"{own_id[:36]}-{number}" for number in range(2, len(taken) + 3))]
    free = next(name for name in names if name not in taken)
    taken.add(free)
    return free


def _stated(brief: Brief, name: str) -> _Ranked:
    """A pain of the file. Of one that no account of n raised at most 3 / n may raise it (95 %)."""
    claim = next((claim for claim in brief.claims if claim.claim == name), None)
    edit = PainEdit(name.rpartition("/")[2])
    if claim is None or not claim.accounts_spoke:
        return _Ranked(edit, edit.own_id, 0.0, 0.0, 1.0)
    if claim.theme and (theme := summary.theme_of(brief, claim.theme)):
        low, high = theme.low.get(brief.cycle), theme.high.get(brief.cycle)
        return _Ranked(edit, claim.statement, claim.share_now, low or 0.0, 1.0 if high is None else high)
    return _Ranked(edit, claim.statement, 0.0, 0.0, min(1.0, 3 / claim.accounts_spoke))


def _fresh(brief: Brief, shift: Shift, phrases: list[tuple[str, int]]) -> _Ranked:
    """A surfaced rise as a pain in customers' words, with what was heard above it."""
    theme = summary.theme_of(brief, shift.theme)
    figures = formats.change(shift.share_before, shift.share_now, shift.shift_pp, shift.low_pp, shift.high_pp)
    reach = f"{shift.reach_now.n} of {formats.counted(shift.reach_now.of, 'account')}"
    heard_so = f"{brief.cycle}: {reach} raise this; {figures['shares']} ({figures['size']})."
    claim = PlacedClaim(slug(theme.label) or "new-pain", theme.label, [term for term, _ in phrases[:MOST_PHRASES]], [])
    edit = PainEdit(claim.own_id, claim, evidence=[heard_so, *map(_quoted, shift.quotes[:MOST_QUOTES])])
    low, high = theme.low.get(brief.cycle), theme.high.get(brief.cycle)
    return _Ranked(edit, theme.label, shift.share_now, low or 0.0, 1.0 if high is None else high)


def _quoted(quote: Quote) -> str:
    role = f"{quote.role}, " if quote.role else ""
    return f"{formats.quoted(quote.text)} ({role}{formats.day(quote.occurred_at)}, {quote.source} {quote.conversation_id})"


def _ordered(pains: Iterable[_Ranked]) -> list[_Ranked]:
    """Pains in the order given, each moved before the first that lies wholly below it; of others nothing says which is more."""
    order: list[_Ranked] = []
    for pain in pains:
        pain.passed = [other for other in order if pain.low > other.high]
        place = order.index(pain.passed[0]) if pain.passed else len(order)
        order.insert(place, pain)
    return order


def _with_order(pain: _Ranked, brief: Brief) -> PainEdit:
    if pain.passed:
        own = formats.percent_between(pain.share, pain.low, pain.high)
        shares = [formats.percent_between(other.share, other.low, other.high) for other in pain.passed]
        below = [f"{formats.quoted(other.name)} {share}" for other, share in zip(pain.passed, shares, strict=True)]
        pain.edit.evidence.insert(bool(pain.edit.new), f"{brief.cycle}: raised more, {own}, than {formats.listed(below)}")
    return pain.edit


def _add_words(edit: PainEdit, brief: Brief, phrases: list[tuple[str, int]]) -> None:
    for term, n in phrases[:MOST_PHRASES]:
        edit.words.append(term)
        users = formats.counted(n, "account")
        edit.evidence.append(f"{brief.cycle}: {formats.quoted(term)} is said of this by {users}, and is not in the file")


def _phrases(brief: Brief, evidence: pd.DataFrame) -> dict[str, list[tuple[str, int]]]:
    """By theme the terms that rose or are new to the file and are said in it by several accounts, most accounts first."""
    terms = [term.term for term in brief.language.rising if not term.in_file] + [term.term for term in brief.language.new_to_file]
    # a word alone ("match") stands in too much of what is said to tell a pain by
    users: dict[str, dict[str, set[str]]] = {term: {} for term in dict.fromkeys(terms) if " " in term}
    for row in evidence.itertuples():
        spoken = {stems(form) for form in terms_of(row.quote).values()}
        for term, themes in users.items():
            if stems(term) in spoken:
                themes.setdefault(row.theme_id, set()).add(row.account_id or row.conversation_id)
    by_theme: dict[str, list[tuple[str, int]]] = {}
    for term, themes in users.items():
        theme, accounts = max(themes.items(), key=lambda pair: (len(pair[1]), pair[0]), default=("", set()))
        if len(accounts) >= LEAST_ACCOUNTS:
            by_theme.setdefault(theme, []).append((term, len(accounts)))
    return {theme: sorted(terms_here, key=lambda pair: (-pair[1], pair[0])) for theme, terms_here in by_theme.items()}
