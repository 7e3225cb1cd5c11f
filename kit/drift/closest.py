"""What customers said that comes closest to a claim: one passage, or a theme found beside a claim that nobody raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.drift.claim_verdicts import claim_sentence
from kit.shifts.quotes import READABLE, closeness_to, quotes_of

Facts = dict[str, Any]
Embed = Callable[[list[str]], np.ndarray]

#: Closeness to a claim in which two passages are as good as each other; then what can be read at a glance, and what is nearer to
#: the middle of all that raises the claim, comes first.
AS_CLOSE = 0.03

#: Cosine of a found theme's middle to a claim from which it may say the same. Read from nine claims without a theme, of
#: complaints about banks and of the sample: the two above it (0.46, 0.57) were about the claim's matter, the next two (0.42) not.
#: Claims that are raised mostly lie at 0.4 to 0.8 to their own themes, so that some that say the same are missed.
BESIDE = 0.45


def claim_quotes(persona: Persona, told: list[Facts], said: pd.DataFrame, embed: Embed) -> list[Facts]:
    """Claims with what was said this cycle that comes closest to each as ``quote``; None where nobody raised it.

    Parameters
    ----------
    told : what :func:`kit.drift.claim_verdicts.claim_verdicts` returns.
    said : evidence of the cycle (:data:`kit.shifts.quotes.COLUMNS`) of the persona.
    embed : unit vectors of texts.
    """
    rows = []
    for fact in told:
        ours = said[said["theme_id"] == fact["theme"]].reset_index(drop=True)
        rows.append(fact | {"quote": _closest(ours, embed(_stated(persona, fact)), embed) if len(ours) else None})
    return rows


def _stated(persona: Persona, fact: Facts) -> list[str]:
    claim = persona.claims(fact["section"])[fact["claim"]]
    return [claim.statement, *claim.language]


def _closest(said: pd.DataFrame, stated: np.ndarray, embed: Embed) -> Facts:
    """The passage closest to what a claim states; of those as close, one that is readable and near to the middle."""
    vectors = embed(list(said["quote"]))
    closeness = closeness_to(vectors, stated)
    rows = said.assign(
        is_behind=closeness < closeness.max() - AS_CLOSE, is_hard=~said["quote"].str.len().between(*READABLE),
        far=-np.round(vectors @ vectors.mean(axis=0), 6),
    )  # fmt: skip
    first = rows.sort_values(["is_behind", "is_hard", "far", "passage_id"]).index[:1]
    return quotes_of(said.loc[first], vectors[first])[0]


def with_nearest(persona: Persona, told: list[Facts], levels: pd.DataFrame, embed: Embed) -> list[Facts]:
    """Claims that nobody raised with the found theme that may say the same in other words, and a sentence that tells it.

    Parameters
    ----------
    told : what :func:`kit.drift.claim_verdicts.claim_verdicts` returns.
    levels : DataFrame (theme_id, claim, label, centre, share_now) of the persona's live themes.

    Returns
    -------
    list of dict, in the same order
        ``nearest``: {theme, label, share_now} of the heard found theme whose middle is nearest to the claim, from
        :data:`BESIDE` on; None where there is none, or where the claim was raised.
    """
    is_known = [centre is not None and len(centre) > 0 for centre in levels["centre"]]
    found = levels[np.array(is_known, dtype=bool) & (levels["claim"] == "") & (levels["label"] != "") & (levels["share_now"] > 0)]
    rows = []
    for fact in told:
        silent = fact["verdict"] == "unheard" and len(found) > 0
        nearest = _beside(found, embed(_stated(persona, fact))) if silent else None
        rows.append(fact | {"nearest": nearest})
        if nearest:
            rows[-1]["sentence"] = claim_sentence(rows[-1])
    return rows


def _beside(found: pd.DataFrame, stated: np.ndarray) -> Facts | None:
    """The found theme nearest to the middle of what a claim states, where it is near enough."""
    middle = stated.mean(axis=0)
    cosine = np.stack(list(found["centre"])) @ (middle / max(np.linalg.norm(middle), 1e-9))
    best = int(np.argmax(np.round(cosine, 6)))
    if cosine[best] < BESIDE:
        return None
    row = found.iloc[best]
    return {"theme": row["theme_id"], "label": row["label"], "share_now": round(float(row["share_now"]), 4)}
