"""Standing: how a persona file stands against what was said: its claims, its order of pains, its words, its messages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.config.personas import Persona
from kit.cycles import periods_of
from kit.drift.claim_places import with_places
from kit.drift.claim_verdicts import Hearing, claim_quotes, claim_verdicts, levels_of, with_nearest
from kit.drift.language import language_facts, language_shift
from kit.drift.messaging import message_fit, unaddressed
from kit.drift.priorities import priorities
from kit.shifts.compare_cycles import Comparison
from kit.shifts.measure_persona import Tables
from kit.shifts.quotes import evidence_of, quote_facts
from kit.shifts.verdict import sources_that_matter
from kit.workspace import Workspace

Facts = dict[str, Any]


def persona_drift(
    work: Workspace, tables: Tables, compared: Comparison, persona: Persona, counted: pd.DataFrame, cycle: str
) -> Facts:
    """What the customers' words do to a persona file in one cycle.

    Parameters
    ----------
    tables : the record's rows of the whole window.
    counted : the persona's counted conversations of the window.

    Returns
    -------
    dict with ``claims, priorities, language, messaging, message_fit, unaddressed``.
    """
    baseline = work.baseline(cycle)
    themes = tables.themes[tables.themes["persona_id"] == persona.id]
    shares = compared.shares[compared.shares["persona_id"] == persona.id]
    evidence = _evidence(tables, persona, counted)
    shifts = compared.shifts[persona.id]
    periods, hearing = periods_of(cycle, [], baseline), _hearing(compared, persona)
    claims = claim_verdicts(persona, themes, shares, shifts, counted, periods, hearing)
    claims = with_nearest(persona, claims, levels_of(themes, shares, shifts, cycle, baseline), work.vectors.of)
    labels = dict(zip(themes["theme_id"], themes["label"], strict=True))
    labels |= {fact["theme"]: persona.claims(fact["section"])[fact["claim"]].statement for fact in claims if fact["theme"]}
    claims = with_places(persona, claims, evidence, labels, work.vectors.of)
    messages = message_fit(persona, themes, evidence, counted, work.vectors.of, cycle, baseline)
    return {
        "claims": _linked(claim_quotes(persona, claims, evidence[evidence["cycle"] == cycle], work.vectors.of), tables),
        "priorities": priorities(persona, themes, evidence, counted, cycle, work.settings.seed),
        "language": _language(tables, persona, counted, cycle, baseline),
        "messaging": [message for message in messages if message["claim"]],
        "message_fit": next((message for message in messages if not message["claim"]), None),
        "unaddressed": unaddressed(persona, messages, themes, shares, cycle),
    }


def _hearing(compared: Comparison, persona: Persona) -> Hearing:
    sources = sources_that_matter(persona, compared.coverage[persona.id])
    is_quiet = any(source["state"] == "silent" for source in sources)
    return Hearing(compared.verdicts[persona.id]["verdict"] not in ("thin", "stale"), not is_quiet)


def _evidence(tables: Tables, persona: Persona, counted: pd.DataFrame) -> pd.DataFrame:
    """The persona's evidence of the whole window."""
    ours = tables.assignments[tables.assignments["persona_id"] == persona.id]
    return evidence_of(ours, tables.passages, tables.conversations, counted)


def _linked(claims: list[Facts], tables: Tables) -> list[Facts]:
    """Claims, their quotes with the links to where they were said."""
    wanted = {fact["quote"]["conversation_id"] for fact in claims if fact["quote"]}
    their = tables.conversations[tables.conversations["conversation_id"].isin(wanted)]
    links = their.set_index(["source", "conversation_id"])["url"].to_dict()

    def linked(quote: Facts | None) -> Facts | None:
        return quote and quote | {"url": links.get((quote["source"], quote["conversation_id"]), "")}

    return [fact | {"quote": linked(fact["quote"])} for fact in claims]


def _language(tables: Tables, persona: Persona, counted: pd.DataFrame, cycle: str, baseline: list[str]) -> Facts:
    """The words that move, each with one place where it was said."""
    language = language_shift(persona, tables.passages, counted, cycle, baseline)
    wanted = {term["example"] for side in ("rising", "fading") for term in language[side] if term["example"]}
    return language_facts(language, quote_facts(tables.passages, tables.conversations, wanted))
