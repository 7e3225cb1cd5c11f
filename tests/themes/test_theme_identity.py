"""Which topic is which theme, and what became of the others."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.themes.edits import Edits, edits_of
from kit.themes.register import Mint
from kit.themes.theme_history import history
from kit.themes.theme_identity import best_ties, tie_scores, tie_topics

NOBODY = Edits()


def known(*rows: tuple[str, str, str, list[float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["theme_id", "state", "claim", "centre"])


def edits(*rows: tuple[str, str, str]) -> Edits:
    return edits_of(pd.DataFrame(rows, columns=["theme_id", "action", "value"]))


def tied(themes, before, now, centres, fixed, decided):
    """Ties of a run that follows an earlier one, and the events it writes down."""
    highest = max((int(name.rpartition("t")[2]) for name in themes["theme_id"]), default=0)
    theme_of = tie_topics(Mint("p", highest), themes, before, now, centres, fixed, decided)
    return SimpleNamespace(theme_of=theme_of, events=history(themes, before, now, centres, theme_of, decided))


X, Y, Z = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
A, B, C = "p/t01", "p/t02", "p/t03"


def events(ties) -> list[tuple[str, str, str]]:
    return [(row["theme_id"], row["event"], row["other_theme_id"]) for row in ties.events]


def test_topics_with_the_same_passages_keep_their_themes_whatever_their_numbers():
    ties = tied(known((A, "live", "", X), (B, "live", "", Y)), [A] * 5 + [B] * 5, [1] * 5 + [0] * 5, np.array([Y, X]), {}, NOBODY)
    assert ties.theme_of == {0: B, 1: A}
    assert ties.events == []


@given(st.permutations(range(4)))
def test_renumbering_the_topics_changes_nothing(order):
    themes = known(*((f"p/t0{at + 1}", "live", "", list(np.eye(4)[at])) for at in range(4)))
    before = [f"p/t0{at % 4 + 1}" for at in range(40)]
    now = [order[at % 4] for at in range(40)]
    centres = np.eye(4)[np.argsort(order)]
    ties = tied(themes, before, now, centres, {}, NOBODY)
    assert ties.theme_of == {order[at]: f"p/t0{at + 1}" for at in range(4)}


def test_a_topic_of_new_passages_is_born_with_the_next_number():
    ties = tied(known((A, "live", "", X)), [A] * 6, [0] * 6, np.array([X, Z]), {}, NOBODY)
    assert ties.theme_of == {0: A, 1: B}
    assert events(ties) == [(B, "born", "")]


def test_a_theme_that_parts_keeps_its_id_for_the_larger_part_and_the_other_is_a_split():
    ties = tied(known((A, "live", "", X)), [A] * 10, [0] * 7 + [1] * 3, np.array([X, Y]), {}, NOBODY)
    assert ties.theme_of == {0: A, 1: B}
    assert events(ties) == [(B, "split", A)]
    assert ties.events[0]["evidence"] == {"passages": 3, "of": 3}


def test_two_themes_in_one_topic_are_a_merge():
    ties = tied(known((A, "live", "", X), (B, "live", "", Y)), [A] * 7 + [B] * 4, [0] * 11, np.array([X]), {}, NOBODY)
    assert ties.theme_of == {0: A}
    assert events(ties) == [(B, "merged", A)]


def test_a_theme_nothing_carries_on_dies():
    ties = tied(known((A, "live", "", X), (B, "live", "", Y)), [A] * 5 + [B] * 2, [0] * 5 + [-1] * 2, np.array([X]), {}, NOBODY)
    assert events(ties) == [(B, "died", "")]


def test_a_dead_theme_returns_under_its_old_id_if_its_centre_is_near():
    ties = tied(known((A, "live", "", X), (B, "dead", "", Y)), [A] * 5, [0] * 5, np.array([X, Y]), {}, NOBODY)
    assert ties.theme_of == {0: A, 1: B}
    assert events(ties) == [(B, "returned", "")]


def test_ids_are_never_given_twice():
    ties = tied(known((A, "dead", "", X), ("p/t09", "merged", "", X)), [], [], np.array([Y, Z]), {}, NOBODY)
    assert sorted(ties.theme_of.values()) == ["p/t10", "p/t11"]
    assert (Mint("p", 0).new(), Mint("p", 99).new()) == ("p/t01", "p/t100")


def test_a_claims_topic_is_its_theme_whatever_the_passages_say():
    ties = tied(known((A, "live", "p/pains/a", X), (B, "live", "", Y)), [B] * 5, [0] * 5, np.array([Y]), {0: A}, NOBODY)
    assert ties.theme_of == {0: A}
    assert events(ties) == [(B, "merged", A)]


def test_a_claim_nobody_voices_does_not_die():
    ties = tied(known((A, "live", "p/pains/a", [])), [], [], np.zeros((0, 3)), {}, NOBODY)
    assert ties.events == []


def test_a_theme_people_were_merged_into_may_hold_several_topics():
    merged = edits((B, "merge", A))
    ties = tied(known((A, "live", "", X), (B, "merged", "", Y)), [A] * 12, [0] * 6 + [1] * 6, np.array([X, Y]), {}, merged)
    assert ties.theme_of == {0: A, 1: A}
    assert ties.events == []


def test_what_a_person_put_together_stays_together_in_however_many_topics():
    merged = edits((B, "merge", A))
    ties = tied(known((A, "live", "", X), (B, "merged", "", Y)), [A] * 12, [0] * 4 + [1] * 4 + [2] * 4, np.eye(3), {}, merged)
    assert set(ties.theme_of.values()) == {A}


def test_what_no_passage_bears_out_needs_a_nearer_centre():
    scores = tie_scores(np.zeros((1, 2)), np.array([0.0]), np.array([5.0, 5.0]), np.array([[0.6, 0.9]]))
    assert scores[0].tolist() == pytest.approx([0.36, 0.81])
    assert best_ties(scores) == {0: 1}
    assert best_ties(np.array([[0.39]])) == {}
    assert best_ties(np.array([[0.41]])) == {0: 0}


def test_the_best_ties_are_best_together():
    assert best_ties(np.array([[0.9, 0.8], [0.85, 0.1]])) == {0: 1, 1: 0}


def test_the_last_word_of_a_person_counts():
    found = edits(
        (A, "rename", "x"),
        (A, "rename", "y"),
        (B, "rename", "z"),
        (B, "rename", ""),
        (C, "hide", ""),
        (C, "show", ""),
        (A, "pin", ""),
    )
    assert found.names == {A: "y"}
    assert found.hidden == frozenset()
    assert found.pinned == {A}


def test_merges_are_followed_to_their_end_and_never_in_a_circle():
    assert edits((A, "merge", B), (B, "merge", C)).target(A) == C
    assert edits((A, "merge", B), (A, "merge", "")).target(A) == A
    assert edits((A, "merge", B), (B, "merge", A)).target(A) in (A, B)
