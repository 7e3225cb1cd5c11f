"""What the match bench is measured on: public dialogues, user stories, the sample, and labelled passages."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pandas as pd

from kit.config.personas import Persona, read_personas
from kit.ingest.passage_splitter import passages_of

HERE = Path(__file__).parent
SHARED = Path(__file__).parents[4] / "shared" / "data"
WORDS = Path(__file__).parents[2] / "sample" / "words"

#: Conversations of multidogo that are used, and the seed of the draw.
DIALOGUES, SEED = 1500, 20261001


def lot(text: str) -> str:
    """A fixed random order that needs no generator."""
    return hashlib.sha256(f"{SEED}/{text}".encode()).hexdigest()


def dialogues() -> pd.DataFrame:
    """Customer turns of multidogo's test split: ``key, persona, passages, intents``."""
    rows = []
    for domain in sorted(path.name for path in (SHARED / "multidogo").iterdir() if path.is_dir()):
        turns: dict[str, list[tuple[str, str]]] = {}
        for line in (SHARED / "multidogo" / domain / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) >= 6:
                turns.setdefault(cells[0], []).append((" ".join(cells[3:-2]), cells[-1]))
        rows += [
            (f"{domain}/{key}", domain, [text for text, _ in said], [intent for _, intent in said]) for key, said in turns.items()
        ]
    table = pd.DataFrame(rows, columns=["key", "persona", "passages", "intents"])
    return table.iloc[sorted(range(len(table)), key=lambda at: lot(table["key"][at]))[:DIALOGUES]].reset_index(drop=True)


STORY = re.compile(r"^\W*as (?:an?|the) (?P<role>[a-z ]+?) (?=i (?:want|can|am|need|would|should)|we )", re.IGNORECASE)


def stories(at_least: int = 10) -> pd.DataFrame:
    """User stories with their role cut out: ``key, persona, passages``; roles with at least so many stories."""
    rows = []
    for path in sorted((SHARED / "user_stories_roles").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines()):
            if found := STORY.match(line.strip()):
                role = " ".join(found["role"].lower().split())
                rest = re.sub(rf"(?<!\w){re.escape(role)}s?(?!\w)", "somebody", line.strip()[found.end() :], flags=re.IGNORECASE)
                rows.append((f"{path.name}/{number}", role, [rest]))
    table = pd.DataFrame(rows, columns=["key", "persona", "passages"])
    counts = table["persona"].value_counts()
    table = table[table["persona"].isin(counts[counts >= at_least].index)]
    return table.assign(persona=table["persona"].str.replace(" ", "-")).reset_index(drop=True)


def story_personas(table: pd.DataFrame) -> list[Persona]:
    """One persona a role, of which nothing is known but its name."""
    return [Persona(id=role, name=role.replace("-", " ")) for role in sorted(table["persona"].unique())]


#: The persona of data/examples/complaints that a product of the public complaints is filed under; others have none.
PRODUCTS = {
    "Checking or savings account": "account-holder", "Bank account or service": "account-holder",
    "Debt collection": "debt-collected", "Credit card or prepaid card": "card-holder", "Credit card": "card-holder",
    "Mortgage": "mortgage-borrower",
    "Credit reporting, credit repair services, or other personal consumer reports": "credit-report",
}  # fmt: skip


def complaints() -> pd.DataFrame:
    """Complaints about banks: ``key, persona, passages``; ``persona`` is "" where the product filed is nobody's."""
    rows = []
    with (SHARED / "cfpb_banks_assets" / "complaints_and_sentiments.csv").open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            text = row["consumer_complaint_narrative"].strip()
            said = [text[start:end] for start, end in passages_of(text, [(0, len(text))])]
            rows.append((row["complaint_id"], PRODUCTS.get(row["product"], ""), said))
    return pd.DataFrame(rows, columns=["key", "persona", "passages"])


def complaint_personas() -> list[Persona]:
    """The five personas that ship with the kit's example of public complaints."""
    return read_personas(Path(__file__).parents[3] / "data" / "examples" / "complaints")


def unrevealing(count: int = 200) -> list[list[str]]:
    """Conversations of one to six remarks that anybody could make: greetings, thanks, weather, when to meet."""
    lines = [
        line.split("|", 1)[1].strip()
        for name in ("ack", "closer", "logistics", "opener", "small-talk")
        for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line
    ]
    lines = sorted(lines, key=lot)
    found, at = [], 0
    for number in range(count):
        size = 1 + number % 6
        found.append([lines[(at + step) % len(lines)] for step in range(size)])
        at += size
    return found


def labelled() -> pd.DataFrame:
    """Labelled passages: ``where, stance, text``; the public ones are cut from ../shared/data, checked by their hash."""
    table = pd.read_csv(HERE / "labels.tsv", sep="\t", dtype={"text": "str"}, keep_default_na=False)
    texts = [row.text or _public(row.where, int(row.start), int(row.end)) for row in table.itertuples()]
    marks = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts]
    if wrong := [where for where, mark, sha in zip(table["where"], marks, table["sha"], strict=True) if mark != sha]:
        raise ValueError(f"labels.tsv: {len(wrong)} passages are no longer where they were labelled, the first is {wrong[0]}")
    return table.assign(text=texts)


_SOURCES = {
    "cfpb_banks_assets": ("complaints_and_sentiments.csv", "consumer_complaint_narrative"),
    "cfpb_mixed_2019": ("complaints_sample.csv", "Consumer complaint narrative"),
    "shopify_app_reviews": ("postcode-shipping-extension_reviews.csv", "Body"),
    "banking77": ("test.csv", "text"),
}
_columns: dict[str, list[str]] = {}


def _public(where: str, start: int, end: int) -> str:
    """One passage of a public set, its white space made plain."""
    name, *rest = where.split("/")
    if name in _SOURCES:
        file, column = _SOURCES[name]
        if name not in _columns:
            with (SHARED / name / file).open(encoding="utf-8", errors="replace", newline="") as handle:
                _columns[name] = [row[column] for row in csv.DictReader(handle)]
        text = _columns[name][int(rest[0])]
    else:
        path = SHARED / name / (rest[0] if name == "user_stories_roles" else f"{rest[0]}/test.tsv")
        line = path.read_text(encoding="utf-8", errors="replace").splitlines()[int(rest[1])]
        text = line if name == "user_stories_roles" else " ".join(line.split("\t")[3:-2])
    return " ".join(text[start:end].strip().split())
