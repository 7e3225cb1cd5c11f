"""How long `kit quotes` takes on a record of 100,000 conversations: cold (a new process) and warm."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import numpy as np
import pandas as pd

from kit.record import Record
from kit.schema import TABLES

CONVERSATIONS, CYCLES = 100_000, [f"2025-{month:02d}" for month in range(1, 13)] + [f"2026-{month:02d}" for month in range(1, 11)]
PERSONAS = ("revops-lead", "data-engineer", "finance-leader", "demand-gen", "cs-lead")
TITLES = ("Head of RevOps", "Data Engineer", "CFO", "Head of Demand Gen", "Customer Success Manager")
STANCES = ("pain", "objection", "goal", "decision-criterion", "other", "other")
ASK = """
import sys, time; start = time.perf_counter()
from pathlib import Path
from kit.asking import Question, quotes
from kit.personas import Persona
from kit.record import Record
record, people = Record(Path(sys.argv[1])), [Persona(id=name, name=name) for name in {names!r}]
assert len(quotes(record, people, Question(persona="revops-lead", about="pain"))) == 20
print(time.perf_counter() - start)
"""


def filled(table: str, n: int, **columns: object) -> pd.DataFrame:
    """Rows of a table with the columns that matter; the others are empty."""
    plain = {"string": "", "int64": 0, "bool": False, "double": 0.5}
    rest = {name: plain[str(kind)] for name, kind in TABLES[table].columns.items() if str(kind) in plain}
    return pd.DataFrame({name: [value] * n for name, value in rest.items()} | columns)


def write_record(folder: Path) -> Record:
    """A record of 100,000 conversations of three passages each, in 22 cycles."""
    record, generator = Record(folder), np.random.default_rng(1)
    n = CONVERSATIONS // len(CYCLES)
    for cycle in CYCLES:
        who = generator.integers(0, len(PERSONAS), n)
        keys = [f"desk:{cycle}/{at}" for at in range(n)]
        days = pd.to_datetime([f"{cycle}-{1 + at % 28:02d}T10:00Z" for at in range(n)])
        account = [f"a{at}" for at in generator.integers(0, 2000, n)]
        titles = [TITLES[at] for at in who]
        said = ["the report that we rebuild every Monday is wrong again and nobody can say why"] * n
        record.append(
            "conversations",
            filled(
                "conversations",
                n,
                conversation_key=keys,
                conversation_id=keys,
                source="desk",
                cycle=cycle,
                text=said,
                account_id=account,
                role=titles,
                turns="[]",
                occurred_at=days,
            ),
        )
        record.append(
            "matches",
            filled(
                "matches",
                n,
                conversation_key=keys,
                cycle=cycle,
                persona_id=[PERSONAS[at] for at in who],
                state="attached",
                reasons="title",
            ),
        )
        for part in range(3):
            stances = [STANCES[at] for at in generator.integers(0, len(STANCES), n)]
            record.append(
                "passages",
                filled(
                    "passages",
                    n,
                    passage_id=[f"{key}#{part}" for key in keys],
                    conversation_key=keys,
                    cycle=cycle,
                    text=said,
                    stance=stances,
                    start=[part] * n,
                ),
            )
    return record


def main() -> None:
    from kit.asking import Question, quotes
    from kit.personas import Persona

    people = [Persona(id=name, name=name) for name in PERSONAS]
    with tempfile.TemporaryDirectory() as folder:
        record = write_record(Path(folder))
        cold = [
            float(
                subprocess.run(
                    [sys.executable, "-c", ASK.format(names=PERSONAS), folder], capture_output=True, text=True, check=True
                ).stdout
            )
            for _ in range(3)
        ]
        print(f"cold, persona and pain: {min(cold):.2f} to {max(cold):.2f} s (goal 3)")
        for name, question in {
            "persona and pain": Question(persona="revops-lead", about="pain"), "role": Question(role="RevOps"),
            "words that are rare": Question(words="renewal"), "everything": Question(last=200),
        }.items():  # fmt: skip
            took = []
            for _ in range(3):
                start = time.perf_counter()
                quotes(record, people, question)
                took.append(time.perf_counter() - start)
            print(f"warm, {name}: {min(took):.2f} to {max(took):.2f} s (goal 1)")


if __name__ == "__main__":
    main()
