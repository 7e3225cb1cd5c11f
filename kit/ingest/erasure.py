"""Step: remove an account, a contact or a conversation from the record, old versions included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kit.config.accounts import read_accounts
from kit.config.settings import Settings
from kit.errors import ParameterError
from kit.ingest.conversation_rows import redactor_of
from kit.ingest.erased_list import Traces, codes_of, without
from kit.ingest.erased_words import NO_LABEL, ErasedWords
from kit.ingest.erasure_key import ErasureKey
from kit.ingest.erasure_reports import Published, Search, forget_noted, sentences
from kit.ingest.missing_passages import fill_passages
from kit.ingest.redact import Redactor
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.record.vectors import vector_keys

#: Shorter words are not searched for in what was published: everybody says them.
MIN_QUOTED = 25
#: What stands for an account's name or id, and for words on a page.
NO_ACCOUNT, NO_WORDS = "(account erased)", "(erased)"
#: Letters of an account's name or id from which on it is looked for in text: shorter ones stand in other words.
SHORTEST_NAME = 3

#: Tables in which themes and groups are named.
LABELLED = tuple(name for name, shape in TABLES.items() if "label" in shape.columns)
#: Tables that a run drafts its pages from: they may quote what goes, and the next run writes them anew.
DRAFTED = ("drafts", "nobody")


@dataclass(frozen=True)
class Forgotten:
    """What was removed and what remains elsewhere.

    Attributes
    ----------
    n_removed : rows removed, by table.
    briefs : published files that still quote what was removed; deleting or remaking them is the user's to decide.
    inbox_files : delivered files that still hold it, as the record named them; the kit does not change them, and does not read
        what was forgotten from them again.
    whom : who was to be forgotten, in words: "account 'a-1'".
    is_known : whether accounts.csv has the account; true where none was named.
    is_redacted : whether it was taken out of ``briefs``.
    unsearched : exported files that may hold it and cannot be looked into.
    """

    n_removed: dict[str, int]
    briefs: list[Path]
    inbox_files: list[str]
    whom: str
    is_known: bool
    is_redacted: bool = False
    unsearched: list[Path] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """What `kit forget` prints."""
        for table, count in self.n_removed.items():
            yield f"{table}: {count} row{'' if count == 1 else 's'} removed"
        if not self.n_removed:
            unknown = "" if self.is_known else ", nor does accounts.csv name it: check the id"
            yield f"nothing of {self.whom} is in the record{unknown}; it will be kept out of later deliveries"
        for path in self.briefs:
            yield (
                f"taken out of {path}" if self.is_redacted
                else f"still quoted or named in {path}; run its cycle again, delete it, or forget with --rewrite-reports"
            )  # fmt: skip
        for path in self.unsearched:
            yield f"cannot be looked into: {path}; export it anew, or delete it"
        for name in self.inbox_files:
            yield f"still delivered in {name}; these conversations are skipped when it is read, and the file is yours to change"


@dataclass(frozen=True)
class _Whom:
    """What is looked for, as it is stored."""

    account_id: str = ""
    contact_ids: tuple[str, ...] = ()
    speaker: str = ""
    conversation: str = ""
    person: str = ""
    name: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What stands for the account's name and for its id from now on, by these."""
        return {word: NO_ACCOUNT for word in (self.name, self.account_id) if len(word) >= SHORTEST_NAME}

    def codes(self, keys: set[str], unread: set[str], key: ErasureKey) -> pd.DataFrame:
        """Rows for the list of the forgotten; ``unread`` is what a conversation would be called that was not read yet."""
        return codes_of({
            "account": [self.account_id], "contact": self.contact_ids, "speaker": [self.speaker], "person": [self.person],
            "conversation": (keys or unread) if self.conversation else (),
        }, key)  # fmt: skip

    def among(self, rows: pd.DataFrame) -> pd.Series:
        """Which conversations are meant."""
        if self.account_id:
            return rows["account_id"] == self.account_id
        if self.conversation:
            return (rows["conversation_key"] == self.conversation) | (rows["conversation_id"] == self.conversation)
        speaks = rows["turns"].map(
            lambda turns: bool(self.speaker) and any(turn["speaker"] == self.speaker for turn in json.loads(turns))
        )
        return rows["contact_id"].isin(self.contact_ids) | speaks.astype(bool)


def _whom(account: str, contact: str, conversation: str, redactor: Redactor, name: str = "") -> _Whom:
    if sum(map(bool, (account, contact, conversation))) != 1:
        raise ParameterError("forget one thing at a time: --account ID, --contact ID or --conversation ID")
    if contact:
        is_name = " " in contact.strip() and "@" not in contact
        return _Whom(
            contact_ids=(contact.strip(), redactor.contact(contact, [contact])),
            speaker=redactor.person(contact) if is_name else "",
            person=contact.strip(),
        )
    return _Whom(account_id=account.strip(), conversation=conversation.strip(), name=name)


