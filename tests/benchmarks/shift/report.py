"""The bench's figures as one table a reader can check."""

from __future__ import annotations

HEAD = """# Shift bench: results

Written by `make bench-shift`; the generator and the rules are described in README.md and months.py. Intervals are Wilson's,
95 %. *goal* is the project's own; figures without one are told so that nobody has to wonder. *others* are rules others use,
written from their public descriptions, on the same months.
"""


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _row(one: dict) -> str:
    others = "; ".join(f"{name} {_percent(value)}" for name, value in one["others"].items())
    holds = {True: "yes", False: "**no**", None: ""}[one["holds"]]
    value = f"{_percent(one['value'])} ({_percent(one['low'])} to {_percent(one['high'])})"
    return f"| {one['case']} | {value} | {one['n']} | {one['goal']} | {holds} | {others} |"


def markdown(found: list[dict], code: str) -> str:
    """A section a figure, a row a case, all in percent; ``code`` is that of the decision as it is."""
    sections = [HEAD, _measured_with(found, code)]
    for part in ("counts", "years", "reviews", "words"):
        names = list(dict.fromkeys(one["figure"] for one in found if one["part"] == part))
        for name in names:
            rows = [_row(one) for one in found if one["part"] == part and one["figure"] == name]
            head = f"\n## {part}: {name} (%)\n\n| case | found | n | goal | holds | others |\n|---|---|---|---|---|---|\n"
            sections.append(head + "\n".join(rows) + "\n")
    short = [one for one in found if one["holds"] is False]
    told = "\n".join(f"- {one['figure']}, {one['case']}: {_percent(one['value'])} (goal {one['goal']})" for one in short)
    sections.append(f"\n## Short of their goal\n\n{told or 'None.'}\n")
    return "".join(sections)


def _measured_with(found: list[dict], code: str) -> str:
    """Which cases were measured with other code than there is."""
    old = list(dict.fromkeys(one["case"] for one in found if one["code"] != code))
    if not old:
        return f"\nAll measured with the decision's code {code}.\n"
    head = f"The decision's code is {code}. Measured with earlier code of the same decision (`run.py --stale` does them anew):"
    return f"\n{head} {'; '.join(old)}.\n"
