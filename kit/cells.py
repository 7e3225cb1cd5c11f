"""Cells of a spreadsheet: what one would run as a formula is written with an apostrophe before it, and read back without."""

from __future__ import annotations

#: Cells that a spreadsheet would take for a formula start with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_cell(cell: str | None) -> str:
    """A cell as it was before :func:`safe_cell`, without blanks around it; "" where there is none."""
    text = (cell or "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
