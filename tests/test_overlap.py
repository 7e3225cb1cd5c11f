"""How alike two definitions are."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.overlap import NEAR_SAME, overlaps, overlaps_of
from tests.match_sets import embed, personas

NONE = pd.DataFrame(columns=["persona_id", "runner_up", "state"], dtype="str")


def twins():
    data, *others = personas()
    return [data, data.model_copy(update={"id": "engineer", "name": "Engineer"}), *others]


def test_a_copy_is_as_alike_as_can_be():
    first = overlaps(twins(), embed, NONE).iloc[0]
    assert (first["persona_id"], first["other_id"]) == ("data", "engineer")
    assert first["similarity"] == pytest.approx(1.0, abs=1e-3)
    assert ("data/pains/p0", "engineer/pains/p0") in first["claims"]
    assert first["roles"] == [("Data Engineer", "Data Engineer")]


def test_different_jobs_are_not_alike():
    table = overlaps(personas(), embed, NONE)
    assert len(table) == 3
    assert (table["similarity"] < NEAR_SAME).all()


def test_conversations_between_two_are_counted_either_way_round():
    fallen = pd.DataFrame(
        {"persona_id": ["data", "engineer", "data", "data"], "runner_up": ["engineer", "data", "finance", "engineer"],
         "state": ["ambiguous", "ambiguous", "ambiguous", "attached"]}
    )  # fmt: skip
    table = overlaps(twins(), embed, fallen).set_index(["persona_id", "other_id"])
    assert table.loc[("data", "engineer"), "n_conversations"] == 2
    assert table.loc[("data", "finance"), "n_conversations"] == 1


def test_a_brief_tells_its_own_side_of_an_overlap():
    told = overlaps_of("engineer", overlaps(twins(), embed, NONE), {"data": "Data person"})
    assert [(one["persona"], one["name"]) for one in told] == [("data", "Data person")]
    assert told[0]["claims"][0].startswith("engineer/")
    assert overlaps_of("revops", overlaps(twins(), embed, NONE), {}) == []


def test_a_persona_that_claims_nothing_is_like_nobody():
    people = [personas()[0], personas()[1].model_copy(update={"pains": []})]
    assert overlaps(people, embed, NONE)["similarity"].tolist() == [0.0]
