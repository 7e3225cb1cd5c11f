"""The bench of labels: `python tests/benchmarks/themes/labels.py [set ...]`. Is a theme's label matched to it among ten?

Half of each theme's passages name it, the other half stand for it before a judge who sees words alone: of the label's ten nearest
passages by TF-IDF, the theme that most of them are of. Nine other themes of the set stand beside it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]

import corpora
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from kit.config.settings import Themes
from kit.geometry import unit_vectors
from kit.record.vectors import load_embedder
from kit.themes.anchors import Anchors, EarlierFit
from kit.themes.labels import LEANING, WAITING, NamingVectors, grave_faults, theme_labels
from kit.themes.topics import fit_topics, topic_terms

#: Passages of a set that are named, seeded fits of each, and themes that the judge chooses from.
MOST, FITS, CHOICES = 2000, 10, 10
#: Sets of long texts, which are cut at the ends of sentences of so many words.
NARRATIVES, SENTENCE, FEWEST_WORDS, MOST_WORDS = ("cfpb_banks", "cfpb_mixed"), re.compile(r"(?<=[.!?])\s+"), 6, 60
#: Nearest passages whose themes vote, and tries with other themes beside the right one.
NEAREST, TRIES = 10, 20


def named(texts: list[str], vectors: np.ndarray, embed) -> tuple[dict[str, str], np.ndarray]:
    """Labels of the themes of a set, made of every other passage, and the theme of each passage."""
    ids = fit_topics(texts, vectors, Anchors(), Themes(fits=FITS), 1, EarlierFit()).ids
    names = np.array([f"t{topic:02d}" if topic >= 0 else "" for topic in ids], dtype=object)
    naming = np.where(np.arange(len(texts)) % 2 == 0, names, "")
    terms = topic_terms(texts, list(naming))
    return theme_labels(texts, naming, terms, NamingVectors(vectors, embed), {}), names


def matched(labels: dict[str, str], texts: list[str], names: np.ndarray) -> dict[str, float]:
    """Part of the tries in which the judge matches each label to its theme."""
    judged = np.flatnonzero((np.arange(len(texts)) % 2 == 1) & (names != ""))
    judge = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit([texts[at] for at in judged])
    near = (judge.transform(list(labels.values())) @ judge.transform([texts[at] for at in judged]).T).toarray()
    rng, of = np.random.default_rng(0), names[judged]
    right = {}
    for row, name in enumerate(labels):
        others = [other for other in labels if other != name]
        hits = 0
        for _ in range(TRIES):
            beside = rng.choice(others, min(CHOICES - 1, len(others)), replace=False)
            rows = np.flatnonzero(np.isin(of, [name, *beside]))
            best = rows[np.argsort(-near[row, rows], kind="stable")[:NEAREST]]
            votes = {theme: near[row, best][of[best] == theme].sum() for theme in [name, *beside]}
            hits += max(votes, key=lambda theme: votes[theme]) == name and votes[name] > 0
        right[name] = hits / TRIES
    return right


def passages_of(case: str) -> list[str]:
    """Passages of a set as the kit would cut them: complaint narratives by the sentence, whatever is short as it is."""
    texts, _ = corpora.SETS[case]()
    if case in NARRATIVES:
        cut = [sentence.strip() for text in texts for sentence in SENTENCE.split(text)]
        texts = list(dict.fromkeys(sentence for sentence in cut if FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS))
        texts = [texts[at] for at in np.sort(np.random.default_rng(0).permutation(len(texts))[:MOST])]
    return texts[:MOST]


def measured(case: str, embedder) -> dict:
    """One set: how often labels are matched, and how many have a fault that a reader sees."""
    texts = passages_of(case)
    vectors = unit_vectors(embedder, texts)
    with threadpool_limits(1):
        labels, names = named(texts, vectors, lambda stretches: unit_vectors(embedder, stretches))
    right = matched(labels, texts, names)
    faulty = [label for label in labels.values() if grave_faults(label) or LEANING.match(label) or WAITING.match(label)]
    return {
        "case": case, "themes": len(labels), "matched": round(float(np.mean(list(right.values()))), 3),
        "faulty": len(faulty), "labels": {labels[name]: round(right[name], 2) for name in labels},
    }  # fmt: skip


def main(wanted: list[str]) -> None:
    warnings.simplefilter("ignore")
    path = HERE / "labels.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    embedder = load_embedder("wordllama")
    rows = {row["case"]: row for row in before}
    for case in wanted or list(corpora.SETS):
        rows[case] = measured(case, embedder)
        print(case, {name: value for name, value in rows[case].items() if name != "labels"})
        for label, share in rows[case]["labels"].items():
            print(f"  {share:.2f}  {label}")
    path.write_text(json.dumps(list(rows.values()), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
