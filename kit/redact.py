"""Redaction: what tells who a person is, masked before anything is stored.

Placeholders: ``[email]`` ``[phone]`` ``[card]`` ``[iban]`` ``[id-number]`` ``[secret]``, ``[token]`` inside links, ``[person-3f2a]``
and ``[account-91c0]`` for names. The four letters are a keyed hash of the name, the key being the workspace's company and
seed: one name has one placeholder in every conversation and run, and the record holds no name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import phonenumbers

from kit.settings import Redaction

PLACEHOLDER = re.compile(r"\[(?:email|phone|card|iban|id-number|secret|token|(?:person|account)-[0-9a-f]{4})\]")

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'’%&/=#~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])|(?<![\w.+-])[\w.+-]{1,64}@\[?\d{1,3}(?:\.\d{1,3}){3}\]?|"
    r'"[^"\n@]{1,64}"@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}'
)
_EMAIL_TOLD = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?[\[({<]\s?at\s?[\])}>]\s?[\w-]{1,63}(?:\s?(?:\.|[\[({<]\s?dot\s?[\])}>])\s?[\w-]{2,63}){1,4}|"
    r"(?<![\w.+-])[\w+-]{1,40}(?:(?:\.| dot | underscore | dash )[\w+-]{1,40}){0,4} at [\w-]{1,40}(?: dot [\w-]{2,24}){0,3} dot (?:com|net|org|io|co|de|fr|eu|uk|ai|app|dev|biz|info|edu|gov|nl|es|it|ch|at)(?: dot uk)?(?!\w)",
    re.I,
)
_LINK = re.compile(r"(?:https?|ftp|wss?)://[^\s<>\"'\]\[{}|\\^`\ue000]{1,4000}", re.I)
_USER_IN_LINK = re.compile(r"(://)[^/@\s?#]{1,200}:[^/@\s?#]{1,200}@")
_SECRET_NAME = r"[\w.-]{0,30}(?:token|secret|passw(?:or)?d|pwd|signature|\bsig\b|api[_-]?key|apikey|access[_-]?key|auth|credential|session|jwt|otp|invite|reset|magic|code|hash|ticket|nonce|sso|assertion|samlresponse|\bkey\b|\bkey(?=[=])|\bst(?=[=])|\bt(?=[=])|\bk(?=[=]))[\w.-]{0,30}"
_SECRET_VALUE = re.compile(rf"([?&#;]{_SECRET_NAME}=)([^&#;\s]{{6,}})", re.I)
_LINK_PART = re.compile(r"(?<=[/=])[A-Za-z0-9_~.-]{20,}(?=[/?#&]|$)")
#: A run in a link of so many letters and digits, mixed and without a hyphen, is no word of a title but a key.
_KEY_RUN = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9_]{20,}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SECRET = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}|\bsk-[A-Za-z0-9_-]{20,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|"
    r"\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bBearer\s+[\w.~+/-]{16,}=*|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
)
#: One of these stands in every secret; looking for them first is what keeps ordinary texts quick.
_SECRET_MARKS = ("k_live_", "k_test_", "sk-", "gh", "glpat-", "xox", "AKIA", "AIza", "eyJ", "SG.", "Bearer", "PRIVATE KEY")
_PASSWORD_MARKS = ("passw", "passcode", "pwd", "api key", "secret key", "access token")
_PASSWORD = re.compile(
    r"(\b(?:password|passwort|passcode|pwd|api key|secret key|access token)\s{0,2}(?:is|:|=|was)\s{0,2})(?!(?:not|too|the|a|an|to|set|reset|wrong|invalid|incorrect|required|expired|being|still|now|never|no|weak|stored|sent|always|only|ok|fine|correct|in)\b)(\S{4,64})",
    re.I,
)

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])([A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){2,8}[ -]?[A-Z0-9]{1,4}|[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}[ -]?[a-z0-9]{1,4})(?![A-Za-z0-9])"
)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27,
    "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18,
    "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip
_CARD = re.compile(r"(?<![\w.+#-])\d(?:[ .-]{0,2}\d){12,18}(?![\w-]|\.\d)")
_CARD_GROUPED = re.compile(r"[3-6]\d{3}([ .-])\d{4}\1\d{4}\1\d{4}|3\d{3}([ .-])\d{6}\2\d{5}", re.ASCII)
_ID_NUMBER = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])", re.ASCII)
_PHONE = re.compile(r"(?<![\w.@#$€£/=&%-])(?:\+|\(?00)?[(]?\d[\d \t().\-/\u2011\u2013\xa0]{5,22}\d(?!\w|[.,:/-]\d)", re.ASCII)
_EXTENSION = re.compile(r"[ ,;]{0,3}(?:ext\.?|extension|x|durchwahl)[ .:]{0,2}\d{1,6}\b", re.I)
_CALL_ME = re.compile(
    r"(?:call|phone|tel|telephone|mobile|cell|reach|ring|dial|text|whatsapp|fax|number|mob|ph|direct|handy|rufnummer|telefon|contact)\b[^\n]{0,30}$|\b[TMPFC]\s?[:.]\s*$",
    re.I,
)
_NOT_PHONE = re.compile(
    r"\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?|\d{1,3}(?:\.\d{1,3}){3}|\d{4}\s?[-–/]\s?\d{2,4}|\d+|\d{1,2}:\d{2}.*|\d+\.\d+|(?:\d{1,3} ){1,10}\d{1,3}",
    re.ASCII,
)
_TICKET_BEFORE = re.compile(
    r"(?:#|\b(?:ticket|case|order|invoice|id|ref(?:erence)?|po|version|v|build|row|line|sku|serial|part|account|contract|job|error|code|error code|workspace|report|dashboard|record|tenant|run|query|ip|port))\s*(?:no\.?|number|nr\.?|id|#|:)?\s*$",
    re.I,
)
#: Countries whose national way of writing numbers is tried, after the number's own.
_REGIONS = ("US", "GB", "DE", "FR", "NL", "ES", "AU", "IN")

#: Words that are first or family names and ordinary words too: alone they are masked only where nobody else can be meant.
ORDINARY = frozenset(
    "will mark may april june august grace hope faith joy rose dawn summer autumn art bill rob sue pat drew chase grant frank earnest miles dean dale glen heath lane brook brooks page "
    "reed rich sterling wade ward wells west north young long short small little brown green white black gray grey gold silver stone wood woods hill hills field fields rivers banks church "
    "bishop king knight price cost rice cook baker butcher carter cooper fisher hunter mason miller potter shepherd smith taylor turner walker weaver day week winter spring love case cash "
    "major minor ray max min van von der de la le del di da mac ace buck chance colt cliff forest guy jay jack jet job june ken lee les lou mercy noble nick olive pearl penny power powers "
    "precious prince rock rocky ruby rush sage sandy scout sharp star temple tony trace trip tripp victor vance violet wise worth bell berry best bird blue bond book booth bright bush camp "
    "christian cross crystal curry daisy diamond don duke earl early ember english fern field flower ford fox france free french gay gene georgia german ginger glass golden good green hall "
    "hand hardy hart hardin harmony hazel heaven high holiday holly honor house ivy jade jewel justice kit lake lance law leaf levi light lily links london lucky marina marks marsh may melody "
    "merit moon moore moss nice noel norm nova ocean page paige paris park parker parks patience pierce pike pine pool poole pope post prior queen quick rain read real reason robin root ross "
    "royal salt sand savage sawyer school scott sea shell short sky skipper sparks speed spring steel stern still storm street strong sweet swift tell terry trinity true tucker valentine vale "
    "valley virginia wall walls ways weeks wells wild wilder win wing winner winters wolf woody word words wren york ally alma amber angel art asia aurora austin basil bay beau blaze casey "
    "charity china cole data dash dot echo eden iris israel jordan journey legend lux maple memory mia mike mona morgan morning sales support team agent admin customer user test demo".split()
)
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|miss|mx|sir|herr|frau|mme|m)\.? )+", re.I)
_LEGAL = re.compile(
    r"[,\s]+(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|se|sa|sas|sarl|srl|spa|bv|nv|ab|as|oy|pty|pvt|holdings?|group)\.?$",
    re.I,
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


def _trie(names: Iterable[str]) -> str:
    """A regular expression for many literal names, shared beginnings written once."""
    root: dict = {}
    for name in names:
        node = root
        for letter in name:
            node = node.setdefault(letter, {})
        node[""] = {}

    def told(node: dict) -> str:
        if set(node) == {""}:
            return ""
        parts = [(r"\s+" if letter == " " else re.escape(letter)) + told(node[letter]) for letter in sorted(node) if letter]
        joined = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
        return joined + ("?" if "" in node else "")

    return told(root)


def _pattern(names: Iterable[str]) -> re.Pattern | None:
    names = sorted(set(names))
    return re.compile(rf"(?<!\w){_trie(names)}(?:(?=['’]s\b)|(?!\w))") if names else None


def _lowered(text: str) -> str:
    """A text in lower case whose every letter stands where it stood."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)


