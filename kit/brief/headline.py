"""Headline: the verdict's word, the one sentence of a brief and the notes under it; no sentence without its figure."""

from __future__ import annotations

from kit import formats
from kit.brief import summary, wording
from kit.brief.model import Brief
from kit.brief.model.coverage import Quality
from kit.brief.model.themes import Shift
from kit.brief.reasons import below_bar, little, reason
from kit.brief.summary import ThenNow
from kit.language import gettext, marked

VERDICTS = {
    "shifted": (marked("Shifted"), marked("by more than chance")),
    "steady": (marked("Steady"), marked("enough customers spoke, and no change was large enough to report")),
    "unclear": (marked("Unclear"), marked("a change is possible, none is proven")),
    "thin": (marked("Thin"), marked("too little was said to tell")),
    "stale": (marked("Stale"), marked("a source this persona depends on has gone quiet")),
}
#: A theme of each kind as the one raised most before, and as one that has come up.
_TOP = {
    "pain": marked("the top pain before"), "objection": marked("the top objection before"), "goal": marked("the top goal before"),
    "decision criterion": marked("the top decision criterion before"), "question": marked("the top question before"),
    "praise": marked("the top praise before"), "theme": marked("the top theme before"),
}  # fmt: skip
_NEW = {
    "pain": marked("A new pain"), "objection": marked("A new objection"), "goal": marked("A new goal"),
    "decision criterion": marked("A new decision criterion"), "question": marked("A new question"),
    "praise": marked("A new praise"), "theme": marked("A new theme"),
}  # fmt: skip
#: Part of a persona's own conversations that has to be matched to it for its brief to stand without a warning.
LEAST_RECALL = 0.5


def verdict_words(brief: Brief) -> tuple[str, str]:
    """The verdict's word and its gloss."""
    word, gloss = map(gettext, VERDICTS[brief.verdict])
    if wording.is_waiting(brief):
        return word, gettext("what customers said waits for a person’s approval")
    is_doubtful = brief.verdict == "steady" and wording.ruled_out(brief) is None and wording.bar_missed(brief) is not None
    if brief.verdict == "thin" and brief.coverage.conversations:
        return word, ""  # the headline begins with it
    # where the gloss of the verdict alone would say too much
    return word, gettext("no change was large enough to report; one that is might have been missed") if is_doubtful else gloss


def headline(brief: Brief) -> str:
    """The one sentence a busy reader takes away, as plain text."""
    if not brief.coverage.conversations:
        when = formats.in_cycle(brief.cycle)
        nothing = gettext("Nobody spoke {when}, so nothing can be said about this persona.", when=when)
        return wording.awaiting(brief) or wording.capital(nothing)
    if lead := summary.lead(brief):
        return _moved(brief, lead)
    if brief.verdict in wording.TOO_LITTLE:
        return _unheard(brief)
    return _quiet(brief)


def _quiet(brief: Brief) -> str:
    accounts = formats.counted(brief.coverage.accounts, "account")
    if lost := summary.not_understood(brief):
        return gettext("We saw no change, but {lost}.", lost=lost)
    if brief.smallest_visible_shift_pp >= 100:
        return gettext("We saw no change, but with {accounts} none of any size would have shown.", accounts=accounts)
    if (ruled := wording.ruled_out(brief)) is not None:
        size = formats.size_in_points(ruled)
        return gettext("We saw no change: a rise or fall of {size} is ruled out in every theme.", size=size)
    if figures := wording.unseen(brief):
        return gettext(
            "We saw no sure change, but with {accounts} a rise or fall of {size} cannot be ruled out in {number} of {themes}.",
            accounts=accounts, **figures,
        )  # fmt: skip
    return gettext(
        "We saw no change, but with {accounts} only a {size} one ({points}) would most likely have shown.", accounts=accounts,
        size=gettext(wording.size_in_words(brief.smallest_visible_shift_pp)),
        points=formats.size_in_points(brief.smallest_visible_shift_pp),
    )  # fmt: skip