def _kept(record: Record, keys: set[str], whom: _Whom, company: str) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Every table without what is to be forgotten, and how many rows each lost."""
    kept, removed = {}, {}
    gone = record.read("passages")
    gone = gone[gone["conversation_key"].isin(keys)]
    for name, shape in TABLES.items():
        rows = record.read(name)
        if "conversation_key" in shape.columns:
            left = rows[~rows["conversation_key"].isin(keys)]
        elif name == "set_aside":
            left = rows[~_aside_of(rows, keys, whom)]
        elif name == "vectors":
            theirs, others = (vector_keys(passages["text"], company) for passages in (gone, kept["passages"]))
            left = rows[~rows["text_sha"].isin(theirs - others)]
        elif name in DRAFTED and keys:
            left = rows.iloc[:0]
        else:
            left = rows
        kept[name], removed[name] = left, len(rows) - len(left)
    return _scrubbed(kept, gone, keys, whom), {name: count for name, count in removed.items() if count}


def _aside_of(rows: pd.DataFrame, keys: set[str], whom: _Whom) -> pd.Series:
    named = [name for name in (whom.account_id, *whom.contact_ids, whom.speaker) if name]
    is_meant = (rows["source"] + ":" + rows["conversation_id"]).isin(keys) | (
        rows["conversation_id"] == whom.conversation
    ) & bool(whom.conversation)
    return is_meant | rows["raw"].map(lambda raw: any(name in raw for name in named)).astype(bool)


def _scrubbed(kept: dict[str, pd.DataFrame], gone: pd.DataFrame, keys: set[str], whom: _Whom) -> dict[str, pd.DataFrame]:
    """Tables whose texts may still quote: duplicates' pointers, labels and terms, events and printed facts."""
    conversations, events = kept["conversations"], kept["theme_events"]
    given = frozenset([*kept["themes"]["renamed"], *kept["theme_edits"]["value"]])
    erased = ErasedWords(gone["text"], kept["passages"]["text"], given)
    labels = set().union(*(erased.labels(kept[name]) for name in LABELLED))
    words = whom.words | dict.fromkeys(labels, NO_LABEL)
    traces = Traces(frozenset(keys), whom.account_id, words)
    facts = kept["briefs"]["facts"].map(lambda printed: json.dumps(without(json.loads(printed), traces), ensure_ascii=False))
    quotes = [text for text in gone["text"] if len(text) >= MIN_QUOTED]
    is_clean = facts.map(lambda stored: not any(json.dumps(text, ensure_ascii=False)[1:-1] in stored for text in quotes)).astype(
        bool
    )
    pointers, evidence = conversations["duplicate_of"], events["evidence"]
    names_them = evidence.map(lambda stored: any(key in stored for key in keys)).astype(bool)
    cleaned = {
        name: erased.taken_out(kept[name], labels) for name, shape in TABLES.items() if {"label", "terms"} & set(shape.columns)
    }
    return kept | cleaned | {
        "conversations": conversations.assign(duplicate_of=pointers.where(~pointers.isin(keys), "")),
        "theme_events": events.assign(evidence=evidence.where(~names_them, "")),
        "briefs": kept["briefs"].assign(facts=facts.astype("str"))[is_clean],
    }  # fmt: skip


def _said_by_them_alone(passages: pd.DataFrame, keys: set[str]) -> set[str]:
    """The passages of these conversations, and such sentences of them as nobody else says: pages quote either."""
    is_theirs = passages["conversation_key"].isin(keys)
    others = "\n".join(passages["text"][~is_theirs]).lower()
    theirs = set(passages["text"][is_theirs])
    return theirs | {part for text in theirs for part in sentences(text) if part.lower() not in others}


@one_writer("kit forget")
def forget(
    workspace: Path,
    settings: Settings,
    record: Record,
    reports: Published,
    *,
    account: str = "",
    contact: str = "",
    conversation: str = "",
) -> Forgotten:
    """Remove every trace of an account, a contact or a conversation from the record.

    Parameters
    ----------
    reports : where briefs were published; they are searched, and changed only where it says so.
    account, contact, conversation : one of them. A contact is told by the id, address or name that the exports give; every
        conversation in which a contact of that name speaks is removed whole.

    Notes
    -----
    The record is written anew, so that its old versions are gone too and past briefs cannot be remade from it. A keyed hash
    stays, to
    keep the inbox from bringing the same back. Facts printed earlier lose the quotes; where that leaves words of theirs,
    the row goes.
    """
    accounts = read_accounts(workspace, settings)
    redactor = redactor_of(settings, accounts)
    known = accounts.set_index("account_id")["name"]
    whom = _whom(account, contact, conversation, redactor, str(known.get(account.strip(), "")))
    fill_passages(record, settings)  # labels and vectors are looked for by the words in them, after a damage too
    conversations = record.read("conversations")
    meant = conversations[whom.among(conversations)]
    keys = set(meant["conversation_key"])
    tables, removed = _kept(record, keys, whom, settings.company)
    codes = whom.codes(keys, _unread_keys(whom.conversation, settings), ErasureKey(record.folder, is_new=True))
    codes = pd.concat([tables["forgotten"], codes], ignore_index=True).drop_duplicates(ignore_index=True)
    labels = {
        label for name in LABELLED for label in set(record.read(name, columns=["label"])["label"]) - set(tables[name]["label"])
    }
    words = _said_by_them_alone(record.read("passages"), keys)
    search = Search(tuple(sorted(set(meant["conversation_id"]))), tuple(words | labels), tuple(whom.words))
    # pages first: once the record has lost the words, a second call after a kill could not look for them
    briefs = reports.redacted(search) if reports.is_rewritten else reports.still_naming(search, record.folder)
    record.rewrite(tables | {"forgotten": codes})
    forget_noted(record.folder)
    named = next(f"{kind} {value!r}" for kind, value in _named(account, contact, conversation) if value)
    is_known = not whom.account_id or whom.account_id in set(accounts["account_id"])
    files = sorted(set(meant["file"]))
    return Forgotten(removed, briefs, files, named, is_known, reports.is_rewritten, reports.unsearched)


def _named(account: str, contact: str, conversation: str) -> tuple[tuple[str, str], ...]:
    return ("account", account), ("contact", contact), ("conversation", conversation)


def _unread_keys(conversation: str, settings: Settings) -> set[str]:
    """What a conversation that was not read yet would be called: it may be given with its source or without."""
    return {conversation} | {f"{source.id}:{conversation}" for source in settings.sources}
