"""Headings of a brief's sections: each states its finding as a sentence."""

from __future__ import annotations

from datetime import date, timedelta

from kit import formats
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts
from kit.cycles import parse_cycle
from kit.drift.claim_verdicts import NOT_ENOUGH, word_of

#: A renewal this near to the cycle's end is worth naming.
RENEWAL_DAYS = 90
#: Where all that was heard waits for a person: no figure, no history, no order.
WAITING = "Nothing counts until a person has approved it"
#: Verdicts of a brief under which nothing is told of the order of pains, of words and of what messages reach.
UNTOLD = ("thin", "stale")


def slope(facts: Facts) -> str:
    """Heading of the picture of the pains then and now."""
    lead = gist.lead(facts)
    if lead:
        name, is_rising = formats.quoted(gist.label(facts, lead["theme"])), lead["direction"] in gist.RISING
        is_first = is_rising and gist.then_and_now(facts)[0]["theme"] == lead["theme"]
        verb = "overtook the rest" if is_first else "rose" if is_rising else "fell"
        return f"{name} {verb}: {formats.percent(lead['share_before'])} before, {formats.percent(lead['share_now'])} now"
    if not any(formats.is_known(row["before"]) for row in gist.then_and_now(facts)):
        return "What was raised this cycle; there is nothing earlier to set beside it"
    if facts["verdict"] in ("thin", "stale"):
        return "Too little was heard to read a change into these lines"
    return "No change met the bar"


def customers(facts: Facts) -> str:
    if lead := gist.lead(facts):
        reach = lead.get("reach_now") or {}
        past = gist.is_past(lead)
        if reach.get("of") and not past:
            return f"{reach['n']} of {formats.counted(reach['of'], 'account')} said it, in their own words"
        raising = formats.counted(len(lead.get("accounts") or []), "account")
        return f"{raising} said it{' before' if past else ''}, in their own words"
    examples = [theme["example"] for theme in facts.get("themes") or [] if theme.get("example")]
    if any(gist.is_of_cycle(facts, example) for example in examples):
        return (
            "What customers keep saying"
            if facts["verdict"] in ("steady", "unclear")
            else "The little that was heard, no trend in it"
        )
    return "Nobody is quoted this cycle"


def who(facts: Facts) -> str:
    if clauses.is_waiting(facts):
        return WAITING
    lead = gist.lead(facts)
    if not lead:
        return f"{formats.counted(facts['coverage']['accounts'], 'account')} spoke this cycle"
    arr = lead.get("arr") or {}
    worth = ""
    if formats.is_known(arr.get("amount")) and arr["amount"]:
        worth = f", {formats.money(arr['amount'], arr['currency'])} {gist.revenue_name(facts)}"
    number = len(lead.get("accounts") or [])
    soon = len(renewing(facts, lead.get("accounts") or []))
    tail = f"; {soon} {'renews' if soon == 1 else 'renew'} within {RENEWAL_DAYS} days" if soon else ""
    return f"{formats.counted(number, 'account')}{' that raised it before' if gist.is_past(lead) else ''}{worth}{tail}"


def renewing(facts: Facts, ids: list[str]) -> list[str]:
    """Accounts whose renewal lies within RENEWAL_DAYS of the cycle's end."""
    end = parse_cycle(facts["cycle"]).after
    dated = {name: (facts.get("accounts") or {}).get(name, {}).get("renewal_on") for name in ids}
    return [name for name, on in dated.items() if on and end <= date.fromisoformat(on[:10]) < end + timedelta(days=RENEWAL_DAYS)]


def strength(facts: Facts) -> str:
    """Heading of strength by segment: where a shift is strong, or what it would have taken to show one."""
    if clauses.is_waiting(facts):
        return WAITING
    segments = gist.segments(gist.largest(facts) or {})
    if not segments:
        return "No segment was heard enough to set beside another"
    if not gist.lead(facts):
        return _needed(segments)
    clauses_told = []
    for word in ("strong", "moderate", "thin"):
        names = [segment["segment"] for segment in segments if segment["strength"] == word]
        if names:
            clauses_told.append(f"{word} in {formats.listed_short(names)}")
    return f"The shift is {', '.join(clauses_told)}"


