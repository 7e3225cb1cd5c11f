"""Account lists: the account of a call or note that does not say it, by its file's name or by a list beside the files.

    - id: calls
      kind: call
      reader: transcript
      path: inbox/calls/*.vtt
      options: {account_in_name: "^(a-[0-9]+)_", account_list: inbox/calls.csv}

``account_in_name`` is a pattern whose first group is the account in a file's name; ``account_list`` names a table with a column
of files or conversation ids and one of accounts. What the file itself says stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from kit.errors import SettingsError
from kit.sources.conversation import Conversation
from kit.sources.parsing.cells import cell
from kit.sources.parsing.files import find_files, read_file
from kit.sources.parsing.rows import rows_of
from kit.sources.parsing.tables.column_names import resolved
from kit.sources.reader import Context

OPTIONS = ("account_in_name", "account_list")
#: Names of a list's first column, beside those of conversation ids.
_FILES = {"conversation_id": ("file", "file name", "filename", "recording", "call", "meeting", "title", "name")}


@dataclass(frozen=True)
class AccountNames:
    """How a source's conversations get their account; empty where kit.yaml says nothing."""

    pattern: re.Pattern | None
    listed: dict[str, str]
    digest: str = ""

    def put(self, entry: Conversation) -> None:
        """Give a conversation its account where it has none."""
        if entry.account_id:
            return
        path = PurePosixPath(entry.file)
        hit = self.pattern.search(path.name) if self.pattern else None
        names = (entry.conversation_id, path.name, path.stem, entry.file)
        entry.account_id = next((self.listed[name.lower()] for name in names if name.lower() in self.listed), "") or (
            hit[1] or "" if hit else ""
        )


def pattern_of(context: Context) -> re.Pattern | None:
    """The pattern that takes an account out of a file's name; refused where it is none or has no group."""
    text, where = context.option("account_in_name", ""), f"kit.yaml: source {context.source.id!r}: option 'account_in_name'"
    try:
        pattern = re.compile(text) if text else None
    except re.error as error:
        raise SettingsError(f"{where} is {text!r}, which is no pattern ({error})") from None
    if pattern and not pattern.groups:
        raise SettingsError(f"{where} is {text!r}; put the account in brackets, e.g. ^(a-[0-9]+)_")
    return pattern


def account_names(context: Context) -> AccountNames:
    """What kit.yaml says of a source's accounts.

    Raises
    ------
    SettingsError
        The pattern is none or has no group; the list is not there or lacks one of its two columns.
    """
    pattern, path = pattern_of(context), context.option("account_list", "")
    where = f"kit.yaml: source {context.source.id!r}: option"
    if not path:
        return AccountNames(pattern, {})
    places = find_files(context.folder, path)
    if len(places) != 1:
        raise SettingsError(f"{where} 'account_list' is {path!r}, which is no file in {context.folder}")
    file = read_file(*places[0])
    rows = rows_of(file, ["file", "account_id"])
    names = resolved(rows.columns, {}, ["conversation_id", "account_id"], _FILES)
    if len(names) < 2:
        raise SettingsError(
            f"{where} 'account_list': {path} wants a column file and one account_id; it has {', '.join(rows.columns)}"
        )
    listed = {
        cell(row.values.get(names["conversation_id"])).lower(): cell(row.values.get(names["account_id"])) for row in rows.rows
    }
    return AccountNames(pattern, listed, file.digest)
