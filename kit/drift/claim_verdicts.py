"""Claim verdicts: what became of every sentence of a persona file, and which theme comes closest to one nobody raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import LEDGER, Persona
from kit.cycles import Periods
from kit.drift.priorities import rivals_of
from kit.formats import counted as told_count
from kit.formats import percent, quoted
from kit.geometry import unit
from kit.language import gettext
from kit.shifts.naming_quotes import nearness_to_name
from kit.shifts.quotes import READABLE, quotes_of
from kit.shifts.stats.shares import share_over

Facts = dict[str, Any]

#: Shares less than this apart read as the same; 5 points.
AS_BEFORE = 0.05
#: Share under which a claim that holds is told as seldom raised: of few voices "as before" says more than they do.
SELDOM = 0.10

#: Voters that must have spoken before silence means something: if one in ten held the claim, 29 would all be silent about it
#: in fewer than 5 months of 100 (0.9 ** 29 = 0.047).
ENOUGH_VOTERS = 29

#: False-discovery rate up to which a claim's theme has really moved, whatever the bar says about surfacing it.
MAX_Q = 0.05

#: What a reader is told instead of a verdict where too little was heard for one.
NOT_ENOUGH = "too little said"


@dataclass(frozen=True)
class Hearing:
    """How much of a persona was heard in a cycle.

    Attributes
    ----------
    is_enough : whether enough was heard to tell anything: the persona is neither thin nor stale.
    is_complete : whether every source that matters to the persona spoke; a silence may be the source's own otherwise.
    """

    is_enough: bool
    is_complete: bool = True


def claim_verdicts(
    persona: Persona, themes: pd.DataFrame, shares: pd.DataFrame, shifts: list[Facts], counted: pd.DataFrame,
    periods: Periods, hearing: Hearing,
) -> list[Facts]:  # fmt: skip
    """The verdict on each claim of a persona in one cycle.

    Parameters
    ----------
    themes : DataFrame (theme_id, claim, label, state) of the persona.
    shares : what :func:`kit.shifts.stats.shares.share_by_theme` returns of the persona, every cycle of the window.
    shifts : the persona's shifts in the contract's form.
    counted : the persona's counted conversations (cycle, voter_id).
    hearing : how much of the persona was heard in the cycle.

    Returns
    -------
    list of dict, in the file's order: the contract's ``claim, verdict, theme, rank_stated, rank_heard`` and ``statement,
    section, history, share_now, share_before, accounts_now, accounts_spoke, heard_enough, overtaken_by, sentence``. Shares are
    those of the theme's shift.

    Notes
    -----
    The first rule that holds decides. *rising*, *fading*: its theme really moved (q at most :data:`MAX_Q`, or surfaced).
    *unheard*: nobody raised it in the cycle. *overtaken*: a theme that stood behind it before stands ahead of it now and
    really rose. *holding*: everything else. ``heard_enough`` tells whether the verdict can be relied on: enough was heard in
    the cycle and, for *unheard*, of :data:`ENOUGH_VOTERS` voters and all sources; :func:`word_of` is what a reader is told.
    """
    voters = set(counted.loc[counted["cycle"] == periods.now, "voter_id"])
    silence_tells = hearing.is_enough and hearing.is_complete and len(voters) >= ENOUGH_VOTERS
    spoke = sum(voter.startswith("account:") for voter in voters)
    levels = levels_of(themes, shares, shifts, periods.now, list(periods.baseline))
    moved = {shift["theme"]: shift for shift in shifts if is_real(shift)}
    verdicts = []
    for section in LEDGER:
        for place, (name, claim) in enumerate(persona.claims(section).items(), start=1):
            fact = _verdict(levels[levels["claim"] == name], levels, moved, section)
            enough = silence_tells if fact["verdict"] == "unheard" else hearing.is_enough
            fact = {"claim": name, "statement": claim.statement, "section": section, "rank_stated": place} | fact
            fact |= {"heard_enough": enough, "accounts_spoke": spoke, "history": _history(fact["theme"], shares)}
            verdicts.append(fact | {"sentence": claim_sentence(fact, _name(fact["overtaken_by"], themes, persona))})
    return verdicts


def is_real(shift: Facts) -> bool:
    """Whether a theme really moved: surfaced, or beyond chance among all that were looked at."""
    return bool(shift.get("surfaced")) or (shift.get("q") is not None and shift["q"] <= MAX_Q)


def word_of(fact: Facts) -> str:
    """The verdict as a reader is told it: :data:`NOT_ENOUGH` where too little was heard for one."""
    return NOT_ENOUGH if fact.get("heard_enough") is False else fact["verdict"]


def levels_of(themes: pd.DataFrame, shares: pd.DataFrame, shifts: list[Facts], cycle: str, baseline: list[str]) -> pd.DataFrame:
    """Live themes with their share now and before, as their shifts have it, and the accounts that raise them now."""
    now = shares[shares["cycle"] == cycle].set_index("theme_id")
    tested = {shift["theme"]: shift for shift in shifts if "share_before" in shift}
    live = themes[themes["state"] == "live"].copy()
    for name, known in (("share_now", now["share"]), ("share_before", share_over(shares, baseline))):
        ours = {theme: shift[name] for theme, shift in tested.items()}
        live[name] = live["theme_id"].map(known.to_dict() | ours).fillna(0.0).astype(float)
    live["accounts_now"] = live["theme_id"].map(now["n_accounts"]).fillna(0).astype(int)
    return live


def _verdict(row: pd.DataFrame, levels: pd.DataFrame, moved: dict[str, Facts], section: str) -> Facts:
    if row.empty:
        shares = {"share_now": 0.0, "share_before": 0.0, "accounts_now": 0}
        return {"theme": None, "verdict": "unheard", "rank_heard": None, "overtaken_by": None} | shares
    own = row.iloc[0]
    rivals = rivals_of(levels, section)
    passed = _overtaken_by(own, rivals, moved)
    direction = moved.get(own["theme_id"], {}).get("direction")
    if direction in ("rising", "new"):
        verdict = "rising"
    elif direction in ("fading", "gone"):
        verdict = "fading"
    elif own["share_now"] == 0:
        verdict = "unheard"
    else:
        verdict = "overtaken" if passed else "holding"
    ahead = int((rivals["share_now"] > own["share_now"]).sum())
    return {
        "theme": own["theme_id"], "verdict": verdict, "rank_heard": ahead + 1 if own["share_now"] > 0 else None,
        "share_now": round(float(own["share_now"]), 4), "share_before": round(float(own["share_before"]), 4),
        "accounts_now": int(own["accounts_now"]), "overtaken_by": passed,
    }  # fmt: skip


def _overtaken_by(own: pd.Series, rivals: pd.DataFrame, moved: dict[str, Facts]) -> str | None:
    passed = rivals[(rivals["share_before"] < own["share_before"]) & (rivals["share_now"] > own["share_now"])]
    risen = {theme for theme, shift in moved.items() if shift.get("direction") in ("rising", "new")}
    passed = passed[passed["theme_id"].isin(risen)]
    ordered = passed.sort_values(["share_now", "theme_id"], ascending=[False, True])
    return None if ordered.empty else str(ordered.iloc[0]["theme_id"])


def _name(theme: str | None, themes: pd.DataFrame, persona: Persona) -> str:
    """A theme as a reader knows it: the file's sentence where it states it, else the customers' words; "" for none."""
    if theme is None:
        return ""
    row = themes.set_index("theme_id").loc[theme]
    stated = {name: claim.statement for section in LEDGER for name, claim in persona.claims(section).items()}
    return quoted(stated.get(row["claim"]) or row["label"] or theme)


def _history(theme: str | None, shares: pd.DataFrame) -> dict[str, float]:
    """Share by cycle, of the cycles in which somebody spoke."""
    own = shares[(shares["theme_id"] == theme) & (shares["n_voters_active"] > 0)].sort_values("cycle")
    return {cycle: round(float(share), 4) for cycle, share in zip(own["cycle"], own["share"], strict=True)}


def claim_sentence(fact: Facts, passed_by: str = "") -> str:
    """One sentence on what was heard of a claim; ``passed_by`` names the theme that has passed it."""
    if fact["share_now"] == 0:
        return _silence(fact)
    places = {"by": _by(fact), "now": percent(fact["share_now"]), "before": percent(fact["share_before"])}
    if not fact["heard_enough"]:
        return gettext(
            "Raised{by}: {now} of conversations now, {before} before; too little said to say what that means.", **places
        )
    if fact["verdict"] == "overtaken":
        return gettext(
            "Still raised{by}: {now} of conversations now, {before} before; {name}, which rose, stands above it now.", **places,
            name=passed_by,
        )  # fmt: skip
    if fact["verdict"] == "holding":
        return _held(fact, places)
    if fact["verdict"] == "fading" and passed_by:
        return gettext(
            "Raised less{by}: {now} of conversations now, {before} before; {name}, which rose, stands above it now.", **places,
            name=passed_by,
        )  # fmt: skip
    return {
        "rising": gettext("Raised more{by}: {now} of conversations now, {before} before.", **places),
        "fading": gettext("Raised less{by}: {now} of conversations now, {before} before.", **places),
    }[fact["verdict"]]


def _held(fact: Facts, places: dict[str, str]) -> str:
    """What is said of a claim that neither rose nor faded."""
    if fact["share_now"] < SELDOM:
        return gettext("Seldom raised{by}: {now} of conversations now, {before} before.", **places)
    if abs(fact["share_now"] - fact["share_before"]) >= AS_BEFORE:
        return gettext(
            "Raised{by}: {now} of conversations now, {before} before; no change that could be told from chance.", **places
        )
    return gettext("Raised as before{by}: {now} of conversations now, {before} before.", **places)


def _by(fact: Facts) -> str:
    """Who raised a claim as a part of a sentence; "" where no account is known."""
    if not fact["accounts_now"]:
        return ""
    return gettext(
        ", by {number} of {accounts}", number=fact["accounts_now"], accounts=told_count(fact["accounts_spoke"], "account")
    )


def _silence(fact: Facts) -> str:
    """That nobody raised a claim this cycle, and what that says."""
    beside = fact.get("nearest")
    before = percent(fact["share_before"]) if fact["share_before"] else ""
    near = ""
    if beside:
        near = gettext("; nearest: {name}, {share}", name=quoted(beside["label"]), share=percent(beside["share_now"]))
    return _nobody(fact, bool(beside), bool(before)) + _gone(fact, before) + f"{near}."


Embed = Callable[[list[str]], np.ndarray]

#: Closeness to a claim in which two passages are as good as each other; then what can be read at a glance, and what is nearer to
#: the middle of all that raises the claim, comes first.
AS_CLOSE = 0.03

#: Cosine of a found theme's middle to a claim from which it may say the same. Read from nine claims without a theme, of
#: complaints about banks and of the sample: the two above it (0.46, 0.57) were about the claim's matter, the next two (0.42) not.
#: Claims that are raised mostly lie at 0.4 to 0.8 to their own themes, so that some that say the same are missed.
BESIDE = 0.45


def claim_quotes(persona: Persona, claims: list[Facts], evidence: pd.DataFrame, embed: Embed) -> list[Facts]:
    """Claims with what was said this cycle that comes closest to each as ``quote``; None where nobody raised it.

    Parameters
    ----------
    claims : what :func:`kit.drift.claim_verdicts.claim_verdicts` returns.
    evidence : evidence of the cycle (:data:`kit.shifts.quotes.COLUMNS`) of the persona.
    embed : unit vectors of texts.
    """
    rows = []
    for fact in claims:
        ours = evidence[evidence["theme_id"] == fact["theme"]].reset_index(drop=True)
        rows.append(fact | {"quote": _closest(ours, _stated(persona, fact), embed) if len(ours) else None})
    return rows


def _stated(persona: Persona, fact: Facts) -> list[str]:
    claim = persona.claims(fact["section"])[fact["claim"]]
    return [claim.statement, *claim.language]


def _closest(evidence: pd.DataFrame, stated: list[str], embed: Embed) -> Facts:
    """The passage closest to what a claim states; of those as close, one that is readable and near to the middle."""
    texts = list(evidence["quote"])
    vectors = embed(texts)
    closeness = nearness_to_name(texts, vectors, stated, embed(stated))
    rows = evidence.assign(
        is_behind=closeness < closeness.max() - AS_CLOSE, is_hard=~evidence["quote"].str.len().between(*READABLE),
        far=-np.round(vectors @ vectors.mean(axis=0), 6),
    )  # fmt: skip
    first = rows.sort_values(["is_behind", "is_hard", "far", "passage_id"]).index[:1]
    return quotes_of(evidence.loc[first], vectors[first])[0]


def with_nearest(persona: Persona, claims: list[Facts], levels: pd.DataFrame, embed: Embed) -> list[Facts]:
    """Claims that nobody raised with the found theme that may say the same in other words, and a sentence that tells it.

    Parameters
    ----------
    claims : what :func:`kit.drift.claim_verdicts.claim_verdicts` returns.
    levels : DataFrame (theme_id, claim, label, centre, share_now) of the persona's live themes.

    Returns
    -------
    list of dict, in the same order
        ``nearest``: {theme, label, share_now} of the heard found theme whose middle is nearest to the claim, from
        :data:`BESIDE` on; None where there is none, or where the claim was raised.
    """
    is_known = [centre is not None and len(centre) > 0 for centre in levels["centre"]]
    is_open = (levels["claim"] == "") & (levels["label"] != "") & (levels["share_now"] > 0)
    unclaimed = levels[np.array(is_known, dtype=bool) & is_open]
    rows = []
    for fact in claims:
        silent = fact["verdict"] == "unheard" and len(unclaimed) > 0
        nearest = _beside(unclaimed, embed(_stated(persona, fact))) if silent else None
        rows.append(fact | {"nearest": nearest})
        if nearest:
            rows[-1]["sentence"] = claim_sentence(rows[-1])
    return rows


def _beside(unclaimed: pd.DataFrame, stated: np.ndarray) -> Facts | None:
    """The found theme nearest to the middle of what a claim states, where it is near enough."""
    cosine = np.stack(list(unclaimed["centre"])) @ unit(stated.mean(axis=0))
    best = int(np.argmax(np.round(cosine, 6)))
    if cosine[best] < BESIDE:
        return None
    row = unclaimed.iloc[best]
    return {"theme": row["theme_id"], "label": row["label"], "share_now": round(float(row["share_now"]), 4)}


def _nobody(fact: Facts, is_in_words: bool, is_this_cycle: bool) -> str:
    """That nobody raised a claim, in its own words or at all, in this cycle or in the ones before too."""
    n = fact["accounts_spoke"]
    is_this_cycle = is_this_cycle or not fact["heard_enough"]
    if n > 1 and is_in_words:
        now = gettext("None of the {n} accounts that spoke raised it in these words this cycle", n=n)
        return now if is_this_cycle else gettext(
            "None of the {n} accounts that spoke raised it in these words, now or in the cycles before", n=n
        )  # fmt: skip
    if n > 1:
        now = gettext("None of the {n} accounts that spoke raised it this cycle", n=n)
        return now if is_this_cycle else gettext(
            "None of the {n} accounts that spoke raised it, now or in the cycles before", n=n
        )  # fmt: skip
    if is_in_words:
        now = gettext("Nobody who spoke raised it in these words this cycle")
        return now if is_this_cycle else gettext("Nobody who spoke raised it in these words, now or in the cycles before")
    now = gettext("Nobody who spoke raised it this cycle")
    return now if is_this_cycle else gettext("Nobody who spoke raised it, now or in the cycles before")


def _gone(fact: Facts, before: str) -> str:
    """What the silence on a claim says, behind that there is one."""
    if not fact["heard_enough"]:
        if before:
            return gettext(" ({before} before): too little said to call it gone", before=before)
        return gettext("; too little said to call it wrong")
    if not before:
        return ""
    if fact["verdict"] == "fading":
        return gettext("; {before} before", before=before)
    return gettext("; {before} before: no change that could be told from chance", before=before)
