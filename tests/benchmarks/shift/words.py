"""Words: runs of the kit's themes and comparison on months composed of real labelled sentences, each used once.

A run: 60 invented accounts, two conversations each a month, six months. Each conversation is one sentence on one of twelve
subjects drawn from the corpus, or on any other subject (about one in ten). The persona file states three of the subjects as
pains, in the corpus' own name for them; which, and whether the planted one is among them, is drawn. Matching and stance have
benches of their own: here every sentence counts for the one persona, and as a pain.
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from counts import figure
from rivals import RIVALS
from threadpoolctl import threadpool_limits

from kit.config.personas import Claim, Persona
from kit.config.settings import Settings, Source
from kit.cycles import periods_of
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.record.vectors import Vectors
from kit.shifts.compare_cycles import compare_cycle
from kit.themes.find_themes import theme_persona

DATA = Path(__file__).parents[4] / "shared" / "data"
CYCLES = ("2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
BASELINE = CYCLES[-4:-1]
#: Part of the conversations on each of the twelve subjects; the rest is on any other.
SHARES = (0.15, 0.12, 0.10, 0.09, 0.08, 0.07, 0.07, 0.06, 0.05, 0.04, 0.04, 0.03)


@dataclass(frozen=True)
class Run:
    """One case of *words*: what the first subject's share is before and in the last month."""

    name: str
    before: float = 0.15
    now: float = 0.15
    n_accounts: int = 60
    loud: int = 0
    more_surveys: bool = False


STILL = (
    Run("no change"),
    Run("one loud account", loud=30),
    Run("changed mix of channels", more_surveys=True),
    Run("15 accounts", n_accounts=15),
)
MOVED = (
    Run("+25 points from 15 %", now=0.40),
    Run("+15 points from 15 %", now=0.30),
    Run("new theme, 0 to 25 %", before=0.0, now=0.25),
    Run("gone, 18 to 0 %", before=0.18, now=0.0),
)


