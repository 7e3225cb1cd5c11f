"""The themes step: a persona's passages of the window in, its themes, assignments and events out."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from kit.config.personas import VOICED, Persona
from kit.config.settings import Settings
from kit.geometry import unit
from kit.record.kept import keeping
from kit.record.lock import one_writer
from kit.record.minilm import NAME as MINILM
from kit.record.plain_words import plain_words
from kit.record.store import Record
from kit.record.tables import COUNTED_STATES
from kit.record.vectors import FAST, Vectors
from kit.themes.anchors import Anchors, EarlierFit
from kit.themes.depth.depth_history import depth_history
from kit.themes.depth.lay_out import Lineage, as_fitted, followed, shown_themes, stability_of_parts, with_claims_kept, with_made
from kit.themes.edits import Edits, edits_of, unmatched
from kit.themes.identify_themes import FitView, claims_of, identified, with_claims_of, words_of
from kit.themes.labels import QUOTES, NamingVectors, model_name, most_central, theme_labels
from kit.themes.register import Mint, Register, register_of
from kit.themes.snapshot import Fitted, assignment_rows, centres_of, event_rows, stability_of, theme_of_texts, theme_rows
from kit.themes.theme_history import history
from kit.themes.theme_nodes import known_nodes, named_nodes, node_rows
from kit.themes.topics import fit_topics, topic_terms
from kit.themes.window import Window, window_of, with_messages
from kit.words import names_of_companies, names_of_people


@one_writer("finding themes")
def theme_persona(
    record: Record, settings: Settings, persona: Persona, vectors: Vectors, run_cycle: str, cycles: list[str],
    accounts: Iterable[str] = (),
) -> None:  # fmt: skip
    """Fit a persona's topics over a window of cycles and carry its themes on.

    Parameters
    ----------
    run_cycle : the cycle of the run; what the newest earlier cycle's run found has a vote in it.
    cycles : the window, oldest first, ``run_cycle`` last.
    accounts : names of accounts, which no name of a theme has.

    Notes
    -----
    Writes the rows of (run_cycle, persona) of ``themes``, ``assignments`` and ``theme_events`` in
    place of those that an earlier run of the same cycle wrote, so that repeating a run changes nothing. Ids are read from
    whatever runs there are (:mod:`kit.themes.register`), so that the order of runs changes none of them.
    """
    window = persona_window(record, persona, vectors, cycles)
    register = register_of(record, persona.id, run_cycle, settings.embedding)
    edits = edits_of(record.read("theme_edits", persona_id=persona.id))
    anchors = _anchors(register.lineage, persona, vectors, edits, window.vectors.shape[1])
    how = persona.themes.over(settings.themes)
    earlier = _earlier(register, persona, how.granularity)
    with keeping(record.folder, f"themes-{persona.id}"):
        topics = fit_topics(window.texts, window.vectors, anchors, how, settings.seed, earlier, window.said_in)
    view = FitView(window, topics)
    mint = Mint(persona.id, register.highest)
    known, theme_of = identified(persona, register, view, edits, mint)
    refused = unmatched(edits, view.centres_by(theme_of), view.mean)
    edits = edits.without(refused)
    fitted_ids = theme_of_texts(topics, theme_of, edits)
    edits = _followed(edits, register, window, fitted_ids)
    edits = with_claims_kept(edits, known, anchors.lines, (fitted_ids, window.vectors), view.mean)
    theme_ids = shown_themes(fitted_ids, window.vectors, view.mean, edits)
    known = with_made(known, register.later, theme_ids, edits, record.read("theme_nodes", persona_id=persona.id))
    assignments = assignment_rows(window, topics, theme_ids, fitted_ids)
    terms = topic_terms([plain_words(text, settings.company) for text in window.texts], list(theme_ids))
    lineage, naming = with_claims_of(register.lineage, known), _naming_vectors(window, vectors, accounts)
    events = _events(lineage, register, view, theme_of, edits) + depth_history(
        lineage, register.lineage_shown, assignments, edits
    )
    key = {"run_cycle": run_cycle, "persona_id": persona.id}
    with keeping(record.folder, f"groups-{persona.id}"):
        nodes = named_nodes(view, theme_ids, settings, known_nodes(record, persona.id, run_cycle, edits), mint)
    of_fit = stability_of(topics, theme_of, edits)
    fitted = Fitted(
        _labels(window, theme_ids, terms, known, persona, naming, settings),
        terms,
        of_fit | stability_of_parts(theme_ids, nodes.leaves.labelings, edits, of_fit),
        _centres(window, fitted_ids, theme_ids, edits),
        frozenset([*theme_of.values(), *theme_ids]) - {""},
    )
    themes = theme_rows(known, lineage, assignments, fitted, edits, events).assign(
        settings=json.dumps(topics.parameters, sort_keys=True), model=settings.embedding
    )
    named = node_rows(nodes, view, edits, naming, set(themes["label"]))
    record.replace("theme_nodes", named.assign(model=settings.embedding, **key), **key)
    record.replace("themes", themes.assign(parent=[nodes.parents.get(name, "") for name in themes["theme_id"]], **key), **key)
    record.replace("assignments", assignments.assign(leaf=nodes.leaf_of_passages(view), **key), **key)
    record.replace("theme_events", event_rows(lineage, themes, events, edits, refused).assign(**key), **key)


def _events(
    lineage: pd.DataFrame, register: Register, view: FitView, theme_of: dict[int, str], edits: Edits
) -> list[dict[str, object]]:
    """What this fit did to the themes of the newest earlier cycle as its fit had them."""
    was = view.about_mean(as_fitted(lineage, register.lineage_of))
    return history(was, *view.seen_of(register.lineage_of), view.centres, theme_of, edits)


def _followed(edits: Edits, register: Register, window: Window, fitted: np.ndarray) -> Edits:
    """Edits whose finer groups are looked for where this fit has put them."""
    was = register.lineage[register.lineage["centre"].map(len) == window.vectors.shape[1]]
    lineage = Lineage(register.lineage_shown, register.lineage_of, dict(zip(was["theme_id"], was["centre"], strict=True)))
    now = dict(zip(window.passages["passage_id"], window.of_passages(fitted, ""), strict=True))
    return followed(edits, lineage, now, centres_of(window, fitted))


def _centres(window: Window, fitted: np.ndarray, shown: np.ndarray, edits: Edits) -> dict[str, np.ndarray]:
    """What each theme holds as the fit has it, which it is known again by, and each theme that a person made as it is shown."""
    made = {name: centre for name, centre in centres_of(window, shown).items() if name in edits.depth.made}
    return centres_of(window, fitted) | made


def persona_window(record: Record, persona: Persona, vectors: Vectors, cycles: list[str]) -> Window:
    """Everything that was said in a persona's counted conversations, with what one fit looks over (:mod:`kit.themes.window`)."""
    matches = record.read("matches", ["conversation_key", "state"], cycle=cycles, persona_id=persona.id)
    counted = set(matches.loc[matches["state"].isin(COUNTED_STATES), "conversation_key"])
    passages = record.read("passages", ["passage_id", "conversation_key", "cycle", "text", "stance", "start"], cycle=cycles)
    passages = passages[passages["conversation_key"].isin(counted)].reset_index(drop=True)
    turns = record.read("conversations", ["conversation_key", "turns"], cycle=cycles)
    return window_of(with_messages(passages, turns), vectors.of)