def _replaced(pattern: re.Pattern | None, text: str, placeholder: Callable[[str], str]) -> str:
    """Names in any case replaced; matching a lowered text is several times faster than ignoring case."""
    if pattern is None:
        return text
    parts, at = [], 0
    for found in pattern.finditer(_lowered(text)):
        parts += [text[at : found.start()], placeholder(found[0])]
        at = found.end()
    return "".join([*parts, text[at:]]) if parts else text


_ADDRESSED = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|thanks|thank you|cheers|regards|best|with|ask|asked|tell|told|call|called|cc|from|by|for|to|and|or|is|am|mr|mrs|ms|dr|via|merci|danke|hallo|liebe|lieber)[.,]? |@)$",
    re.I,
)
_ACTS = re.compile(
    r"(?:,? (?:said|says|told|asked|asks|mentioned|wrote|thinks|wants|wanted|built|sent|from|and I|here)\b|['’]s\b|:| [\[(])"
)
_DETERMINED = re.compile(
    r"\b(?:a|an|the|this|that|these|those|each|every|any|no|my|our|your|his|her|their|its|in|which|what)(?: [\w-]+)? $", re.I
)


def _is_meant(found: re.Match, text: str) -> bool:
    """Whether a name that is an ordinary word too stands for the person: addressed, signing, acting, or written large in mid-sentence."""
    before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 24]
    line = before.rpartition("\n")[2]
    if not line.strip() and re.match(r"[ \t]*[,.!]?[ \t]*(?:\n|$)", after):
        return True
    if _ADDRESSED.search(line) and not re.match(r"\s[A-Za-z]+(?:ed|ing)\b", after):
        return True
    if _ACTS.match(after):
        return True
    is_mid_sentence = bool(re.search(r"[\w,;)] $", line)) and not _DETERMINED.search(line)
    return is_mid_sentence


