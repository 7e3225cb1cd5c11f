"""JSON rows: objects one a line, in a list, or wrapped as an API's answer, with nested fields by dotted path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kit.sources.conversation import RAW_READ, UnreadableRow
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.tables.header import n_known
from kit.sources.parsing.tables.row import Row, Rows

#: How deep an answer's list of rows and a row's nested fields are looked for.
MAX_DEPTH = 3
#: Nested fields of one row that get a name; more is data and no record.
MAX_NESTED = 200
#: Keys under which an answer holds its rows, where it holds several lists.
WRAPPERS = (
    "data",
    "results",
    "items",
    "records",
    "rows",
    "value",
    "values",
    "entries",
    "conversations",
    "tickets",
    "messages",
    "docs",
)

#: Keys under which an answer describes the people that its rows name by their ids.
PEOPLE = ("users", "people", "contacts", "customers", "agents", "admins", "participants", "members", "authors")

NO_OBJECT = "is JSON but no object with named fields"


def json_value(text: str) -> tuple[Any, str]:
    """A value, and what is wrong where it is none."""
    try:
        return json.loads(text), ""
    except RecursionError:
        return None, "is nested too deeply to be read"
    except ValueError as error:
        return None, f"is no JSON ({error}); the line is cut or not one object a line"


def json_lines(file: File, wanted: Sequence[str] = (), encoding: str = "") -> Rows:
    """Rows of a file with one JSON object a line; a line may hold an answer with many."""
    entries: list[tuple[Any, int]] = []
    unread: list[UnreadableRow] = []
    for number, line in enumerate(text_of(file.data, encoding).split("\n"), start=1):
        if not line.strip():
            continue
        value, fault = json_value(line)
        if fault:
            unread.append(UnreadableRow(fault, number, line[:RAW_READ]))
        else:
            entries.append((value, number))
    return _rows(entries, unread, wanted, "")


def json_list(file: File, encoding: str = "") -> tuple[list[tuple[Any, int]], list[UnreadableRow]]:
    """Entries of a JSON document (a list, or one value) with the line each starts on; what follows a break is set aside."""
    text = text_of(file.data, encoding)
    start = len(text) - len(text.lstrip())
    is_list = text[start : start + 1] == "["
    return _entries(text, start + is_list, is_list)


def _entries(text: str, start: int, is_list: bool) -> tuple[list[tuple[Any, int]], list[UnreadableRow]]:
    decoder, entries = json.JSONDecoder(), []
    position, line, counted = start, 1 + text.count("\n", 0, start), start
    while True:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        if position >= len(text) or text[position] == "]":
            is_whole = not is_list or text[position : position + 1] == "]"
            return entries, [] if is_whole else [_cut(text, position, line)]
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            reason = f"is no JSON from here on ({error}); deliver the file whole"
            return entries, [UnreadableRow(reason, line, text[position : position + RAW_READ])]
        entries.append((value, line))


def _cut(text: str, position: int, line: int) -> UnreadableRow:
    return UnreadableRow(
        "the file ends inside a JSON list; deliver it whole", line + text.count("\n"), text[max(0, position - 100) : position]
    )


def json_file(file: File, wanted: Sequence[str] = (), encoding: str = "") -> Rows:
    """Rows of a JSON document: a list, lone objects, or an answer that wraps a list."""
    entries, unread = json_list(file, encoding)
    return _rows(entries, unread, wanted, text_of(file.data, encoding) if len(entries) == 1 else "")


def _rows(entries: list[tuple[Any, int]], unread: list[UnreadableRow], wanted: Sequence[str], text: str) -> Rows:
    rows, columns = Rows([], unread=list(unread)), {}
    heads = [*wanted, *(name.partition(".")[0] for name in wanted)]
    for value, line in entries:
        for item, own_line in _unwrapped(value, line, heads, text, len(entries) > 1):
            if isinstance(item, dict):
                values = _with_paths(item, wanted)
                columns |= dict.fromkeys(values)
                rows.rows.append(Row(values, own_line))
            else:
                rows.unread.append(UnreadableRow(NO_OBJECT, own_line, json.dumps(item)[:RAW_READ]))
    rows.columns = [str(name) for name in columns]
    return rows


def _unwrapped(value: Any, line: int, wanted: Sequence[str], text: str, is_one_of_many: bool) -> Iterator[tuple[Any, int]]:
    """A value's rows with their lines: those of the list that an answer wraps, else the value itself."""
    if _is_listing(value):
        yield from ((item, line) for item in _listed(value))
        return
    path = wrapping_path(value, wanted) if isinstance(value, dict) else ()
    if is_one_of_many and path and path[-1] not in WRAPPERS:
        path = ()  # of many objects each is a row, and its lists are its own
    if not path:
        yield value, line
        return
    beside, items = value, value
    for key in path:
        beside, items = items, items[key]
    lines = _lines_of(text, path[-1], len(items)) or [line] * len(items)
    people = _people_in(beside, path[-1])
    yield from zip((_with_people(item, people) for item in items) if people else items, lines, strict=True)


