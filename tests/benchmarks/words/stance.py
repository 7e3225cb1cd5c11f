"""Stance by set: how often the passage classifier is right, on sets that taught it nothing, and when it says it is not sure.

Each set's labels say which stances would be right (several where the label leaves it open). The confidence that is asked for is
chosen on the other five sets and judged on the one left out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sets import DATA, SAMPLE_NONE, SAMPLE_TALK, SAMPLE_WORDS, read_banking77, read_cfpb, read_stories

from kit.geometry import unit_vectors
from kit.matching.stance_classifier import SURE, fit_stance, stance_examples
from kit.matching.stances import AT_HOME, STANCES
from kit.matching.taught_stances import WEIGHT
from kit.record.vectors import kept_embedder

#: Texts of a set; the accuracy that what is believed shall have; confidences tried.
MOST, WANTED, TRIED = 600, 0.85, np.round(np.arange(0.3, 0.91, 0.05), 2)
#: Length at which a long text is cut: a passage has one to three sentences.
PASSAGE = 300

PAIN, ASKING = frozenset({"pain", "question"}), frozenset({"question"})
BANK_PAINS = re.compile(
    "not working|declined|not recognised|compromised|lost or stolen|blocked|swallowed|charged twice|wrong|failed|not updated|"
    "not received|not showing|reverted|unable|extra charge|pending"
)
BANK_QUESTIONS = re.compile(
    "age limit|support|^exchange|visa or|limits|order physical|getting|change pin|activate|edit personal|terminate|receiving|"
    "into account|acceptance|about to expire|get physical|apple pay|automatic|source of funds|why verify|verify top|"
    "topping|timing"
)


def banking77() -> pd.DataFrame:
    rows = read_banking77()
    return rows.assign(right=[_of_bank(subject) for subject in rows["subject"]])


def _of_bank(subject: str) -> frozenset[str] | None:
    if BANK_PAINS.search(subject):
        return PAIN
    return ASKING if BANK_QUESTIONS.search(subject) else None


def multidogo(trade: str = "*") -> pd.DataFrame:
    rows = []
    for path in sorted((DATA / "multidogo").glob(f"{trade}/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [(row[3].strip(), of_dialogue(row[-1])) for row in csv.reader(file, delimiter="\t") if len(row) >= 6]
    return pd.DataFrame(rows, columns=["text", "right"])


def of_dialogue(intent: str) -> frozenset[str] | None:
    if "thankyou" in intent:
        return frozenset({"small-talk", "praise"})
    if re.search("greeting|confirmation|rejection", intent):
        return frozenset({"small-talk"})
    if re.search("contentonly|outofdomain|<div>|startservice| |^intent$|^$", intent):
        return None
    return PAIN if re.search("reportbroken|reportlost|dispute", intent) else ASKING


def cfpb() -> pd.DataFrame:
    rows = read_cfpb()
    return rows.assign(text=rows["text"].str.slice(0, PASSAGE), right=[frozenset({"pain", "other"})] * len(rows))


def clothing_reviews() -> pd.DataFrame:
    rows = pd.read_csv(DATA / "clothing_reviews" / "reviews.csv").dropna(subset=["Review Text"])
    right = {1: frozenset({"pain", "objection"}), 2: frozenset({"pain", "objection"}), 5: frozenset({"praise"})}
    return pd.DataFrame({"text": rows["Review Text"].str.slice(0, PASSAGE), "right": rows["Rating"].map(right)})


def user_stories() -> pd.DataFrame:
    rows = read_stories()
    return rows.assign(right=[frozenset({"goal"})] * len(rows))


def sample() -> pd.DataFrame:
    rows = []
    for path in sorted(SAMPLE_WORDS.glob("*.txt")):
        right = _of_file(path.stem)
        rows += [(line.partition("|")[2], right) for line in path.read_text(encoding="utf-8").splitlines() if right]
    return pd.DataFrame(rows, columns=["text", "right"])


def _of_file(name: str) -> frozenset[str] | None:
    if name in SAMPLE_TALK:
        return frozenset({"small-talk"})
    if name == "praise":
        return frozenset({"praise"})
    if name in SAMPLE_NONE or name.startswith(("team", "nobody")):
        return None
    for part, stance in (("objection", "objection"), ("criterion", "decision-criterion"), ("-goal-", "goal")):
        if part in name:
            return frozenset({stance})
    return frozenset({"question", "other"}) if name.startswith("neutral") else frozenset({"pain"})


SETS: dict[str, Callable[[], pd.DataFrame]] = {
    "banking77": banking77, "multidogo": multidogo, "cfpb": cfpb, "clothing_reviews": clothing_reviews,
    "user_stories": user_stories, "sample": sample,
}  # fmt: skip
TRADES: dict[str, Callable[[], pd.DataFrame]] = {
    f"multidogo, {trade}": partial(multidogo, trade)
    for trade in ("airline", "fastfood", "finance", "insurance", "media", "software")
}


def judged() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each set the confidence of each text's likeliest stance, and whether that is right."""
    examples = stance_examples()
    embed = kept_embedder("wordllama")
    model = fit_stance(examples, unit_vectors(embed, [text for _, text in examples]))
    found = {}
    for name, read in SETS.items():
        rows = _drawn(read())
        likely = model.probabilities(list(rows["text"]), unit_vectors(embed, list(rows["text"])))
        stances = [STANCES[best] for best in likely.argmax(axis=1)]
        is_right = np.array([stance in right for stance, right in zip(stances, rows["right"], strict=True)])
        found[name] = (likely.max(axis=1), is_right)
    return found


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """At most :data:`MOST` texts of a set that have a label, in an order by chance."""
    rows = rows[rows["right"].notna() & rows["text"].astype(str).str.contains("[^\\W\\d_]")].drop_duplicates("text")
    return rows.iloc[np.random.default_rng(0).permutation(len(rows))[:MOST]]


