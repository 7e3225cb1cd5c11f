"""Files: tables written as CSV, Parquet or one workbook, no cell of them a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kit.errors import ParameterError
from kit.formats import safe_cell

#: What a folder of tables can be written as; a path that ends in .xlsx is one workbook.
FORMATS = ("csv", "parquet")
#: What a worksheet holds at the most, its heading among the rows; and the letters of a cell.
MOST_ROWS, MOST_LETTERS = 1_048_576, 32_767
#: Characters that no cell may hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

#: What a text starts with that a spreadsheet would take for a formula or an error.
SPECIAL = ("=", "+", "-", "@", "#")


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """One table as CSV or Parquet, by the path's ending."""
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
        return path
    text = [name for name in table if not pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype.kind != "M"]
    table = table.assign(**{name: [safe_cell(str(cell)) for cell in table[name]] for name in text})
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """Tables as the sheets of one workbook: headings stay in sight, text is text, times are UTC.

    Raises
    ------
    ParameterError
        A table has more rows than a sheet holds, or the library that writes workbooks is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise ParameterError(f"{path}: workbooks need openpyxl; `pip install openpyxl`, or name a folder for CSV files") from None
    for name, table in tables.items():
        if len(table) >= MOST_ROWS:
            raise ParameterError(f"{path}: {name} has {len(table):,} rows, more than a sheet holds; export to a folder instead")
    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([str(column) for column in table.columns])
        for row in table.itertuples(index=False):
            sheet.append([_cell(sheet, value) for value in row])
    book.save(path)
    return path


def _cell(sheet: object, value: object) -> object:
    """A value as a cell: numbers, truth and times as they are, all else as text that is never a formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        text = CONTROL.sub(" ", value)[:MOST_LETTERS]
        if not text.startswith(SPECIAL):
            return text
        cell = WriteOnlyCell(sheet, value="")
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = True  # what a person edits stays text too
        return cell
    if isinstance(value, pd.Timestamp):
        return value.tz_convert("UTC").tz_localize(None).to_pydatetime() if value.tz else value.to_pydatetime()
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value if isinstance(value, bool | int | float) else str(value)
