"""Places: street addresses, addresses of machines on the open network, and handles of people in chats and networks."""

from __future__ import annotations

import ipaddress
import re

from kit.ingest.redact.candidates import MARKS, around, lowered, replaced_at, replaced_within

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŻŹČŠŘŽ][\w.'’-]*"
_NUMBER = r"\d{1,4}(?:\s?[-/]\s?\d{1,4})?\s?[a-zA-Z]?(?!\w)"
_TOWN = rf"(?:,?\s+(?:[A-Z]{{1,2}}-)?(?:\d{{4,6}}|\d{{2}}-\d{{3}}|\d{{3}} \d{{2}}|[A-Z]{{1,2}}\d[\dA-Z]? \d[A-Z]{{2}})\s+{_CAPITAL}(?:\s{_CAPITAL})?|,\s+{_CAPITAL}(?:\s{_CAPITAL})?,?\s+[A-Z]{{2}}\s+\d{{5}}(?:-\d{{4}})?|,\s+{_CAPITAL}(?=[.,;\n]|$))?"  # noqa: E501
_STREETS = re.compile(
    r"(?<![\w.])(?:"
    # 12 Baker Street, 1600 N Main St, Apt 4
    rf"\d{{1,5}}[a-zA-Z]?\s(?:[NSEW]\.?\s)?(?:{_CAPITAL}\s){{1,3}}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Sq"
    r"|Terrace|Place|Pl|Parkway|Pkwy|Highway|Hwy|Crescent|Close|Gardens|Quay|Row|Mews)\b\.?(?:,?\s(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor)\.?\s?#?\w{1,5})?"
    # Musterstraße 12, Lange Gasse 3, Kerkstraat 5, Storgatan 5, Vestergade 12, Mannerheimintie 4
    rf"|(?:{_CAPITAL}[\s-]){{0,2}}[A-ZÀ-ÖØ-Þ][\w-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|ring|straat|gracht|laan|plein|kade|dijk|gatan|vägen|gade|vej|veien|gata|katu|tie)\s{_NUMBER}"
    rf"|(?:{_CAPITAL}[\s-]){{1,2}}(?:Straße|Strasse|Str\.|Gasse|Weg|Platz|Allee|Ufer|Damm|Ring|gate|gata|Straat|Laan)\s{_NUMBER}"
    # Am Alten Markt 7, An der Alten Post 3
    rf"|(?:Am|An der|Im|Auf dem|Auf der|Unter den|Zum|Zur|Beim)\s(?:{_CAPITAL}\s)?(?:Markt|Tor|Berg|Bahnhof|Park|Hof|Graben|Anger|Rhein|See|Wall"  # noqa: E501
    rf"|Kanal|Linden|Hang|Feld|Wald|Post|Kirche|Mühle|Brunnen)\s{_NUMBER}(?!\s?(?:Uhr|Tage|Wochen))"
    # 12 rue de la Paix, 3 bis avenue Foch
    rf"|\d{{1,4}}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|impasse|allée|chemin|quai|route)\s(?:(?:de|du|des|la|le|les|l’|l'|d’|d')\s?){{0,3}}{_CAPITAL}(?:\s{_CAPITAL})?"
    # Calle Mayor 5, Via Roma 12, Rua Augusta 10, ul. Długa 5, Avenida de la Paz 3
    rf"|(?:Calle|C/|Avenida|Avda\.|Paseo|Plaza|Via|Viale|Piazza|Corso|Rua|Travessa|Praça|ul\.|aleja|al\.|ulice|nám\.|ул\.|улица|проспект)\s(?:(?:de|da|do|dos|della?|del|la|los|las|dei)\s){{0,2}}[^\W\d_][\w.'’-]*(?:\s{_CAPITAL}){{0,2}},?\s(?:n\.?º?\s?|д\.\s?)?{_NUMBER}"
    rf"){_TOWN}"
)
#: A number with what can be a street's name after it: "12 Baker ...", "12 bis, rue ...".
_NUMBER_FIRST = re.compile(
    r"\d[a-zA-Z]?\s(?:[NSEW]\.?\s)?[A-ZÀ-ÖØ-ÞŁŚŻŹČŠŘŽ]|\d(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|impasse|allée|chemin|quai|route)\s"
)
#: How a word ends that stands before its number: "Musterstraße 12", "Lange Gasse 3", "Am Alten Markt 7".
_STREET_ENDS = tuple(sorted(MARKS["street ends"]))
_LAST_LETTERS = frozenset(end[-2:] for end in _STREET_ENDS)
_NUMBER_AFTER = re.compile(r"\s\d")
_DIGIT = re.compile(r"\d")
#: Four numbers with dots, and two colons with few letters between: what every address of a machine has.
_DOTTED, _COLONS = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d"), re.compile(r":[0-9a-fA-F]{0,4}:")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,6}(?![\w:])|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}:?){0,6}(?![\w:])"
)
_VERSION = re.compile(
    r"\b(?:version|v|ver|build|release|node|kernel|firmware|driver|update|sdk|client|oid|section|§)\.?\s*$", re.I
)
_SIGN = re.compile("@")
_HANDLE = re.compile(
    r"(?<![\w@./:+\]-])@(?!(?:here|channel|all|everyone|team|support|media|import|mentions?|param|return|override|property|example|me|us|you"
    r"|username|user|name|domain|company)\b)[A-Za-z_][\w.-]{2,30}(?<![.-])(?![\w/@(])"
)
#: What stands before every handle that is told.
_HANDLE_WORDS = re.compile(
    r"(?:skype|discord|telegram|slack|wechat|instagram|insta|twitter|linkedin|github|teams|signal|line id)"
    r"(?:\s(?:name|id|handle|user|username|tag))?\s?(?:is|:|=|ist|lautet)"
)
#: Most characters of "my" and the like before it, and of a handle after.
BEFORE_HANDLE, AFTER_HANDLE = 8, 70
#: "my Skype is petra.huber", "discord: petra#1234".
_HANDLE_TOLD = re.compile(
    r"((?P<own>\b(?:my|our|his|her|their|mein|unser|ihr)\s)?\b(?:skype|discord|telegram|slack|wechat|instagram|insta|twitter|linkedin|github"
    r"|teams|signal|line id)(?:\s(?:name|id|handle|user|username|tag))?\s?(?:is|:|=|ist|lautet)\s?)@?"
    r"(?!(?:down|up|not|the|a|an|on|off|our|my|too|very|slow|broken|fine|used|great|enabled|disabled|still|where|how|what|in|is|connected"
    r"|working|ok|okay|nicht|langsam|full|empty|gone|new|old|our|only|here|now|back)\b)"
    r"(?(own)[\w][\w.:-]{3,40}|(?=[\w.:-]*[\d_.#])[a-z][\w.:-]{3,40})(?:#\d{4})?(?=[\s,.;!?)]|$)(?<![.:])",
    re.I,
)


