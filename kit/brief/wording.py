"""Wording: clauses that several sentences share: a change, a silence, a rule that was missed."""

from __future__ import annotations

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.coverage import Overlap, SourceCoverage
from kit.brief.model.themes import Shift, Theme

#: The rule of the bar that a change rests on more than one account.
ONE_ACCOUNT = "one_account"
RESTS_ON_ONE = "without one of its accounts it would not hold"
#: Two definitions are the problem from this part of the persona's conversations on that fit both.
OVERLAP_WORTH = 0.1
#: Fewer conversations than this between two personas are no pattern.
OVERLAP_FEWEST = 5
#: Likeness from which two definitions describe nearly the same customer; unlike ones share conversations that say too little.
OVERLAP_ALIKE = 0.3
#: Rules a reader is given of a change that missed several: the ones that explain the most.
MOST_RULES = 2
#: The rules in the order in which they explain: who, how far, how many, chance.
DECISIVE = (ONE_ACCOUNT, "min_shift_pp", "min_accounts", "max_false_discovery")
#: What a part of a mix is called, from what part on a theme mostly is that, and from what part on it is worth naming.
PART_NOUNS = {
    "pain": "pain", "objection": "objection", "criterion": "decision criterion", "goal": "goal", "question": "question",
    "praise": "praise",
}  # fmt: skip
MOSTLY, WORTH_NAMING = 0.5, 0.2
SECTION_NOUNS = {"pains": "pain", "objections": "objection", "decision_criteria": "decision criterion", "goals": "goal"}
#: Words of a theme's name on page one; the headline has it whole.
NAME_WORDS = 8
#: Verdicts of a brief under which nothing is said of the order of pains, of words and of what messages reach.
TOO_LITTLE = ("thin", "stale")
#: Where all that was heard waits for a person: no figure, no history, no order.
WAITING = "Nothing counts until a person has approved it"


def noun_of(brief: Brief, theme_id: str) -> str:
    """What kind of thing a theme is: its claim's section, else what it mostly voices, else "pain"."""
    theme = summary.theme_of(brief, theme_id)
    if theme and not theme.claim and (part := voiced(theme)):
        return PART_NOUNS[part]
    section = theme.claim.split("/")[1] if theme and theme.claim else "pains"
    return SECTION_NOUNS.get(section, "theme")


def voiced(theme: Theme) -> str:
    """The part of its mix that a theme mostly is; "" where it is none of them or nobody can tell."""
    parts = {name: value for name, value in (theme.mix or {}).items() if name in PART_NOUNS}
    best = max(parts, key=lambda name: parts[name], default="")
    return best if best and parts[best] >= MOSTLY else ""


def mix_phrase(theme: Theme) -> str:
    """What a theme voices, in a few words: "mostly praise (71 %)", "pain 40 %, question 32 %", "not sure"."""
    if part := voiced(theme):
        noun = PART_NOUNS[part]
        return f"mostly {noun if noun == 'praise' else noun + 's'} ({formats.percent(theme.mix[part])})"
    parts = sorted((theme.mix or {}).items(), key=lambda item: (-item[1], item[0]))
    worth = [(name, value) for name, value in parts if name in PART_NOUNS and value >= WORTH_NAMING]
    return ", ".join(f"{PART_NOUNS[name]} {formats.percent(value)}" for name, value in worth[:2]) or "not sure"


def is_pain(brief: Brief, theme_id: str) -> bool:
    """Whether a theme is a pain: the persona file states it as one, or most of what is said in it is."""
    theme = summary.theme_of(brief, theme_id)
    if theme is None:
        return False
    return theme.claim.split("/")[1] == "pains" if theme.claim else voiced(theme) == "pain"


def then_now(brief: Brief, theme_id: str) -> str:
    """A theme with its shares before and now: "“The forecast is guesswork” (18 to 21 %)"."""
    row = next(row for row in summary.then_and_now(brief) if row.theme == theme_id)
    return f"{formats.quoted(short(row.label))} ({formats.from_to(row.before, row.now)})"


