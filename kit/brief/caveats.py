"""Sentences about what stands beside the figures: what was not heard, what became of earlier ones, why this verdict."""

from __future__ import annotations

from kit import formats
from kit.brief import checked
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts

#: Part of the conversations that is small talk alone from which on it is told.
LEAST_TALK = 0.01


def unheard(facts: Facts) -> list[str]:
    """What the cycle did not hear or could not use, one sentence a kind; each with its number."""
    coverage, matching = facts["coverage"], facts["matching"]
    warnings = _warnings(facts)
    untold = [source for source in gist.troubled_sources(facts) if not any(source["source"] in warning for warning in warnings)]
    said = [_capital(_ended(warning)) for warning in warnings]
    said += [f"{_capital(clauses.silence(source))}: check that feed." for source in untold]
    if formats.is_known(coverage.get("unthemed_share")):
        said.append(f"{formats.percent(coverage['unthemed_share'])} of what was heard fits no theme.")
    said += _not_understood(facts)
    said += [
        template.format(formats.counted(coverage[name], *nouns))
        for name, nouns, template in (
            ("set_aside", ("row",), "{} could not be read and stay set aside until they are mended."),
            ("late", ("conversation",), "{} arrived late, after their cycle’s brief."),
            ("duplicates", ("conversation",), "{} were delivered more than once and counted once."),
        )
        if coverage.get(name)
    ]
    return said + _matches(matching) + checked.correction(facts) + clauses.overlap_notes(facts)


def _not_understood(facts: Facts) -> list[str]:
    """Quotes of what no theme explains and what to do, where that is too much; and how much was small talk alone."""
    coverage = facts["coverage"]
    talk, quotes = coverage.get("small_talk_share"), coverage.get("unthemed_quotes") or []
    said = [f"{formats.percent(talk)} of the conversations hold nothing but small talk."] if talk and talk >= LEAST_TALK else []
    if not clauses.not_understood(facts) or not quotes:
        return said
    told = formats.listed(formats.quoted(quote["text"]) for quote in quotes)
    advice = "Where they share a subject, name it in the persona file with lines of its `language`."
    return [*said, f"No theme explains, for example: {told}. {advice}"]


def _warnings(facts: Facts) -> list[str]:
    """Warnings of the coverage, without those about sources that never brought this persona anything."""
    usual = {source["source"] for source in gist.usual_sources(facts)}
    others = [source["source"] for source in facts["coverage"].get("sources") or [] if source["source"] not in usual]
    given = [str(warning) for warning in facts["coverage"].get("warnings") or []]
    return [warning for warning in given if not any(repr(name) in warning for name in others)]


def _matches(matching: Facts) -> list[str]:
    said = [f"{formats.counted(matching['attached'], 'conversation')} matched this persona."]
    if matching.get("ambiguous"):
        number = formats.counted(
            matching["ambiguous"], "conversation lies between personas and counts", "conversations lie between personas and count"
        )
        said.append(f"{number} for none.")
    if matching.get("awaiting_review"):
        said.append(f"{formats.counted(matching['awaiting_review'], 'match waits', 'matches wait')} for a person’s decision.")
    if matching.get("unmatched"):
        said.append(f"{formats.counted(matching['unmatched'], 'conversation')} of this cycle matched no persona at all.")
    return said + checked.quality(matching)


def theme_events(facts: Facts) -> list[str]:
    """Births, merges, splits and ends of themes within the window, oldest first.

    Notes
    -----
    A birth is the first cycle in which two conversations raised a theme; the run that first found it may be a later one.
    A claim is the persona file's and was never born, and in the first cycle that was heard all is new: neither is told.
    """
    cycles, said = _after_the_first(facts), []
    for theme in facts.get("themes") or []:
        others = [event for event in theme.get("events") or [] if event["event"] != "born"]
        split_in = {event["cycle"] for event in others if event["event"] == "split"}
        is_found = not theme.get("claim") and theme["born"] not in split_in
        births = [{"cycle": theme["born"], "event": "born"}] if is_found else []
        for event in [*births, *others]:
            if event["cycle"] in cycles:
                said.append((event["cycle"], theme["id"], _event(facts, theme, event)))
    return [sentence for _, _, sentence in sorted(said)]


def _after_the_first(facts: Facts) -> list[str]:
    """The window's cycles after the first in which the persona was heard."""
    sources = facts["coverage"].get("sources") or []
    heard = {cycle for source in sources for cycle, number in (source.get("by_cycle") or {}).items() if number}
    cycles = gist.window(facts)
    first = min(heard, default=cycles[0])
    return [cycle for cycle in cycles[1:] if cycle > first]


def _event(facts: Facts, theme: Facts, event: Facts) -> str:
    name, when = formats.quoted(gist.label(facts, theme["id"])), formats.cycle_name(event["cycle"])
    other = formats.quoted(gist.label(facts, event["other"])) if event.get("other") else "another theme"
    counts = theme.get("n_conversations") or {}
    is_once_before = any(counts.get(cycle) for cycle in counts if cycle < event["cycle"])
    clause = {
        "born": f"{name} was first heard{' from two conversations' if is_once_before else ''}.",
        "merged": f"{name} was merged into {other}.",
        "split": f"{name} split from {other}.",
        "returned": f"{name} came back.",
        "died": f"{name} was no longer heard.",
        "unmatched": f"what was decided about {name} was not carried out, because it holds something else since; decide again.",
    }.get(event["event"], f"{name}: {event['event']}.")
    return f"{_capital(when)}: {clause}"


def previous(facts: Facts) -> list[str]:
    """Which of the last brief's shifts held, and the record of all before."""
    said = []
    for shift in facts.get("previous_shifts") or []:
        fate = {True: "held", False: "did not hold", None: "cannot be told yet"}[shift.get("held")]
        said.append(f"{formats.quoted(shift['label'])} ({shift['direction']} in {formats.cycle_name(shift['cycle'])}): {fate}.")
    durability = facts.get("durability")
    if durability and durability.get("surfaced"):
        number = formats.counted(durability["surfaced"], "shift")
        said.append(f"Of {number} surfaced for this persona so far, {durability['held']} held in the cycle after.")
    return said


def reasons(facts: Facts) -> list[str]:
    """Why the verdict is what it is, one sentence for each reason the comparison gave."""
    return [_capital(_ended(clauses.reason(facts, reason))) for reason in facts.get("verdict_reasons") or []]


def restated(facts: Facts) -> list[str]:
    """Figures of earlier briefs that came out differently this time."""
    said = []
    for change in facts.get("restated") or []:
        figure = f"{_capital(change['what'])}, {formats.cycle_name(change['cycle'])}"
        said.append(f"{figure}: printed as {change['from']}, now {change['to']} ({change['why']}).")
    return said


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
