"""`kit quotes`: how long it takes on a record of 100,000 conversations, and how well it finds what is meant."""
# ruff: noqa: E501 - the folder has to be known before its modules; rows of tables read better in one line

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

import numpy as np
import pandas as pd
from sets import SHARED, WORDS

from kit.ask.quotes import find_quotes
from kit.ask.search import Question
from kit.ask.similarity import SAME_MEANING, likeness
from kit.config.personas import Persona
from kit.geometry import unit_vectors
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.record.vectors import Vectors, load_embedder, text_sha

CONVERSATIONS, CYCLES = 100_000, [f"2025-{month:02d}" for month in range(1, 13)] + [f"2026-{month:02d}" for month in range(1, 11)]
#: Cycles that one run looks over.
WINDOW = 12
PERSONAS = ("revops-lead", "data-engineer", "finance-leader", "demand-gen", "cs-lead")
TITLES = ("Head of RevOps", "Data Engineer", "CFO", "Head of Demand Gen", "Customer Success Manager")
STANCES = ("pain", "objection", "goal", "decision-criterion", "other", "other")
#: A word said, a title borne and a theme raised in the oldest cycle only, by a few.
RARE_WORD, RARE_TITLE, RARE_THEME, FEW = "zeppelin", "Beekeeper", "revops-lead/t99", 5
#: How often each question is timed.
TIMES = 5
COLD, WARM = 3.0, 1.0

QUESTIONS = {
    "persona and pain": Question(persona="revops-lead", about="pain"),
    "everything, 200": Question(last=200),
    "role": Question(role="RevOps"),
    "role that few bear": Question(role=RARE_TITLE),
    "role that nobody bears": Question(role="astronaut"),
    "words often said": Question(words="dashboard"),
    "word that few said": Question(words=RARE_WORD),
    "word that nobody said": Question(words="xylophone"),
    "theme": Question(theme="revops-lead/t01"),
    "theme that few raised": Question(theme=RARE_THEME),
    "meaning": Question(like="the numbers in two tools do not match"),
    "meaning and persona": Question(like="single sign on", persona="data-engineer"),
}
ASK = """
import sys, time; start = time.perf_counter()
from pathlib import Path
from kit.ask.quotes import find_quotes
from kit.ask.search import Question
from kit.config.personas import Persona
from kit.record.store import Record
from kit.record.vectors import Vectors
record, people = Record(Path(sys.argv[1])), [Persona(id=name, name=name) for name in {names!r}]
find_quotes(record, people, {question!r}, Vectors(record, "wordllama"))
print(time.perf_counter() - start)
"""


def filled(table: str, n: int, **columns: object) -> pd.DataFrame:
    """Rows of a table with the columns that matter; the others are empty."""
    plain = {"string": "", "int64": 0, "bool": False, "double": 0.5}
    rest = {name: plain[str(kind)] for name, kind in TABLES[table].columns.items() if str(kind) in plain}
    return pd.DataFrame({name: [value] * n for name, value in rest.items()} | columns)


