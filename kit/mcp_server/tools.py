"""Tools: what an assistant can ask, each a question about the record as it stands; none changes anything."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kit.account.facts import account_sheet
from kit.account.lines import MOST_THEMES
from kit.ask.quotes import n_fitting, quotes_json
from kit.ask.search import Question
from kit.formats import counted, readable_json
from kit.mcp_server.answer import Answer, rows_answer
from kit.mcp_server.printed_briefs import (
    briefs_of,
    claim_rows,
    coverage_rows,
    shift_rows,
    short_briefs,
    theme_rows,
)
from kit.mcp_server.read_only import ReadOnlyWorkspace
from kit.steps.quotes import quotes as last_quotes

#: Quotes and rows that one answer holds at most: an assistant reads them all.
MOST_QUOTES, MOST_ROWS = 50, 50

Persona = Annotated[str, Field(description="a persona's id, e.g. revops-lead; empty for all")]
CycleName = Annotated[str, Field(description="a cycle, e.g. 2026-10; empty for the newest printed one")]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="rows at most")]
About = Literal["pain", "objection", "decision-criterion", "goal", "question", "praise", "any"]
Verdict = Literal["holding", "rising", "fading", "unheard", "overtaken", ""]

_SHARES = "Shares are 0 to 1, one vote an account; *_pp are percentage points; low and high are the ends of the 95 % interval. "


def ask_quotes(work: ReadOnlyWorkspace, question: Question) -> Answer:
    """Quotes as `kit quotes --json` prints them, with how many more there are."""
    answer = last_quotes(work, question)
    unsound = f"{counted(answer.n_left_out, 'quote')} left out: not in the stored text any more. " if answer.n_left_out else ""
    if not answer.quotes:
        return Answer(f"No quote: the last block says why. {unsound}".rstrip(), quotes_json([]), answer.sentence)
    is_all = len(answer.quotes) + answer.n_left_out < question.last
    total = (
        len(answer.quotes) if is_all else n_fitting(work.record, question, work.vectors if question.like else None, work.accounts)
    )
    left_off = max(0, total - len(answer.quotes) - answer.n_left_out)
    more = f"{left_off:,} more fit and are left off" if left_off else "none left off"
    order = "the nearest in meaning first" if question.like else "the newest first"
    note = f"{counted(len(answer.quotes), 'quote')} of {total:,} passages that fit; {more}. {unsound}"
    note += f"Order: {order}, one an account before a second. Each is the stored text from `start` to `end`, checked now."
    return Answer(note, quotes_json(answer.quotes))


def ask_shifts(work: ReadOnlyWorkspace, persona: Persona, cycle: CycleName, surfaced_only: bool, limit: Limit) -> Answer:
    """Tested changes of the printed briefs."""
    briefs = briefs_of(work, persona, cycle)
    n_tested = sum(len(brief["shifts"]) for brief in briefs)
    rows, n_unsound = shift_rows(work, briefs, surfaced_only)
    why = f"Of {counted(n_tested, 'tested theme')} none is surfaced; surfaced_only=false lists them with the rules they missed."
    meaning = (
        f"{_SHARES}`accounts` raise the theme of `accounts_active` that spoke; q is the false discovery rate over the library."
    )
    unsound = f" {counted(n_unsound, 'quote')} left out: not in the stored text any more." if n_unsound else ""
    return rows_answer(
        rows, ("shift", "shifts"), limit, meaning + unsound, why if n_tested else "No theme was tested in this cycle."
    )


def ask_claims(work: ReadOnlyWorkspace, persona: Persona, cycle: CycleName, verdict: Verdict, limit: Limit) -> Answer:
    """Claims of the persona files with their verdicts."""
    briefs = briefs_of(work, persona, cycle)
    n_claims = sum(len(brief["claims"]) for brief in briefs)
    why = f"Of {counted(n_claims, 'claim')} none is {verdict}." if n_claims else "The persona files state no claim."
    meaning = (
        f"{_SHARES}`accounts_now` raise it of `accounts_spoke`; where heard_enough is false the verdict cannot be relied on."
    )
    return rows_answer(claim_rows(briefs, verdict), ("claim", "claims"), limit, meaning, why)


def ask_themes(work: ReadOnlyWorkspace, persona: Persona, cycle: CycleName, limit: Limit) -> Answer:
    """Themes with their shares."""
    meaning = f"{_SHARES}`accounts` raise the theme of `accounts_spoke`."
    rows = theme_rows(briefs_of(work, persona, cycle))
    return rows_answer(
        rows, ("theme", "themes"), limit, meaning, "The run found no theme: too little was said on any one subject."
    )


def ask_coverage(work: ReadOnlyWorkspace, persona: Persona, cycle: CycleName) -> Answer:
    """How much was heard."""
    meaning = (
        "Conversations count for the persona in the cycle; *_share are parts of them, 0 to 1. Quiet is not steady: see `state`."
    )
    rows = coverage_rows(briefs_of(work, persona, cycle))
    return rows_answer(rows, ("persona", "personas"), MOST_ROWS, meaning, "No brief covers anything.")


def ask_account(work: ReadOnlyWorkspace, account_id: str) -> Answer:
    """What one account says."""
    facts = account_sheet(work, account_id).facts
    left_off = max(0, len(facts["themes"]) - 2 * MOST_THEMES)
    below = [shift for shift in facts["shifts"] if not shift["surfaced"]]
    shown = facts | {
        "themes": facts["themes"][: 2 * MOST_THEMES],
        "shifts": [each for each in facts["shifts"] if each["surfaced"]],
    }
    note = (
        f"One account. {counted(left_off, 'theme')} and {counted(len(below), 'change')} below the bar left off (`kit account "
        "--json` has all). n and of are conversations of this account, all that it said; `everyone` is the share of all "
        "accounts, 0 to 1, with its 95 % interval, and `accounts` of `of_accounts`."
    )
    why = "" if facts["conversations"]["n"] else "The account is in accounts.csv, and in no conversation that was read."
    return Answer(note, readable_json(shown), why)


def ask_brief(work: ReadOnlyWorkspace, persona: Persona, cycle: CycleName) -> Answer:
    """Briefs in short."""
    rows, n_unsound = short_briefs(work, briefs_of(work, persona, cycle))
    meaning = f"{_SHARES}`shifts` are the surfaced ones of `tested` themes; `themes` are the first of `of_themes`."
    unsound = f" {counted(n_unsound, 'quote')} left out: not in the stored text any more." if n_unsound else ""
    return rows_answer(rows, ("brief", "briefs"), MOST_ROWS, meaning + unsound, "No brief is printed.")
