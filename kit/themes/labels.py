"""Names of themes: a short stretch of what a customer really said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from kit.errors import RunError, SettingsError
from kit.geometry import purity, unit
from kit.matching.stance_cues import is_telling
from kit.record.plain_words import own_name
from kit.words import MASK, names_company

#: Passages nearest a theme's centre that its label may come from, and passages beside which a candidate is heard.
CENTRAL, ECHOES = 30, 5
#: Words in a label: fewer say too little, more do not fit beside a chart; up to so many it reads at a glance.
FEWEST, MOST, HANDY = 3, 14, 9
#: Texts, and stretches of them, that are remembered: a text that is central to a theme is so to the nodes that hold it.
KEPT = 2**14
#: What a label gains whose nearest texts are all of its theme, and by how much a new label must be better than the one there
#: was, which readers know by now.
PURE, CLEARLY = 0.15, 0.25
#: Scores that differ by less count as one: they are compared by six digits.
SAME = 1e-5
#: Where a passage may be cut: after a sentence's end, or around a comma, dash, semicolon or bracket.
CUT = re.compile(r"[.!?…]+(?=\s|$)|,(?!\d)|:(?=\s)|[;()\n]|\s[-–—]+\s|—")
WORD = re.compile(r"\w[\w'’%-]*")
#: Openings that lean on what was said before them.
LEANING = re.compile(
    r"^(?:and|but|or|nor|so|because|cause|which|that|then|also|plus|um|uh|well|like|yeah|yes|it|its|it['’]s|this|these|those"
    r"|they|he|she|there|here|one|same|again|honestly|however|therefore|in addition|furthermore|moreover|otherwise|instead"
    r"|sir|madam|ma['’]am|ok|hi|hello|dear|please"
    r"|to|for|from|of|with|by|in (?:this|that|which|response)|at that|after that|regarding|including|stating|along with"
    r"|not to mention|such as|i mean|you know|look|okay|anyway|unfortunately|update)\b",
    re.IGNORECASE,
)
#: Openings without which a sentence says the same: a name begins behind them.
OPENING = re.compile(
    r"^(?:(?:and|but|so|now|then|also|nevertheless|however|therefore|obviously|apparently|disappointingly|unfortunately|finally"
    r"|furthermore|moreover|in (?:addition|the end|the meantime)|at (?:which|that|this) point)\b,?\s+)+", re.IGNORECASE,
)  # fmt: skip
#: Openings that speak of what the sentence before named: such a sentence is the tail of another.
TAIL = re.compile(
    r"^(?:it|its|it['’]s|it['’]ll|this|that|that['’]s|these|those|they|they['’]re|he|she|there|same|again)\b", re.IGNORECASE
)
#: The end of a sentence within a stretch: a name is one sentence, or a question and what is said to it.
TWO_SENTENCES = re.compile(r"[.!…]\s+\S|\n")
#: Openings of a clause that waits for another, and endings of one that waits for more.
WAITING = re.compile(
    r"^(?:when|whenever|if|unless|since|while|whilst|although|though|even (?:though|if|when)|after|before|until|till|as|once"
    r"|because|without|whereas|whether|where|wherever|whos?e?|whom|which|that|than|and|or|but|nor|so that|in order|due to|despite"
    r"|(?:every|each|any) time|the (?:moment|minute|day|first time)|(?:in|with) regards? to|in reference to|especially)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r",(?! (?:and|or|but)\b)")
LONGEST_DANGLING = 16  # letters, at the most, that a dangling end takes
DANGLING = re.compile(
    r"\b(?:an?|the|and|or|but|nor|if|when|that|which|who|whatever|because|since|while|as|than|to|of|for|from|with|without|by|at"
    r"|in|on|into|about|per|is|are|was|were|be|been|am|has|have|had|will|would|can|could|should|must|may|might|do|does|did"
    r"|i|we|they|he|she|my|our|your|their|his|so|not|very|how|what|why|where|you know|i mean|i guess"
    r"|it['’]s|that['’]s|i['’]m|we['’]re)$",
    re.IGNORECASE,
)
#: Masked words, a mask that the stretch cuts in two, dates, numbers of telephones: a name made of them tells nothing.
MASKED = re.compile(MASK.pattern + r"|\[[a-z]+(?:-\w+)?$|^\w*-?\w{2,6}\]|[{}]")
MONTHS = ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"]
DIGIT = re.compile(r"\d")
DATED = re.compile(
    r"\d+/\d+|\b\d{4}-\d\d|\b\d{7,}\b|\b(?:number|code|zip)(?: is)? \d{4,}|\b(?:19|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b|@"
    rf"|\b(?:{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
#: What cites a law: its sections and codes name no trouble. Without a number it may by these alone.
MAY_CITE = re.compile(r"u\.?\s?s\.?\s?c|pursuant|et seq")
LAW = re.compile(
    r"§|\b(?:\d+\s*)?U\.?\s?S\.?\s?C\b|\b\d+\s*C\.?F\.?R\b|\b(?:section|sec\.|title|article|clause)\s+\(?\d|\b\d{3,4}[a-z]?(?:-\d)?\s*\([a-z0-9]\)"
    r"|\b\d{4}[a-z]\b|\bpursuant\b|\b(?:act|law|statute|code) of (?:19|20)\d\d|\bet seq\b",
    re.IGNORECASE,
)
#: A name of several words within a clause, of a bank, a product or a law; and one word with a capital within it.
PROPER_NAME = re.compile(r"(?<!^)\b[A-Z][a-z’']+(?:\s(?:of|the|and|&)){0,2}\s[A-Z][A-Za-z’']+")
#: The same at the head of a label, where a sentence's first word has a capital too: "Key Bank has held", "HSBC, of the matter".
NAME_FIRST = re.compile(
    r"^(?!(?:The|An?|My|Our|Your|This|That|These|Those|I|We|You|He|She|It|They|In|On|At|For|And|But|So|If|When|No|Not|To|As|Why"
    r"|What|How|Is|Are|Can|Do|Does)\b)(?:[A-Z][A-Za-z’']*\s(?:of\s|and\s|&\s)?[A-Z][a-z’']+|[A-Z]{3,},)"
)
CAPITALISED = re.compile(r"(?<!^)\b[A-Z][a-z]+|\b[A-Z]?[a-z]+[A-Z]\w*")
#: The first of several points, the others of which were cut off.
LISTING = re.compile(r":\s*\W?\w{0,2}\W?$")
#: The rest of a clause whose subject was cut off.
HEADLESS = re.compile(r"^(?:is|are|was|were|am|has|have|had|been|being|thus|hence|etc|than|even)\b(?![^?]*\?$)", re.IGNORECASE)
#: A word said twice by one who looks for the next.
STUTTER = re.compile(r"\b(\w+), \1\b", re.IGNORECASE)
#: What was done about it rather than what it is: calls, letters, attachments, and what the law says.
ROUTINE = re.compile(
    r"\b(?:called|phoned|spoke|talked|wrote|sent|mailed|e-?mailed|faxed|received|attached|enclosed|informed|(?:was|were) told"
    r"|told me|contacted|filed|stated|asking|asked|regarding|section|pursuant|act|thread|ticket|meeting|thanks?|please|hi"
    r"|hello)\b",
    re.IGNORECASE,
)


def spans(text: str) -> list[tuple[int, int]]:
    """Stretches of a text that could stand as a label, as (start, end) offsets.

    Clauses and runs of clauses of 3 to 14 words, verbatim; a short whole text is one of them.
    """
    cuts, stretches = [0, *(match.end() for match in CUT.finditer(text)), len(text)], []
    for position, first in enumerate(cuts[:-1]):
        for last in cuts[position + 1 :]:
            start, end = _trimmed(text, first, last)
            opening = OPENING.match(f"{text[start:end]} ")
            head = min(start + opening.end(), end) if opening else start
            start = start if WAITING.match(text[head:end]) else head
            n_words = len(WORD.findall(text[start:end]))
            if n_words > MOST:
                break
            if n_words >= FEWEST:
                stretches.append((start, end))
    return sorted(set(stretches))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the blanks and stops at its ends."""
    while start < end and not (text[start].isalnum() or (text[start] in "\"'“$€£#" and text[start + 1 : start + 2].isalnum())):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:()…-–—"):
        end -= 1
    return start, end


