"""Column names: found by meaning where they are not told, however an export spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kit.resources import own_yaml
from kit.sources.parsing.tables.column_words import meant
from kit.sources.parsing.tables.spelling import normal

#: Names under which APIs put all fields of a record.
_CONTAINER = re.compile(r"^(?:attributes|properties|fields|record|_source|node|document)\.")

#: Under which some answers put the value of each field: "title.label", "body.#text".
_VALUE = re.compile(r"\.(?:label|value|#text|_text|__text|\$t|\$)$")
#: Columns that are looked for by the last name of a path; and paths in which our side's words and dates stand.
LONGEST_PATH = 200
LEAVES = ("occurred_at", "text", "subject")
_OURS = re.compile(
    r"(?:^|[._ ])(?:\w*reply|replies|responses?|agent|admin|developer|staff|assignee|owner|author|user|vendor|merchant)\b",
    re.I,
)

#: What stands between the names of two columns that are joined, as in "Date + Time".
JOIN = " + "
#: Columns that say the time of a date that stands in a column of its own.
CLOCKS = ("time", "created time", "time of day", "clock", "uhrzeit", "heure", "hora", "ora", "tijd", "opened time", "start time")

#: The person who asks, or whom that person asks for.
CLIENTS = ("customer", "client", "customer name", "client name", "kunde", "kundenname", "cliente", "klant")

_LISTED = own_yaml(Path(__file__).parent / "column_names.yaml")
#: Names that exports use for each of our columns, surest first, in the form of :func:`normal`.
MEANINGS: dict[str, list[str]] = {ours: [normal(name) for name in names] for ours, names in _LISTED.items()}
#: Names that stand in cells as often as in headers are no sign of a header.
_KNOWN = frozenset(name for names in MEANINGS.values() for name in names) - {"no"}


def is_known(name: str) -> bool:
    """Whether some export uses a name (in the form of :func:`normal`) for one of our columns."""
    return name in _KNOWN


def resolved(
    columns: Sequence[str], given: Mapping[str, str], wanted: Iterable[str], also: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """Their column for each of ours that is found: as kit.yaml says, else the canonical name, else by meaning.

    Parameters
    ----------
    columns : a file's columns.
    given : ours to theirs, as in kit.yaml; one that is given and not there is not guessed.
    wanted : our columns.
    also : further names a reader knows, by our column, tried before the general ones.

    Notes
    -----
    A column is taken once. Where none has a known name, one is taken whose words are all words for it ("Store Name").
    ``title`` is a review's heading where another column holds the words, never a job title.
    """
    fields = leaves_of(columns)
    by_name: dict[str, str] = {}
    for name in [name for name in fields if not _CONTAINER.match(name)] + [name for name in fields if _CONTAINER.match(name)]:
        by_name.setdefault(normal(_VALUE.sub("", _CONTAINER.sub("", name))), name)
    column_of: dict[str, str] = {}
    for ours in wanted:
        theirs = _there(given[ours], columns, by_name) if ours in given else ours if ours in fields else ""
        if theirs:
            column_of[ours] = theirs
    taken = set(column_of.values()) | {theirs for theirs in given.values() if theirs in columns}
    for ours in wanted:
        if ours not in column_of and ours not in given:
            names = [*(normal(name) for name in (also or {}).get(ours, ())), *MEANINGS.get(ours, ())]
            hit = next((by_name[name] for name in names if name in by_name and by_name[name] not in taken), "")
            if hit:
                column_of[ours] = hit
                taken.add(hit)
    if "account_id" in wanted and not {"account_id"} & {*column_of, *given} and "contact_name" in column_of:
        column_of |= _client(by_name, taken)
    column_of |= _by_words(by_name, [ours for ours in wanted if ours not in column_of and ours not in given], taken)
    return column_of | _by_leaf(by_name, [ours for ours in LEAVES if ours in wanted and ours not in {*column_of, *given}], taken)


def _client(by_name: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    """The account where a column "Customer" stands beside another that names the person who asks."""
    hit = next((by_name[name] for name in CLIENTS if name in by_name and by_name[name] not in taken), "")
    taken |= {hit}
    return {"account_id": hit} if hit else {}


def leaves_of(columns: Sequence[str]) -> list[str]:
    """Columns without those that hold other columns: of "content" and "content.body" only the second holds words."""
    paths = [name for name in columns if "." in name and len(name) <= LONGEST_PATH]
    holders = {name[:place] for name in paths for place, letter in enumerate(name) if letter == "."}
    return [name for name in columns if name not in holders]


def _by_leaf(by_name: Mapping[str, str], missing: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Nested columns by their last name alone, as "thread.created_at"; none that lies in what our side wrote."""
    column_of: dict[str, str] = {}
    nested = [theirs for theirs in by_name.values() if "." in theirs and not _OURS.search(theirs)]
    for ours in missing:
        leaves = {normal(_VALUE.sub("", theirs).rpartition(".")[2]): theirs for theirs in reversed(nested) if theirs not in taken}
        if hit := next((leaves[name] for name in MEANINGS[ours] if name in leaves), ""):
            column_of[ours] = hit
            taken.add(hit)
    return column_of


def _by_words(by_name: Mapping[str, str], missing: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Columns for those of ours that no known name was found for, by the words of the others' names."""
    column_of: dict[str, str] = {}
    for ours in missing:
        means_it = (theirs for name, theirs in by_name.items() if ours in meant(name) and theirs not in taken)
        if hit := next(means_it, ""):
            column_of[ours] = hit
            taken.add(hit)
    return column_of


def _there(given: str, columns: Sequence[str], by_name: Mapping[str, str]) -> str:
    """The column, or the joined columns, that kit.yaml names, however it spells them; "" where one is not there."""
    if given in columns or JOIN not in given:
        return given if given in columns else by_name.get(normal(given), "")
    parts = [_there(part, columns, by_name) for part in given.split(JOIN)]
    return JOIN.join(parts) if all(parts) else ""
