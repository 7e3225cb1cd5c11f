"""Reviewer decisions: what reviewers said about matches, and what follows for the matches."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from kit.config.personas import Persona


def lots(keys: pd.Series, seed: int) -> np.ndarray:
    """A fixed random number for each conversation, 0 to 1: the same in every process and every year."""
    marks = [hashlib.sha256(f"{seed}/{key}".encode()).digest()[:8] for key in keys]
    return np.array([int.from_bytes(mark, "big") / 2**64 for mark in marks])


#: approve: this persona is right. reject: this persona is wrong. reassign: the right one is persona_id ("" is none of them).
VERDICTS = ("approve", "reject", "reassign")


#: Columns of what the matcher found by itself, and where the matches have them before anybody was asked.
FOUND = {"found_persona": "persona_id", "found_runner_up": "runner_up", "found_state": "state"}


def with_found(matches: pd.DataFrame) -> pd.DataFrame:
    """Matches that keep what the matcher found: to be called before review modes and decisions change them.

    Notes
    -----
    Rows of an older record, which have no ``found_state``, are taken as they are.
    """
    known = matches["found_state"] != "" if "found_state" in matches else pd.Series(False, index=matches.index)
    proposals = {name: matches[other].mask(known, matches.get(name)) for name, other in FOUND.items()}
    return matches.assign(**proposals)


def in_order(decisions: pd.DataFrame) -> pd.DataFrame:
    """Decisions from the oldest to the newest; the id breaks ties, so every reader sees one order."""
    return decisions.sort_values(["decided_at", "decision_id"], kind="stable")


def latest_decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    """The newest decision on each conversation: ``conversation_key`` (index), ``persona_id``, ``verdict``, ..."""
    return in_order(decisions).drop_duplicates("conversation_key", keep="last").set_index("conversation_key")


def first_decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    """The first decision on each conversation, indexed by it: what it says was proposed, nobody had told the matcher."""
    return in_order(decisions).drop_duplicates("conversation_key", keep="first").set_index("conversation_key")


def decided_personas(keys: pd.Series, decisions: pd.DataFrame, persona_ids: list[str]) -> np.ndarray:
    """The persona that reviewers settled on, by number; ``len(persona_ids)`` for none of them, -1 where nothing is settled.

    Notes
    -----
    A rejection says who it is not, which settles nothing by itself.
    """
    latest = latest_decisions(decisions)
    settled = latest[latest["verdict"].isin(["approve", "reassign"])]["persona_id"]
    number = {name: place for place, name in enumerate(persona_ids)} | {"": len(persona_ids)}
    return np.array([number.get(name, -1) if isinstance(name, str) else -1 for name in settled.reindex(keys)], dtype=int)


def review_states(matches: pd.DataFrame, personas: list[Persona]) -> pd.DataFrame:
    """Matches with "awaiting review" where the persona's file asks for a person's word.

    Notes
    -----
    ``review: all`` holds back attached and ambiguous matches, ``review: ambiguous`` the ambiguous ones only (attached
    ones count as they are), ``review: none`` neither: ambiguous ones then stay ambiguous and are not counted.
    """
    mode = matches["persona_id"].map({persona.id: persona.review for persona in personas})
    held = ((mode == "all") & matches["state"].isin(["attached", "ambiguous"])) | (
        (mode == "ambiguous") & (matches["state"] == "ambiguous")
    )
    return matches.assign(state=matches["state"].mask(held, "awaiting review"))


def apply_decisions(matches: pd.DataFrame, decisions: pd.DataFrame, personas: list[Persona]) -> pd.DataFrame:
    """Matches as reviewers left them: approved, rejected, or reassigned (which is approved for another persona).

    Parameters
    ----------
    personas : those that conversations are matched to.

    Notes
    -----
    A rejected conversation is rejected for the persona it was rejected for; where the matcher now proposes another one,
    that proposal stands as it is. So it does where the persona decided for is no longer in the library, or retired.
    """
    latest = latest_decisions(decisions)
    decided = matches.set_index("conversation_key")
    is_living = latest["persona_id"].isin([persona.id for persona in personas] + [""])
    here = latest[latest.index.isin(decided.index) & is_living]
    is_same = here["persona_id"] == decided["persona_id"].reindex(here.index)
    rejected = here.index[is_same & (here["verdict"] == "reject")]
    given = here[here["verdict"] != "reject"]
    moved = given.index[~is_same[given.index]]
    decided.loc[moved, "runner_up"] = decided.loc[moved, "persona_id"]
    decided.loc[given.index, "persona_id"] = given["persona_id"]
    decided.loc[given.index, "state"] = np.where(given["persona_id"] == "", "unmatched", "approved")
    decided.loc[rejected, "state"] = "rejected"
    settled = rejected.union(given.index, sort=False)
    decided.loc[settled, "reasons"] += "; decided by " + here.loc[settled, "decided_by"]
    return decided.reset_index()[list(matches.columns)]
