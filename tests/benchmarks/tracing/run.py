"""Recomputes every figure and quote of page one from the record's rows, and says how many were checked and how many are wrong.

    python -m tests.benchmarks.tracing.run WORKSPACE REPORTS/CYCLE [WORKSPACE REPORTS/CYCLE …] [--write]

``WORKSPACE`` is the folder with kit.yaml and record/, ``REPORTS/CYCLE`` where its pages of a month lie. Then each figure is
spoiled on the page, one at a time, to see that the check notices. ``--write`` puts ten sentences a brief with their rows into
RESULTS.md beside this file. The exit status is 1 where a figure is wrong, left over, or its fault is not noticed.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.tracing.checks import FROM_ROWS, SIMULATED, STORED, Check, Checker
from tests.benchmarks.tracing.printed import page_one
from tests.benchmarks.tracing.rows import Rows, Workspace

RESULTS = Path(__file__).with_name("RESULTS.md")
#: Sentences of a brief that are written down with their rows.
SENTENCES = 10


def checked(rows: Rows, html: str, facts: dict) -> tuple[list[Check], list[tuple[str, str]]]:
    """The checks of a page, and the digits that none of them covers."""
    checker = Checker(rows, page_one(html), facts)
    return checker.checks(), checker.left


def spoiled(html: str) -> list[str]:
    """The page with each number in the text of page one made one larger in turn, names and quotes left alone."""
    start = html.index('id="first-screen"')
    end = html.index("</section>", start)
    pages, text = (
        [],
        re.sub(r"“[^”]*”|<svg.*?</svg>|<[^>]+>|&#?\w+;", lambda match: "\0" * len(match[0]), html[start:end], flags=re.S),
    )
    quotes = [match.span() for match in re.finditer(r"<blockquote>.*?</blockquote>|<h3>.*?</h3>", html[start:end], flags=re.S)]
    for match in re.finditer(r"\d+", text):
        if any(first <= match.start() < last for first, last in quotes) or re.match(
            r"\s?(?:% sure|days)", text[match.end() :].replace("\u00a0", " ")
        ):
            continue
        at = start + match.start()
        pages.append(f"{html[:at]}{int(match[0]) + 1}{html[at + len(match[0]) :]}")
    return pages


def unnoticed(rows: Rows, html: str, facts: dict) -> tuple[int, list[str]]:
    """How many faults were planted, and the sentences of those that no check noticed."""
    missed, pages = [], spoiled(html)
    for page in pages:
        found, left = checked(rows, page, facts)
        if all(check.is_right for check in found) and not left:
            here = next(at for at, (old, new) in enumerate(zip(html, page, strict=False)) if old != new)
            missed.append(html[max(0, here - 60) : here + 40])
    return len(pages), missed


def lines_of(name: str, found: list[Check]) -> list[str]:
    """Ten sentences of a brief, each with its figures and the rows behind them."""
    lines, by_sentence = [f"\n### {name}\n"], {}
    for check in found:
        by_sentence.setdefault(check.sentence, []).append(check)
    most = sorted(by_sentence, key=lambda sentence: -sum(check.basis == FROM_ROWS for check in by_sentence[sentence]))[:SENTENCES]
    for sentence in (sentence for sentence in by_sentence if sentence in most):
        lines.append(f"- {sentence}")
        lines += [
            f"  - {check.printed} {'=' if check.is_right else '≠ ' + check.due}: {check.rows} ({check.basis})"
            for check in by_sentence[sentence]
        ]
    return lines


@dataclass
class Told:
    """What was found in all briefs."""

    total: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    planted: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, work: Workspace, path: Path) -> str:
        """One brief, by its JSON beside its page; the line that says how it stands."""
        html, text = (path.with_suffix(kind).read_text(encoding="utf-8") for kind in (".html", ".json"))
        rows, facts, name = Rows(work, path.stem, path.parent.name), json.loads(text), f"{work.folder.name} {path.stem}"
        found, left = checked(rows, html, facts)
        number, slipped = unnoticed(rows, html, facts)
        wrong = [check for check in found if not check.is_right]
        self.total.update(check.basis for check in found)
        self.wrong += [f"{name}: {c.sentence!r}: printed {c.printed!r}, due {c.due!r} ({c.rows})" for c in wrong]
        self.left += [f"{name}: {digits} in {sentence!r}" for sentence, digits in left]
        self.missed += [f"{name}: …{text}…" for text in slipped]
        self.planted += number
        self.lines += lines_of(f"{name}, {path.parent.name}", found)
        noticed = f"{number - len(slipped)} of {number} planted faults noticed"
        return f"{name}: {len(found)} checked, {len(wrong)} wrong, {len(left)} left over, {noticed}"

    def summary(self) -> str:
        kinds = (
            f"{self.total[FROM_ROWS]} from the rows, {self.total[STORED]} as the record's table of shifts has them, "
            f"{self.total[SIMULATED]} that are simulated, as the JSON has them"
        )
        return (
            f"{sum(self.total.values())} figures, names and quotes checked ({kinds}): {len(self.wrong)} wrong, "
            f"{len(self.left)} left over; {self.planted - len(self.missed)} of {self.planted} planted faults noticed"
        )


def main(arguments: list[str]) -> int:
    paths, told = [Path(argument) for argument in arguments if argument != "--write"], Told()
    for folder, reports in zip(paths[::2], paths[1::2], strict=True):
        work = Workspace(folder)
        for path in sorted(reports.glob("*.json")):
            print(told.add(work, path), flush=True)
    for what, lines in (("WRONG", told.wrong), ("LEFT OVER", told.left), ("NOT NOTICED", told.missed)):
        for line in lines:
            print(what, line)
    print(told.summary())
    if "--write" in arguments:
        RESULTS.write_text(
            "\n".join(["# Page one beside the rows\n", f"{told.summary()}.", *told.lines]) + "\n", encoding="utf-8"
        )
    return int(bool(told.wrong or told.left or told.missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
