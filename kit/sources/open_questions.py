"""Open questions: which columns of a survey hold people's own words, and which answers say nothing."""

from __future__ import annotations

import re
from collections import Counter

#: Answers looked at to tell an open question from a choice.
LOOKED_AT = 500
#: An open question's answers have this many words in the middle case ...
OPEN_WORDS = 4
#: ... and at least this part of them differs from all others; choices repeat.
OPEN_DISTINCT = 0.5
#: By what forms join several choices in one cell.
JOINTS = (";", ", ", "\n", "|", " / ")
#: Where at least this part of the cells holds several parts, and this part of all parts comes again, they are choices.
SEVERAL, AGAIN = 0.2, 0.6

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RANK = re.compile(r"^\s*(?:\d{1,2}[.):]|[-•*])\s*")
#: Answers that are none, in small letters without their marks.
_NOTHING = frozenset(
    {
        "", "removed", "deleted", "n a", "na", "none", "nothing", "nothing really", "nothing else", "nothing to add", "no", "nope",  # noqa: E501
        "no comment",
        "no comments", "nil", "null", "not applicable", "idk", "dont know", "don t know", "i don t know", "not sure", "nothing comes to mind",  # noqa: E501
        "see above", "as above", "same as above", "test", "asdf", "x", "xx", "xxx", "k a", "ka", "keine", "keine angabe", "nichts",  # noqa: E501
        "nein", "weiß nicht", "weiss nicht", "siehe oben", "entfällt", "kein kommentar", "rien", "rien à signaler", "ras", "aucun",  # noqa: E501
        "aucune", "non", "je ne sais pas", "nada", "ninguno", "ninguna", "no sé", "niente", "nulla", "nessuno", "nessuna", "non so", "niente di particolare", "nada en particular", "rien de particulier", "nichts besonderes", "geen",  # noqa: E501
        "niets", "nee", "n v t", "nvt", "weet niet", "nenhum", "nenhuma", "não", "não sei", "ingen", "ingenting", "intet", "nej", "nei",  # noqa: E501
        "inget", "vet ej", "ei", "ei mitään", "en tiedä", "brak", "nic", "nie", "nie wiem", "нет", "ничего", "не знаю", "žádné",
        "žádný", "ne", "nevím", "yok", "hayır", "hiçbir şey", "bilmiyorum", "なし", "特になし", "ありません", "わかりません", "无", "没有",  # noqa: E501
        "無", "沒有", "不知道", "없음",
    }
)  # fmt: skip


def is_non_answer(text: str) -> bool:
    """Whether an answer says nothing: "n/a", "-", "keine", "特になし"."""
    return len(text) <= 40 and " ".join(re.findall(r"\w+", text.lower())) in _NOTHING


def n_words(text: str) -> int:
    """Words of a text; languages without spaces are counted by two letters a word."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


def is_choice(answers: list[str]) -> bool:
    """Whether answers are put together of a form's own options: ticked boxes and rankings, whatever their combinations."""
    for joint in JOINTS:
        cells = [[part for option in answer.split(joint) if (part := _RANK.sub("", option).strip())] for answer in answers]
        if sum(answer.rstrip(" ").endswith(joint) and joint == ";" for answer in answers) >= 0.8 * len(answers):
            return True  # Microsoft Forms ends every ticked box with its mark
        if sum(len(parts) > 1 for parts in cells) < SEVERAL * len(answers):
            continue
        counts = Counter(part.lower() for parts in cells for part in parts)
        if sum(count for count in counts.values() if count > 1) >= AGAIN * counts.total():
            return True
    return False


def is_open(answers: list[str], least_words: int = OPEN_WORDS) -> bool:
    """Whether the answers of one column are words of one's own and not choices.

    Parameters
    ----------
    least_words : in the middle case; fewer where something else tells that words were typed.
    """
    given = [answer.strip() for answer in answers if answer.strip() and not is_non_answer(answer)][:LOOKED_AT]
    words = sorted(map(n_words, given))
    if not given or words[len(words) // 2] < least_words or len(set(given)) < OPEN_DISTINCT * len(given):
        return False
    return not is_choice(given)
