"""Stance mix: what a theme voices (pain, question, praise ...) by account, and nothing where the classifier is abroad."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.matching.stances import NOT_SURE, is_at_home

#: Names of a mix's parts, by stance; every other stance is not sure.
PARTS = {
    "pain": "pain", "objection": "objection", "decision-criterion": "criterion", "goal": "goal", "question": "question",
    "praise": "praise", "small-talk": "small_talk",
}  # fmt: skip
DIGITS = 4


def mixes_of(evidence: pd.DataFrame, passages: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The mix of each theme of one persona.

    Parameters
    ----------
    evidence : ``theme_id, passage_id, voter_id``: the passages that raise a theme.
    passages : ``passage_id, stance``.

    Returns
    -------
    dict of theme id to {part: 0 to 1}, which sum to 1: the mean over voters of what each one's passages voice, so that a loud
    account weighs as much as a quiet one. All is ``not_sure`` where too few of the persona's stances are believed
    (:func:`kit.matching.stances.is_at_home`).
    """
    rows = evidence[["theme_id", "passage_id", "voter_id"]].merge(passages[["passage_id", "stance"]], on="passage_id")
    names = [*PARTS.values(), NOT_SURE]
    if rows.empty:
        return {}
    part_of = PARTS if is_at_home(list(rows.drop_duplicates("passage_id")["stance"])) else {}
    part = np.array([part_of.get(stance, NOT_SURE) for stance in rows["stance"]], dtype=object)
    counts = pd.crosstab([rows["theme_id"], rows["voter_id"]], part).reindex(columns=names, fill_value=0)
    means = counts.div(counts.sum(axis=1), axis=0).groupby("theme_id").mean().round(DIGITS)
    return {str(theme): {name: float(value) for name, value in row.items()} for theme, row in means.iterrows()}
