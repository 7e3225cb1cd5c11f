"""Deciding on evidence: taking what people say of passages and their themes, one by one or from a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from kit.errors import WorkspaceError
from kit.formats import plain_cell
from kit.matching.stances import STANCES
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.review.record_decisions import check_reviewer
from kit.review.spreadsheet import Applied, sheet_of
from kit.review.stance_decisions import StanceWord, kind_of_stances
from kit.review.words_on_passages import KindOfWord, Signed, take_lines, take_words
from kit.shifts.corrections.reviewed_evidence import NO_THEME, RIGHT, WRONG


@dataclass(frozen=True)
class EvidenceWord:
    """What a reviewer says of one passage.

    Attributes
    ----------
    passage_id, note : which, and why.
    verdict : "right" or "wrong", of the theme that it was put to.
    theme_id : of a wrong one the right theme, "none" where it is about none of them, "" where that is not said.
    proposed : the theme that the reviewer was shown, "" for none; None where the record's is meant as it stands.
    """

    passage_id: str
    verdict: str
    theme_id: str = ""
    note: str = ""
    proposed: str | None = None


@one_writer("a decision on evidence")
def decide_evidence(record: Record, words: list[EvidenceWord], by: str, now: datetime) -> int:
    """Take words on passages: ``kit themes right|wrong``. Nothing earlier is changed; the newest word stands.

    Parameters
    ----------
    words : what is said; where one cannot be taken nothing is written.
    by, now : who says it, and when (an aware time).

    Returns
    -------
    int, how many were added. They take effect with the next run.
    """
    return take_words(record, kind_of_themes(record, [word.passage_id for word in words]), words, by, now)


def kind_of_themes(record: Record, passage_ids: list[str]) -> KindOfWord:
    """How words on the themes of some passages are taken."""
    shown = shown_themes(record, passage_ids)
    return KindOfWord("theme_decisions", partial(problem_of_word, shown=shown), partial(row_of_word, shown=shown))


@one_writer("kit themes apply")
def apply_evidence_file(record: Record, path: Path, by: str, now: datetime) -> Applied:
    """Take the words of an exported and filled-in CSV, on themes and on stances: ``kit themes apply``.

    Notes
    -----
    Applying a file twice changes nothing. A line that cannot be taken is refused with its number and the rest stands.
    """
    check_reviewer(by)
    names, lines = sheet_of(path)
    if missing := [name for name in ("passage_id", "verdict") if name not in names]:
        raise WorkspaceError(
            f"{path}:1: lacks the columns {missing}; write the queue with `kit themes evidence --csv` and fill it in"
        )
    themes = [(line, _word(row), row.get("exported_at") or "") for line, row in lines]
    themes = [entry for entry in themes if entry[1].verdict]
    stances = [(line, _stance_word(row), row.get("exported_at") or "") for line, row in lines]
    stances = [entry for entry in stances if entry[1].stance]
    signed, filled = (by, now), {line for line, *_ in (*themes, *stances)}
    took = [
        take_lines(record, kind_of(record, [word.passage_id for _, word, _ in given]), path, given, signed)
        for kind_of, given in ((kind_of_themes, themes), (kind_of_stances, stances))
    ]
    n_new, n_known = (sum(getattr(part, name) for part in took) for name in ("n_new", "n_known"))
    return Applied(n_new, n_known, len(lines) - len(filled), [line for part in took for line in part.refused])


def _stance_word(row: dict[str, str]) -> StanceWord:
    passage_id, stance, note = (plain_cell(row.get(name)) for name in ("passage_id", "stance_is", "note"))
    return StanceWord(passage_id, stance.lower() if stance.lower() in STANCES else stance, note)  # a refusal shows what was typed


def _word(row: dict[str, str]) -> EvidenceWord:
    passage_id, verdict, theme_id, note = (plain_cell(row.get(name)) for name in ("passage_id", "verdict", "theme_id", "note"))
    return EvidenceWord(passage_id, verdict.lower(), theme_id, note, plain_cell(row["proposed"]) if "proposed" in row else None)


@dataclass(frozen=True)
class Shown:
    """What the record holds of some passages.

    Attributes
    ----------
    rows : ``persona_id, conversation_key, theme_id`` of each passage by its id, as the newest run put it.
    themes : ids of every theme of the personas concerned.
    """

    rows: pd.DataFrame
    themes: frozenset[str]


def shown_themes(record: Record, passage_ids: list[str]) -> Shown:
    """The themes that some passages were put to by the newest run that holds them."""
    columns = ["run_cycle", "persona_id", "passage_id", "conversation_key", "theme_id"]
    rows = record.read("assignments", columns, passage_id=sorted(set(passage_ids))).sort_values("run_cycle")
    rows = rows.drop_duplicates("passage_id", keep="last").set_index("passage_id")
    themes = record.read("themes", ["theme_id"], persona_id=sorted(set(rows["persona_id"])))
    return Shown(rows, frozenset(themes["theme_id"]))


def problem_of_word(word: EvidenceWord, shown: Shown) -> str:
    """Why a word cannot be taken, "" where it can."""
    if word.verdict not in (RIGHT, WRONG):
        return f"verdict is {word.verdict!r}; use {RIGHT} or {WRONG}"
    if word.passage_id not in shown.rows.index:
        return f"passage {word.passage_id!r} is in no run's themes; `kit themes evidence` shows those that are"
    now = shown.rows.loc[word.passage_id, "theme_id"]
    seen = now if word.proposed is None else word.proposed
    if word.verdict == RIGHT and word.theme_id not in ("", seen):
        return (
            f"passage {word.passage_id!r} is said to be right in {seen or NO_THEME!r} and to belong to {word.theme_id!r}; say one"
        )
    if word.verdict == WRONG and word.theme_id == (seen or NO_THEME):
        return f"passage {word.passage_id!r} is in {word.theme_id!r} already; say {RIGHT}, or name another theme"
    if word.theme_id not in ("", NO_THEME) and word.theme_id not in shown.themes:
        return f"there is no theme {word.theme_id!r}; `kit themes list` shows those there are, {NO_THEME!r} is none of them"
    return ""


def row_of_word(word: EvidenceWord, signed: Signed, token: str, shown: Shown) -> dict[str, Any]:
    """A row of the decisions; ``signed`` is by whom and when, ``token`` tells it from another that says the same of the same."""
    row, (by, now) = shown.rows.loc[word.passage_id], signed
    seen = row["theme_id"] if word.proposed is None else word.proposed
    about = (seen or NO_THEME) if word.verdict == RIGHT else word.theme_id
    mark = "\x1f".join([word.passage_id, word.verdict, about, seen, word.note, token])
    return {
        "decision_id": hashlib.sha256(mark.encode()).hexdigest()[:16], "persona_id": row["persona_id"],
        "passage_id": word.passage_id, "conversation_key": row["conversation_key"], "verdict": word.verdict, "theme_id": about,
        "proposed": seen, "decided_by": by.strip(), "note": word.note,
        "decided_at": pd.Timestamp(now).tz_convert("UTC").as_unit("us"),
    }  # fmt: skip
