"""Naming quotes: what says a theme's name best, as the quote that stands under that name on page one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.ingest.passage_splitter import sentences
from kit.shifts.quotes import as_quote, hard_to_read, ranked_quotes
from kit.words import content_words, stem

Facts = dict[str, Any]
Embed = Callable[[list[str]], np.ndarray]
#: What stands beside the cosine of a passage to a theme's name: the part of the name's words that it has, and how well it says
#: one line of a claim's language. Read on 46 themes of the sample and of two months of complaints.
SHARED_WORDS, ONE_LINE = 0.5, 0.3
#: Nearness to a theme's name from which a passage says it, and from which it is quoted where none says it in these cycles.
SAYS_NAME, NEAR_NAME = 0.6, 0.45
#: Passages of a theme, those nearest to its name by vector, whose words are compared with it.
MOST_READ = 80
#: Passages of a theme in which the sentences are looked for that say its name, of the cycle and of those before.
CANDIDATES = 8
#: Quotes of a theme: page one takes the first ones that it has room for.
QUOTES = 5
#: Words of such sentences in a row, at least and at most; a shorter passage is not cut: the next sentence may take it back.
FEWEST_WORDS, MOST_WORDS = 5, 30
#: What a quote has while it is chosen.
INNER = ("passage_id", "nearness", "worth", "beside")
#: Stances of passages that do not say what a persona file states.
SAYS_NO_CLAIM = ("praise", "small-talk", "other")


def nearness_to_name(texts: Sequence[str], vectors: np.ndarray, names: Sequence[str], named: np.ndarray) -> np.ndarray:
    """How well passages say a theme's name, shape (n,): by vector and by the words they share with it.

    Parameters
    ----------
    vectors : (n, n_dimensions), unit vectors of the passages.
    names : the theme's name as readers know it, then the lines of its claim's language where it is a claim's.
    named : (n_names, n_dimensions), unit vectors of the names.

    Returns
    -------
    float array of shape (n,)
        Cosine to the name and :data:`SHARED_WORDS` of the part of its words that a passage has; the same of the best line, for
        :data:`ONE_LINE` of it. Words are compared of the :data:`MOST_READ` passages nearest by vector. 0 where a passage is no
        more than the name: it says nothing that does not stand above it.
    """
    alike = vectors @ named.T
    words = [_stems(name) for name in names]
    for place in np.argsort(-_with_lines(alike), kind="stable")[:MOST_READ]:
        own = _stems(texts[place])
        alike[place] += [SHARED_WORDS * len(own & wanted) / max(len(wanted), 1) for wanted in words]
    is_more = np.array([not is_no_more(text, names[0]) for text in texts], dtype=bool)
    return np.where(is_more, _with_lines(alike), 0)


def _with_lines(alike: np.ndarray) -> np.ndarray:
    """Likeness to a name and to the best line of its claim as one figure, shape (n,)."""
    return alike[:, 0] + ONE_LINE * alike[:, 1:].max(axis=1, initial=0)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def bare(text: str) -> str:
    """A text without its case and the marks around it, to tell whether it is no more than a theme's name."""
    return text.casefold().strip(" .,;:!\"'“”‘’")


def is_no_more(text: str, name: str) -> bool:
    """Whether a text has a theme's name and no other word that tells anything: such a quote says only what stands above it."""
    return bare(name) in bare(text) and not _stems(text) - _stems(name)


def candidates_of(evidence: pd.DataFrame, vectors: np.ndarray) -> list[Facts]:
    """The passages of a theme that may be quoted under its name, the best first: quotes with their ``passage_id``.

    ``beside`` is what counts for each beside its nearness to the name.

    Parameters
    ----------
    evidence : evidence of the theme in some cycles, with ``to_name``.
    vectors : its unit vectors.
    """
    rows = ranked_quotes(evidence, vectors, CANDIDATES)
    return [as_quote(row) | {"beside": float(row["beside"]), "passage_id": row["passage_id"]} for _, row in rows.iterrows()]


def naming_quotes(now: list[Facts], before: list[Facts], names: Sequence[str], embed: Embed) -> list[Facts]:
    """Up to five quotes that say a theme's name: of this cycle where one does, else of those before; [] where none comes near.

    Each is the sentences of its passage, in a row, that say the name best: cut from the stored conversation as the passage is.

    Parameters
    ----------
    now, before : what :func:`candidates_of` returns of the cycle, and of those it is compared with.
    names : as :func:`nearness_to_name` takes them.
    embed : unit vectors of texts.
    """
    runs = [run for quote in (*now, *before) for run in _runs(quote)]
    if not runs:
        return []
    texts = [run["text"] for run in runs]
    for run, nearness in zip(runs, nearness_to_name(texts, embed(texts), names, embed(list(names))), strict=True):
        run["nearness"] = float(nearness)
        run["worth"] = round(run["nearness"] + run["beside"] - hard_to_read(run["text"]), 6)
    ids = {quote["passage_id"] for quote in now}
    ours, earlier = (_best_of_each([run for run in runs if (run["passage_id"] in ids) == is_now]) for is_now in (True, False))
    for given, least in ((ours, SAYS_NAME), (earlier, SAYS_NAME), (ours, NEAR_NAME), (earlier, NEAR_NAME)):
        kept = [run for run in given if run["nearness"] >= least]
        if kept:
            return [{name: value for name, value in run.items() if name not in INNER} for run in kept[:QUOTES]]
    return []


def _runs(quote: Facts) -> Iterator[Facts]:
    """The quote itself where it is short enough, else those of its sentences in a row that are; itself where none is."""
    text = quote["text"]
    spans = [(start, end) for start, end, _ in sentences(text, 0, len(text))] if len(text.split()) > MOST_WORDS else []
    runs = [(start, end) for place, (start, _) in enumerate(spans) for _, end in spans[place:]]
    fit = [(start, end) for start, end in runs if FEWEST_WORDS <= len(text[start:end].split()) <= MOST_WORDS]
    for start, end in fit or [(0, len(text))]:
        yield quote | {"text": text[start:end], "start": quote["start"] + start, "end": quote["start"] + end}


def _best_of_each(runs: list[Facts]) -> list[Facts]:
    """The best run of each account, the best first."""
    kept: dict[str, Facts] = {}
    for run in sorted(runs, key=lambda run: (-run["worth"], run["passage_id"], run["start"])):
        kept.setdefault(run["account_id"] or f"{run['source']} {run['conversation_id']}", run)
    return list(kept.values())
