"""Reasons: why a verdict is what it is, each as a clause with its numbers."""

from __future__ import annotations

from kit import formats
from kit.brief import wording
from kit.brief.model import Brief
from kit.brief.model.coverage import Reason


def reason(brief: Brief, given: Reason) -> str:
    """One reason of the verdict as a clause."""
    if given.code.endswith("_source"):
        return wording.silence(next(source for source in brief.coverage.sources if source.source == given.source))
    if given.code == "awaiting_review":
        return wording.awaiting(brief).rstrip(".")
    if given.code in ("few_accounts_now", "few_accounts_before") and given.needed is not None:
        return _few(brief, given)
    clauses = {
        "no_baseline": "nobody spoke in any earlier period to compare with",
        "no_themes": "no theme could be formed", "blind": _blind(given), "surfaced": _surfaced(given),
        "not_excluded": wording.not_ruled_out(brief), "nothing_surfaced": _nothing(brief, given),
    }  # fmt: skip
    return clauses.get(given.code) or given.text or given.code.replace("_", " ")


def _few(brief: Brief, given: Reason) -> str:
    when = f"in {formats.cycle_name(brief.cycle)}"
    before = f"in {formats.cycles_named(brief.baseline)}" if brief.baseline else "before"
    spoke = formats.counted(given.accounts or 0, "account")
    return f"only {spoke} spoke {when if given.code == 'few_accounts_now' else before}; {given.needed} are needed"


def _blind(given: Reason) -> str:
    size = given.smallest_visible_alone_pp
    if size is None:
        return ""
    if size >= 100:
        return "no change could have shown"
    return f"even by itself a theme would have had to move by {formats.size_in_points(size)} to show"


def _surfaced(given: Reason) -> str:
    if given.themes is None or given.of is None:
        return ""
    return f"{len(given.themes)} of {formats.counted(given.of, 'theme')} moved enough to report"


def _nothing(brief: Brief, given: Reason) -> str:
    if given.within_pp is None:
        return f"none of {formats.counted(given.of, 'theme')} moved enough to report" if given.of else ""
    ruled = f"a rise or fall of {formats.size_in_points(given.within_pp)} is ruled out in every theme"
    hidden = " and ".join(
        f"one of {size}{formats.NBSP}points with a chance of {formats.percent(chance)}"
        for size, chance in ((15, given.hides_15), (25, given.hides_25))
        if chance is not None
    )
    return f"{ruled}; a real rise could still be missed: {hidden}" if hidden else ruled
