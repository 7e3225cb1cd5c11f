"""Decided: what people decided, as one small readable file beside the record, written after each change.

Everything else in a record can be read again from the inbox; reviews, theme edits and the list of the forgotten cannot.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kit.errors import RecordError
from kit.record.tables import TABLES

#: Tables that hold what people decided.
DECIDED = ("decisions", "theme_decisions", "stance_decisions", "theme_edits", "forgotten")
#: Those that files of earlier versions do not hold.
LATER = ("theme_decisions", "stance_decisions")
#: The file beside the record's folder, and the key of the list of the forgotten within the folder.
SUFFIX, KEY = ".decided.json", "erasure.key"


def decided_file(folder: Path) -> Path:
    """The file of a record's decisions: ``record.decided.json`` beside ``record/``."""
    return folder.with_name(folder.name + SUFFIX)


def write_decided(folder: Path, tables: dict[str, pd.DataFrame], target: Path | None = None) -> Path:
    """Write what people decided, readable by its owner alone; the file is whole at any moment.

    Parameters
    ----------
    tables : the rows of :data:`DECIDED`, by table.
    target : where to; by default beside the record.
    """
    target = target or decided_file(folder)
    key = folder / KEY
    content = {"erasure_key": key.read_text(encoding="utf-8").strip() if key.exists() else ""}
    content |= {name: [_plain(row) for row in rows.to_dict("records")] for name, rows in tables.items()}
    partial = target.with_name(target.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
    return partial.replace(target)


def read_decided(path: Path) -> tuple[dict[str, pd.DataFrame], str]:
    """The rows of such a file, by table, and the key of the list of the forgotten ("" where there was none).

    Raises
    ------
    RecordError
        The file is missing or is not what :func:`write_decided` writes.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: _frame(name, content.get(name, []) if name in LATER else content[name]) for name in DECIDED}
    except FileNotFoundError:
        raise RecordError(f"{path}: there is no such file; name one that `kit backup` wrote") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(
            f"{path}: is no file of decisions ({type(error).__name__}: {error}); name one that `kit backup` wrote"
        ) from None
    return tables, str(content.get("erasure_key", ""))


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(TABLES[name].columns))
    times = [column for column in frame if column.endswith("_at")]
    return frame.assign(**{column: pd.to_datetime(frame[column], utc=True, format="ISO8601") for column in times})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    """A stored value as JSON has it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value
