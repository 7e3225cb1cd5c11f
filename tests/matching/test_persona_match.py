"""Which persona a conversation's speaker is."""

from __future__ import annotations

import numpy as np
import pytest

from kit.matching.job_titles import title_evidence
from kit.matching.persona_match import (
    MIN_SCORE,
    MatchEvidence,
    lent_odds,
    match_probabilities,
    match_reasons,
    match_states,
)
from tests.match_sets import corpus, personas, speech

PEOPLE = personas()
IDS = [person.id for person in PEOPLE]


def matched(conversations, titles=None, people=PEOPLE, segments=None, contacts=None, **others):
    n = len(conversations)
    similarity, lines = speech(conversations, people)
    titles = title_evidence(titles or [""] * n, people)
    evidence = MatchEvidence(similarity, titles, segments or [""] * n, contacts or [""] * n)
    probabilities = match_probabilities(evidence, people, lines, **others)
    states = match_states(probabilities, people)
    return probabilities, states.assign(reasons=match_reasons(states, evidence, people, [False] * n))


def test_probabilities_sum_to_one():
    found, _ = matched(corpus()[0])
    assert np.allclose(found.sum(axis=1), 1)


def test_a_title_that_settles_is_not_overruled_by_words():
    said, truth = corpus()
    data = [at for at, name in enumerate(truth) if name == "data"]
    titles = ["CFO" if at in data else "" for at in range(len(truth))]
    _, states = matched(said, titles)
    assert set(states.loc[data, "persona_id"]) == {"finance"}
    assert set(states.loc[data, "state"]) == {"attached"}


def test_words_alone_find_the_speaker_where_they_tell():
    said, truth = corpus(20)
    _, states = matched(said)
    attached = states["state"] == "attached"
    assert attached.mean() > 0.7
    assert (states["persona_id"] == truth)[attached].mean() > 0.9


def test_nothing_said_and_no_title_is_never_attached():
    said, _ = corpus()
    _, states = matched([*said, ["ok, thank you"], ["Hi, how was your weekend?"], []])
    assert "attached" not in set(states["state"].tail(3))


def test_a_title_of_no_persona_leaves_it_to_nobody_or_open():
    said, _ = corpus()
    _, states = matched([*said, ["We need your ISO certificate for the vendor file."]], [""] * len(said) + ["Privacy Counsel"])
    assert states["state"].iloc[-1] != "attached"


def test_two_personas_of_one_definition_are_ambiguous():
    people = [*personas(), personas()[0].model_copy(update={"id": "zz-data", "name": "data person again"})]
    said, truth = corpus()
    _, states = matched(said, people=people)
    twins = [at for at, name in enumerate(truth) if name == "data"]
    assert set(states.loc[twins, "state"]) == {"ambiguous"}
    assert {frozenset(pair) for pair in zip(states.loc[twins, "persona_id"], states.loc[twins, "runner_up"], strict=True)} == {
        frozenset({"data", "zz-data"})
    }


def test_row_order_changes_nothing():
    said, _ = corpus()
    one, _ = matched(said)
    turned, _ = matched(said[::-1])
    assert np.allclose(one, turned[::-1], atol=1e-4)


def test_the_segment_leans_but_does_not_decide():
    people = personas(data={"who": {"roles": ["Data Engineer"], "segments": ["enterprise"]}})
    said, _ = corpus()
    inside, _ = matched(said, people=people, segments=["enterprise"] * len(said))
    outside, _ = matched(said, people=people, segments=["SMB"] * len(said))
    assert (inside[:, 0] >= outside[:, 0]).all()


@pytest.mark.parametrize(
    ("odds", "state", "persona", "runner_up"),
    [
        ([0.9, 0.05, 0.03, 0.02], "attached", "data", "finance"),
        ([0.5, 0.45, 0.03, 0.02], "ambiguous", "data", "finance"),
        ([0.72, 0.28, 0.0, 0.0], "attached", "data", "finance"),
        ([0.71, 0.01, 0.28, 0.0], "ambiguous", "data", "revops"),
        ([0.05, 0.03, 0.02, 0.9], "unmatched", "", "data"),
        ([0.40, 0.05, 0.05, 0.50], "ambiguous", "data", ""),
    ],
)
def test_a_match_is_sure_from_the_documented_score_on(odds, state, persona, runner_up):
    row = match_states(np.array([odds]), PEOPLE).iloc[0]
    assert (row["state"], row["persona_id"], row["runner_up"]) == (state, persona, runner_up)
    assert row["margin"] == pytest.approx(row["score"] - row["runner_up_score"])
    assert (row["score"] >= MIN_SCORE) == (state != "ambiguous")


def test_reasons_name_the_title_and_the_claim():
    _, states = matched([*corpus()[0], ["A column was renamed and every dbt model failed overnight."]], ["Data Engineer"] * 25)
    assert "title Data Engineer is the role Data Engineer" in states["reasons"].iloc[-1]
    assert "language near pains/p0" in states["reasons"].iloc[-1]


def test_others_of_a_group_lend_and_one_alone_does_not():
    odds = np.log(np.array([[0.8, 0.2], [0.6, 0.4], [0.5, 0.5]]))
    lent = lent_odds(odds, ["a", "a", "b"], 2.0)
    assert lent[1, 0] > 0 > lent[1, 1]
    assert not lent[2].any()


def test_a_decision_speaks_for_the_contacts_other_conversations():
    said, _ = corpus()
    said = [*said, ["We talked about it on Tuesday."], ["I will send the file."]]
    contacts = [""] * (len(said) - 2) + ["a/x", "a/x"]
    decided = np.full(len(said), -1)
    decided[-1] = IDS.index("finance")
    before, _ = matched(said, contacts=contacts)
    after, _ = matched(said, contacts=contacts, decided=decided)
    assert after[-2, IDS.index("finance")] > before[-2, IDS.index("finance")]


def test_reasons_tell_what_the_same_contact_says_elsewhere():
    said, _ = corpus()
    _, states = matched(said, contacts=["a/x", "a/x", "a/x"] + [""] * (len(said) - 3))
    assert states["reasons"].iloc[0].count("with what the same contact says in 2 other conversations") == 1
    assert not states["reasons"].iloc[3:].str.contains("same contact").any()


def test_reasons_of_the_unsure_give_both_scores():
    _, states = matched([*corpus()[0], ["ok thanks"]])
    last = states.iloc[-1]
    assert last["state"] == "ambiguous"
    assert f"not sure enough: {last['score']:.2f}, next " in last["reasons"]


def test_a_title_given_elsewhere_is_said_to_be():
    said, _ = corpus(4)
    n = len(said)
    evidence = MatchEvidence(speech(said, PEOPLE)[0], title_evidence(["CFO"] * n, PEOPLE), [""] * n, [""] * n)
    states = match_states(np.tile([0.0, 0.0, 1.0, 0.0], (n, 1)), PEOPLE)
    reasons = match_reasons(states, evidence, PEOPLE, [True] + [False] * (n - 1))
    assert reasons[0].startswith("title CFO is the role CFO (given elsewhere); ")
    assert reasons[1].startswith("title CFO is the role CFO; ")