def mask_streets(text: str, words: frozenset[str]) -> str:
    """Street addresses with their number, and the town where it follows; ``words`` are the text's, in small letters."""
    if not _DIGIT.search(text) or not _can_hold_street(text, words):
        return text
    return _STREETS.sub("[address]", text)


def _can_hold_street(text: str, words: frozenset[str]) -> bool:
    """Whether a number stands beside a word as in a street address."""
    if not words.isdisjoint(MARKS["numbered streets"]) and _NUMBER_FIRST.search(text):
        return True
    if not words.isdisjoint(MARKS["opening streets"]):
        return True
    low = lowered(text)
    ends = [match.start() for match in _NUMBER_AFTER.finditer(low)]
    return any(low[end - 2 : end] in _LAST_LETTERS and low.endswith(_STREET_ENDS, 0, end) for end in ends)


def mask_machines(text: str) -> str:
    """Addresses of machines on the open network; private ones and versions with four parts stay."""

    def masked(match: re.Match) -> str:
        try:
            address = ipaddress.ip_address(match[0])
        except ValueError:
            return match[0]  # four numbers, or hours and minutes, that are no address
        is_version = _VERSION.search(match.string[max(0, match.start() - 12) : match.start()])
        is_open = address.is_global or address in _DOCUMENTS
        return match[0] if is_version or not is_open else "[ip]"

    if _DOTTED.search(text):
        text = _IPV4.sub(masked, text)
    return _IPV6.sub(masked, text) if _COLONS.search(text) else text


class _Networks(tuple):
    """Networks kept for examples: what people put in their stead is somebody's."""

    __slots__ = ()

    def __contains__(self, address: object) -> bool:
        return any(address in network for network in self if network.version == address.version)


_DOCUMENTS = _Networks(map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def mask_handles(text: str, words: frozenset[str]) -> str:
    """People's names in chats and networks; ``words`` are the text's, in small letters."""
    if "@" in text:
        places = (match.start() for match in _SIGN.finditer(text))
        text = replaced_at(_HANDLE, lambda _: "[handle]", text, places)
    if words.isdisjoint(MARKS["networks"]):
        return text
    windows = around(_HANDLE_WORDS, lowered(text), BEFORE_HANDLE, AFTER_HANDLE)
    return replaced_within(_HANDLE_TOLD, lambda match: f"{match[1]}[handle]", text, windows)
