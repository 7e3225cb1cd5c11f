"""Understanding: how much of what was said some theme explains, and what may not be called steady because of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kit import formats
from kit.cycles import Periods
from kit.geometry import largest_of, unit
from kit.shifts.quotes import READABLE, quote_facts
from kit.shifts.verdict import blind_reason
from kit.words import content_words

Facts = dict[str, Any]

#: Part of the conversations with content that no theme explains, beyond which nothing is called steady; and by how much it may
#: lie above what the persona's own baseline cycles had. On the sets of tests/benchmarks/words 1 to 8 of 100 are unexplained.
MOST_UNTHEMED, MOST_RISE = 0.30, 0.15
#: Conversations with content under which a part of them says nothing.
FEWEST = 10
#: Part of what is most alike that has to lie in one theme; where less does, themes run into one another and a change can be
#: spread over several. Of questions to banks and requests to service desks .88 to .96 does, of the sample .62 to .76, of user
#: stories .66 to .75, of complaints by issue .47 to .60, of reviews by garment .45 to .51: there a subject that rose by 25 points
#: had at most a third of its passages in one theme, and one month was called steady.
LEAST_ALIKE = 0.55
#: How many of the most alike are looked at for each passage, among how many passages, and the fewest that say anything: of fewer
#: the five nearest reach beyond a theme that is as distinct as can be.
ALIKE, MOST_PASSAGES, FEWEST_PASSAGES = 5, 3000, 200
#: Quotes of what no theme explains, each of another account.
QUOTES = 3


def understanding_of(assignments: pd.DataFrame, counted: pd.DataFrame, periods: Periods) -> Facts:
    """How much was understood in a cycle and in its baseline.

    Parameters
    ----------
    assignments : rows of one persona: ``conversation_key, theme_id, kind``.
    counted : the persona's counted conversations: ``conversation_key, cycle``.

    Returns
    -------
    dict with ``with_content`` (conversations of the cycle that are on something), ``unthemed_part`` (0 to 1: of those, in no
    theme; None where there are none), ``unthemed_before`` (the same over the baseline) and ``small_talk_part`` (0 to 1: of all
    the cycle's conversations, that hold nothing but small talk).
    """
    themed = set(assignments.loc[assignments["theme_id"] != "", "conversation_key"])
    has_content = ~assignments["kind"].isin(["small talk", "empty"])
    content = themed | set(assignments.loc[has_content, "conversation_key"])
    now = counted.loc[counted["cycle"] == periods.now, "conversation_key"]
    before = counted.loc[counted["cycle"].isin(periods.baseline), "conversation_key"]
    return {
        "with_content": int(now.isin(content).sum()),
        "unthemed_part": _unthemed(now, content, themed),
        "unthemed_before": _unthemed(before, content, themed),
        "small_talk_part": round(float(1 - now.isin(content).mean()), 4) if len(now) else 0.0,
    }


def _unthemed(keys: pd.Series, content: set[str], themed: set[str]) -> float | None:
    spoke = keys[keys.isin(content)]
    return round(float(1 - spoke.isin(themed).mean()), 4) if len(spoke) else None


def alike_in_one_theme(evidence: pd.DataFrame, embed: Callable[[list[str]], np.ndarray]) -> float | None:
    """Part of the passages most alike that lie in one theme, 0 to 1; None of too few passages.

    Parameters
    ----------
    evidence : ``theme_id, voter_id, passage_id, quote`` of the themes alone, each passage once.
    embed : unit vectors of texts, shape (n_texts, n_dimensions).

    Notes
    -----
    For each passage, of the :data:`ALIKE` nearest that another voter said, the part in the same theme; the mean over passages.
    Needs no labels, so it can be told of any customers' words. Of many passages every n-th by id is looked at.
    """
    rows = evidence.sort_values("passage_id", kind="stable")
    rows = rows[:: 1 + len(rows) // MOST_PASSAGES]
    if len(rows) < FEWEST_PASSAGES or rows["voter_id"].nunique() <= ALIKE:
        return None
    vectors = embed(rows["quote"].tolist())
    vectors = unit(vectors - vectors.mean(axis=0))
    (voter, _), (theme, _) = pd.factorize(rows["voter_id"]), pd.factorize(rows["theme_id"])
    cosine = (vectors @ vectors.T).round(6)
    cosine[voter[:, None] == voter[None, :]] = -np.inf
    nearest, _ = largest_of(cosine, ALIKE)
    return round(float((theme[nearest] == theme[:, None]).mean()), 4)


def held_part(understood: Facts) -> float:
    """Part of a subject that its theme is likely to hold, 0 to 1: a change of the subject shows in the theme so much smaller.

    What is most alike and lies in one theme, of what lies in any theme. It is told too large rather than too small: what the
    vectors do not see as alike is not missed. Where there are too few passages to tell, themes are taken for whole.

    Parameters
    ----------
    understood : what :func:`understanding_of` returns, and ``alike_part`` (:func:`alike_in_one_theme`).
    """
    alike, unthemed = understood.get("alike_part"), understood["unthemed_part"]
    return round((1.0 if alike is None else alike) * (1 - (unthemed or 0.0)), 4)


def not_understood(understood: Facts) -> list[Facts]:
    """Why a cycle may not be called steady for lack of understanding, with its figures.

    Parameters
    ----------
    understood : what :func:`understanding_of` returns, and ``alike_part`` (:func:`alike_in_one_theme`).
    """
    return [*_outside_themes(understood), *_between_themes(understood)]


def _spread_over_themes(verdict: Facts, understood: Facts) -> list[Facts]:
    """Why a persona is not steady although every theme's interval leaves out the size in question."""
    within, held = verdict.get("steady_within_pp"), held_part(understood)
    if verdict["verdict"] != "steady" or within is None or verdict["excluded_pp"] < held * within:
        return []
    size, shown = formats.size_in_points(within), formats.points(held * within, 1).removeprefix("+")
    text = f"a theme holds about {formats.percent(held)} of what is alike: a shift of {size} would show as {shown}, not excluded"
    figures = {"held_part": held, "within_pp": within, "shows_pp": round(held * within, 1)}
    return [{"code": "spread_over_themes", "text": text} | figures]


def _between_themes(understood: Facts) -> list[Facts]:
    alike = understood.get("alike_part")
    if alike is None or alike >= LEAST_ALIKE:
        return []
    asked = formats.percent(LEAST_ALIKE)
    share = formats.percent(alike)
    text = f"of the passages most alike {share} lie in one theme ({asked} are asked for): a change would not show"
    return [{"code": "themes_not_distinct", "text": text, "alike_part": alike, "limit": LEAST_ALIKE}]


def _outside_themes(understood: Facts) -> list[Facts]:
    part, before = understood["unthemed_part"], understood["unthemed_before"]
    if part is None or understood["with_content"] < FEWEST:
        return []
    usual = MOST_UNTHEMED if before is None else min(MOST_UNTHEMED, before + MOST_RISE)
    if part <= usual:
        return []
    asked = f"more than {formats.percent(MOST_UNTHEMED)}" if part > MOST_UNTHEMED else f"{formats.percent(before)} before"
    text = f"{formats.percent(part)} of the conversations with content lie in no theme ({asked}): a change in them would not show"
    return [{"code": "not_understood", "text": text, "unthemed_part": part, "unthemed_before": before, "limit": round(usual, 4)}]


def with_understanding(verdict: Facts, understood: Facts) -> Facts:
    """A verdict as far as it stands over what was understood.

    Parameters
    ----------
    verdict : ``verdict``, ``reasons`` and how much was heard.

    Notes
    -----
    What themes miss hides that part of a shift: the smallest visible one is told larger by it. Beyond the limit "steady"
    becomes "unclear", and no size is said to be visible. So it does where a change of a subject, as much smaller as it shows in
    the theme that holds a part of it, is not excluded.
    """
    reasons = not_understood(understood) or _spread_over_themes(verdict, understood)
    seen = {name: _seen(verdict[name], understood["unthemed_part"]) for name in SEEN if verdict.get(name) is not None}
    facts = verdict | seen | {"understood": understood}
    if not reasons:
        return facts | {"reasons": [_over_understood(reason, seen) for reason in verdict["reasons"]]}
    kept = [_over_understood(reason, seen) for reason in verdict["reasons"] if reason["code"] != "nothing_surfaced"]
    is_unclear = verdict["verdict"] in ("steady", "unclear")
    return facts | {"verdict": "unclear" if is_unclear else verdict["verdict"], "reasons": [*kept, *reasons]}


#: Figures of what could have been seen.
SEEN = ("smallest_visible_shift_pp", "smallest_visible_alone_pp")


def _seen(visible: float, unthemed: float | None) -> float:
    themed = 1 - (unthemed or 0.0)
    return round(min(100.0, visible / themed), 1) if themed > 0 else 100.0


def _over_understood(reason: Facts, seen: Facts) -> Facts:
    """A reason with the sizes that could have been seen over what was understood."""
    if reason["code"] == "blind":
        return blind_reason(seen["smallest_visible_alone_pp"])
    return reason | {name: seen[name] for name in SEEN if name in reason and name in seen}


def unthemed_quotes(assignments: pd.DataFrame, passages: pd.DataFrame, conversations: pd.DataFrame, cycle: str) -> list[Facts]:
    """Quotes of a cycle that no theme explains, the most telling first, each of another account.

    Parameters
    ----------
    assignments : rows of one persona: ``passage_id, conversation_key, cycle, theme_id, kind``.
    passages, conversations : rows of the record's tables of the same names.
    """
    themed = set(assignments.loc[assignments["theme_id"] != "", "conversation_key"])
    is_open = (assignments["cycle"] == cycle) & ~assignments["kind"].isin(["small talk", "empty"])
    is_open &= ~assignments["conversation_key"].isin(themed)
    quotes = list(quote_facts(passages, conversations, set(assignments.loc[is_open, "passage_id"])).values())
    ranked = sorted(quotes, key=_order)
    shown: dict[str, Facts] = {}
    for quote in ranked:
        shown.setdefault(quote["account_id"] or quote["conversation_id"], quote)
    return list(shown.values())[:QUOTES]


def _order(quote: Facts) -> tuple[bool, int, str]:
    """What can be read at a glance first, then what holds the most content words."""
    is_readable = READABLE[0] <= len(quote["text"]) <= READABLE[1]
    return not is_readable, -len(content_words(quote["text"])), quote["text"]
