"""Sharing edition: a brief without the names and ids of accounts, contacts and conversations, for readers outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kit.brief.model import Brief
from kit.errors import RunError

#: Shorter names are taken out where they stand as an account's name, and are not searched for in sentences.
SHORTEST = 3
#: What stands for a name in a sentence.
HIDDEN = "[name]"
Facts = dict[str, Any]


def anonymous(brief: Brief, accounts: Mapping[str, str], people: Iterable[str] = ()) -> Brief:
    """The brief as somebody outside may read it.

    Parameters
    ----------
    accounts : name by id of every account there is, whether it spoke or not.
    people : names and ids of contacts, as far as the record knows any: it holds marks in their place unless that was turned off.

    Returns
    -------
    Brief in which accounts are "Account 1" and so on, conversations have no ids and quotes no links. Segments, tiers, job titles
    and figures stay.
    """
    everybody = sorted({*accounts, *brief.accounts})
    ids = {name: f"account-{number}" for number, name in enumerate(everybody, start=1)}
    called = {accounts.get(name, ""): f"Account {number}" for number, name in enumerate(everybody, start=1)}
    called |= {brief.accounts[name].name: ids[name].replace("account-", "Account ") for name in brief.accounts}
    words = {**dict.fromkeys(people, HIDDEN), **ids, **called}
    facts = _hidden(brief.facts(), ids, _Searched(words))
    for name, account in facts["accounts"].items():
        account["name"] = name.replace("account-", "Account ")
    return Brief.model_validate(facts)


class _Searched:
    """Names as they stand in sentences, with what takes their place."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = {name: stand_in for name, stand_in in words.items() if len(name) >= SHORTEST}
        self.pattern = pattern_of(self.words)

    def without(self, text: str) -> str:
        return self.pattern.sub(lambda match: self.words[match[0]], text)


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered)) or '(?!)'})(?![\w-])")


def _hidden(value: Any, ids: Mapping[str, str], searched: _Searched, key: str = "") -> Any:
    """Facts with every id and name exchanged; links and conversations' ids are gone."""
    if isinstance(value, dict):
        return {ids.get(name, name): _hidden(part, ids, searched, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_hidden(part, ids, searched, key) for part in value]
    if not isinstance(value, str):
        return value
    if key in ("url", "conversation_id"):
        return ""
    return ids[value] if value in ids else searched.without(value)


def check_anonymous(page: str, names: Iterable[str]) -> int:
    """How many names were looked for in a finished page.

    Raises
    ------
    RunError
        One of them stands in it: it is a word of the page itself, or a customer wrote it otherwise than accounts.csv does.
    """
    wanted = sorted({name for name in names if len(name) >= SHORTEST})
    if found_names := sorted(set(pattern_of(wanted).findall(page))):
        raise RunError(
            f"{len(found_names)} of {len(wanted)} names still stand in the page, {found_names[0]!r} among them: it is a word "
            "of the page itself; share the slides of `kit export --pptx` after looking through them"
        )
    return len(wanted)
