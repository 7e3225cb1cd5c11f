"""The labelled sets the theme bench runs on, and what is measured of a labelling."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

DATA = Path(__file__).parents[3].parent / "shared" / "data"
#: Passages of one set at the most: above 4,096 UMAP compiles for another minute, which is nobody's quality.
MOST = 3000
#: multidogo: turns that only greet, thank, confirm or say goodbye never reach the themes step (their stance is "other").
SMALL_TALK = ("greeting", "thank", "closing", "confirmation", "rejection", "outofdomain", "contentonly", "openinggreeting")


def _frame(texts: pd.Series, labels: pd.Series) -> tuple[list[str], np.ndarray]:
    """Distinct texts with their labels, at most MOST of them, drawn with a fixed seed."""
    frame = pd.DataFrame({"text": texts.astype(str).str.strip(), "label": labels.astype(str)})
    frame = frame[frame["text"] != ""].drop_duplicates("text")
    frame = frame.sample(min(MOST, len(frame)), random_state=0)
    return frame["text"].tolist(), frame["label"].to_numpy().astype(str)


def banking77() -> tuple[list[str], np.ndarray]:
    rows = pd.concat([pd.read_csv(DATA / "banking77" / f"{part}.csv") for part in ("train", "test")])
    return _frame(rows["text"], rows["category"])


def multidogo() -> tuple[list[str], np.ndarray]:
    parts = []
    for path in sorted((DATA / "multidogo").glob("*/*.tsv")):
        rows = pd.read_csv(path, sep="\t").dropna(subset=["intent", "utterance"])
        rows = rows[~rows["intent"].str.contains("|".join(SMALL_TALK))]
        parts.append(rows.assign(label=path.parent.name + ":" + rows["intent"]))
    rows = pd.concat(parts)
    common = rows["label"].value_counts()
    rows = rows[rows["label"].isin(common.index[common >= 20])]
    return _frame(rows["utterance"], rows["label"])


def octis_bbc() -> tuple[list[str], np.ndarray]:
    rows = pd.read_csv(DATA / "octis_bbc" / "corpus.tsv", sep="\t", header=None)
    return _frame(rows[0], rows[2])


def cfpb_banks() -> tuple[list[str], np.ndarray]:
    rows = pd.read_csv(DATA / "cfpb_banks_assets" / "complaints_and_sentiments.csv")
    return _frame(rows["consumer_complaint_narrative"], rows["issue"])


def cfpb_mixed() -> tuple[list[str], np.ndarray]:
    rows = pd.read_csv(DATA / "cfpb_mixed_2019" / "complaints_sample.csv").dropna(subset=["Consumer complaint narrative"])
    return _frame(rows["Consumer complaint narrative"], rows["Issue"])


SETS = {
    "banking77": banking77,
    "multidogo": multidogo,
    "octis_bbc": octis_bbc,
    "cfpb_banks": cfpb_banks,
    "cfpb_mixed": cfpb_mixed,
}


def ami(labels: np.ndarray, found: np.ndarray) -> float:
    """Adjusted mutual information over all passages: what is unassigned is one group more, and wrong."""
    return float(adjusted_mutual_info_score(labels, found))


def ari(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index of two labellings, the unassigned as one group."""
    return float(adjusted_rand_score(one, other))


def npmi(topics: list[list[str]], texts: list[str], window: int = 10) -> float:
    """Mean normalised pointwise mutual information of the word pairs of each topic, in windows of ten words.

    As gensim's c_npmi, which the published figures were made with.
    """
    words = sorted({word for topic in topics for word in topic})
    at = {word: row for row, word in enumerate(words)}
    single, pair, count = np.zeros(len(words)), np.zeros((len(words), len(words))), 0
    for text in texts:
        tokens = [at.get(token, -1) for token in text.split()]
        for first in range(max(1, len(tokens) - window + 1)):
            seen = sorted({token for token in tokens[first : first + window] if token >= 0})
            count += 1
            single[seen] += 1
            pair[np.ix_(seen, seen)] += 1
    scores = []
    for topic in topics:
        rows = [at[word] for word in topic]
        for high in range(1, len(rows)):
            for low in range(high):
                a, b = rows[high], rows[low]
                both = pair[a, b] / count + 1e-12
                scores.append(np.log(both / (single[a] * single[b] / count**2)) / -np.log(both))
    return float(np.mean(scores))


def diversity(topics: list[list[str]]) -> float:
    """Different words over all words of the topics."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words)


def top_words(texts: list[str], ids: np.ndarray, count: int = 10) -> list[list[str]]:
    """The ten words of each topic by c-TF-IDF, one word a term, as the published figures have them."""
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    groups = sorted(set(ids[ids >= 0].tolist()))
    documents = [" ".join(text for text, topic in zip(texts, ids, strict=True) if topic == group) for group in groups]
    vectorizer = CountVectorizer()
    weights = ClassTfidfTransformer().fit_transform(vectorizer.fit_transform(documents)).toarray()
    words = vectorizer.get_feature_names_out()
    return [[str(words[at]) for at in np.argsort(-row, kind="stable")[:count]] for row in weights]
