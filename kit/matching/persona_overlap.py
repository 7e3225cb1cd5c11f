"""Persona overlap: how alike the personas' definitions are, and what that costs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd

from kit.config.personas import SECTIONS, Persona
from kit.matching.job_titles import SETTLES, title_fit
from kit.matching.reviewer_decisions import with_found
from kit.words import content_words

Embed = Callable[[list[str]], np.ndarray]

#: Likeness of two claims, half cosine and half shared words, from which they count as the same claim.
SAME_CLAIM = 0.45

#: Likeness of two definitions from which a reader should ask whether they are two personas.
NEAR_SAME = 0.35

#: Places of the persona files that are told as what conversations between two personas are near to.
MOST_NEAR = 3

COLUMNS = ["persona_id", "other_id", "similarity", "n_conversations", "claims", "roles", "near"]
#: How a match's reasons name the place in the persona file that its words are near to.
PLACE = re.compile(r"language near ([^;]+)")


def overlaps(personas: list[Persona], embed: Embed, matches: pd.DataFrame) -> pd.DataFrame:
    """Every pair of personas, the most alike first.

    Parameters
    ----------
    personas : the library.
    embed : unit vectors of texts, (n,) to (n, n_dimensions).
    matches : DataFrame (persona_id, runner_up, state, reasons) of the conversations in question, and what the matcher found by
        itself (found_persona, found_runner_up, found_state) where the record has it; may be empty.

    Returns
    -------
    DataFrame of one row a pair (``persona_id`` < ``other_id``)
        ``similarity`` (0 to 1), ``n_conversations`` that fall between the two, ``claims`` list of pairs of full claim
        names that say the same, ``roles`` list of pairs of roles that are the same job, ``near`` list of (place in a persona
        file, how many of these conversations are near to it), the most first.

    Notes
    -----
    The similarity is the mean over both files of how much of each persona's claims and roles the other has too. A
    conversation falls between two personas when the matcher found it ambiguous and they are its first two choices: one that
    only waits for review may be as clear as any.
    """
    rows, embed = [], _embedded_once(personas, embed)
    between = _between(matches)
    none: list[str] = []
    for own, other in combinations(sorted(personas, key=lambda persona: persona.id), 2):
        claims, alike = _same_claims(own, other, embed)
        roles = [(a, b) for a in own.who.roles for b in other.who.roles if title_fit(a, b) >= SETTLES]
        places = between.get((own.id, other.id), none)
        near = Counter(place for place in places if place).most_common()
        near = sorted(near, key=lambda pair: (-pair[1], pair[0]))[:MOST_NEAR]
        rows.append((own.id, other.id, round(alike, 3), len(places), claims, roles, near))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["similarity", "persona_id", "other_id"], ascending=[False, True, True], ignore_index=True)


def _between(matches: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """For each pair of personas the conversations between them, each as the place in a file that its words are near to, or ""."""
    matched = with_found(matches)
    is_between = (matched["found_state"] == "ambiguous") & (matched["found_persona"] != "") & (matched["found_runner_up"] != "")
    fallen = matched[is_between]
    reasons = fallen["reasons"] if "reasons" in fallen else [""] * len(fallen)
    places: dict[tuple[str, str], list[str]] = {}
    for persona_id, other_id, reason in zip(fallen["found_persona"], fallen["found_runner_up"], reasons, strict=True):
        place = PLACE.search(str(reason))
        pair = (min(persona_id, other_id), max(persona_id, other_id))
        places.setdefault(pair, []).append(f"{persona_id}/{place[1].strip()}" if place else "")
    return places


def _claim_words(persona: Persona) -> dict[str, str]:
    """Each claim's full name and its words, messages left out: they are the company's words, not the customer's."""
    words = {}
    for section in SECTIONS:
        if section != "messaging":
            for name, claim in persona.claims(section).items():
                words[name] = ". ".join([claim.statement, *claim.language])
    return words


def likeness(ones: list[str], others: list[str], embed: Embed) -> np.ndarray:
    """How alike texts are, shape (n_ones, n_others), 0 to 1: half cosine, half the shorter text's words that both have."""
    cosine = np.clip(embed(ones) @ embed(others).T, 0.0, 1.0)
    words = [[set(content_words(text)) for text in texts] for texts in (ones, others)]
    shared = np.array([[len(a & b) / max(min(len(a), len(b)), 1) for b in words[1]] for a in words[0]])
    return (cosine + shared.reshape(cosine.shape)) / 2


def _embedded_once(personas: list[Persona], embed: Embed) -> Embed:
    """The same vectors of all claims' words, asked for together: each question looks through the record once."""
    texts = list(dict.fromkeys(words for persona in personas for words in _claim_words(persona).values()))
    vectors, row = embed(texts), {text: number for number, text in enumerate(texts)}
    return lambda wanted: vectors[[row[text] for text in wanted]]


def _same_claims(own: Persona, other: Persona, embed: Embed) -> tuple[list[tuple[str, str]], float]:
    mine, theirs = _claim_words(own), _claim_words(other)
    if not mine or not theirs:
        return [], 0.0
    alike = likeness(list(mine.values()), list(theirs.values()), embed)
    names, others = list(mine), list(theirs)
    best = [(row, int(alike[row].argmax())) for row in range(len(names))]
    mutual = [(row, column) for row, column in best if alike[:, column].argmax() == row]
    same = [(names[row], others[column]) for row, column in mutual if alike[row, column] >= SAME_CLAIM]
    return same, float((alike.max(axis=1).mean() + alike.max(axis=0).mean()) / 2)


def overlaps_of(persona_id: str, table: pd.DataFrame, names: dict[str, str]) -> list[dict]:
    """The overlaps that one persona's brief tells: near the same by definition, or with conversations between them.

    Returns
    -------
    list of {"persona", "name", "conversations", "similarity", "claims", "same", "near"}; ``claims`` are this persona's full
    names, ``same`` pairs of full names, this persona's first, ``near`` [place in a persona file, conversations].
    """
    entries = []
    for row in table.itertuples():
        if persona_id not in (row.persona_id, row.other_id) or (row.similarity < NEAR_SAME and not row.n_conversations):
            continue
        mine = 0 if row.persona_id == persona_id else 1
        other = (row.persona_id, row.other_id)[1 - mine]
        entries.append({
            "persona": other, "name": names.get(other, other), "conversations": int(row.n_conversations),
            "similarity": float(row.similarity), "claims": [pair[mine] for pair in row.claims],
            "same": [[pair[mine], pair[1 - mine]] for pair in row.claims], "near": [list(pair) for pair in row.near],
        })  # fmt: skip
    return sorted(entries, key=lambda entry: (-entry["conversations"], -entry["similarity"], entry["persona"]))
