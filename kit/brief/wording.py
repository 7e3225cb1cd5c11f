"""Clauses that several sentences share: a change, a silence, a rule that was missed."""

from __future__ import annotations

from kit import formats
from kit.brief import summary as gist
from kit.brief.summary import Facts

#: The rule of the bar that a change rests on more than one account.
ONE_ACCOUNT = "one_account"
#: Two definitions are the problem from this part of the persona's conversations on that fit both.
OVERLAP_WORTH = 0.1
#: Fewer conversations than this between two personas are no pattern.
OVERLAP_FEWEST = 5
#: Likeness from which two definitions describe nearly the same customer; unlike ones share conversations that say too little.
OVERLAP_ALIKE = 0.3
#: Rules a reader is told of a change that missed several: the ones that explain the most.
MOST_RULES = 2
#: The rules in the order in which they explain: who, how far, how many, chance.
DECISIVE = (ONE_ACCOUNT, "min_shift_pp", "min_accounts", "max_false_discovery")
SECTION_NOUNS = {"pains": "pain", "objections": "objection", "decision_criteria": "decision criterion", "goals": "goal"}


def noun_of(facts: Facts, theme_id: str) -> str:
    """What kind of thing a theme is: "pain" unless it carries another section's claim."""
    claim = gist.theme_of(facts, theme_id).get("claim") or ""
    return SECTION_NOUNS.get(claim.split("/")[1] if claim.count("/") == 2 else "pains", "theme")


def silence(source: Facts) -> str:
    """Since when a source has been quiet, as part of a sentence."""
    return f"the {source['kind']} source {source['source']} {quiet(source)}"


def quiet(source: Facts) -> str:
    """Since when a source has been quiet, as what is said of it: "has been silent since 2 September 2026"."""
    since = formats.day(source.get("last_at"))
    if not since:
        return "has delivered nothing yet"
    if source.get("is_low"):
        return f"brought {formats.counted(source['conversations'], 'conversation')} where {source['expected']:,.0f} are usual"
    return f"has been silent since {since}" if source["state"] == "silent" else f"was last heard on {since}"


def ended(sentence: str) -> str:
    """A sentence with its full stop; none after a quoted question or call."""
    return sentence if sentence.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{sentence}."


def is_waiting(facts: Facts) -> bool:
    """Whether nothing counts because all that was heard waits for a person."""
    return not facts["coverage"]["conversations"] and bool(facts["matching"].get("awaiting_review"))


def bar_missed(facts: Facts) -> float | None:
    """The shift the bar asks for where one of that size might have been missed; None where it would have been seen."""
    visible, asked = facts.get("smallest_visible_shift_pp"), (facts.get("bar") or {}).get("min_shift_pp")
    return asked if formats.is_known(visible) and formats.is_known(asked) and visible > asked else None


def not_understood(facts: Facts) -> str:
    """That too much of what was said lies in no theme for anything to be called steady, as a clause; "" where that is not so."""
    given = next((one for one in facts.get("verdict_reasons") or [] if one.get("code") == "not_understood"), None)
    if given is None:
        return ""
    return f"{formats.percent(given['unthemed_part'])} of the conversations lie in no theme, where a change would not show"


def seeable(facts: Facts) -> str:
    """How large a shift the cycle could have shown."""
    if lost := not_understood(facts):
        return f"{lost}."
    visible = facts.get("smallest_visible_shift_pp")
    if not formats.is_known(visible):
        return "How large a shift would have been seen is not known."
    if visible >= 100:
        return "No shift of any size could have been seen."
    asked = bar_missed(facts)
    missed = f"; one of the size of your bar ({asked:g}) might have been missed" if asked is not None else ""
    return f"One of {formats.size_in_points(visible)} would have been seen{missed}."


