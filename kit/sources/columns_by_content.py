"""Columns by content: which column of a table holds its ids, its times or who wrote, told by what stands in it.

Asked only where no name tells: exports in languages and of tools that nobody listed have columns like these too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from kit.sources.messages import side_in
from kit.sources.open_questions import is_open
from kit.sources.parsing.cells import cell, date_order, value_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.rows import Rows
from kit.sources.parsing.tables.column_names import JOIN, normal, resolved
from kit.sources.reader import Context

#: Rows looked at, and the fewest that tell anything.
LOOKED_AT, LEAST = 200, 2
#: Most letters of an id, and most different words that columns of sides hold.
LONGEST_ID, MOST_SIDES = 60, 12
#: Letters of a name with its address.
LONGEST_ADDRESS = 300
#: Columns that are named for who sent a message.
SENDERS = ("from", "sender", "sent by", "author", "von", "absender", "de", "expediteur", "remitente")
#: So much of a column is filled where it tells something.
FILLED = 0.8

#: So much of a column of words is filled, and so many words a cell has in the middle case.
SPOKEN, FEWEST_WORDS = 0.5, 3

_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATE = re.compile(r"\d{1,4}\D{1,3}\d{1,2}\D{1,3}\d{1,4}|\d{1,2}[. ]{1,2}[^\W\d_]{3,12}\.? ?\d{4}|\b1\d{9}(?:\d{3})?(?:\.\d+)?\b")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$")
_RECEIVES = re.compile(r"(?:^|\b)(?:to|cc|bcc|recipients?|owner|assignee|agent|assigned|reply|an|para|vers)(?:\b|$)")


def _columns(rows: Rows, taken: Collection[str], filled: float = FILLED) -> Iterator[tuple[str, list[str]]]:
    """Columns that nothing is known of, each with its filled cells; an object is none."""
    for name in rows.columns:
        values = [row.values.get(name) for row in rows.rows[:LOOKED_AT]]
        cells = [text for value in values if not isinstance(value, dict | list) and (text := cell(value))]
        if name not in taken and len(cells) >= max(LEAST, filled * len(values)):
            yield name, cells


def _first(rows: Rows, taken: Collection[str], fits: Callable[[str, list[str]], bool]) -> str:
    return next((name for name, cells in _columns(rows, taken) if fits(name, cells)), "")


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.search(text))


def named(
    rows: Rows, given: Mapping[str, str], wanted: Sequence[str], also: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """Their column for each of ours by its name (:func:`resolved`); a column named as if it held words has to hold some.

    "Note" is a rating in French, and holds words in English.
    """
    names = first = resolved(rows.columns, given, wanted, also)
    columns = rows.columns
    while names.get("text", "text") != "text" and "text" not in given and not holds_words(rows, names["text"]):
        columns = [name for name in columns if name != names["text"]]
        names = resolved(columns, given, wanted, also)
    return names if "text" in names else first


def id_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column that tells every row from all others in a short word with a digit; "" where there is none."""
    n_rows = len(rows.rows[:LOOKED_AT])

    def fits(name: str, cells: list[str]) -> bool:
        is_short = all(len(text) <= LONGEST_ID and re.fullmatch(r"(?=\D*\d)\S+", text) for text in cells)
        return len(set(cells)) == n_rows and is_short and not all(_DATE.match(text) or _is_address(text) for text in cells)

    return _first(rows, taken, fits)


def joined_id(rows: Rows, names: Mapping[str, str]) -> str:
    """Columns that together tell every row from all others where none does alone: when, of which account, who, about what."""
    chosen: list[str] = []
    for theirs in filter(None, map(names.get, ("occurred_at", "account_id", "contact_id", "contact_name", "subject"))):
        chosen.append(theirs)
        cells = [cell(value_of(row, JOIN.join(chosen))) for row in rows.rows]
        if len(chosen) > 1 and len(set(cells)) == len(cells):
            return JOIN.join(chosen)
    return ""


def time_column(rows: Rows, taken: Collection[str], context: Context) -> str:
    """The first column all of whose cells are dates; "" where there is none."""

    def fits(name: str, cells: list[str]) -> bool:
        if not all(len(text) <= LONGEST_ID and _DATE.search(text) for text in cells):
            return False
        order = date_order(rows, name, context)
        given = (row.values.get(name) for row in rows.rows[:LOOKED_AT])
        return all(time_of(value, context.zone, order or "dmy") for value in given if cell(value))

    return _first(rows, taken, fits)


def side_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column whose words all tell a side, the customer's and others' among them; "" where there is none."""

    def fits(name: str, cells: list[str]) -> bool:
        words = set(cells)
        sides = {side_in(word, name, {}) for word in words} if len(words) <= MOST_SIDES else {""}
        return "" not in sides and "customer" in sides and bool(sides & {"team", "automatic"})

    return _first(rows, taken, fits)


def text_column(rows: Rows, taken: Collection[str]) -> str:
    """The column that holds people's own words, of several that with the most; "" where there is none."""
    words = {name: cells for name, cells in _columns(rows, taken, filled=SPOKEN) if is_open(cells, FEWEST_WORDS)}
    return max(words, key=lambda name: sum(map(len, words[name])), default="")


def holds_words(rows: Rows, column: str) -> bool:
    """Whether a column holds words in some row looked at: "4" and "5/5" are none. True of a column that is empty."""
    cells = [text for row in rows.rows[:LOOKED_AT] if (text := cell(row.values.get(column)))]
    return not cells or any(_WORD.search(text) for text in cells)


def sender_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column of mail addresses that are not the recipients'; "" where there is none.

    In one that is named for the sender some may have no address: visitors of a chat.
    """

    def fits(name: str, cells: list[str]) -> bool:
        return (
            not _RECEIVES.search(normal(name))
            and len(set(cells)) > 1
            and (all(map(_is_address, cells)) or (normal(name) in SENDERS and any(map(_is_address, cells))))
        )

    return _first(rows, taken, fits)
