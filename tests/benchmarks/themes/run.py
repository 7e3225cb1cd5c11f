"""The theme bench: `make bench-themes` or `python tests/benchmarks/themes/run.py [set ...]`."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]

import corpora
import months
import numpy as np
import rivals

from kit.config.settings import Themes
from kit.geometry import unit_vectors
from kit.record.vectors import load_embedder
from kit.themes.anchors import Anchors, EarlierFit
from kit.themes.topics import fit_topics

SEEDS = (1, 2)
#: Sets that are fed as months; the complaint sets are too small to be cut in eight.
MONTHLY = ("banking77", "multidogo", "octis_bbc")
#: Published for octis_bbc: mean of 15 runs, shared/data/bertopic_paper/table1_recomputed.csv.
PUBLISHED = {"npmi": 0.170, "diversity": 0.802}
AHEAD = "ahead of all that do not know the true number"
#: Sets on which the kit's own UMAP and HDBSCAN are run too; each of their fits takes as long as all of the default's.
UMAP_SETS = ("octis_bbc", "cfpb_banks")


def result(figure: str, case: str, values: list[float], goal: str, holds: bool, others: dict[str, float]) -> dict:
    """One row of results.json: the mean of what was measured, the least and the most of it."""
    value, low, high = (round(float(number), 4) for number in (np.mean(values), min(values), max(values)))
    given = {name: round(float(other), 4) for name, other in others.items()}
    return {
        "figure": figure,
        "case": case,
        "value": value,
        "low": low,
        "high": high,
        "goal": goal,
        "holds": bool(holds),
        "others": given,
    }


def timed(make, *given: object) -> tuple[np.ndarray, float]:
    start = time.perf_counter()
    made = make(*given)
    return made, time.perf_counter() - start


def ours(texts: list[str], vectors: np.ndarray, seed: int, how: Themes | None = None) -> np.ndarray:
    return fit_topics(texts, vectors, Anchors(), how or Themes(), seed, EarlierFit()).ids


def rivals_of(case: str, texts: list[str], vectors: np.ndarray, true: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Labellings by others: those that do not know the true number of groups, and those that do (and our own other stages)."""
    unknowing = {"NMF 10": rivals.nmf(texts, 10, 1), "LDA 10": rivals.lda(texts, 10, 1)}
    knowing = {f"KMeans, true {true}": rivals.kmeans(vectors, true, 1), f"NMF, true {true}": rivals.nmf(texts, true, 1)}
    if case in UMAP_SETS:
        knowing["kit with UMAP and HDBSCAN"] = ours(texts, vectors, 1, Themes(reduction="umap", clustering="hdbscan"))
    return unknowing, knowing


def quality(case: str, texts: list[str], labels: np.ndarray, vectors: np.ndarray) -> list[dict]:
    """AMI, ARI, unassigned, agreement between seeds, topics and seconds of ours and of the others on one set."""
    fits = [timed(ours, texts, vectors, seed) for seed in SEEDS]
    plain = [timed(rivals.bertopic_default, texts, vectors, seed) for seed in SEEDS]
    found, default = [ids for ids, _ in fits], plain[0][0]
    unknowing, knowing = rivals_of(case, texts, vectors, len(set(labels)))
    unknowing = {"BERTopic default": default} | unknowing
    rows = []
    for figure, measure in (("ami", corpora.ami), ("ari", corpora.ari)):
        values = [measure(labels, ids) for ids in found]
        beside = {name: measure(labels, ids) for name, ids in (unknowing | knowing).items()}
        ahead = np.mean(values) > max(beside[name] for name in unknowing)
        rows.append(result(figure, case, values, AHEAD if figure == "ami" else "", ahead, beside))
    left = [float((ids < 0).mean()) for ids in found]
    beside = {name: float((ids < 0).mean()) for name, ids in ({"BERTopic default": default} | knowing).items()}
    rows.append(result("unassigned", case, left, "at most 0.10", np.mean(left) <= 0.10, beside))
    agreed = corpora.ari(found[0], found[1])
    rows.append(
        result(
            "seed_agreement",
            case,
            [agreed],
            "at least 0.90",
            agreed >= 0.90,
            {"BERTopic default": corpora.ari(default, plain[1][0])},
        )
    )
    counts = [int(ids.max()) + 1 for ids in found]
    rows.append(result("topics", case, counts, "", True, {"BERTopic default": int(default.max()) + 1, "true": len(set(labels))}))
    rows.append(result("seconds", case, [fits[-1][1]], "", True, {"BERTopic default, warm": plain[-1][1]}))
    return rows + (words(case, texts, found, default) if case == "octis_bbc" else [])


