"""Understanding: how much of what was said some theme explains, and what may not be called steady because of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit import formats
from kit.cycles import Periods
from kit.shifts.quotes import READABLE, quote_facts
from kit.words import content_words

Facts = dict[str, Any]

#: Part of the conversations with content that no theme explains, beyond which nothing is called steady; and by how much it may
#: lie above what the persona's own baseline cycles had. On the sets of tests/benchmarks/words 1 to 8 of 100 are unexplained.
MOST_UNTHEMED, MOST_RISE = 0.30, 0.15
#: Conversations with content under which a part of them says nothing.
FEWEST = 10
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


def not_understood(understood: Facts) -> list[Facts]:
    """Why a cycle may not be called steady for lack of understanding: at most one reason, with its figures.

    Parameters
    ----------
    understood : what :func:`understanding_of` returns.
    """
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
    becomes "unclear", and no size is said to be visible.
    """
    reasons = not_understood(understood)
    seen = {name: _seen(verdict[name], understood["unthemed_part"]) for name in SEEN if verdict.get(name) is not None}
    facts = verdict | seen | {"understood": understood}
    if not reasons:
        return facts | {"reasons": [_with_size(reason, seen) for reason in verdict["reasons"]]}
    kept = [reason for reason in verdict["reasons"] if reason["code"] != "nothing_surfaced"]
    is_unclear = verdict["verdict"] in ("steady", "unclear")
    return facts | {"verdict": "unclear" if is_unclear else verdict["verdict"], "reasons": [*kept, *reasons]}


#: Figures of what could have been seen.
SEEN = ("smallest_visible_shift_pp", "smallest_visible_alone_pp")


def _seen(visible: float, unthemed: float | None) -> float:
    themed = 1 - (unthemed or 0.0)
    return round(min(100.0, visible / themed), 1) if themed > 0 else 100.0


def _with_size(reason: Facts, seen: Facts) -> Facts:
    """A reason with the size that could have been seen over what was understood; its sentence names other figures."""
    return reason | {SEEN[0]: seen[SEEN[0]]} if SEEN[0] in reason and SEEN[0] in seen else reason


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
