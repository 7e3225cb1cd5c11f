"""Advice: what the figures of a brief suggest to decide or to check; never how to rewrite the persona."""

from __future__ import annotations

from collections.abc import Iterable

from kit import formats
from kit.brief import headline, summary, wording
from kit.brief.figures import RENEWAL_DAYS, renewing
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.tables import raising_accounts
from kit.language import gettext, ngettext

#: Probability from which the order heard is given as a fact.
SURE = 0.8
#: Words of a theme's name where page one has it whole above.
FEW_WORDS = 5
#: Accounts that are named as those to ask; the others are counted.
MOST_ASKED = 3


def suggestions(brief: Brief) -> list[str]:
    """What the figures suggest to do next, one sentence each; never how to rewrite the persona.

    Returns
    -------
    list of str
        Of a shift: the messages whose pain fell behind, what no message answers, whom to ask first, an order that no longer
        holds. Of a month without one: feeds and definitions to mend, what to leave as it is and what to watch. Of a thin
        persona nothing is read into messages: what would help is said, and who can be asked. Empty only where nobody spoke and
        no source is known to have gone quiet.
    """
    waiting = [_waits()] if wording.awaiting(brief) else []
    feeds = waiting + _feeds(brief)
    if not brief.coverage.conversations:
        return feeds
    overlaps = [
        gettext("Set the definition apart from that of {name}: many conversations fit both.", name=formats.quoted(overlap.name))
        for overlap in brief.matching.overlaps
        if wording.is_overlap_large(brief, overlap)
    ]
    if brief.verdict == "thin":
        return [*feeds[:1], _more_heard(brief), *feeds[1:], *overlaps, *_silent_accounts(brief)]
    if lead := summary.lead(brief):
        return [*_left_behind(brief), *_unaddressed(brief), *_ask_first(brief, lead), *_order(brief), *overlaps, *feeds]
    return [*feeds, _leave(brief), *overlaps, *_unaddressed(brief), *_order(brief)]


def _feeds(brief: Brief) -> list[str]:
    """The feeds to check: those whose silence could hide a change, with every other one that went quiet."""
    matter = summary.sources_that_matter(brief)
    sources = [*matter, *(source for source in summary.troubled_sources(brief) if source not in matter)]
    if len(sources) > 1:
        named = [gettext("{source} (it {quiet})", source=source.title, quiet=wording.quiet(source)) for source in sources]
        return [gettext("Check these feeds: {sources}.", sources=formats.listed(named))]
    return [
        gettext("Check the {source} feed: it {quiet}.", source=source.title, quiet=wording.quiet(source)) for source in sources
    ]


def _ask_first(brief: Brief, lead: Shift) -> list[str]:
    """Whom to ask about what has come up: the accounts that raise it and renew soon, the largest first."""
    soon = renewing(brief, lead.accounts)
    if summary.is_past(lead) or not soon:
        return []
    names = _by_revenue(brief, soon)
    return [
        ngettext(
            "Ask {names} first: it raises this and renews within {days} days.",
            "Ask {names} first: they raise this and renew within {days} days.", len(soon), names=names, days=RENEWAL_DAYS,
        )
    ]  # fmt: skip


def _silent_accounts(brief: Brief) -> list[str]:
    """Whom to ask where too little was said: the accounts that spoke before and not now, the largest first."""
    silent = [name for name, account in brief.accounts.items() if not account.conversations]
    if not silent:
        return []
    names = _by_revenue(brief, silent)
    return [
        ngettext("Ask {names}, which spoke before and not now.", "Ask {names}, who spoke before and not now.", len(silent),
                 names=names)
    ]  # fmt: skip


def _by_revenue(brief: Brief, ids: Iterable[str]) -> str:
    """Accounts by name, the largest first, the later ones counted; set apart by semicolons where a name has a comma."""
    names = [account.name or name for name, account in raising_accounts(brief.accounts, ids)]
    rest = len(names) - MOST_ASKED
    if rest < 1 or not any("," in name for name in names):
        return formats.listed_short(names)
    return ngettext("{names} and {n} more", "{names} and {n} more", rest, names=formats.clauses(names[:MOST_ASKED]), n=str(rest))


def _leave(brief: Brief) -> str:
    """What to leave as it is in a month without a change, and what to look at first in the next."""
    largest = summary.largest(brief)
    if not largest or summary.hardly_moved(brief, largest):
        return gettext("Leave the persona file’s claims as they are: nothing moved enough to question them.")
    name = formats.quoted(wording.short(summary.label(brief, largest.theme), FEW_WORDS))
    return gettext("Leave the persona file’s claims as they are; next time look first at {name}, which moved most.", name=name)


