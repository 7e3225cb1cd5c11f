"""The words bench's runs as one table a reader can check."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from months import CASES
from sets import SETS

HEAD = """# Words bench: results

Written by `make bench-words`; README.md says how months are composed and what each figure is. Figures are means over runs;
`n` is how many there are of that set and case so far, so a figure of few runs is rough: one run in three is 33 %.
"""
Rows = list[dict]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f}"


def _mean(rows: Rows, name: str) -> float | None:
    return float(np.mean([row[name] for row in rows])) if rows else None


def _pooled(rows: Rows, part: str, whole: str) -> float | None:
    total = sum(row[whole] for row in rows)
    return sum(row[part] for row in rows) / total if total else None


def _hearing(rows: Rows) -> str:
    out = ["\n## What is heard (%), all cases, 60 accounts\n\n"]
    named = ("set", "n", "held by a theme (goal 90)", "small talk in themes (goal 5)", "largest theme", "AMI by label")
    columns = " | ".join([*named, "alike in one theme", "looked at"])
    out.append(f"| {columns} |\n|{'---|' * 8}\n")
    for name, one in SETS.items():
        ours = [row for row in rows if row["set"] == name and row["accounts"] == 60]
        if ours:
            talk = float(np.mean([row["talk"]["part"] for row in ours]))
            still = [row for row in ours if row["case"] == "nothing"] or ours
            figures = [_percent(_mean(ours, "held")), _percent(talk), _percent(_mean(still, "largest"))]
            alike = [row["alike"] for row in ours if row.get("alike") is not None]
            figures += [f"{_mean(ours, 'ami'):.2f}", f"{np.mean(alike):.2f} (n {len(alike)})" if alike else ""]
            out.append(f"| {name} | {len(ours)} | {' | '.join(figures)} | {one.seen} |\n")
    return "".join(out)


def _cases(rows: Rows, title: str, cases: list[str], figure: Callable[[Rows], float | None], goal: str) -> str:
    sizes = sorted({row["accounts"] for row in rows})
    columns = [(case, size) for size in sizes for case in cases if any(r["case"] == case and r["accounts"] == size for r in rows)]
    if not columns:
        return ""
    head = " | ".join(f"{case}, {size}" for case, size in columns)
    out = [f"\n## {title} (%; goal {goal})\n\n| set | {head} |\n|---|{'---|' * len(columns)}\n"]
    for name in [*SETS, "all"]:
        cells = []
        for case, size in columns:
            ours = [r for r in rows if r["case"] == case and r["accounts"] == size and name in (r["set"], "all")]
            value = figure(ours)
            cells.append(f"{_percent(value)} (n {len(ours)})" if value is not None else "")
        if any(cells):
            out.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(out)


def _right(rows: Rows) -> float | None:
    return _mean(rows, "right")


def _anything(rows: Rows) -> float | None:
    return float(np.mean([row["surfaced"] > 0 for row in rows])) if rows else None


def _steady(rows: Rows) -> float | None:
    return float(np.mean([row["verdict"] == "steady" for row in rows])) if rows else None


def _beside(rows: Rows, others: Rows) -> str:
    """Runs with another embedding beside the same runs with the default."""
    out = []
    known = {_key(row): row for row in rows}
    for embedding in sorted({row["embedding"] for row in others}):
        pairs = [(known[_key(row)], row) for row in others if row["embedding"] == embedding and _key(row) in known]
        out.append(f"\n## `embedding: {embedding}` beside the default, the same {len(pairs)} runs\n\n")
        out.append("| case | runs | found, default | found | surfaced where nothing was planted, default | surfaced |")
        out.append(" steady, default | steady | AMI by label, default | AMI |\n|---|" + "---|" * 9 + "\n")
        for case in [*CASES, "all"]:
            if of := [pair for pair in pairs if case in (pair[0]["case"], "all")]:
                out.append(f"| {case} | {len(of)} | {' | '.join(_pair_figures(of))} |\n")
        seconds = [np.mean([pair[side]["seconds"] for pair in pairs]) for side in (0, 1)]
        out.append(f"\nA run takes {seconds[1]:.0f} seconds of a core, with the default {seconds[0]:.0f}.\n")
    return "".join(out)


def _key(row: dict) -> tuple:
    return row["set"], row["case"], row["accounts"], row["number"]


def _pair_figures(pairs: list[tuple[dict, dict]]) -> list[str]:
    moved = [pair for pair in pairs if CASES[pair[0]["case"]].moves]
    still = [pair for pair in pairs if not CASES[pair[0]["case"]].moves]
    cells = [str(sum(pair[side]["right"] for pair in moved)) if moved else "" for side in (0, 1)]
    cells += [str(sum(pair[side]["surfaced"] > 0 for pair in still)) if still else "" for side in (0, 1)]
    cells += [str(sum(pair[side]["verdict"] == "steady" for pair in pairs)) for side in (0, 1)]
    return cells + [f"{np.mean([pair[side]['ami'] for pair in pairs]):.2f}" for side in (0, 1)]


def markdown(rows: Rows) -> str:
    """All tables."""
    others, rows = [row for row in rows if "embedding" in row], [row for row in rows if "embedding" not in row]
    moved, still = [name for name in CASES if CASES[name].moves], [name for name in CASES if not CASES[name].moves]
    lost = [row for row in rows if row["verdict"] == "steady" and (row["unthemed"] or 0) > 0.3]
    parts = [HEAD, _hearing(rows)]
    parts.append(_cases(rows, "Planted change surfaced: right theme, right direction", moved, _right, "85; +15 50, at 120 85"))
    parts.append(_cases(rows, "Anything surfaced where nothing was planted", still, _anything, "at most 2"))
    parts.append(_cases(rows, "Called steady", [*moved, *still], _steady, "never where +25 was planted"))
    parts.append(
        _cases(rows, "Surfaced evidence on the planted subject", moved, lambda r: _pooled(r, "on_subject", "evidence"), "90")
    )
    parts.append(_cases(rows, "Accounts named, precision", moved, lambda r: _pooled(r, "named_truly", "named"), "90"))
    parts.append(_cases(rows, "Accounts named, recall", moved, lambda r: _pooled(r, "named_truly", "truly"), "90"))
    parts.append(f"\nSteady where over 30 % is unthemed: {len(lost)} of {len(rows)} runs (goal: never).\n")
    by_language = {kind: [r for r in rows if r["language"] is kind and CASES[r["case"]].moves] for kind in (True, False)}
    told = ", ".join(
        f"{'with' if kind else 'without'} {_percent(_right(of))} % of {len(of)}" for kind, of in by_language.items() if of
    )
    parts.append(f"\nPlanted changes surfaced by personas with and without `language:`: {told}.\n")
    parts.append(_beside(rows, others))
    return "".join(parts)
