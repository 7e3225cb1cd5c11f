"""Checks that stop a run whose numbers would not stand: each is the last cell of one notebook."""

from __future__ import annotations

import pandas as pd

from kit.brief.model import Brief
from kit.errors import RecordError
from kit.formats import counted
from kit.record.tables import COUNTED_STATES
from kit.workspace import Workspace

#: Rows of a fault that a message names.
NAMED = 5


def _refuse(frame: pd.DataFrame, column: str, problem: str) -> None:
    if len(frame):
        named = ", ".join(frame[column].astype(str).head(NAMED))
        raise RecordError(f"{len(frame)} {problem}: {named}; run again, and if it stays tell the kit's authors")


def _refuse_silence(work: Workspace, cycle: str) -> None:
    """Refuse a window without a single conversation, or without a customer's word, before anything is made of it."""
    cycles = work.window(cycle)
    if n_read := len(work.record.read("conversations", ["conversation_key"], cycle=cycles)):
        if work.record.read("passages", ["passage_id"], cycle=cycles).empty:
            raise RecordError(
                f"no words of customers in the {counted(n_read, 'conversation')} from {cycles[0]} to {cycle}: name your own "
                "people under `own_staff` of kit.yaml, so that the others are the customers; `kit check` shows who speaks in each"
            )
        return
    delivered = work.record.read("deliveries", ["source", "n_rows"]).groupby("source")["n_rows"].sum()
    known = work.record.cycles("conversations")
    given = ", ".join(
        f"{source.id} ({source.path}): {counted(int(delivered.get(source.id, 0)), 'row')}" for source in work.settings.sources
    )
    elsewhere = f"; what was read is of {known[-1]} to {known[0]}" if known else ""
    raise RecordError(
        f"no conversation from {cycles[0]} to {cycle}: {given}{elsewhere}; put exports of that time where "
        "`path` of kit.yaml looks, `kit check` shows how each file is read"
    )


def check_conversations(work: Workspace, cycle: str) -> str:
    """Every passage of the cycle is exactly what its conversation says at its offsets, and there is something to read at all.

    Raises
    ------
    RecordError
        Nobody was heard in the whole window, or no customer: the message says what each source gave, or whom to name.
    """
    _refuse_silence(work, cycle)
    passages = work.record.read("passages", cycle=cycle)
    texts = work.record.read("conversations", columns=["conversation_key", "text"], cycle=cycle).set_index("conversation_key")[
        "text"
    ]
    _refuse(passages[~passages["conversation_key"].isin(texts.index)], "passage_id", "passages belong to no conversation")
    spans = [
        texts[key][start:end]
        for key, start, end in zip(passages["conversation_key"], passages["start"], passages["end"], strict=True)
    ]
    _refuse(
        passages[passages["text"] != pd.Series(spans, dtype="str")], "passage_id", "passages are not what the conversation says"
    )
    return f"{cycle}: {len(texts)} conversations, {len(passages)} passages, each an exact span of its conversation"


def check_matches(work: Workspace, cycle: str) -> str:
    """Every conversation of the cycle was matched once, to a persona that is not retired or to nobody."""
    conversations = work.record.read("conversations", columns=["conversation_key", "duplicate_of"], cycle=cycle)
    wanted = conversations.loc[conversations["duplicate_of"] == "", "conversation_key"]
    matches = work.record.read("matches", cycle=cycle)
    _refuse(
        conversations[conversations["conversation_key"].isin(set(wanted) - set(matches["conversation_key"]))],
        "conversation_key",
        "conversations were not matched",
    )
    known = {persona.id for persona in work.personas if persona.status != "retired"} | {""}
    _refuse(matches[~matches["persona_id"].isin(known)], "persona_id", "matches name no persona, or a retired one")
    counted = int(matches["state"].isin(COUNTED_STATES).sum())
    return f"{cycle}: {len(matches)} conversations matched, {counted} count for a persona"


def check_themes(work: Workspace, cycle: str, persona_id: str) -> str:
    """Every assignment is to a theme on the register, and the same words never sit inside and outside a theme."""
    themes = work.record.read("themes", run_cycle=cycle, persona_id=persona_id)
    assignments = work.record.read("assignments", run_cycle=cycle, persona_id=persona_id)
    _refuse(
        assignments[~assignments["theme_id"].isin([*themes["theme_id"], ""])],
        "theme_id",
        "assignments name no theme of the register",
    )
    passages = work.record.read("passages", columns=["passage_id", "text"], cycle=work.window(cycle))
    n_themes = assignments.merge(passages, on="passage_id").groupby("text")["theme_id"].nunique()
    _refuse(n_themes[n_themes > 1].reset_index(), "text", "sentences sit in more than one theme")
    themed = float((assignments["theme_id"] != "").mean()) if len(assignments) else 0.0
    return f"{persona_id}: {len(themes)} themes, {len(assignments)} passages, {themed:.0%} of them in a theme"


def check_facts(work: Workspace, brief: Brief) -> str:
    """Every quote of a brief is an exact span of the stored conversation."""
    quotes = [quote for shift in brief.shifts for quote in (*shift.quotes, shift.other_voice) if quote]
    keys = sorted({f"{quote.source}:{quote.conversation_id}" for quote in quotes})
    rows = work.record.read("conversations", columns=["conversation_key", "text"], conversation_key=keys)
    texts = dict(zip(rows["conversation_key"], rows["text"], strict=True))
    wrong = [
        {"conversation_id": quote.conversation_id}
        for quote in quotes
        if texts.get(f"{quote.source}:{quote.conversation_id}", "")[quote.start : quote.end] != quote.text
    ]
    _refuse(pd.DataFrame(wrong), "conversation_id", "quotes are not what the conversation says")
    return f"{brief.persona.id}: {len(quotes)} quotes, each an exact span; {len(brief.shifts)} themes tested"