def _anchors(lineage: pd.DataFrame, persona: Persona, vectors: Vectors, edits: Edits, n_dimensions: int) -> Anchors:
    """What the fit looks for by name: each stated claim and each pinned theme; pains and pinned themes gather topics.

    A claim goes by its own full name, a pinned theme by its id and as it was when it was pinned: what a fit looks for does not
    depend on the runs of its own or a later cycle, so that running again finds the same.
    """
    wordings = {name: words_of(claim) for name, claim in claims_of(persona).items()}
    lines = claim_lines(persona, vectors)
    wanted = {name: unit(of.mean(axis=0)) for name, of in lines.items()}
    gathering = set(persona.claims("pains"))
    stating = set(lineage.loc[lineage["claim"].isin(list(wanted)), "theme_id"])
    centres = dict(zip(lineage["theme_id"], lineage["centre"], strict=True)) | edits.centres
    for theme_id in sorted(edits.pinned - stating - edits.depth.made):
        if edits.target(theme_id) == theme_id and len(centres.get(theme_id, ())) == n_dimensions:
            wanted[theme_id] = np.asarray(centres[theme_id], dtype=np.float32)
            gathering.add(theme_id)
    return Anchors(wanted, frozenset(gathering), lines, wordings)


def claim_lines(persona: Persona, vectors: Vectors) -> dict[str, np.ndarray]:
    """Unit rows of the ways each claim of a persona that customers can voice is worded, by its full name."""
    return {name: vectors.of(words_of(claim)) for name, claim in claims_of(persona).items()}


