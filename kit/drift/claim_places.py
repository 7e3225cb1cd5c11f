"""Claim places: where the passages that come closest to a claim's words really sit, and claims that can hardly be looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.formats import percent, quoted
from kit.language import gettext

Facts = dict[str, Any]
Embed = Callable[[list[str]], np.ndarray]

#: Cosine to a claim's best line from which a passage says the same, and passages fewer than which say nothing of where.
SAYS_THE_SAME, FEWEST = 0.55, 5
#: Part of those that has to sit in one other theme for it to be told.
MOSTLY = 0.5


def with_places(
    persona: Persona, claims: list[Facts], evidence: pd.DataFrame, labels: dict[str, str], embed: Embed
) -> list[Facts]:
    """Claims with the other theme that holds most of what says the same, and whether a claim could be looked for.

    Parameters
    ----------
    claims : what :func:`kit.drift.claim_verdicts.claim_verdicts` returns.
    evidence : the persona's evidence of the window: ``theme_id, quote``.
    labels : of the persona's themes, by id.

    Returns
    -------
    list of dict, in the same order, each with ``elsewhere`` ({theme, label, passages, of}: None where its own theme holds most)
    and ``only_statement`` (whether it has no ``language:`` and nothing that was said comes close to its statement), both told
    in ``sentence``.
    """
    quotes = evidence.drop_duplicates("quote")
    vectors, themes = embed(list(quotes["quote"])), quotes["theme_id"].to_numpy(dtype=object)
    rows = []
    for fact in claims:
        claim = persona.claims(fact["section"])[fact["claim"]]
        near = _near(vectors, embed([claim.statement, *claim.language]))
        elsewhere = _elsewhere(themes[near], fact["theme"], labels)
        only = not claim.language and not near.any()
        sentence = " ".join([fact["sentence"], *_sentences(elsewhere, only)])
        rows.append(fact | {"elsewhere": elsewhere, "only_statement": only, "sentence": sentence})
    return rows


def _near(vectors: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Which passages one line of a claim comes close to; shape (n_passages,), bool."""
    return (vectors @ lines.T).max(axis=1) >= SAYS_THE_SAME if len(vectors) else np.zeros(0, dtype=bool)


def _elsewhere(themes: np.ndarray, own: str | None, labels: dict[str, str]) -> Facts | None:
    if len(themes) < FEWEST:
        return None
    names, counts = np.unique(themes.astype(str), return_counts=True)
    best = int(counts.argmax())
    if names[best] == own or counts[best] <= MOSTLY * len(themes):
        return None
    theme = str(names[best])
    return {"theme": theme, "label": labels.get(theme) or theme, "passages": int(counts[best]), "of": len(themes)}


def _sentences(elsewhere: Facts | None, only: bool) -> list[str]:
    sentences = []
    if elsewhere:
        part = percent(elsewhere["passages"] / elsewhere["of"])
        place = quoted(elsewhere["label"])
        nearest = gettext(
            "Of the {of} passages closest to its words {part} sit in {name}.", of=elsewhere["of"], part=part, name=place
        )
        sentences.append(nearest)
    if only:
        only_stated = gettext(
            "The file gives no wording for it and nobody says it as it is stated, so it is found by its meaning alone."
        )
        sentences.append(only_stated)
    return sentences
