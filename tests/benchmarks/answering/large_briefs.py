"""Whole briefs for a large record: a story (tests/facts) with the record's own persona, themes, shifts, accounts and quotes.

Every brief is one that :class:`kit.brief.model.Brief` takes, and each of its quotes lies in the record's conversations from
``start`` to ``end``, so that who verifies quotes finds them. What no answer reads (language, messages, order) is the story's.
"""

from __future__ import annotations

import json
from itertools import cycle as repeated
from pathlib import Path
from typing import Any

import pandas as pd

from kit.brief.model import Brief

Facts = dict[str, Any]

STORY = json.loads((Path(__file__).parents[2] / "facts" / "shifted.json").read_text(encoding="utf-8"))
CLAIM = next(claim for claim in STORY["claims"] if claim["verdict"] == "holding")
OVER_TIME = ("share", "low", "high", "accounts", "rank", "n_conversations")
N_WINDOW, N_BASELINE, N_QUOTES = 12, 3, 3


def whole_brief(persona: str, cycles: list[str], shifts: list[Facts], said: pd.DataFrame) -> Facts:
    """The brief of a persona and of the last of some cycles.

    Parameters
    ----------
    cycles : all up to the brief's own, oldest first.
    shifts : what is known of each theme's shift; the first half are claims of the persona's file.
    said : the persona's passages in that cycle: ``theme_id, text, start, end, conversation_id, account_id, role, occurred_at``.
    """
    window = cycles[-N_WINDOW:]
    quotes = {theme: [_quote(row) for row in rows.head(N_QUOTES).itertuples()] for theme, rows in said.groupby("theme_id")}
    accounts = dict(zip(sorted(said["account_id"].unique()), repeated(STORY["accounts"].values()), strict=False))
    facts = STORY | {
        "persona": STORY["persona"] | {"id": persona, "name": persona.title()},
        "cycle": cycles[-1], "baseline": cycles[-1 - N_BASELINE : -1], "cycles": window, "accounts": accounts,
        "themes": [
            _theme(like, shift, window, quotes) for like, shift in zip(repeated(STORY["themes"]), shifts, strict=False)
        ],
        "shifts": [
            _shift(like, shift, window, quotes) for like, shift in zip(repeated(STORY["shifts"]), shifts, strict=False)
        ],
        "claims": [_claim(persona, number, shift) for number, shift in enumerate(shifts[: len(shifts) // 2])],
    }  # fmt: skip
    return Brief.model_validate(facts).facts_of_any_run()


def _quote(row: Any) -> Facts:
    places = {"conversation_id": row.conversation_id, "source": "desk", "start": int(row.start), "end": int(row.end), "url": ""}
    who = {"account_id": row.account_id, "role": row.role, "occurred_at": row.occurred_at.isoformat()}
    return {"text": row.text} | places | who


def _theme(like: Facts, shift: Facts, window: list[str], quotes: dict[str, list[Facts]]) -> Facts:
    over_time = {name: dict(zip(window, repeated(like[name].values()), strict=False)) for name in OVER_TIME}
    example = next(iter(quotes.get(shift["theme"], [])), None)
    return like | over_time | {"id": shift["theme"], "label": shift["label"], "born": window[0], "example": example}


def _shift(like: Facts, shift: Facts, window: list[str], quotes: dict[str, list[Facts]]) -> Facts:
    months = {"now_cycles": window[-1:], "before_cycles": window[-1 - N_BASELINE : -1], "concerned_cycles": window[-1:]}
    return like | shift | months | {"quotes": quotes.get(shift["theme"], []), "other_voice": None}


def _claim(persona: str, number: int, shift: Facts) -> Facts:
    name = {"claim": f"{persona}/pains/p{number:02d}", "statement": shift["label"], "section": "pains"}
    return CLAIM | name | {"theme": shift["theme"], "rank_stated": number + 1, "quote": None}
