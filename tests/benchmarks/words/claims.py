"""Evidence of stated claims: how much of what a claim holds is on it, and how much of what is said on it the claim holds.

``python tests/benchmarks/words/claims.py`` runs reading, matching and themes on each set's months without a change, and on the
sample's October as it is shipped, where the truth of a passage is the file of ``tests/sample/words`` it was made of. Writes
CLAIMS.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from months import NOW
from one_run import composed, passages_of, write_workspace
from sets import ROOT, SAMPLE_WORDS, SETS, is_here
from threadpoolctl import threadpool_limits

from kit.config.personas import Persona
from kit.ingest.load import load_inbox
from kit.matching.match_conversations import match_cycle_window
from kit.themes.find_themes import theme_persona
from kit.workspace import Workspace, open_workspace

HERE = Path(__file__).parent
#: Name of the rows of the sample as it is shipped, beside the set of its words.
SHIPPED = "sample workspace"
#: Passages on a claim from which on it is wrong to say that nobody raised it.
SAID = 3
#: Letters from which a passage that lies within a line, or holds one, is of that line's file.
LONG = 12
#: The file of the sample's words that each claim of its personas is said with, where the two are not named alike.
FILES = {
    "gut-feel-forecast": "forecast-guesswork", "yet-another-tool": "revops-objection-bi", "crm-native": "revops-criterion-crm",
    "one-forecast": "revops-goal-forecast", "five-day-close": "finance-goal-close", "ledger-tie-out": "finance-ledger",
    "budget-lag": "finance-variance", "audit-trail": "finance-audit", "vendor-risk": "finance-objection-risk",
    "calm-renewals": "cs-goal-retention", "silent-churn": "churn-surprises", "missed-upsell": "expansion-signals",
    "another-tab": "cs-objection-adoption", "fits-the-stack": "cs-criterion-gainsight", "early-warning": "cs-goal-retention",
    "qbr-decks": "qbr-slides", "tool-fatigue": "cs-objection-adoption", "works-with-stack": "cs-criterion-gainsight",
    "move-budget-midweek": "demandgen-goal-pipeline", "late-results": "campaign-lag", "utm-chaos": "utm-mess",
    "long-setup": "demandgen-objection-setup", "native-connectors": "demandgen-criterion-hubspot",
    "publish-once": "dataeng-goal-trust", "no-version-control": "no-versioning",
    "warehouse-does-it": "dataeng-objection-warehouse", "open-sql": "dataeng-criterion-sql",
}  # fmt: skip
HEAD = """# Evidence of stated claims

Written by `python tests/benchmarks/words/claims.py` (README.md). Months without a change, two runs a set, one with and one
without `language:`; the sample as it is shipped, by the file each passage was made of. A passage is right where its label is
the claim's.

| set | claims | passages held | on the claim | said on it | precision | recall | F1 | under half right | said, unheard |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", default=",".join([SHIPPED, *SETS]))
    options.add_argument("--runs", type=int, default=2)
    given = options.parse_args()
    rows = []
    with threadpool_limits(1):
        for name in given.sets.split(","):
            if name == SHIPPED:
                rows += shipped()
            elif is_here(name):
                rows += [row for number in range(given.runs) for row in of_set(name, number)]
            print(f"{name}: {len(rows)} claims so far", flush=True)
    text = table(pd.DataFrame(rows))
    print(text)
    (HERE / "CLAIMS.md").write_text(text, encoding="utf-8")


def of_set(name: str, number: int) -> list[dict]:
    """The claims of one run without a change."""
    months, rng = composed(name, "nothing", 60, number)
    subject_of = {f"pain-{place}": subject for place, subject in enumerate(months.stated)}
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), months, 60, rng)
        work = open_workspace(folder)
        _themed(work, work.tracked)
        passages = passages_of(work, months.said)
        truth = passages["subject"].where(~passages["is_talk"], "")
        return [{"set": name} | row for row in figures_of(work, work.tracked[0], passages.assign(truth=truth), subject_of)]


def shipped() -> list[dict]:
    """The claims of the sample's personas in its October."""
    rows, files = [], _files()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "sample"
        shutil.copytree(ROOT / "data" / "sample", place, ignore=shutil.ignore_patterns("record"))
        work = open_workspace(place)
        _themed(work, work.tracked)
        texts = work.record.read("passages", ["passage_id", "text"])
        texts = texts.assign(truth=[_file_of(text, files) for text in texts["text"]])
        for persona in work.tracked:
            held = work.record.read("assignments", ["passage_id", "theme_id"], run_cycle=NOW, persona_id=persona.id)
            of = figures_of(work, persona, held.merge(texts, on="passage_id"), FILES)
            rows += [{"set": SHIPPED} | row for row in of]
    return rows


def _themed(work: Workspace, personas: list[Persona]) -> None:
    load_inbox(work.folder, work.settings, work.record, NOW)
    window = work.window(NOW)
    match_cycle_window(work.record, work.settings, work.personas, work.accounts, work.vectors, window)
    for persona in personas:
        theme_persona(work.record, work.settings, persona, work.vectors, NOW, window)


def figures_of(work: Workspace, persona: Persona, passages: pd.DataFrame, subject_of: dict[str, str]) -> list[dict]:
    """For each claim what it holds, what of that is on it, and what is said on it; ``passages`` have ``theme_id, truth``."""
    themes = work.record.read("themes", ["theme_id", "claim"], run_cycle=NOW, persona_id=persona.id)
    rows = []
    for theme_id, claim in themes[themes["claim"] != ""].itertuples(index=False):
        short = claim.rpartition("/")[2]
        held, said = passages["theme_id"] == theme_id, passages["truth"] == subject_of.get(short, short)
        rows.append({"claim": claim, "held": int(held.sum()), "right": int((held & said).sum()), "said": int(said.sum())})
    return rows


def _files() -> dict[str, str]:
    lines = [(path.stem, line) for path in sorted(SAMPLE_WORDS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return {_letters(line.rpartition("|")[2]): name for name, line in lines}


def _file_of(text: str, files: dict[str, str]) -> str:
    """The file whose line a passage is, or is a part of."""
    plain = _letters(text)
    parts = (line for line in files if len(line) > LONG < len(plain) and (plain in line or line in plain))
    return files.get(plain) or files.get(next(parts, ""), "")


def _letters(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def table(rows: pd.DataFrame) -> str:
    """One line a set, then all together."""
    names = [name for name in [SHIPPED, *SETS] if name in set(rows["set"])]
    return HEAD + "".join(_line(name, rows[rows["set"] == name]) for name in names) + _line("all", rows)


def _line(name: str, rows: pd.DataFrame) -> str:
    held, right, said = (int(rows[column].sum()) for column in ("held", "right", "said"))
    parts = [right / max(held, 1), right / max(said, 1), 2 * right / max(held + said, 1)]
    under = int(np.sum(rows["right"] < 0.5 * rows["held"]))
    unheard = int(np.sum((rows["said"] >= SAID) & (rows["right"] == 0)))
    cells = [name, len(rows), held, right, said, *(f"{part:.2f}" for part in parts), under, unheard]
    return f"| {' | '.join(map(str, cells))} |\n"


if __name__ == "__main__":
    main()
