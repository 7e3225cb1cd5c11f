"""Sides: whose words each turn holds, the customer's, the team's or a machine's; or that this is not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kit.config.settings import OwnStaff
from kit.sources.conversation import Turn
from kit.sources.parsing.display_names import additions, bare_name, name_keys

#: The side of a turn whose speaker is neither known as the customer's nor as the team's: stored, and in no passage.
UNKNOWN = "unknown"

_BOT_NAME = re.compile(
    r"\b(?:bot|chatbot|answer ?bot|no-?reply|do-?not-?reply|mailer-daemon|postmaster|notifications?|automation|auto-?responder"
    r"|system)\b|(?<=\w)bot$",
    re.I,
)
#: A voice that the recorder gave no name: beside people who have one it may be anybody's.
_NOBODY = re.compile(
    r"(?:unknown |unidentified )?(?:speaker|participant|sprecher(?:in)?|intervenant|guest)[ _#]?\w{0,3}|unknown", re.I
)
_AUTOMATIC = re.compile(
    r"(?:\W{0,5}(?:subject: )?(?:automatic reply|auto[- ]?reply|autoreply|out of (?:the )?office|abwesenheitsnotiz"
    r"|automatische (?:antwort|afwezigheidsmelding)|"
    r"r[ée]ponse automatique|risposta automatica|respuesta autom[áa]tica|resposta autom[áa]tica|automatisk svar|autosvar"
    r"|automaattinen vastaus|automatyczna odpowied[źz]|otomatik yan[ıi]t|автоматический ответ|自動応答|自动回复"
    r"|undeliverable|delivery status notification|mail delivery (?:failed|subsystem))"
    r"|.{0,200}(?:\bthis is an? (?:automated|automatic|auto-generated|system[- ]generated) (?:message|e-?mail|reply|response"
    r"|notification)"
    r"|\bi(?: am|'m|’m) (?:currently )?(?:out of (?:the )?office|on (?:annual |parental |maternity |paternity )?leave"
    r"|away from my desk)"
    r"|\bi will be out of (?:the )?office|\bplease do not reply to this (?:e-?mail|message)))",
    re.I | re.S,
)


#: One of these stands at the beginning of every automatic text, in small letters; most characters in which it does.
_AUTOMATIC_WORDS = (
    "auto", "out of", "system", "leave", "away from my desk", "not reply",
    "deliver", "abwesenheit", "otomatik", "автомат", "自動", "自动",
)  # fmt: skip
AUTOMATIC_LENGTH = 300


def _is_automatic(text: str) -> bool:
    """Whether a machine wrote a text: an absence, a receipt, mail that did not arrive."""
    low = text[:AUTOMATIC_LENGTH].lower()
    return any(word in low for word in _AUTOMATIC_WORDS) and bool(_AUTOMATIC.match(text))


def _host(email: str) -> str:
    """The domain of an address, however it is written: "Ben <ben@example.com>" is of example.com."""
    return email.rpartition("@")[2].lower().strip(" <>\"';,")


@dataclass(frozen=True)
class _Staff:
    """Own people, as kit.yaml names them, ready to be looked up."""

    keys: frozenset[str]
    domains: tuple[str, ...]
    company: str = ""

    def has(self, turn: Turn) -> bool:
        """Whether a turn is one of our own people's, by address, by name, or by our company beside the name."""
        if self.domains and self.has_host(turn.email):
            return True
        if not turn.speaker:
            return False
        beside = additions(turn.speaker) | {turn.title.strip().lower(), bare_name(turn.speaker).lower()}
        return not self.keys.isdisjoint(name_keys(turn.speaker)) or (self.company in beside and self.company != "")

    def has_host(self, email: str) -> bool:
        host = _host(email)
        return bool(host) and any(host == domain or host.endswith("." + domain) for domain in self.domains)

    def is_outside(self, email: str) -> bool:
        """Whether an address is known to be none of ours."""
        return bool(self.domains) and "@" in email and not self.has_host(email)


@lru_cache(maxsize=20_000)
def _is_bot(name: str) -> bool:
    return bool(_BOT_NAME.search(name))


@lru_cache(maxsize=64)
def _staff(names: tuple[str, ...], domains: tuple[str, ...], company: str) -> _Staff:
    keys = frozenset(key for name in names for key in name_keys(name))
    return _Staff(keys, tuple(domain.strip().lower().lstrip("@") for domain in domains), company.strip().lower())


def _side_by_itself(turn: Turn, staff: _Staff) -> str:
    """What one turn tells of its side; "" where it tells nothing."""
    if turn.side == "automatic":
        return turn.side
    if staff.has(turn):
        return "team"
    if _is_bot(turn.speaker) or (turn.email and _is_bot(turn.email.partition("@")[0])):
        return "automatic"
    if turn.side != "team" and _is_automatic(turn.text):
        return "automatic"
    return turn.side or ("customer" if staff.is_outside(turn.email) else "")


