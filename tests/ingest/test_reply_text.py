"""Own words: quoted replies, signatures, disclaimers and greetings are cut, with offsets kept true."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ingest.reply_text import own_spans
from tests.benchmarks.reading.mails import by_kit, read_mails


def own(text: str) -> list[str]:
    return [text[start:end] for start, end in own_spans(text, 0, len(text))]


WORDS = "The export times out every Monday."

CASES = {
    "plain": WORDS,
    "greeting line": f"Hi team,\n\n{WORDS}",
    "greeting inline": f"Hello there, {WORDS}",
    "greeting by name": f"Dear [person-3f2a],\n{WORDS}",
    "sign-off": f"{WORDS}\n\nBest regards,\nJane Doe\nHead of RevOps",
    "sign-off with thanks": f"{WORDS}\n\nMany thanks\n[person-3f2a]",
    "delimiter": f"{WORDS}\n-- \nJane\nwww.bluewhistle.example",
    "signature without sign-off": f"{WORDS}\n\n[person-3f2a]\nHead of RevOps | [account-91c0]\n[phone]",
    "sent from": f"{WORDS}\n\nSent from my iPhone",
    "reply below": f"{WORDS}\n\nOn Mon, Oct 5, 2026 at 9:00 AM Sam Lee <[email]> wrote:\n> please tell\n> us more\n",
    "reply below, unmarked": f"{WORDS}\n\nOn 5 Oct 2026, at 09:00, Support wrote:\n\nplease tell us more",
    "wrapped header": f"{WORDS}\n\nOn Mon, Oct 5, 2026 at 9:00 AM [person-9c1e]\n<[email]> wrote:\n> more",
    "outlook": f"{WORDS}\n\nFrom: Sam Lee\nSent: Monday\nTo: Jane\nSubject: RE: export\n\nolder words",
    "original message": f"{WORDS}\n\n-----Original Message-----\nolder words",
    "underscores": f"{WORDS}\n________________________________\nFrom: Sam\nSent: Monday\nolder",
    "german reply": f"{WORDS}\n\nAm 05.10.2026 um 09:00 schrieb Support:\n> alt",
    "french reply": f"{WORDS}\n\nLe 5 oct. 2026 à 09:00, Support a écrit :\n> vieux",
    "answer under the quote": f"On Mon, Oct 5, 2026 Sam wrote:\n> what is wrong?\n\n{WORDS}",
    "reply mark": f"##- Please type your reply above this line -##\n{WORDS}",
    "disclaimer": f"{WORDS}\n\nThis e-mail and any attachments are confidential and intended only for you.\nDelete it.",
    "external mail warning": f"CAUTION: This email originated from outside of the organization.\n\n{WORDS}",
    "signature above a quote": f"{WORDS}\n\n[person-3f2a]\nDirector, Operations\n\nOn Mon, Oct 5, 2026 Sam wrote:\n> older",
    "signature above small print": f"{WORDS}\n\nBest regards,\n[person-3f2a]\nController\n\nNothing in this mail creates a "
    "binding contract unless it is confirmed in a signed document by two officers of the company.",
    "all at once": f"Hi,\n{WORDS}\n\nThanks,\nJane\n\nOn Mon, Oct 5, 2026 at 9 AM Sam wrote:\n> x\n\nCONFIDENTIALITY NOTICE: no",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_only_what_was_written_just_now_is_left(text):
    assert own(text) == [WORDS]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Thanks to the last release\nthe export works, but the filters do not and we had to change all of them "
            "by hand last week again."
        ),
        "From: and To: fields are swapped in the mail settings.\nPlease look.",
        "On Monday the CFO wrote: numbers first.\nWe had none.",
        "1. Export fails\n2. Filter resets\n3. Nobody told us",
        "Best of all the reports load quickly.\nWorst of all they are wrong.",
    ],
)
def test_what_only_looks_like_mail_stays(text):
    assert own(text) == [text]


def test_paragraphs_are_stretches_of_their_own():
    assert own("First thing.\nStill the first.\n\nSecond thing.") == ["First thing.\nStill the first.", "Second thing."]


def test_offsets_are_those_of_the_whole_text():
    text = f"team words\n\nHi,\n{WORDS}\n\nCheers,\nJane\n\nmore team words"
    start = text.index("Hi,")
    [(one, other)] = own_spans(text, start, text.index("\n\nmore"))
    assert text[one:other] == WORDS


@given(
    st.lists(st.sampled_from([*CASES.values(), ">", "\n", "--", "On x wrote:", "From: a\nTo: b", " ", "é"]), max_size=8).map(
        "\n".join
    )
)
def test_stretches_are_in_order_apart_and_within(text):
    spans = own_spans(text, 0, len(text))
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


MAILS = read_mails()


def test_the_labelled_mails_are_at_least_150_in_17_languages():
    assert len(MAILS) >= 150
    assert len({mail.language for mail in MAILS}) == 17


def test_of_the_labelled_mails_the_customers_words_are_kept_and_the_other_sides_cut():
    wrong = {}
    for number, mail in enumerate(MAILS):
        kept = " ".join(by_kit(mail.text).split())
        lost = [words for words in mail.words if " ".join(words.split()) not in kept]
        leaked = [words for words in mail.others if words in kept]
        wrong |= {(number, mail.language, mail.frame): (lost, leaked)} if lost or leaked else {}
    assert wrong == {}


@pytest.mark.parametrize("head", ["Ben Agent kirjoitti 13.10.2026 klo 9.12:", "Sam <s@us.example> zzzz 13.10.2026 09:12:"])
def test_a_head_is_known_by_its_structure_where_names_are_not_masked(head):
    assert own(f"{WORDS}\n\n{head}\n\nWe will raise the price.") == [WORDS]


def test_a_head_in_no_known_language_is_known_by_a_person_a_date_and_an_answers_subject():
    head = "Xyz: Ben <b@us.example>\nAbc: 13.10.2026 09:12\nDef: Mara <m@l.example>\nGhi: Re: Export"
    assert own(f"{WORDS}\n\n{head}\n\nWe will raise the price.") == [WORDS]


@pytest.mark.parametrize("line", ["Thanks!", "Thank you very much.", "Danke!", "Merci.", "Cheers,", "Best regards"])
def test_a_sign_off_over_a_sentence_signs_nothing(line):
    assert "".join(own(f"Hi Ben,\n{line}\n{WORDS}")).endswith(WORDS)


@pytest.mark.parametrize(
    "postscript", ["PS: totals differ.", "P.S. totals differ.", "NB: totals differ.", "And one more thing: totals differ."]
)
def test_what_follows_a_signature_of_a_name_stays(postscript):
    assert own(f"{WORDS}\n\nThanks\nMara\n\n{postscript}") == [WORDS, postscript]


def test_what_stands_between_lines_of_dashes_stays():
    assert own(f"{WORDS}\n\n----\n1. It hangs\n----\nPlease mend it.") == [WORDS, "1. It hangs", "Please mend it."]


@pytest.mark.parametrize(
    "closing",
    [
        "tia\n\n-- \n[person-3ee9]\nCustomer Account Manager\n[account-d304]",
        "Yours faithfully\n\n-- \n[person-3ee9]\nProcurement Officer",
        "[person-3ee9]\n\nSent from my iPhone\n\nThis message is meant only for the person it is addressed to. Please delete it.",
        "Sent from my iPhone\n\nWe accept no liability for damage caused by viruses in this mail.",
        "Warm regards\n\nI.",
        "Thanks & regards\n\nJ.",
    ],
)
def test_closings_of_several_parts_are_cut_whole(closing):
    assert own(f"{WORDS}\n\n{closing}") == [WORDS]


def test_a_short_first_line_that_addresses_nobody_stays():
    assert own(f"Per my last email,\n{WORDS}") == [f"Per my last email,\n{WORDS}"]