def broken_ends(text: str, start: int, end: int) -> int:
    """How many ends of a stretch lie inside a sentence: 0, 1 or 2."""
    before, after = text[:start].rstrip(" \"'“(-–—"), text[end:].lstrip(" \"'”)")
    sentence = re.search(r"[^.!?…\n]*$", text[:start])[0]
    before = "" if OPENING.fullmatch(sentence.lstrip(" \"'“(-–—")) else before
    return int(bool(before) and before[-1] not in ".!?…\n") + int(bool(after) and after[0] not in ".!?…\n")


@lru_cache(maxsize=KEPT)
def grave_faults(label: str, company: str = "", companies: frozenset[str] = frozenset()) -> int:
    """How many things make a stretch no name.

    Masked words, a company's name, a date, a citation of law, a clause that waits, the tail of another sentence, two
    sentences, an open bracket or quotation, the first of several points. ``companies`` are names in one word, in lower case.
    """
    ends = [piece.rstrip("?!\"'”’ ") for piece in label.split(", ")]
    is_open = (
        (label.find(")") < label.find("(") and ")" in label)
        or label.count("(") != label.count(")")
        or label.count('"') % 2 == 1
        or label.count("]") != label.count("[")
    )
    # most stretches are seen at a glance to name no date and no law
    low = label.lower() if label.isascii() and not DIGIT.search(label) else None
    faults = (
        MASKED.search(label),
        (low is None or "@" in low or any(map(low.__contains__, MONTHS))) and DATED.search(label),
        (low is None or MAY_CITE.search(low)) and LAW.search(label),
        any(DANGLING.search(piece[-LONGEST_DANGLING:]) for piece in ends),
        WAITING.match(label) and not ("?" in label or GOES_ON.search(label)),
        is_open,
        TAIL.match(label) or TWO_SENTENCES.search(label),
        own_name(label, company) or names_company(label, companies) or PROPER_NAME.search(label) or NAME_FIRST.search(label),
        LISTING.search(label),
    )
    return sum(map(bool, faults))


