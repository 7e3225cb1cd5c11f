"""Recall and precision of the redaction on a labelled set.

    python -m tests.benchmarks.reading.redaction

An item is found where nothing of it is left in the text (for a link's token: the token). A mask is right where it touches
an item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kit.config.settings import Redaction
from kit.ingest.redact import Redactor
from kit.words import OWN_MASK

PATH = Path(__file__).parent / "redaction.txt"
#: A second set, never tuned on.
LATER = Path(__file__).parent / "redaction_later.txt"
#: A third set in a second style: running text in several languages, with kinds that the first two do not have.
RUNNING = Path(__file__).parent / "redaction_running.txt"
PATHS = (PATH, LATER, RUNNING)
_ITEM = re.compile(r"\{(email|phone|card|iban|id-number|token|secret|ip|handle|address|person|account):([^{}]+)\}", re.S)
_PLACE = re.compile(OWN_MASK.pattern + r"(?:@)?")


@dataclass
class Line:
    """One labelled text: without its labels, its items' places, and the people of its conversation."""

    text: str
    items: list[tuple[str, int, int]]
    people: tuple[str, ...]


def read_set(path: Path = PATH) -> tuple[list[str], list[str], list[Line]]:
    """People, accounts and lines of the labelled set."""
    people, accounts, lines = [], [], []
    for told in path.read_text(encoding="utf-8").splitlines():
        if told.startswith("@people "):
            people = told.removeprefix("@people ").split("; ")
        elif told.startswith("@accounts "):
            accounts = told.removeprefix("@accounts ").split("; ")
        elif told.strip() and not told.startswith("#"):
            own, _, labelled = told.rpartition(" :: ")
            lines.append(_line(labelled.replace("\\n", "\n"), tuple(filter(None, own.split("; ")))))
    return people, accounts, lines


def _line(labelled: str, people: tuple[str, ...]) -> Line:
    parts, items, at, length = [], [], 0, 0
    for found in _ITEM.finditer(labelled):
        parts += [labelled[at : found.start()], found[2]]
        length += found.start() - at
        items.append((found[1], length, length + len(found[2])))
        length += len(found[2])
        at = found.end()
    return Line("".join([*parts, labelled[at:]]), items, people)


def scores(path: Path = PATH) -> tuple[pd.DataFrame, list[str]]:
    """Recall by kind, precision over all, and what went wrong.

    Returns
    -------
    DataFrame indexed by kind: ``n_items``, ``n_found``, ``recall``; the row "masks" has ``n_items`` masks, ``n_found``
    right ones.
    """
    people, accounts, lines = read_set(path)
    redactor = Redactor(Redaction(), "bench|1", people, accounts)
    found, wrong, masks = [], [], []
    for line in lines:
        masked = redactor.text(line.text, line.people)
        rest = _PLACE.sub("\0", masked)
        n_items_masked = 0
        for kind, start, end in line.items:
            is_found = _is_gone(line.text[start:end], line.text, rest)
            n_items_masked += is_found
            found.append((kind, is_found))
            if not is_found:
                wrong.append(f"left: {kind} {line.text[start:end]!r} in {masked!r}")
        n_masks = len(_PLACE.findall(masked))
        n_right = min(n_masks, n_items_masked)
        masks += [True] * n_right + [False] * (n_masks - n_right)
        if n_masks > n_items_masked:
            wrong.append(f"masked too much: {line.text!r} -> {masked!r}")
    table = pd.DataFrame(found, columns=["kind", "is_found"]).groupby("kind")["is_found"].agg(n_items="size", n_found="sum")
    table.loc["all"] = table.sum()
    table.loc["masks"] = [len(masks), sum(masks)]
    return table.assign(recall=(table["n_found"] / table["n_items"]).round(4)), wrong


def _is_gone(item: str, text: str, rest: str) -> bool:
    """Whether fewer copies of the item are left than the text had, and no larger piece of it stands beside a mask."""
    if rest.count(item) >= text.count(item):
        return False
    pieces = [piece for piece in re.split(r"[\s@.]+", item) if len(piece) >= 4]
    return not any(rest.count(piece) >= text.count(piece) for piece in pieces)


def main() -> None:
    for path in PATHS:
        table, wrong = scores(path)
        print(path.name, table.to_string(), *wrong, sep="\n")


if __name__ == "__main__":
    main()
