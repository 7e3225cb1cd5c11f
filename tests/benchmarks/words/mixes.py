"""Mixes by set: what whole runs show of a theme's stances (pain, question ...), and how often that is right by people's labels.

``python tests/benchmarks/words/mixes.py`` reads whole chats of multidogo's six trades and months of four other labelled sets
through loading, matching, stances and themes, and looks at the passages that lie in themes. Writes MIXES.md.
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import stance as judged_alone
from months import CYCLES, NOW, Months
from one_run import composed, write_workspace
from sets import DATA, is_here
from threadpoolctl import threadpool_limits

from kit.ingest.load import load_inbox
from kit.matching.match_conversations import match_cycle_window
from kit.matching.stances import NOT_SURE
from kit.record.vectors import FAST
from kit.review.stance_decisions import StanceWord, decide_stances
from kit.shifts.stance_mix import PARTS, mixes_of
from kit.themes.find_themes import theme_persona
from kit.words import MASK
from kit.workspace import Workspace, open_workspace

HERE = Path(__file__).parent
TRADES = ("airline", "fastfood", "finance", "insurance", "media", "software")
#: Sets of single sentences whose labels say which stances would be right.
SENTENCES = ("banking77", "cfpb", "clothing_reviews", "user_stories")
#: Whole chats of a trade, and the accounts that have them, over the last months.
MOST_CHATS, ACCOUNTS, MONTHS = 330, 60, 4
#: Part of what a mix names that has to be right for the mix to be; as is asked of the classifier alone.
WANTED = judged_alone.WANTED
#: Characters by which a text is found among the labelled ones, which are cut.
CUT = 200

Right = frozenset[str] | None

HEAD = """# Mixes by set

Written by `python tests/benchmarks/words/mixes.py`: whole runs, the passages that lie in themes. *believed*: part with a stance
that is not "not sure". *named*: part whose stance a mix would name, *right* how many of the named that have a label are by it
(small talk inside a theme is wrong where people labelled a request). *shown*: whether the run shows mixes. A mix is wrong
where less than {wanted:.0f} % of what it names is right. Nothing of these sets was taught, but for the
30 passages of each where so many are decided, which are left out then; README.md says what was looked at.

| set | embedding | passages in themes | labelled | believed | named | right of the named | shown |
|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", default=",".join([*(f"{trade} chats" for trade in TRADES), *SENTENCES]))
    options.add_argument("--embedding", default=FAST, help="by comma")
    options.add_argument(
        "--decided", type=int, default=0, help="passages that a reviewer decides, right by their labels, before a second run"
    )
    given = options.parse_args()
    out = [HEAD.format(wanted=100 * WANTED)]
    for embedding in given.embedding.split(","):
        for name in filter(is_here, given.sets.split(",")):
            with threadpool_limits(1):
                out.append(row_of(name, embedding, given.decided))
            print(out[-1], end="", flush=True)
    target = HERE / ("MIXES_TAUGHT.md" if given.decided else "MIXES.md")
    target.write_text("".join(out), encoding="utf-8")


def row_of(name: str, embedding: str, n_decided: int = 0) -> str:
    """The table's row of one set."""
    passages, mixes = measured(name, embedding, n_decided)
    named = passages["stance"].isin(PARTS)
    labelled = passages[named & passages["right"].notna()]
    right = [stance in allowed for stance, allowed in zip(labelled["stance"], labelled["right"], strict=True)]
    figures = [passages["right"].notna().mean(), (passages["stance"] != NOT_SURE).mean(), named.mean(), np.mean(right)]
    is_shown = any(mix[NOT_SURE] < 1 for mix in mixes.values())
    cells = [str(len(passages)), *(f"{100 * value:.0f}" for value in figures), "yes" if is_shown else "no"]
    return f"| {name}{f', {n_decided} decided' if n_decided else ''} | {embedding} | {' | '.join(cells)} |\n"


