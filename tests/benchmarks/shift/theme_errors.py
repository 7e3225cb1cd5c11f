"""Theme errors: shares and shifts where a part of the passages is put to the wrong theme and a drawn sample is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from counts import figure
from draws import drawn

from kit.cycles import Periods
from kit.shifts.corrections.reviewed_evidence import evidence_lots
from kit.shifts.corrections.theme_error_correction import checked_themes
from kit.shifts.stats.shares import shares_of
from kit.shifts.stats.theme_shifts import shifts_of
from kit.shifts.stats.votes import votes_of

CYCLES = ("2025-11", "2025-12", *(f"2026-{number:02d}" for number in range(1, 11)))
THEMES = tuple(f"t{code:02d}" for code in range(8))
#: Chance that a passage is about each theme, and about none.
SHARES = (0.15, 0.22, 0.15, 0.10, 0.08, 0.05, 0.04, 0.03)
PERIODS = Periods(CYCLES[-1], CYCLES[-4:-1], CYCLES[:-1])


@dataclass(frozen=True)
class Reading:
    """How much is wrong, how much of it is read, and by how many points theme 0 rises.

    Attributes
    ----------
    wrong : chance that a passage is put to another theme than its own, or to none.
    n_read : conversations read, half of them of the cycle.
    into : part of the wrong ones that all go to theme 0.
    """

    name: str
    wrong: float = 0.2
    n_read: int = 120
    planted: float = 0.0
    into: float = 0.0


READINGS = (
    Reading("20 % of passages in a wrong theme, 120 conversations read"),
    Reading("20 % of passages in a wrong theme, 60 conversations read", n_read=60),
    Reading("20 % of passages in a wrong theme, half of them in one, 120 conversations read", into=0.5),
    Reading("20 % of passages in a wrong theme, +15 points, 120 conversations read", planted=0.15),
)


@dataclass(frozen=True)
class Drawn:
    """What one draw left: by theme, in points, how far the shares are off and whether the intervals hold the truth."""

    raw: np.ndarray
    corrected: np.ndarray
    covers: np.ndarray
    shift_covers: np.ndarray
    raw_covers: np.ndarray


def draw_of(case: Reading, seed: np.random.SeedSequence) -> Drawn:
    """Sixty accounts that speak twice a month, in one to three passages a conversation."""
    rng = np.random.default_rng(seed)
    n_accounts, n_talks = 60, 2
    account = np.repeat(np.arange(n_accounts), n_talks * len(CYCLES))
    month = np.tile(np.repeat(np.arange(len(CYCLES)), n_talks), n_accounts)
    talks = pd.DataFrame({"voter_id": [f"account:{code:02d}" for code in account], "cycle": np.array(CYCLES)[month]})
    talks = talks.assign(conversation_key=[f"c{row:04d}" for row in range(len(talks))], segment="s", kind="call", account=account)
    own = rng.dirichlet(9 * np.array([*SHARES, 1 - sum(SHARES)]), n_accounts)
    n_passages = rng.integers(1, 4, len(talks))
    talk = np.repeat(np.arange(len(talks)), n_passages)
    about = _about(own[account[talk]], month[talk], case, rng)
    put = _put(about, case, rng)
    names = np.array([*THEMES, ""], dtype=object)
    passages = pd.DataFrame({
        "passage_id": [f"p{row}" for row in range(len(talk))], "conversation_key": talks["conversation_key"].to_numpy()[talk],
        "theme_id": names[put], "kind": "content", "cycle": talks["cycle"].to_numpy()[talk], "truly": names[about],
    })  # fmt: skip
    decisions = _read(talks, passages, case)
    return _measured(talks, passages, decisions, _truth(case, rng))


def _about(own: np.ndarray, month: np.ndarray, case: Reading, rng: np.random.Generator) -> np.ndarray:
    """What each passage is about: its account's usual subjects, and theme 0 instead of another for the rise."""
    about = (rng.random(len(own))[:, None] > own.cumsum(axis=1)).sum(axis=1).clip(0, len(THEMES))
    is_now = month == len(CYCLES) - 1
    moved = is_now & (rng.random(len(own)) < case.planted / (1 - SHARES[0]))
    return np.where(moved, 0, about)


def _put(about: np.ndarray, case: Reading, rng: np.random.Generator) -> np.ndarray:
    others = rng.integers(0, len(THEMES) + 1, len(about))
    others = np.where(rng.random(len(about)) < case.into, 0, others)
    return np.where(rng.random(len(about)) < case.wrong, others, about)


def _truth(case: Reading, rng: np.random.Generator) -> np.ndarray:
    """Share of conversations that raise each theme, before and now, of a great many accounts; shape (2, n_themes)."""
    n = 60_000
    own = rng.dirichlet(9 * np.array([*SHARES, 1 - sum(SHARES)]), n)
    n_passages, moved = rng.integers(1, 4, n), case.planted / (1 - SHARES[0])
    levels = [own[:, :-1] * (1 - rise) + rise * (np.arange(len(THEMES)) == 0) for rise in (0.0, moved)]
    return np.array([(1 - (1 - level) ** n_passages[:, None]).mean(axis=0) for level in levels])


