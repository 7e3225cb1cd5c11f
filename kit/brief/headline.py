"""Headline: the verdict's word, the one sentence of a brief and the notes under it; no sentence without its figure."""

from __future__ import annotations

from kit import formats
from kit.brief import summary, wording
from kit.brief.model import Brief
from kit.brief.model.coverage import Quality
from kit.brief.model.themes import Shift
from kit.brief.reasons import reason
from kit.brief.summary import ThenNow

VERDICTS = {
    "shifted": ("Shifted", "what customers say has changed, by more than chance would do"),
    "steady": ("Steady", "enough customers spoke, and no change was large enough to report"),
    "unclear": ("Unclear", "no change was large enough to report, but one could have gone unseen"),
    "thin": ("Thin", "too few customers spoke to tell a change from none"),
    "stale": ("Stale", "a source this persona depends on has gone quiet"),
}
#: The glosses where that of the verdict alone would say too much.
MIGHT_BE_MISSED = "no change was large enough to report; one that is might have been missed"
WAITING = "what customers said waits for a person’s approval"
#: Part of a persona's own conversations that has to be matched to it for its brief to stand without a warning.
LEAST_RECALL = 0.5


def verdict_words(brief: Brief) -> tuple[str, str]:
    """The verdict's word and its gloss."""
    word, gloss = VERDICTS[brief.verdict]
    if wording.is_waiting(brief):
        return word, WAITING
    is_doubtful = brief.verdict == "steady" and wording.ruled_out(brief) is None and wording.bar_missed(brief) is not None
    return word, MIGHT_BE_MISSED if is_doubtful else gloss


def headline(brief: Brief) -> str:
    """The one sentence a busy reader takes away, as plain text."""
    if not brief.coverage.conversations:
        nothing = f"Nobody spoke in {formats.cycle_name(brief.cycle)}, so nothing can be said about this persona."
        return wording.awaiting(brief) or nothing
    if lead := summary.lead(brief):
        return _moved(brief, lead)
    if brief.verdict in wording.TOO_LITTLE:
        return _unheard(brief)
    return _quiet(brief)


def _quiet(brief: Brief) -> str:
    accounts = formats.counted(brief.coverage.accounts, "account")
    if lost := wording.not_understood(brief):
        return f"We saw no change, but {lost}."
    if brief.smallest_visible_shift_pp >= 100:
        return f"We saw no change, but with {accounts} none of any size would have shown."
    if (ruled := wording.ruled_out(brief)) is not None:
        return f"We saw no change: a rise or fall of {formats.size_in_points(ruled)} is ruled out in every theme."
    if unsure := wording.not_ruled_out(brief):
        return f"We saw no change, but with {accounts} {unsure}."
    size = wording.size_in_words(brief.smallest_visible_shift_pp)
    visible = formats.size_in_points(brief.smallest_visible_shift_pp)
    return f"We saw no change, but with {accounts} only a {size} one ({visible}) would most likely have shown."


