"""Library health: what is missing, stale or vague in the persona files, for ``kit check``."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kit.config.personas import SECTIONS, Persona
from kit.matching.persona_overlap import NEAR_SAME
from kit.words import content_words

#: Days after which a persona's `validated_on` is stale: most teams write one and design against it for a year.
STALE_DAYS = 365

#: Claims a persona has at least, and the part of its pains that should carry customers' words, for it not to be vague.
MIN_CLAIMS, MIN_WORDED = 4, 0.5

#: Content words from which a statement says something a conversation could be told by.
MIN_STATEMENT_WORDS = 2

#: Sections a persona is expected to have.
EXPECTED = ("pains", "goals", "objections", "decision_criteria", "messaging")

#: What each tracking level means for the run, the brief and the index, as `kit check` says it.
TRACKING = {
    "close": "matched and briefed, in the index before the others of its verdict",
    "standard": "matched and briefed",
    "low": "matched and briefed, last in the index whatever its verdict",
    "off": "matched, so that what it says goes to no other; no themes, no brief, not in the index",
}

COLUMNS = ["persona_id", "problem", "what", "fix"]


def library_health(personas: list[Persona], pairs: pd.DataFrame, today: date) -> pd.DataFrame:
    """Everything about the persona files that a reader of their briefs should mend.

    Parameters
    ----------
    pairs : the table of :func:`kit.matching.persona_overlap.overlaps`.
    today : what staleness is measured against.

    Returns
    -------
    DataFrame of one row a problem: ``persona_id``, ``problem`` (missing, stale, vague, contradicting, overlapping), ``what``
    in words, ``fix``.
    """
    rows: list[tuple[str, str, str, str]] = []
    for persona in personas:
        if persona.status == "retired":
            continue
        rows += [
            (persona.id, *problem)
            for problem in (*_missing(persona), *_stale(persona, today), *_vague(persona), *_against(persona))
        ]
    known = {persona.id for persona in personas if persona.is_tracked}
    for pair in pairs[pairs["similarity"] >= NEAR_SAME].itertuples():
        if {pair.persona_id, pair.other_id} <= known:
            rows.append((pair.persona_id, "overlapping", *_overlapping(pair)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _missing(persona: Persona) -> list[tuple[str, str, str]]:
    empty = [section for section in EXPECTED if not getattr(persona, section)]
    problems = (
        [("missing", f"no {', '.join(empty)}", "add what customers are known to say, or nothing can be held against them")]
        if empty
        else []
    )
    if not persona.who.roles:
        problems.append(("missing", "no who.roles", "name the job titles, or only words can tell who speaks"))
    return problems


def _stale(persona: Persona, today: date) -> list[tuple[str, str, str]]:
    if persona.validated_on is None:
        return [("stale", "validated_on is not given", "write the day on which somebody last checked the file against customers")]
    days = (today - persona.validated_on).days
    if days < 0:
        return [("stale", f"validated_on is {persona.validated_on}, which is yet to come", "correct the date")]
    if days <= STALE_DAYS:
        return []
    return [
        (
            "stale",
            f"last validated on {persona.validated_on}, {days} days ago",
            "read its newest brief against the file and set the date",
        )
    ]


def _vague(persona: Persona) -> list[tuple[str, str, str]]:
    claims = [claim for section in SECTIONS for claim in getattr(persona, section)]
    problems = []
    if len(claims) < MIN_CLAIMS:
        problems.append(
            ("vague", f"{len(claims)} claims in all", f"state at least {MIN_CLAIMS}: a persona that claims nothing cannot drift")
        )
    bare = [claim.id for claim in persona.pains if not claim.language]
    if persona.pains and len(bare) > (1 - MIN_WORDED) * len(persona.pains):
        problems.append(
            ("vague", f"pains without customers' words: {', '.join(bare)}", "add `language:` with phrases customers use")
        )
    short = [claim.id for claim in claims if len(content_words(claim.statement)) < MIN_STATEMENT_WORDS]
    if short:
        problems.append(("vague", f"statements of hardly a word: {', '.join(short)}", "say it as a customer would"))
    return problems


def _against(persona: Persona) -> list[tuple[str, str, str]]:
    both = sorted(set(persona.who.roles) & set(persona.who.not_roles))
    return (
        [("contradicting", f"both in roles and in not_roles: {', '.join(both)}", "keep each in one of the two")] if both else []
    )


def _overlapping(pair: object) -> tuple[str, str]:
    same = ", ".join(f"{own.split('/', 1)[1]} = {other.split('/', 1)[1]}" for own, other in pair.claims) or "roles and wording"
    fallen = f"; {pair.n_conversations} conversations fall between the two" if pair.n_conversations else ""
    return (
        f"much like {pair.other_id} ({pair.similarity:.0%} alike): {same}{fallen}",
        "tell the two apart by role or claim, or make them one",
    )
