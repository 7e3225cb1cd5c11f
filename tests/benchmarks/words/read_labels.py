"""Labels read blind: does a reader match a theme's label to its theme among ten? And does a judge who sees words alone?

``python tests/benchmarks/words/read_labels.py sheet`` makes a whole run of each set, takes its ten most raised themes and
prints, for each set, ten groups of lines in an order of their own and ten labels in another. A reader writes the group of each
label into ``labels_read.json``; ``... score`` compares them with the truth and writes LABELS.md. No line shown holds its label.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from months import NOW
from one_run import ACCOUNTS, composed, run_steps, write_workspace
from sets import SETS, is_here
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from kit.record.vectors import FAST
from kit.workspace import open_workspace

HERE = Path(__file__).parent
ANSWERS = HERE / "labels_read.json"
#: A run that no other bench makes; themes of a set, lines that stand for one, and characters of a line that are shown.
NUMBER, CHOICES, LINES, WIDTH = 7, 10, 4, 200
#: Nearest lines whose themes vote, as in tests/benchmarks/themes/labels.py.
NEAREST = 10
HEAD = """# Labels read blind

Written by `python tests/benchmarks/words/read_labels.py score`. A whole run of each set without a change (number 7, which no
other bench makes), its ten most raised themes; a reader who saw no label's theme put each label to one of ten groups of four
lines (`labels_read.json`), a judge who sees words alone to the theme of most of the ten lines nearest to it. By chance one in ten
is right.

| set | themes | right by the reader | right by words alone | labels that the reader missed |
|---|---|---|---|---|
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=("sheet", "score"))
    options.add_argument("--sets", default=",".join(SETS))
    options.add_argument("--embedding", default=FAST)
    given = options.parse_args()
    rows = []
    for name in filter(is_here, given.sets.split(",")):
        with threadpool_limits(1):
            lines, labels = themes_of(name, given.embedding)
        if given.what == "sheet":
            print(sheet(name, lines, labels), flush=True)
        else:
            rows.append(score(name, lines, labels))
    if rows:
        (HERE / "LABELS.md").write_text(text := table(rows), encoding="utf-8")
        print(text)


def themes_of(name: str, embedding: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Lines ``theme_id, text`` of the ten themes that most conversations raise, and their labels."""
    months, rng = composed(name, "nothing", ACCOUNTS, NUMBER)
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), months, ACCOUNTS, rng, embedding)
        work = open_workspace(folder)
        run_steps(work)
        texts = work.record.read("passages", ["passage_id", "conversation_key", "text"])
        held = work.record.read("assignments", ["passage_id", "theme_id"], run_cycle=NOW)
        labels = work.record.read("themes", ["theme_id", "label"], run_cycle=NOW)
    rows = held[held["theme_id"] != ""].merge(texts, on="passage_id")
    raised = rows.groupby("theme_id")["conversation_key"].nunique().sort_values(ascending=False, kind="stable")
    chosen = labels[labels["theme_id"].isin(raised.index[:CHOICES])]
    label_of = dict(zip(chosen["theme_id"], chosen["label"], strict=True))
    lines = rows[rows["theme_id"].isin(label_of)]
    says = [_plain(label_of[theme]) in _plain(text) for theme, text in zip(lines["theme_id"], lines["text"], strict=True)]
    return lines.loc[~np.array(says), ["theme_id", "text"]].reset_index(drop=True), label_of


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def orders(name: str, labels: dict[str, str]) -> tuple[list[str], list[str]]:
    """The themes in the order of their groups, and in the order of their labels: two draws that know nothing of each other."""
    rng = np.random.default_rng(list(name.encode()))
    ids = np.array(sorted(labels))
    return list(rng.permutation(ids)), list(rng.permutation(ids))


def sheet(name: str, lines: pd.DataFrame, labels: dict[str, str]) -> str:
    """What the reader sees of one set."""
    groups, asked = orders(name, labels)
    out = [f"== {name}"]
    for number, theme in enumerate(groups, start=1):
        own = lines.loc[lines["theme_id"] == theme, "text"]
        out += [f"group {number}", *(f"   - {text[:WIDTH]}" for text in own.sample(min(LINES, len(own)), random_state=0))]
    return "\n".join([*out, *(f"label {chr(97 + at)}: {labels[theme]}" for at, theme in enumerate(asked))])


def score(name: str, lines: pd.DataFrame, labels: dict[str, str]) -> dict:
    """How many labels of one set the reader and the judge put right; the reader's answers are held against the labels read."""
    groups, asked = orders(name, labels)
    read = json.loads(ANSWERS.read_text(encoding="utf-8"))[name]
    if [row["label"] for row in read] != [labels[theme] for theme in asked]:
        raise SystemExit(f"{name}: labels have changed since they were read; make the sheet again and read it anew")
    is_right = [groups[row["group"] - 1] == theme for row, theme in zip(read, asked, strict=True)]
    missed = [row["label"] for row, right in zip(read, is_right, strict=True) if not right]
    return {"set": name, "themes": len(asked), "reader": sum(is_right), "judge": judged(lines, labels), "missed": missed}


def judged(lines: pd.DataFrame, labels: dict[str, str]) -> int:
    """How many labels a judge puts right who sees words alone."""
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(lines["text"])
    near = (words.transform(list(labels.values())) @ words.transform(lines["text"]).T).toarray()
    right = 0
    for row, theme in zip(near, labels, strict=True):
        best = np.argsort(-row, kind="stable")[:NEAREST]
        votes = pd.Series(row[best]).groupby(lines["theme_id"].to_numpy()[best]).sum()
        right += votes.max() > 0 and votes.idxmax() == theme
    return right


def table(rows: list[dict]) -> str:
    """LABELS.md."""
    total = {name: sum(row[name] for row in rows) for name in ("themes", "reader", "judge")}
    rows = [*rows, {"set": "all", "missed": [], **total}]
    cells = [
        (row["set"], row["themes"], row["reader"], row["judge"], "; ".join(f"“{label}”" for label in row["missed"]))
        for row in rows
    ]
    return HEAD + "".join(f"| {' | '.join(map(str, row))} |\n" for row in cells)


if __name__ == "__main__":
    main()
