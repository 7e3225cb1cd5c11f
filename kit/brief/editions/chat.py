"""Chat: page one of every brief as blocks, for Slack (Block Kit) and for Teams (an Adaptive Card)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kit import formats
from kit.brief import headline
from kit.brief.mail import subject
from kit.brief.model import Brief
from kit.brief.page_one import ROOMS, PageOne, page_one
from kit.brief.sections import library
from kit.language import gettext, in_own_language

Block = dict[str, Any]
#: How much of page one a message has room for.
ROOM = ROOMS[6]
#: What Slack takes: characters of a header and of a section's text, fields of a section, blocks of a message.
MOST_HEADER, MOST_TEXT, MOST_FIELDS, MOST_BLOCKS = 150, 3000, 10, 50
#: The version of Adaptive Cards that Teams shows everywhere, and the largest message that its hooks take, in bytes.
CARD_VERSION, MOST_CARD_BYTES = "1.4", 28 * 1024
#: Verdicts as a sign that stands out in a list of messages.
SIGNS = {"shifted": "▲", "unclear": "○", "thin": "–", "stale": "✕", "steady": "●"}


@in_own_language
def slack_message(briefs: Sequence[Brief], link: str = "") -> dict[str, Any]:
    """A message of blocks; ``text`` is what a notification shows.

    Parameters
    ----------
    briefs : of one cycle; those that shifted come whole, the others as one line each.
    link : where the cycle's pages lie on the web; "" where they do not.
    """
    says = subject(briefs).replace(formats.NBSP, " ")
    blocks: list[Block] = [{"type": "header", "text": _plain(says, MOST_HEADER)}]
    ordered = library.in_order(briefs)
    for brief in ordered:
        if brief.verdict == "shifted":
            blocks += _slack_brief(brief, page_one(brief, ROOM), _page(link, brief))
    others = [brief for brief in ordered if brief.verdict != "shifted"]
    for start in range(0, len(others), 10):
        lines = [_slack_line(brief, _page(link, brief)) for brief in others[start : start + 10]]
        blocks += [{"type": "divider"}, {"type": "section", "text": _mrkdwn("\n".join(lines))}]
    if link:
        whole = f"<{_escaped(link)}/index.html|{_escaped(_all_personas(briefs))}>"
        blocks.append({"type": "context", "elements": [_mrkdwn(whole)]})
    return {"text": _escaped(says), "blocks": _fitting(blocks)}


def _all_personas(briefs: Sequence[Brief]) -> str:
    return gettext("All personas, {cycle}", cycle=formats.cycle_name(briefs[0].cycle))


def _fitting(blocks: list[Block]) -> list[Block]:
    """As many blocks as a message may have; the last says that there is more."""
    if len(blocks) <= MOST_BLOCKS:
        return blocks
    more = {"type": "context", "elements": [_mrkdwn(gettext("More in the briefs."))]}
    return [*blocks[: MOST_BLOCKS - 1], more]


def _slack_brief(brief: Brief, part: PageOne, href: str) -> Iterator[Block]:
    title = f"*{_linked(f'{SIGNS[brief.verdict]} {brief.persona.name}: {part.word}', href)}*"
    yield {"type": "divider"}
    yield {"type": "section", "text": _mrkdwn(f"{title}\n{_escaped(part.headline)}")}
    if part.key:
        yield {"type": "context", "elements": [_mrkdwn(_escaped(part.key))]}
    if part.figures:
        fields = [_mrkdwn(_figure(row)) for row in part.figures[:MOST_FIELDS]]
        yield {"type": "section", "fields": fields}
    if lines := [f"*{_escaped(title)}.* {_escaped(text)}" for title, text in part.lines]:
        yield {"type": "section", "text": _mrkdwn("\n".join(lines))}
    for quote in [*part.quotes, *filter(None, [part.other])]:
        yield {"type": "section", "text": _mrkdwn(f"> {_escaped(quote['text'])}\n{_escaped(', '.join(quote['by']))}")}
    if part.suggests:
        yield {"type": "section", "text": _mrkdwn("\n".join(f"→ {_escaped(line)}" for line in part.suggests))}


def _figure(row: dict[str, str]) -> str:
    number = " ".join(filter(None, (row["number"], row["whole"])))
    return f"*{_escaped(number)}*\n{_escaped(row['unit'])}"


def _slack_line(brief: Brief, href: str) -> str:
    word = headline.verdict_word(brief.verdict)
    return f"{SIGNS[brief.verdict]} *{_linked(f'{brief.persona.name}: {word}', href)}* {_escaped(brief.headline)}"


def _linked(text: str, href: str) -> str:
    return f"<{_escaped(href)}|{_escaped(text)}>" if href else _escaped(text)


def _page(link: str, brief: Brief) -> str:
    return f"{link}/{brief.persona.id}.html" if link else ""


def _escaped(text: str) -> str:
    """Text as Slack wants it: on one line, and its three letters written otherwise, so that nobody is called by it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(formats.NBSP, " ").replace("\n", " ")


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": _cut(text, MOST_TEXT), "verbatim": True}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": _cut(text.replace(formats.NBSP, " "), most), "emoji": False}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


