"""Sentences of a brief: templates over its figures, no sentence without its figure."""

from __future__ import annotations

from kit import formats
from kit.brief import checked
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts

VERDICTS = {
    "shifted": ("Shifted", "customers have moved on from the persona file"),
    "steady": ("Steady", "enough was heard; no change met the bar"),
    "unclear": ("Unclear", "no change met the bar, and one worth telling cannot be excluded"),
    "thin": ("Thin", "too little was heard to tell a shift from none"),
    "stale": ("Stale", "a source this persona depends on has gone quiet"),
}


#: The glosses where that of the verdict alone would say too much.
MIGHT_BE_MISSED = "no change met the bar; one of its size might have been missed"
WAITING = "what was heard waits for a person’s approval"
#: What is asked of a persona of which too little was heard.
MORE_HEARD = (
    "Nothing can be read from so little, neither a change nor that there was none. More accounts heard would help: another "
    "source, or a longer cycle."
)
#: Probability from which the order heard is told as a fact.
SURE = 0.8


def verdict_told(facts: Facts) -> tuple[str, str]:
    """The verdict's word and its gloss."""
    word, gloss = VERDICTS[facts["verdict"]]
    if clauses.is_waiting(facts):
        return word, WAITING
    return word, MIGHT_BE_MISSED if facts["verdict"] == "steady" and clauses.bar_missed(facts) is not None else gloss


def headline(facts: Facts) -> str:
    """The one sentence a busy reader takes away, as plain text."""
    if not facts["coverage"]["conversations"]:
        return clauses.awaiting(facts) or (
            f"Nothing was heard in {formats.cycle_name(facts['cycle'])}, so nothing can be said about this persona."
        )
    if lead := gist.lead(facts):
        return _moved(facts, lead)
    if facts["verdict"] in ("thin", "stale"):
        return _unheard(facts)
    if lost := clauses.not_understood(facts):
        return f"No shift was found, but {lost}."
    if (facts.get("smallest_visible_shift_pp") or 0) >= 100:
        return "No shift was seen, and none of any size could have been."
    opening = "No shift was found." if clauses.bar_missed(facts) is not None else "No shift."
    return f"{opening} {clauses.seeable(facts)}"


def _moved(facts: Facts, lead: Facts) -> str:
    name, noun = formats.quoted(gist.label(facts, lead["theme"])), clauses.noun_of(facts, lead["theme"])
    before, now = formats.percent(lead["share_before"]), formats.percent(lead["share_now"])
    if former := _overtaken(facts, lead):
        if _is_first(facts, lead):
            return clauses.ended(f"The top {noun} has moved from {formats.quoted(former['label'])} to {name}")
        return f"{name} has passed {formats.quoted(former['label'])}, the top {noun} before."
    return {
        "rising": f"{name} has risen from {before} to {now}.",
        "new": f"A new {noun}: {name}, at {now} in its first appearance.",
        "fading": f"{name} is fading: from {before} to {now}.",
        "gone": f"{name} is no longer heard; it stood at {before} before.",
    }[lead["direction"]]


def _of_kind(facts: Facts, lead: Facts) -> list[Facts]:
    """Themes of the lead's kind, then and now: pains are ranked among pains."""
    noun = clauses.noun_of(facts, lead["theme"])
    return [row for row in gist.then_and_now(facts) if clauses.noun_of(facts, row["theme"]) == noun]


def _is_first(facts: Facts, lead: Facts) -> bool:
    return _of_kind(facts, lead)[0]["theme"] == lead["theme"]


def _overtaken(facts: Facts, lead: Facts) -> Facts | None:
    """The theme of the lead's kind that was raised most before, where the lead has passed it; else None."""
    former = gist.top_before(_of_kind(facts, lead))
    is_passed = former and former["theme"] != lead["theme"] and (former["now"] or 0) < lead["share_now"]
    return former if is_passed and lead["direction"] in gist.RISING else None


def _unheard(facts: Facts) -> str:
    if waiting := clauses.awaiting(facts):
        return waiting
    opening = "Not enough was heard to tell" if facts["verdict"] == "thin" else "This quiet cannot be called steady"
    if troubled := gist.sources_that_matter(facts):
        return f"{opening}: {clauses.silence(troubled[0])}."
    if not facts.get("baseline"):
        return f"{opening}: there is no earlier cycle to compare with."
    accounts = formats.counted(facts["coverage"]["accounts"], "account")
    visible = facts.get("smallest_visible_shift_pp")
    if not formats.is_known(visible) or visible >= 100:
        return f"{opening}: only {accounts} spoke."
    return f"{opening}: only {accounts} spoke, and a shift would have needed {formats.size_in_points(visible)} to show."