@lru_cache(maxsize=KEPT)
def slight_faults(label: str, n_broken: int) -> float:
    """What a stretch loses as a name, in cosines.

    It leans, is cut off, has lost its head, tells of calls, names no trouble or somebody, stutters, shouts, is long.
    """
    n_words = len(WORD.findall(label))
    length = 0.02 * max(0, n_words - HANDY, FEWEST + 1 - n_words)
    leans, is_routine, stutters = LEANING.match(label), ROUTINE.search(label), STUTTER.search(label)
    small = 0.12 * n_broken + 0.08 * (not is_telling(label)) + 0.12 * bool(is_routine) + 0.10 * bool(stutters)
    rest = (
        0.15 * bool(leans) + 0.15 * bool(HEADLESS.match(label)) + 0.15 * label.isupper() + 0.06 * bool(CAPITALISED.search(label))
    )
    return rest + small + length


def label_scores(
    labels: list[str], vectors: np.ndarray, members: np.ndarray, others: np.ndarray, terms: list[str], broken: list[int]
) -> np.ndarray:
    """How well each stretch would name a theme.

    Parameters
    ----------
    labels : candidate stretches.
    vectors : ndarray of shape (n_labels, n_dimensions), unit rows.
    members : ndarray of shape (n_members, n_dimensions), unit rows: the theme's; others : other themes' centres.
    terms : the theme's own words. broken : ends of each stretch that lie inside a sentence.

    Returns
    -------
    ndarray of shape (n_labels,)
        Cosine to the centre and, half as much, to the passages that say nearly the same; less half the cosine to the nearest
        other theme; more for each of the theme's own words in it (three at the most), less for :func:`slight_faults`.
    """
    near = vectors @ members.T
    echoes = np.sort(np.partition(near, max(near.shape[1] - ECHOES, 0), axis=1)[:, -ECHOES:], axis=1)
    score = vectors @ unit(members.mean(axis=0)) + 0.5 * echoes.mean(axis=1)
    if len(others):
        score = score - 0.5 * (vectors @ others.T).max(axis=1)
    own = {word.lower() for term in terms for word in term.split()}
    hits = [len(own & {word.lower() for word in WORD.findall(label)}) for label in labels]
    slight = [slight_faults(label, n_broken) for label, n_broken in zip(labels, broken, strict=True)]
    return score + 0.06 * np.minimum(hits, 3) - np.array(slight)