@in_own_language
def teams_card(briefs: Sequence[Brief], link: str = "") -> dict[str, Any]:
    """A message for Teams: one Adaptive Card with the shifted briefs whole, and the others as one line each.

    Parameters
    ----------
    briefs, link : as for :func:`slack_message`.
    """
    ordered = library.in_order(briefs)
    moved = [brief for brief in ordered if brief.verdict == "shifted"]
    for shown in range(len(moved), -1, -1):
        message = _message(briefs, ordered, {brief.persona.id for brief in moved[:shown]}, link)
        if len(json.dumps(message).encode()) <= MOST_CARD_BYTES:
            break
    return message


def _message(briefs: Sequence[Brief], ordered: Sequence[Brief], whole: set[str], link: str) -> dict[str, Any]:
    body = [_block(_literal(subject(briefs)), size="Large", weight="Bolder", style="heading")]
    for brief in ordered:
        href = _page(link, brief)
        body += _card_brief(brief, page_one(brief, ROOM), href) if brief.persona.id in whole else [_card_line(brief, href)]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": CARD_VERSION,
        "body": body, "msteams": {"width": "Full"},
    }  # fmt: skip
    if link:
        title = _all_personas(briefs)
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": f"{link}/index.html"}]
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [content]}


def _card_brief(brief: Brief, part: PageOne, href: str) -> list[Block]:
    title = f"{SIGNS[brief.verdict]} {brief.persona.name}: {part.word}"
    items = [_block(_card_link(title, href), weight="Bolder"), _block(_literal(part.headline), size="Medium", weight="Bolder")]
    figures = [{"title": f"{row['number']} {row['whole']}".strip(), "value": _literal(row["unit"])} for row in part.figures]
    items += [_block(_literal(part.key), isSubtle=True)] if part.key else []
    if figures:
        items.append({"type": "FactSet", "facts": figures})
    items += [_block(f"**{_literal(name)}.** {_literal(text)}") for name, text in part.lines]
    for quote in [*part.quotes, *filter(None, [part.other])]:
        items.append(_block(_literal(f"{formats.quoted(quote['text'])} {', '.join(quote['by'])}"), isSubtle=True))
    items += [_block(f"→ {_literal(line)}") for line in part.suggests]
    return [{"type": "Container", "separator": True, "items": items}]


def _card_line(brief: Brief, href: str) -> Block:
    word = headline.verdict_word(brief.verdict)
    title = _card_link(f"{SIGNS[brief.verdict]} {brief.persona.name}: {word}", href)
    return _block(f"**{title}** {_literal(brief.headline)}", separator=True)


def _card_link(text: str, href: str) -> str:
    return f"[{_literal(text)}]({href})" if href else _literal(text)


def _literal(text: str) -> str:
    """Text that a card takes for nothing else: its few marks of Markdown are escaped, and no name calls somebody."""
    for mark in ("\\", "*", "_", "[", "]", "`"):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("<at>", "‹at›").replace("\n", " ").replace(formats.NBSP, " ")


def _block(text: str, **look: Any) -> Block:
    return {"type": "TextBlock", "text": text.replace(formats.NBSP, " "), "wrap": True, **look}
