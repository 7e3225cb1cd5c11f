"""Phone and card numbers and IBANs, told from all the other numbers people write."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from kit.ingest.redact.candidates import Window, around, merged, replaced_within
from kit.ingest.redact.id_numbers import MIN_ID_DIGITS, mask_id_numbers

#: A telephone number has at least so many digits; so have an IBAN and a card.
MIN_DIGITS, IBAN_DIGITS, CARD_DIGITS = 7, 2, 13
#: The first digits of every IBAN, and the digits of every card and telephone with what may stand between them.
_IBAN_DIGITS = re.compile(r"\d\d[ -]?[A-Za-z0-9]{2}")
_CARD_DIGITS = re.compile(r"\d(?:[ .-]{0,2}\d){12,100}")
_PHONE_DIGITS = re.compile(r"\d(?:[ \t().\-/\u2011\u2013\xa0]{0,22}\d){6,100}")
#: Most characters of an IBAN; those that may stand before a number's first digit, and those looked at after its last.
IBAN_LENGTH, BEFORE_DIGITS, AFTER_DIGITS = 70, 4, 4

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){2,8}[ -]?[A-Z0-9]{1,4}"
    r"|[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}[ -]?[a-z0-9]{1,4})(?![A-Za-z0-9])"
)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip

_CARD = re.compile(r"(?<![\w.+#-])\d(?:[ .-]{0,2}\d){12,18}(?![\w-]|\.\d)")
_CARD_GROUPED = re.compile(r"[3-6]\d{3}([ .-])\d{4}\1\d{4}\1\d{4}|3\d{3}([ .-])\d{6}\2\d{5}", re.ASCII)

_PHONE = re.compile(r"(?<![\w.@#$€£/=&%-])(?:\+|\(?00)?[(]?\d[\d \t().\-/\u2011\u2013\xa0]{5,22}\d(?!\w|[.,:/-]\d)", re.ASCII)
_CALL_ME = re.compile(
    r"(?:call|phone|tel|telephone|mobile|cell|reach|ring|dial|text|whatsapp|fax|my number|number is|mob|ph|direct|handy|rufnummer"
    r"|telefon|contact)\b[^\n]{0,30}$|\b[TMPFC]\s?[:.]\s*$",
    re.I,
)
#: What stands before numbers that are somebody's reference and nobody's telephone.
_REFERENCE = re.compile(
    r"(?:#|\b(?:ticket|case|order|invoice|id|ref(?:erence)?|po|version|v|build|row|line|sku|serial|part|account|contract|job"
    r"|error|code"
    r"|workspace|report|dashboard|record|tenant|run|query|ip|port|policy|claim|member(?:ship)?|tracking|confirmation|booking"
    r"|customer"
    r"|(?:bestell|auftrags|rechnungs|kunden|vorgangs|ticket|artikel|serien|vertrags|order|faktura|kund|sags?)-?nummer|commande|facture"
    r"|pedido|factura|ordine|fattura|bestelling|zamówieni\w|faktur\w|заказ\w*|счёт\w*|sipariş"
    r"|routing|flight|passport|licen[cs]e|vin|tax|statute|section|rule))"
    r"\s*(?:no\.?|numbers?|nr\.?|id|#|:)?\s*(?:is|was|are|=|:)?\s*(?:[a-z]{1,4}\s)?$",
    re.I,
)
#: Signs that stand in sentences and not in telephone numbers, and all that is no digit.
_LOOSE, _NO_DIGIT, _ONE_DIGIT = re.compile(r"\(\s|\s\)|\.\s"), re.compile(r"\D"), re.compile(r"\d")
_ASCII_DIGITS = b"0123456789"
_DATE = re.compile(r"\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}", re.ASCII)
#: Dates with a year of four digits: no telephone begins, ends or goes on in one.
_WHOLE_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-/. ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d)(?!\d)",
    re.ASCII,
)
#: Dates, sums, addresses of machines, ranges, clock times: numbers that no telephone is written like.
_OTHER = re.compile(
    rf"{_DATE.pattern}|\d{{1,3}}(?:[ ,.]\d{{3}})+(?:[.,]\d+)?|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\d{{4}}\s?[-–/]\s?\d{{2,4}}|\d+"
    rf"|\d+\.\d+"
    r"|(?:\d{1,3} ){1,10}\d{1,3}",
    re.ASCII,
)
#: A French number in pairs, which is no row of small numbers: those do not begin with a nought.
_PAIRS = re.compile(r"0[1-9](?:[ .]\d\d){4}", re.ASCII)
#: Countries whose own way of writing numbers is tried.
_REGIONS = ("US", "GB", "DE", "FR", "NL", "ES", "AU", "IN")


def is_luhn(digits: str) -> bool:
    """Whether a card number's last digit is the right one."""
    total = sum(sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN; one of the right length counts with a wrong check digit too: it is somebody's, mistyped."""
    bare = re.sub(r"[ -]", "", text).upper()
    if _IBAN_LENGTHS.get(bare[:2]) == len(bare):
        return True
    return len(bare) >= 15 and int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _card(match: re.Match) -> str:
    digits = _NO_DIGIT.sub("", match[0])
    is_card = digits[0] in "3456" and is_luhn(digits) and digits.strip("0") != ""
    return "[card]" if is_card or _CARD_GROUPED.fullmatch(match[0].strip()) else match[0]


@lru_cache(maxsize=20_000)
def _is_dialled(written: str) -> bool:
    """Whether some country writes a valid number of its own so."""
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


def is_phone(written: str, before: str) -> bool:
    """Whether a run of digits is a telephone number, by its form and by the words before it."""
    digits = _NO_DIGIT.sub("", written)
    if not MIN_DIGITS <= len(digits) <= 15 or _LOOSE.search(written):
        return False
    if written.lstrip("(").startswith("+") and len(digits) > MIN_DIGITS:
        return True
    is_reference = bool(_REFERENCE.search(before))
    if _CALL_ME.search(before) and not is_reference:
        return not _DATE.fullmatch(written.strip(" ()")) or _is_dialled(written)
    bare = written.strip(" ()")
    return not is_reference and (bool(_PAIRS.fullmatch(bare)) or not _OTHER.fullmatch(bare)) and _is_dialled(written)


def mask_numbers(text: str, words: frozenset[str]) -> str:
    """IBANs and cards, numbers that a state gave a person, and telephone numbers; ``words`` are the text's, in small letters."""
    n_digits = _n_digits(text)
    if n_digits < IBAN_DIGITS:
        return text
    text = replaced_within(_IBAN, _iban, text, _iban_windows(text))
    if n_digits >= CARD_DIGITS:
        text = replaced_within(_CARD, _card, text, around(_CARD_DIGITS, text, 0, AFTER_DIGITS))
    text = mask_id_numbers(text, words) if n_digits >= MIN_ID_DIGITS else text
    return mask_phones(text) if n_digits >= MIN_DIGITS else text


def _n_digits(text: str) -> int:
    if not text.isascii():
        return len(_ONE_DIGIT.findall(text))
    letters = text.encode()  # bytes are counted many times faster than letters are looked at
    return len(letters) - len(letters.translate(None, _ASCII_DIGITS))


def _iban_windows(text: str) -> list[Window]:
    starts = (match.start() for match in _IBAN_DIGITS.finditer(text))
    return merged((start - 2, start + IBAN_LENGTH) for start in starts if text[max(start - 2, 0) : start].isalpha())


def _iban(match: re.Match) -> str:
    return "[iban]" if is_iban(match[0]) else match[0]


def mask_phones(text: str) -> str:
    """Telephone numbers, looked for between dates."""
    if not (windows := around(_PHONE_DIGITS, text, BEFORE_DIGITS, AFTER_DIGITS)):
        return text
    dates = [match for window in windows for match in _WHOLE_DATE.finditer(text, *window)]
    if not dates:
        return replaced_within(_PHONE, _phone, text, windows)
    parts, start = [], 0
    for date in dates:
        parts += [_without_phones(text[start : date.start()]), date[0]]
        start = date.end()
    return "".join([*parts, _without_phones(text[start:])])


def _without_phones(text: str) -> str:
    return replaced_within(_PHONE, _phone, text, around(_PHONE_DIGITS, text, BEFORE_DIGITS, AFTER_DIGITS))


def _phone(match: re.Match) -> str:
    return "[phone]" if is_phone(match[0], match.string[max(0, match.start() - 40) : match.start()]) else match[0]
