"""Names of themes: a short stretch of what a customer really said."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

#: Passages nearest a theme's centre that its label may come from.
CENTRAL = 12
#: Words in a label: fewer say too little, more do not fit beside a chart.
FEWEST, MOST = 4, 14
#: Where a passage may be cut: after a sentence's end, or around a comma, dash, semicolon or bracket.
CUT = re.compile(r"[.!?…]+(?=\s|$)|[;:,()\n]|\s[-–—]+\s|—")
WORD = re.compile(r"\w[\w'’%-]*")
#: Openings that lean on what was said before them.
LEANING = re.compile(r"^(?:and|but|or|so|because|which|that|then|also|plus|um|uh|well|like|yeah|no|yes)\b", re.IGNORECASE)


#: Words that were masked, by the kit or by who delivered them: a name made of them tells nothing.
MASKED = re.compile(r"\bX{2,}\b|\[[a-z]+(?:-\w+)?\]")
#: What a masked word costs a name, in broken ends.
MASKED_COST = 2


def spans(text: str) -> list[tuple[int, int]]:
    """Stretches of a text that could stand as a label, as (start, end) offsets.

    Clauses and runs of clauses of 4 to 14 words, verbatim; a short whole text is one of them.
    """
    cuts = [0, *(match.end() for match in CUT.finditer(text)), len(text)]
    found = []
    for at, first in enumerate(cuts[:-1]):
        for last in cuts[at + 1 :]:
            start, end = _trimmed(text, first, last)
            n_words = len(WORD.findall(text[start:end]))
            if n_words > MOST:
                break
            if n_words >= FEWEST:
                found.append((start, end))
    return sorted(set(found))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the blanks and stops at its ends."""
    while start < end and not (text[start].isalnum() or text[start] in "\"'“$€£#"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:()…-–—"):
        end -= 1
    return start, end


def broken_ends(text: str, start: int, end: int) -> int:
    """How many ends of a stretch lie inside a sentence: 0, 1 or 2."""
    before, after = text[:start].rstrip(" \"'“(-–—"), text[end:].lstrip(" \"'”)")
    return int(bool(before) and before[-1] not in ".!?…\n") + int(bool(after) and after[0] not in ".!?…\n")


def faults(text: str, start: int, end: int) -> int:
    """How much is wrong with a span as a name: ends in the middle of a sentence, and masked words."""
    return broken_ends(text, start, end) + MASKED_COST * bool(MASKED.search(text, start, end))


def label_scores(
    labels: list[str], vectors: np.ndarray, centre: np.ndarray, others: np.ndarray, terms: list[str], broken: list[int]
) -> np.ndarray:
    """How well each stretch would name a theme.

    Parameters
    ----------
    labels : candidate stretches.
    vectors : ndarray of shape (n_labels, n_dimensions), unit rows.
    centre : ndarray of shape (n_dimensions,): the theme's; others : of shape (n_others, n_dimensions).
    terms : the theme's own words. broken : ends of each stretch that lie inside a sentence.

    Returns
    -------
    ndarray of shape (n_labels,)
        Cosine to the centre, less half the cosine to the nearest other theme; more for each of the theme's own words in
        it (three at the most), less for an opening that leans on what went before and for ends inside a sentence.
    """
    score = vectors @ centre
    if len(others):
        score = score - 0.5 * (vectors @ others.T).max(axis=1)
    own = {word for term in terms for word in term.split()}
    hits = [len(own & {word.lower() for word in WORD.findall(label)}) for label in labels]
    leaning = np.array([bool(LEANING.match(label)) for label in labels])
    return score + 0.06 * np.minimum(hits, 3) - 0.15 * leaning - 0.06 * np.array(broken)


def best_label(labels: list[str], scores: np.ndarray) -> str:
    """The stretch with the highest score; of equals the shorter, then the first in the alphabet."""
    order = sorted(range(len(labels)), key=lambda at: (-round(float(scores[at]), 6), len(labels[at]), labels[at]))
    return labels[order[0]] if order else ""


def most_central(vectors: np.ndarray, centre: np.ndarray, count: int) -> list[int]:
    """The rows nearest to a centre, nearest first, equals in order."""
    return [int(at) for at in np.lexsort((np.arange(len(vectors)), -np.round(vectors @ centre, 6)))[:count]]


def theme_labels(
    texts: list[str],
    vectors: np.ndarray,
    names: np.ndarray,
    terms: dict[str, list[str]],
    embed: Callable[[list[str]], np.ndarray],
    before: dict[str, str],
) -> dict[str, str]:
    """The label of each theme: a stretch of a central passage, verbatim.

    Parameters
    ----------
    texts, vectors, names : each text, its unit vector, and its theme ("" is none).
    terms : the words that tell each theme from the others.
    embed : unit vectors of texts.
    before : the labels there were; one is kept as long as a text of its theme still says it.
    """
    groups = sorted(set(names) - {""})
    members = {name: np.flatnonzero(names == name) for name in groups}
    centres = {name: vectors[members[name]].mean(axis=0) for name in groups}
    centres = {name: centre / (np.linalg.norm(centre) or 1.0) for name, centre in centres.items()}
    labels = {}
    for name in groups:
        said = [texts[at] for at in members[name]]
        if (had := before.get(name, "")) and any(had in text for text in said):
            labels[name] = had
            continue
        central = [said[at] for at in most_central(vectors[members[name]], centres[name], CENTRAL)]
        broken = {text[start:end]: faults(text, start, end) for text in central for start, end in spans(text)}
        broken = broken or {central[0].strip(): 0}
        found = sorted(broken)
        others = np.array([centres[other] for other in groups if other != name])
        scores = label_scores(found, embed(found), centres[name], others, terms.get(name, []), [broken[one] for one in found])
        labels[name] = best_label(found, scores)
    return labels