def change(facts: Facts, shift: Facts) -> str:
    """A shift as a clause with its name: "“merged numbers” rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    return f"{formats.quoted(gist.label(facts, shift['theme']))} {moved(facts, shift)}"


def moved(facts: Facts, shift: Facts) -> str:
    """How a shift moved and its size with interval: "rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    if not shift.get("surfaced") and gist.hardly_moved(facts, shift):
        size = formats.shift(shift["shift_pp"], shift.get("low_pp"), shift.get("high_pp"))
        return (
            f"hardly moved: {formats.percent(shift['share_before'])} before, {formats.percent(shift['share_now'])} now ({size})"
        )
    before, now = formats.percent(shift["share_before"]), formats.percent(shift["share_now"])
    verb = {
        "rising": f"rose from {before} to {now}",
        "new": f"is new, at {now}",
        "fading": f"fell from {before} to {now}",
        "gone": f"is no longer heard, from {before} before",
    }[shift["direction"]]
    return f"{verb} ({formats.shift(shift['shift_pp'], shift.get('low_pp'), shift.get('high_pp'))})"


def is_overlap_large(facts: Facts, overlap: Facts) -> bool:
    """Whether two definitions are the problem: much alike, and many conversations lie between the personas."""
    alike = overlap.get("similarity")
    is_alike = alike is None or alike >= OVERLAP_ALIKE
    least = max(OVERLAP_FEWEST, OVERLAP_WORTH * facts["coverage"]["conversations"])
    return is_alike and overlap["conversations"] >= least


def needed(segment: Facts) -> str:
    """What a thin segment would have needed to show a shift; "" where it could show one."""
    visible = segment.get("smallest_visible_shift_pp")
    if segment["strength"] != "thin" or not formats.is_known(visible):
        return ""
    if visible >= 100:
        return "looked at alone, no shift of any size could have shown"
    return f"looked at alone, would have needed a {formats.size_in_points(visible).split(formats.NBSP)[0]}-point shift to show"


def overlap_notes(facts: Facts, is_large: bool = False) -> list[str]:
    """One sentence for each persona whose definition takes in the same conversations; or only where they are many."""
    notes = []
    for overlap in facts["matching"].get("overlaps") or []:
        if overlap["conversations"] and (is_overlap_large(facts, overlap) or not is_large):
            number = formats.counted(overlap["conversations"], "conversation fits", "conversations fit")
            name = overlap.get("name") or overlap["persona"]
            is_problem = is_overlap_large(facts, overlap)
            end = ": the definitions are the problem, and these count for neither" if is_problem else ""
            notes.append(f"{number} “{name}” as well as this persona{end}.")
    return notes


def awaiting(facts: Facts) -> str:
    """That more of the cycle waits for a person than counts, as a sentence; "" where that is not so."""
    if not any(reason.get("code") == "awaiting_review" for reason in facts.get("verdict_reasons") or []):
        return ""
    number = formats.counted(facts["matching"]["awaiting_review"], "conversation waits", "conversations wait")
    counted = facts["coverage"]["conversations"]
    so_far = formats.counted(counted, "conversation counts", "conversations count")
    return f"{number} for a person’s approval; {f'only {so_far} so far' if counted else 'until then nothing counts'}."


def review_call(facts: Facts) -> str:
    """The command that lists what waits."""
    return f"`kit review list` with `--persona {facts['persona']['id']}` shows it"


def reason(facts: Facts, given: Facts) -> str:
    """One reason of the verdict as a clause with its numbers."""
    code = given.get("code") or ""
    if code.endswith("_source"):
        return silence(_coverage_of(facts, given))
    if code.startswith("few_accounts"):
        when = "in this cycle" if code.endswith("now") else "over the baseline"
        return f"only {formats.counted(given['accounts'], 'account')} spoke {when}, where {given['needed']} are needed"
    visible = formats.size_in_points(given.get("smallest_visible_shift_pp"))
    known = {
        "surfaced": f"{formats.quoted(gist.label(facts, given.get('theme')))} is beyond chance and meets the bar",
        "nothing_surfaced": f"nothing met the bar, and a shift of {visible} would have been seen",
        "no_baseline": "there is no earlier cycle to compare with",
        "no_themes": "no theme has formed",
        "awaiting_review": awaiting(facts).rstrip("."),
        "blind": f"the smallest shift that could have been seen is {visible}",
    }
    return str(given.get("text") or known.get(code) or code.replace("_", " "))


