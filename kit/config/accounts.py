"""accounts.csv: who the accounts are, what they are worth and when they renew."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from kit.config.settings import Settings
from kit.errors import SettingsError

COLUMNS = ("account_id", "name", "segment", "tier", "arr", "renewal_on")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
#: Thousands marked by commas (India's lakhs too) or by dots, with the other one as decimal sign.
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", re.ASCII),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII),
}
#: One dot with three digits behind it: thousands in Berlin, decimals in Boston.
_EITHER_WAY = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


def _arr(text: str, where: str) -> float:
    """Revenue of one account; NaN where it is not known.

    Commas and dots are read as either part of the world writes them; what both would read differently is refused.
    """
    bare = re.sub(r"[\s_'’$€£¥]", "", text)
    bare = re.sub(r"^[A-Z]{3}(?=\d)|(?<=\d)[A-Z]{3}$", "", bare)
    if not bare:
        return np.nan
    if _EITHER_WAY.fullmatch(bare):
        whole = bare.replace(".", "")
        raise SettingsError(
            f"{where}: arr is {text!r}, which is {whole} to some and {bare[:-4]} to others; write {whole} or {bare[:-4]}"
        )
    plain = _plain(bare)
    if not _NUMBER.fullmatch(plain) or float(plain) < 0:
        raise SettingsError(
            f"{where}: arr is {text!r}, which is no amount; write 120000, or leave it empty where it is not known"
        )
    return float(plain)


def _plain(bare: str) -> str:
    """An amount without thousands marks and with a decimal point."""
    comma, dot = bare.rfind(","), bare.rfind(".")
    if _GROUPED["."].fullmatch(bare) and (comma > dot or bare.count(".") > 1):
        return bare.replace(".", "").replace(",", ".")
    if _GROUPED[","].fullmatch(bare):
        return bare.replace(",", "")
    return bare.replace(",", ".") if re.fullmatch(r"\d+,\d{1,2}", bare) else bare


def _renewal(text: str, where: str) -> str:
    """The day an account renews, as ``2027-03-31``; "" where that is not known."""
    if not text:
        return ""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise SettingsError(
            f"{where}: renewal_on is {text!r}, which is no date; write it as 2027-03-31, or leave it empty"
        ) from None


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
            where = f"{path}:{line}"
            values = {"arr": _arr(row.get("arr", ""), where), "renewal_on": _renewal(row.get("renewal_on", ""), where)}
            rows.append({name: row.get(name, "") for name in COLUMNS} | values)
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
