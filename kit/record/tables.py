"""The tables of the record: their columns, keys and partitions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")

#: States of a match that count for its persona; the others wait for a person or belong to nobody.
COUNTED_STATES = ("attached", "approved")


@dataclass(frozen=True)
class Table:
    """One table of the record.

    Attributes
    ----------
    columns : dict of name to arrow type; text columns are never null, "" is "not known".
    key : columns that tell rows apart; also the order in which rows are read back.
    partition : columns that rows are stored by.
    """

    columns: dict[str, pa.DataType]
    key: tuple[str, ...]
    partition: tuple[str, ...] = ()

    @property
    def arrow(self) -> pa.Schema:
        return pa.schema(list(self.columns.items()))


def frame_of(table: pa.Table) -> pd.DataFrame:
    """An arrow table as pandas: text as ``str``, times as UTC microseconds."""
    return table.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=float("nan"))}.get)


def _columns(text: str, **others: pa.DataType) -> dict[str, pa.DataType]:
    return {name: pa.string() for name in text.split()} | others


TABLES: dict[str, Table] = {
    # one row a conversation; text is what is stored after redaction, turns a JSON list of
    # {"side", "speaker", "start", "end"} with offsets into text
    "conversations": Table(
        _columns(
            "conversation_key source kind conversation_id cycle account_id contact_id role url language text turns "
            "file digest duplicate_of first_run_cycle",
            occurred_at=TIME,
            line=pa.int64(),
            is_late=pa.bool_(),
        ),
        ("conversation_key",),
        ("cycle",),
    ),
    # rows that could not be read, until a mended file takes them in
    "set_aside": Table(_columns("source file reason raw conversation_id", line=pa.int64()), ("source", "file", "line")),
    # what was delivered: a file whose fingerprint is known is not read again
    "deliveries": Table(_columns("source file fingerprint", n_rows=pa.int64()), ("source", "file")),
    # the customer's own words, a few sentences each; text == conversations.text[start:end]
    "passages": Table(
        _columns("passage_id conversation_key cycle text stance", start=pa.int64(), end=pa.int64()),
        ("conversation_key", "start"),
        ("cycle",),
    ),
    # what gave the passages of a cycle their stance; another one's passages are classed anew
    "classifiers": Table(_columns("cycle fingerprint"), ("cycle",)),
    "vectors": Table(_columns("model text_sha", vector=pa.list_(pa.float32())), ("model", "text_sha"), ("model",)),
    # found_persona, found_runner_up and found_state are the matcher's own, before review modes and decisions
    "matches": Table(
        _columns(
            "conversation_key cycle persona_id runner_up state reasons found_persona found_runner_up found_state",
            score=pa.float64(),
            runner_up_score=pa.float64(),
            margin=pa.float64(),
        ),
        ("conversation_key",),
        ("cycle",),
    ),
    # what reviewers said, append only; proposed, proposed_runner_up, proposed_state and score are the matcher's at that moment
    "decisions": Table(
        _columns(
            "decision_id conversation_key persona_id verdict decided_by note proposed proposed_runner_up proposed_state",
            decided_at=TIME,
            score=pa.float64(),
        ),
        ("decided_at", "decision_id"),
    ),
    # what reviewers said of the theme a passage was put to, append only: right or wrong, theme_id what it is about ("none" is no
    # theme, "" not said), proposed the theme it was shown under ("" is none)
    "theme_decisions": Table(
        _columns("decision_id persona_id passage_id conversation_key verdict theme_id proposed decided_by note", decided_at=TIME),
        ("decided_at", "decision_id"),
    ),
    # what reviewers said that a passage voices, append only; proposed is the stance it was shown with
    "stance_decisions": Table(
        _columns("decision_id passage_id conversation_key stance proposed decided_by note", decided_at=TIME),
        ("decided_at", "decision_id"),
    ),
    # themes as they stood after the run of run_cycle; centre is a unit vector, terms JSON; claim_words tells whether the claim
    # still says the same, holds is a JSON list of codes that stand for the conversations it holds
    "themes": Table(
        _columns(
            "run_cycle persona_id theme_id label claim claim_words born state origin terms renamed settings model holds parent",
            stability=pa.float64(),
            n_passages=pa.int64(),
            centre=pa.list_(pa.float32()),
        ),
        ("run_cycle", "persona_id", "theme_id"),
        ("run_cycle",),
    ),
    # finer and wider groups that are tested beside the themes; leaves is a JSON list of the leaves of the fit that a node joins
    "theme_nodes": Table(
        _columns(
            "run_cycle persona_id theme_id label terms state born leaves parent model holds",
            stability=pa.float64(),
            n_passages=pa.int64(),
            centre=pa.list_(pa.float32()),
        ),
        ("run_cycle", "persona_id", "theme_id"),
        ("run_cycle",),
    ),
    # passages of the window as assigned by the fit of run_cycle; theme_id "" is unthemed, leaf "" in no leaf; kind is
    # content, small talk or empty; fitted is the theme of the fit where a person shows it under a finer or wider one, else ""
    "assignments": Table(
        _columns("run_cycle persona_id passage_id conversation_key cycle theme_id kind leaf fitted", strength=pa.float64()),
        ("run_cycle", "persona_id", "passage_id", "theme_id"),
        ("run_cycle",),
    ),
    "theme_events": Table(
        _columns("run_cycle persona_id theme_id event other_theme_id evidence"),
        ("run_cycle", "persona_id", "theme_id", "event", "other_theme_id"),
        ("run_cycle",),
    ),
    # what people decided about themes, append only; terms and centre are the theme's at that moment
    "theme_edits": Table(
        _columns("edit_id persona_id theme_id action value edited_by terms", edited_at=TIME, centre=pa.list_(pa.float32())),
        ("edited_at", "edit_id"),
    ),
    # share of each theme in each cycle of the window, as the run of run_cycle told it; 0 to 1, with its 95 % interval
    "shares": Table(
        _columns(
            "run_cycle persona_id theme_id label cycle",
            **dict.fromkeys(("share", "low", "high"), pa.float64()),
            **dict.fromkeys(("n_accounts", "n_accounts_active", "n_voters_active", "n_conversations", "rank"), pa.int64()),
        ),
        ("run_cycle", "persona_id", "theme_id", "cycle"),
        ("run_cycle",),
    ),
    # every tested theme of a cycle against its baseline, as its brief tells it; _pp are percentage points
    "shifts": Table(
        _columns(
            "cycle persona_id theme_id label direction kind since only_in surfaced_by below_bar now_cycles before_cycles",
            **dict.fromkeys(("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q"), pa.float64()),
            **dict.fromkeys(("n_accounts", "n_accounts_active"), pa.int64()),
            surfaced=pa.bool_(),
        ),
        ("cycle", "persona_id", "theme_id"),
        ("cycle",),
    ),
    # facts of a run that is under way, for the notebooks that show them
    "drafts": Table(_columns("cycle persona_id facts"), ("cycle", "persona_id"), ("cycle",)),
    # facts of those who fit no persona, as the newest run of a cycle left them for its index
    "nobody": Table(_columns("cycle facts"), ("cycle",), ("cycle",)),
    # keyed hashes of accounts, contacts and conversations that were erased, so that the inbox does not bring them back
    "forgotten": Table(_columns("kind code"), ("kind", "code")),
    # the JSON of every brief as printed; the newest run of a cycle replaces that cycle's rows
    "briefs": Table(_columns("cycle persona_id facts"), ("cycle", "persona_id"), ("cycle",)),
    # every run, done or failed; error is the line that a failed one ended with
    # left_out: what of the researchers' own sections is in no brief, "<persona>: why" a line
    "runs": Table(
        _columns("run_id cycle kit settings_sha256 summary state error left_out", at=TIME, seconds=pa.float64()), ("at", "run_id")
    ),
}