def sentences() -> list[str]:
    """Every sentence that the sample company's customers say."""
    lines = [line.strip() for path in sorted(WORDS.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if len(line) > 30]


def write_record(folder: Path) -> Record:
    """100,000 conversations of three passages each, two sentences each, in 22 cycles, with the themes of a run a cycle, and vectors."""
    record, draw = Record(folder), np.random.default_rng(1)
    said = sentences()
    of_sentence = unit_vectors(load_embedder("wordllama"), said)
    n = CONVERSATIONS // len(CYCLES)
    assigned: list[pd.DataFrame] = []
    for cycle in CYCLES:
        who, contact = draw.integers(0, len(PERSONAS), n), draw.integers(0, 6000, n)
        keys = [f"desk:{cycle}/{at}" for at in range(n)]
        first = cycle == CYCLES[0]
        titles = [RARE_TITLE if first and at < FEW else "" if draw.random() < 0.15 else TITLES[who[at]] for at in range(n)]
        record.append("conversations", filled(
            "conversations", n, conversation_key=keys, conversation_id=keys, source="desk", cycle=cycle, text="as its passages",
            account_id=[f"a{at % 2000}" for at in contact], contact_id=[f"u{at}" for at in contact], role=titles, turns="[]",
            occurred_at=pd.to_datetime([f"{cycle}-{1 + at % 28:02d}T10:00Z" for at in range(n)]),
        ))  # fmt: skip
        record.append("matches", filled(
            "matches", n, conversation_key=keys, cycle=cycle, persona_id=[PERSONAS[at] for at in who], state="attached", reasons="title",
        ))  # fmt: skip
        ids = [f"{keys[at % n]}#{at // n}" for at in range(3 * n)]
        pairs = draw.integers(0, len(said), (3 * n, 2))
        texts = [f"{said[one]} {said[other]}" for one, other in pairs]
        if first:
            texts[:FEW] = [f"{text} It is like a {RARE_WORD}." for text in texts[:FEW]]
        record.append("passages", filled(
            "passages", 3 * n, passage_id=ids, conversation_key=[keys[at % n] for at in range(3 * n)], cycle=cycle, text=texts,
            stance=[STANCES[at] for at in draw.integers(0, len(STANCES), 3 * n)], start=[at // n for at in range(3 * n)],
        ))  # fmt: skip
        made = of_sentence[pairs[:, 0]] + of_sentence[pairs[:, 1]]  # what an embedding that takes the mean of words makes of them
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        record.append(
            "vectors", pd.DataFrame({"model": "wordllama", "text_sha": [text_sha(text) for text in texts], "vector": list(made)})
        )
        themes = draw.integers(0, 12, 3 * n)
        people = [PERSONAS[who[at % n]] for at in range(3 * n)]
        ours = [f"{name}/t{theme:02d}" if theme else "" for name, theme in zip(people, themes, strict=True)]
        if first:
            ours = [RARE_THEME if name == PERSONAS[0] and at < FEW * len(PERSONAS) else theme
                    for at, (name, theme) in enumerate(zip(people, ours, strict=True))]  # fmt: skip
        assigned.append(filled("assignments", 3 * n, persona_id=people, passage_id=ids, cycle=cycle, theme_id=ours))
        looked_at = pd.concat(assigned[-WINDOW:], ignore_index=True)
        record.append("assignments", looked_at.assign(run_cycle=cycle, conversation_key="as its passage"))
    known = sorted({theme for rows in assigned for theme in rows["theme_id"] if theme})
    record.append("themes", filled(
        "themes", len(known), run_cycle=CYCLES[-1], theme_id=known, persona_id=[name.split("/")[0] for name in known], state="live",
        centre=[[0.0]] * len(known),
    ))  # fmt: skip
    return record


def row(figure: str, case: str, values: list[float], goal: str, holds: bool | None, **others: float) -> dict[str, Any]:
    """One row of RESULTS.md: the median of some values between the smallest and the largest."""
    value, low, high = (round(float(one), 4) for one in (np.median(values), min(values), max(values)))
    told = {name: round(float(one), 4) for name, one in others.items()}
    print(f"{figure:38} {case:34} {value:.3f} ({low:.3f} to {high:.3f}) goal {goal or '-':10} {told}", flush=True)
    return {
        "figure": figure,
        "case": case,
        "value": value,
        "low": low,
        "high": high,
        "goal": goal,
        "holds": holds,
        "others": told,
    }


def cold_seconds(folder: Path, question: Question) -> float:
    """Seconds of a new process, its imports included."""
    call = [sys.executable, "-c", ASK.format(names=PERSONAS, question=question), str(folder)]
    return float(subprocess.run(call, capture_output=True, text=True, check=True).stdout)


def speed_rows(folder: Path) -> list[dict[str, Any]]:
    """Seconds of every question, cold and warm."""
    record, people = write_record(folder), [Persona(id=name, name=name) for name in PERSONAS]
    vectors, rows = Vectors(record, "wordllama"), []
    for name, question in QUESTIONS.items():
        found = len(find_quotes(record, people, question, vectors))
        took = []
        for _ in range(TIMES):
            start = time.perf_counter()
            find_quotes(record, people, question, vectors)
            took.append(time.perf_counter() - start)
        rows.append(row("seconds, warm", f"kit quotes: {name}", took, "<= 1", bool(np.median(took) <= WARM), quotes=found))
    for name in ("persona and pain", "word that nobody said", "theme that few raised", "meaning"):
        took = [cold_seconds(folder, QUESTIONS[name]) for _ in range(TIMES)]
        rows.append(row("seconds, cold", f"kit quotes: {name}", took, "<= 3", bool(np.median(took) <= COLD)))
    return rows


#: Lines of the sample that stand around a subject, and are none.
NO_SUBJECT = (
    "ack", "auto-mail", "closer", "companies", "disclaimer", "logistics", "note-frame", "opener", "people", "praise", "review-frame",
    "small-talk", "team", "team-ack", "team-question", "team-reply", "nobody-odd",
)  # fmt: skip


def sample_set() -> tuple[list[str], np.ndarray, list[str]]:
    """The sample's sentences, the subject of each ("" is none), and every second subject, which are asked for by name.

    All subjects were in view when the weight and the threshold were chosen: an upper bound.
    """
    rows = [
        ("" if path.stem in NO_SUBJECT else path.stem, line)
        for path in sorted(WORDS.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines() if len(line.split()) >= 4
    ]  # fmt: skip
    subjects = sorted({subject for subject, _ in rows if subject and not subject.startswith("neutral")})
    return [text for _, text in rows], np.array([subject for subject, _ in rows], dtype=object), subjects[1::2]


def bank_set() -> tuple[list[str], np.ndarray, list[str]]:
    """banking77's test questions, the intent of each, and every second intent: those that nothing was chosen by."""
    with (SHARED / "banking77" / "test.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    intents = sorted({one["category"] for one in rows})
    return [one["text"] for one in rows], np.array([one["category"] for one in rows], dtype=object), intents[1::2]


def asked_by_name(subject: str) -> str:
    """A subject's name as a person would type it."""
    bare = re.sub(r"^(revops|cs|dataeng|demandgen|finance|nobody)-", "", subject)
    return re.sub(r" one$", "", re.sub(r"[-_]", " ", bare))


def retrieval_rows(name: str, texts: list[str], subjects: np.ndarray, asked: list[str]) -> list[dict[str, Any]]:
    """How many of the ten nearest are meant, and what the threshold lets through, beside the plain cosine."""
    embedder = load_embedder("wordllama")
    vectors, said = unit_vectors(embedder, texts), pd.Series(texts, dtype="str")
    ten, plain, precision, recall = [], [], [], []
    for subject, vector in zip(asked, unit_vectors(embedder, [asked_by_name(one) for one in asked]), strict=True):
        meant, near = subjects == subject, likeness(said, vectors, asked_by_name(subject), vector)
        ten.append(meant[np.argsort(-near, kind="stable")[:10]].mean())
        plain.append(meant[np.argsort(-(vectors @ vector), kind="stable")[:10]].mean())
        shown = near >= SAME_MEANING
        recall.append(meant[shown].sum() / meant.sum())
        if shown.any():
            precision.append(meant[shown].mean())
    draw = np.random.default_rng(1)
    spread = [float(np.mean(draw.choice(ten, len(ten)))) for _ in range(1000)]
    case = f"{name}, {len(asked)} questions"
    return [row(
        "meant of the ten nearest", case, [*np.quantile(spread, [0.025, 0.975]), float(np.mean(ten))], "", None,
        cosine_alone=float(np.mean(plain)), shown_and_meant=float(np.mean(precision)), meant_and_shown=float(np.mean(recall)),
    )]  # fmt: skip


def figures() -> list[dict[str, Any]]:
    """Every row of this bench; about three minutes."""
    rows = retrieval_rows("sample's subjects, seen when choosing", *sample_set())
    if (SHARED / "banking77").is_dir():
        rows += retrieval_rows("banking77's intents, kept apart", *bank_set())
    with tempfile.TemporaryDirectory() as folder:
        return rows + speed_rows(Path(folder))


if __name__ == "__main__":
    figures()
