"""Review files: the queue as a CSV for a spreadsheet, and what was filled in there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from kit.config.personas import Persona
from kit.cycles import after_the_last
from kit.errors import WorkspaceError
from kit.formats import plain_cell, safe_cell
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.review.record_decisions import GivenDecision, check_reviewer, decision_id, decision_of, matches_of, problem_of

#: What a spreadsheet puts between cells, by the country it is set to.
DELIMITERS = ",;\t"

#: How a UTF-16 file begins, with its mark or with an ASCII letter.
UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"c\0": "utf-16-le", b"\0c": "utf-16-be"}


@dataclass(frozen=True)
class Applied:
    """What applying a file of decisions did.

    Attributes
    ----------
    n_new, n_known, n_blank : decisions added, known from before, and lines without a verdict.
    refused : list of "path:line: reason", the lines that were left out.
    """

    n_new: int
    n_known: int
    n_blank: int
    refused: list[str]


def export_queue(queue: pd.DataFrame, path: Path, now: datetime) -> Path:
    """Write a queue as CSV for a spreadsheet: ``kit review export``.

    Raises
    ------
    WorkspaceError
        The file cannot be written, or is there and is no queue, or holds verdicts: nobody's work is written over.
    """
    if path.exists():
        _check_spare(path)
    rows = queue.assign(exported_at=now.isoformat())
    texts = [name for name in rows.columns if pd.api.types.is_string_dtype(rows[name])]
    rows = rows.assign(**{name: rows[name].map(safe_cell) for name in texts})
    try:
        rows.to_csv(path, index=False, encoding="utf-8", quoting=csv.QUOTE_MINIMAL)
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be written ({error}); name a file in a folder that is there") from None
    return path


def _check_spare(path: Path) -> None:
    """Refuses a path whose file somebody may still need."""
    names, lines = sheet_of(path)
    if "verdict" not in names:
        raise WorkspaceError(f"{path}: is there and is no exported queue; name another file")
    if any(row["verdict"] or row.get("stance_is") for _, row in lines):
        raise WorkspaceError(f"{path}: holds verdicts; take them in (`apply`) and delete it, or name another file")


@one_writer("kit review apply")
def apply_decisions_file(record: Record, personas: list[Persona], path: Path, by: str, now: datetime) -> Applied:
    """Take the decisions of an exported and filled-in CSV: ``kit review apply``.

    Parameters
    ----------
    by, now : who decides, and when.

    Notes
    -----
    A decision is known by what its line shows and says and by its export, whoever applies it: applying a file twice changes
    nothing. A line that cannot be taken is refused with its number and the rest stands.
    """
    check_reviewer(by)
    lines = [(line, _decision(row), row.get("exported_at") or "") for line, row in _read_lines(path)]
    given = [(line, decision, f"file/{token}") for line, decision, token in lines if decision.verdict]
    matches = matches_of(record, sorted({decision.key for _, decision, _ in given}))
    earlier = record.read("decisions", ["decision_id", "decided_at"])
    known, now = set(earlier["decision_id"]), after_the_last(earlier["decided_at"], now)
    rows, refused, n_known = [], [], 0
    taken: dict[str, tuple[int, GivenDecision]] = {}
    for line, decision, token in given:
        is_known = decision_id(decision, token) in known
        problem = _contradiction(decision, taken.get(decision.key))
        problem = problem or ("" if is_known else problem_of(decision, matches, personas))
        if problem:
            refused.append(f"{path}:{line}: {problem}")
            continue
        taken.setdefault(decision.key, (line, decision))
        n_known += is_known
        if not is_known:
            rows.append(decision_of(decision, matches, by, now, token))
    n_new = record.add_new("decisions", pd.DataFrame(rows), "decision_id") if rows else 0
    return Applied(n_new, n_known + len(rows) - n_new, len(lines) - len(given), refused)


def _decision(row: dict[str, str]) -> GivenDecision:
    """What a line says; a file without the column ``proposed`` speaks of what the record proposes."""
    proposed = plain_cell(row["proposed"]) if "proposed" in row else None
    key, persona_id, note = (plain_cell(row.get(name)) for name in ("conversation_key", "persona_id", "note"))
    return GivenDecision(key, plain_cell(row["verdict"]).lower(), persona_id, note, proposed)


def _contradiction(decision: GivenDecision, earlier: tuple[int, GivenDecision] | None) -> str:
    """What is wrong with a second line about one conversation, "" where it says the same."""
    if earlier is None or (earlier[1].verdict, earlier[1].persona_id) == (decision.verdict, decision.persona_id):
        return ""
    line, first = earlier
    return (
        f"conversation {decision.key!r} has {_verdict(first)!r} in line {line} and {_verdict(decision)!r} here; "
        "keep one of the two"
    )


def _verdict(decision: GivenDecision) -> str:
    return f"{decision.verdict} {decision.persona_id}".rstrip()


def _read_lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines of a decisions file, each with the number of the line it begins in; refuses a file that is none."""
    names, lines = sheet_of(path)
    if missing := [name for name in ("conversation_key", "verdict") if name not in names]:
        raise WorkspaceError(
            f"{path}:1: lacks the columns {missing}; export the queue with `kit review export` and fill in its verdicts"
        )
    return lines


def sheet_of(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Columns of a CSV, and its lines by the number of the line they begin in; a short one is filled up with ""."""
    try:
        text = _decoded(path.read_bytes())
        head = text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
        names = [name.strip().lower() for name in next(reader, [])]
        lines, begins = [], reader.line_num + 1
        for cells in reader:
            if any(cells):
                lines.append((begins, dict.fromkeys(names, "") | dict(zip(names, cells, strict=False))))
            begins = reader.line_num + 1
    except FileNotFoundError:
        raise WorkspaceError(f"{path}: there is no such file; `kit review export` writes one to fill in") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WorkspaceError(
            f"{path}: cannot be read as a CSV of decisions ({error}); export one with `kit review export`"
        ) from None
    return names, lines


def _decoded(data: bytes) -> str:
    """A file's text, as spreadsheets write it: UTF-8 with or without its mark, UTF-16, or Windows' own."""
    if data[:2] in UTF_16:
        return data.decode(UTF_16[data[:2]])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
