"""Display names: whose a name is, whatever pronouns, company or device a person or a meeting added to it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kit.sources.parsing.side_words import speaker_side

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BRACKETS = re.compile(r"\s*[(\[{<（【][^()\[\]{}<>（）【】]{0,80}[)\]}>）】]")
_AFTER = re.compile(r"\s*(?:[|/•·:~@]|\s[-–—]\s|\s(?:from|via|bei|chez|@)\s).*$")
_DEVICE = re.compile(
    r"['’]s?\s+(?:presentation|screen|iphone|ipad|macbook.*|phone|pc|laptop|zoom|notetaker|otter.*|room)$"
    r"|^(?:iphone|ipad)\s+(?:de|von|di|van)\s+",
    re.I,
)
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|miss|mx|sir|herr|frau|mme|ing|dipl)\.? )+", re.I)
#: What recorders and people write where they do not name a speaker.
_PLACEHOLDER = re.compile(
    r"(?:unknown |unidentified )?(?:speaker|participant|sprecher|intervenant)[ _#]?\w{0,3}|customer|agent|client|caller"
    r"|interviewer|interviewee|host|user|guest",
    re.I,
)
_PARTICLES = frozenset(
    {
        "von", "van", "de", "der", "den", "da", "di", "del", "della", "la", "le", "el", "al", "bin", "ben", "ten", "ter", "zu",
        "zum", "dos", "das", "du", "y", "e", "af", "av",
    }
)  # fmt: skip
#: Words that stand before a colon and are nobody's name.
_NO_NAMES = frozenset(
    {
        "note", "notes", "remember", "question", "questions", "answer", "example", "warning", "ps", "re", "subject", "update",
        "important", "summary", "agenda", "date", "time", "duration", "attendees", "participants", "transcript", "topic",
        "topics", "recording", "location", "organizer", "link", "url", "action", "actions", "result", "results", "problem",
        "solution", "reason", "error", "todo", "fyi", "next", "steps", "step", "option", "options", "invited", "title", "meeting",
        "status", "source", "http", "https", "teilnehmer", "datum", "thema", "notiz", "frage", "antwort", "attendee",
    }
)  # fmt: skip


def is_placeholder(name: str) -> bool:
    """Whether a name names nobody: "Speaker 1", "Customer"."""
    return bool(_PLACEHOLDER.fullmatch(name.strip()))


@lru_cache(maxsize=20_000)
def bare_name(name: str) -> str:
    """A name without what was added: "Ben Agent (he/him)", "Ben Agent | Example Co" and "Ben Agent's iPhone" are Ben Agent."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    plain = "".join(letter for letter in plain if unicodedata.category(letter) not in {"So", "Sk", "Cs", "Co"})
    plain = _AFTER.sub("", _BRACKETS.sub("", " ".join(plain.split())))
    plain = _DEVICE.sub("", plain).strip(" ,;-–—.*_\"'")
    return plain or " ".join(name.split())


@lru_cache(maxsize=20_000)
def additions(name: str) -> frozenset[str]:
    """What stands beside the bare name, in small letters: pronouns, a role, a company."""
    parts = re.split(r"[()\[\]{}<>（）【】|/•·@,]|\s[-–—]\s|\sfrom\s", " ".join(name.split()))
    return frozenset(part for part in (spelling.strip().lower() for spelling in parts[1:]) if part)


@lru_cache(maxsize=20_000)
def name_keys(name: str) -> frozenset[str]:
    """By what two names are compared: small letters without accents and titles, in either order of a name with a comma."""
    bare = bare_name(name)
    first, comma, rest = bare.partition(",")
    spellings = {bare, _TITLE.sub("", bare)}
    if comma:
        spellings |= {f"{rest.strip()} {first.strip()}", *(part.strip() for part in (first, rest) if " " in part.strip())}
    return frozenset(key for spelling in spellings if (key := _folded(spelling)))


def is_same(name: str, other: str) -> bool:
    """Whether two names are one person's."""
    return not name_keys(name).isdisjoint(name_keys(other))


def _folded(name: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", plain))


def is_name(label: str) -> bool:
    """Whether a label before a colon can be a speaker's: "Priya Shah", "SPEAKER_00", not "One more thing"."""
    if label.strip(" .").lower() in _NO_NAMES:
        return False
    if is_placeholder(label) or re.fullmatch(r"\+?\d[\d *()-]{6,20}", label):
        return True
    words = bare_name(label).replace(",", " ").split()
    if not 0 < len(words) <= 5 or any(word.strip(".").lower() in _NO_NAMES for word in words):
        return False
    if len(words) == 2 and words[1].strip("#").isdigit() and speaker_side(words[0]):
        return True  # "Visitor 8812"
    return all((not word[0].islower() and word[0].isalpha()) or word.lower() in _PARTICLES for word in words)
