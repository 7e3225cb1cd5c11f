"""A large record without the hours of reading and fitting: conversations, matches, themes, shares, shifts and briefs as a run
leaves them, put together from a few phrases.

What answers are timed on, so sizes are as of a real record (texts of about 600 characters, three passages each, 24 months, 500
accounts, six personas of twelve themes); what it says means nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from kit.cycles import cycles_before, parse_cycle
from kit.record.store import Record
from kit.record.tables import TABLES
from tests.benchmarks.answering.large_briefs import N_WINDOW, whole_brief

Facts = dict[str, Any]

PERSONAS = ("data-engineer", "demand-gen", "finance-leader", "account-manager", "cs-lead", "revops-lead")
ROLES = ("Data Engineer", "Head of Demand Gen", "Finance Director", "Account Manager", "CS Lead", "Head of RevOps")
SEGMENTS = ("enterprise", "mid-market", "SMB")
STANCES = ("pain", "objection", "goal", "question", "praise", "small-talk")
N_THEMES, N_ACCOUNTS, N_CYCLES, N_BRIEFS = 12, 500, 24, 6
NEWEST = "2026-10"
SUBJECTS = (
    "the export to our sheet breaks on every long account name", "the merged numbers do not match what finance closes with",
    "single sign on fails for everybody we hired this month", "nobody tells us about the renewal price until the last week",
    "I rebuild the same dashboard by hand every Monday morning", "the forecast moves by a third when one rep edits a date",
    "we pay for seats that nobody has opened since spring", "the sync with the warehouse is a day behind again",
    "our board wants a number that I cannot defend", "the import drops rows with an umlaut in the name",
    "permissions are all or nothing for the whole workspace", "the mobile app shows last quarter's targets",
)  # fmt: skip
TAILS = (
    "and my team has stopped trusting it", "which cost us most of a day", "so we keep a copy in a spreadsheet",
    "and support says it is by design", "and I have to explain it to the board", "which nobody on our side can work around",
)  # fmt: skip
ENDING = "it is the third time this quarter that we see it"
OPENING = "Hello, thank you for the quick answer last week, I have a longer question this time and hope that you can help us. "


def cycles() -> list[str]:
    """The record's cycles, oldest first."""
    return [*(before.id for before in cycles_before(parse_cycle(NEWEST), N_CYCLES - 1)), NEWEST]


def make_workspace(folder: Path, n_conversations: int, seed: int = 1) -> Path:
    """A workspace whose record holds so many conversations; returns its folder."""
    folder.mkdir(parents=True)
    _write_settings(folder)
    rng, record = np.random.default_rng(seed), Record(folder / "record")
    conversations, passages, themes = _spoken(rng, n_conversations)
    record.append("conversations", _whole("conversations", conversations))
    record.append("passages", passages)
    record.append("matches", _matches(rng, conversations))
    assignments = _assignments(passages, themes, conversations)
    record.append("assignments", assignments)
    shifts = _append_figures(rng, record)
    record.append("briefs", _briefs(shifts, passages, assignments, conversations))
    return folder


def _write_settings(folder: Path) -> None:
    source = {"id": "desk", "kind": "ticket", "path": "inbox/*.csv"}
    (folder / "kit.yaml").write_text(yaml.safe_dump({"company": "Bench", "sources": [source]}), encoding="utf-8")
    (folder / "personas").mkdir()
    for persona, role in zip(PERSONAS, ROLES, strict=True):
        pains = [{"id": f"p{number:02d}", "statement": subject} for number, subject in enumerate(SUBJECTS[:6])]
        file = {"id": persona, "name": persona.title(), "who": {"roles": [role]}, "pains": pains}
        (folder / "personas" / f"{persona}.yaml").write_text(yaml.safe_dump(file), encoding="utf-8")
    rows = [
        f"a-{number:04d},Account {number},{SEGMENTS[number % 3]},{'ABC'[number % 3]},{1000 * number},2027-03-01"
        for number in range(N_ACCOUNTS)
    ]
    text = "\n".join(["account_id,name,segment,tier,arr,renewal_on", *rows])
    (folder / "accounts.csv").write_text(f"{text}\n", encoding="utf-8")


def _whole(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{name: "" for name in TABLES[table].columns if name not in rows})


