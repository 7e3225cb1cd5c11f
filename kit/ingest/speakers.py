"""Sides: whose words each turn holds, the customer's, the team's or a machine's."""

from __future__ import annotations

import re

from kit.config.settings import OwnStaff
from kit.sources.conversation import Turn

_BOT_NAME = re.compile(
    r"\b(?:bot|chatbot|answer ?bot|no-?reply|do-?not-?reply|mailer-daemon|postmaster|notifications?|automation|auto-?responder"
    r"|system)\b|\w+bot$",
    re.I,
)
_AUTOMATIC = re.compile(
    r"(?:\W{0,5}(?:subject: )?(?:automatic reply|auto[- ]?reply|autoreply|out of (?:the )?office|abwesenheitsnotiz"
    r"|automatische antwort|"
    r"r[ée]ponse automatique|undeliverable|delivery status notification|mail delivery (?:failed|subsystem))"
    r"|.{0,200}(?:\bthis is an? (?:automated|automatic|auto-generated|system[- ]generated) (?:message|e-?mail|reply|response"
    r"|notification)"
    r"|\bi(?: am|'m|’m) (?:currently )?(?:out of (?:the )?office|on (?:annual |parental |maternity |paternity )?leave"
    r"|away from my desk)"
    r"|\bi will be out of (?:the )?office|\bplease do not reply to this (?:e-?mail|message)))",
    re.I | re.S,
)


def _is_own(turn: Turn, names: frozenset[str], domains: tuple[str, ...]) -> bool:
    host = turn.email.rpartition("@")[2].lower()
    is_own_host = bool(host) and any(host == domain or host.endswith("." + domain) for domain in domains)
    return is_own_host or turn.speaker.strip().lower() in names


def settled(turns: list[Turn], staff: OwnStaff) -> list[Turn]:
    """Turns with a side each: own staff and bots found, the rest as the file says, else the customer's.

    Notes
    -----
    Own staff wins over what the file says: a colleague who files a ticket is no customer.
    """
    names = frozenset(name.strip().lower() for name in staff.names)
    domains = tuple(domain.strip().lower().lstrip("@") for domain in staff.domains)
    return [Turn(turn.text, side_of(turn, names, domains), turn.speaker, turn.email, turn.title) for turn in turns]


def side_of(turn: Turn, names: frozenset[str] = frozenset(), domains: tuple[str, ...] = ()) -> str:
    """One turn's side: "customer", "team" or "automatic"."""
    if turn.side == "automatic":
        return turn.side
    if (names or domains) and _is_own(turn, names, domains):
        return "team"
    if (turn.speaker and _BOT_NAME.search(turn.speaker)) or (turn.email and _BOT_NAME.search(turn.email.partition("@")[0])):
        return "automatic"
    if turn.side != "team" and _AUTOMATIC.match(turn.text):
        return "automatic"
    return turn.side or "customer"
