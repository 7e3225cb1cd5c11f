"""What this suggests: what to decide or check, and what the messages reach; never how to rewrite the persona."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import headline, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import Message
from kit.brief.tables import top_of
from kit.drift.messaging import DO_SPEAK, MEASURED_PAIRS, RIGHTLY_SAID, SAID_TO_SPEAK, WORTH_A_MESSAGE

#: What is asked of a persona of which too little was heard.
MORE_HEARD = (
    "Nothing can be read from so little, neither a change nor that there was none. More accounts heard would help: another "
    "source, or a longer cycle."
)
#: Probability from which the order heard is given as a fact.
SURE = 0.8
#: How far "speaks to" can be trusted.
SPEAKING = (
    f"A message speaks to a pain where their words and meaning are near. Of {MEASURED_PAIRS} labelled pairs from other fields, "
    f"{RIGHTLY_SAID} of {SAID_TO_SPEAK} so found were right, but only {RIGHTLY_SAID} of {DO_SPEAK} that do speak were found: "
    "a message in other words than the pain may speak to it unseen."
)


def section(brief: Brief) -> Section:
    """What the figures suggest, then a table of the messages."""
    suggested, messages = suggestions(brief), message_rows(brief)
    html = render(
        "suggestions.html", finding=finding(brief, suggested), suggested=suggested, messages=messages,
        top=top_of(row["history"] for row in messages), span=formats.cycles_named(brief.cycles), note=messages_note(brief),
        speaking=SPEAKING,
    )  # fmt: skip
    return Section("suggests", "What this suggests", html)


def finding(brief: Brief, suggested: list[str]) -> str:
    if brief.verdict == "thin" and not wording.is_waiting(brief):
        return "Nothing can be read from so little; what would help"
    if not suggested:
        return "Nothing here asks for a decision"
    return f"{formats.counted(len(suggested), 'thing')} to decide or to check"


def suggestions(brief: Brief) -> list[str]:
    """What the figures suggest, one sentence each; never how to rewrite the persona.

    Returns
    -------
    list of str
        Feeds to check, messages whose pain fell behind, what no message speaks to, an order that
        no longer holds, definitions that overlap. Empty where the figures suggest nothing; of a thin
        persona nothing is read into messages, and what would help is said.
    """
    waiting = [f"Decide what waits: {review_call(brief)}."] if wording.awaiting(brief) else []
    sources = summary.sources_that_matter(brief)
    feeds = waiting + [f"Check the {source.source} feed: it {wording.quiet(source)}." for source in sources]
    if not brief.coverage.conversations:
        return feeds
    overlaps = wording.overlap_notes(brief, is_large=True)
    if brief.verdict == "thin":
        return [*feeds, *overlaps, MORE_HEARD]
    return _left_behind(brief) + _unaddressed(brief) + _order(brief) + overlaps + feeds


def review_call(brief: Brief) -> str:
    """The command that lists what waits."""
    return f"`kit review list` with `--persona {brief.persona.id}` shows it"


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
            pains = formats.listed(formats.quoted(summary.label(brief, theme)) for theme in themes)
            before, now = formats.percent(message.share_before), formats.percent(message.share_now)
            fate = f"now speaks to a pain that fell behind: {pains}, {before} before and {now} now"
            lines.append(f"The message {formats.quoted(message.statement)} {fate}.")
    return lines


def _unaddressed(brief: Brief) -> list[str]:
    moved = {shift.theme for shift in summary.surfaced(brief)}
    pains = sorted(brief.unaddressed, key=lambda pain: pain.theme not in moved)[: summary.MOST_SHIFTS]
    return [
        f"No message was found to speak to {formats.quoted(pain.label)}, at {formats.percent(pain.share_now)} this cycle."
        for pain in pains
    ]


def _order(brief: Brief) -> list[str]:
    order = brief.priorities
    if not order or not order.heard_first or order.heard_first == order.stated_first:
        return []
    stated, first = (pain_name(brief, name) for name in (order.stated_first, order.heard_first))
    probability = formats.percent(order.probability)
    if order.probability >= SURE:
        tail = f" (probability that it is really first: {probability})"
        return [f"The persona file puts {stated} first; customers put {first} first{tail}."]
    rest = f"that it is really first is not sure (probability {probability})"
    return [f"The persona file puts {stated} first; {first} was raised most this cycle, though {rest}."]


def pain_name(brief: Brief, name: str) -> str:
    """A pain by its claim's full name, or by its theme's id where the file does not state it."""
    claim = next((claim for claim in brief.claims if claim.claim == name), None)
    return formats.quoted(claim.statement if claim else summary.label(brief, name))


def message_rows(brief: Brief) -> list[dict[str, Any]]:
    """Each message with the themes it speaks to, its history and its share before and now; all messages together come last."""
    messages, together = summary.messages(brief), brief.message_fit
    rows = [_message_row(brief, message) for message in messages]
    if together and len(messages) > 1:
        rows.append(_message_row(brief, together) | {"name": "All messages together", "speaks_to": "any of these"})
    return rows


def _message_row(brief: Brief, message: Message) -> dict[str, Any]:
    themes = [formats.quoted(summary.label(brief, theme)) for theme in message.speaks_to]
    return {
        "name": message.statement, "speaks_to": formats.listed(themes) or "nothing that was heard",
        "before": message.share_before, "now": message.share_now,
        "history": [message.history.get(cycle) for cycle in brief.cycles],
    }  # fmt: skip


def messages_note(brief: Brief) -> str:
    """What the shares of the messages are worth, or all pains no message speaks to; "" where there is nothing to add."""
    if not summary.messages(brief):
        return ""
    if brief.verdict == "thin":
        return f"What the messages reach cannot be told this cycle: {wording.little(brief)}."
    worth, pains = f"of a share of {formats.percent(WORTH_A_MESSAGE)} or more", brief.unaddressed
    if not pains:
        return f"Every pain {worth} has a message that speaks to it."
    if len(pains) <= summary.MOST_SHIFTS:  # each of them is named above
        return ""
    named = [f"{formats.quoted(summary.label(brief, pain.theme))} ({formats.percent(pain.share_now)})" for pain in pains]
    return f"Pains {worth} that no message was found to speak to: {formats.listed(named)}."
