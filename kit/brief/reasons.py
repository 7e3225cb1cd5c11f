"""Reasons: why a verdict is what it is, and why a change is not reported, each as a clause with its numbers."""

from __future__ import annotations

from kit import formats
from kit.brief import summary, wording
from kit.brief.model import Brief
from kit.brief.model.coverage import Reason
from kit.brief.model.themes import Shift
from kit.language import gettext, ngettext

#: The rule of the bar that a change rests on more than one account.
ONE_ACCOUNT = "one_account"
#: Rules a reader is given of a change that missed several: the ones that explain the most.
MOST_RULES = 2
#: The rules in the order in which they explain: who, how far, how many, chance.
DECISIVE = (ONE_ACCOUNT, "min_shift_pp", "min_accounts", "max_false_discovery")

#: Reasons of a verdict that say why too little was said.
LITTLE = ("no_baseline", "no_themes", "few_accounts_now", "few_accounts_before", "blind")


def reason(brief: Brief, given: Reason) -> str:
    """One reason of the verdict as a clause."""
    if given.code.endswith("_source"):
        return wording.silence(next(source for source in brief.coverage.sources if source.source == given.source))
    if given.code == "awaiting_review":
        return wording.awaiting(brief).rstrip(".")
    if given.code in ("few_accounts_now", "few_accounts_before") and given.needed is not None:
        return few(brief, given)
    clauses = {
        "no_baseline": gettext("nobody spoke in any earlier period to compare with"),
        "no_themes": gettext("no theme could be formed"), "blind": blind(brief, given), "surfaced": _surfaced(given),
        "not_excluded": wording.not_ruled_out(brief), "nothing_surfaced": _nothing(brief, given),
        "themes_not_distinct": summary.between_themes(brief), "not_understood": summary.outside_themes(brief),
        "spread_over_themes": summary.spread_over_themes(brief),
    }  # fmt: skip
    return clauses.get(given.code) or given.text or given.code.replace("_", " ")


def little(brief: Brief) -> str:
    """Why too little was said, as a clause: the first of the verdict's reasons."""
    if brief.verdict == "stale" and (troubled := summary.sources_that_matter(brief)):
        return wording.silence(troubled[0])
    given = next((reason for reason in brief.verdict_reasons if reason.code in LITTLE), None)
    if given is None:
        return ngettext(
            "{n} account spoke, and that is not enough", "{n} accounts spoke, and that is not enough", brief.coverage.accounts
        )
    if given.code == "blind":
        return blind(brief, given)
    if given.code == "no_baseline":
        return gettext("nobody spoke in any earlier period to compare with")
    if given.code == "no_themes":
        return gettext("no theme could be formed")
    return few(brief, given)


def few(brief: Brief, given: Reason) -> str:
    """How few accounts spoke, when, and how many are needed, as a clause."""
    now = formats.in_cycle(brief.cycle)
    before = formats.in_cycles(brief.baseline) if brief.baseline else gettext("before")
    return ngettext(
        "only {n} account spoke {when}; {needed} are needed", "only {n} accounts spoke {when}; {needed} are needed",
        given.accounts or 0, when=now if given.code == "few_accounts_now" else before, needed=given.needed,
    )  # fmt: skip


def blind(brief: Brief, given: Reason) -> str:
    """That no change of a size worth telling could have shown, with whom."""
    accounts = formats.counted(brief.coverage.accounts, "account")
    size = given.smallest_visible_alone_pp
    if size is None or size >= 100:
        return gettext("with {accounts}, no change of any size could be told from chance", accounts=accounts)
    return gettext(
        "with {accounts}, only a move of {size} or more would most likely have shown", accounts=accounts,
        size=formats.size_in_points(size),
    )  # fmt: skip


def _surfaced(given: Reason) -> str:
    if given.themes is None or given.of is None:
        return ""
    number, themes = len(given.themes), formats.counted(given.of, "theme")
    return gettext("{number} of {themes} moved enough to report", number=number, themes=themes)


def _nothing(brief: Brief, given: Reason) -> str:
    if given.within_pp is None:
        return gettext("none of {themes} moved enough to report", themes=formats.counted(given.of, "theme")) if given.of else ""
    ruled = gettext("a rise or fall of {size} is ruled out in every theme", size=formats.size_in_points(given.within_pp))
    chances = ((15, given.hides_15), (25, given.hides_25))
    hidden = formats.listed(
        gettext("one of {size} with a chance of {chance}", size=formats.size_in_points(size), chance=formats.percent(chance))
        for size, chance in chances
        if chance is not None
    )
    return gettext("{ruled}; a real rise could still be missed: {hidden}", ruled=ruled, hidden=hidden) if hidden else ruled


def below_bar(brief: Brief, shift: Shift) -> list[str]:
    """The rules that explain the most why a change is below the bar, at most two, with their figures, as clauses.

    That it rests on one account is said where the change is large enough to be one, or the account so loud that counting
    conversations would call it one.
    """
    is_loud = summary.is_one_account(shift)
    rules = [rule for rule in shift.below_bar if rule != ONE_ACCOUNT or is_loud or summary.is_near(brief, shift)]
    if is_loud and ONE_ACCOUNT not in rules:
        rules.append(ONE_ACCOUNT)
    decisive = [ONE_ACCOUNT, "max_false_discovery", *DECISIVE] if is_large_enough(brief, shift) else DECISIVE
    ordered = sorted(rules, key=lambda rule: decisive.index(rule) if rule in decisive else len(decisive))
    return [_missed(brief, shift, rule) for rule in ordered[:MOST_RULES]]


