"""The bar: which rules a shift misses."""

from __future__ import annotations

from typing import Any

from kit.config.settings import Bar

#: Raised when what counts as a shift changes: error rates that were measured of an earlier one are not printed as this one's.
DECISION = 6

#: Stands in ``below_bar`` when the shift rests on one account.
ONE_ACCOUNT = "one_account"
#: Stands in ``below_bar`` when seeded fits do not agree on the theme.
STABILITY = "stability"


def size_pp(shift: dict[str, Any]) -> float:
    """What ``min_shift_pp`` is held against: the smaller of the shift and its part said differently; 0 if they disagree."""
    whole, differently = shift["shift_pp"], shift["mix_adjusted_pp"]
    return min(abs(whole), abs(differently)) if whole * differently > 0 else 0.0


def missed_rules(shift: dict[str, Any], bar: Bar, weeks_possible: int, is_settled: bool) -> list[str]:
    """Names of the rules a shift misses, in the order of the bar.

    Parameters
    ----------
    shift : one shift in the contract's form, with its q.
    weeks_possible : ISO weeks the cycle touches; a cycle of one week cannot be asked for two.
    is_settled : whether seeded fits agree on the theme.
    """
    is_missed = {
        "min_accounts": len(shift["accounts"]) < bar.min_accounts,
        "min_top_tier_accounts": shift["top_tier_accounts"] < bar.min_top_tier_accounts,
        "min_shift_pp": size_pp(shift) < bar.min_shift_pp,
        "min_consistency": bar.min_consistency > 0
        and (shift["consistency"] is None or shift["consistency"] < bar.min_consistency),
        "min_weeks": shift["weeks"] < min(bar.min_weeks, weeks_possible),
        "max_false_discovery": shift["q"] > bar.max_false_discovery,
        ONE_ACCOUNT: not shift["survives_dropping_any_account"],
        STABILITY: not is_settled,
    }
    return [name for name, missed in is_missed.items() if missed]
