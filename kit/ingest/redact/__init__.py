"""Redaction: words as delivered in; the same words with all masked that tells who a person is, out. Done before storing.

Placeholders: ``[email]`` ``[phone]`` ``[card]`` ``[iban]`` ``[id-number]`` ``[secret]`` ``[ip]`` ``[handle]`` ``[address]``,
``[token]`` inside links,
``[person-3f2a]``
and ``[account-91c0]`` for names. The four letters are a keyed hash of the name, the key being the workspace's company and
seed: one name has one placeholder in every conversation and run, and the record holds no name.

A person's whole name is masked in every conversation, the first or family name alone only where that person takes part:
elsewhere "Jane" is anybody's. Names are those the data gives (speakers, senders, requesters, participants, accounts.csv)
and ``also_names``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from kit.config.settings import Redaction
from kit.ingest.redact.addresses import mask_emails, mask_links
from kit.ingest.redact.candidates import lowered, words_in
from kit.ingest.redact.names import (
    Named,
    company_names,
    is_meant,
    person_names,
    single_names,
    single_pattern,
    usable_name,
    without_legal_form,
)
from kit.ingest.redact.numbers import mask_numbers
from kit.ingest.redact.places import mask_handles, mask_machines, mask_streets
from kit.ingest.redact.said_names import mask_said_names
from kit.ingest.redact.secrets import mask_secrets

__all__ = ["Redactor", "usable_name"]

#: An id: too short for a key or a number of somebody's.
_SHORT_ID = re.compile(r"(?=[\w-]{1,13}$)\D*(?:\d\D*){0,5}", re.ASCII)
#: Letters that nobody sees and that hide an address from every pattern.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?<=[ -~])[\u200c\u200d](?=[ -~])")
#: Full-width letters, digits and the signs of addresses.
_WIDE = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF20, 0xFF0E, 0xFF0B, 0xFF0D)
}
_DIGITS = {start + digit: str(digit) for start in (0x0660, 0x06F0, 0x0966) for digit in range(10)}

#: Short texts whose masked form is kept at hand.
MAX_SHORTS = 50_000


def plain_letters(text: str) -> str:
    """A text in composed letters, without unseen ones, its full-width letters and foreign digits as plain ones."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_WIDE | _DIGITS)


class Redactor:
    """Masks texts as kit.yaml's ``redact`` says.

    Parameters
    ----------
    rules : which parts are on, and what they add.
    key : what names are hashed with, e.g. company and seed.
    people, companies : full names known from the data, looked for in every conversation.
    """

    def __init__(self, rules: Redaction, key: str, people: Iterable[str] = (), companies: Iterable[str] = ()) -> None:
        self.rules = rules
        self._key = hashlib.blake2b(key.encode(), digest_size=32).digest()
        self._kept = {" ".join(lowered(name).split()) for name in rules.keep_names}
        self._shorts: dict[tuple[str, tuple[str, ...]], str] = {}
        self._patterns = [(f"[{name}]", re.compile(pattern)) for name, pattern in rules.also_patterns.items()]
        several, single = company_names(companies)
        self._several = Named(several - self._kept)
        self._single = Named((name for name in single if lowered(name) not in self._kept), is_exact=True)
        self._people = Named(person_names(people) - self._kept)
        self._added = Named(lowered(name) for name in map(usable_name, rules.also_names) if name)
        self._firsts = frozenset().union(*(named.firsts for named in (self._several, self._single, self._people, self._added)))

    def code(self, text: str, size: int = 2) -> str:
        """Keyed hash of a name, in any case and spacing, as ``2 * size`` hexadecimal digits."""
        plain = " ".join(lowered(text).split())
        return hashlib.blake2b(plain.encode("utf-8", "replace"), key=self._key, digest_size=size).hexdigest()

    def person(self, name: str) -> str:
        """Placeholder of a person; "" for no name."""
        return f"[person-{self.code(name)}]" if name.strip() else ""

    def account(self, name: str) -> str:
        """Placeholder of a company."""
        return f"[account-{self.code(without_legal_form(name))}]"

    def contact(self, contact_id: str, people: Iterable[str]) -> str:
        """A contact's id as it is stored: one that is an address or a name is hashed, a plain id stays."""
        given = contact_id.strip()
        is_personal = "@" in given or " " in given or given.lower() in {name.lower() for name in people}
        return f"person-{self.code(given, 6)}" if given and is_personal else given

    def text(self, text: str, people: tuple[str, ...] = ()) -> str:
        """One text, masked.

        Parameters
        ----------
        people : names of the people of this conversation, whose first and family names are masked too.
        """
        text = plain_letters(text)
        words = words_in(text)
        if not self._patterns and _SHORT_ID.fullmatch(text):
            return self._names(text, people, words) if self.rules.names else self._added.masked(text, words, self.person)
        for placeholder, pattern in self._patterns:
            text = pattern.sub(placeholder, text)
        if self.rules.links:
            text = mask_secrets(mask_links(text), words)
        if self.rules.emails:
            text = mask_handles(mask_emails(text), words)
        if self.rules.numbers:
            text = mask_numbers(mask_machines(text), words)
        if not self.rules.names:
            return self._added.masked(text, words, self.person)
        return mask_said_names(self._names(mask_streets(text, words), people, words), words, self.person, frozenset(self._kept))

    def link(self, text: str) -> str:
        """A link, masked."""
        text = mask_links(text) if self.rules.links else text
        return mask_emails(text) if self.rules.emails else text

    def short(self, text: str, people: tuple[str, ...] = ()) -> str:
        """A title or file name, masked; the same ones come back in row after row and are masked once."""
        if (text, people) not in self._shorts:
            if len(self._shorts) > MAX_SHORTS:
                self._shorts.clear()
            self._shorts[text, people] = self.text(text, people)
        return self._shorts[text, people]

    def _names(self, text: str, people: tuple[str, ...], words: frozenset[str]) -> str:
        if not words.isdisjoint(self._firsts):
            text = self._single.masked(self._several.masked(text, words, self.account), words, self.account)
            text = self._added.masked(self._people.masked(text, words, self.person), words, self.person)
        named = tuple(name for name in single_names(people) if name in text) if people else ()
        if not named:
            return text
        return single_pattern(named).sub(lambda match: self._owner(match[0], people) if is_meant(match, text) else match[0], text)

    def _owner(self, part: str, people: tuple[str, ...]) -> str:
        """Placeholder of a single name: its owner's, where one person of the conversation has it."""
        if part.lower() in self._kept:
            return part
        owners = [name for name in people if part.lower() in name.lower().replace(",", " ").split()]
        return self.person(owners[0] if len(owners) == 1 else part)
