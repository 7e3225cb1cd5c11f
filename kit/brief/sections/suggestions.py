"""What this suggests: what to decide or check, and what the messages reach; never how to rewrite the persona."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.advice import suggestions
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import Message
from kit.brief.tables import top_of
from kit.drift.messaging import DO_SPEAK, MEASURED_PAIRS, RIGHTLY_SAID, SAID_TO_SPEAK, WORTH_A_MESSAGE

#: How far "speaks to" can be trusted.
SPEAKING = (
    f"A message is taken to answer a pain where their words and meaning are near. In a test on {MEASURED_PAIRS} pairs from other "
    f"fields {RIGHTLY_SAID} of {SAID_TO_SPEAK} answers so found were right, and {RIGHTLY_SAID} of {DO_SPEAK} true ones were "
    "found: a message in other words than the pain may answer it unseen."
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
        "name": message.statement, "speaks_to": formats.listed(themes) or "nothing that is raised",
        "before": message.share_before, "now": message.share_now,
        "history": [message.history.get(cycle) for cycle in brief.cycles],
    }  # fmt: skip


def messages_note(brief: Brief) -> str:
    """What the shares of the messages are worth, or all pains no message speaks to; "" where there is nothing to add."""
    if not summary.messages(brief):
        return ""
    if brief.verdict == "thin":
        return f"What the messages reach cannot be told: {wording.little(brief)}."
    worth, pains = f"of a share of {formats.percent(WORTH_A_MESSAGE)} or more", brief.unaddressed
    if not pains:
        return f"Every theme {worth} has a message that answers it."
    if len(pains) <= summary.MOST_SHIFTS:  # each of them is named above
        return ""
    named = [f"{formats.quoted(summary.label(brief, pain.theme))} ({formats.percent(pain.share_now)})" for pain in pains]
    return f"Themes {worth} that no message seems to answer: {formats.listed(named)}."
