"""Voices learned from settled conversations."""

from __future__ import annotations

import numpy as np

from kit.odds import GUESSED_TEMPERATURE, alike_groups, levelled, log_softmax, temperature_of, with_nothing
from kit.speech import zero_shot
from kit.voices import guesses, taught_voices
from tests.match_sets import corpus, personas, speech


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
    assert taught_voices(heard, zero_shot(heard, people, lines), lines, np.full(6, -1)) is None


def test_log_probabilities_sum_to_one():
    assert np.allclose(np.exp(log_softmax(np.array([[1.0, 2.0, -np.inf]]))).sum(), 1)