def short(label: str) -> str:
    """A theme's name as page one has room for it."""
    return cut(label, NAME_WORDS)


def cut(text: str, words: int) -> str:
    """Text of at most so many words, an ellipsis where it was longer; customers' words are never changed, only cut."""
    parts = text.split(" ")
    counted = text.split()
    if len(counted) <= words or len(parts) <= 1:
        return text
    while len(" ".join(parts).split()) > words:
        parts.pop()
    return f"{' '.join(parts).rstrip(',;:.–- ')} …"


def silence(source: SourceCoverage) -> str:
    """Since when a source has been quiet, as part of a sentence."""
    is_its_kind = source.kind in source.title.lower()
    name = f"the {source.title} source" if is_its_kind else f"the {source.kind} source {source.title}"
    return f"{name} {quiet(source)}"


def quiet(source: SourceCoverage) -> str:
    """Since when a source has been quiet, as what is said of it: "has been silent since 2 September 2026"."""
    since = formats.day(source.last_at)
    if not since:
        return "has delivered nothing yet"
    if source.state == "silent":
        return f"has been silent since {since}"
    if source.is_low:
        return f"brought {formats.counted(source.conversations, 'conversation')} where {formats.whole(source.expected)} are usual"
    return f"last brought something on {since}"


def capital(sentence: str) -> str:
    """A sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def ended(sentence: str) -> str:
    """A sentence with its full stop; none after a quoted question or call."""
    return sentence if sentence.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{sentence}."


def is_waiting(brief: Brief) -> bool:
    """Whether nothing counts because all that was heard waits for a person."""
    return not brief.coverage.conversations and bool(brief.matching.awaiting_review)


def bar_missed(brief: Brief) -> float | None:
    """The shift the bar asks for where one of that size might have been missed; None where it would have been seen."""
    asked = brief.bar.min_shift_pp
    return asked if brief.smallest_visible_shift_pp > asked else None


def not_understood(brief: Brief) -> str:
    """That too much of what was said lies in no theme for anything to be called steady, as a clause; "" where that is not so."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "not_understood"), None)
    if given is None:
        return ""
    return f"{formats.percent(given.unthemed_part)} of the conversations lie in no theme, where a change would not show"


def seeable(brief: Brief) -> str:
    """How large a shift the cycle could have shown."""
    if lost := not_understood(brief):
        return f"{lost}."
    visible = brief.smallest_visible_shift_pp
    if visible >= 100:
        return "No change of any size would have shown."
    asked = bar_missed(brief)
    missed = f"; one of {formats.limit(asked)}, the least you asked for, might have been missed" if asked is not None else ""
    return f"A change of {formats.size_in_points(visible)} would have been seen{missed}."


def ruled_out(brief: Brief) -> float | None:
    """The size in points that is ruled out in every theme; None where there is none."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "nothing_surfaced"), None)
    return given.within_pp if given else None


def not_ruled_out(brief: Brief) -> str:
    """What could have gone unseen where nothing is called steady, as a clause; "" in a brief that does not say."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "not_excluded"), None)
    if given is None or given.within_pp is None:
        return ""
    size, of = formats.size_in_points(given.within_pp), formats.counted(given.of, "theme")
    return f"a rise or fall of {size} could have gone unseen in {len(given.themes)} of {of}"


def size_in_words(pp: float) -> str:
    """A shift's size as people say it: "small", "large", "very large"."""
    return next((word for limit, word in ((10, "small"), (20, "fairly large"), (30, "large")) if pp < limit), "very large")


def gap(brief: Brief) -> str:
    """What a cycle without a change cannot tell, beyond its headline, as a sentence; "" where there is nothing to add."""
    for reason in brief.verdict_reasons:
        if reason.code == "not_excluded" and reason.themes:
            names = [formats.quoted(short(summary.label(brief, theme))) for theme in reason.themes]
            size = formats.size_in_points(reason.within_pp)
            return f"Whether {formats.listed_short(names, 2)} moved by {size}."
        if reason.code == "nothing_surfaced" and reason.hides_15 is not None:
            chance = formats.percent(reason.hides_15)
            return f"A real rise of 15{formats.NBSP}points would have been missed with a chance of {chance}."
    return ""


