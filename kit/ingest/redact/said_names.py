"""Said names: people named in running text whom no column gives, told by the words around their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kit.ingest.redact.candidates import MARKS, lowered, merged, replaced_within

#: A letter with which a name begins.
_LARGE = "[A-ZÀ-ÖØ-ÞŁŚŻŹČŠŘŽĐİА-ЯЁ]"
_CAPITAL = rf"(?:{_LARGE}[\w'’-]+|[A-Z]\.)"
_PARTICLE = r"(?:van|von|de|der|den|da|di|del|dos|la|af|bin|ter|ten)"
_ONE = rf"{_CAPITAL}(?:\s{_PARTICLE}){{0,2}}(?:\s{_CAPITAL}){{0,2}}"
_TWO = rf"{_CAPITAL}(?:\s{_PARTICLE}){{0,2}}(?:\s{_CAPITAL}){{1,2}}"
#: What introduces oneself, whatever follows is a name.
_INTRODUCED = (
    r"(?i:my (?:full )?name is|my name[’']s|mein name ist|ich heiße|hier (?:ist|spricht|schreibt)|je m[’']appelle|mon nom est|me llamo"  # noqa: E501
    r"|mi nombre es|mi chiamo|il mio nome è|(?:o )?meu nome é|chamo-me|me chamo|mijn naam is|ik heet|jag heter|mitt namn är|jeg hedder"  # noqa: E501
    r"|jeg heter|mit navn er|nimeni on|nazywam się|mam na imię|jmenuji se|benim adım|adım|меня зовут|sincerely yours,)"
)
#: What stands before a name at a text's end.
_SIGNED = (
    r"(?i:\b(?:regards|cheers|sincerely|yours|grüßen|grüße|gruß|cordialement|saludos|atentamente|saluti|cumprimentos|groeten|groet"
    r"|hälsningar|hilsen|pozdrawiam|уважением),?)"
)
_TITLE = (
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Madame|Mlle|Monsieur|Sr|Sra|Señora?|Sig(?:nora?|\.ra)?|Dhr|Mevr(?:ouw)?|Meneer"
    r"|Pani|Fru|Hr|г-н|г-жа|господин|госпожа)\.?"
)
_ROLES = (
    r"(?:colleague|boss|manager|assistant|co-?worker|team ?mate|team lead|director|ceo|cfo|cto|coo|cro|admin(?:istrator)?"
    r"|accountant|controller|analyst|intern|wife|husband|daughter|son|friend|predecessor|successor|csm|rep|account manager"
    r"|kolleg(?:e|in|en)|chef(?:in)?|assistent(?:in)?|collègue|compañer[oa]|jef[ea]|collega|capo|kollega)"
)
_ROLE = (
    r"(?i:\b(?:my|our|their|his|her|your|meine?[mnr]?|unsere?[mnr]?|ihre?[mnr]?|mon|ma|notre|votre|mi|nuestr[oa]|mi[oa]|nostr[oa]|minha?"
    rf"|mijn|onze|min|vår|vores)\s(?:new |former |old |neue[rn]? )?{_ROLES},?)"
)
_MET = (
    r"(?i:\b(?:spoke|talked|speaking|talking|chatted|met|meeting|a call|on the phone|sprach|gesprochen|telefoniert)\s(?:with|to|mit)"  # noqa: E501
    r"|\b(?:contacted|emailed|e-mailed|cc[’']d|hired|replaced by|assigned to|reported by|raised by|handled by|answered by|written by|signed by))"  # noqa: E501
)
_SPEAKS = (
    r"(?:said|says|told|wrote|called|left (?:us|the)|joined (?:us|the)|asked (?:me|us|for|if|why|how)|mentioned|complained|from (?:our|my|your)"  # noqa: E501
    r"|in (?:our|my|your) (?:team|office|finance|company)|hat (?:gesagt|geschrieben|angerufen)|a dit|m[’']a dit|dijo|ha detto|sagte)"  # noqa: E501
)
_I_AM = r"(?:this is|i am|i[’']m|it[’']s|ich bin|je suis|soy|sono|ik ben)"
_HERE = r"(?=,? (?:from|here|calling|speaking|writing|von|vom|bei|aus|chez|de chez|hier)\b)"
#: Characters looked at on either side of a word that marks what opens a name.
BESIDE = 60
#: Most characters from what a finder finds to the end of the name and of what must follow it.
AFTER_FOUND = 160


@dataclass(frozen=True)
class _Saying:
    """One way of saying a name.

    Attributes
    ----------
    marks : one of these words stands in every text that holds it.
    finder : finds where it may be, in a text in small letters, or as it is where ``is_exact``; ``before`` characters after its
        beginning at most.
    is_next : whether the name follows at once upon what the finder finds.
    must : what every text that holds it matches somewhere; None where the finder is as quick.
    is_marked : whether what the finder finds always holds one of the marks, so that it need look nowhere else.
    """

    pattern: re.Pattern
    marks: frozenset[str]
    finder: re.Pattern
    before: int = 0
    is_exact: bool = False
    is_next: bool = True
    must: re.Pattern | None = None
    is_marked: bool = False

    def windows(self, text: str, words: frozenset[str]) -> list[tuple[int, int]]:
        """Stretches of a text in which the pattern can find anything."""
        if self.must is not None and not self.must.search(text):
            return []
        within = text if self.is_exact else lowered(text)
        marks = words & self.marks if self.is_marked else ()
        matches = _beside(self.finder, within, marks) if self.is_marked else self.finder.finditer(within)
        return merged(
            (match.start() - self.before, match.end() + AFTER_FOUND)
            for match in matches
            if not self.is_next or text[match.end() : match.end() + 1].isupper()
        )


def _beside(finder: re.Pattern, text: str, marks: Iterable[str]) -> Iterator[re.Match]:
    """What a finder finds around certain words: they are looked for far quicker than it looks at every letter."""
    for start, end in merged(sorted((place - BESIDE, place + BESIDE) for mark in marks for place in _places(mark, text))):
        stop = end
        while text[stop : stop + 1].isspace():
            stop += 1
        yield from finder.finditer(text, start, stop)


def _places(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _bare(pattern: str) -> re.Pattern:
    """What opens a name as it is looked for in small letters."""
    return re.compile(pattern.replace("(?i:", "(?:").replace(r"\b", "") + r"\s+")


def _opened(opening: str, name: str, marks: str, finder: str = "", before: int = 0, is_exact: bool = False) -> _Saying:
    """A name that follows upon what opens it; ``finder`` is what of that is looked for first."""
    is_marked = not is_exact and marks in ("introduced", "role", "met")
    return _Saying(
        re.compile(rf"{opening}\s+{name}"), MARKS[marks], _bare(finder or opening), before, is_exact, is_marked=is_marked
    )


def _followed(pattern: str, marks: str, finder: str, before: int = 0, must: str = "") -> _Saying:
    """A name that is told by what comes after it."""
    needed = re.compile(must) if must else None
    return _Saying(re.compile(pattern), MARKS[marks], re.compile(finder), before, is_exact=True, is_next=False, must=needed)


_SAYINGS = (
    _opened(_INTRODUCED, f"({_ONE})", "introduced"),
    _opened(rf"{_TITLE}(?:\s(?:Dr|Prof|Ing)\.?){{0,2}}", f"({_ONE})", "titled", _TITLE, is_exact=True),
    _opened(_SIGNED, rf"({_ONE})(?=\s*(?:\n|$))", "signed"),
    _opened(_ROLE, f"({_ONE})", "role", f"{_ROLES},?", before=26),
    _opened(_MET, rf"({_TWO}|{_CAPITAL}(?= from (?:your|our|the|support)))", "met"),
    _opened(r"\bmit", rf"({_TWO})(?=\s(?:gesprochen|telefoniert|geredet|geschrieben))", "german", is_exact=True),
    _followed(
        rf"(?:\b(?:and|with|that|but|when|because|from|to|as)\s|[,.] |^)({_CAPITAL})"
        r"(?=\sfrom (?:your|our|my) (?:team|side|office|support))",
        "ours",
        r"from (?:your|our|my) (?:team|side|office|support)",
        before=80,
    ),
    _opened(rf"(?i:\b{_I_AM})", f"({_ONE}){_HERE}", "speaking", _I_AM),
    _followed(
        rf"(?<![\w.] )(?<![\w-])({_TWO})(?=\s+{_SPEAKS}\b)",
        "acting",
        rf"{_LARGE}[\w'’.-]*\s(?:{_PARTICLE}\s){{0,2}}{_LARGE}",
        must=rf"\s{_SPEAKS}\b",
    ),
)
#: Words with a capital that are no names of people: teams, products, days and what business calls itself.
_NO_NAMES = MARKS["no names"]
_CAPITALS = re.compile(r"[A-ZÀ-ÞŁŚŻА-ЯЁ]")


def mask_said_names(
    text: str, words: frozenset[str], placeholder: Callable[[str], str], kept: frozenset[str] = frozenset()
) -> str:
    """Names that somebody says of themselves or of others, masked.

    "My name is ...", "my colleague ...", "Frau ...", "I spoke with ...", "... said": where such words stand beside words with
    a capital that are no team, product or day.

    Parameters
    ----------
    words : of the text, in small letters.
    kept : names in lower case that are not masked.
    """
    if not _CAPITALS.search(text):
        return text

    def masked(match: re.Match) -> str:
        name = match[1]
        parts = [word.strip(".,'’").lower().removesuffix("'s").removesuffix("’s") for word in name.split()]
        while len(parts) > 1 and parts[-1] in _NO_NAMES:
            parts = parts[:-1]
        if any(part in _NO_NAMES or re.split("['’]", part)[0] in _NO_NAMES for part in parts) or name.lower() in kept:
            return match[0]
        taken = re.match(r"\s*".join(r"\S+" for _ in parts), name)
        end = taken.end() if taken else len(name)
        bare = re.sub(r"['’]s$", "", name[:end]).rstrip(".,")
        start = match.start(1) - match.start()
        return match[0][:start] + placeholder(bare) + match[0][start + len(bare) :]

    for saying in _SAYINGS:
        if not words.isdisjoint(saying.marks) and (windows := saying.windows(text, words)):
            text = replaced_within(saying.pattern, masked, text, windows)
    return text
