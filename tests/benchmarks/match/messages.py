"""How often a message that is said to speak to a theme does, and how often one that does is seen: on labelled pairs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.drift.messaging import SPEAKS_TO, message_fits
from kit.geometry import unit_vectors
from kit.record.vectors import load_embedder

PAIRS = Path(__file__).parent / "messages.tsv"
#: Thresholds of the printed curve.
CURVE = (0.20, 0.25, 0.30, 0.35, 0.38, 0.40, 0.42, 0.44, 0.46, 0.50, 0.55, 0.60)
EMBEDDER = load_embedder("wordllama")


def embed(texts: list[str]) -> np.ndarray:
    return unit_vectors(EMBEDDER, texts)


def labelled_pairs() -> pd.DataFrame:
    """``domain, message, stated`` (the claim's sentence, "" where no claim states the theme), ``label, speaks`` (bool)."""
    pairs = pd.read_csv(PAIRS, sep="\t", keep_default_na=False)
    return pairs.assign(speaks=pairs["speaks"] == "yes")


def fit_of(message: str, stated: str, label: str) -> float:
    """What the kit finds of one pair: the message in a persona with that theme alone."""
    pains = [{"id": "-".join(stated.lower().split()[:3]), "statement": stated}] if stated else []
    messages = [{"id": "message", "statement": message}]
    persona = Persona.model_validate({"id": "p", "name": "p", "pains": pains, "messaging": messages})
    claim = next(iter(persona.claims("pains")), "")
    themes = pd.DataFrame({"theme_id": ["p/t01"], "claim": [claim], "label": [label], "state": ["live"]})
    return float(message_fits(persona, themes, embed).iloc[0, 0])


def precision_and_recall(fits: np.ndarray, speaks: np.ndarray, bound: float) -> dict[str, float]:
    """``precision``, ``recall`` (0 to 1) and what they are of, where pairs from ``bound`` on are said to speak."""
    said, right = fits >= bound, (fits >= bound) & speaks
    return {
        "precision": right.sum() / max(said.sum(), 1), "recall": right.sum() / speaks.sum(),
        "right": int(right.sum()), "said": int(said.sum()), "speak": int(speaks.sum()),
    }  # fmt: skip


def measured_messages() -> tuple[pd.DataFrame, dict[str, float]]:
    """The labelled pairs with their ``fit``, and precision and recall at the kit's own threshold."""
    pairs = labelled_pairs()
    pairs["fit"] = [fit_of(row.message, row.stated, row.label) for row in pairs.itertuples()]
    return pairs, precision_and_recall(pairs["fit"].to_numpy(), pairs["speaks"].to_numpy(), SPEAKS_TO)


def main() -> None:
    pairs, found = measured_messages()
    fits, speaks = pairs["fit"].to_numpy(), pairs["speaks"].to_numpy()
    print(f"{len(pairs)} pairs of {pairs['domain'].nunique()} domains, {found['speak']} of which speak")
    print(
        f"at {SPEAKS_TO}: precision {found['precision']:.2f} ({found['right']} of {found['said']}), recall {found['recall']:.2f}"
    )
    for bound in CURVE:
        one = precision_and_recall(fits, speaks, bound)
        print(f"  {bound:.2f}  precision {one['precision']:.2f} ({one['right']} of {one['said']})  recall {one['recall']:.2f}")


if __name__ == "__main__":
    main()
