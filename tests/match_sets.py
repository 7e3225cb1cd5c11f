"""A small company for the tests of matching: three personas, their words, and who said what."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.geometry import unit_vectors
from kit.matching.persona_similarity import PersonaLines, PersonaSimilarity, persona_lines, similarity_to_personas
from kit.matching.stance_classifier import small_talk
from kit.record.vectors import load_embedder

_EMBEDDER = load_embedder("wordllama")

SAID = {
    "revops": [
        "I rebuild the sales dashboard by hand every Monday.", "Our pipeline report is exported to a spreadsheet each week.",
        "The forecast call is guesswork, reps guess the close date.", "Sales stages in the CRM are never filled in.",
        "Pipeline numbers differ between the CRM and my spreadsheet.",
    ],
    "data": [
        "A column was renamed and every dbt model failed overnight.", "The API rate limit stops our warehouse sync at ten.",
        "Schema changes arrive without warning and pipelines break.", "There is no version control for the SQL transformations.",
        "Our Snowflake tables load twice when the webhook repeats.",
    ],
    "finance": [
        "The revenue figure does not tie out to the ledger at month end.", "Budget against actuals comes after the month is over.",
        "Auditors ask who changed a figure and nobody knows.", "Deferred revenue in NetSuite differs from billing.",
        "The close takes nine days because invoices do not match.",
    ],
}  # fmt: skip

ROLES = {"revops": "RevOps Lead", "data": "Data Engineer", "finance": "CFO"}


def embed(texts: list[str]) -> np.ndarray:
    return unit_vectors(_EMBEDDER, texts)


def personas(**changes: dict) -> list[Persona]:
    found = []
    for name, said in sorted(SAID.items()):
        pains = [{"id": f"p{at}", "statement": text} for at, text in enumerate(said[:3])]
        found.append(
            Persona.model_validate(
                {"id": name, "name": f"{name} person", "who": {"roles": [ROLES[name]]}, "pains": pains} | changes.get(name, {})
            )
        )
    return found


def lines(people: list[Persona]) -> PersonaLines:
    table = persona_lines(people)
    return PersonaLines(table, embed(list(table["text"])), (small_talk(), embed(list(small_talk()))))


def speech(conversations: list[list[str]], people: list[Persona], stance: str = "pain") -> tuple[PersonaSimilarity, PersonaLines]:
    rows = [(f"k{at:03d}", text, stance) for at, said in enumerate(conversations) for text in said]
    passages = pd.DataFrame(rows, columns=["conversation_key", "text", "stance"]).astype(
        {"conversation_key": "str", "text": "str"}
    )
    keys = pd.Series([f"k{at:03d}" for at in range(len(conversations))], dtype="str")
    known = lines(people)
    return similarity_to_personas(passages, embed(list(passages["text"])), keys, people, known), known


def corpus(copies: int = 8) -> tuple[list[list[str]], list[str]]:
    """Conversations of two remarks each, and who really spoke."""
    conversations, truth = [], []
    for at in range(copies):
        for name, said in sorted(SAID.items()):
            conversations.append([said[at % 5], said[(at + 2) % 5], f"note {at} of {name}"])
            truth.append(name)
    return conversations, truth