def _moved(brief: Brief, lead: Shift) -> str:
    name, noun = formats.quoted(summary.label(brief, lead.theme)), wording.noun_of(brief, lead.theme)
    shares, before = formats.from_to(lead.share_before, lead.share_now), formats.percent(lead.share_before)
    if lead.surfaced_by in ("lasting", "segment", "tier"):
        return wording.ended(wording.change(brief, lead))
    if former := overtaken(brief, lead):
        fallen = f"{formats.quoted(former.label)} ({formats.from_to(former.before, former.now)})"
        if former.direction and former.direction not in summary.RISING:
            return gettext("{fallen} has given way to {name} ({shares}).", fallen=fallen, name=name, shares=shares)
        places = {"name": name, "shares": shares, "fallen": fallen, "top": gettext(_TOP[noun])}
        if _is_level(brief, lead, former):
            return gettext("{name} ({shares}) has caught up with {fallen}, {top}.", **places)
        return gettext("{name} ({shares}) has passed {fallen}, {top}.", **places)
    now = formats.percent(lead.share_now)
    return {
        "rising": gettext("{name} has risen from {shares}.", name=name, shares=shares),
        "new": gettext("{new}: {name}, at {share} from the start.", new=gettext(_NEW[noun]), name=name, share=now),
        "fading": gettext("{name} is fading, from {shares}.", name=name, shares=shares),
        "gone": gettext("Nobody raises {name} any more; it stood at {share} before.", name=name, share=before),
    }[lead.direction]


def of_headline(brief: Brief) -> list[str]:
    """Ids of the themes that the headline names."""
    lead = summary.lead(brief)
    former = lead and overtaken(brief, lead)
    return [part.theme for part in (lead, former) if part]


def _of_kind(brief: Brief, lead: Shift) -> list[ThenNow]:
    """Themes of the lead's kind, then and now: pains are ranked among pains."""
    noun = wording.noun_of(brief, lead.theme)
    return [row for row in summary.then_and_now(brief) if wording.noun_of(brief, row.theme) == noun]


def overtaken(brief: Brief, lead: Shift) -> ThenNow | None:
    """The theme of the lead's kind that was raised most before, where the lead has passed it; else None."""
    former = summary.top_before(_of_kind(brief, lead))
    is_passed = former and former.theme != lead.theme and former.now < lead.share_now
    return former if is_passed and lead.direction in summary.RISING else None


def _is_level(brief: Brief, lead: Shift, former: ThenNow) -> bool:
    """Whether the lead is ahead of the former first by so little that it may be chance."""
    order = brief.priorities
    return bool(order) and former.theme in order.tied and order.heard_first_theme == lead.theme


def _unheard(brief: Brief) -> str:
    if waiting := wording.awaiting(brief):
        return waiting
    is_thin = brief.verdict == "thin"
    opening = gettext("Too little was said to tell") if is_thin else gettext("This quiet cannot be called steady")
    return gettext("{opening}: {why}.", opening=opening, why=_unheard_because(brief))


def cautions(brief: Brief) -> list[str]:
    """What a reader has to know before the rest: a cycle that is not over, doubtful matches, a restated figure, a silent feed."""
    lines = [_not_over(brief)] if brief.partial else []
    lines += [*doubts(brief), *_restated(brief)]
    return lines + _mind(brief)


def notes(brief: Brief) -> list[str]:
    """At most three notes under the headline: the shifts with their sizes, what kept a change down, what else to know first."""
    lines = [
        f"{wording.change(brief, shift)}{_unlike_a_pain(brief, shift)}."
        for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]
    ]
    if brief.partial:
        lines.insert(0, _not_over(brief))
    if brief.verdict in wording.TOO_LITTLE:
        lines += why(brief)
    elif not summary.lead(brief):
        near = [shift for shift in summary.nearly(brief) if not summary.hardly_moved(brief, shift)]
        lines += [
            gettext("Not reported: {change}; {why}.", change=wording.change(brief, shift), why=_first_reason(brief, shift))
            for shift in near[:1]
        ]
    first = [*doubts(brief), *_restated(brief)]
    return [*first, *lines, *_mind(brief), *wording.overlap_notes(brief, is_large=True)][: 3 + len(first)]


