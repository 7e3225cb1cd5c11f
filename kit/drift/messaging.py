"""Messaging: which of a persona's messages still speak to what is said, and what no message speaks to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Claim, Persona
from kit.shifts.stats.shares import share_over, shares_of
from kit.shifts.stats.votes import votes_of
from kit.words import content_words, stem

Facts = dict[str, Any]
Embed = Callable[[list[str]], np.ndarray]

#: Fit from which a message speaks to a theme: the mean of the cosine and of the message's words that the theme
#: shares, lifted by half of the latter. Read from the sample's messages and themes.
SPEAKS_TO = 0.42

#: What that is worth on 110 labelled pairs of other domains (tests/benchmarks/match/messages.py): pairs rightly said to speak,
#: of all said to, of all that do. A message in quite other words than its pain is not seen.
MEASURED_PAIRS, RIGHTLY_SAID, SAID_TO_SPEAK, DO_SPEAK = 110, 14, 16, 31

#: Change of the share that a message speaks to, in points, from which it is gaining or losing.
MOVED_PP = 5.0

#: Share below which a pain is too rare to ask for a message.
WORTH_A_MESSAGE = 0.05


def theme_texts(persona: Persona, themes: pd.DataFrame) -> dict[str, list[str]]:
    """What stands for each theme: its label, and the words and the id ("churn-surprises") of the claim it has."""
    words: dict[str, Claim] = {
        name: claim
        for section in ("pains", "goals", "objections", "decision_criteria")
        for name, claim in persona.claims(section).items()
    }
    texts = {}
    for row in themes.itertuples():
        claim = words.get(row.claim)
        stated = [claim.statement, claim.id.replace("-", " "), *claim.language] if claim else []
        texts[row.theme_id] = [*stated, *([row.label] if row.label else [])]
    return texts


def message_fits(persona: Persona, themes: pd.DataFrame, embed: Embed) -> pd.DataFrame:
    """How well each message speaks to each theme, messages as rows, 0 to about 1."""
    messages = {name: [claim.statement, *claim.language] for name, claim in persona.claims("messaging").items()}
    texts_of = theme_texts(persona, themes)
    fits = pd.DataFrame(0.0, index=list(messages), columns=list(texts_of))
    every = list(dict.fromkeys(text for texts in [*messages.values(), *texts_of.values()] for text in texts))
    vector_of = dict(zip(every, embed(every), strict=True))  # in one go: what is new is stored once
    words_of = {text: {stem(word) for word in content_words(text)} for text in every}
    for name, says in messages.items():
        words, saying = set().union(*(words_of[text] for text in says)), np.array([vector_of[text] for text in says])
        for theme, texts in texts_of.items():
            if texts:
                near = np.array([vector_of[text] for text in texts])
                fits.loc[name, theme] = _fit(saying, near, words, [words_of[text] for text in texts])
    return fits


def _fit(says: np.ndarray, vectors: np.ndarray, words: set[str], others: list[set[str]]) -> float:
    """Best of the theme's texts: cosine, lifted by the part of the message's words found there."""
    cosine = (says @ vectors.T).max(axis=0)
    shared = np.array([len(words & other) / max(min(len(words), len(other)), 1) for other in others])
    return float((cosine / 2 + shared / 2 + np.minimum(cosine, shared) / 2).max())


def message_fit(
    persona: Persona,
    themes: pd.DataFrame,
    evidence: pd.DataFrame,
    counted: pd.DataFrame,
    embed: Embed,
    cycle: str,
    baseline: list[str],
) -> list[Facts]:
    """What each message speaks to, now and before.

    Parameters
    ----------
    themes : DataFrame (theme_id, claim, label, state) of the persona.
    evidence : DataFrame (conversation_key, theme_id) of every cycle that ``history`` is to hold; counted : the persona's
        counted conversations of these cycles.
    embed : unit vectors of texts.

    Returns
    -------
    list of dict, in the file's order, and a last one with ``claim`` None for all messages together
        ``claim, statement, speaks_to`` (theme ids), ``speaks_to_labels, share_now, share_before`` (0 to 1: account-weighted
        share of conversations that raise any theme it speaks to; before as in shifts, the baseline's cycles together),
        ``history`` (the same in every cycle in which somebody spoke), ``verdict``: speaks (to what is said as much as before),
        gaining, losing (by :data:`MOVED_PP` points) or silent (speaks to nothing that is heard).
    """
    live = themes[themes["state"] == "live"]
    fits = message_fits(persona, live, embed)
    labels = dict(zip(live["theme_id"], live["label"], strict=True))
    spoken = {name: [theme for theme in fits.columns if fits.loc[name, theme] >= SPEAKS_TO] for name in fits.index}
    facts = []
    for name, claim in persona.claims("messaging").items():
        facts.append(
            {"claim": name, "statement": claim.statement} | _reach(spoken[name], labels, evidence, counted, cycle, baseline)
        )
    if facts:
        every = sorted({theme for themes_of in spoken.values() for theme in themes_of})
        facts.append(
            {"claim": None, "statement": "all messages together"} | _reach(every, labels, evidence, counted, cycle, baseline)
        )
    return facts


def _reach(
    themes: list[str], labels: dict[str, str], evidence: pd.DataFrame, counted: pd.DataFrame, cycle: str, baseline: list[str]
) -> Facts:
    raised = evidence[evidence["theme_id"].isin(themes)].assign(theme_id="any")
    shares = shares_of(votes_of(raised, counted, ["any"], sorted(set(counted["cycle"]))))
    history = {name: round(float(value), 4) for name, value in zip(shares["cycle"], shares["share"], strict=True)}
    now, before = history.get(cycle, 0.0), round(float(share_over(shares, baseline).get("any", 0.0)), 4)
    return {
        "speaks_to": themes, "speaks_to_labels": [labels[theme] for theme in themes], "share_now": now,
        "share_before": before, "history": history, "verdict": _verdict(now, before),
    }  # fmt: skip


def _verdict(now: float, before: float) -> str:
    """What became of a message, by how much of what is said it speaks to."""
    change = 100 * (now - before)
    if now == 0 and before == 0:
        return "silent"
    if abs(change) < MOVED_PP:
        return "speaks"
    return "gaining" if change > 0 else "losing"


def unaddressed(persona: Persona, messages: list[Facts], themes: pd.DataFrame, shares: pd.DataFrame, cycle: str) -> list[Facts]:
    """Pains that are heard and that no message speaks to, the largest first.

    Returns
    -------
    list of {"theme", "label" (the file's sentence where it states the pain), "claim", "share_now"}; themes that state a pain
    or that no claim states, from a share of
    :data:`WORTH_A_MESSAGE`.
    """
    stated = {name: claim.statement for name, claim in persona.claims("pains").items()}
    spoken = {theme for message in messages for theme in message["speaks_to"]}
    now = shares[shares["cycle"] == cycle].set_index("theme_id")["share"]
    is_pain = (themes["claim"] == "") | (themes["claim"].str.split("/").str[1] == "pains")
    open_pains = themes[(themes["state"] == "live") & is_pain & ~themes["theme_id"].isin(spoken)]
    rows = [
        {
            "theme": row.theme_id,
            "label": stated.get(row.claim) or row.label,
            "claim": row.claim or None,
            "share_now": round(float(now.get(row.theme_id, 0.0)), 4),
        }
        for row in open_pains.itertuples()
    ]
    return sorted((row for row in rows if row["share_now"] >= WORTH_A_MESSAGE), key=lambda row: (-row["share_now"], row["theme"]))
