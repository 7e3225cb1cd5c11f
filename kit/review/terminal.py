"""Review lines: matches to decide as text, for people at a terminal."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from kit.formats import counted
from kit.matching.persona_match import NOBODY

#: Characters of a line: what a terminal shows without breaking it.
WIDTH = 100


def queue_lines(rows: list[dict[str, Any]]) -> list[str]:
    """A queue: who spoke, what is proposed and why, and what was said, numbered.

    Parameters
    ----------
    rows : of :func:`kit.review.queue_view.queue_of`.
    """
    lines = []
    for number, row in enumerate(rows, 1):
        when = f"{row['occurred_at']:%Y-%m-%d}"
        lines.append(_parts(f"{number}. {row['conversation_key']}", when, _account(row), row["role"] or "no title"))
        worth = f"worth {row['worth']:.2f} points of share" if row["worth"] else "worth no points of share"
        lot = "drawn at random" if row["drawn"] == "sample" else ""
        lines.append("   " + _parts(_proposal(row, row["proposed"]), worth, lot))
        lines += _wrapped(row["reasons"], "   why: ") + _wrapped(f"“{row['words']}”", "   ")
        lines += [f"   {row['url']}", ""] if row["url"] else [""]
    return lines


def match_lines(shown: dict[str, Any]) -> list[str]:
    """One match whole: the proposal with its reasons, who said what, the passages, and what was decided before.

    Parameters
    ----------
    shown : of :func:`kit.review.queue_view.shown`.
    """
    match = shown["match"]
    role = shown["role"] or "no title"
    lines = [_parts(shown["conversation_key"], shown["kind"], shown["occurred_at"][:10], _account(shown), role)]
    lines += [shown["url"]] if shown["url"] else []
    lines += ["", *(_matched(match) if match else ["Not matched yet; `kit run` matches it."]), "", "Who said what"]
    for turn in shown["turns"]:
        who = _parts(turn["side"], turn["speaker"])
        lines += _wrapped(shown["text"][turn["start"] : turn["end"]], f"  {who}: ", "    ")
    lines += [] if shown["turns"] else _wrapped(shown["text"], "  ")
    lines += ["", "The customer's passages"]
    for passage in shown["passages"]:
        lines += _wrapped(f"“{passage['text'].strip()}”", f"  {passage['stance'] or 'not yet classed':<20}", " " * 22)
    lines += [] if shown["passages"] else ["  none"]
    return [*lines, "", "Decisions so far", *([_decision(decision) for decision in shown["decisions"]] or ["  none"])]


def decided_line(n_decided: int) -> str:
    """What deciding did."""
    return f"{counted(n_decided, 'decision')} added; {'it counts' if n_decided == 1 else 'they count'} from the next run on"


def _matched(match: dict[str, Any]) -> list[str]:
    lines = [f"Proposed: {_proposal(match, match['persona_id'])}"]
    second = match["runner_up"] or NOBODY
    if match["state"] != "approved":
        lines.append(f"Second choice: {second}, {match['runner_up_score']:.2f}")
    own = (match["found_persona"], match["found_state"])
    if own[1] and own != (match["persona_id"], match["state"]):  # a review mode or a decision stands over it
        lines.append(f"The matcher by itself: {own[0] or NOBODY}, {own[1]}")
    return lines + _wrapped(match["reasons"], "Why: ", "     ")


def _proposal(row: dict[str, Any], persona_id: str) -> str:
    """Which persona, how likely and in which state; an unsure one with what it falls between."""
    if row["state"] == "ambiguous":
        return f"between {persona_id or NOBODY} and {row['runner_up'] or NOBODY}, {row['score']:.2f}, ambiguous"
    return f"{persona_id or NOBODY}, {row['score']:.2f}, {row['state']}"


def _decision(decision: dict[str, Any]) -> str:
    verdict = f"{decision['verdict']} {decision['persona_id'] or NOBODY}"
    before = f"proposed was {decision['proposed'] or NOBODY}, {decision['proposed_state']}"
    return "  " + _parts(f"{decision['decided_at']:%Y-%m-%d %H:%M}", decision["decided_by"], verdict, before, decision["note"])


def _account(row: dict[str, Any]) -> str:
    if not row["account_id"]:
        return "account unknown"
    return f"{row['account']} ({row['account_id']})" if row["account"] else row["account_id"]


def _parts(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _wrapped(text: str, first: str, others: str = "   ") -> list[str]:
    """Text in lines of :data:`WIDTH`, words kept whole."""
    return fill(" ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False).split("\n")