def best_label(labels: list[str], scores: np.ndarray) -> str:
    """The stretch with the highest score; of equals the shorter, then the first in the alphabet."""
    order = sorted(range(len(labels)), key=lambda row: (-round(float(scores[row]), 6), len(labels[row]), labels[row]))
    return labels[order[0]] if order else ""


def most_central(vectors: np.ndarray, centre: np.ndarray, count: int) -> list[int]:
    """The rows nearest to a centre, nearest first, equals in order."""
    return [int(row) for row in np.lexsort((np.arange(len(vectors)), -np.round(vectors @ centre, 6)))[:count]]


def candidates(texts: list[str], company: str = "", companies: frozenset[str] = frozenset()) -> dict[str, int]:
    """Stretches of texts that could name them, each with its ends that lie inside a sentence.

    Those with the fewest :func:`grave_faults` only: a name of masked words or half a clause is taken where there is no other.
    """
    broken = {stretch: n_broken for text in texts for stretch, n_broken in _stretches(text)}
    graves = {label: grave_faults(label, company, companies) for label in broken}
    for label, rest in [(label, rest) for label in broken if (rest := _without_name(label, company)) != label]:
        broken[rest], graves[rest] = broken.pop(label), graves.pop(label)  # a clause without its head: no better than with it
    fewest = min(graves.values(), default=0)
    return {label: broken[label] for label in sorted(broken) if graves[label] == fewest}


@lru_cache(maxsize=KEPT)
def _stretches(text: str) -> tuple[tuple[str, int], ...]:
    """Stretches of a text that could stand as a label, each with its ends that lie inside a sentence."""
    return tuple((text[start:end], broken_ends(text, start, end)) for start, end in spans(text))


def _without_name(label: str, company: str) -> str:
    """A stretch without the company's own name where it begins with it and enough is left."""
    name = own_name(label, company)
    if name is None or name.start():
        return label
    start, end = _trimmed(label, name.end(), len(label))
    return label[start:end] if len(WORD.findall(label[start:end])) >= FEWEST else label


@dataclass(frozen=True)
class NamingVectors:
    """What groups are named by.

    Attributes
    ----------
    of_texts : ndarray of shape (n_texts, n_dimensions), unit rows: the texts that are grouped.
    embed : unit vectors of the same model of any stretches; a fast one, since every group has hundreds.
    companies : names of companies and people in one word, in lower case, which no name of a theme has.
    """

    of_texts: np.ndarray
    embed: Callable[[list[str]], np.ndarray]
    companies: frozenset[str] = frozenset()
    _known: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def of(self, stretches: list[str]) -> np.ndarray:
        """Unit vectors of stretches, each embedded once; shape (n_stretches, n_dimensions)."""
        if new := [stretch for stretch in stretches if stretch not in self._known]:
            self._known.update(zip(new, self.embed(new), strict=True))
        return np.array([self._known[stretch] for stretch in stretches])


def theme_labels(
    texts: list[str],
    names: np.ndarray,
    terms: dict[str, list[str]],
    naming: NamingVectors,
    before: dict[str, str],
    company: str = "",
) -> dict[str, str]:
    """The label of each theme: a stretch of a central passage, verbatim.

    Parameters
    ----------
    texts, names : each text, and its theme ("" is none).
    terms : the words that tell each theme from the others.
    naming : vectors of the texts, and of what may name them.
    before : the labels there were; one is kept as long as a text of its theme still says it and no other is clearly better.
    company : whose customers they are; its name is no name of a theme.
    """
    members = {name: np.flatnonzero(names == name) for name in sorted(set(names) - {""})}
    centres = {name: unit(naming.of_texts[rows].mean(axis=0)) for name, rows in members.items()}
    labels: dict[str, str] = {}
    for name, rows in members.items():
        others = np.array([centres[other] for other in members if other != name])
        words = GroupWords(others, terms.get(name, []), before.get(name, ""), company, frozenset(labels.values()))
        labels[name] = group_label(texts, naming, rows, words)
    return labels


