"""The claim ledger: what became of every sentence of a persona file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.personas import Persona
from kit.votes import vote_table, votes_of

Facts = dict[str, Any]

#: Shares less than this apart read as the same; 5 points.
AS_BEFORE = 0.05
#: Sections whose claims customers can voice. Messages are the company's own words; see kit.messaging.
LEDGER = ("goals", "pains", "objections", "decision_criteria")

#: Accounts that must have spoken before silence means something: if one in ten accounts held the claim,
#: 29 accounts would all be silent about it in fewer than 5 months of 100 (0.9 ** 29 = 0.047).
ENOUGH_ACCOUNTS = 29

#: Share that a claim that was heard has at least: below it, one or two conversations among hundreds made it.
HEARD_SHARE = 0.005

#: False-discovery rate up to which a claim's theme has really moved, whatever the bar says about surfacing it.
MAX_Q = 0.05

#: Draws of accounts behind the probability that the first pain really is first: exact to about a point.
DRAWS = 2000


def claim_verdicts(
    persona: Persona, themes: pd.DataFrame, shares: pd.DataFrame, shifts: list[Facts], counted: pd.DataFrame,
    cycle: str, baseline: list[str], is_heard_enough: bool,
) -> list[Facts]:  # fmt: skip
    """The verdict on each claim of a persona in one cycle.

    Parameters
    ----------
    themes : DataFrame (theme_id, claim, label, state) of the persona.
    shares : DataFrame (theme_id, cycle, share, n_accounts) of the persona, every cycle of the window.
    shifts : the persona's shifts in the contract's form.
    counted : the persona's counted conversations (cycle, voter_id).
    is_heard_enough : whether the persona's sources spoke as usual; silence means nothing otherwise.

    Returns
    -------
    list of dict, in the file's order: the contract's ``claim, verdict, theme, rank_stated, rank_heard`` and ``statement,
    section, history, share_now, share_before, accounts_now, heard_enough, overtaken_by, sentence``.

    Notes
    -----
    The first rule that holds decides. *unheard*: nobody raised it in the cycle, and next to nobody (less than
    :data:`HEARD_SHARE`) in the baseline; ``heard_enough`` tells an answer from a silence. *rising*, *fading*: its theme
    really moved
    (q at most :data:`MAX_Q`, or surfaced). *overtaken*: it did not move itself, but a theme that stood behind it before
    stands ahead of it now and really rose. *holding*: everything else.
    """
    now = counted.loc[counted["cycle"] == cycle, "voter_id"].nunique()
    enough = bool(is_heard_enough) and now >= ENOUGH_ACCOUNTS
    levels = _levels(themes, shares, cycle, baseline)
    moved = {shift["theme"]: shift for shift in shifts if is_real(shift)}
    told = []
    for section in LEDGER:
        for place, (name, claim) in enumerate(persona.claims(section).items(), start=1):
            row = levels[levels["claim"] == name]
            fact = _verdict(row, levels, moved, section) | {"heard_enough": enough}
            fact = {"claim": name, "statement": claim.statement, "section": section, "rank_stated": place} | fact
            fact["history"] = _history(fact["theme"], shares)
            told.append(fact | {"sentence": claim_sentence(fact, now)})
    return told


def is_real(shift: Facts) -> bool:
    """Whether a theme really moved: surfaced, or beyond chance among all that were looked at."""
    return bool(shift.get("surfaced")) or (shift.get("q") is not None and shift["q"] <= MAX_Q)


def _levels(themes: pd.DataFrame, shares: pd.DataFrame, cycle: str, baseline: list[str]) -> pd.DataFrame:
    """Themes with their share now and before (mean over the baseline) and the accounts that raise them now."""
    now = shares[shares["cycle"] == cycle].set_index("theme_id")
    before = shares[shares["cycle"].isin(baseline)].groupby("theme_id")["share"].mean()
    live = themes[themes["state"] == "live"].copy()
    live["share_now"] = live["theme_id"].map(now["share"]).fillna(0.0).astype(float)
    live["share_before"] = live["theme_id"].map(before).fillna(0.0).astype(float)
    live["accounts_now"] = live["theme_id"].map(now["n_accounts"]).fillna(0).astype(int)
    return live


def _verdict(row: pd.DataFrame, levels: pd.DataFrame, moved: dict[str, Facts], section: str) -> Facts:
    if row.empty:
        return {
            "theme": None,
            "verdict": "unheard",
            "rank_heard": None,
            "share_now": 0.0,
            "share_before": 0.0,
            "accounts_now": 0,
            "overtaken_by": None,
        }
    own = row.iloc[0]
    rivals = _rivals(levels, section)
    passed = _overtaken_by(own, rivals, moved)
    direction = moved.get(own["theme_id"], {}).get("direction")
    if direction in ("rising", "new"):
        verdict = "rising"
    elif direction in ("fading", "gone"):
        verdict = "fading"
    elif own["share_now"] == 0 and own["share_before"] < HEARD_SHARE:
        verdict = "unheard"
    else:
        verdict = "overtaken" if passed else "holding"
    ahead = int((rivals["share_now"] > own["share_now"]).sum())
    return {
        "theme": own["theme_id"], "verdict": verdict, "rank_heard": ahead + 1 if own["share_now"] > 0 else None,
        "share_now": round(float(own["share_now"]), 4), "share_before": round(float(own["share_before"]), 4),
        "accounts_now": int(own["accounts_now"]), "overtaken_by": passed,
    }  # fmt: skip


def _rivals(levels: pd.DataFrame, section: str) -> pd.DataFrame:
    """Themes that a claim is ranked among: its own section's, and for pains also those that no claim states."""
    of_section = levels["claim"].str.split("/").str[1] == section
    return levels[of_section | (levels["claim"] == "")] if section == "pains" else levels[of_section]