def words(case: str, texts: list[str], found: list[np.ndarray], default: np.ndarray) -> list[dict]:
    """Coherence and diversity of the topics' ten words, beside the published row."""
    ours_words = [corpora.top_words(texts, ids) for ids in found]
    default_words = corpora.top_words(texts, default)
    rows = []
    for figure, measure in (("npmi", lambda topics: corpora.npmi(topics, texts)), ("diversity", corpora.diversity)):
        values = [measure(topics) for topics in ours_words]
        beside = {"BERTopic default": measure(default_words), "BERTopic with MiniLM, published": PUBLISHED[figure]}
        rows.append(result(figure, case, values, f"at least {PUBLISHED[figure]}", np.mean(values) >= PUBLISHED[figure], beside))
    return rows


def lasting(case: str, texts: list[str], labels: np.ndarray, vectors: np.ndarray) -> list[dict]:
    """Identity over eight months, beside merge_models."""
    month = months.month_of(len(texts))
    held = months.identity(labels, month, months.themed_months(texts, month), "")
    order = np.argsort(month, kind="stable")
    parts = [np.flatnonzero(month == at) for at in range(months.N_MONTHS)]
    merged = rivals.merged_months([([texts[row] for row in part], vectors[part]) for part in parts], 1)
    known = np.array([month[row] for row in order])
    beside = months.identity(labels[order], known, merged, -1)
    rows = []
    for figure, name in (("identity", "kept"), ("identity_of_labels", "label_kept"), ("identity_of_arrivals", "arrivals")):
        goal = "at least 0.95" if figure == "identity" else ""
        rows.append(result(figure, case, [held[name]], goal, held[name] >= 0.95, {"BERTopic merge_models": beside[name]}))
    return rows


def large(embedder) -> list[dict]:
    """Seconds of a persona of 5,000 passages, all its fits together, warm."""
    rows = corpora.pd.concat([corpora.pd.read_csv(corpora.DATA / "banking77" / f"{part}.csv") for part in ("train", "test")])
    texts = rows["text"].drop_duplicates().head(5000).tolist()
    vectors = unit_vectors(embedder, texts)
    _, spent = timed(ours, texts, vectors, 1)
    return [result("seconds", "5,000 passages, all fits", [spent], "under 60", spent < 60, {})]


def written(rows: list[dict]) -> None:
    """results.json and RESULTS.md; rows of sets that were not run this time stay as they were."""
    path = HERE / "results.json"
    done = {row["case"] for row in rows}
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    rows = [row for row in before if row["case"] not in done] + rows
    (HERE / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    lines = ["# Theme bench", "", "Written by `make bench-themes`. What is measured, and against what, is in README.md.", ""]
    lines += ["| figure | set | kit | low | high | goal | holds | others |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        others = "; ".join(f"{name} {value:g}" for name, value in row["others"].items())
        holds = ("yes" if row["holds"] else "**no**") if row["goal"] else ""
        cells = [
            row["figure"],
            row["case"],
            f"{row['value']:g}",
            f"{row['low']:g}",
            f"{row['high']:g}",
            row["goal"],
            holds,
            others,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(wanted: list[str]) -> None:
    warnings.simplefilter("ignore")
    embedder = load_embedder("wordllama")
    rows = []
    for case in wanted or list(corpora.SETS):
        texts, labels = corpora.SETS[case]()
        vectors = unit_vectors(embedder, texts)
        print(f"{case}: {len(texts)} passages, {len(set(labels))} labels", flush=True)
        made = quality(case, texts, labels, vectors) + (lasting(case, texts, labels, vectors) if case in MONTHLY else [])
        for row in made:
            print("  ", row["figure"], row["value"], row["goal"], row["others"], flush=True)
        rows += made
        written(rows)
    rows += large(embedder)
    print(rows[-1])
    written(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
