"""A record of one persona that passages are said into, with vectors known by construction."""

from pathlib import Path

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.themes.find_themes import theme_persona

CYCLES = ["2026-08", "2026-09", "2026-10"]
SETTINGS = Settings.model_validate({"company": "x", "sources": [{"id": "a", "kind": "ticket"}], "themes": {"fits": 10}})
PERSONA = Persona.model_validate(
    {
        "id": "p",
        "name": "P",
        "pains": [
            {"id": "export", "statement": "export by hand eats the week"},
            {"id": "unheard", "statement": "nobody ever says so"},
        ],
    }
)
NOW = pd.Timestamp("2026-11-01", tz="UTC")
#: Words of each subject, and the axis its passages lie along.
SUBJECTS = {"export": 0, "slow": 1, "invoice": 2, "login": 3}


class FakeModel(Vectors):
    """Vectors by the subject a text names, with noise from the text itself."""

    def of(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 12), dtype=np.float32)
        for row, text in enumerate(texts):
            axis = next((axis for word, axis in SUBJECTS.items() if word in text), 9)
            noise = np.random.default_rng(sum(text.encode())).normal(scale=0.08, size=12)
            rows[row] = np.eye(12)[axis] + noise
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def once(self, texts: list[str]) -> np.ndarray:
        return self.of(texts)


class Case:
    """A small record that passages are said into."""

    def __init__(self, folder: Path) -> None:
        self.record = Record(folder)
        self.vectors = FakeModel(self.record, "fake")
        self.count = 0

    def say(self, cycle: str, subject: str, count: int, stance: str = "pain", state: str = "attached", text: str = "") -> None:
        rows = []
        for _ in range(count):
            self.count += 1
            words = text or f"the {subject} thing went wrong for us on day {self.count} and again later"
            rows.append((f"t:{self.count:04d}", cycle, words, stance, state))
        keys, cycles, texts, stances, states = (list(column) for column in zip(*rows, strict=True))
        self.record.append(
            "passages",
            pd.DataFrame(
                {
                    "passage_id": [f"{key}#0" for key in keys],
                    "conversation_key": keys,
                    "cycle": cycles,
                    "text": texts,
                    "stance": stances,
                    "start": 0,
                    "end": [len(one) for one in texts],
                }
            ),
        )
        self.record.append(
            "matches",
            pd.DataFrame(
                {
                    "conversation_key": keys,
                    "cycle": cycles,
                    "persona_id": "p",
                    "runner_up": "",
                    "state": states,
                    "found_persona": "p",
                    "found_runner_up": "",
                    "found_state": states,
                    "reasons": "",
                    "score": 1.0,
                    "runner_up_score": 0.0,
                    "margin": 1.0,
                }
            ),
        )

    def run(self, cycle: str, persona: Persona = PERSONA, settings: Settings = SETTINGS) -> pd.DataFrame:
        theme_persona(self.record, settings, persona, self.vectors, cycle, CYCLES[: CYCLES.index(cycle) + 1])
        return self.themes(cycle)

    def themes(self, cycle: str) -> pd.DataFrame:
        return self.record.read("themes", run_cycle=cycle).set_index("theme_id")

    def theme_of(self, cycle: str, word: str) -> str:
        """The theme most passages with a word are in."""
        rows = self.record.read("assignments", run_cycle=cycle).merge(self.record.read("passages"), on="passage_id")
        return rows.loc[rows["text"].str.contains(word), "theme_id"].mode()[0]

    def events(self, cycle: str) -> set[tuple[str, str]]:
        rows = self.record.read("theme_events", run_cycle=cycle)
        return set(zip(rows["theme_id"], rows["event"], strict=True))
