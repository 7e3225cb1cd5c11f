"""One run: a workspace of composed months through the kit's own steps, nothing bypassed, and what came of it."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from months import BASELINE, CASES, KINDS, NOW, Case, Months, make_months
from sets import SETS, read_set
from sklearn.metrics import adjusted_mutual_info_score

from kit.brief.draft_briefs import draft_cycle
from kit.ingest.load import load_inbox
from kit.matching.match_conversations import match_cycle_window
from kit.record.tables import COUNTED_STATES
from kit.record.vectors import FAST
from kit.themes.find_themes import theme_persona
from kit.workspace import Workspace, open_workspace

SEGMENTS = ("small", "middle", "large")
#: Accounts of a run, unless a bench asks for more.
ACCOUNTS = 60
#: Passages of a theme from which on its small talk is looked at.
LARGE_THEME = 10


def one_run(name: str, case_name: str, n_accounts: int, number: int, embedding: str = FAST) -> dict:
    """One run of a set and case; even numbers have a persona file with language, odd ones without."""
    started, case = time.process_time(), CASES[case_name]
    months, rng = composed(name, case_name, n_accounts, number)
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), months, n_accounts, rng, embedding)
        work = open_workspace(folder)
        facts = run_steps(work)
        figures = measured(work, months, case, facts)
    key = {"set": name, "case": case_name, "accounts": n_accounts, "number": number, "language": number % 2 == 0}
    if embedding != FAST:
        key["embedding"] = embedding
    return key | figures | {"seconds": round(time.process_time() - started, 1)}


def composed(name: str, case_name: str, n_accounts: int, number: int) -> tuple[Months, np.random.Generator]:
    """The months of one run, and the generator that goes on from them."""
    seed = hashlib.sha256(f"{name} {case_name} {n_accounts} {number}".encode()).digest()
    rng, labelled = np.random.default_rng(int.from_bytes(seed[:8], "big")), SETS[name]
    at = 0 if n_accounts <= 60 else 1
    size = (n_accounts, labelled.talk[at], labelled.n_cycles[at])
    return make_months(read_set(name), CASES[case_name], size, number % 2 == 0, rng), rng


def run_steps(work: Workspace) -> dict:
    """The steps of a month for the one persona; returns its facts."""
    load_inbox(work.folder, work.settings, work.record, NOW)
    window = work.window(NOW)
    match_cycle_window(work.record, work.settings, work.personas, work.accounts, work.vectors, window)
    theme_persona(work.record, work.settings, work.tracked[0], work.vectors, NOW, window)
    return draft_cycle(work, NOW)[0].facts()


def write_workspace(folder: Path, months: Months, n_accounts: int, rng: np.random.Generator, embedding: str = FAST) -> None:
    """A workspace whose one persona states three of the subjects."""
    sources = [{"id": kind, "kind": kind, "path": f"inbox/{kind}.jsonl", "columns": {"turns": "turns"}} for kind in KINDS]
    pains = [
        {"id": f"pain-{at}", "statement": subject.capitalize(), "language": lines}
        for at, (subject, lines) in enumerate(months.stated.items())
    ]
    persona = {
        "id": "customer", "name": "Customer", "who": {"roles": ["Customer"]}, "pains": pains, "sources": ["call", "ticket"],
    }  # fmt: skip
    (folder / "personas").mkdir()
    (folder / "inbox").mkdir()
    (folder / "kit.yaml").write_text(
        yaml.safe_dump({"company": "Bench", "embedding": embedding, "sources": sources}), encoding="utf-8"
    )
    (folder / "personas" / "customer.yaml").write_text(yaml.safe_dump(persona), encoding="utf-8")
    accounts = [f"{account_id(at)},,{SEGMENTS[at % 3]},,," for at in range(n_accounts)]
    (folder / "accounts.csv").write_text("\n".join(["account_id,name,segment,tier,arr,renewal_on", *accounts]), encoding="utf-8")
    for kind in KINDS:
        rows = [json.dumps(_conversation(row, rng)) for row in months.said.itertuples() if row.kind == kind]
        (folder / "inbox" / f"{kind}.jsonl").write_text("\n".join(rows), encoding="utf-8")


def account_id(number: int) -> str:
    return f"a-{number:03d}"


def _conversation(row: tuple, rng: np.random.Generator) -> dict:
    said = getattr(row, "turns", None) or [text for text in (row.opening, row.text, row.closing) if text]
    return {
        "conversation_id": f"c-{row.Index:05d}", "occurred_at": f"{row.cycle}-{rng.integers(1, 29):02d}T10:00:00Z",
        "account_id": account_id(row.account), "contact_id": "", "role": "Customer",
        "turns": [{"side": "customer", "speaker": "Customer", "text": text} for text in said],
    }  # fmt: skip


def measured(work: Workspace, months: Months, case: Case, facts: dict) -> dict:
    """The figures of one run."""
    passages = passages_of(work, months.said)
    themed = passages[passages["theme_id"] != ""]
    held = set(themed.loc[~themed["is_talk"], "conversation"])
    now = set(months.said.index[months.said["cycle"] == NOW])
    sizes = themed.groupby("theme_id")["conversation"].nunique()
    subjects = themed[~themed["is_talk"] & (themed["subject"] != "")]
    return {
        "counted": _counted(work, months.said), "held": len(held) / len(months.said), "held_now": len(held & now) / len(now),
        "themes": len(sizes), "largest": float(sizes.max() / len(months.said)) if len(sizes) else 0.0,
        "talk": _talk(themed), "verdict": facts["verdict"], "unthemed": facts["coverage"]["unthemed_share"],
        "alike": facts["heard"]["understood"]["alike_part"],
        "ami": adjusted_mutual_info_score(subjects["subject"], subjects["theme_id"]) if len(subjects) else 0.0,
        "other": _other(work), "visible": facts["smallest_visible_shift_pp"],
        **_planted(months, case, facts["shifts"], _with_nodes(passages, work)),
    }  # fmt: skip


def passages_of(work: Workspace, said: pd.DataFrame) -> pd.DataFrame:
    """Passages of the window with their theme, their conversation's number and subject, and whether they are small talk."""
    rows = work.record.read("passages", ["passage_id", "conversation_key", "cycle", "text"])
    theme = work.record.read("assignments", ["passage_id", "theme_id", "kind", "leaf"], run_cycle=NOW)
    rows = rows.merge(theme, on="passage_id", how="left").fillna({"theme_id": "", "kind": "", "leaf": ""})
    number = rows["conversation_key"].str.extract(r"c-(\d+)$")[0].astype(int)
    truth = said.loc[number, ["subject", "opening", "closing", "account"]].reset_index(drop=True)
    rows = pd.concat([rows.assign(conversation=number.to_numpy()).reset_index(drop=True), truth], axis=1)
    talk = [_plain(row.text) in (_plain(row.opening) + " | " + _plain(row.closing)) for row in rows.itertuples()]
    return rows.assign(is_talk=talk)


