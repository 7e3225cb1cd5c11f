"""Identifying: the topics of one fit in, the theme of each and the persona's themes with their claims out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.config.personas import VOICED, Claim, Persona
from kit.geometry import topic_centres, unit
from kit.themes.depth.lay_out import as_fitted, is_made
from kit.themes.edits import Edits
from kit.themes.register import FRESH, Mint, Register
from kit.themes.theme_identity import fingerprint, scores_of, shared_counts, themes_of_claims, tie_topics
from kit.themes.topics import Topics
from kit.themes.window import Window


class FitView:
    """One fit as identity looks at it: its topics' centres about the window's mean, and the topic of each passage."""

    def __init__(self, window: Window, topics: Topics) -> None:
        self.window, self.topics = window, topics
        self.mean = window.vectors.mean(axis=0) if len(window.texts) else np.zeros(window.vectors.shape[1])
        self.centres = unit(topic_centres(window.vectors, topics.ids) - self.mean)
        self.topic_of_passage = window.of_passages(topics.ids, -1)

    def seen_of(self, theme_of_passage: dict[str, str]) -> tuple[list[str], list[int]]:
        """Theme of another fit and topic of this one, of each passage that both saw."""
        pairs = zip(self.window.passages["passage_id"], self.topic_of_passage, strict=True)
        both = [(theme_of_passage[name], int(topic)) for name, topic in pairs if name in theme_of_passage]
        return [theme for theme, _ in both], [topic for _, topic in both]

    def about_mean(self, themes: pd.DataFrame) -> pd.DataFrame:
        """Themes with their centres about the window's mean; none where they are of another model."""
        size = len(self.mean)
        centres = [unit(np.asarray(centre) - self.mean) if len(centre) == size else [] for centre in themes["centre"]]
        return themes.assign(centre=pd.Series(centres, dtype=object, index=themes.index))

    def centres_by(self, theme_of: dict[int, str]) -> dict[str, np.ndarray]:
        """Unit mean vector of what each theme's topics hold."""
        names = np.array([theme_of.get(int(topic), "") for topic in self.topics.ids], dtype=object)
        return {name: unit(self.window.vectors[names == name].mean(axis=0)) for name in sorted(set(names) - {""})}


def claims_of(persona: Persona) -> dict[str, Claim]:
    """The claims of a persona that customers can voice, by full name."""
    return {name: claim for section in VOICED for name, claim in persona.claims(section).items()}


def words_of(claim: Claim) -> list[str]:
    """What a claim says, in the persona's words and in the customers'."""
    return [claim.statement, *claim.language]


def identified(
    persona: Persona, register: Register, view: FitView, edits: Edits, mint: Mint
) -> tuple[pd.DataFrame, dict[int, str]]:
    """The persona's themes with their claims, and the theme of every topic.

    Parameters
    ----------
    mint : gives the ids of the persona's new themes.

    Returns
    -------
    known : themes as the nearest run left them, those of later cycles only where this fit finds them, one for each claim.
    theme_of : topic id to theme id.
    """
    before, now = view.seen_of(register.before)
    about = view.about_mean(as_fitted(register.known, register.before))
    made = view.about_mean(register.known[is_made(register.known)])
    scores = pd.concat([_scores(about, before, now, view), _scores(made, *view.seen_of(register.shown), view)], axis=1)
    claims = {name: fingerprint(words_of(claim)) for name, claim in claims_of(persona).items()}
    topic_of = {name: topic for topic, name in view.topics.claims.items()}
    voiced = {name: topic for name, topic in topic_of.items() if name in claims}
    theirs = pd.concat([frame for frame in (about, made) if len(frame)], ignore_index=True) if len(made) else about
    theme_of_claim = themes_of_claims(theirs, claims, voiced, scores, edits, mint)
    fixed = {topic: theme_of_claim.get(name, name) for name, topic in topic_of.items()}
    known = _claimed(register.known, theme_of_claim, claims)
    fitted = as_fitted(known, register.before)
    theme_of = tie_topics(mint, view.about_mean(fitted), before, now, view.centres, fixed, edits)
    is_here = ~known["theme_id"].isin(register.later - {*theme_of.values(), *theme_of_claim.values(), *edits.depth.made})
    return known[is_here].reset_index(drop=True), theme_of


def _scores(known: pd.DataFrame, before: list[str], now: list[int], view: FitView) -> pd.DataFrame:
    """How well each topic fits each theme that both fits saw passages of."""
    themes = [name for name in known["theme_id"] if name in set(before)]
    shared = shared_counts(now, before, themes, len(view.centres))
    return pd.DataFrame(scores_of(known, themes, before, now, view.centres, shared), columns=themes)


def _claimed(known: pd.DataFrame, theme_of_claim: dict[str, str], claims: dict[str, str]) -> pd.DataFrame:
    """Themes with the claims they hold now; one that held another lets go of it, and lives on as long as it is raised."""
    held = {theme_id: claim for claim, theme_id in theme_of_claim.items()}
    fresh = [name for name in theme_of_claim.values() if name not in set(known["theme_id"])]
    new = pd.DataFrame([FRESH | {"theme_id": name, "state": "live", "origin": "anchor"} for name in fresh])
    rows = pd.concat([frame for frame in (known, new) if len(frame)], ignore_index=True) if fresh else known
    claim = pd.Series([held.get(name, "") for name in rows["theme_id"]], rows.index, dtype="str")  # where none is held too
    return rows.assign(
        claim=claim,
        claim_words=[claims.get(name, words) for name, words in zip(claim, rows["claim_words"], strict=True)],
        state=rows["state"].where(claim == "", "live"),
    )


def with_claims_of(lineage: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The lineage with the claims its themes hold now, and a row for each claim it did not have."""
    held = dict(zip(known["theme_id"], known["claim"], strict=True))
    ours = lineage.assign(claim=pd.Series([held.get(name, "") for name in lineage["theme_id"]], lineage.index, dtype="str"))
    new = known[(known["claim"] != "") & ~known["theme_id"].isin(ours["theme_id"])]
    new = new.assign(state="live", born="", centre=[[] for _ in range(len(new))])
    return pd.concat([ours, new], ignore_index=True) if len(new) and len(ours) else (ours if len(ours) else new)
