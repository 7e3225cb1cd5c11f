"""Placing: each field of a document to the key of a persona file that it means; what has none is kept beside it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from kit.config.personas import RESERVED, SECTIONS, Persona
from kit.config.settings import ID, KINDS
from kit.persona_files.document import Document, Field, Item, is_filled, plain
from kit.persona_files.headings import KEPT, place_of, words_of
from kit.persona_files.markdown import unquoted

#: Keys that take any number of words, and the keys that take one text.
WORD_LISTS = ("who.roles", "who.not_roles", "who.segments", "metrics", "tools")
TEXTS = ("name", "who.reports_to")
#: Keys whose values are ours: read only where both are written as we write them.
OWN = ("id", "status", "tracking", "review", "sources")
#: Longest id that is made of a statement's words, in words and characters.
ID_WORDS, ID_LENGTH = 5, 40
#: Words that an id goes without; none that turns a sentence round, as "no" does.
_SMALL = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "and", "or", "is", "are", "that", "which", "der", "die", "das", "und"}
    | {"le", "la", "les", "de", "des", "du", "et"}
)
_APART = re.compile(r"\s*(?:\n|;|\||•)\s*")
_LISTED = re.compile(r"\s*(?:\n|;|\||•|,|\s/\s)\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÝÄÖÜ\"“«])")
_SAID = re.compile(r"(?P<statement>\S+ .{3,}?)\s*[:(–—-]*\s*[\"“«„](?P<words>[^\"”»“]{6,})[\"”»“][).]*$")


@dataclass
class PlacedClaim:
    """A claim as the persona file will have it, and what else the document says of it."""

    own_id: str
    statement: str
    language: list[str]
    notes: list[str]


@dataclass
class Placed:
    """One persona: what a persona file has a place for, by key; what is kept; where each field went."""

    entries: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, list[str]]] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def n_placed(self) -> int:
        """Fields that have their place."""
        return sum(place != KEPT for _, place in self.places)

    def keep(self, label: str, items: list[Item]) -> None:
        lines = [line for item in items for line in (item.text, *item.words, *item.notes) if is_filled(line)]
        self.kept.append((label, lines))
        self.places.append((label, KEPT))

    def take(self, label: str, place: str, value: Any) -> None:
        """Put a value under a key; lists grow, a second text for one key is refused by the caller."""
        if isinstance(value, list):
            known = self.entries.setdefault(place, [])
            known += [part for part in value if part not in known]
        else:
            self.entries[place] = value
        self.places.append((label, place))


def placed(document: Document) -> Placed:
    """A document's fields, each under the key it means.

    Returns
    -------
    Placed
        Every value is cut from the document; only ids that it does not give are made, of the claims' own words. A second name
        and values that a key does not take are kept.
    """
    done = Placed()
    naming = _naming(document)
    if document.title:
        if naming is None:
            done.take("title", "name", plain(document.title))
        else:
            done.keep("title", [Item(plain(document.title))])
    for part in document.fields:
        if part.is_empty:
            continue
        place = "name" if part is naming else _place(part, done)
        value = _value(place, part) if place not in ("", KEPT) else None
        if value in (None, [], ""):
            done.keep(part.label, part.items)
        else:
            done.take(part.label, place, value)
    if "id" not in done.entries and "name" in done.entries:
        done.entries["id"] = slug(done.entries["name"])
    for section in SECTIONS:
        _give_ids(done.entries.get(section, []))
    return done


def _naming(document: Document) -> Field | None:
    """The field that names the persona; None where the document's title does, or nothing."""
    named = [part for part in document.fields if not part.is_empty and place_of(part.label) == "name"]
    sure = [part for part in named if words_of(part.label) != "name"]
    titles = [part for part in document.fields if words_of(part.label) == "title" and not part.is_empty]
    of_persona = [part for part in titles + named if words_of(part.parent) == "persona"]
    if sure or of_persona:
        return (sure or of_persona)[0]
    if document.title:
        return None
    return next(iter(named or titles), None)


def _place(part: Field, done: Placed) -> str:
    words = words_of(part.label).replace(" ", "_")
    if words in OWN:
        return words
    place = place_of(part.label, part.parent)
    is_second = place in TEXTS and place in done.entries
    return KEPT if place == "name" or is_second else place


def _value(place: str, part: Field) -> Any:
    """What a key takes of a field; empty where it takes none of it."""
    texts = [item.text for item in part.items if is_filled(item.text)]
    if place in SECTIONS:
        return _claims(part.items)
    if place in WORD_LISTS:
        return [word for text in texts for word in _words(text, place, len(texts) > 1)]
    if place in TEXTS:
        return plain(texts[0]) if len(texts) == 1 else ""
    return _own_value(place, [word.strip() for text in texts for word in _LISTED.split(text)])


def _own_value(place: str, words: list[str]) -> Any:
    """Values of the kit's own keys, where they are such."""
    if place == "sources":
        return words if set(words) <= set(KINDS) else []
    if len(words) != 1:
        return ""
    if place == "id":
        return words[0] if ID.fullmatch(words[0]) and words[0] not in RESERVED else ""
    if place == "validated_on":
        return words[0] if _is_day(words[0]) else ""
    return words[0] if words[0] in get_args(Persona.model_fields[place].annotation) else ""


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def _words(text: str, place: str, is_list: bool) -> list[str]:
    """The words of one line. In a list each line is one; a title may hold a comma: "VP, Marketing"."""
    if is_list:
        return [plain(part) for part in _APART.split(text) if is_filled(part)]
    parts = [plain(part) for part in _LISTED.split(text) if is_filled(part)]
    if place in ("who.roles", "who.not_roles") and "," in text and any(len(part.split()) < 2 for part in parts):
        return [plain(part) for part in _APART.split(text) if is_filled(part)]
    return [unquoted(part) or part for part in parts]


def _claims(items: list[Item]) -> list[PlacedClaim]:
    filled = [item for item in items if is_filled(item.text)]
    claims = []
    for item in filled:
        texts = [text for text in _APART.split(item.text) if is_filled(text)]
        if len(filled) == len(texts) == 1 and not item.words + item.notes:
            texts = _SENTENCE.split(texts[0])
        first, *others = [_claim(text) for text in texts]
        first.own_id, first.language, first.notes = item.own_id, [*first.language, *item.words], list(item.notes)
        claims += [first, *others]
    return claims


def _claim(text: str) -> PlacedClaim:
    line = plain(text)
    if said_so := _SAID.fullmatch(line):
        return PlacedClaim("", said_so["statement"], [said_so["words"].strip()], [])
    return PlacedClaim("", unquoted(line) or line, [], [])


def _give_ids(claims: list[PlacedClaim]) -> None:
    """Ids of their own: those that the document gives, else of the statements' words."""
    taken: set[str] = set()
    for claim in claims:
        base = claim.own_id if ID.fullmatch(claim.own_id) else slug(claim.statement) or "claim"
        claim.own_id = next(name for number in range(1, len(claims) + 2) if (name := _numbered(base, number)) not in taken)
        taken.add(claim.own_id)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base[: ID_LENGTH - 4]}-{number}"


def slug(text: str) -> str:
    """An id made of a text's first words: lower-case letters and digits of the Latin alphabet; "" where it has none."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    whole = [re.sub(r"[^a-z0-9]+", "-", word.replace("'", "")).strip("-") for word in folded.split()]
    words = [word for word in whole if word not in _SMALL] or whole
    own_id = "-".join([word for word in words if word][:ID_WORDS])[:ID_LENGTH].strip("-")
    return f"{own_id}-persona" if own_id in RESERVED else own_id