def _with_nodes(passages: pd.DataFrame, work: Workspace) -> pd.DataFrame:
    """Passages with those of each finer or wider group under the group's id as well, as the brief's evidence has them."""
    nodes = work.record.read("theme_nodes", ["theme_id", "leaves"], run_cycle=NOW)
    leaves = nodes.assign(leaf=nodes["leaves"].map(json.loads)).explode("leaf")[["theme_id", "leaf"]]
    held = passages[passages["leaf"] != ""].drop(columns="theme_id").merge(leaves, on="leaf")
    return pd.concat([passages, held[passages.columns]], ignore_index=True)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold())) or "-"


def _counted(work: Workspace, said: pd.DataFrame) -> float:
    matches = work.record.read("matches", ["state"])
    return float(matches["state"].isin(COUNTED_STATES).sum() / len(said))


def _other(work: Workspace) -> float:
    stance = work.record.read("passages", ["stance"])["stance"]
    return float((stance == "other").mean())


def _talk(themed: pd.DataFrame) -> dict[str, float]:
    """Part of the themes' passages that is small talk, and of themes with more than one in twenty."""
    of_theme = themed.groupby("theme_id")["is_talk"].agg(["mean", "size"])
    large = of_theme[of_theme["size"] >= LARGE_THEME]
    return {
        "part": float(themed["is_talk"].mean()) if len(themed) else 0.0,
        "themes_over": float((large["mean"] > 0.05).mean()) if len(large) else 0.0,
    }


def _planted(months: Months, case: Case, shifts: list[dict], passages: pd.DataFrame) -> dict:
    """What was surfaced, and how it lies to what was planted."""
    surfaced = [shift for shift in shifts if shift["surfaced"]]
    rises, first = case.now > case.before, months.subjects[0]
    cycles = [NOW] if rises else list(BASELINE)
    there = passages[passages["cycle"].isin(cycles)]
    on = {shift["theme"]: list(there.loc[there["theme_id"] == shift["theme"], "subject"] == first) for shift in shifts}
    right = [
        shift for shift in surfaced
        if case.moves and (shift["shift_pp"] > 0) == rises and np.mean(on[shift["theme"]] or [False]) >= 0.5
    ]  # fmt: skip
    of_first = months.said[(months.said["subject"] == first) & months.said["cycle"].isin(cycles)]
    truly = {account_id(account) for account in of_first["account"]}
    named = set().union(*(shift["accounts"] for shift in right)) if right else set()
    return {
        "surfaced": len(surfaced), "right": bool(right), "wrong": len(surfaced) - len(right),
        "evidence": sum(len(on[shift["theme"]]) for shift in right),
        "on_subject": sum(sum(on[shift["theme"]]) for shift in right),
        "named": len(named), "named_truly": len(named & truly), "truly": len(truly) if right else 0,
        "missed": _missed(shifts, on),
    }  # fmt: skip


def _missed(shifts: list[dict], on: dict[str, list[bool]]) -> list[str]:
    """The rules that kept the theme with most of the planted subject below the bar."""
    theme = max(on, key=lambda name: sum(on[name]), default=None)
    return next((shift["below_bar"] for shift in shifts if shift["theme"] == theme), ["no theme"])
