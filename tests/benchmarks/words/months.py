"""Months: who says what in which month, composed of a set's sentences, each used once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

CYCLES = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
NOW, BASELINE = CYCLES[-1], CYCLES[-4:-1]
#: Part of the conversations on each of the twelve subjects; the rest is on any other.
SHARES = (0.15, 0.12, 0.10, 0.09, 0.08, 0.07, 0.07, 0.06, 0.05, 0.04, 0.04, 0.03)
KINDS = ("call", "ticket", "survey")
#: Conversations of the one loud account beyond its own.
LOUD = 30
#: Spread of the subjects' monthly levels where months wander, on the logit scale.
WANDER = 0.3
#: Chance that a conversation opens, and that it ends, with small talk, in sets that have any.
TALK = 0.5
#: Sentences of each stated subject that the persona file quotes as its language; they are said by nobody.
LINES = 3


@dataclass(frozen=True)
class Case:
    """What happens to the first subject between the months before and the last one."""

    before: float = 0.15
    now: float = 0.15
    loud: bool = False
    mix: bool = False
    wander: bool = False

    @property
    def moves(self) -> bool:
        return self.before != self.now


CASES = {
    "nothing": Case(),
    "loud": Case(loud=True),
    "mix": Case(mix=True),
    "wander": Case(wander=True),
    "plus15": Case(now=0.30),
    "plus25": Case(now=0.40),
    "new": Case(before=0.0, now=0.20),
    "gone": Case(before=0.18, now=0.0),
}


@dataclass(frozen=True)
class Months:
    """A run's months.

    Attributes
    ----------
    said : DataFrame ``cycle, account, subject`` (a name; "" any other), ``kind, text, opening, closing``.
    subjects : the twelve, the planted one first. stated : those the persona file states, with lines of its language.
    """

    said: pd.DataFrame
    subjects: list[str]
    stated: dict[str, list[str]]


def make_months(
    rows: pd.DataFrame, case: Case, size: tuple[int, float, int], with_language: bool, rng: np.random.Generator
) -> Months:
    """Months of one run.

    Parameters
    ----------
    rows : what :func:`sets.read_set` gives.
    size : accounts, conversations of each in a month, months.
    """
    cycles = CYCLES[-size[2] :]
    plan = _plan(case, cycles, size, rng)
    mixed = rows.iloc[rng.permutation(len(rows))]
    subjects = _subjects(mixed, plan, rng)
    stated = {subjects[at]: [] for at in sorted(rng.choice(len(subjects), 3, replace=False))}
    if with_language:
        stated = {name: list(mixed.loc[mixed["subject"] == name, "text"].head(LINES)) for name in stated}
        mixed = mixed[~mixed["text"].isin([line for lines in stated.values() for line in lines])]
    said = _with_sentences(plan, mixed[mixed["subject"] != ""], subjects)
    return Months(_with_talk(said, list(mixed.loc[mixed["subject"] == "", "text"]), rng), subjects, stated)


def _plan(case: Case, cycles: tuple[str, ...], size: tuple[int, float, int], rng: np.random.Generator) -> pd.DataFrame:
    """One row a conversation: ``cycle, account, subject`` (0 to 11, 12 any other), ``kind``."""
    n_accounts, talk, _ = size
    parts = []
    for cycle in cycles:
        accounts = np.repeat(np.arange(n_accounts), rng.poisson(talk - 1, n_accounts) + 1 if talk > 1 else 1)
        survey = 0.5 if case.mix and cycle == NOW else 0.1
        kind = rng.choice(len(KINDS), len(accounts), p=[(1 - survey) / 2, (1 - survey) / 2, survey])
        level = _levels(case, cycle, rng)
        in_survey = np.array(_with_first(level, min(0.9, 2 * level[0]))) if case.mix else level
        subject = [rng.choice(len(level), p=in_survey if at == 2 else level) for at in kind]
        parts.append(pd.DataFrame({"cycle": cycle, "account": accounts, "subject": subject, "kind": np.array(KINDS)[kind]}))
    if case.loud:
        parts.append(pd.DataFrame({"cycle": NOW, "account": 0, "subject": 0, "kind": "ticket"}, index=range(LOUD)))
    return pd.concat(parts, ignore_index=True)


def _levels(case: Case, cycle: str, rng: np.random.Generator) -> np.ndarray:
    """Share of each subject in a month, the last entry for any other."""
    first = case.now if cycle == NOW else case.before
    level = np.array(_with_first(np.array([*SHARES, 1 - sum(SHARES)]), first))
    if case.wander:
        odds = level / (1 - level) * np.exp(rng.normal(0, WANDER, len(level)))
        level = odds / (1 + odds)
    return level / level.sum()


def _with_first(level: np.ndarray, first: float) -> list[float]:
    return [first, *(level[1:] * (1 - first) / level[1:].sum())]


def _subjects(mixed: pd.DataFrame, plan: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    """Twelve subjects; the planted one has as many sentences as the plan needs, or is one of the three largest."""
    count = mixed.loc[mixed["subject"] != "", "subject"].value_counts()
    needed = (plan["subject"] == 0).sum() + LINES
    enough = sorted(count.index[count >= needed]) or list(count.index[:3])
    first = str(rng.choice(enough))
    others = [name for name in count.index if name != first]
    most = sorted(others[: max(len(SHARES) - 1, int((count >= 0.1 * len(plan)).sum()))])
    return [first, *map(str, rng.choice(most, len(SHARES) - 1, replace=False))]


def _with_sentences(plan: pd.DataFrame, mixed: pd.DataFrame, subjects: list[str]) -> pd.DataFrame:
    """Each conversation with a sentence of its subject; a subject that runs out says less, never the same twice."""
    plan = plan.sample(frac=1, random_state=len(plan))  # else the last month would be the one that runs out
    text = pd.Series("", index=plan.index, dtype="str")
    for at in range(len(subjects) + 1):
        own = mixed["subject"] == subjects[at] if at < len(subjects) else ~mixed["subject"].isin(subjects)
        places, pool = plan.index[plan["subject"] == at], mixed.loc[own, "text"].to_numpy()
        text.loc[places[: len(pool)]] = pool[: len(places)]
    named = plan["subject"].map(dict(enumerate([*subjects, ""])))
    return plan.assign(text=text, subject=named)[text != ""].sort_index().reset_index(drop=True)


def _with_talk(said: pd.DataFrame, talk: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Conversations with what some of them open and end with; small talk is said again and again, as in life."""
    for name in ("opening", "closing"):
        has = rng.random(len(said)) < (TALK if talk else 0)
        said = said.assign(**{name: np.where(has, rng.choice(np.array(talk or [""], dtype=object), len(said)), "")})
    return said