def measured(name: str, embedding: str, n_decided: int = 0) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Passages that lie in themes with the stances that would be ``right`` (None: no label), and the mixes of one whole run.

    Where a reviewer decides some of them, those that say the same are left out, and the run is the one after it.
    """
    months, rng, right_of = chats(name.removesuffix(" chats")) if name.endswith(" chats") else sentences(name)
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), months, ACCOUNTS, rng, embedding)
        work = open_workspace(folder)
        load_inbox(work.folder, work.settings, work.record, NOW)
        rows, mixes = _run(work, months, right_of)
        if n_decided:
            known = rows[rows["right"].notna()]
            words = known.drop_duplicates("text").sample(n_decided, random_state=0)
            said = [StanceWord(row.passage_id, sorted(row.right)[0]) for row in words.itertuples()]
            decide_stances(work.record, said, "reader", datetime.now(UTC))
            rows, mixes = _run(work, months, right_of)
            rows = rows[~rows["text"].isin(words["text"])]
    return rows, mixes


def _run(work: Workspace, months: Months, right_of: dict[str, Right]) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    window = work.window(NOW)
    match_cycle_window(work.record, work.settings, work.personas, work.accounts, work.vectors, window)
    theme_persona(work.record, work.settings, work.tracked[0], work.vectors, NOW, window)
    rows, mixes = _themed(work)
    number = rows["conversation_key"].str.extract(r"c-(\d+)$")[0].astype(int)
    turns = [_turns(row) for row in months.said.loc[number].itertuples()]
    return rows.assign(right=[_right(text, said, right_of) for text, said in zip(rows["text"], turns, strict=True)]), mixes


def _themed(work: Workspace) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    held = work.record.read("assignments", ["passage_id", "theme_id"], run_cycle=NOW)
    texts = work.record.read("passages", ["passage_id", "conversation_key", "text", "stance"])
    rows = held[held["theme_id"] != ""].merge(texts, on="passage_id")
    return rows, mixes_of(rows.assign(voter_id=rows["conversation_key"]), texts)


def _right(text: str, turns: list[str], right_of: dict[str, Right]) -> Right:
    """What would be right for a passage: what is right for the turn that it lies in."""
    own = _plain(MASK.sub(" ", text))
    return next((right_of.get(_plain(turn)) for turn in turns if own in _plain(turn)), None)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _turns(row: Any) -> list[str]:
    return list(getattr(row, "turns", ())) or [row.opening, row.text, row.closing]


def sentences(name: str) -> tuple[Months, np.random.Generator, dict[str, Right]]:
    """Months without a change of one set, the generator that goes on from them, and what is right for each text."""
    months, rng = composed(name, "nothing", ACCOUNTS, 0)
    # a label holds for all of its text, so a long one is looked at whole
    cut = {_plain(text)[:CUT]: right for text, right in judged_alone.SETS[name]()[["text", "right"]].itertuples(index=False)}
    texts = {text for row in months.said.itertuples() for text in _turns(row) if text}
    found = {_plain(text): cut.get(_plain(text)[:CUT]) for text in texts}
    return months, rng, {text: right for text, right in found.items() if isinstance(right, frozenset)}


def chats(trade: str) -> tuple[Months, np.random.Generator, dict[str, Right]]:
    """Whole chats of one trade with all of the customers' turns; the persona file states no pain."""
    rows = [
        row for path in sorted((DATA / "multidogo" / trade).glob("*.tsv"))
        for row in csv.reader(path.open(encoding="utf-8", newline=""), delimiter="\t") if len(row) >= 6 and row[1] != "turnNumber"
    ]  # fmt: skip
    table = pd.DataFrame(
        [(row[0], int(float(row[1])), row[3].strip(), row[-1]) for row in rows], columns=["chat", "turn", "text", "intent"]
    )
    turns = table.sort_values(["chat", "turn"]).groupby("chat")["text"].agg(list).iloc[:MOST_CHATS]
    rng = np.random.default_rng(0)
    said = pd.DataFrame({
        "cycle": rng.choice(CYCLES[-MONTHS:], len(turns)), "account": rng.integers(ACCOUNTS, size=len(turns)), "kind": "call",
        "opening": "", "closing": "", "text": turns.str[0].to_list(), "turns": turns.to_list(),
    })  # fmt: skip
    # the same words have the label they have most often
    labels = table.groupby(table["text"].map(_plain))["intent"].agg(lambda intents: intents.mode()[0])
    right = {text: judged_alone.of_dialogue(intent) for text, intent in labels.items()}
    return Months(said, [], {}), rng, {text: allowed for text, allowed in right.items() if allowed}


if __name__ == "__main__":
    main()