def why_not(brief: Brief, shift: Shift, shown: tuple[float, float] | None = None) -> str:
    """Why a change is not reported, in the fewest words: too small only where it is smaller than was asked for.

    Parameters
    ----------
    shown : the interval in points that the sentence prints, where it is not the change's own; one without 0 in it asks why.
    """
    low, high = shown or (shift.low_pp, shift.high_pp)
    is_alone_clear = not low <= 0 <= high
    chance = gettext("may be chance among so many themes") if is_alone_clear else gettext("may be chance")
    short_of = {
        ONE_ACCOUNT: gettext("rests on one account"), "max_false_discovery": chance,
        "min_accounts": gettext("comes from too few accounts"),
        "min_shift_pp": gettext("comes in part of who spoke") if is_large_enough(brief, shift) else _is_small(brief, shift),
    }  # fmt: skip
    order = (ONE_ACCOUNT, "max_false_discovery", "min_accounts", "min_shift_pp")
    is_small = "min_shift_pp" in shift.below_bar and not is_large_enough(brief, shift)
    if is_small and "max_false_discovery" in shift.below_bar and ONE_ACCOUNT not in shift.below_bar:
        return gettext("{is_small} and {may_be_chance}", is_small=_is_small(brief, shift), may_be_chance=chance)
    return next((short_of[rule] for rule in order if rule in shift.below_bar), gettext("is not sure enough"))


def _is_small(brief: Brief, shift: Shift) -> str:
    """That a change is smaller than was asked for; with its own size where the printed shares would have the size asked for."""
    asked = brief.bar.min_shift_pp
    if not share_digits(brief, shift):
        return gettext("is under the {size} that count as a change", size=formats.size_in_points(asked))
    limit = formats.limit(asked)
    return gettext("is {size}, under the {limit} that count as a change,", size=_with_a_digit(shift), limit=limit)


def _with_a_digit(shift: Shift) -> str:
    """A change's size with a digit behind the mark: what lies between its shares as they are printed with one."""
    between = round(100 * shift.share_now, 1) - round(100 * shift.share_before, 1)
    return formats.points(between if abs(between - shift.shift_pp) < 0.15 else shift.shift_pp, 1)


def share_digits(brief: Brief, shift: Shift) -> int:
    """Digits behind the mark with which its shares are printed beside :func:`why_not`.

    1 where whole ones would have the size asked for and the change has not, else 0.
    """
    is_close = abs(formats.whole_points(shift.share_before, shift.share_now)) >= brief.bar.min_shift_pp
    return int(is_close and not is_large_enough(brief, shift))


def is_large_enough(brief: Brief, shift: Shift) -> bool:
    """Whether a change as printed has the size that was asked for."""
    return abs(shift.shift_pp) >= brief.bar.min_shift_pp


def _missed(brief: Brief, shift: Shift, rule: str) -> str:
    asked = formats.limit(getattr(brief.bar, rule)) if hasattr(brief.bar, rule) else gettext("more")
    clauses = {
        ONE_ACCOUNT: _one_account(brief, shift),
        "min_accounts": ngettext(
            "{n} account raised it; you asked for {asked}", "{n} accounts raised it; you asked for {asked}",
            len(shift.accounts), asked=asked,
        ),
        "min_top_tier_accounts": ngettext(
            "{n} top-tier account raised it; you asked for {asked}", "{n} top-tier accounts raised it; you asked for {asked}",
            shift.top_tier_accounts, asked=asked,
        ),
        "min_shift_pp": _too_small(shift, brief.bar.min_shift_pp),
        "min_consistency": gettext("its accounts do not say the same"),
        "min_weeks": ngettext(
            "said in {n} week; you asked for {asked}", "said in {n} weeks; you asked for {asked}", shift.weeks, asked=asked
        ),
        "max_false_discovery": gettext("it may be chance"),
        "stability": gettext("what belongs to it is not settled"),
        "overlap": gettext("a surer change that holds much of the same is told instead"),
    }  # fmt: skip
    return clauses.get(rule, rule.replace("_", " "))


def _too_small(shift: Shift, asked: float) -> str:
    size, limit = shift.shift_pp, formats.limit(asked)
    if abs(size) >= asked:
        own = shift.mix_adjusted_pp
        digits = next((digits for digits in (0, 1, 2) if round(abs(own), digits) < asked), 2)
        return gettext(
            "the same kind of accounts make only {size} of it, the rest is who spoke; you asked for {asked}",
            size=formats.points(own, digits), asked=limit,
        )  # fmt: skip
    is_close = asked <= round(abs(size)) or formats.digits_of(shift.share_before, shift.share_now, size)
    moved_by = _with_a_digit(shift) if is_close else formats.points(size)
    return gettext("a move of {size}; you asked for {asked}", size=moved_by, asked=limit)


def _one_account(brief: Brief, shift: Shift) -> str:
    """Which account a change rests on; named with its conversations where they are most of them."""
    loudest, rests = summary.loudest(shift), gettext("without one of its accounts it would not hold")
    if not loudest or 2 * loudest.n <= loudest.of:
        return rests
    return ngettext(
        "one account: {number} of {n} conversation is {name}’s, and each account has one vote",
        "one account: {number} of {n} conversations are {name}’s, and each account has one vote",
        loudest.of,
        number=loudest.n,
        name=summary.account_name(brief, loudest.account_id),
    )
