"""A labelled set fed as eight monthly cycles, with a whole refit after each: do themes keep their ids?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.themes.find_themes import theme_persona

N_MONTHS = 8
CYCLES = [f"2026-{month:02d}" for month in range(1, N_MONTHS + 1)]


def month_of(count: int) -> np.ndarray:
    """The month of each passage, the same number in each, in a fixed random order."""
    return np.random.default_rng(8).permutation(np.arange(count) % N_MONTHS)


def themed_months(texts: list[str], month: np.ndarray) -> list[np.ndarray]:
    """Theme ids of the passages so far after each month's run of the kit, "" unthemed, in the set's order."""
    persona = Persona(id="bench", name="Bench")
    settings = Settings.model_validate({"company": "Bench", "sources": [{"id": "bench", "kind": "ticket"}]})
    keys = [f"bench:{at:06d}" for at in range(len(texts))]
    cycle = [CYCLES[at] for at in month]
    with TemporaryDirectory() as folder:
        record = Record(Path(folder))
        record.append(
            "passages",
            pd.DataFrame(
                {
                    "passage_id": [f"{key}#0" for key in keys],
                    "conversation_key": keys,
                    "cycle": cycle,
                    "text": texts,
                    "stance": "pain",
                    "start": 0,
                    "end": [len(text) for text in texts],
                }
            ),
        )
        record.append(
            "matches",
            pd.DataFrame(
                {
                    "conversation_key": keys,
                    "cycle": cycle,
                    "persona_id": "bench",
                    "runner_up": "",
                    "state": "attached",
                    "found_persona": "bench",
                    "found_runner_up": "",
                    "found_state": "attached",
                    "reasons": "",
                    "score": 1.0,
                    "runner_up_score": 0.0,
                    "margin": 1.0,
                }
            ),
        )
        vectors = Vectors(record, "wordllama")
        after = []
        for at, run_cycle in enumerate(CYCLES):
            theme_persona(record, settings, persona, vectors, run_cycle, CYCLES[: at + 1])
            rows = record.read("assignments", run_cycle=run_cycle).set_index("passage_id")["theme_id"]
            after.append(rows.reindex([f"{keys[row]}#0" for row in np.flatnonzero(month <= at)]).to_numpy(dtype=object))
    return after


def identity(labels: np.ndarray, month: np.ndarray, after: list[np.ndarray], nothing: object) -> dict[str, float]:
    """How well ids last over the seven refits, each a mean over them.

    Returns
    -------
    dict
        ``kept``: of the passages that were in their label's majority theme, the part that has the same id after the next refit;
        ``label_kept``: part of passages whose label's majority theme has the same id as before;
        ``arrivals``: part of a month's new passages that come to the theme which was their label's before.
    """
    kept, label_kept, arrivals = [], [], []
    for at in range(1, len(after)):
        old_rows, rows = np.flatnonzero(month <= at - 1), np.flatnonzero(month <= at)
        old = pd.Series(after[at - 1], index=old_rows)
        now = pd.Series(after[at], index=rows)
        was, majority = (_majority(labels, part, nothing) for part in (old, now))
        inside = [row for row in old_rows if old[row] != nothing and old[row] == was.get(labels[row])]
        kept.append(np.mean([now[row] == old[row] for row in inside]))
        label_kept.append(np.mean([majority.get(labels[row]) == was[labels[row]] for row in rows if labels[row] in was]))
        new = [row for row in rows if month[row] == at and labels[row] in was]
        arrivals.append(np.mean([now[row] == was[labels[row]] for row in new]))
    return {"kept": float(np.mean(kept)), "label_kept": float(np.mean(label_kept)), "arrivals": float(np.mean(arrivals))}


def _majority(labels: np.ndarray, ids: pd.Series, nothing: object) -> dict[str, object]:
    held = ids[ids != nothing]
    groups = held.groupby(labels[held.index])
    return {str(label): group.value_counts(sort=False).sort_index().idxmax() for label, group in groups}
