"""Looking only where something can be finds the same as looking everywhere, and finds names that capitals hide."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.config.settings import Redaction
from kit.ingest.redact import Redactor, addresses, id_numbers, numbers
from kit.ingest.redact.candidates import around, lowered, merged, replaced_within
from kit.ingest.redact.names import Named

#: Texts out of what the patterns look for, and of what stands between.
PIECES = st.lists(
    st.sampled_from(
        ["+1 415 555 0132", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "123-45-6789", "jane.doe@x.example", "a@b", "@",
         "2026-10-08", "(2026-10-08 15:00)", "12345678Z", "12.000", "9", " ", "\n", ", ", "x", "é", "GB82WEST12345698765432"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def everywhere(mask, pattern, text):
    return pattern.sub(mask, text)


@given(PIECES)
def test_numbers_are_found_as_by_looking_at_every_letter(text):
    cards = replaced_within(numbers._CARD, numbers._card, text, around(numbers._CARD_DIGITS, text, 0, numbers.AFTER_DIGITS))
    assert cards == everywhere(numbers._card, numbers._CARD, text)
    windows = around(numbers._PHONE_DIGITS, text, numbers.BEFORE_DIGITS, numbers.AFTER_DIGITS)
    assert replaced_within(numbers._PHONE, numbers._phone, text, windows) == everywhere(numbers._phone, numbers._PHONE, text)
    windows = around(id_numbers._FORM_DIGITS, text, id_numbers.BEFORE_DIGITS, id_numbers.AFTER_FORM)
    found = replaced_within(id_numbers._ANY_FORM, id_numbers._of_form, text, windows)
    assert found == everywhere(id_numbers._of_form, id_numbers._ANY_FORM, text)


@given(PIECES)
def test_addresses_are_found_as_by_looking_at_every_letter(text):
    assert addresses.mask_emails(text) == addresses._EMAIL.sub("[email]", text)


@given(st.text(max_size=60))
def test_small_letters_stand_where_the_letters_stood(text):
    assert len(lowered(text)) == len(text)


def test_stretches_that_touch_are_one():
    assert merged([(-3, 5), (4, 9), (20, 22)]) == [(0, 9), (20, 22)]
    assert replaced_within(re.compile("b"), lambda _: "*", "abcb", [(0, 2)]) == "a*cb"


@pytest.mark.parametrize(
    ("text", "is_there"),
    [("ask İsmail Yıldız today", True), ("ASK İSMAIL YILDIZ", False), ("ask ismail yıldız", True), ("Yıldız and İsmail", False)],
)
def test_a_name_with_a_dotted_capital_is_found(text, is_there):
    """Its small letter is longer than it, and was looked for in vain."""
    masked = Redactor(Redaction(), "k", ["İsmail Yıldız"], []).text(text)
    assert ("[person-" in masked) == is_there


def test_the_dotted_capital_makes_no_other_person():
    redactor = Redactor(Redaction(), "k", ["İsmail Yıldız"], [])
    assert redactor.text("İsmail Yıldız") == redactor.person("İsmail Yıldız")


@given(
    st.lists(st.sampled_from(["jane doe", "ann o'brien", "li", "van der berg"]), max_size=3),
    st.text("janedoe livbrg'", max_size=20),
)
def test_names_are_passed_over_only_where_none_stands(names, text):
    words = frozenset(re.findall(r"\w+", text))
    always = Named(names)
    always._can_stand = lambda _: True
    assert Named(names).masked(text, words, lambda _: "*") == always.masked(text, words, lambda _: "*")


def test_a_row_of_signs_costs_no_time_and_addresses_beside_it_are_found():
    started = time.process_time()
    masked = addresses.mask_emails(f"write to jane@x.example {'@' * 300_000} or sam%40y.example, {'@a.b' * 3}")
    assert time.process_time() - started < 2.0
    assert masked.startswith("write to [email] @@@")
    assert " or [email], " in masked