def _unlike_a_pain(brief: Brief, shift: Shift) -> str:
    """That a theme voices something other than a pain, though it was found or is stated as one, as the end of a sentence."""
    theme = summary.theme_of(brief, shift.theme)
    if theme is None:
        return ""
    is_other = not theme.claim and wording.voiced(theme) not in ("", "pain")
    return formats.clauses(["", wording.mix_phrase(theme)]) if is_other or wording.praised(theme) else ""


def _restated(brief: Brief) -> list[str]:
    """The largest figure of an earlier brief that moved by more than the bar asks of a shift, with what moved it."""
    large = [row for row in brief.restated if 100 * abs(row.to_share - row.from_share) >= brief.bar.min_shift_pp]
    return [
        gettext(
            "Restated: the {what} {when} was {before} and is {now} ({why}).", what=row.what,
            when=formats.in_cycle(row.cycle), before=row.from_, now=row.to, why=row.why,
        )
        for row in large[:1]
    ]  # fmt: skip


def why(brief: Brief) -> list[str]:
    """The reasons of the verdict that the headline did not give, as sentences."""
    reasons, opening = [reason(brief, given) for given in brief.verdict_reasons], headline(brief)
    return [f"{wording.capital(clause)}." for clause in reasons if clause not in opening]


def _first_reason(brief: Brief, shift: Shift) -> str:
    return next(iter(below_bar(brief, shift)), gettext("it is not sure enough"))


def doubts(brief: Brief) -> list[str]:
    """What a reader has to know first: a persona mostly missed, shifts that corrected matches would not have surfaced."""
    lines = _mostly_missed(brief.matching.quality)
    for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]:
        corrected = shift.checked or shift.corrected
        if corrected and (corrected.low_pp <= 0 <= corrected.high_pp or abs(corrected.shift_pp) < brief.bar.min_shift_pp):
            size = formats.shift(corrected.shift_pp, corrected.low_pp, corrected.high_pp)
            name = formats.quoted(summary.label(brief, shift.theme))
            if shift.checked:
                line = gettext(
                    "Check the themes first: corrected for passages in the wrong one, {name} moved by {size}.",
                    name=name,
                    size=size,
                )
            else:
                line = gettext(
                    "Check the matches first: corrected for wrong and missed ones, {name} moved by {size}.", name=name, size=size
                )
            lines.append(line)
    return lines


def _mostly_missed(quality: Quality | None) -> list[str]:
    """That most of what is the persona's was matched to somebody else, where that is sure."""
    if not quality or quality.recall is None or quality.recall_high >= LEAST_RECALL:
        return []
    rate = formats.percent_between(quality.recall, quality.recall_low, quality.recall_high)
    return [gettext("Check the matches first: only {rate} of what is truly this persona’s was matched to it.", rate=rate)]


def verdict_word(verdict: str, is_partial: bool = False) -> str:
    """A verdict in a word, as readers know it; of a cycle that is not over it says so."""
    word = gettext(VERDICTS[verdict][0])
    return gettext("{verdict}, partial", verdict=word) if is_partial else word


def _unheard_because(brief: Brief) -> str:
    """Why too little was heard, as clauses: the verdict's own first reason, and the silent source that is another one."""
    troubled = [wording.silence(source) for source in summary.sources_that_matter(brief)[:1]]
    if brief.verdict == "stale" and troubled:
        return troubled[0]
    return formats.clauses([little(brief), *troubled])


def _not_over(brief: Brief) -> str:
    cycle = wording.capital(formats.cycle_name(brief.cycle))
    return gettext("{cycle} is not over: these are its figures so far.", cycle=cycle)


def _mind(brief: Brief) -> list[str]:
    """The silent source that a reader of a shift has to know of, at most one."""
    troubled = summary.sources_that_matter(brief)[:1] if brief.verdict == "shifted" else []
    return [gettext("Mind that {silence}.", silence=wording.silence(source)) for source in troubled]
