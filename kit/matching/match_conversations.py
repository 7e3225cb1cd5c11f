"""Matching: the step that gives each passage its stance and each conversation its persona."""

from __future__ import annotations

import hashlib

import pandas as pd

from kit import __version__
from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.errors import SettingsError
from kit.matching.job_titles import known_titles, title_evidence
from kit.matching.learn_from_reviews import NOTHING_LEARNED, LearningOutcome, learned_decisions
from kit.matching.persona_match import COLUMNS, MatchEvidence, match_probabilities, match_reasons, match_states
from kit.matching.persona_similarity import PersonaLines, persona_lines, similarity_to_personas
from kit.matching.reviewer_decisions import FOUND, apply_decisions, decided_personas, review_states, with_found
from kit.matching.stance_classifier import (
    STANCE_C,
    SURE,
    SURE_OF_TALK,
    VECTOR_WEIGHT,
    StanceModel,
    fit_stance,
    small_talk,
    stance_examples,
    stance_of,
)
from kit.matching.taught_stances import WEIGHT, Taught, taught_stances, weights_of, with_taught
from kit.record.kept import keeping
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.record.vectors import Vectors

#: Fitted classifiers by embedding and by what people taught: one fit serves a process.
_STANCE_MODELS: dict[tuple[str, Taught], StanceModel] = {}


def stance_model(vectors: Vectors, taught: Taught = ()) -> StanceModel:
    """The passage classifier, fitted with this workspace's embedding on the shipped examples and on what people decided here."""
    examples, key = (*stance_examples(), *taught), (vectors.model, taught)
    if key not in _STANCE_MODELS:
        weights = weights_of(len(examples) - len(taught), len(taught))
        with keeping(vectors.record.folder, "stances", vectors.writes):
            _STANCE_MODELS[key] = fit_stance(examples, vectors.of([text for _, text in examples]), weights)
    return _STANCE_MODELS[key]


def lines_of(personas: list[Persona], vectors: Vectors) -> PersonaLines:
    """The sentences of the persona files with their vectors."""
    table = persona_lines(personas)
    return PersonaLines(table, vectors.of(list(table["text"])), (small_talk(), vectors.of(list(small_talk()))))


def classifier_fingerprint(vectors: Vectors, taught: Taught = ()) -> str:
    """What the stances of this kit, embedding and workspace come from: they change with it."""
    parts = [__version__, vectors.model, repr(stance_examples()), repr((SURE, SURE_OF_TALK, VECTOR_WEIGHT, STANCE_C))]
    parts += [repr((WEIGHT, taught))] if taught else []
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def fill_stances(record: Record, passages: pd.DataFrame, vectors: Vectors) -> pd.DataFrame:
    """Passages with a stance each, written back: those that had none, and those of cycles another classifier has been at."""
    taught = taught_stances(record)
    fingerprint = classifier_fingerprint(vectors, taught)
    cycles = sorted(set(passages["cycle"]))
    known = record.read("classifiers", cycle=cycles)
    same = known.loc[known["fingerprint"] == fingerprint, "cycle"]
    bare = passages[(passages["stance"] == "") | ~passages["cycle"].isin(same)]
    classed = _classed(passages, bare, record, vectors, taught)
    if new := sorted(set(cycles) - set(same)):
        record.replace("classifiers", pd.DataFrame({"cycle": new, "fingerprint": fingerprint}, dtype="str"), cycle=new)
    return classed


def _classed(passages: pd.DataFrame, bare: pd.DataFrame, record: Record, vectors: Vectors, taught: Taught) -> pd.DataFrame:
    if bare.empty:
        return passages
    texts = list(bare["text"])
    stances = with_taught(texts, stance_of(texts, vectors.of(texts), stance_model(vectors, taught)), taught)
    classed = bare.assign(stance=pd.Series(stances, index=bare.index, dtype="str"))
    record.upsert("passages", classed)
    return pd.concat([passages.drop(bare.index), classed]).sort_index()


def contact_names(conversations: pd.DataFrame) -> pd.Series:
    """Who speaks, "" where that is not known; contacts are told apart within their account."""
    named = conversations["account_id"] + "/" + conversations["contact_id"]
    return named.where(conversations["contact_id"] != "", "")


def living(personas: list[Persona]) -> list[Persona]:
    """The personas that conversations are matched to: all but retired ones.

    Those with ``tracking: off`` keep what is theirs, though no brief is written of it: given to the next best persona, it
    would be taken for a change there.
    """
    if not any(persona.is_tracked for persona in personas):
        raise SettingsError(
            f"none of the {len(personas)} personas is tracked (status retired, or tracking off); set one to `tracking: standard`"
        )
    return [persona for persona in personas if persona.status != "retired"]


@one_writer("matching conversations")
def match_cycle_window(
    record: Record, settings: Settings, personas: list[Persona], accounts: pd.DataFrame, vectors: Vectors, cycles: list[str]
) -> LearningOutcome:
    """Give the passages of some cycles their stance and their conversations a persona; both are written to the record.

    Parameters
    ----------
    accounts : DataFrame (account_id, segment, ...), as read by ``accounts.read_accounts``.
    cycles : the window of the run; its conversations teach the voices together.

    Returns
    -------
    LearningOutcome, whether the matcher learned from what reviewers decided.
    """
    people = living(personas)
    conversations = record.read("conversations", cycle=cycles)
    conversations = conversations[conversations["duplicate_of"] == ""].reset_index(drop=True)
    passages = fill_stances(record, record.read("passages", cycle=cycles), vectors)
    with keeping(record.folder, "voices"):
        matched, lesson = matched_conversations(conversations, passages, people, accounts, vectors, record.read("decisions"))
    for cycle in cycles:
        record.replace("matches", matched[matched["cycle"] == cycle], cycle=cycle)
    return lesson


def matched_conversations(
    conversations: pd.DataFrame, passages: pd.DataFrame, personas: list[Persona], accounts: pd.DataFrame,
    vectors: Vectors, decisions: pd.DataFrame,
) -> tuple[pd.DataFrame, LearningOutcome]:  # fmt: skip
    """The record's rows of some conversations' matches, decisions and review modes applied; and what was learned."""
    if conversations.empty:
        return pd.DataFrame(columns=[*COLUMNS, *FOUND]), NOTHING_LEARNED
    lines = lines_of(personas, vectors)
    keys = conversations["conversation_key"]
    spoken = passages[passages["conversation_key"].isin(set(keys))]
    evidence = MatchEvidence(
        similarity_to_personas(spoken, vectors.of(list(spoken["text"])), keys, personas, lines),
        title_evidence(list(known_titles(conversations)), personas),
        segments_of(conversations["account_id"], accounts),
        list(contact_names(conversations)),
    )
    decided = decided_personas(keys, decisions, [persona.id for persona in personas])
    lesson = learned_decisions(evidence, personas, lines, decided)
    probabilities = match_probabilities(evidence, personas, lines, lesson.decided)
    matched = match_states(probabilities, personas)
    lent = list(conversations["role"].str.strip() == "")
    matched["reasons"] = match_reasons(matched, evidence, personas, lent)
    matched.insert(0, "cycle", conversations["cycle"].to_numpy())
    matched.insert(0, "conversation_key", keys.to_numpy())
    return apply_decisions(review_states(with_found(matched), personas), decisions, personas)[[*COLUMNS, *FOUND]], lesson


def segments_of(account_ids: pd.Series, accounts: pd.DataFrame) -> list[str]:
    """The segment of each account, "" where it is not known."""
    known = accounts.drop_duplicates("account_id").set_index("account_id")["segment"]
    return list(known.reindex(account_ids).fillna(""))
