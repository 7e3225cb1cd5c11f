"""Register of themes: what the record knows of a persona's themes when a run begins, whatever the order of runs.

A fit carries on from the newest earlier cycle (the lineage); which theme is which is read from the nearest run there is: the
cycle's own earlier one, else the next later one, else the newest earlier one. So neither a rerun nor a backfill renumbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.record.store import Record

#: What a theme is before anything is known of it.
FRESH = {
    "claim": "",
    "claim_words": "",
    "state": "",
    "origin": "found",
    "label": "",
    "born": "",
    "settings": "",
    "n_passages": 0,
    "centre": [],
}


@dataclass(frozen=True)
class Register:
    """The themes of one persona as a run finds them.

    Attributes
    ----------
    lineage : themes as the run of the newest earlier cycle left them; empty at first. What a fit carries on.
    lineage_of : passage id to theme id in that run, as its fit had it.
    lineage_shown : the same as that run showed it: under the finer or wider theme that a person wanted.
    known : one row for every theme of any run, each as the nearest run left it, that run's themes first.
    before : passage id to theme id in the nearest run, as its fit had it.
    shown : the same as that run showed it.
    later : ids that runs of later cycles alone know.
    highest : the highest number ever given to a theme: in the record's tables, in edits and in printed briefs.
    """

    lineage: pd.DataFrame
    lineage_of: dict[str, str]
    lineage_shown: dict[str, str]
    known: pd.DataFrame
    before: dict[str, str]
    shown: dict[str, str]
    later: frozenset[str]
    highest: int


def register_of(record: Record, persona_id: str, run_cycle: str, model: str) -> Register:
    """The register of a persona for a run of a cycle; centres that another model than ``model`` made are left out."""
    themes = record.read("themes", persona_id=persona_id)
    themes["centre"] = [
        centre if made_by == model else [] for centre, made_by in zip(themes["centre"], themes["model"], strict=True)
    ]
    runs = sorted(set(themes["run_cycle"]))
    order = nearest_runs(runs, run_cycle)
    newest_earlier = [run for run in runs if run < run_cycle][-1:]
    ranked = themes.assign(rank=themes["run_cycle"].map({run: rank for rank, run in enumerate(order)}).astype(int))
    known = ranked.sort_values(["rank", "theme_id"], kind="stable").drop_duplicates("theme_id", ignore_index=True)
    reached = set(themes.loc[themes["run_cycle"] <= run_cycle, "theme_id"])
    before, shown = assigned(record, persona_id, order[:1])
    return Register(
        themes[themes["run_cycle"].isin(newest_earlier)].reset_index(drop=True),
        *assigned(record, persona_id, newest_earlier),
        known.drop(columns="rank"),
        before,
        shown,
        frozenset(set(known["theme_id"]) - reached),
        highest_given(record, persona_id, list(known["theme_id"])),
    )


def nearest_runs(runs: list[str], run_cycle: str) -> list[str]:
    """Runs in the order they are asked: the cycle's own earlier one, later ones from the next on, earlier ones backwards."""
    later = sorted(run for run in runs if run >= run_cycle)
    return later + sorted((run for run in runs if run < run_cycle), reverse=True)


def assigned(record: Record, persona_id: str, runs: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Passage id to theme id in some runs: as the fit had it, and as it was shown."""
    rows = record.read("assignments", ["passage_id", "theme_id", "fitted"], persona_id=persona_id, run_cycle=runs)
    names, shown, fitted = (rows[name].to_numpy(dtype=object) for name in ("passage_id", "theme_id", "fitted"))
    fitted = np.where(fitted == "", shown, fitted)
    return dict(zip(names, fitted, strict=True)), dict(zip(names, shown, strict=True))


def highest_given(record: Record, persona_id: str, known: list[str]) -> int:
    """The highest number among all theme ids that anything of the persona has ever named; 0 where there is none."""
    edits = record.read("theme_edits", ["theme_id", "value"], persona_id=persona_id)
    events = record.read("theme_events", ["theme_id", "other_theme_id"], persona_id=persona_id)
    printed = [json.loads(facts) for facts in record.read("briefs", ["facts"], persona_id=persona_id)["facts"]]
    named = [theme["id"] for facts in printed for theme in facts.get("themes") or []]
    everywhere = [*known, *edits["theme_id"], *edits["value"], *events["theme_id"], *events["other_theme_id"], *named]
    return max((number_of(persona_id, name) for name in everywhere), default=0)


def number_of(persona_id: str, theme_id: str) -> int:
    """The number in a persona's theme id; 0 for anything else."""
    start, _, number = theme_id.rpartition("/t")
    return int(number) if start == persona_id and number.isdecimal() else 0


class Mint:
    """Gives new theme ids of one persona, each above the highest ever given."""

    def __init__(self, persona_id: str, highest: int) -> None:
        self.persona_id, self.highest = persona_id, highest

    def new(self) -> str:
        """The next id."""
        self.highest += 1
        return f"{self.persona_id}/t{self.highest:02d}"