def change(brief: Brief, shift: Shift) -> str:
    """A shift as a clause with its name: "“merged numbers” rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    return f"{formats.quoted(summary.label(brief, shift.theme))} {moved(brief, shift)}"


def moved(brief: Brief, shift: Shift) -> str:
    """How a shift moved and its size with interval: "rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    before, now = formats.percent(shift.share_before), formats.percent(shift.share_now)
    size = formats.shift(shift.shift_pp, shift.low_pp, shift.high_pp)
    if not shift.surfaced and summary.hardly_moved(brief, shift):
        return f"hardly moved: {before} before, {now} now ({size})"
    if shift.surfaced_by == "lasting":
        return f"{_lasted(shift)} ({size})"
    if shift.only_in:
        return _only_in(shift)
    verb = {
        "rising": f"rose from {before} to {now}",
        "new": f"is new, at {now}",
        "fading": f"fell from {before} to {now}",
        "gone": f"is raised by nobody any more, from {before} before",
    }[shift.direction]
    return f"{verb} ({size})"


def _lasted(shift: Shift) -> str:
    """How a theme moved over several cycles together, and since when."""
    before, now = formats.percent(shift.share_before), formats.percent(shift.share_now)
    is_up, is_drift = shift.direction in summary.RISING, shift.kind == "drift"
    verb = ("has been rising" if is_up else "has been fading") if is_drift else ("rose" if is_up else "fell")
    began = f" {since(shift)}" if shift.since else ""
    stayed = "" if is_drift else " and has stayed there"
    return f"{verb}{began}, from {before} to {now} over the last {len(shift.now_cycles)} cycles{stayed}"


def since(shift: Shift) -> str:
    """Since when a theme has moved, and how surely that is known: "since about June 2026 (May 2026 to July 2026)"."""
    when, first, last = (formats.cycle_name(cycle) for cycle in (shift.since, shift.since_low, shift.since_high))
    return f"since {when}" if first == last else f"since about {when} ({first} to {last})"


def _only_in(shift: Shift) -> str:
    """A change that one segment alone shows, with that segment's figures, and which segments went the other way."""
    own = next(segment for segment in shift.segments if segment.segment == shift.only_in)
    verb = "rose" if own.share_now >= own.share_before else "fell"
    against = [part.segment for part in shift.segments if part.strength == "opposite" and part.segment]
    others = f"; {formats.listed(against)} went the other way" if against else ""
    size = formats.shift(own.shift_pp, own.low_pp, own.high_pp)
    before, now = formats.percent(own.share_before), formats.percent(own.share_now)
    return f"{verb} only in {own.segment}, from {before} to {now} ({size}){others}"


def is_overlap_large(brief: Brief, overlap: Overlap) -> bool:
    """Whether two definitions are the problem: much alike, and many conversations lie between the personas."""
    least = max(OVERLAP_FEWEST, OVERLAP_WORTH * brief.coverage.conversations)
    return overlap.similarity >= OVERLAP_ALIKE and overlap.conversations >= least


def overlap_notes(brief: Brief, is_large: bool = False) -> list[str]:
    """One sentence for each persona whose definition takes in the same conversations; or only where they are many."""
    notes = []
    for overlap in brief.matching.overlaps:
        is_problem = is_overlap_large(brief, overlap)
        if overlap.conversations and (is_problem or not is_large):
            number = formats.counted(overlap.conversations, "conversation fits", "conversations fit")
            end = ": the definitions are the problem, and these count for neither" if is_problem else ""
            notes.append(f"{number} “{overlap.name}” as well as this persona{end}.")
    return notes


def awaiting(brief: Brief) -> str:
    """That more of the cycle waits for a person than counts, as a sentence; "" where that is not so."""
    if not any(reason.code == "awaiting_review" for reason in brief.verdict_reasons):
        return ""
    number = formats.counted(brief.matching.awaiting_review, "conversation waits", "conversations wait")
    counted = brief.coverage.conversations
    so_far = formats.counted(counted, "conversation counts", "conversations count")
    return f"{number} for a person’s approval; {f'only {so_far} so far' if counted else 'until then nothing counts'}."