def _read(talks: pd.DataFrame, passages: pd.DataFrame, case: Reading) -> pd.DataFrame:
    """The word of a reader who knows, on the conversations of the lowest lots of either period."""
    lot = evidence_lots(talks["conversation_key"], 0)
    sides = ((talks["cycle"] == PERIODS.now).to_numpy(), talks["cycle"].isin(PERIODS.baseline).to_numpy())
    rows = [np.flatnonzero(side)[np.argsort(lot[side])][: case.n_read // 2] for side in sides]
    read = passages[passages["conversation_key"].isin(talks["conversation_key"].to_numpy()[np.concatenate(rows)])]
    is_right = read["theme_id"] == read["truly"]
    return pd.DataFrame({
        "decision_id": read["passage_id"].to_numpy(), "passage_id": read["passage_id"].to_numpy(),
        "verdict": np.where(is_right, "right", "wrong"), "theme_id": read["truly"].where(read["truly"] != "", "none").to_numpy(),
        "proposed": read["theme_id"].to_numpy(), "decided_at": pd.Timestamp("2026-11-01T10:00Z"),
    })  # fmt: skip


def _measured(talks: pd.DataFrame, passages: pd.DataFrame, decisions: pd.DataFrame, truth: np.ndarray) -> Drawn:
    themed = passages[passages["theme_id"] != ""]
    votes = votes_of(themed, talks, list(THEMES), list(CYCLES))
    shares, shifts = shares_of(votes), shifts_of(votes, PERIODS)[0].set_index("theme_id")
    shares = shares[shares["cycle"] == PERIODS.now].set_index("theme_id")
    found = checked_themes(passages, talks, (decisions, 0), PERIODS, {})[1]
    rows = []
    for code, theme in enumerate(THEMES):
        if theme not in found or found[theme]["shift_pp"] is None:
            continue
        one, share, shift = found[theme], shares.loc[theme], shifts.loc[theme]
        half = np.hypot(one["spread"] * (share["high"] - share["low"]) / 2, one["share_half"])
        shift_half = np.hypot(one["shift_spread"] * (shift["high_pp"] - shift["low_pp"]) / 2, one["shift_half_pp"])
        moved = 100 * (truth[1, code] - truth[0, code])
        rows.append((
            100 * (share["share"] - truth[1, code]), 100 * (one["share"] - truth[1, code]),
            abs(one["share"] - truth[1, code]) <= half, abs(one["shift_pp"] - moved) <= shift_half,
            share["low"] <= truth[1, code] <= share["high"],
        ))  # fmt: skip
    return Drawn(*(np.array(column) for column in zip(*rows, strict=True))) if rows else Drawn(*[np.zeros(0)] * 5)


def run_theme_errors(cases: list[Reading], n_draws: int, n_jobs: int) -> Iterator[list[dict]]:
    """All figures of *reviews*, a case at a time."""
    for case, draws in drawn([(draw_of, case, n_draws) for case in cases], n_jobs):
        yield reading_rows(case, draws)


def reading_rows(case: Reading, draws: list[Drawn]) -> list[dict]:
    """How often corrected shares and shifts hold the truth, and how far they are off."""
    raw, corrected, covers, shift_covers, raw_covers = (
        np.concatenate([getattr(draw, name) for draw in draws]) for name in Drawn.__dataclass_fields__
    )
    rows = [
        figure("share intervals hold the truth, corrected for wrong themes", case.name, covers, "93 to 97 %",
               as_counted=raw_covers.mean()),
        figure("shift intervals hold the truth, corrected for wrong themes", case.name, shift_covers, "93 to 97 %"),
    ]  # fmt: skip
    rows = [row | {"holds": 0.93 <= row["value"] <= 0.97} for row in rows]
    return [*rows, _off(case, raw, corrected)]


def _off(case: Reading, raw: np.ndarray, corrected: np.ndarray) -> dict:
    """How far corrected shares are off (root mean square); a percentage here is a percentage point."""
    off, error = np.sqrt(np.mean(corrected**2)) / 100, 1.96 * np.std(corrected**2) / np.sqrt(len(corrected)) / 1e4
    low, high = (float(np.sqrt(max(off**2 + sign * error, 0))) for sign in (-1, 1))
    return {
        "figure": "share off by, corrected for wrong themes, points", "case": case.name, "value": float(off), "low": low,
        "high": high,
        "n": len(corrected), "goal": "", "holds": None, "others": {"as counted": float(np.sqrt(np.mean(raw**2)) / 100)},
    }  # fmt: skip