def _earlier(register: Register, persona: Persona, granularity: str) -> EarlierFit:
    """What the run before leaves to this one: its resolution, and the centres of the themes that its fit found.

    Nothing where another granularity was asked for then: themes that are wanted finer must not be held together. At what depth
    a person wants to see single themes has no say in a fit.
    """
    lineage = register.lineage
    fits = [json.loads(row) for row in lineage["settings"] if row]
    if any(fit.get("granularity", "normal") != granularity for fit in fits if fit.get("searched")):
        return EarlierFit()
    resolutions = [fit.get("resolution") for fit in fits]
    is_raised = lineage["theme_id"].isin(set(register.lineage_of.values())) & (lineage["centre"].map(len) > 0)
    claims = claims_of(persona)
    centres = {}
    for row in lineage[is_raised].itertuples():
        centres[row.claim if row.claim in claims else row.theme_id] = np.asarray(row.centre, dtype=np.float32)
    return EarlierFit(next((value for value in resolutions if value), None), centres)


def _naming_vectors(window: Window, vectors: Vectors, accounts: Iterable[str]) -> NamingVectors:
    """What groups are named by: the model they are grouped by, but for MiniLM, which would need minutes for their stretches."""
    companies = names_of_companies(accounts, window.texts) | names_of_people(window.passages["text"])
    if not vectors.model.startswith(MINILM):
        return NamingVectors(window.vectors, vectors.once, companies)
    fast = Vectors(vectors.record, FAST, company=vectors.company)
    return NamingVectors(fast.once(window.texts), fast.once, companies)


def _labels(
    window: Window,
    theme_ids: np.ndarray,
    terms: dict[str, list[str]],
    known: pd.DataFrame,
    persona: Persona,
    naming: NamingVectors,
    settings: Settings,
) -> dict[str, str]:
    """Labels of all themes: customers' words, the model's if one is set, the claim's statement where nobody voices it."""
    had = dict(zip(known["theme_id"], known["label"], strict=True))
    statements = {name: claim.statement for section in VOICED for name, claim in persona.claims(section).items()}
    unheard = {row.theme_id: row.label or statements.get(row.claim, "") for row in known.itertuples()}
    if not (model := settings.themes.naming):
        return unheard | theme_labels(window.texts, theme_ids, terms, naming, had, settings.company)
    labels = dict(unheard)
    for name, centre in centres_of(window, theme_ids).items():
        members = np.flatnonzero(theme_ids == name)
        quotes = [window.texts[members[row]] for row in most_central(window.vectors[members], centre, QUOTES)]
        is_named = had.get(name, "").endswith(f"(named by {model})")
        labels[name] = had[name] if is_named else model_name(model, quotes, terms.get(name, []))
    return labels
