"""Voices learned from settled conversations."""

from __future__ import annotations

import numpy as np

from kit.config.personas import Persona
from kit.matching import persona_classifier as room
from kit.matching.calibration import (
    GUESSED_TEMPERATURE,
    LEANS,
    agreed,
    alike_groups,
    cooled,
    levelled,
    log_softmax,
    stacked,
    temperature_of,
    truest,
    with_nothing,
)
from kit.matching.persona_classifier import at_most, guesses, taught_classifier, voice_features, voice_odds
from kit.matching.persona_similarity import zero_shot
from tests.match_sets import corpus, personas, speech

NOBODY_KNOWN = -1


def test_guesses_are_the_nearest_part_of_each_persona():
    scores = np.array([[3.0, 0.0], [2.0, 0.0], [0.1, 0.0], [0.0, 2.0]])
    found = guesses(scores, np.full_like(scores, 0.5), np.ones(4, dtype=bool))
    assert found.tolist() == [0, -1, -1, 1]


def test_what_is_near_to_nothing_is_not_guessed():
    scores = np.array([[3.0, 0.0], [0.0, 2.0]])
    assert guesses(scores, np.zeros_like(scores), np.ones(2, dtype=bool)).tolist() == [-1, -1]


def test_voices_that_chance_could_tell_as_well_are_alike():
    truth = np.array([0] * 20 + [1] * 20 + [2] * 20)
    odds = np.zeros((60, 3))
    odds[truth == 2, 2] = 5
    odds[::2, 0] += 1
    odds[1::2, 1] += 1
    assert alike_groups(odds, truth, 3) == [[0, 1]]


def test_levelled_personas_share_their_likelihood():
    odds = levelled(np.log(np.array([[0.6, 0.2, 0.2]])), [[0, 1]])
    assert np.allclose(np.exp(odds), [[0.4, 0.4, 0.2]])


def test_an_overconfident_model_is_cooled():
    odds = np.tile([[4.0, 0.0]], (50, 1))
    truth = np.array([0] * 30 + [1] * 20)
    assert temperature_of(odds, truth) > 1
    assert temperature_of(odds[:0], truth[:0]) == GUESSED_TEMPERATURE


def test_nothing_takes_from_everybody():
    odds = with_nothing(np.log(np.array([[0.5, 0.5, 1e-9]])), np.array([0.0]), 0.0)
    assert np.allclose(np.exp(odds).sum(), 1)
    assert np.exp(odds)[0, 2] > 0.4


def test_too_few_conversations_teach_nothing():
    people = personas()
    heard, lines = speech(corpus(2)[0], people)
    assert taught_classifier(heard, zero_shot(heard, people, lines), people, lines, np.full(6, NOBODY_KNOWN)) is None


def test_log_probabilities_sum_to_one():
    assert np.allclose(np.exp(log_softmax(np.array([[1.0, 2.0, -np.inf]]))).sum(), 1)


def test_nobody_gains_nothing_by_cooling_a_tie():
    flat = np.log(np.array([[0.15] * 5 + [0.25]]))
    assert np.exp(cooled(flat, 0.3))[0, -1] < 0.25
    assert np.allclose(np.exp(cooled(flat, 1.0)), np.exp(flat))


def test_what_two_readings_agree_on_is_surer_than_what_they_do_not():
    generator = np.random.default_rng(1)
    files = 2 * np.eye(3)[generator.integers(0, 3, 300)] - 2 / 3
    others = generator.integers(0, 3, 300)
    same = np.hstack([3 * np.eye(3)[files.argmax(axis=1)], np.full((300, 1), -5.0)])
    mixed = np.where((generator.random(300) < 0.5)[:, None], same, np.hstack([3 * np.eye(3)[others], np.full((300, 1), -5.0)]))
    agreeing = np.exp(agreed(same, same, files)).max(axis=1).mean()
    apart = np.exp(agreed(mixed, mixed, files)).max(axis=1).mean()
    assert agreeing > 0.9 > apart + 0.1


def test_the_files_have_a_say_as_far_as_they_are_true_of_known_conversations():
    truth = np.arange(60) % 3
    blind, right = np.log(np.full((60, 4), 0.25)), 2 * np.eye(3)[truth] - 2 / 3
    nothing = np.full(60, -9.0)
    _, helpful, lean = truest(blind, right, nothing, truth, LEANS)
    _, useless, _ = truest(blind, right[:, [1, 2, 0]], nothing, truth, LEANS)
    assert helpful > 0 == useless
    assert lean < 0
    assert stacked(blind, right, 1.0, helpful).argmax(axis=1).tolist() == truth.tolist()


def test_twenty_decisions_teach_where_only_names_are_known():
    people = [Persona(id=name, name=f"{name} person") for name in ("data", "finance", "revops")]
    said, truth = corpus(14)
    heard, lines = speech(said, people)
    decided = np.full(len(said), NOBODY_KNOWN)
    decided[:21] = [["data", "finance", "revops"].index(name) for name in truth[:21]]
    settled = np.full(len(said), NOBODY_KNOWN)
    taught = voice_odds(heard, people, lines, settled, decided, True)[21:].argmax(axis=1)
    assert np.mean([people[at].id == name for at, name in zip(taught, truth[21:], strict=True)]) > 0.9


def test_the_lines_of_every_file_and_small_talk_are_read_beside_the_conversations():
    people = personas()
    heard, lines = speech(corpus(14)[0], people)
    read = voice_features(heard, lines)
    counts = (read.conversations.shape[0], read.quiet.shape[0], read.filed.shape[0])
    assert counts == (42, len(lines.small_talk[0]), len(lines.table))
    assert read.conversations.shape[1] == read.quiet.shape[1] == read.filed.shape[1]
    taught = taught_classifier(heard, zero_shot(heard, people, lines), people, lines, np.arange(42) % 3)
    assert np.isfinite(taught.unseen).all()


def test_features_put_together_in_blocks_give_the_same_bytes(monkeypatch):
    people = personas()
    heard, lines = speech(corpus(14)[0], people)
    known = np.arange(42) % 3
    whole = taught_classifier(heard, zero_shot(heard, people, lines), people, lines, known)
    monkeypatch.setattr(room, "BLOCK", 5)
    parts = taught_classifier(heard, zero_shot(heard, people, lines), people, lines, known)
    assert (parts.odds.tobytes(), parts.unseen.tobytes()) == (whole.odds.tobytes(), whole.unseen.tobytes())


def test_row_order_changes_no_voice():
    people = personas()
    said, _ = corpus(14)
    found = []
    for order in (said, said[::-1]):
        heard, lines = speech(order, people)
        known = np.full(len(said), NOBODY_KNOWN)
        found.append(voice_odds(heard, people, lines, known, known, True))
    assert np.allclose(np.exp(found[0]), np.exp(found[1][::-1]), atol=1e-3)


def test_of_many_conversations_of_a_persona_those_with_the_smallest_draw_teach():
    labels = np.array([0, 0, 0, 1, -1, 0, 1])
    kept = at_most(labels, np.array([5, 3, 9, 7, 0, 1, -1]), 2)
    assert kept.tolist() == [-1, 0, -1, 1, -1, 0, 1]
    assert at_most(labels, np.arange(7), 10).tolist() == labels.tolist()