def read_banking77() -> pd.DataFrame:
    """``text``, ``subject`` of every query."""
    rows = []
    for name in ("train", "test"):
        with (DATA / "banking77" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += [(row["text"].strip(), row["category"].replace("_", " ").strip("? ")) for row in csv.DictReader(file)]
    return pd.DataFrame(rows, columns=["text", "subject"]).drop_duplicates("text", ignore_index=True)


def read_multidogo() -> pd.DataFrame:
    """``text``, ``subject`` of the customers' turns that say something on a subject, from all six domains."""
    parts = []
    for path in sorted((DATA / "multidogo").glob("*/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            turns = [
                (row[3].strip(), f"{path.parent.name} {row[-1]}") for row in csv.reader(file, delimiter="\t") if len(row) >= 6
            ]
        parts.append(pd.DataFrame(turns[1:], columns=["text", "subject"]))
    told = pd.concat(parts, ignore_index=True).drop_duplicates("text", ignore_index=True)
    is_subject = ~told["subject"].str.contains("greeting|contentonly|confirmation|rejection|thankyou|outofdomain|<div>")
    return told[is_subject & (told["text"].str.split().str.len() >= 5)].reset_index(drop=True)


@dataclass(frozen=True)
class Corpus:
    """Where sentences come from, and how long and how wide the months can be that use each once."""

    read: Callable[[], pd.DataFrame]
    n_accounts: int
    n_cycles: int
    enough: int  # sentences of a subject before it can be planted
    enough_others: int


CORPORA = {
    "banking77": Corpus(read_banking77, 60, 6, 150, 110),
    "multidogo": Corpus(read_multidogo, 40, 6, 100, 55),
}


def _subjects(told: pd.DataFrame, corpus: Corpus, rng: np.random.Generator) -> list[str]:
    """Twelve subjects, the planted one first; each has as many sentences as its share may need."""
    count = told["subject"].value_counts().sort_index()
    first = str(rng.choice(count.index[count >= corpus.enough]))
    others = count.index[(count >= corpus.enough_others) & (count.index != first)]
    return [first, *(str(name) for name in rng.choice(others, len(SHARES) - 1, replace=False))]


def _plan(run: Run, cycles: tuple[str, ...], n_accounts: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row a conversation: ``cycle``, ``account``, ``subject`` (0 to 11, 12 any other), ``kind``."""
    rows = []
    for cycle in cycles:
        first = run.now if cycle == cycles[-1] else run.before
        rest = np.array(SHARES[1:]) * (1 - first) / (1 - SHARES[0])
        parts = np.array([first, *rest, 1 - first - rest.sum()])
        talk = [account for account in range(n_accounts) for _ in range(2)]
        subject = rng.choice(len(parts), len(talk), p=parts)
        survey = 0.5 if run.more_surveys and cycle == cycles[-1] else 0.1
        kind = rng.choice(["call", "ticket", "survey"], len(talk), p=[(1 - survey) / 2, (1 - survey) / 2, survey])
        rows += [(cycle, account, int(what), str(how)) for account, what, how in zip(talk, subject, kind, strict=True)]
    rows += [(cycles[-1], 0, 0, "ticket")] * run.loud
    return pd.DataFrame(rows, columns=["cycle", "account", "subject", "kind"])


def _with_sentences(plan: pd.DataFrame, corpus: pd.DataFrame, subjects: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Each conversation with a sentence of its subject; no sentence is used twice."""
    plan, order = plan.assign(text=""), rng.permutation(len(corpus))
    mixed = corpus.iloc[order]
    for at in range(len(subjects) + 1):
        is_at = plan["subject"] == at
        pool = mixed[mixed["subject"] == subjects[at]] if at < len(subjects) else mixed[~mixed["subject"].isin(subjects)]
        keep = plan.index[is_at][: len(pool)]  # a subject that runs out of sentences says less, never the same twice
        plan.loc[keep, "text"] = pool["text"].to_numpy()[: len(keep)]
    return plan[plan["text"] != ""].reset_index(drop=True)


def _store(record: Record, spoken: pd.DataFrame, rng: np.random.Generator) -> None:
    """Conversations, passages and matches of a run, as reading and matching would have left them."""
    n = len(spoken)
    key = pd.Series([f"{kind}:{at:05d}" for at, kind in enumerate(spoken["kind"])], dtype="str")
    day = pd.to_timedelta(rng.integers(0, 28, n), unit="D")
    texts = {name: pd.Series([""] * n, dtype="str") for name in TABLES["conversations"].columns}
    record.append("conversations", pd.DataFrame(texts | {
        "conversation_key": key, "conversation_id": key, "source": spoken["kind"], "kind": spoken["kind"],
        "cycle": spoken["cycle"], "account_id": [f"a-{account:03d}" for account in spoken["account"]], "role": "Customer",
        "text": spoken["text"], "turns": "[]", "first_run_cycle": CYCLES[-1], "line": 1, "is_late": False,
        "occurred_at": (pd.to_datetime(spoken["cycle"] + "-01", utc=True) + day).astype("datetime64[us, UTC]"),
    }))  # fmt: skip
    record.append("passages", pd.DataFrame({
        "passage_id": key + "#0", "conversation_key": key, "cycle": spoken["cycle"], "text": spoken["text"], "stance": "pain",
        "start": 0, "end": spoken["text"].str.len(),
    }))  # fmt: skip
    record.append("matches", pd.DataFrame({
        "conversation_key": key, "cycle": spoken["cycle"], "persona_id": "customer", "runner_up": "", "state": "attached",
        "found_persona": "customer", "found_runner_up": "", "found_state": "attached",
        "reasons": "[]", "score": 0.9, "runner_up_score": 0.0, "margin": 0.9,
    }))  # fmt: skip


def _persona(subjects: list[str], rng: np.random.Generator) -> Persona:
    stated = sorted(rng.choice(len(subjects), 3, replace=False))
    pains = [Claim(id=f"pain-{at}", statement=subjects[at].capitalize()) for at in stated]
    return Persona(id="customer", name="Customer", pains=pains, sources=["call", "ticket"])


def one_run(corpus_name: str, run: Run, number: int) -> dict:
    """One run of the kit: what it surfaced, and how that lies to what was planted."""
    seed = hashlib.sha256(f"{corpus_name} {run.name} {number}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:8], "big"))
    corpus = CORPORA[corpus_name]
    told, cycles, n_accounts = corpus.read(), CYCLES[-corpus.n_cycles :], min(corpus.n_accounts, run.n_accounts)
    subjects = _subjects(told, corpus, rng)
    spoken = _with_sentences(_plan(run, cycles, n_accounts, rng), told, subjects, rng)
    segments = pd.DataFrame({
        "account_id": [f"a-{account:03d}" for account in range(n_accounts)], "name": "", "tier": "", "renewal_on": "",
        "segment": [("small", "middle", "large")[account % 3] for account in range(n_accounts)], "arr": np.nan,
    })  # fmt: skip
    settings = Settings(
        company="Bench", sources=[Source(id=kind, kind=kind, path="none") for kind in ("call", "ticket", "survey")]
    )
    persona = _persona(subjects, rng)
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder))
        _store(record, spoken, rng)
        vectors = Vectors(record, settings.embedding)
        theme_persona(record, settings, persona, vectors, CYCLES[-1], list(cycles))
        periods = periods_of(CYCLES[-1], list(cycles), list(BASELINE))
        found = compare_cycle(record, settings, [persona], segments, vectors, periods)
        assigned = record.read("assignments", run_cycle=CYCLES[-1])
    return _measured(run, spoken, found.shifts["customer"], assigned)


def _measured(run: Run, spoken: pd.DataFrame, shifts: list[dict], assigned: pd.DataFrame) -> dict:
    surfaced = [shift for shift in shifts if shift["surfaced"]]
    key = pd.Series([f"{kind}:{at:05d}" for at, kind in enumerate(spoken["kind"])])
    subject = dict(zip(key, spoken["subject"], strict=True))
    rises = run.now > run.before
    cycles = CYCLES[-1:] if rises else BASELINE
    is_told = assigned["cycle"].isin(cycles)
    on_subject = {
        shift["theme"]: [
            subject[name] == 0 for name in assigned.loc[is_told & (assigned["theme_id"] == shift["theme"]), "conversation_key"]
        ]
        for shift in shifts
    }
    right = [
        shift for shift in surfaced
        if (shift["mix_adjusted_pp"] > 0) == rises and np.mean(on_subject[shift["theme"]] or [False]) >= 0.5
    ]  # fmt: skip
    truly = {f"a-{account:03d}" for account in spoken.loc[(spoken["subject"] == 0) & spoken["cycle"].isin(cycles), "account"]}
    named = set().union(*(shift["accounts"] for shift in right)) if right else set()
    theme = max(on_subject, key=lambda name: sum(on_subject[name]), default=None)
    main = next((shift for shift in shifts if shift["theme"] == theme), None)
    return {
        "surfaced": len(surfaced), "right": bool(right), "wrong": len(surfaced) - len(right), "truly": len(truly),
        "evidence": sum(len(on_subject[shift["theme"]]) for shift in right),
        "on_subject": sum(sum(on_subject[shift["theme"]]) for shift in right),
        "named": len(named), "named_truly": len(named & truly), "missed": " ".join(main["below_bar"]) if main else "no theme",
        "rivals": _rivals(run, spoken, assigned, theme),
    }  # fmt: skip


def _rivals(run: Run, spoken: pd.DataFrame, assigned: pd.DataFrame, theme: str | None) -> dict[str, list[bool]]:
    """What the other rules call on the same themes: anything, and the theme with most of the planted subject."""
    themes = sorted(set(assigned["theme_id"]) - {""})
    heard, cycles = assigned.drop_duplicates(["conversation_key", "theme_id"]), sorted(set(spoken["cycle"]))
    raising = pd.crosstab(heard["cycle"], heard["theme_id"]).reindex(index=cycles, columns=themes, fill_value=0).to_numpy()
    n = spoken["cycle"].value_counts().reindex(cycles).to_numpy()
    at = themes.index(theme) if theme in themes else None
    called = {name: rule(raising, n) for name, rule in RIVALS.items()}
    sign = np.sign(run.now - run.before)
    return {name: [bool((of != 0).any()), at is not None and bool(of[at] == sign)] for name, of in called.items()}


def _of(runs: list[dict], name: str, at: int) -> dict[str, float]:
    return {rival: float(np.mean([one[name][rival][at] for one in runs])) for rival in runs[0][name]}


def still_figures(case: str, runs: list[dict]) -> list[dict]:
    quiet = np.array([one["surfaced"] == 0 for one in runs])
    one = figure("nothing surfaced in a run without change", case, quiet, ">= 97 %", bool(quiet.mean() >= 0.97))
    one["others"] = {rival: 1 - part for rival, part in _of(runs, "rivals", 0).items()}
    return [one]


def _pooled(name: str, case: str, yes: int, n: int, goal: float) -> list[dict]:
    if not n:
        return []
    return [figure(name, case, np.arange(n) < yes, f">= {goal:.0%}", bool(yes / n >= goal))]


def moved_figures(case: str, runs: list[dict], is_goal: bool) -> list[dict]:
    right, wrong = (np.array([one[name] for one in runs]) for name in ("right", "wrong"))
    goal = (">= 80 %", bool(right.mean() >= 0.8)) if is_goal else ("", None)
    first = figure("right theme surfaced, in the right direction", case, right.astype(bool), *goal)
    total = {
        name: sum(one[name] for one in runs if one["right"])
        for name in ("evidence", "on_subject", "named", "named_truly", "truly")
    }
    return [
        first | {"others": _of(runs, "rivals", 1)},
        figure("something else surfaced as well", case, wrong > 0),
        *_pooled("surfaced evidence on the planted subject", case, total["on_subject"], total["evidence"], 0.85),
        *_pooled("precision of the accounts named", case, total["named_truly"], total["named"], 0.9),
        *_pooled("recall of the accounts named", case, total["named_truly"], total["truly"], 0.9),
    ]


def run_words(n_runs: int, n_jobs: int) -> list[dict]:
    """All figures of *words*; a corpus that is not there is told and left out."""
    found = []
    for name in CORPORA:
        if not (DATA / name).is_dir():
            print(f"words: {DATA / name} is not there, so these runs are left out; see README.md for the data")
            continue
        tasks = [(name, run, number) for run in (*STILL, *MOVED) for number in range(n_runs)]
        with ProcessPoolExecutor(n_jobs, initializer=threadpool_limits, initargs=(1,)) as pool:
            runs = list(pool.map(one_run, *zip(*tasks, strict=True)))
        for run in (*STILL, *MOVED):
            ours = [one for (_, of, _), one in zip(tasks, runs, strict=True) if of is run]
            case = f"{name}, {run.name}"
            found += moved_figures(case, ours, run is not MOVED[1]) if run in MOVED else still_figures(case, ours)
    return found
