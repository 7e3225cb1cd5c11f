"""A record of one persona whose subjects have finer ones: themes that hold two groups each, by construction."""

from __future__ import annotations

import numpy as np

from kit.config.personas import Persona
from kit.themes.depth.decide import Spoken, spoken_of
from tests.themed_case import CYCLES, FakeModel
from tests.themed_case import Case as PlainCase

#: Words of the finer subjects, each with the axis of its subject and one of its own.
PARTS = {
    "sheet": (0, 4),
    "slide": (0, 5),
    "page": (1, 6),
    "search": (1, 7),
    "invoice": (2, 2),
    "login": (3, 3),
    "seat": (8, 8),
    "price": (10, 10),
    "token": (11, 11),
}
PERSONA = Persona.model_validate({"id": "p", "name": "P", "pains": [{"id": "unheard", "statement": "nobody ever says so"}]})


class DeepModel(FakeModel):
    """Vectors by the finer subject a text names, with noise from the text itself."""

    def of(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 12), dtype=np.float32)
        for row, text in enumerate(texts):
            subject, part = next((axes for word, axes in PARTS.items() if word in text), (9, 9))
            noise = np.random.default_rng(sum(text.encode())).normal(scale=0.06, size=12)
            rows[row] = 0.92 * np.eye(12)[subject] + 0.36 * np.eye(12)[part] + noise
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class Case(PlainCase):
    """The same, with four cycles' worth of finer subjects already said."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        self.vectors = DeepModel(self.record, "fake")
        for cycle in CYCLES:
            for part in PARTS:
                self.say(cycle, part, 12)

    def run(self, cycle: str, persona: Persona = PERSONA, **more):
        return super().run(cycle, persona, **more)

    def spoken(self, persona: Persona = PERSONA) -> Spoken:
        """What was said up to the newest run."""
        runs = self.record.cycles("themes")
        return spoken_of(self.record, persona, self.vectors, CYCLES[: CYCLES.index(runs[0]) + 1])
