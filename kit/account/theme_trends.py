"""Theme trends: in how many of an account's conversations each theme is raised, now and before, beside all accounts' shares."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from kit.account.spoken import Spoken
from kit.config.personas import SECTIONS
from kit.workspace import Workspace

Facts = dict[str, Any]


def theme_trends(work: Workspace, spoken: Spoken) -> list[Facts]:
    """Every live theme that an account raised in the newest run's window, what it raises most now first.

    Returns
    -------
    list of dict: ``theme, label, persona, claim`` (full name, or None), ``statement, conversations`` by cycle ({"n" raising it,
    "of" counted}), ``now`` and ``before`` (the same over the run's cycle and over its baseline), ``stances`` (passages by what
    they voice), and ``everyone``, see :func:`_everyone`.

    Notes
    -----
    The counts are all that the account said, so they have no interval; the shares of all accounts have theirs.
    """
    if not spoken.run:
        return []
    themes = work.record.read("themes", ["theme_id", "persona_id", "label", "claim", "state"], run_cycle=spoken.run)
    themes = themes[(themes["state"] == "live") & themes["theme_id"].isin(spoken.raised["theme_id"])]
    everyone = _everyone(work, spoken.run, set(themes["theme_id"]))
    stated = statements(work)
    rows = [
        _trend(theme, spoken, work.baseline(spoken.run))
        | {"statement": stated.get(theme["claim"]), "everyone": everyone.get(theme["theme_id"])}
        for theme in themes.to_dict("records")
    ]
    return sorted(rows, key=lambda row: (-row["now"]["n"], -row["before"]["n"], row["theme"]))


def statements(work: Workspace) -> dict[str, str]:
    """What the persona files claim, by the claims' full names."""
    claims = (claim for persona in work.personas for section in SECTIONS for claim in persona.claims(section).items())
    return {name: claim.statement for name, claim in claims}


def _trend(theme: Facts, spoken: Spoken, baseline: list[str]) -> Facts:
    counted = spoken.counted(theme["persona_id"])
    raised = spoken.raised[spoken.raised["theme_id"] == theme["theme_id"]]
    n_raising = raised.groupby("cycle")["conversation_key"].nunique().to_dict()
    n_counted = counted.groupby("cycle").size().to_dict()
    window = [cycle for cycle in sorted(n_counted) if cycle <= spoken.run]
    return {
        "theme": theme["theme_id"], "label": theme["label"], "persona": theme["persona_id"], "claim": theme["claim"] or None,
        "conversations": {cycle: {"n": int(n_raising.get(cycle, 0)), "of": int(n_counted[cycle])} for cycle in window},
        "now": _over([spoken.run], n_raising, n_counted), "before": _over(baseline, n_raising, n_counted),
        "stances": {str(name): int(n) for name, n in sorted(raised["stance"].value_counts().items()) if name},
    }  # fmt: skip


def _over(cycles: list[str], n_raising: dict[str, int], n_counted: dict[str, int]) -> Facts:
    return {"n": int(sum(n_raising.get(name, 0) for name in cycles)), "of": int(sum(n_counted.get(name, 0) for name in cycles))}


def _everyone(work: Workspace, run: str, wanted: set[str]) -> dict[str, Facts]:
    """What all accounts say of each theme: ``share`` (0 to 1) in the run's cycle with its 95 % interval ``low, high``,
    ``accounts`` raising it of ``of_accounts`` that spoke, and ``share_before`` over the baseline, None where not tested."""
    columns = ["theme_id", "share", "low", "high", "n_accounts", "n_accounts_active"]
    shares = work.record.read("shares", ["cycle", *columns], run_cycle=run)
    shares = shares[(shares["cycle"] == run) & shares["theme_id"].isin(wanted)]
    tested = work.record.read("shifts", ["theme_id", "share_before"], cycle=run)
    before = dict(zip(tested["theme_id"], tested["share_before"], strict=True))
    return {
        row["theme_id"]: {
            "share": _number(row["share"]), "low": _number(row["low"]), "high": _number(row["high"]),
            "accounts": int(row["n_accounts"]), "of_accounts": int(row["n_accounts_active"]),
            "share_before": _number(before.get(row["theme_id"])),
        }
        for row in shares.to_dict("records")
    }  # fmt: skip


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 4)


def printed_briefs(work: Workspace) -> tuple[str, dict[str, Facts]]:
    """The newest cycle whose briefs were printed, "" before the first, and their facts by persona."""
    cycles = work.record.cycles("briefs")
    if not cycles:
        return "", {}
    rows = work.record.read("briefs", ["persona_id", "facts"], cycle=cycles[0])
    return cycles[0], {row.persona_id: json.loads(row.facts) for row in rows.itertuples()}
