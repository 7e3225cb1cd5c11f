"""Where what comes closest to a claim really sits."""

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.drift.claim_places import with_places

PERSONA = Persona.model_validate({
    "id": "p", "name": "P",
    "pains": [
        {"id": "export", "statement": "exports by hand", "language": ["pasting rows every week"]},
        {"id": "price", "statement": "it costs too much"},
    ],
})  # fmt: skip
TOLD = [
    {"claim": f"p/pains/{name}", "section": "pains", "theme": f"p/t0{at}", "sentence": "Raised as before."}
    for at, name in enumerate(["export", "price"], start=1)
]
AXES = {"exports": 0, "pasting": 1, "costs": 2}


def embed(texts):
    rows = np.zeros((len(texts), 4), dtype=np.float32)
    for row, text in enumerate(texts):
        rows[row, next((axis for word, axis in AXES.items() if word in text), 3)] = 1
    return rows


def places(*said):
    table = pd.DataFrame(said, columns=["theme_id", "quote"])
    return with_places(PERSONA, TOLD, table, {"p/t07": "pasting all day"}, embed)


def test_a_claim_whose_evidence_sits_mostly_in_another_theme_is_told():
    rows = [("p/t07", f"pasting again on day {at}") for at in range(7)] + [("p/t01", f"exports, day {at}") for at in range(3)]
    export, _ = places(*rows)
    assert export["elsewhere"] == {"theme": "p/t07", "label": "pasting all day", "passages": 7, "of": 10}
    assert "70" in export["sentence"]
    assert "“pasting all day”" in export["sentence"]


def test_a_claim_whose_own_theme_holds_most_or_of_which_little_is_said_is_left_alone():
    own, few = [("p/t01", f"exports, day {at}") for at in range(8)], [("p/t07", "pasting once")]
    assert places(*own, *few)[0]["elsewhere"] is None
    assert places(*few)[0]["elsewhere"] is None
    assert places(*own)[0]["sentence"] == "Raised as before."


def test_a_claim_without_language_that_nobody_says_as_stated_is_found_by_its_meaning_alone():
    _, price = places(("p/t07", "something else"))
    assert price["only_statement"]
    assert price["sentence"].endswith("so it is found by its meaning alone.")
    export, price = places(("p/t02", "it costs a fortune"))
    assert not price["only_statement"]
    assert not export["only_statement"]


def test_nothing_was_said():
    assert [fact["elsewhere"] for fact in places()] == [None, None]
