"""How well passages keep to one thing said, where what was said as one thing is known.

    python -m tests.benchmarks.reading.passages

Two truths. The sample's conversations are put together from sentences written by hand, each line of ``tests/sample/words``
one thing somebody says; 200 of them with at least two such lines are looked at. MultiDoGO's customers say one thing a
message; messages of different intents are joined as people write them on: with full stops, without any, and line by line.

pure: passages that hold words of one thing only. whole: things said that lie in one passage. heard: letters of them that
lie in a passage.
"""

from __future__ import annotations

import csv
import random
import re
import tempfile
from pathlib import Path

import pandas as pd

from kit.config.settings import read_settings
from kit.ingest.load import load_inbox
from kit.ingest.passage_splitter import passages_of
from kit.record.store import Record

REPOSITORY = Path(__file__).parents[3]
DATA = REPOSITORY.parent / "shared" / "data" / "multidogo"
N_CONVERSATIONS = 200
#: Intents that are no thing said: greetings, bare answers to a question, thanks.
EMPTY = {"openinggreeting", "closinggreeting", "contentonly", "thankyou", "confirmation", "rejection", "outofdomain", ""}

#: Files of words that are no customer's thing said: the team's, names, and what frames a conversation.
NOT_SAID = re.compile(r"team|ack|companies|people|disclaimer|auto-mail|opener|closer|note-frame|review-frame")

Span = tuple[int, int]


def judged(passages: list[Span], units: list[Span]) -> dict[str, int]:
    """Counts for one text: passages, pure ones, units, whole ones, letters of units, letters heard."""

    def overlap(one: Span, other: Span) -> int:
        return max(0, min(one[1], other[1]) - max(one[0], other[0]))

    touched = [[unit for unit in units if overlap(passage, unit) > 2] for passage in passages]
    parts = [[passage for passage in passages if overlap(passage, unit) > 2] for unit in units]
    return {
        "n_passages": sum(map(bool, touched)),
        "n_pure": sum(len(hits) == 1 for hits in touched),
        "n_units": len(units),
        "n_whole": sum(len(hits) == 1 for hits in parts),
        "n_letters": sum(end - start for start, end in units),
        "n_heard": sum(overlap(passage, unit) for passage in passages for unit in units),
    }


def told(counts: list[dict[str, int]]) -> dict[str, float]:
    total = pd.DataFrame(counts).sum()
    return {
        "texts": len(counts),
        "things said": int(total["n_units"]),
        "pure": round(total["n_pure"] / total["n_passages"], 3),
        "whole": round(total["n_whole"] / total["n_units"], 3),
        "heard": round(total["n_heard"] / total["n_letters"], 3),
    }


def sample_lines() -> list[str]:
    """Lines of the sample's subjects, as they were written."""
    paths = [path for path in sorted((REPOSITORY / "tests/sample/words").glob("*.txt")) if not NOT_SAID.match(path.stem)]
    lines = {line.partition("|")[2].strip() for path in paths for line in path.read_text(encoding="utf-8").splitlines()}
    return sorted(line for line in lines if len(line) >= 25)


def on_sample() -> dict[str, float]:
    """Figures on conversations of the sample, read as a run reads them."""
    sample = REPOSITORY / "data" / "sample"
    lines = sample_lines()
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder))
        load_inbox(sample, read_settings(sample), record, "2026-10")
        rows, passages = record.read("conversations"), record.read("passages")
    spans = {key: list(zip(part["start"], part["end"], strict=True)) for key, part in passages.groupby("conversation_key")}
    keys = rows["conversation_key"].sample(frac=1, random_state=7)
    texts = rows.set_index("conversation_key")["text"]
    counts = []
    for key in keys:
        units = sorted((texts[key].index(line), texts[key].index(line) + len(line)) for line in lines if line in texts[key])
        if len(units) >= 2 and len(counts) < N_CONVERSATIONS:
            counts.append(judged(spans.get(key, []), units))
    return told(counts)


def on_multidogo(joint: str) -> dict[str, float]:
    """Figures on messages of different intents, joined."""
    rng, counts = random.Random(7), []
    for path in sorted(DATA.glob("*/dev.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if (row["intent"] or "") not in EMPTY
            ]
        said: dict[str, list[str]] = {}
        for row in rows:
            if len((row["utterance"] or "").split()) >= 4:
                said.setdefault(row["intent"], []).append(row["utterance"].strip())
        for _ in range(100 if len(said) >= 2 else 0):
            chosen = [rng.choice(said[intent]) for intent in rng.sample(sorted(said), min(3, len(said)))]
            units, text = [], ""
            for one in chosen:
                text += joint if text else ""
                units.append((len(text), len(text) + len(one)))
                text += one
            counts.append(judged(passages_of(text, [(0, len(text))]), units))
    return told(counts)


def figures() -> pd.DataFrame:
    """All figures, one row a truth."""
    rows = {"sample, 200 conversations": on_sample()}
    if DATA.is_dir():
        rows |= {
            f"multidogo, joined by {name}": on_multidogo(joint)
            for name, joint in [("full stops", ". "), ("lines", "\n"), ("'also'", ", also ")]
        }
    return pd.DataFrame(rows).T


if __name__ == "__main__":
    print(figures().to_string())
