"""Passages: short runs of a customer's own words, one to three sentences that say one thing."""

from __future__ import annotations

import re
from pathlib import Path

Span = tuple[int, int]

#: A passage holds at most this many sentences and about this many words.
MAX_SENTENCES, MAX_WORDS = 3, 60
#: A sentence without any full stop, as speech recognition writes it, is divided where it is longer than this.
LONG_SENTENCE, SHORT_CLAUSE = 40, 10
#: A word longer than this is a key, a path or a broken file; it is divided so that nothing grows without bound.
MAX_WORD = 40
#: A sentence of no more characters is not looked at word by word.
SHORT_SENTENCE = 400

_ENDS = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]|\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'])(?:e\.g|i\.e|etc|vs|approx|ca|cf|dr|mr|mrs|ms|prof|st|jr|sr|inc|ltd|corp|co|dept|est|min|max|avg|incl"
    r"|excl|resp|fig|vol|no|nr|"
    r"z\.b|d\.h|bzw|usw|u\.s|u\.k|a\.m|p\.m|q[1-4]|[a-z])$",
    re.I,
)
_BULLET = re.compile(r"\s*(?:[-*•·–‣▪●]|\(?\d{1,2}[.)]|\(?[a-z]\)|>+)\s+")
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(
    r"(?<=[,;:])\s|\s(?=(?:and then|and so|and also|and we|and i|and it|but|so then|so we|so i|because|cause|which|although"
    r"|though|however|then|also|plus|anyway|"
    r"i mean|you know|the other thing|another thing|on top of)\s)",
    re.I,
)
_NEW_SUBJECT = re.compile(
    r"\W*(?:(?:and |oh |but |then |so |ok |okay |um |uh |well )*(?:also|another|separately|second(?:ly)?|third(?:ly)?"
    r"|first(?:ly)?|finally|lastly|next|besides|additionally|moreover|"
    r"furthermore|plus|on top of (?:that|this|it)|by the way|btw|one (?:more|other|last) thing|one more|other than that"
    r"|apart from (?:that|this)|aside from that|as for|"
    r"regarding|concerning|on another note|on a different note|unrelated|on the (?:other hand|plus side|positive side)"
    r"|on the (?:upside|downside)|the other (?:thing|issue|problem|point)|the (?:second|next|last) (?:thing|issue|problem"
    r"|point)|"
    r"what (?:i|we) (?:really )?(?:love|like|hate|dislike|need|want)|my (?:other|second|next|last) (?:\w+))|i also|we also"
    r"|in addition|speaking of)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"\W*(?:it|its|it['’]s|that|that['’]s|this|these|those|they|they['’]re|them|their|he|she|his|her|which|who|and|but|so"
    r"|because|cause|since|then|even|still|instead|otherwise|"
    r"meaning|yet|or|nor|except|especially|not|hence|therefore|thus|again|same|both|either|neither|each time|every time"
    r"|at (?:that|this) point|in (?:that|this|which) case|for (?:example|instance)|e\.g|"
    r"like|as a result|until|till|after (?:that|which)|if so|maybe|perhaps|probably|basically|i mean|ideally|nobody|nothing"
    r"|none|somehow|now|why|there)\b",
    re.I,
)
_CONTENT = re.compile(r"[^\W\d_]{4,}")
#: Words that two sentences share without being about one thing.
_COMMON = frozenset((Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").split())
_PHRASES = (Path(__file__).parent / "pleasantries.txt").read_text(encoding="utf-8").splitlines()[1:]
_PLEASANTRY = re.compile(rf"(?:\W*(?:{'|'.join(_PHRASES)})(?!\w)){{1,10}}\W*", re.I)


def _sentence_ends(text: str, start: int, end: int) -> list[tuple[int, bool]]:
    """Ends of the sentences of a stretch, each with whether a line ends there too."""
    ends = []
    for mark in _ENDS.finditer(text, start, end):
        stop = mark.end()
        if mark[0] == "\n":
            if _is_wrapped(text, start, mark.start(), end):
                continue
            ends.append((stop, True))
        elif mark[0] != "." or not _is_abbreviated(text, start, mark.start()):
            ends.append((stop, text[stop : stop + 1] == "\n"))
    return [*ends, (end, True)]


def _is_abbreviated(text: str, start: int, place: int) -> bool:
    """Whether the point at this place ends an abbreviation; none has more than six letters in a row."""
    before = text[max(start, place - 7) : place]
    return not (len(before) == 7 and before.isalpha()) and bool(_ABBREVIATION.search(text, max(start, place - 12), place))


def _is_wrapped(text: str, start: int, place: int, end: int) -> bool:
    """Whether a line end is a mail program's wrapping and not the writer's."""
    width = place - max(start, text.rfind("\n", start, place) + 1)
    if place + 1 >= end or text[place - 1 : place] in ".!?:" or _BULLET.match(text, place + 1, min(end, place + 12)):
        return False
    return width >= 60 or text[place - 1 : place] == ","


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """A long sentence as clauses of at most LONG_SENTENCE words; a shorter one as it is."""
    bare = text[start:end]
    if len(bare) <= SHORT_SENTENCE and bare.count(" ") + bare.count("\n") < LONG_SENTENCE:
        first = start + len(bare) - len(bare.lstrip())
        return [(first, start + len(bare.rstrip()))] if not bare.isspace() and bare else []
    words = [span for match in _WORD.finditer(text, start, end) for span in _short(match.start(), match.end())]
    if len(words) <= LONG_SENTENCE:
        return [(words[0][0], words[-1][1])] if words else []
    breaks = {match.end() for match in _CLAUSE.finditer(text, start, end)}
    pieces, first = [], 0
    while len(words) - first > LONG_SENTENCE:
        window = range(first + LONG_SENTENCE - 1, first + SHORT_CLAUSE, -1)
        cut = next((index for index in window if words[index][0] in breaks), first + LONG_SENTENCE)
        pieces.append((words[first][0], words[cut - 1][1]))
        first = cut
    return [*pieces, (words[first][0], words[-1][1])]


def _short(start: int, end: int) -> list[Span]:
    return [(first, min(first + MAX_WORD, end)) for first in range(start, end, MAX_WORD)]


def sentences(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Sentences of a stretch: start, end (offsets into ``text``, no space at either side) and whether a line ends there."""
    spans, place = [], start
    for stop, is_line_end in _sentence_ends(text, start, end):
        bullet = _BULLET.match(text, place, stop)
        pieces = _pieces(text, bullet.end() if bullet else place, stop)
        if bullet and spans and pieces:
            spans[-1] = (*spans[-1][:2], True)  # a list's next point starts a passage of its own
        spans += [(first, other, is_line_end and (first, other) == pieces[-1]) for first, other in pieces]
        place = stop
    return spans


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _CONTENT.findall(text.lower()) if word not in _COMMON}


def _belongs(before: str, after: str) -> bool:
    """Whether a sentence goes on with what the one before it says."""
    if _NEW_SUBJECT.match(after):
        return False
    if "?" in (before[-1:], after[-1:]):
        return True  # what is asked, and why
    if len(after.split(None, 4)) < 4 or len(before.split(None, 5)) < 5 or _GOES_ON.match(after):
        return True
    return not _stems(before).isdisjoint(_stems(after))


def is_pleasantry(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or agrees, or holds no word at all."""
    return len(sentence) <= 160 and (_PLEASANTRY.fullmatch(sentence) is not None or not any(map(str.isalnum, sentence)))


def passages_of(text: str, spans: list[Span]) -> list[Span]:
    """Passages of a conversation.

    Parameters
    ----------
    text : the stored text.
    spans : the customer's own stretches in it, in order.

    Returns
    -------
    list of (start, end) with ``text[start:end]`` a passage; they do not overlap and none crosses a stretch's end.
    A passage has one to three sentences and at most about 60 words. Sentences that only greet, thank or agree are in none.
    """
    passages: list[Span] = []
    for start, end in spans:
        group: list[Span] = []
        n_words, is_closed = 0, False
        for first, other, is_line_end in sentences(text, start, end):
            sentence = text[first:other]
            if is_pleasantry(sentence):
                is_closed = True
                continue
            count = max(sentence.count(" ") + 1, len(sentence) // 10)
            is_full = len(group) >= MAX_SENTENCES or n_words + count > MAX_WORDS
            if group and (is_closed or is_full or not _belongs(text[slice(*group[-1])], sentence)):
                passages.append((group[0][0], group[-1][1]))
                group, n_words = [], 0
            group.append((first, other))
            n_words, is_closed = n_words + count, is_line_end
        if group:
            passages.append((group[0][0], group[-1][1]))
    return passages
