"""Own words: what of a customer's turn the customer wrote just now, and not a mail program, a template or somebody quoted."""

from __future__ import annotations

import re

from kit.ingest.quoted_mail import quoted_lines
from kit.ingest.signatures import signature_lines, small_print
from kit.words import ACCOUNT_MASK, PERSON_MASK

Span = tuple[int, int]

_HELLO = (
    r"(?:hi|hello|hey|hiya|howdy|dear|greetings|good (?:morning|afternoon|evening|day)|morning|hallo|guten (?:tag|morgen)|moin"
    r"|liebe[rs]?|sehr geehrte[rs]?|servus|bonjour|bonsoir|salut|ch[èe]re?s?|hola|estimad[oa]s?|buen(?:os)? d[íi]as?|ciao|buongiorno"  # noqa: E501
    r"|salve|gentile|ol[áa]|bom dia|boa tarde|prezad[oa]s?|caro|beste|geachte|goedemorgen|goedendag|hej|hei|kære|kjære|god (?:dag"
    r"|morgen)|moi|hyvä|terve|cześć|dzień dobry|szanown[iy].{0,12}|witam|здравствуйте|добрый (?:день|вечер)|привет|уважаем\w+|dobrý den"  # noqa: E501
    r"|ahoj|vážen[ýáí]|merhaba|selam|sayın|iyi günler|to whom it may concern|您好|你好|尊敬的)"
)
_GREETING = re.compile(rf"^\s*{_HELLO}\b[^.!?\n,;:。]{{0,40}}[,.!:;–，。！：-]*\s*$")
_GREETING_CJK = re.compile(
    r"^\s*(?:.{1,20}(?:様|さん|御中)|いつも(?:大変)?お世話になって(?:おり|い)ます|お世話になって(?:おり|い)ます)[、。,.]?\s*$"
)
#: Whatever the language: a few words at the top that end in a comma.
_ADDRESSED = re.compile(r"^\s*[^\W\d_][^\n,.!?;:]{0,40},\s*$")
_GREETING_START = re.compile(
    rf"^\s*(?i:{_HELLO})(?:[ ,]+(?:there|all|team|folks|everyone|everybody|guys|both|again|support|sir|madam"
    rf"|ladies and gentlemen|{PERSON_MASK.pattern}|{ACCOUNT_MASK.pattern}|[A-Z][\w'’.-]+)){{0,4}}\s*[,!.:–-]+\s+"
)


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Spans of a stretch's lines, without their ends."""
    spans = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        spans.append((start, stop))
        start = stop + 1
    return spans


def _merged(spans: list[Span], text: str) -> list[Span]:
    """Neighbouring lines as one stretch; a cut line or an empty one divides."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] == "\n":
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _is_greeting(line: str, rest: list[int]) -> bool:
    if len(line) > 60:
        return False
    words = line.strip(" ,").split()
    is_named = bool(words) and len(words) <= 4 and (words[-1][0].isupper() or bool(PERSON_MASK.match(words[-1])))
    is_addressed = len(rest) > 1 and is_named and bool(_ADDRESSED.match(line))
    return bool(_GREETING.match(line.lower()) or _GREETING_CJK.match(line)) or is_addressed


def own_spans(text: str, start: int, end: int) -> list[Span]:
    """Stretches of one customer's turn that the customer wrote just now.

    Quoted replies, forwarded mails, signatures, disclaimers, "type above this line" marks and greetings are left out.

    Parameters
    ----------
    text : the stored text; ``start`` and ``end`` are the turn's offsets in it.

    Returns
    -------
    list of (start, end), offsets into ``text``, in order; a stretch holds no empty line.
    """
    if text.find("\n", start, end) < 0:
        greeted = _GREETING_START.match(text, start, min(end, start + 200))
        return [(greeted.end() if greeted else start, end)]
    spans = _lines(text, start, end)
    lines = [text[slice(*span)] for span in spans]
    kept = [number for number, is_cut in enumerate(quoted_lines(lines)) if not is_cut]
    for cutting in (signature_lines, small_print):
        cut = cutting([lines[number] for number in kept])
        kept = [number for number, is_cut in zip(kept, cut, strict=True) if not is_cut]
    kept = [number for number in kept if lines[number].strip()]
    while kept and _is_greeting(lines[kept[0]], kept):
        kept = kept[1:]
    if kept and (greeted := _GREETING_START.match(lines[kept[0]])):
        spans[kept[0]] = (spans[kept[0]][0] + greeted.end(), spans[kept[0]][1])
    return _merged([spans[number] for number in kept], text)