@lru_cache(maxsize=20_000)
def _single_names(people: tuple[str, ...]) -> tuple[str, ...]:
    """First and family names of one conversation's people, as written and in capitals."""
    parts = {bare for name in people for part in name.split() if len(bare := part.strip(".,'’-()")) >= 2 and bare[0].isupper()}
    return tuple(sorted(parts | {part.upper() for part in parts if len(part) > 3 and part.lower() not in ORDINARY}))


@lru_cache(maxsize=20_000)
def _own_pattern(names: tuple[str, ...]) -> re.Pattern:
    """Pattern for single names that stand in a text."""
    return re.compile(rf"(?<!\w){_trie(names)}(?!\w)")


def usable_name(name: str) -> str:
    """A name as it is looked for; "" for what is none (an address, a number, a placeholder)."""
    name = " ".join(name.split())
    return (
        name
        if 2 <= len(name) <= 80 and "@" not in name and sum(map(str.isalpha, name)) >= 2 and not any(map(str.isdigit, name))
        else ""
    )


def _luhn(digits: str) -> bool:
    total = sum(sum(divmod(2 * int(digit), 10)) if at % 2 else int(digit) for at, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _is_iban(text: str) -> bool:
    bare = re.sub(r"[ -]", "", text).upper()
    if _IBAN_LENGTHS.get(bare[:2]) == len(bare):
        return True  # even with a wrong check digit it is somebody's mistyped number
    return len(bare) >= 15 and int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


#: Short texts whose masked form is kept at hand.
MAX_SHORTS = 50_000


class Redactor:
    """Masks texts as kit.yaml's ``redact`` says.

    Parameters
    ----------
    rules : which parts are on, and what they add.
    key : what placeholders of names are hashed with, e.g. company and seed.
    people, companies : full names known from the data, looked for in every conversation.
    """

    def __init__(self, rules: Redaction, key: str, people: Iterable[str] = (), companies: Iterable[str] = ()) -> None:
        self.rules = rules
        self._key = hashlib.blake2b(key.encode(), digest_size=32).digest()
        kept = {" ".join(name.lower().split()) for name in rules.keep_names}
        self._kept = kept
        self._shorts: dict[tuple[str, tuple[str, ...]], str] = {}
        full = {one for name in people for one in (usable_name(name), _TITLE.sub("", usable_name(name)))}
        self._people = _pattern(name.lower() for name in full if " " in name and name.lower() not in kept)
        self._several, self._one_word = self._company_patterns(companies)
        self._added = _pattern(name.lower() for name in map(usable_name, rules.also_names) if name)
        self._patterns = [(f"[{name}]", re.compile(pattern)) for name, pattern in rules.also_patterns.items()]

    def _company_patterns(self, companies: Iterable[str]) -> tuple[re.Pattern | None, re.Pattern | None]:
        """Companies of several words in any case; of one word only as written, since many are ordinary words."""
        names = {one for name in companies if (bare := " ".join(name.split())) for one in {bare, _LEGAL.sub("", bare)}}
        names = {name for name in names if len(name) >= 3 and name.lower() not in self._kept and any(map(str.isalpha, name))}
        several = [name.lower() for name in names if " " in name]
        single = [name for name in names if " " not in name]
        return _pattern(several), _pattern([*single, *(name.upper() for name in single if len(name) > 3)])

    def code(self, text: str, size: int = 2) -> str:
        """Keyed hash of a name, in any case and spacing, as ``2 * size`` hexadecimal digits."""
        told = " ".join(text.lower().split())
        return hashlib.blake2b(told.encode(), key=self._key, digest_size=size).hexdigest()

    def person(self, name: str) -> str:
        """Placeholder of a person; "" for no name."""
        return f"[person-{self.code(name)}]" if name.strip() else ""

    def contact(self, contact_id: str, people: Iterable[str]) -> str:
        """A contact's id as it is stored: one that is an address or a name is hashed, a plain id stays."""
        told = contact_id.strip()
        is_personal = "@" in told or " " in told or told.lower() in {name.lower() for name in people}
        return f"person-{self.code(told, 6)}" if told and is_personal else told

    def text(self, text: str, people: tuple[str, ...] = ()) -> str:
        """One text, masked.

        Parameters
        ----------
        people : names of the people of this conversation, whose first and family names are masked too.
        """
        for placeholder, pattern in self._patterns:
            text = pattern.sub(placeholder, text)
        if self.rules.links:
            text = self._links(text)
        if self.rules.emails:
            text = self._emails(text)
        if self.rules.numbers:
            text = self._numbers(text)
        return self._names(text, people) if self.rules.names else self._also(text)

    def short(self, text: str, people: tuple[str, ...] = ()) -> str:
        """A title or file name, masked; the same ones come back in row after row and are masked once."""
        if (text, people) not in self._shorts:
            if len(self._shorts) > MAX_SHORTS:
                self._shorts.clear()
            self._shorts[text, people] = self.text(text, people)
        return self._shorts[text, people]

    def _links(self, text: str) -> str:
        if "://" in text:
            text = _LINK.sub(_without_token, text)
        if any(mark in text for mark in _SECRET_MARKS):
            text = _SECRET.sub("[secret]", text)
        low = text.lower()
        return _PASSWORD.sub(r"\1[secret]", text) if any(mark in low for mark in _PASSWORD_MARKS) else text

    def _emails(self, text: str) -> str:
        if "@" in text:
            text = _EMAIL.sub("[email]", text)
        return (
            _EMAIL_TOLD.sub("[email]", text)
            if " dot " in text or "at]" in text or "at)" in text or "at }" in text or "AT" in text
            else text
        )

    def _numbers(self, text: str) -> str:
        if sum(map(text.count, "0123456789")) < 7:
            return text
        text = _IBAN.sub(lambda found: "[iban]" if _is_iban(found[0]) else found[0], text)
        text = _CARD.sub(_card, text)
        text = _ID_NUMBER.sub("[id-number]", text)
        return _PHONE.sub(lambda found: _phone(found, text), text)

    def _also(self, text: str) -> str:
        return _replaced(self._added, text, self.person)

    def _account(self, name: str) -> str:
        return f"[account-{self.code(_LEGAL.sub('', name))}]"

    def _names(self, text: str, people: tuple[str, ...]) -> str:
        text = _replaced(self._several, text, self._account)
        if self._one_word:
            text = self._one_word.sub(lambda found: self._account(found[0]), text)
        text = self._also(_replaced(self._people, text, self.person))
        said = tuple(name for name in _single_names(people) if name in text) if people else ()
        if not said:
            return text
        whole = text

        def placeholder(found: re.Match) -> str:
            is_plain = len(found[0]) > 2 and found[0].lower() not in ORDINARY
            return self._single(found[0], people) if is_plain or _is_meant(found, whole) else found[0]

        return _own_pattern(said).sub(placeholder, text)

    def _single(self, part: str, people: tuple[str, ...]) -> str:
        """Placeholder of a single name: its owner's, where one person of the conversation has it."""
        if part.lower() in self._kept:
            return part
        owners = [name for name in people if part.lower() in name.lower().replace(",", " ").split()]
        return self.person(owners[0] if len(owners) == 1 else part)


def _without_token(found: re.Match) -> str:
    link = _USER_IN_LINK.sub(r"\1[token]@", found[0])
    link = _SECRET_VALUE.sub(r"\1[token]", link)
    return _LINK_PART.sub(lambda part: "[token]" if _KEY_RUN.search(part[0]) else part[0], link)


def _card(found: re.Match) -> str:
    digits = re.sub(r"\D", "", found[0])
    is_card = digits[0] in "3456" and _luhn(digits) and digits.strip("0") != ""
    return "[card]" if is_card or _CARD_GROUPED.fullmatch(found[0].strip()) else found[0]


def _phone(found: re.Match, text: str) -> str:
    told = found[0]
    digits = re.sub(r"\D", "", told)
    if not 7 <= len(digits) <= 15:
        return told
    before = text[max(0, found.start() - 40) : found.start()]
    is_international = told.lstrip("(").startswith(("+", "00"))
    if is_international and len(digits) >= 8 and told.lstrip("(").startswith("+"):
        return "[phone]"
    is_called = bool(_CALL_ME.search(before)) and not _TICKET_BEFORE.search(before)
    if not is_called and (_NOT_PHONE.fullmatch(told.strip()) or _TICKET_BEFORE.search(before)):
        return told
    if is_called and not _is_date(told):
        return "[phone]"
    return "[phone]" if _is_dialled(told) else told


def _is_date(told: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d", told.strip()))


@lru_cache(maxsize=20_000)
def _is_dialled(told: str) -> bool:
    """Whether some country writes a valid number of its own so."""
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(told, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False