def _left_behind(brief: Brief) -> list[str]:
    """Messages that speak to a pain that faded, or that the lead pain has overtaken."""
    if not (lead := summary.lead(brief)):
        return []
    fell = {shift.theme for shift in summary.surfaced(brief) if shift.direction in ("fading", "gone")}
    if former := headline.overtaken(brief, lead):
        fell.add(former.theme)
    lines = []
    for message in summary.messages(brief):
        themes = [theme for theme in message.speaks_to if theme in fell]
        if themes and message.share_now < message.share_before:
            pains = formats.listed(formats.quoted(wording.short(summary.label(brief, theme))) for theme in themes)
            answers = gettext(
                "Review the message {message}: it answers {pains}, which fell behind.", message=formats.quoted(message.statement),
                pains=pains,
            )  # fmt: skip
            lines.append(answers)
    return lines


def _unaddressed(brief: Brief) -> list[str]:
    """Pains that no message answers, those that moved first; nothing that is not known to be a pain.

    A pain in whose place a surer change is reported has that change's name and share: one subject, one name, one figure.
    """
    moved, surer = {shift.theme for shift in summary.surfaced(brief)}, summary.held_by_surer(brief)
    ours = [pain for pain in brief.unaddressed if pain.theme in moved or wording.is_pain(brief, pain.theme)]
    ranked = sorted(ours, key=lambda pain: not (pain.theme in moved or surer.get(pain.theme)))[: summary.MOST_SHIFTS]
    reported = [surer.get(pain.theme) or pain for pain in ranked]
    shares = {summary.label(brief, pain.theme): pain.share_now for pain in reported}
    whole = [summary.label(brief, theme) for theme in headline.of_headline(brief)]
    return [
        gettext(
            "Decide whether a message should answer {name} ({share}): none seems to.",
            share=formats.percent(share),
            name=formats.quoted(wording.short(name, FEW_WORDS if name in whole else wording.NAME_WORDS)),
        )
        for name, share in shares.items()
    ]


def _order(brief: Brief) -> list[str]:
    order = brief.priorities
    if not order or not order.heard_first or order.heard_first == order.stated_first:
        return []
    stated, first = (pain_name(brief, name) for name in (order.stated_first, order.heard_first))
    if order.tied:
        return [_tied(brief, stated, first)]
    chance = formats.percent(order.probability)
    if order.probability >= SURE:
        sure = gettext(
            "The persona file puts {stated} first; customers put {first} first ({chance} sure).", stated=stated, first=first,
            chance=chance,
        )  # fmt: skip
        return [sure]
    unsure = gettext(
        "The persona file puts {stated} first; customers raised {first} most (a chance of {chance} that it really is first).",
        stated=stated, first=first, chance=chance,
    )  # fmt: skip
    return [unsure]


def pain_name(brief: Brief, name: str) -> str:
    """A pain by its claim's full name, or by its theme's id where the file does not state it."""
    claim = next((claim for claim in brief.claims if claim.claim == name), None)
    return formats.quoted(claim.statement if claim else summary.label(brief, name))


def _waits() -> str:
    """What is asked of a persona whose conversations a person has to approve."""
    return gettext("Decide which of the waiting conversations are this persona’s: until then they do not count.")


def _more_heard(brief: Brief) -> str:
    """What is asked of a persona of which too little was heard."""
    few = next((reason for reason in brief.verdict_reasons if reason.code == "few_accounts_now" and reason.needed), None)
    if few:
        return gettext(
            "Hear from {needed} accounts or more before you change anything, through another source or over a longer period.",
            needed=few.needed,
        )
    return gettext("Hear from more accounts before you change anything, through another source or over a longer period.")


def _tied(brief: Brief, stated: str, first: str) -> str:
    """Which pain customers raised most, and which may as well be first."""
    order = brief.priorities
    own = next((row.theme for row in order.order if row.claim == order.stated_first), None)
    if own in order.tied:
        return gettext(
            "The persona file puts {stated} first; customers raised {first} most this time, but the two are tied.", stated=stated,
            first=first,
        )  # fmt: skip
    names = formats.listed_short([formats.quoted(summary.label(brief, theme)) for theme in order.tied])
    return gettext(
        "The persona file puts {stated} first; customers raised {first} most this time, tied with {names}.", stated=stated,
        first=first, names=names,
    )  # fmt: skip