def _spoken(rng: np.random.Generator, n: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Conversations, their passages, and the theme of each passage (-1 for none)."""
    account, cycle = rng.integers(0, N_ACCOUNTS, n), rng.integers(0, N_CYCLES, n)
    themes, tails = rng.integers(-1, N_THEMES, (n, 3)), rng.integers(0, len(TAILS), (n, 3))
    keys = [f"desk:{number:07d}" for number in range(n)]
    texts, parts = [], []
    for number, key in enumerate(keys):
        text = OPENING
        for theme, tail in zip(themes[number], tails[number], strict=True):
            passage = f"{SUBJECTS[theme].capitalize()} {TAILS[tail]}, as I wrote in note {number}; {ENDING}."
            parts.append((key, cycle[number], len(text), len(text) + len(passage), passage))
            text += f"{passage} "
        texts.append(text)
    names, persona = np.array(cycles()), account % len(PERSONAS)
    days = pd.to_timedelta(rng.integers(0, 28 * 24 * 60, n), unit="min")
    conversations = pd.DataFrame({
        "conversation_key": keys, "conversation_id": [key.removeprefix("desk:") for key in keys], "source": "desk",
        "kind": "ticket", "cycle": names[cycle], "account_id": [f"a-{number:04d}" for number in account],
        "contact_id": [f"c-{number:04d}-{at % 3}" for at, number in enumerate(account)],
        "role": np.where(rng.random(n) < 0.8, np.array(ROLES)[persona], ""), "language": "en", "text": texts, "turns": "[]",
        "first_run_cycle": names[cycle], "line": np.arange(n), "is_late": False,
        "occurred_at": pd.to_datetime([f"{name}-01T00:00:00Z" for name in names[cycle]]) + days,
    })  # fmt: skip
    passages = pd.DataFrame(parts, columns=["conversation_key", "cycle", "start", "end", "text"])
    stances = np.array(STANCES)[rng.integers(0, len(STANCES), len(passages))]
    ids = passages["conversation_key"] + "#" + passages["start"].astype("str")
    passages = passages.assign(cycle=names[passages["cycle"]], stance=stances, passage_id=ids)
    return conversations, passages, themes.ravel()


def _persona_of(conversations: pd.DataFrame) -> np.ndarray:
    return np.array(PERSONAS)[conversations["account_id"].str[2:].astype(int) % len(PERSONAS)]


def _matches(rng: np.random.Generator, conversations: pd.DataFrame) -> pd.DataFrame:
    state = np.where(rng.random(len(conversations)) < 0.85, "attached", "ambiguous")
    rows = conversations[["conversation_key", "cycle"]].assign(
        persona_id=_persona_of(conversations), state=state, score=0.8, runner_up_score=0.1, margin=0.7
    )
    return _whole("matches", rows)


def _assignments(passages: pd.DataFrame, themes: np.ndarray, conversations: pd.DataFrame) -> pd.DataFrame:
    """Every passage of the window as the newest run assigned it."""
    persona = np.repeat(_persona_of(conversations), 3)
    rows = passages[["passage_id", "conversation_key", "cycle"]].assign(
        run_cycle=NEWEST, persona_id=persona, strength=1.0, kind="content",
        theme_id=[f"{who}/t{theme:02d}" if theme >= 0 else "" for who, theme in zip(persona, themes, strict=True)],
    )  # fmt: skip
    return _whole("assignments", rows[rows["cycle"].isin(cycles()[-N_WINDOW:])])


def _append_figures(rng: np.random.Generator, record: Record) -> list[Facts]:
    """Themes, shares and shifts of the newest run, of the size that a run makes them; returns the shifts."""
    themes = pd.DataFrame([
        {"persona_id": persona, "theme_id": f"{persona}/t{number:02d}", "label": SUBJECTS[number], "number": number}
        for persona in PERSONAS
        for number in range(N_THEMES)
    ])  # fmt: skip
    claims = [f"{row.persona_id}/pains/p{row.number:02d}" if row.number < 6 else "" for row in themes.itertuples()]
    known = {"run_cycle": NEWEST, "born": cycles()[0], "state": "live", "terms": "[]", "stability": 0.9, "n_passages": 100}
    record.append("themes", _whole("themes", themes.assign(claim=claims, **known, centre=[[0.0] * 256] * len(themes))))
    shares = themes.merge(pd.DataFrame({"cycle": cycles()[-N_WINDOW:]}), how="cross")
    share = rng.uniform(0.05, 0.4, len(shares))
    counts = {"n_accounts": 20, "n_accounts_active": 80, "n_voters_active": 80, "n_conversations": 200, "rank": 1}
    shares = shares.assign(run_cycle=NEWEST, share=share, low=share - 0.05, high=share + 0.05, **counts)
    record.append("shares", shares.drop(columns="number"))
    shifts = [_shift(rng, row.theme_id, row.label) for row in themes.itertuples()]
    numbers = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q")
    figures = {name: [shift[name] for shift in shifts] for name in numbers}
    tested = themes.assign(cycle=NEWEST, direction="rising", n_accounts=20, n_accounts_active=80, surfaced=False, **figures)
    record.append("shifts", _whole("shifts", tested.drop(columns="number")))
    return shifts


def _shift(rng: np.random.Generator, theme: str, label: str) -> Facts:
    before, now = rng.uniform(0.05, 0.4, 2)
    accounts = sorted(f"a-{number:04d}" for number in rng.choice(N_ACCOUNTS, 80, replace=False))
    return {
        "theme": theme, "label": label, "direction": "rising" if now > before else "fading", "kind": "step", "since": NEWEST,
        "share_before": before, "share_now": now, "shift_pp": 100 * (now - before), "low_pp": 100 * (now - before) - 9,
        "high_pp": 100 * (now - before) + 9, "p": 0.02, "q": float(rng.uniform(0, 0.5)), "surfaced": bool(rng.random() < 0.1),
        "below_bar": [], "accounts": accounts, "accounts_active": 300,
    }  # fmt: skip


def _briefs(shifts: list[Facts], passages: pd.DataFrame, assignments: pd.DataFrame, conversations: pd.DataFrame) -> pd.DataFrame:
    """The briefs of the last cycles, of every persona."""
    names = cycles()
    themed = assignments.loc[assignments["theme_id"] != "", ["passage_id", "persona_id", "theme_id"]]
    said = passages[passages["cycle"].isin(names[-N_BRIEFS:])].merge(themed, on="passage_id")
    who = conversations[["conversation_key", "conversation_id", "account_id", "role", "occurred_at"]]
    rows = [
        {"cycle": cycle, "persona_id": persona, "facts": json.dumps(whole_brief(
            persona, names[: names.index(cycle) + 1], [shift for shift in shifts if shift["theme"].startswith(f"{persona}/")],
            ours,
        ))}
        for (cycle, persona), ours in said.merge(who, on="conversation_key").groupby(["cycle", "persona_id"])
    ]  # fmt: skip
    return pd.DataFrame(rows)