def segments(facts: Facts, shift: Facts) -> str:
    """Heading of one shift's picture by segment."""
    change = clauses.change(facts, shift)
    return change if shift.get("surfaced") else f"The largest change stayed below the bar: {change}"


def _needed(segments: list[Facts]) -> str:
    visible = [(one["segment"], one.get("smallest_visible_shift_pp")) for one in segments]
    seeing = sorted((pp, name) for name, pp in visible if formats.is_known(pp) and pp < 100)
    if not seeing:
        return "In no segment, looked at alone, could a shift of any size have been seen"
    needed = [f"{formats.size_in_points(pp)} in {name}" for pp, name in seeing]
    return f"Looked at alone, a segment would have needed {formats.listed_short(needed)} to show a shift"


def suggests(facts: Facts, suggested: list[str]) -> str:
    if facts["verdict"] == "thin" and not clauses.is_waiting(facts):
        return "Nothing can be read from so little; what would help"
    if not suggested:
        return "Nothing here asks for a decision"
    return f"{formats.counted(len(suggested), 'thing')} to decide or to check"


def themes_moved(facts: Facts) -> str:
    if clauses.is_waiting(facts):
        return WAITING
    cycles, rows = gist.window(facts), gist.then_and_now(facts)
    if not rows:
        return "No theme has formed yet"
    moved = sum(bool(row["direction"]) for row in rows)
    number = formats.counted(len(rows), "theme")
    over = formats.counted(len(cycles), "cycle")
    return f"{moved or 'None'} of {number} moved beyond the bar over {over}"


def claims(facts: Facts) -> str:
    words_told = [word_of(claim) for claim in facts.get("claims") or []]
    if not words_told:
        return "The persona file makes no claim that could be heard"
    number, untold = formats.counted(len(words_told), "claim"), words_told.count(NOT_ENOUGH)
    if untold == len(words_told):
        return f"Not enough was heard to judge any of {number}" if untold > 1 else "Not enough was heard to judge the one claim"
    parts = [
        f"{words_told.count(word)} {word}"
        for word in ("overtaken", "rising", "fading", "holding", "unheard")
        if word in words_told
    ]
    return f"Of {number}, {formats.listed([*parts, *([f'{untold} {NOT_ENOUGH}'] if untold else [])])}"


def words(facts: Facts) -> str:
    if facts["verdict"] in UNTOLD or not facts["coverage"]["conversations"]:
        return "Not enough was heard to compare words"
    language = facts.get("language") or {}
    rising, fading = language.get("rising") or [], language.get("fading") or []
    if rising and fading:
        return f"They say {formats.quoted(rising[0]['term'])} more, and {formats.quoted(fading[0]['term'])} less"
    if rising or fading:
        entry, word = (rising[0], "more") if rising else (fading[0], "less")
        return f"They say {formats.quoted(entry['term'])} {word}"
    return "No word rose or fell beyond chance" if facts.get("baseline") else "There are no earlier words to compare with"


def nearly(facts: Facts) -> str:
    if clauses.is_waiting(facts):
        return WAITING
    near = gist.nearly(facts)
    if not near:
        return "Too little was heard for a change to come near" if facts["verdict"] == "thin" else "Nothing came near the bar"
    return f"{formats.counted(len(near), 'change')} stayed just below the bar, and why"


def not_heard(facts: Facts) -> str:
    if clauses.is_waiting(facts):
        return clauses.awaiting(facts).removesuffix(".") or WAITING
    if troubled := gist.sources_that_matter(facts) or gist.troubled_sources(facts):
        said = formats.listed(clauses.silence(source) for source in troubled)
        return said[:1].upper() + said[1:]
    sources = gist.usual_sources(facts)
    if not sources:
        return "No source was heard"
    return (
        f"All {formats.counted(len(sources), 'source')} delivered as usual or more"
        if len(sources) > 1
        else "The one source delivered as usual or more"
    )


def multiples(facts: Facts) -> str:
    """Heading of the small multiples: which theme stands highest, and what is new."""
    rows = gist.then_and_now(facts)
    born = [theme for theme in facts.get("themes") or [] if theme.get("new_in", theme["born"]) in gist.window(facts)[1:]]
    first = f"{formats.quoted(rows[0]['label'])} stands highest, at {formats.percent(rows[0]['now'])}"
    return f"{first}; {formats.counted(len(born), 'theme is', 'themes are')} new in this window" if born else first