def _by_speaker(turns: list[Turn], sides: list[str]) -> list[str]:
    """Sides, with turns that tell none given that of the same speaker's other turns."""
    if all(sides):
        return sides
    known: dict[str, set[str]] = {}
    for turn, side in zip(turns, sides, strict=True):
        for key in name_keys(turn.speaker) if turn.speaker and side in {"customer", "team"} else ():
            known.setdefault(key, set()).add(side)

    def of(turn: Turn) -> str:
        known_sides = set().union(*(known.get(key, set()) for key in name_keys(turn.speaker))) if turn.speaker else set()
        return known_sides.pop() if len(known_sides) == 1 else ""

    return [side or of(turn) for turn, side in zip(turns, sides, strict=True)]


def settled(turns: list[Turn], staff: OwnStaff, company: str = "", cast: Sequence[Turn] = ()) -> list[Turn]:
    """Turns with a side each: "customer", "team", "automatic", or "unknown" where nobody can tell.

    Own staff, bots and what the file says come first, then what the same speaker is elsewhere in the conversation. Where the
    team is heard and the file names nobody as the customer, the other speakers are the customers; in any other case a turn
    that nothing tells stays unknown, and no word of it counts as the customer's.

    Parameters
    ----------
    company : our own company's name; who carries it beside their name is ours.
    cast : people of the conversation who say nothing in these turns.

    Notes
    -----
    Own staff wins over what the file says: a colleague who files a ticket is no customer.
    """
    own = _staff(tuple(staff.names), tuple(staff.domains), company)
    everybody = [*turns, *cast]
    sides = _by_speaker(everybody, [_side_by_itself(turn, own) for turn in everybody])
    if all(turn.side == side != "" for turn, side in zip(turns, sides, strict=False)):
        return list(turns)
    rest = "customer" if "team" in sides and "customer" not in sides else UNKNOWN
    is_named = [bool(turn.speaker) and not _NOBODY.fullmatch(turn.speaker.strip()) for turn in turns]
    has_named = any(named and not side for named, side in zip(is_named, sides, strict=False))
    return [
        replace(turn, side=side or (rest if named or ((turn.speaker or turn.email) and not has_named) else UNKNOWN))
        for turn, side, named in zip(turns, sides, is_named, strict=False)  # the cast stands after the turns
    ]


def _listed(counts: Counter) -> list[str]:
    """Names with their counts, the most frequent first."""
    return [f"{name} ({count})" for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])) if name]


@dataclass
class Doubts:
    """Conversations of one source in which somebody speaks whose side is not known.

    Attributes
    ----------
    n : conversations looked at; ``n_doubtful`` those with such a turn, ``n_without_team`` those in which no team is heard.
    speakers : names that stand before such turns, each with its count of conversations; "" for turns without a name.
    words : the file's own words for authors that are not known.
    hosts : domains of the addresses that such turns come from, each with its count of conversations.
    """

    n: int = 0
    n_doubtful: int = 0
    n_without_team: int = 0
    speakers: Counter = field(default_factory=Counter)
    words: Counter = field(default_factory=Counter)
    hosts: Counter = field(default_factory=Counter)

    def add(self, turns: list[Turn]) -> None:
        """Take in one conversation's turns, with the sides that :func:`settled` gave them."""
        self.n += 1
        doubtful = [turn for turn in turns if turn.side == UNKNOWN]
        if not doubtful:
            return
        self.n_doubtful += 1
        self.n_without_team += all(turn.side != "team" for turn in turns)
        self.speakers.update({bare_name(turn.speaker) if turn.speaker else "" for turn in doubtful})
        self.hosts.update({_host(turn.email) for turn in doubtful if "@" in turn.email})
        self.words.update({turn.author_word for turn in doubtful if turn.author_word})

    def sentence(self, source: str, is_named: bool, most: int = 6) -> str:
        """What to say of them, with or without the speakers' names; "" where there is nothing to say."""
        if not self.n_doubtful:
            return ""
        what = "no team speaker is heard" if self.n_without_team == self.n_doubtful else "it is not known who some speakers are"
        text = f"source {source!r}: {what} in {self.n_doubtful} of {self.n} conversations; their words count as nobody's"
        if self.words:
            text += f"; words for authors that are not known: {', '.join(sorted(self.words)[:most])}"
        if not is_named:
            return f"{text}; `kit check` names the speakers: put yours into own_staff in kit.yaml"
        if hosts := _listed(self.hosts):
            more = ", ..." if len(hosts) > most else ""
            asked = f"Which of these domains are yours? {', '.join(hosts[:most])}{more}"
            return f"{text}. {asked}: put them into own_staff.domains in kit.yaml, and mail from all others is the customers'"
        names = _listed(self.speakers)
        if not names:
            return f"{text}; say who is who in the files' heads (`Participants:`) or own_staff in kit.yaml"
        more = ", ..." if len(names) > most else ""
        return f"{text}. Who of these is yours? {', '.join(names[:most])}{more}: put them into own_staff.names in kit.yaml"
