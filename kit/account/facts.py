"""Account facts: what one account says across personas and cycles, each figure with its whole, each quote verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.account.contradicted_claims import contradicted_claims
from kit.account.spoken import Spoken, spoken_by
from kit.account.theme_trends import printed_briefs, theme_trends
from kit.ask.asked_accounts import check_account
from kit.ask.quotes import find_quotes, quotes_of_passages
from kit.ask.search import PASSAGE, Question
from kit.ask.verified import verified
from kit.formats import NBSP, counted, day, in_cycle, quoted
from kit.language import Language, gettext, in_language
from kit.matching.stances import SAYS
from kit.workspace import Workspace

Facts = dict[str, Any]

#: The newest quotes of an account, and the themes that are told with a quote of their own.
MOST_QUOTES, MOST_QUOTED_THEMES = 8, 6
#: A passage of fewer characters says too little to stand for a theme.
LONG_ENOUGH_CHARACTERS = 25
#: What is taken over of a printed shift, as the brief has it.
_SHIFT = [
    "theme", "label", "direction", "kind", "since", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "q", "surfaced",
    "below_bar", "accounts_active",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class AccountSheet:
    """What one account says, for whoever talks to it next.

    Attributes
    ----------
    facts : dict, the contract's JSON of ``kit account --json``.
    sentence : str, the most important of it.
    language : of its sentences.
    """

    facts: Facts
    sentence: str
    language: Language = "en"

    @property
    def themes(self) -> pd.DataFrame:
        """A row a theme: ``theme, label, persona, claim, statement`` and ``n_now, of_now, n_before, of_before`` conversations."""
        rows = [
            {name: theme[name] for name in ("theme", "label", "persona", "claim", "statement")}
            | {f"{part}_{when}": theme[when][part] for when in ("now", "before") for part in ("n", "of")}
            for theme in self.facts["themes"]
        ]
        return pd.DataFrame(rows)

    @property
    def quotes(self) -> pd.DataFrame:
        """A row a quote, the newest first, as :func:`kit.quotes` has them."""
        return pd.DataFrame(self.facts["quotes"])

    def __repr__(self) -> str:
        return self.sentence.replace(NBSP, " ")


def account_sheet(work: Workspace, account_id: str) -> AccountSheet:
    """What one account says across personas and cycles.

    Raises
    ------
    WorkspaceError
        Neither accounts.csv nor the record has the account; the nearest ids are named.
    """
    check_account(work.record, account_id, work.accounts)
    spoken = spoken_by(work, account_id)
    trends = theme_trends(work, spoken)
    baseline = work.baseline(spoken.run) if spoken.run else []
    contradicted = contradicted_claims(work.personas, spoken, trends, baseline)
    cycle, briefs = printed_briefs(work)
    facts = {
        "account": _account(work, account_id), "conversations": _conversations(spoken), "last": _last(spoken),
        "run": {"cycle": spoken.run, "baseline": baseline} if spoken.run else None, "personas": _personas(work, spoken),
        "themes": trends, "brief": cycle or None, "shifts": _shifts(briefs, account_id), "contradicts": contradicted,
    }  # fmt: skip
    facts = _with_quotes(work, spoken, facts, account_id)
    with in_language(work.settings.language):
        return AccountSheet(facts, account_sentence(facts), work.settings.language)


def _account(work: Workspace, account_id: str) -> Facts:
    """Who the account is, as accounts.csv has it; None and "" are "not known"."""
    rows = work.accounts[work.accounts["account_id"] == account_id].to_dict("records")
    known = rows[0] if rows else {"name": "", "segment": "", "tier": "", "arr": None, "renewal_on": ""}
    arr = known["arr"]
    return {
        "id": account_id, "name": known["name"], "segment": known["segment"], "tier": known["tier"],
        "arr": None if arr is None or pd.isna(arr) else float(arr), "currency": work.settings.currency,
        "renewal_on": known["renewal_on"], "listed": bool(rows),
    }  # fmt: skip


def _conversations(spoken: Spoken) -> Facts:
    rows = spoken.conversations
    since_run = rows[rows["cycle"] > spoken.run] if spoken.run else rows
    return {
        "n": len(rows), "counted": int(rows["is_counted"].sum()), "since_run": len(since_run),
        "first_at": rows["occurred_at"].iloc[0].isoformat() if len(rows) else None,
        "last_at": rows["occurred_at"].iloc[-1].isoformat() if len(rows) else None,
        "cycles": {str(cycle): int(n) for cycle, n in rows.groupby("cycle").size().sort_index().items()},
        "sources": {str(source): int(n) for source, n in rows.groupby("source").size().sort_index().items()},
    }  # fmt: skip


def _last(spoken: Spoken) -> Facts | None:
    """Who spoke last: the title, never a name."""
    if spoken.conversations.empty:
        return None
    row = spoken.conversations.iloc[-1]
    names = ("role", "source", "kind", "conversation_id", "url", "cycle")
    persona = row["persona_id"] if row["is_counted"] else ""
    return {"occurred_at": row["occurred_at"].isoformat(), "is_borrowed": bool(row["is_borrowed"]), "persona": persona} | {
        name: str(row[name]) for name in names
    }


def _personas(work: Workspace, spoken: Spoken) -> list[Facts]:
    """The personas that the account speaks as, the most heard first; people without one last."""
    rows = spoken.conversations.assign(persona=spoken.conversations["persona_id"].where(spoken.conversations["is_counted"], ""))
    names = {persona.id: persona.name for persona in work.personas}
    facts = [
        {
            "id": persona_id, "name": names.get(persona_id, ""), "conversations": len(ours),
            "first_at": ours["occurred_at"].iloc[0].isoformat(), "last_at": ours["occurred_at"].iloc[-1].isoformat(),
            "roles": {str(role): int(n) for role, n in ours.groupby("role").size().items() if role},
            "cycles": {str(cycle): int(n) for cycle, n in ours.groupby("cycle").size().sort_index().items()},
        }
        for persona_id, ours in rows.groupby("persona")
    ]  # fmt: skip
    return sorted(facts, key=lambda row: (row["id"] == "", -row["conversations"], row["id"]))


def _shifts(briefs: dict[str, Facts], account_id: str) -> list[Facts]:
    """The tested changes of the newest briefs that the account is among, surfaced ones first, then the surest."""
    rows = [
        {"persona": persona} | {name: shift.get(name) for name in _SHIFT} | {"accounts": len(shift["accounts"])}
        for persona, facts in briefs.items()
        for shift in facts["shifts"]
        if account_id in shift["accounts"]
    ]
    return sorted(rows, key=lambda row: (not row["surfaced"], row["q"], row["persona"], row["theme"]))


def _with_quotes(work: Workspace, spoken: Spoken, facts: Facts, account_id: str) -> Facts:
    """Facts with the account's newest quotes, and one for each of its first themes and for what it praises."""
    question = Question(account=account_id, last=MOST_QUOTES)
    newest = find_quotes(work.record, work.personas, question, None, work.accounts, work.settings.zone)
    of_theme = _telling(spoken, [row["theme"] for row in facts["themes"][:MOST_QUOTED_THEMES]])
    wanted = sorted({*of_theme.values(), *(row["passage_id"] for row in facts["contradicts"] if row["how"] == "praise")})
    sound, n_unsound = verified(work.record, [*newest, *_quotes_by_id(work, spoken, wanted)])
    by_id = {quote["passage_id"]: quote for quote in sound}
    return facts | {
        "themes": [row | {"quote": by_id.get(of_theme.get(row["theme"], ""))} for row in facts["themes"]],
        "contradicts": [row | {"quote": by_id.get(row.get("passage_id", ""))} for row in facts["contradicts"]],
        "quotes": [by_id[quote["passage_id"]] for quote in newest if quote["passage_id"] in by_id], "left_out": n_unsound,
    }  # fmt: skip


