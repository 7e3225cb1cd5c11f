"""Id numbers: passport, tax, health and social insurance numbers, told by their own check digits or by the words before them."""

from __future__ import annotations

import re
from collections.abc import Callable

from kit.ingest.redact.candidates import MARKS, around, replaced_within

#: Fewer digits are no such number.
MIN_ID_DIGITS = 4

_EDGE, _END = r"(?<![\w.+-])", r"(?![\w-]|\.\d)"


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _weighted(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _is_nir(text: str) -> bool:
    """France: 13 digits and 97 less their rest."""
    bare = re.sub(r"\D", "", text.upper().replace("2A", "19").replace("2B", "18"))
    return len(bare) == 15 and 97 - int(bare[:13]) % 97 == int(bare[13:])


def _is_dni(text: str) -> bool:
    """Spain: the number's rest by 23 is a letter."""
    bare = (
        re.sub(r"[^0-9A-Z]", "", text.upper()).replace("X", "0", 1).replace("Y", "1", 1).replace("Z", "2", 1)
        if text[0] in "XYZxyz"
        else (re.sub(r"[^0-9A-Z]", "", text.upper()))
    )
    return bare[:-1].isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(bare[:-1]) % 23] == bare[-1]


def _is_pesel(text: str) -> bool:
    digits = _digits(text)
    return 1 <= digits[2] * 10 % 20 + digits[3] <= 12 and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _is_cpf(text: str) -> bool:
    digits = _digits(text)
    first = _weighted(digits[:9], tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = _weighted(digits[:10], tuple(range(11, 1, -1))) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == [first, second]


def _is_swedish(text: str) -> bool:
    digits = _digits(text)[-10:]
    total = sum(sum(divmod(digit * (2 - number % 2), 10)) for number, digit in enumerate(digits))
    return total % 10 == 0 and 1 <= digits[2] * 10 + digits[3] <= 12


def _is_nhs(text: str) -> bool:
    digits = _digits(text)
    return (11 - _weighted(digits[:9], tuple(range(10, 1, -1))) % 11) % 11 == digits[9] and len(set(digits)) > 2


def _is_aadhaar(text: str) -> bool:
    """India: Verhoeff's check over twelve digits."""
    check = 0
    for place, digit in enumerate(reversed(_digits(text))):
        permuted = digit
        for _ in range(place % 8):
            permuted = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[permuted]
        check = _DIHEDRAL[check][permuted]
    return check == 0


_DIHEDRAL = [
    [(row + other) % 5 if row < 5 and other < 5 else 5 + (row + other) % 5 if row < 5 else
     5 + (row - other) % 5 if other < 5 else (row - other) % 5 for other in range(10)] for row in range(10)
]  # fmt: skip


def _always(_: str) -> bool:
    return True


#: Forms that few other numbers have, each with its check.
_FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", _always),  # United States
    (r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]", _always),  # United Kingdom
    (r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2])\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}\s?\d{2}", _is_nir),
    (r"(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z]", _is_dni),
    (r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", _always),  # Italy
    (r"(?:19|20)?\d{6}[-+]\d{4}", _is_swedish),
    (r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-+A]\d{3}[0-9A-FHJ-NPR-Y]", _always),  # Finland, Denmark
    (r"\d{3}\.\d{3}\.\d{3}-\d{2}", _is_cpf),
    (r"756\.\d{4}\.\d{4}\.\d{2}", _always),  # Switzerland
    (r"[2-9]\d{3} \d{4} \d{4}", _is_aadhaar),
    (r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", _always),  # Belgium
    (r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", _always),  # Germany, pension insurance
    (r"\d{11}", _is_pesel),
    (r"\d{3} \d{3} \d{4}", _is_nhs),
)
_ANY_FORM = re.compile(rf"{_EDGE}(?:{'|'.join(form for form, _ in _FORMS)}){_END}", re.ASCII)
_CHECKS = tuple((re.compile(form, re.ASCII), is_right) for form, is_right in _FORMS)
#: Words that say whose number it is; what follows is one whatever its form.
_TOLD_BEFORE = re.compile(
    r"\b(?:passport|passeport|(?:reise)?pass(?:nummer|nr)|reisepass|pasaporte|passaporto?|paspoort|паспорт\w*|pas(?:sets)? ?nummer|tax (?:id|identification|file)"  # noqa: E501
    r"|taxpayer|steuer-?(?:id|identifikationsnummer|nummer|nr)|tin\b|itin|ein\b|ssn|social security|social insurance|national insurance|nino\b|ni number"  # noqa: E501
    r"|nhs|medicare|health (?:card|insurance)|insurance policy|versicherten-?(?:nummer|nr)|krankenversicherten?-?(?:nummer|nr)|krankenkassen-?nummer"  # noqa: E501
    r"|(?:sozial|renten)versicherungs-?(?:nummer|nr)|ahv(?:-nummer)?|numéro de sécurité sociale|sécu(?:rité sociale)?|carte vitale|numéro fiscal|codice fiscale"  # noqa: E501
    r"|tessera sanitaria|dni|nie|nif|cif|bsn|burgerservicenummer|pesel|nip\b|dowód osobisty|rodné číslo|personnummer|person-?nr|cpr(?:-nummer)?|fødselsnummer|henkilötunnus"  # noqa: E501
    r"|hetu|cpf|rg\b|aadhaar|aadhar|pan (?:card|number|no)|pan:|sin\b|tfn|инн|снилс|kimlik(?: no)?|driver[’']?s? licen[cs]e|driving licen[cs]e|führerschein(?:nummer)?"  # noqa: E501
    r"|(?:national |identity |id )card|personalausweis(?:nummer)?|ausweis(?:nummer|nr)?|マイナンバー|身份证(?:号)?|護照|护照)"
    r"(?:['’]s)?(?:\s?(?:numbers?|no|nr|nummer|num|numéro|número|numero|n°|nº|id|code|is|was|are|ist|lautet|est|es|è|é|er|är|on|:|=|#|of|номер|\(|\.)){0,5}[\s:#(]{0,3}$",
    re.I,
)
#: Letters and digits that can be such a number: at most six capitals, then digits, with blanks or signs between.
_VALUE = re.compile(r"(?<![\w.])(?:[A-Z]{1,6} ?)?\d(?:[ ./-]?[A-Z0-9]){3,17}(?![a-zA-Z0-9_])")
_DIGITS = re.compile(r"\d")
#: How far before a number its name can stand.
BEFORE = 70


#: Digits as they stand in numbers that a word tells, and in those that are known by their form.
_VALUE_DIGITS = re.compile(r"\d(?:[ ./-]?[A-Z0-9]){3}")
_FORM_DIGITS = re.compile(r"\d(?:[A-Za-z .+-]{0,3}\d){5,60}")
#: Most characters of a number before its first digit, and after.
BEFORE_DIGITS, VALUE_LENGTH, AFTER_FORM = 10, 64, 6
#: Words that tell a number and stand in no word list: languages without spaces, and one that is declined.
_UNSPACED = re.compile("マイナンバー|身份证|護照|护照|паспорт")


def mask_id_numbers(text: str, words: frozenset[str]) -> str:
    """Numbers that a state or an insurance gave a person; ``words`` are the text's, in small letters."""
    if not words.isdisjoint(MARKS["ids"]) or (not text.isascii() and _UNSPACED.search(text.lower())):
        text = replaced_within(_VALUE, _mask_of, text, around(_VALUE_DIGITS, text, BEFORE_DIGITS, VALUE_LENGTH))
    return replaced_within(_ANY_FORM, _of_form, text, around(_FORM_DIGITS, text, BEFORE_DIGITS, AFTER_FORM))


def _of_form(match: re.Match) -> str:
    """A number in one of the forms, masked where that form's check is right."""
    is_right = any(form.fullmatch(match[0]) and check(match[0]) for form, check in _CHECKS)
    return "[id-number]" if is_right else match[0]


def _mask_of(match: re.Match) -> str:
    """A number, masked where the words before it say whose it is; capitals before it may be such a word themselves ("BSN 111...")."""  # noqa: E501
    if len(_DIGITS.findall(match[0])) < MIN_ID_DIGITS:
        return match[0]
    before = match.string[max(0, match.start() - BEFORE) : match.start()]
    if _TOLD_BEFORE.search(before):
        return "[id-number]"
    name = re.match(r"[A-Z]{1,6} ", match[0])
    return f"{name[0]}[id-number]" if name and _TOLD_BEFORE.search(before + name[0]) else match[0]
