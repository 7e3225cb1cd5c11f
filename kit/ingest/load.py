"""Step: from the inbox's files to the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kit.config.accounts import read_accounts
from kit.config.settings import Settings, Source
from kit.dask_workers import spread
from kit.ingest.conversation_rows import Rules, clean, customer_words, frames_of, redactor_of, stored_id
from kit.ingest.duplicates import DAYS, duplicates_of, read_twice
from kit.ingest.erased_list import Erased
from kit.ingest.erasure_key import ErasureKey
from kit.ingest.inbox import Batch, Delivery, deliveries_of, newly_named, read_into, rules_mark
from kit.ingest.missing_passages import fill_passages, warnings_of_lost
from kit.ingest.redact import Redactor, usable_name
from kit.ingest.speakers import UNKNOWN, Doubts
from kit.local_workers import cores, forked
from kit.record.languages import prepare
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.sources.conversation import MAX_RAW, Conversation, UnreadableRow

#: Conversations shaped in one go; bounds memory, and is one part of what a cluster shares.
CHUNK = 5_000
#: Conversations from which on they are shared out over this machine's cores, and parts for each of them: the last end together.
WORTH_FORKING, PARTS_A_JOB = 1_000, 4
#: Conversations from which on a table is written anew instead of having them deleted by name.
MANY = 2_000

Progress = Callable[[int, int], None]

_KNOWN = ["conversation_key", "digest", "file", "line", "first_run_cycle", "is_late", "duplicate_of"]


@dataclass(frozen=True)
class Loaded:
    """What one loading found.

    Attributes
    ----------
    summary : DataFrame, one row a source
        ``source``, ``kind``, ``n_files``; ``n_read`` rows of the files read this time (a file known from before is not read
        again), of them ``n_new``, ``n_changed`` and ``n_wordless`` (scores without a word, not stored); and, over the whole
        record, ``n_duplicates`` (not counted) and ``n_set_aside``.
    warnings : sentences that name the feed and what to check.
    """

    summary: pd.DataFrame
    warnings: list[str]


def _shaped(
    wanted: list[tuple[Conversation, Source]], rules: Rules, progress: Progress | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of conversations and passages for all that was heard."""
    conversations, passages = [], []
    jobs = 1 if rules.settings.spread or len(wanted) < WORTH_FORKING else cores()
    size = CHUNK if jobs == 1 else max(1, min(CHUNK, -(-len(wanted) // (PARTS_A_JOB * jobs))))
    starts = range(0, len(wanted), size)
    parts = [wanted[start : start + size] for start in starts]
    if jobs > 1:
        prepare()
    address = rules.settings.spread if len(starts) > 1 else ""
    frames = forked(frames_of, parts, rules, jobs) if jobs > 1 else spread(frames_of, parts, rules, address)
    for start, (rows, spans) in zip(starts, frames, strict=True):
        conversations.append(rows)
        passages.append(spans.assign(row=spans["row"] + start))
        if progress:
            progress(min(start + size, len(wanted)), len(wanted))
    return pd.concat(conversations, ignore_index=True), pd.concat(passages, ignore_index=True)


def _winners(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a conversation: of several deliveries the last file's, and in it the last line's."""
    return rows.sort_values(["conversation_key", "file", "line"], kind="stable").drop_duplicates("conversation_key", keep="last")


def _against(known: pd.DataFrame, winners: pd.DataFrame, present: set[tuple[str, str]]) -> pd.DataFrame:
    """Winners with what the record has of them, without those that it has from a later file which is still there."""
    both = winners.merge(known, on="conversation_key", how="left", suffixes=("", "_known"))
    both.index = winners.index
    later = both["file_known"].fillna("") > both["file"]
    is_there = pd.Series(
        [pair in present for pair in zip(both["source"], both["file_known"], strict=True)], index=both.index, dtype=bool
    )
    return both[~(later & is_there)]


def _marked(fresh: pd.DataFrame, is_new: pd.Series, record: Record, run_cycle: str) -> pd.DataFrame:
    """Rows with their first run and whether they came after their cycle's brief; a known row keeps what it had.

    One that is new and has its match already was lost with a damaged table: it comes again, which is not late.
    """
    briefed = set(record.read("briefs", columns=["cycle"])["cycle"])
    matched = set(record.read("matches", columns=["conversation_key"])["conversation_key"])
    is_late = fresh["cycle"].isin(briefed) & (fresh["cycle"] < run_cycle) & ~fresh["conversation_key"].isin(matched)
    return fresh.assign(
        first_run_cycle=fresh["first_run_cycle_known"].where(~is_new, run_cycle),
        is_late=[bool(new if first else old) for first, new, old in zip(is_new, is_late, fresh["is_late_known"], strict=True)],
        duplicate_of=fresh["duplicate_of_known"].where(~is_new, ""),
    )


def _put(record: Record, table: str, rows: pd.DataFrame, of: pd.DataFrame) -> None:
    """Rows of a table in the place of all that it has of the same conversations.

    Passages of new conversations are looked for too: a run that broke off may have left them without their conversation.
    """
    known = record.read(table, columns=["conversation_key"])["conversation_key"]
    old = sorted(set(known[known.isin(of["conversation_key"])]))
    if len(old) > MANY:
        kept = record.read(table)
        record.replace(table, pd.concat([kept[~kept["conversation_key"].isin(old)], rows], ignore_index=True))
        return
    record.delete(table, conversation_key=old)
    record.append(table, rows)


def _take_in(
    record: Record, rows: pd.DataFrame, passages: pd.DataFrame, present: set[tuple[str, str]], run_cycle: str
) -> dict[str, Counter]:
    """Store rows: new conversations are added, changed ones replaced. Returns counts by source.

    Passages go first: a run that breaks off in between finds the conversations still to do.
    """
    known = record.read("conversations", columns=_KNOWN)
    fresh = _against(known, _winners(rows), present)
    is_new = fresh["digest_known"].isna()
    is_changed = ~is_new & (fresh["digest_known"] != fresh["digest"])
    is_moved = ~is_new & ((fresh["file_known"] != fresh["file"]) | (fresh["line_known"] != fresh["line"]))
    fresh = _marked(fresh, is_new, record, run_cycle)
    _put(record, "passages", passages[passages["row"].isin(fresh.index[is_new | is_changed])], fresh[is_new | is_changed])
    _put(record, "conversations", fresh[is_new | is_changed | is_moved], fresh[is_new | is_changed | is_moved])
    return {"n_new": Counter(fresh["source"][is_new]), "n_changed": Counter(fresh["source"][is_changed])}


def _aside_row(row: UnreadableRow, source: str, redactor: Redactor) -> dict[str, Any]:
    """An unreadable row as it is stored: masked, its escapes written out so that no name hides behind one."""
    people = tuple(sorted({name for given in row.people if (name := usable_name(clean(given)))}))
    raw = clean(row.raw.replace("\\n", "\n").replace("\\r", "").replace("\\t", "\t").replace('\\"', '"'))
    return {
        "source": source, "file": redactor.short(row.file), "line": row.line, "reason": redactor.text(clean(row.reason), people),
        "raw": redactor.text(raw, people)[:MAX_RAW], "conversation_id": stored_id(row.conversation_id, redactor),
    }  # fmt: skip


def _set_aside(record: Record, batch: Batch, deliveries: list[Delivery], rules: Rules, erased: Erased) -> None:
    """The unreadable rows of the files read this time in the place of those known of them; a row heard elsewhere is dropped."""
    read = {(delivery.source.id, rules.redactor.text(file.name)) for delivery in deliveries for file in delivery.files}
    old = record.read("set_aside")
    is_read = [pair in read for pair in zip(old["source"], old["file"], strict=True)]
    rows = [
        _aside_row(row, source.id, rules.redactor) for row, source in batch.unread if not erased.of_unreadable(source.id, row)
    ]
    kept = old[[not row for row in is_read]]
    both = pd.concat([kept, pd.DataFrame(rows, columns=list(old.columns))], ignore_index=True)
    known = record.read("conversations", columns=["source", "conversation_id", "file"])
    elsewhere = both.merge(known, on=["source", "conversation_id"], how="left", suffixes=("", "_heard"))["file_heard"]
    both = both[(elsewhere.isna() | (elsewhere == both["file"]) | (both["conversation_id"] == "")).to_numpy()]
    if len(both) or len(old):
        record.replace("set_aside", both)


def _tell_duplicates(record: Record, rows: pd.DataFrame, sources: list[str]) -> None:
    """Mark which conversations near the new ones are another one's second record."""
    if rows.empty:
        return
    near = pd.Timedelta(days=DAYS + 1)
    frame = record.read("conversations")
    window = frame[frame["occurred_at"].between(rows["occurred_at"].min() - near, rows["occurred_at"].max() + near)]
    twice = read_twice(window, sources)
    once = window[~window["conversation_key"].isin(twice)]
    same = duplicates_of(once.assign(words=customer_words(once["text"], once["turns"]))) | twice
    same_as = window["conversation_key"].map(lambda key: same.get(key, "")).astype("str")
    changed = window.assign(duplicate_of=same_as)[same_as != window["duplicate_of"]]
    _put(record, "conversations", changed, changed)


def _summary(record: Record, settings: Settings, batch: Batch, n_files: Counter, counts: dict[str, Counter]) -> pd.DataFrame:
    duplicates = record.read("conversations", columns=["source", "duplicate_of"])
    figures = {
        "n_read": batch.rows, "n_new": counts["n_new"], "n_changed": counts["n_changed"], "n_wordless": batch.wordless,
        "n_duplicates": Counter(duplicates["source"][duplicates["duplicate_of"] != ""]) + counts["n_repeated"],
        "n_set_aside": Counter(record.read("set_aside", columns=["source"])["source"]),
    }  # fmt: skip
    return pd.DataFrame(
        {"source": source.id, "kind": source.kind, "n_files": n_files[source.id]}
        | {name: count[source.id] for name, count in figures.items()}
        for source in settings.sources
    )


def _warnings(settings: Settings, summary: pd.DataFrame, accounts: pd.DataFrame, record: Record) -> list[str]:
    warnings = []
    for source, row in zip(settings.sources, summary.to_dict("records"), strict=True):
        if not row["n_files"]:
            warnings.append(
                f"source {source.id!r} finds no file at {source.path!r}; check the path, or that the export was delivered"
            )
        if row["n_set_aside"]:
            rows = "1 row is" if row["n_set_aside"] == 1 else f"{row['n_set_aside']} rows are"
            warnings.append(f"source {source.id!r}: {rows} set aside as unreadable; `kit check` lists them with file and line")
    warnings += _doubts(record, settings) + _renamed(record, settings) + warnings_of_lost(record)
    account_ids = record.read("conversations", columns=["account_id"])["account_id"]
    unknown = sorted(set(account_ids[account_ids != ""]) - set(accounts["account_id"]))
    if unknown:
        n_said = int(account_ids.isin(unknown).sum())
        shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
        are = "1 conversation is" if n_said == 1 else f"{n_said} conversations are"
        whose = "an account" if len(unknown) == 1 else f"{len(unknown)} accounts"
        warnings.append(f"{are} of {whose} unknown to {settings.accounts.path} ({shown}); add what is missing there")
    return warnings


def _renamed(record: Record, settings: Settings) -> list[str]:
    """A sentence for each source whose files the record has from one that kit.yaml does not name any more."""
    known = record.read("conversations", columns=["source", "duplicate_of"])
    first = [key.partition(":")[0] for key in known["duplicate_of"]]
    current = {source.id for source in settings.sources}
    pairs = Counter(
        (new, old) for new, old in zip(known["source"], first, strict=True) if new in current and old and old not in current
    )
    return [
        f"source {new!r} brings {count} conversations that the record has from {old!r}, which kit.yaml does not name any more; "
        f"they count once, as {old!r}: give the source its id back"
        for (new, old), count in sorted(pairs.items())
    ]


def _doubts(record: Record, settings: Settings) -> list[str]:
    """A sentence for each source in which speakers' sides are not known; names are for `kit check`, the record has none."""
    turns = record.read("conversations", columns=["source", "turns"])
    is_doubtful = turns["turns"].str.contains(f'"side": "{UNKNOWN}"', regex=False)
    has_team = turns["turns"].str.contains('"side": "team"', regex=False)
    sentences = []
    for source in settings.sources:
        ours = turns["source"] == source.id
        doubts = Doubts(int(ours.sum()), int((ours & is_doubtful).sum()), int((ours & is_doubtful & ~has_team).sum()))
        sentences += [doubts.sentence(source.id, is_named=False)] if doubts.n_doubtful else []
    return sentences


def _deliveries(workspace: Path, settings: Settings, record: Record, accounts: pd.DataFrame) -> list[Delivery]:
    """Everything that lies in the inbox, by source."""
    hidden = redactor_of(settings, accounts)
    known = record.read("deliveries")
    deliveries = []
    for source in settings.sources:
        ours = known[known["source"] == source.id]
        fingerprints = dict(zip(ours["file"], ours["fingerprint"], strict=True))
        mark = rules_mark(source, settings, accounts["name"])
        deliveries += deliveries_of(workspace, source, settings, fingerprints, mark, lambda name: hidden.code(name, 10))
    return deliveries


def _read(deliveries: list[Delivery]) -> tuple[Batch, list[tuple[str, str, str, int]], Batch]:
    """What the fresh deliveries hold, their rows of the record's table, and what the others hold.

    Files known from before are read again for the names in them, but only where there is anything new to be masked.
    """
    fresh, old, fingerprints = Batch(), Batch(), []
    for delivery in deliveries if any(each.is_fresh for each in deliveries) else []:
        n_rows = read_into(fresh if delivery.is_fresh else old, delivery)
        if delivery.is_fresh:
            fingerprints.append((delivery.source.id, delivery.name, delivery.fingerprint, n_rows))
    return fresh, fingerprints, old


@one_writer("loading conversations")
def load_inbox(workspace: Path, settings: Settings, record: Record, run_cycle: str, progress: Progress | None = None) -> Loaded:
    """Bring the record up to what lies in the inbox, for every cycle.

    Parameters
    ----------
    run_cycle : the cycle whose run this is; conversations of an earlier cycle that has its brief already are marked late.
    progress : called with how many conversations are done and how many there are.
    """
    accounts = read_accounts(workspace, settings)
    deliveries = _deliveries(workspace, settings, record, accounts)
    fresh, fingerprints, old = _read(deliveries)
    conversations = [conversation for conversation, _ in [*fresh.conversations, *old.conversations]]
    rules = Rules(settings, redactor_of(settings, accounts, conversations, [row for row, _ in [*fresh.unread, *old.unread]]))
    erased = Erased(record.read("forgotten"), ErasureKey(record.folder), rules.redactor)
    counts = {"n_new": Counter(), "n_changed": Counter(), "n_repeated": Counter()}
    if wanted := [*fresh.conversations, *newly_named(old, fresh)]:
        rows, passages = _shaped(wanted, rules, progress)
        pairs = zip(erased.of_rows(rows), wanted, strict=True)
        rows = rows[[not (is_erased or erased.is_of(conversation)) for is_erased, (conversation, _) in pairs]]
        present = {(delivery.source.id, rules.redactor.short(file.name)) for delivery in deliveries for file in delivery.files}
        counts |= _take_in(record, rows, passages, present, run_cycle)
        repeated = rows[rows.index < len(fresh.conversations)].duplicated("conversation_key")
        counts["n_repeated"] = Counter(rows["source"][repeated.index[repeated]])
        _tell_duplicates(record, rows, [source.id for source in settings.sources])
    fill_passages(record, settings)
    if fingerprints:
        _set_aside(record, fresh, [delivery for delivery in deliveries if delivery.is_fresh], rules, erased)
    record.upsert("deliveries", pd.DataFrame(fingerprints, columns=["source", "file", "fingerprint", "n_rows"]))
    n_files = Counter(delivery.source.id for delivery in deliveries for _ in delivery.files)
    summary = _summary(record, settings, fresh, n_files, counts)
    return Loaded(summary, _warnings(settings, summary, accounts, record))