def _people_in(answer: dict[str, Any], rows: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The lists beside an answer's rows that describe people, each by their ids: Zendesk's "users"."""
    lists = {name: items for name, items in answer.items() if name != rows and name in PEOPLE and isinstance(items, list)}
    described = {
        name: {str(person["id"]): person for person in items if isinstance(person, dict) and "id" in person}
        for name, items in lists.items()
    }
    return {name: people for name, people in described.items() if people}


def _with_people(item: Any, people: dict[str, dict[str, dict[str, Any]]]) -> Any:
    """A row with the people whose ids its messages name."""
    if not isinstance(item, dict):
        return item
    messages = [entry for value in item.values() if isinstance(value, list) for entry in value if isinstance(entry, dict)]
    ids = {str(value) for entry in messages for name, value in entry.items() if name.lower().endswith("id")}
    named = {name: [person for own_id, person in by_id.items() if own_id in ids] for name, by_id in people.items()}
    return {name: persons for name, persons in named.items() if persons and name not in item} | item


def _is_listing(value: Any) -> bool:
    """Whether a value is a listing of things, each with its kind and its data, as Reddit answers."""
    return isinstance(value, dict) and value.get("kind") == "Listing" and isinstance(value.get("data"), dict)


def _listed(value: dict[str, Any]) -> Iterator[Any]:
    """The things of a listing, and after each the replies that it holds."""
    children = value["data"].get("children")
    for child in children if isinstance(children, list) else ():
        thing = child.get("data") if isinstance(child, dict) else None
        yield thing if isinstance(thing, dict) else child
        if isinstance(thing, dict) and _is_listing(thing.get("replies")):
            yield from _listed(thing["replies"])


def _lines_of(text: str, key: str, n_items: int) -> list[int]:
    """The line of each item of the list under a key; [] where the text does not tell."""
    hit = re.search(rf'"{re.escape(key)}"\s*:\s*\[', text) if text else None
    entries, _ = _entries(text, hit.end(), True) if hit else ([], [])
    return [line for _, line in entries] if len(entries) == n_items else []


def wrapping_path(value: dict[str, Any], wanted: Sequence[str], depth: int = MAX_DEPTH) -> tuple[str, ...]:
    """Keys down to the list of rows in an answer; () where the object is a row itself.

    Notes
    -----
    An object that holds two or more names a reader looks for is a row; its lists are its own.
    """
    if n_known(list(value), wanted) >= 2 or depth == 0:
        return ()
    lists = {
        key: items
        for key, items in value.items()
        if isinstance(items, list) and (key in WRAPPERS or any(isinstance(item, dict) for item in items))
    }
    if lists:
        return (max(lists, key=lambda key: (_n_known_first(lists[key], wanted), key in WRAPPERS, len(lists[key]))),)
    for key, inner in value.items():
        if isinstance(inner, dict) and (path := wrapping_path(inner, wanted, depth - 1)):
            return (key, *path)
    return ()


def _n_known_first(items: list[Any], wanted: Sequence[str]) -> int:
    first = next((item for item in items if isinstance(item, dict)), {})
    return n_known(list(first), wanted)


def _with_paths(item: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """An object with its nested fields under dotted paths beside them."""
    nested = {key: value for key, value in item.items() if isinstance(value, dict)}
    values = dict(item)
    if nested:
        values |= {path: value for path, value in list(_paths(nested, "", MAX_DEPTH))[:MAX_NESTED] if path not in item}
    for name in wanted:
        if "." in name and name not in values and (value := value_at(item, name)) is not None:
            values[name] = value
    return values


def _paths(nested: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in nested.items():
        path = f"{before}{key}"
        if before:
            yield path, value
        if isinstance(value, dict) and depth:
            yield from _paths(value, path + ".", depth - 1)


def value_at(item: Any, path: str) -> Any:
    """The value under a dotted path; a number in it is a place in a list, and a list without one gives all its items' values."""
    first, _, rest = path.partition(".")
    if isinstance(item, list):
        if first.isdigit():
            inner = item[int(first)] if int(first) < len(item) else None
            return value_at(inner, rest) if rest else inner
        inside = [value for entry in item if (value := value_at(entry, path)) is not None]
        return inside or None
    if not isinstance(item, dict):
        return None
    if path in item:
        return item[path]
    inner = item.get(first)
    return value_at(inner, rest) if rest and inner is not None else inner
