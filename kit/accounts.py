"""accounts.csv: who the accounts are, what they are worth and when they renew."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd

from kit.errors import SettingsError
from kit.settings import Settings

COLUMNS = ("account_id", "name", "segment", "tier", "arr", "renewal_on")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)


def _arr(told: str, where: str) -> float:
    """Revenue of one account; NaN where it is not known."""
    bare = re.sub(r"[\s_,]|^[$€£]|^[A-Z]{3}(?=\d)", "", told)
    if not bare:
        return np.nan
    if not _NUMBER.fullmatch(bare) or float(bare) < 0:
        raise SettingsError(
            f"{where}: arr is {told!r}, which is no amount; write 120000, or leave it empty where it is not known"
        )
    return float(bare)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: there is no such file; write one with the columns {', '.join(COLUMNS)}, "
            "or mend `accounts: {path: ...}` in kit.yaml"
        ) from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from None
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\0", "")


def read_accounts(workspace: Path, settings: Settings) -> pd.DataFrame:
    """Accounts of a workspace.

    Returns
    -------
    DataFrame of shape (n_accounts, 6), sorted by ``account_id`` (str, unique)
        ``name``, ``segment``, ``tier``, ``renewal_on`` (str, "" where not known), ``arr`` (float, in the workspace's
        currency; NaN where not known, never 0 for "not known").
    """
    path = workspace / settings.accounts.path
    text = _text(path)
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=header.count))
    names = [name.strip() for name in next(reader, [])]
    if lacking := [name for name in COLUMNS[:3] if name not in names]:
        raise SettingsError(
            f"{path}:1: the header has no column {lacking[0]!r}; it needs {', '.join(COLUMNS)} (the last three may be empty)"
        )
    rows, lines, line = [], {}, reader.line_num + 1
    for cells in reader:
        row = {name: value.strip() for name, value in zip(names, cells, strict=False)}
        if any(row.values()):
            _check_row(row, lines, path, line)
            lines[row["account_id"]] = line
            rows.append({name: row.get(name, "") for name in COLUMNS} | {"arr": _arr(row.get("arr", ""), f"{path}:{line}")})
        line = reader.line_num + 1
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.astype({name: "str" for name in COLUMNS if name != "arr"} | {"arr": "float64"})
    return frame.sort_values("account_id", ignore_index=True)


def _check_row(row: dict[str, str], lines: dict[str, int], path: Path, line: int) -> None:
    account_id = row.get("account_id", "")
    if not account_id:
        raise SettingsError(f"{path}:{line}: account_id is empty; every account needs its own")
    if account_id in lines:
        raise SettingsError(
            f"{path}:{line}: account_id {account_id!r} is given twice (first in line {lines[account_id]}); keep one"
        )