def little(brief: Brief) -> str:
    """Why too little was said, as a clause."""
    if brief.verdict == "stale" and (troubled := summary.sources_that_matter(brief)):
        return silence(troubled[0])
    return f"{formats.counted(brief.coverage.accounts, 'account')} spoke, and that is not enough"


def below_bar(brief: Brief, shift: Shift) -> list[str]:
    """The rules that explain the most why a change is below the bar, at most two, with their figures, as clauses.

    That it rests on one account is said where the change is large enough to be one, or the account so loud that counting
    conversations would call it one.
    """
    is_loud = summary.is_one_account(shift)
    rules = [rule for rule in shift.below_bar if rule != ONE_ACCOUNT or is_loud or summary.is_near(brief, shift)]
    if is_loud and ONE_ACCOUNT not in rules:
        rules.append(ONE_ACCOUNT)
    ordered = sorted(rules, key=lambda rule: DECISIVE.index(rule) if rule in DECISIVE else len(DECISIVE))
    return [_missed(brief, shift, rule) for rule in ordered[:MOST_RULES]]


def why_not(shift: Shift) -> str:
    """Why a change is not reported, in the fewest words."""
    short_of = {
        ONE_ACCOUNT: "rests on one account", "min_shift_pp": "is too small", "min_accounts": "comes from too few accounts",
        "max_false_discovery": "may be chance",
    }  # fmt: skip
    return next((short_of[rule] for rule in DECISIVE if rule in shift.below_bar), "is not sure enough")


def _missed(brief: Brief, shift: Shift, rule: str) -> str:
    asked = formats.limit(getattr(brief.bar, rule)) if hasattr(brief.bar, rule) else "more"
    clauses = {
        ONE_ACCOUNT: _one_account(brief, shift),
        "min_accounts": f"{formats.counted(len(shift.accounts), 'account')} raised it; you asked for {asked}",
        "min_top_tier_accounts": f"{formats.counted(shift.top_tier_accounts, 'top-tier account')} raised it; "
        f"you asked for {asked}",
        "min_shift_pp": _too_small(shift, brief.bar.min_shift_pp),
        "min_consistency": "its accounts do not say the same",
        "min_weeks": f"said in {formats.counted(shift.weeks, 'week')}; you asked for {asked}",
        "max_false_discovery": "it may be chance",
        "stability": "what belongs to it is not settled",
        "overlap": "a surer change that holds much of the same is told instead",
    }
    return clauses.get(rule, rule.replace("_", " "))


def _too_small(shift: Shift, asked: float) -> str:
    size = shift.shift_pp
    if abs(size) >= asked:
        rest = f"only {formats.points(shift.mix_adjusted_pp)} of it is what the same kind of accounts say, the rest is who spoke"
        return f"{rest}; you asked for {formats.limit(asked)}"
    is_close = asked <= round(abs(size))
    return f"a move of {formats.points(size, 1) if is_close else formats.points(size)}; you asked for {formats.limit(asked)}"


def _one_account(brief: Brief, shift: Shift) -> str:
    """Which account a change rests on; named with its conversations where they are most of them."""
    loudest = summary.loudest(shift)
    if not loudest:
        return RESTS_ON_ONE
    name = summary.account_name(brief, loudest.account_id)
    if 2 * loudest.n > loudest.of:
        number = formats.counted(loudest.of, "conversation is", "conversations are")
        return f"one account: {loudest.n} of {number} {name}’s, and each account has one vote"
    return RESTS_ON_ONE


def found_wrong(shift: Shift) -> str:
    """What a corrected shift is free of: passages in the wrong theme, wrong and missed matches, or both."""
    if not shift.checked:
        return "wrong and missed matches"
    return "passages in the wrong theme" + (" and wrong matches" if shift.corrected else "")