def left_out(found: dict[str, tuple[np.ndarray, np.ndarray]], name: str) -> float:
    """The least confidence at which what is believed is right often enough on each of the other sets where it is at home."""
    for confidence in TRIED:
        parts = [right[sure >= confidence] for other, (sure, right) in found.items() if other != name]
        homes = [part for part in parts if len(part) >= AT_HOME * MOST]
        if homes and min(part.mean() for part in homes) >= WANTED:
            return float(confidence)
    return float(TRIED[-1])


HEAD = """# Stance by set

Written by `python tests/benchmarks/words/stance.py`. The classifier is taught on sentences written for the kit, none of them
from these sets; who wrote them had read texts of all sets, of clothing_reviews some dozens. In percent of at most 600 texts a
set. *believed*: at least {sure} likely; *chosen*: the least confidence at which 85 % of what is believed is right on each of the
other five that are at home. MIXES.md is on what whole runs show.

| set | likeliest is right | believed | right of that | chosen on the other five | right of that |
|---|---|---|---|---|---|
"""


def stance_table() -> str:
    """One row a set: how often right, how much is believed and how often that is right, by two choices."""
    found = judged()
    out = [HEAD.format(sure=SURE)]
    for name, (sure, right) in found.items():
        chosen, is_believed = left_out(found, name), sure >= SURE
        figures = [right.mean(), is_believed.mean(), right[is_believed].mean(), chosen / 100, right[sure >= chosen].mean()]
        cells = [f"{100 * value:.2f}" if value < 0.01 else f"{100 * value:.0f}" for value in figures]
        out.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(out)


TAUGHT = """
## Taught by decisions

The classifier with so many decisions of a person beside the shipped examples (`kit themes stance`; drawn from the set, right by
its labels), judged on the set's other texts: likeliest is right / believed / right of that, in percent. Each decision counts as
so many examples; the kit's weight is {weight:.0f}.

| set | none | {heads} |
|---|---|{rules}|
"""
#: Decisions that teach, texts kept apart for them, and weights tried with so many.
DECIDED, APART, TRIED_WITH, WEIGHTS = (10, 30, 60), 100, 30, (1.0, 3.0, 30.0)


def taught_table() -> str:
    """One row a set: what decisions on a few of its texts change for the others."""
    embed, shipped = kept_embedder("wordllama"), stance_examples()
    vectors = unit_vectors(embed, [text for _, text in shipped])
    tries = [(count, WEIGHT) for count in DECIDED] + [(TRIED_WITH, weight) for weight in WEIGHTS]
    heads = " | ".join(f"{count} decisions, weight {weight:.0f}" for count, weight in tries)
    out = [TAUGHT.format(weight=WEIGHT, heads=heads, rules="|".join(["---"] * len(tries)))]
    for name, read in (SETS | TRADES).items():
        rows = _drawn(read())
        texts = list(rows["text"])
        own = unit_vectors(embed, texts)
        likely = fit_stance(shipped, vectors).probabilities(texts, own)
        cells = [_figures(likely, rows)]
        for count, weight in tries:
            examples = [*shipped, *zip(_decided(likely, rows["right"])[:count], texts[:count], strict=True)]
            weights = np.repeat([1.0, weight], [len(shipped), count])
            taught = fit_stance(examples, np.vstack([vectors, own[:count]]), weights)
            cells.append(_figures(taught.probabilities(texts, own), rows))
        out.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(out)


def _decided(likely: np.ndarray, right: pd.Series) -> list[str]:
    """What a person would say of each text: of several stances that would be right the one that the classifier finds likelier."""
    rows = zip(likely, right, strict=True)
    return [max(sorted(allowed), key=lambda stance, row=row: row[STANCES.index(stance)]) for row, allowed in rows]


def _figures(likely: np.ndarray, rows: pd.DataFrame) -> str:
    """Of the texts that teach nothing: likeliest is right, believed, right of that."""
    likely, right = likely[APART:], rows["right"].iloc[APART:]
    is_right = np.array([STANCES[best] in allowed for best, allowed in zip(likely.argmax(axis=1), right, strict=True)])
    sure = likely.max(axis=1) >= SURE
    return " / ".join(f"{100 * value:.0f}" for value in (is_right.mean(), sure.mean(), is_right[sure].mean()))


if __name__ == "__main__":
    (Path(__file__).parent / "STANCE.md").write_text(table := stance_table() + taught_table(), encoding="utf-8")
    print(table)