def _telling(spoken: Spoken, themes: list[str]) -> dict[str, str]:
    """For each theme the passage that is most of it, of those that are long enough to say something."""
    rows = spoken.raised[spoken.raised["theme_id"].isin(themes)]
    rows = rows.assign(
        is_short=rows["end"] - rows["start"] < LONG_ENOUGH_CHARACTERS, is_aside=~rows["stance"].isin(SAYS), far=-rows["strength"]
    )
    first = rows.sort_values(["is_short", "is_aside", "far", "passage_id"], kind="stable").drop_duplicates("theme_id")
    return dict(zip(first["theme_id"], first["passage_id"], strict=True))


def _quotes_by_id(work: Workspace, spoken: Spoken, passage_ids: list[str]) -> list[Facts]:
    rows = spoken.raised[spoken.raised["passage_id"].isin(passage_ids)]
    wanted = pa.array(passage_ids, pa.string())
    passages = work.record.read(
        "passages", PASSAGE, lambda rows: pc.is_in(rows["passage_id"], value_set=wanted), cycle=sorted(set(rows["cycle"]))
    )
    return quotes_of_passages(work.record, passages, work.accounts, work.settings.zone)


def account_sentence(facts: Facts) -> str:
    """The most important of an account in a sentence or two."""
    account, spoken = facts["account"], facts["conversations"]
    name = account["name"] or account["id"]
    if not spoken["n"]:
        return gettext("{name} is not in any conversation that was read.", name=name)
    number = counted(spoken["n"], "conversation")
    opening = gettext(
        "{name} spoke in {conversations}, last on {day}", name=name, conversations=number, day=day(spoken["last_at"])
    )
    if facts["run"] is None:
        return gettext("{opening}; no run has found themes yet.", opening=opening)
    leading = next((row for row in facts["themes"] if row["now"]["n"]), None)
    if leading is None:
        return gettext("{opening}; it raised no theme {when}.", opening=opening, when=in_cycle(facts["run"]["cycle"]))
    now, before = leading["now"], leading["before"]
    figures = {
        "opening": opening, "theme": quoted(leading["statement"] or leading["label"]), "now": now["n"],
        "conversations": counted(now["of"], "conversation"),
    }  # fmt: skip
    if not before["of"]:
        return gettext("{opening}. It raised {theme} in {now} of {conversations} now, and not before that.", **figures)
    return gettext(
        "{opening}. It raised {theme} in {now} of {conversations} now, before that in {before} of {whole}.", before=before["n"],
        whole=before["of"], **figures,
    )  # fmt: skip