def _coverage_of(facts: Facts, given: Facts) -> Facts:
    """What coverage knows of the source a reason is about, or else the reason itself."""
    sources = facts["coverage"].get("sources") or []
    return next((source for source in sources if source["source"] == given.get("source")), given)


def below_bar(facts: Facts, shift: Facts) -> list[str]:
    """The rules that explain the most why a change is below the bar, at most two, with their figures, as clauses.

    That it rests on one account is told where the change is large enough to be one, or the account so loud that counting
    conversations would call it one.
    """
    is_loud = gist.is_one_account(shift)
    rules = [rule for rule in gist.missed_rules(shift) if rule != ONE_ACCOUNT or is_loud or gist.is_near(facts, shift)]
    if is_loud and ONE_ACCOUNT not in rules:
        rules.append(ONE_ACCOUNT)
    ordered = sorted(rules, key=lambda rule: DECISIVE.index(rule) if rule in DECISIVE else len(DECISIVE))
    return [_missed(facts, shift, rule) for rule in ordered[:MOST_RULES]]


def _missed(facts: Facts, shift: Facts, rule: str) -> str:
    limit = (facts.get("bar") or {}).get(rule, "more")
    asked = limit if isinstance(limit, str) else f"{limit:g}"
    clauses = {
        ONE_ACCOUNT: _one_account(facts, shift),
        "min_accounts": f"{formats.counted(len(shift.get('accounts') or []), 'account')} raised it, the bar asks for {asked}",
        "min_top_tier_accounts": f"{_top_tier(shift)} raised it, the bar asks for {asked}",
        "min_shift_pp": _too_small(shift, limit),
        "min_consistency": f"the accounts’ words are not alike ({_two(shift.get('consistency'))}, the bar asks for {asked})",
        "min_weeks": f"said in {formats.counted(shift.get('weeks') or 0, 'week')}, the bar asks for {asked}",
        "max_false_discovery": f"it may be chance (q {_two(shift.get('q'))}, the bar allows {asked})",
        "stability": "repeated fits do not agree on what belongs to it",
    }
    return clauses.get(rule, rule.replace("_", " "))


def _top_tier(shift: Facts) -> str:
    return formats.counted(shift.get("top_tier_accounts") or 0, "top-tier account")


def _too_small(shift: Facts, asked: float | str) -> str:
    size, differently = shift.get("shift_pp"), shift.get("mix_adjusted_pp")
    if formats.is_known(differently) and isinstance(asked, int | float) and abs(size) >= asked:
        return f"only {formats.points(differently)} of it is said differently, the rest is who spoke; the bar asks for {asked:g}"
    is_close = isinstance(asked, int | float) and abs(size) < asked <= round(abs(size))
    moved_by = f"{size:+.1f}{formats.NBSP}points".replace("-", formats.MINUS) if is_close else formats.points(size)
    return f"a move of {moved_by}, the bar asks for {asked if isinstance(asked, str) else f'{asked:g}'}"


def _one_account(facts: Facts, shift: Facts) -> str:
    """Which account a change rests on; named with its conversations where they are most of them."""
    loudest = gist.loudest(shift)
    if not loudest:
        return "it does not hold without one of its accounts"
    name = gist.account_name(facts, loudest["account_id"])
    if 2 * loudest["n"] > loudest["of"]:
        number = formats.counted(loudest["of"], "conversation is", "conversations are")
        return f"one account: {loudest['n']} of {number} {name}’s, and each account has one vote"
    number = formats.counted(loudest["of"], "conversation")
    return f"it does not hold without one of its accounts; the loudest, {name}, has {loudest['n']} of {number}"


def _two(number: float | None) -> str:
    return f"{number:.2f}" if formats.is_known(number) else "not known"