@dataclass(frozen=True)
class GroupWords:
    """What a group is named beside: other groups' centres (unit rows), its own words, the label it had ("" none), the company.

    ``taken`` are the names of other groups: two themes of one name could not be told apart on a page.
    """

    others: np.ndarray
    terms: list[str]
    had: str = ""
    company: str = ""
    taken: frozenset[str] = frozenset()


def group_label(texts: list[str], naming: NamingVectors, rows: np.ndarray, words: GroupWords) -> str:
    """The label of one group of texts: a stretch of a central passage, verbatim.

    Parameters
    ----------
    texts, naming : all texts, and what they are named by. rows : positions of the group's.
    """
    vectors = naming.of_texts
    ours = [texts[row] for row in rows]
    central = most_central(vectors[rows], unit(vectors[rows].mean(axis=0)), CENTRAL)
    stretches = candidates([ours[position] for position in central], words.company, naming.companies) or {
        ours[central[0]].strip(): 0
    }
    source = next((text for text in ours if words.had and words.had in text), "")
    if source:
        start = source.index(words.had)
        stretches |= {words.had: broken_ends(source, start, start + len(words.had))}
    names = [name for name in stretches if name not in words.taken] or list(stretches)
    had = words.had if source and words.had in names else ""
    embedded = naming.of(names)
    scores = label_scores(names, embedded, vectors[rows], words.others, words.terms, [stretches[name] for name in names])
    faults = {name: grave_faults(name, words.company, naming.companies) for name in names}
    able = _able(scores, [faults[name] for name in names]) | np.array([name == had for name in names])
    scores[able] += PURE * purity(embedded[able], vectors, rows)
    return _chosen(names, scores, had, faults)


def _able(scores: np.ndarray, faults: list[int]) -> np.ndarray:
    """Which stretches may be the best one, however pure they are; shape (n_labels,): only of these it is looked how pure."""
    is_whole = np.array(faults) == min(faults)
    return is_whole & (scores >= scores[is_whole].max() - PURE - SAME)


def _chosen(labels: list[str], scores: np.ndarray, had: str, faults: dict[str, int]) -> str:
    """The best stretch of those with the fewest faults, or the label there was where that is one and not clearly worse."""
    fewest = [place for place, label in enumerate(labels) if faults[label] == min(faults.values())]
    best = best_label([labels[place] for place in fewest], scores[fewest])
    if not had or faults[best] < faults[had]:
        return best
    return best if scores[labels.index(best)] > scores[labels.index(had)] + CLEARLY else had


#: Quotes shown to a language model for one theme, and the words a name may have.
QUOTES, MOST_WORDS = 8, 12


def model_name(model: str, quotes: list[str], terms: list[str]) -> str:
    """A theme's name by a model, marked as such.

    Parameters
    ----------
    model : a litellm model name, e.g. "ollama/llama3".
    quotes : what customers said, most central first; terms : the theme's own words.

    Returns
    -------
    str
        The name with the model's beside it, so that nobody takes it for a customer's words.

    Notes
    -----
    Masked passages leave this machine if the model is a hosted one. Names are labels only: they are never evidence.
    """
    try:
        import litellm
    except ImportError:
        raise SettingsError(
            f"themes.naming is {model!r} and needs litellm, which is not installed; `pip install litellm`, or leave naming empty"
        ) from None
    asked = (
        f"Name the one complaint, wish or aim these customers share, in at most {MOST_WORDS} plain words. Answer with the name.\n"
        f"Words: {', '.join(terms)}\n" + "\n".join(f"- {quote}" for quote in quotes[:QUOTES])
    )
    answer = litellm.completion(model=model, messages=[{"role": "user", "content": asked}], temperature=0, seed=0)
    words = str(answer.choices[0].message.content or "").strip().strip("\"'.").split()
    if not words:
        raise RunError(f"themes.naming: {model} gave no name for a theme; run again, or leave naming empty")
    return f"{' '.join(words[:MOST_WORDS])} (named by {model})"