def _overtaken_by(own: pd.Series, rivals: pd.DataFrame, moved: dict[str, Facts]) -> str | None:
    passed = rivals[(rivals["share_before"] < own["share_before"]) & (rivals["share_now"] > own["share_now"])]
    risen = {theme for theme, shift in moved.items() if shift.get("direction") in ("rising", "new")}
    passed = passed[passed["theme_id"].isin(risen)]
    ordered = passed.sort_values(["share_now", "theme_id"], ascending=[False, True])
    return None if ordered.empty else str(ordered.iloc[0]["theme_id"])


def _history(theme: str | None, shares: pd.DataFrame) -> dict[str, float]:
    own = shares[shares["theme_id"] == theme].sort_values("cycle")
    return {cycle: round(float(share), 4) for cycle, share in zip(own["cycle"], own["share"], strict=True)}


def claim_sentence(fact: Facts, n_voters: int) -> str:
    """One sentence on what was heard of a claim."""
    now, before = f"{100 * fact['share_now']:.0f}%", f"{100 * fact['share_before']:.0f}%"
    if fact["verdict"] == "unheard":
        if fact["heard_enough"]:
            return f"None of the {n_voters} accounts that spoke raised it, now or in the cycles before."
        return f"Not raised, but only {n_voters} accounts spoke or a source fell silent: not enough heard to call it gone."
    if fact["verdict"] == "overtaken":
        return f"Still raised ({now}, {before} before), but another theme has passed it."
    if fact["verdict"] == "holding" and abs(fact["share_now"] - fact["share_before"]) >= AS_BEFORE:
        why = "no change that could be told from chance" if fact["heard_enough"] else "not enough heard to call that a change"
        return f"{now} now, {before} before: {why}."
    verb = {"rising": "Raised more", "fading": "Raised less", "holding": "Raised as before"}[fact["verdict"]]
    tail = "; another theme has passed it" if fact["verdict"] == "fading" and fact["overtaken_by"] else ""
    return f"{verb}: {now} now, {before} before{tail}."


def priorities(
    persona: Persona, themes: pd.DataFrame, evidence: pd.DataFrame, counted: pd.DataFrame, cycle: str, seed: int
) -> Facts | None:
    """The order of pains stated against the order heard, with the probability that the first really is first.

    Parameters
    ----------
    evidence : DataFrame (conversation_key, theme_id, cycle) of the persona.
    counted : the persona's counted conversations.
    seed : of the draws.

    Returns
    -------
    dict or None where the file states no pain or nobody spoke
        ``stated_first`` (claim), ``heard_first`` (claim, or theme id where no claim states it; None where no pain was
        heard), ``heard_first_theme``, ``probability`` (0 to 1) that it is first, ``order`` list of {theme, claim, share,
        rank_stated,
        rank_heard}.

    Notes
    -----
    The probability is the part of :data:`DRAWS` draws of the accounts that spoke, with replacement, in which the theme has
    the largest
    share. The themes compared are the stated pains and the themes that no claim states.
    """
    stated = list(persona.claims("pains"))
    live = themes[themes["state"] == "live"]
    rivals = _rivals(live, "pains").sort_values("theme_id", ignore_index=True)
    votes = votes_of(evidence[evidence["cycle"] == cycle], counted[counted["cycle"] == cycle], list(rivals["theme_id"]), [cycle])
    fractions, n_conversations = vote_table(votes)
    spoke = n_conversations[:, 0] > 0
    if not stated or not spoke.any() or rivals.empty:
        return None
    voices = fractions[spoke, 0, :]
    share = voices.mean(axis=0)
    order = [
        {"theme": theme, "claim": claim or None, "share": round(float(value), 4),
         "rank_stated": stated.index(claim) + 1 if claim in stated else None,
         "rank_heard": int((share > value).sum()) + 1 if value > 0 else None}
        for theme, claim, value in zip(rivals["theme_id"], rivals["claim"], share, strict=True)
    ]  # fmt: skip
    told = {"stated_first": stated[0], "order": sorted(order, key=lambda row: (-row["share"], row["theme"]))}
    if share.max() == 0:
        return told | {"heard_first": None, "heard_first_theme": None, "probability": None}
    first = told["order"][0]
    won = first_in_draws(voices, list(rivals["theme_id"]).index(first["theme"]), seed)
    return told | {"heard_first": first["claim"] or first["theme"], "heard_first_theme": first["theme"], "probability": won}


def first_in_draws(voices: np.ndarray, column: int, seed: int) -> float:
    """Part of account draws in which one theme has the largest share; a tie counts for none.

    Parameters
    ----------
    voices : ndarray (n_voters, n_themes), each voter's vote, 0 to 1.
    """
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(voices), np.full(len(voices), 1 / len(voices)), size=DRAWS)
    drawn = weights @ voices
    others = np.delete(drawn, column, axis=1).max(axis=1, initial=-1.0)
    return round(float((drawn[:, column] > others + 1e-9).mean()), 3)
