"""Sets: customers' own words that people labelled, read where they lie and never kept here."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
SAMPLE_WORDS = ROOT / "tests" / "sample" / "words"

#: Labels of turns that say nothing on a subject: multidogo's own.
NO_SUBJECT = "greeting|confirmation|rejection|thankyou"
#: Labels that are no subject and no small talk either, or that name two subjects.
UNCLEAR = "contentonly|outofdomain|<div>|startservice| "
#: Files of the sample's words that hold small talk, and those that hold no passages.
SAMPLE_TALK = ("small-talk", "opener", "closer", "ack", "auto-mail", "logistics")
SAMPLE_NONE = ("people", "team", "companies", "note-frame", "review-frame", "disclaimer", "nobody-odd", "praise")
#: A complaint is read to the end of the sentence in which it gets this long.
COMPLAINT_LENGTH = 600


@dataclass(frozen=True)
class LabelledSet:
    """One labelled set.

    Attributes
    ----------
    read : gives a table ``text, subject``; "" as the subject is small talk.
    talk : conversations of an account in a month, on average, at 60 and at 120 accounts.
    n_cycles : months of a run at 60 and at 120 accounts; all runs use each sentence once.
    seen : what of the set was looked at or taught while the kit was built.
    """

    read: Callable[[], pd.DataFrame]
    talk: tuple[float, float]
    n_cycles: tuple[int, int]
    seen: str


def read_banking77() -> pd.DataFrame:
    parts = [pd.read_csv(DATA / "banking77" / f"{name}.csv") for name in ("train", "test")]
    rows = pd.concat(parts).rename(columns={"category": "subject"})
    return rows.assign(subject=rows["subject"].str.replace("_", " ").str.strip("? "))[["text", "subject"]]


def read_multidogo() -> pd.DataFrame:
    parts = []
    for path in sorted((DATA / "multidogo").glob("*/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row[3].strip(), row[-1]) for row in csv.reader(file, delimiter="\t") if len(row) >= 6][1:]
        parts.append(pd.DataFrame(rows, columns=["text", "intent"]).assign(domain=path.parent.name))
    turns = pd.concat(parts, ignore_index=True)
    is_talk = turns["intent"].str.contains(NO_SUBJECT)
    is_subject = ~is_talk & ~turns["intent"].str.contains(UNCLEAR) & (turns["intent"] != "")
    name = turns["domain"] + " " + turns["intent"].str.replace("intent$", "", regex=True)
    turns = turns.assign(subject=name.where(is_subject, ""))
    return turns.loc[is_talk | (is_subject & (turns["text"].str.split().str.len() >= 4)), ["text", "subject"]]


def read_cfpb() -> pd.DataFrame:
    assets = pd.read_csv(DATA / "cfpb_banks_assets" / "complaints_and_sentiments.csv")
    mixed = pd.read_csv(DATA / "cfpb_mixed_2019" / "complaints_sample.csv", encoding_errors="replace")
    parts = [
        assets[["consumer_complaint_narrative", "issue"]].set_axis(["text", "subject"], axis=1),
        mixed[["Consumer complaint narrative", "Issue"]].set_axis(["text", "subject"], axis=1),
    ]
    rows = pd.concat(parts).dropna()
    return rows.assign(text=rows["text"].map(_shortened))


def _shortened(text: str) -> str:
    """The text to the end of the sentence in which it gets too long for a month of a hundred of them."""
    end = text.find(". ", COMPLAINT_LENGTH)
    return text if end < 0 else text[: end + 1]


def read_hwu64() -> pd.DataFrame:
    rows = pd.read_csv(DATA / "hwu64" / "utterances.csv")
    return rows.assign(subject=rows["intent"].str.replace("_", " "))[["text", "subject"]]


def read_clothing() -> pd.DataFrame:
    rows = pd.read_csv(DATA / "clothing_reviews" / "reviews.csv").dropna(subset=["Review Text", "Class Name"])
    return rows.assign(text=rows["Review Text"], subject=rows["Class Name"])[["text", "subject"]]


def read_stories() -> pd.DataFrame:
    rows = []
    for path in sorted((DATA / "user_stories_roles").glob("*.txt")):
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            _, comma, wish = line.partition(" I ")
            rows.append((f"I {wish}" if comma else line, path.stem.split("-")[-1]))
    return pd.DataFrame(rows, columns=["text", "subject"])


def read_sample() -> pd.DataFrame:
    rows = []
    for path in sorted(SAMPLE_WORDS.glob("*.txt")):
        if path.stem not in SAMPLE_NONE and not path.stem.startswith("team"):
            subject = "" if path.stem in SAMPLE_TALK else path.stem.replace("-", " ")
            rows += [(line.partition("|")[2], subject) for line in path.read_text(encoding="utf-8").splitlines()]
    return pd.DataFrame(rows, columns=["text", "subject"])


SETS = {
    "banking77": LabelledSet(read_banking77, (2, 2), (6, 4), "themes and decision tuned on it"),
    "multidogo": LabelledSet(read_multidogo, (2, 1), (4, 4), "themes and nodes tuned on it"),
    "cfpb": LabelledSet(read_cfpb, (2, 1), (4, 4), "looked at; themes tuned on it"),
    "hwu64": LabelledSet(read_hwu64, (2, 2), (6, 4), "looked at; themes and nodes tuned on it"),
    "clothing_reviews": LabelledSet(read_clothing, (2, 1), (4, 4), "looked at; themes and nodes tuned on it"),
    "user_stories": LabelledSet(read_stories, (1, 1), (4, 4), "matching, themes and nodes tuned on it"),
    "sample": LabelledSet(read_sample, (1, 1), (4, 4), "all of it"),
}


def is_here(name: str) -> bool:
    """Whether the set's files are where they are read from."""
    return name == "sample" or DATA.is_dir()


def read_set(name: str) -> pd.DataFrame:
    """``text, subject`` of a set: each text once, none empty."""
    rows = SETS[name].read().dropna()
    rows = rows.assign(text=rows["text"].str.replace(r"\s+", " ", regex=True).str.strip())
    rows = rows[rows["text"].str.contains("[^\\W\\d_]")]
    return rows[~rows["text"].str.casefold().duplicated()].reset_index(drop=True)
