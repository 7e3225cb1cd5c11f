"""Runs the reading's benchmarks and writes results.json and RESULTS.md beside this file.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.reading.run --rows 100000 --inputs 20000

Mails, times and redaction are run each time; the other parts where they are asked for, and else keep their last figures.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pandas as pd

from tests.benchmarks.reading import fuzz, mails, passages, redaction, throughput, times

FOLDER = Path(__file__).parent


def redaction_figures() -> dict[str, Any]:
    """Items, recall and precision of the labelled sets, and each kind's recall over all of them."""
    figures, kinds = {}, []
    for path in redaction.PATHS:
        table, _ = redaction.scores(path)
        recall, precision = table.loc["all", "recall"], table.loc["masks", "recall"]
        figures[path.name] = {"items": int(table.loc["all", "n_items"]), "recall": float(recall), "precision": float(precision)}
        kinds.append(table.drop(index=["all", "masks"])[["n_items", "n_found"]])
    by_kind = pd.concat(kinds).groupby(level=0).sum()
    return {"redaction": figures, "redaction_kinds": by_kind.astype(int).to_dict("index")}


def library_figures() -> dict[str, Any]:
    """Mails and times: the kit beside the libraries that are installed; those that are not keep their last figures."""
    return {"mails": mails.scores()[0].to_dict("index"), "times": times.scores()[0].to_dict("index")}


def fuzz_figures(n_inputs: int, seed: int) -> dict[str, Any]:
    """Counts of one fuzz run."""
    counts, broken, seconds = fuzz.fuzz(n_inputs, seed)
    laws = [f"{case.reader} {case.faults}: {error}" for case, error in broken]
    return {"inputs": n_inputs, "seed": seed, "seconds": round(seconds), "rows": dict(sorted(counts.items())), "broken": laws}


def rendered(results: dict[str, Any]) -> str:
    """RESULTS.md."""
    lines = [
        "# Results of the reading's benchmarks",
        "",
        "Written by `python -m tests.benchmarks.reading.run`; see README.md.",
        "",
    ]
    lines += ["## Redaction", "", "| set | items | recall | precision |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {one['items']} | {one['recall']:.3f} | {one['precision']:.3f} |"
        for name, one in results["redaction"].items()
    ]
    lines += ["", "By kind, over all sets:", "", "| kind | items | masked |", "|---|---|---|"]
    lines += [f"| {kind} | {one['n_items']} | {one['n_found']} |" for kind, one in results["redaction_kinds"].items()]
    lines += [
        "",
        "## Mails",
        "",
        "| reader | mails | customers' sentences kept | mails with the other side's words | wholly right |",
    ]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {name} | {one['mails']} | {one['recall']:.3f} | {one['leaked']:.3f} | {one['right']:.3f} |"
        for name, one in results["mails"].items()
    ]
    lines += ["", "## Times", "", "| reader | forms | right | refused | read wrong |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {one['forms']} | {one['right']} | {one['refused']} | {one['wrong']} |"
        for name, one in results["times"].items()
    ]
    lines += ["", "## Passages", "", "| truth | texts | things said | pure | whole | heard |", "|---|---|---|---|---|---|"]
    for name, one in results["passages"].items():
        figures = f"{one['pure']:.3f} | {one['whole']:.3f} | {one['heard']:.3f}"
        lines.append(f"| {name} | {one['texts']:.0f} | {one['things said']:.0f} | {figures} |")
    lines += [
        "",
        "## Fuzz",
        "",
        "| inputs | seed | rows heard | set aside | wordless | broken laws |",
        "|---|---|---|---|---|---|",
    ]
    for one in results.get("fuzz", []):
        rows = " | ".join(f"{one['rows'].get(name, 0):,}" for name in ("Conversation", "UnreadableRow", "EmptyRow"))
        lines.append(f"| {one['inputs']:,} | {one['seed']} | {rows} | {len(one['broken'])} |")
    table = results.get("throughput", {"rows": 0, "jobs": []})
    lines += ["", f"## Throughput, {table['rows']:,} conversations", ""]
    lines += [
        "| job | seconds | processor seconds | rows a second | rows a processor second | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    for one in table["jobs"]:
        rate = f"{table['rows'] / one['seconds']:,.0f} | {table['rows'] / max(one['cpu_seconds'], 0.01):,.0f}"
        lines.append(f"| {one['job']} | {one['seconds']:.2f} | {one['cpu_seconds']:.2f} | {rate} | {one['peak_mb']:.0f} |")
    return "\n".join(lines) + "\n"


def write_results(results: dict[str, Any]) -> None:
    """Both files."""
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (FOLDER / "RESULTS.md").write_text(rendered(results), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=0, help="conversations of the throughput run")
    parser.add_argument("--inputs", type=int, default=0, help="inputs of the fuzz run")
    parser.add_argument("--passages", action="store_true", help="how well passages keep to one thing; loads the sample")
    parser.add_argument("--seed", type=int, default=1, help="of the fuzz run")
    told = parser.parse_args()
    path = FOLDER / "results.json"
    results = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    libraries = library_figures()
    results |= {name: results.get(name, {}) | table for name, table in libraries.items()}
    results |= redaction_figures()
    if told.passages:
        results["passages"] = passages.figures().to_dict("index")
    if told.inputs:
        others = [one for one in results.get("fuzz", []) if one["seed"] != told.seed]
        results["fuzz"] = [*others, fuzz_figures(told.inputs, told.seed)]
    if told.rows:
        table = throughput.run(told.rows).round(2)
        results["throughput"] = {"rows": told.rows, "jobs": table.to_dict("records")}
    write_results(results)
    print(rendered(results))


if __name__ == "__main__":
    main()
