"""Display names: whose a name is, whatever pronouns, company or device a person or a meeting added to it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