def also(facts: Facts) -> list[str]:
    """At most three notes under the headline: the shifts with their sizes, what kept a change down, what else to know first."""
    notes = [f"{clauses.change(facts, shift)}." for shift in gist.surfaced(facts)[: gist.MOST_TOLD]]
    if facts.get("partial"):
        notes.insert(0, f"{formats.cycle_name(facts['cycle'])} is not over: these are its figures so far.")
    if facts["verdict"] in ("thin", "stale"):
        notes += _why(facts)
    elif not gist.lead(facts):
        near = [shift for shift in gist.nearly(facts) if not gist.hardly_moved(facts, shift)]
        notes += [f"Below the bar: {clauses.change(facts, shift)}; {_first_reason(facts, shift)}." for shift in near[:1]]
    if facts["verdict"] == "shifted":
        notes += [f"Mind that {clauses.silence(source)}." for source in gist.sources_that_matter(facts)[:1]]
    doubts = checked.doubts(facts)
    return [*doubts, *notes, *clauses.overlap_notes(facts, is_large=True)][: 3 + len(doubts)]


def _why(facts: Facts) -> list[str]:
    """The reasons of the verdict that the headline did not give, as sentences."""
    reasons = [clauses.reason(facts, reason) for reason in facts.get("verdict_reasons") or []]
    return [f"{reason[:1].upper()}{reason[1:]}." for reason in reasons if reason not in headline(facts)]


def _first_reason(facts: Facts, shift: Facts) -> str:
    return next(iter(clauses.below_bar(facts, shift)), "it is below the bar")


def suggestions(facts: Facts) -> list[str]:
    """What the figures suggest, one sentence each; never how to rewrite the persona.

    Returns
    -------
    list of str
        Feeds to check, messages whose pain fell behind, what no message speaks to, an order that
        no longer holds, definitions that overlap. Empty where the figures suggest nothing; of a thin
        persona nothing is read into messages, and what would help is said.
    """
    waiting = [f"Decide what waits: {clauses.review_call(facts)}."] if clauses.awaiting(facts) else []
    feeds = waiting + [
        f"Check the {source['source']} feed: it {clauses.quiet(source)}." for source in gist.sources_that_matter(facts)
    ]
    if not facts["coverage"]["conversations"]:
        return feeds
    overlaps = clauses.overlap_notes(facts, is_large=True)
    if facts["verdict"] == "thin":
        return [*feeds, *overlaps, MORE_HEARD]
    return _messages(facts) + _unaddressed(facts) + _order(facts) + overlaps + feeds


def _messages(facts: Facts) -> list[str]:
    """Messages that speak to a pain that faded, or that the lead pain has overtaken."""
    if not (lead := gist.lead(facts)):
        return []
    fell = {shift["theme"] for shift in gist.surfaced(facts) if shift["direction"] in ("fading", "gone")}
    if former := _overtaken(facts, lead):
        fell.add(former["theme"])
    told_of = []
    for message in gist.messages(facts):
        themes = [theme for theme in message.get("speaks_to") or [] if theme in fell]
        if themes and (message.get("share_now") or 0) < (message.get("share_before") or 0):
            name = formats.quoted(message.get("statement") or message["claim"].split("/")[-1])
            pains = formats.listed(formats.quoted(gist.label(facts, theme)) for theme in themes)
            before, now = formats.percent(message["share_before"]), formats.percent(message["share_now"])
            told_of.append(f"The message {name} now speaks to a pain that fell behind: {pains}, {before} before and {now} now.")
    return told_of


def _unaddressed(facts: Facts) -> list[str]:
    moved = {shift["theme"] for shift in gist.surfaced(facts)}
    pains = sorted(facts.get("unaddressed") or [], key=lambda pain: pain["theme"] not in moved)[: gist.MOST_TOLD]
    return [
        f"No message was found to speak to {formats.quoted(pain['label'])}, at {formats.percent(pain['share_now'])} this cycle."
        for pain in pains
    ]


def _order(facts: Facts) -> list[str]:
    order = facts.get("priorities")
    if not order or not order.get("heard_first") or order["heard_first"] == order["stated_first"]:
        return []
    stated, heard = (_stated(facts, order[key]) for key in ("stated_first", "heard_first"))
    sure = order.get("probability")
    if not formats.is_known(sure) or sure >= SURE:
        tail = f" (probability that it is really first: {formats.percent(sure)})" if formats.is_known(sure) else ""
        return [f"The persona file puts {stated} first; customers put {heard} first{tail}."]
    rest = f"that it is really first is not sure (probability {formats.percent(sure)})"
    return [f"The persona file puts {stated} first; {heard} was raised most this cycle, though {rest}."]


def _stated(facts: Facts, name: str) -> str:
    claim = next((claim for claim in facts.get("claims") or [] if claim["claim"] == name), {})
    return formats.quoted(claim.get("statement") or gist.label(facts, name))
