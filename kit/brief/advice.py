"""Advice: what the figures of a brief suggest to decide or to check; never how to rewrite the persona."""

from __future__ import annotations

from kit import formats
from kit.brief import headline, summary, wording
from kit.brief.model import Brief
from kit.language import gettext

#: Probability from which the order heard is given as a fact.
SURE = 0.8


def suggestions(brief: Brief) -> list[str]:
    """What the figures suggest, one sentence each; never how to rewrite the persona.

    Returns
    -------
    list of str
        What to check first, feeds and definitions that overlap; messages whose pain fell behind, what no message
        answers, an order that no longer holds. Empty where the figures suggest nothing; of a thin
        persona nothing is read into messages, and what would help is said.
    """
    waiting = [_waits()] if wording.awaiting(brief) else []
    sources = summary.sources_that_matter(brief)
    feeds = waiting + [
        gettext("Check the {source} feed: it {quiet}.", source=source.title, quiet=wording.quiet(source)) for source in sources
    ]
    if not brief.coverage.conversations:
        return feeds
    overlaps = wording.overlap_notes(brief, is_large=True)
    if brief.verdict == "thin":
        return [*feeds, *overlaps, _more_heard()]
    to_decide = _left_behind(brief) + _unaddressed(brief) + _order(brief)
    return [*to_decide, *overlaps, *feeds] if summary.lead(brief) else [*overlaps, *feeds, *to_decide]


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
            pains = formats.listed(wording.then_now(brief, theme) for theme in themes)
            answers = gettext(
                "The message {message} answers a pain that fell behind: {pains}.", message=formats.quoted(message.statement),
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
    return [
        gettext("No message seems to answer {name} ({share}).", name=formats.quoted(name), share=formats.percent(share))
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


def _more_heard() -> str:
    """What is asked of a persona of which too little was heard."""
    return gettext(
        "Nothing can be read from so little, neither a change nor that there was none: another source or a longer period would "
        "help."
    )


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
