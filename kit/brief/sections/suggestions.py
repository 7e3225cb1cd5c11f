"""What this suggests: what to decide or check, and what the messages reach; never how to rewrite the persona."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import reasons, summary, wording
from kit.brief.advice import suggestions
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import Message
from kit.brief.tables import top_of
from kit.drift.messaging import DO_SPEAK, MEASURED_PAIRS, RIGHTLY_SAID, SAID_TO_SPEAK, WORTH_A_MESSAGE
from kit.language import gettext, in_own_language, ngettext


@in_own_language
def section(brief: Brief) -> Section:
    """What the figures suggest, then a table of the messages."""
    suggested, messages = suggestions(brief), message_rows(brief)
    html = render(
        "suggestions.html", finding=finding(brief, suggested), suggested=suggested, messages=messages,
        top=top_of(row["history"] for row in messages), span=formats.cycles_named(brief.cycles), note=messages_note(brief),
        speaking=speaking(),
    )  # fmt: skip
    return Section("suggests", gettext("What this suggests"), html)


def finding(brief: Brief, suggested: list[str]) -> str:
    if brief.verdict == "thin" and not wording.is_waiting(brief):
        return gettext("Nothing can be read from so little; what would help")
    if not suggested:
        return gettext("Nothing here asks for a decision")
    return ngettext("{n} thing to decide or to check", "{n} things to decide or to check", len(suggested))


def message_rows(brief: Brief) -> list[dict[str, Any]]:
    """Each message with the themes it speaks to, its history and its share before and now; all messages together come last."""
    messages, together = summary.messages(brief), brief.message_fit
    rows = [_message_row(brief, message) for message in messages]
    if together and len(messages) > 1:
        named = {"name": gettext("All messages together"), "speaks_to": gettext("any of these")}
        rows.append(_message_row(brief, together) | named)
    return rows


def _message_row(brief: Brief, message: Message) -> dict[str, Any]:
    themes = [formats.quoted(summary.label(brief, theme)) for theme in message.speaks_to]
    return {
        "name": message.statement, "speaks_to": formats.listed(themes) or gettext("nothing that is raised"),
        "before": message.share_before, "now": message.share_now,
        "history": [message.history.get(cycle) for cycle in brief.cycles],
    }  # fmt: skip


def messages_note(brief: Brief) -> str:
    """What the shares of the messages are worth, or all pains no message speaks to; "" where there is nothing to add."""
    if not summary.messages(brief):
        return ""
    if brief.verdict == "thin":
        return gettext("What the messages reach cannot be told: {why}.", why=reasons.little(brief))
    share, pains = formats.percent(WORTH_A_MESSAGE), brief.unaddressed
    if not pains:
        return gettext("Every theme of a share of {share} or more has a message that answers it.", share=share)
    if len(pains) <= summary.MOST_SHIFTS:  # each of them is named above
        return ""
    named = [f"{formats.quoted(summary.label(brief, pain.theme))} ({formats.percent(pain.share_now)})" for pain in pains]
    return gettext(
        "Themes of a share of {share} or more that no message seems to answer: {names}.", share=share, names=formats.listed(named)
    )


def speaking() -> str:
    """How far "speaks to" can be trusted."""
    return gettext(
        "A message is taken to answer a pain where their words and meaning are near. In a test on {pairs} pairs from other "
        "fields {right} of {said} answers so found were right, and {right} of {true} true ones were found: a message in "
        "other words than the pain may answer it unseen.",
        pairs=MEASURED_PAIRS, right=RIGHTLY_SAID, said=SAID_TO_SPEAK, true=DO_SPEAK,
    )  # fmt: skip
