"""What is embedded and named are words, not masks."""

import numpy as np
import pytest

from kit.record.plain_words import plain_words
from kit.record.store import Record
from kit.record.vectors import Vectors, vector_keys


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("call [person-1a2b] about [account-91c0] please", "call about please"),
        ("my card ends in 4471 and expires 03/27", "my card ends in and expires"),
        ("XXXX XXXX charged me $ 1,250.00 on XX/XX/2019", "charged me on"),
        ("it went up by 12 % at 10:30 am on the 3rd", "it went up by at on the"),
        ("@helpdesk the app crashed again #fail see https://x.example/1?t=2", "the app crashed again see"),
        ("write to me at jo.doe@mail.example now", "write to me at now"),
        ("the Q3 report on S3 is late", "the Q3 report on S3 is late"),
        ("Northbeam Analytics is slow, Northbeam's page too", "is slow, page too"),
    ],
)
def test_masks_numbers_addresses_handles_and_the_own_name_are_no_words(text, plain):
    assert plain_words(text, "Northbeam Analytics") == plain


@pytest.mark.parametrize("text", ["4471", "[email]", "", "?!"])
def test_a_text_without_any_word_stays_as_it_is(text):
    assert plain_words(text, "Acme") == text


def test_a_first_word_that_is_everybodys_is_not_taken_for_the_name():
    assert plain_words("the first time", "First Bank") == "the first time"
    assert plain_words("we are the one", "The One") == "we are"


def test_texts_that_differ_in_masks_alone_share_a_vector(tmp_path):
    record = Record(tmp_path)
    found = Vectors(record, "wordllama", company="Acme").of(["Acme lost parcel 4471", "lost parcel [id-number]", "lost parcel"])
    assert np.array_equal(found[0], found[2])
    assert np.array_equal(found[1], found[2])
    assert set(record.read("vectors")["text_sha"]) <= vector_keys(["Acme lost parcel 4471"], "Acme")