def _moved(brief: Brief, lead: Shift) -> str:
    name, noun = formats.quoted(summary.label(brief, lead.theme)), wording.noun_of(brief, lead.theme)
    shares = formats.from_to(lead.share_before, lead.share_now)
    if lead.surfaced_by in ("lasting", "segment"):
        return wording.ended(wording.change(brief, lead))
    if former := overtaken(brief, lead):
        fallen = f"{formats.quoted(former.label)} ({formats.from_to(former.before, former.now)})"
        if former.direction and former.direction not in summary.RISING:
            return f"{fallen} has given way to {name} ({shares})."
        return f"{name} ({shares}) has passed {fallen}, the top {noun} before."
    return {
        "rising": f"{name} has risen from {shares}.",
        "new": f"A new {noun}: {name}, at {formats.percent(lead.share_now)} from the start.",
        "fading": f"{name} is fading, from {shares}.",
        "gone": f"Nobody raises {name} any more; it stood at {formats.percent(lead.share_before)} before.",
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


def _unheard(brief: Brief) -> str:
    if waiting := wording.awaiting(brief):
        return waiting
    opening = "Too little was said to tell" if brief.verdict == "thin" else "This quiet cannot be called steady"
    if troubled := summary.sources_that_matter(brief):
        return f"{opening}: {wording.silence(troubled[0])}."
    if not summary.has_baseline(brief):
        return f"{opening}: there is no earlier cycle to compare with."
    accounts, visible = formats.counted(brief.coverage.accounts, "account"), brief.smallest_visible_shift_pp
    if visible >= 100:
        return f"{opening}: only {accounts} spoke."
    return f"{opening}: only {accounts} spoke, and a shift would have needed {formats.size_in_points(visible)} to show."


def cautions(brief: Brief) -> list[str]:
    """What a reader has to know before the rest: a cycle that is not over, doubtful matches, a restated figure, a silent feed."""
    lines = [f"{formats.cycle_name(brief.cycle)} is not over: these are its figures so far."] if brief.partial else []
    lines += [*doubts(brief), *_restated(brief)]
    if brief.verdict == "shifted":
        lines += [f"Mind that {wording.silence(source)}." for source in summary.sources_that_matter(brief)[:1]]
    return lines


def notes(brief: Brief) -> list[str]:
    """At most three notes under the headline: the shifts with their sizes, what kept a change down, what else to know first."""
    lines = [
        f"{wording.change(brief, shift)}{_unlike_a_pain(brief, shift)}."
        for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]
    ]
    if brief.partial:
        lines.insert(0, f"{formats.cycle_name(brief.cycle)} is not over: these are its figures so far.")
    if brief.verdict in wording.TOO_LITTLE:
        lines += why(brief)
    elif not summary.lead(brief):
        near = [shift for shift in summary.nearly(brief) if not summary.hardly_moved(brief, shift)]
        lines += [f"Not reported: {wording.change(brief, shift)}; {_first_reason(brief, shift)}." for shift in near[:1]]
    if brief.verdict == "shifted":
        lines += [f"Mind that {wording.silence(source)}." for source in summary.sources_that_matter(brief)[:1]]
    first = [*doubts(brief), *_restated(brief)]
    return [*first, *lines, *wording.overlap_notes(brief, is_large=True)][: 3 + len(first)]


def _unlike_a_pain(brief: Brief, shift: Shift) -> str:
    """That a found theme voices something other than a pain, as the end of a sentence."""
    theme = summary.theme_of(brief, shift.theme)
    is_other = theme is not None and not theme.claim and wording.voiced(theme) not in ("", "pain")
    return f"; {wording.mix_phrase(theme)}" if is_other else ""


def _restated(brief: Brief) -> list[str]:
    """The largest figure of an earlier brief that moved by more than the bar asks of a shift, with what moved it."""
    large = [row for row in brief.restated if 100 * abs(row.to_share - row.from_share) >= brief.bar.min_shift_pp]
    return [
        f"Restated: the {row.what} in {formats.cycle_name(row.cycle)} was {row.from_} and is {row.to} ({row.why})."
        for row in large[:1]
    ]


def why(brief: Brief) -> list[str]:
    """The reasons of the verdict that the headline did not give, as sentences."""
    reasons, opening = [reason(brief, given) for given in brief.verdict_reasons], headline(brief)
    return [f"{wording.capital(clause)}." for clause in reasons if clause not in opening]


def _first_reason(brief: Brief, shift: Shift) -> str:
    return next(iter(wording.below_bar(brief, shift)), "it is not sure enough")


def doubts(brief: Brief) -> list[str]:
    """What a reader has to know first: a persona mostly missed, shifts that corrected matches would not have surfaced."""
    lines = _mostly_missed(brief.matching.quality)
    for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]:
        corrected = shift.checked or shift.corrected
        if corrected and (corrected.low_pp <= 0 <= corrected.high_pp or abs(corrected.shift_pp) < brief.bar.min_shift_pp):
            size = formats.shift(corrected.shift_pp, corrected.low_pp, corrected.high_pp)
            name = formats.quoted(summary.label(brief, shift.theme))
            first = "Check the themes first: corrected for passages in the wrong one" if shift.checked else (
                "Check the matches first: corrected for wrong and missed ones"
            )  # fmt: skip
            lines.append(f"{first}, {name} moved by {size}.")
    return lines


def _mostly_missed(quality: Quality | None) -> list[str]:
    """That most of what is the persona's was matched to somebody else, where that is sure."""
    if not quality or quality.recall is None or quality.recall_high >= LEAST_RECALL:
        return []
    rate = formats.percent_between(quality.recall, quality.recall_low, quality.recall_high)
    return [f"Check the matches first: only {rate} of what is truly this persona’s was matched to it."]
