"""Pasted chats: a whole chat in one text, each line beginning with who wrote it, as turns with a side each.

Chat tools put the chat into one cell of their export, help desks into the first message of the ticket. Taken as one text of the
customer's, the team's answers would count as the customer's words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kit.sources.conversation import Turn
from kit.sources.parsing.display_names import is_name, is_same
from kit.sources.parsing.side_words import speaker_side

#: A chat has at least so many lines with a name before the words.
LEAST = 2
#: Lines above the first name that a chat tool writes: when it started, where from, who took it.
HEADING = 4
#: Characters of a line between messages that nobody wrote.
LONGEST_NOTICE = 150

_STAMP = re.compile(
    r"^[(\[<]?\s?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T]\s?)?"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|(?:\d{1,3}h\s?)?(?:\d{1,3}m\s?)?\d{1,3}s)\s?(?:[A-Z]{2,4})?"
    r"[)\]>]?[ \t]*[-–|:]?[ \t]*",
    re.I,
)
_LABEL = re.compile(r"^(?:\*\*|__)?([^\W\d_][^:\n*]{0,50}?)(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?(?:[ \t]+(.*)|(?<=：)(.*)|)$")
#: What the tool writes between the messages: "*** Ben joined the chat ***".
_NOTICE = re.compile(
    r"^[*\-=]{2,}.{0,120}[*\-=]{2,}$|^.{1,60}\b(?:has )?(?:joined|left) the (?:chat|conversation)\b.{0,20}$", re.I
)


def split(turns: list[Turn]) -> list[Turn]:
    """Turns with every customer's turn that holds a whole chat taken apart; others as they are."""
    if not any(turn.side == "customer" and "\n" in turn.text for turn in turns):
        return turns
    return [part for turn in turns for part in (_parts(turn) if turn.side == "customer" and "\n" in turn.text else [turn])]


def _parts(turn: Turn) -> list[Turn]:
    """The messages of a chat that stands in one turn; the turn itself where it holds none."""
    if turn.text.count(":") + turn.text.count("：") < LEAST:  # each message has its own
        return [turn]
    lines = [line.strip() for line in turn.text.split("\n")]
    if sum(":" in line or "：" in line for line in lines) < LEAST:
        return [turn]
    if not any(":" in line[:80] or "：" in line[:80] for line in lines[: HEADING + 1]):
        return [turn]
    messages: list[tuple[str, list[str]]] = []
    n_stamped = n_above = 0
    has_times = sum(bool(_STAMP.match(line)) for line in lines) >= LEAST
    for line in filter(None, lines):
        stamp = _STAMP.match(line)
        rest = line[stamp.end() :] if stamp else line
        label = _LABEL.match(rest) if stamp or not has_times else None  # where lines have times, those without go on
        if label and is_name(label[1]):
            messages.append((label[1].strip(), [label[2] or label[3] or ""]))
            n_stamped += stamp is not None
        elif len(line) <= LONGEST_NOTICE and _NOTICE.match(line):
            continue
        elif messages:
            messages[-1][1].append(line)
        else:
            n_above += 1
    if n_above > HEADING or (n_above and n_stamped < LEAST) or not _is_chat(turn, messages, n_stamped):
        return [turn]
    return [part for name, words in messages if (part := _turn(turn, name, words)).text]


def _is_chat(turn: Turn, messages: list[tuple[str, list[str]]], n_stamped: int) -> bool:
    """Whether labelled lines are a chat's and no form's: both sides are told, each line has its time, or the asker is named."""
    names = list(dict.fromkeys(name for name, _ in messages))
    if len(messages) < LEAST or len(names) < 2 or len(names) > max(LEAST, len(messages)):
        return False
    sides = {speaker_side(name) for name in names}
    is_asker_named = bool(turn.speaker) and any(is_same(name, turn.speaker) for name in names)
    return {"customer", "team"} <= sides or {"customer", "automatic"} <= sides or n_stamped == len(messages) or is_asker_named


def _turn(whole: Turn, name: str, words: list[str]) -> Turn:
    """One message; whoever is neither named as the asker nor told by the label is nobody known."""
    is_asker = bool(whole.speaker) and is_same(name, whole.speaker)
    side = "customer" if is_asker else speaker_side(name)
    mail = {"email": whole.email, "title": whole.title} if is_asker else {"email": "", "title": ""}
    return replace(whole, text="\n".join(filter(None, words)).strip(), side=side, speaker=name, **mail)
