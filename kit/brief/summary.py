"""Summary: what a brief comes down to: the lead shift, the names, the order things come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit import formats
from kit.brief.model import Brief
from kit.brief.model.coverage import SourceCoverage
from kit.brief.model.persona_file import Message
from kit.brief.model.themes import InPart, Loudest, Quote, Shift, Theme
from kit.cycles import parse_cycle
from kit.formats import is_known
from kit.language import gettext
from kit.shifts.surest_nodes import OVERLAP

#: At most so many shifts are explained; the rest stays in the tables.
MOST_SHIFTS = 3
#: Changes below the bar that are explained; the table holds them all.
MOST_NEAR = 5
RISING = ("rising", "new")
#: From so many conversations of one account on, whoever counts conversations would see a trend.
LOUD_CONVERSATIONS = 10
#: Strengths from the clearest on.
STRENGTHS = ("strong", "moderate", "thin", "absent", "opposite")


@dataclass(frozen=True)
class ThenNow:
    """A theme's share before and now.

    Attributes
    ----------
    before, now : 0 to 1; ``before`` is None where nothing earlier was heard.
    shift_pp : percentage points, as tested.
    direction : "" for what did not surface.
    """

    theme: str
    label: str
    before: float | None
    now: float
    shift_pp: float
    direction: str


def surfaced(brief: Brief) -> list[Shift]:
    """Surfaced shifts, the lead first: what rises before what fades, the larger before the smaller."""
    shifts = [shift for shift in brief.shifts if shift.surfaced]
    return sorted(shifts, key=lambda shift: (shift.direction not in RISING, -abs(shift.shift_pp), shift.theme))


def lead(brief: Brief) -> Shift | None:
    """The one shift the headline is about; None where nothing surfaced."""
    return next(iter(surfaced(brief)), None)


def largest(brief: Brief) -> Shift | None:
    """The lead, or else the largest change that was tested; None where nothing was."""
    return lead(brief) or max(brief.shifts, key=lambda shift: abs(shift.shift_pp), default=None)


def theme_of(brief: Brief, theme_id: str | None) -> Theme | None:
    """A theme by id; None where the brief does not hold it: one that died before the window."""
    return next((theme for theme in brief.themes if theme.id == theme_id), None)


def label(brief: Brief, theme_id: str | None) -> str:
    """A theme's name: the persona file's sentence where it states the theme, else the customers' words, at the worst its id."""
    theme = theme_of(brief, theme_id)
    return (theme and (theme.statement or theme.label)) or str(theme_id)


def account_name(brief: Brief, account_id: str | None) -> str:
    """An account's name, its id where the name is not known, "" where there is no account."""
    known = brief.accounts.get(account_id or "")
    return known.name if known else account_id or ""


def has_baseline(brief: Brief) -> bool:
    """Whether anything was heard in the cycles that this one is compared with."""
    return brief.volume.n_baseline_cycles > 0


def then_and_now(brief: Brief) -> list[ThenNow]:
    """Each theme's share before and now, the most raised first."""
    rows = [
        ThenNow(
            theme=shift.theme,
            label=label(brief, shift.theme),
            before=shift.share_before if has_baseline(brief) else None,
            now=shift.share_now,
            shift_pp=shift.shift_pp,
            direction=shift.direction if shift.surfaced else "",
        )
        for shift in brief.shifts
    ]
    return sorted(rows, key=lambda row: (-row.now, -(row.before or 0), row.theme))


def held_by_surer(brief: Brief) -> dict[str, Shift | None]:
    """Themes in whose place a surer change that holds much of the same is reported, with that change."""
    by_theme = {shift.theme: shift for shift in brief.shifts}
    return {shift.theme: by_theme.get(shift.reported_as or "") for shift in brief.shifts if OVERLAP in shift.below_bar}


def has_own_cycles(brief: Brief, shift: Shift) -> bool:
    """Whether a shift's shares are of other cycles than the brief's own and its baseline: of a change that came over several."""
    compared = shift.before_cycles or brief.baseline, shift.now_cycles or (brief.cycle,)
    return bool(shift.surfaced and brief.baseline) and compared != (brief.baseline, (brief.cycle,))


def is_same_matter(brief: Brief, theme_id: str, other_id: str) -> bool:
    """Whether two themes are one complaint: one is a part of the other, they are quoted from the same words, or named alike."""
    if theme_id in _wider(brief, other_id) or other_id in _wider(brief, theme_id):
        return True
    if label(brief, theme_id).casefold() == label(brief, other_id).casefold():
        return True
    theme, other = (given and given.example for given in (theme_of(brief, theme_id), theme_of(brief, other_id)))
    return bool(theme and other) and _is_one_place(theme, other)


def _is_one_place(quote: Quote, other: Quote) -> bool:
    same = (quote.source, quote.conversation_id) == (other.source, other.conversation_id)
    return same and quote.start < other.end and other.start < quote.end


def _wider(brief: Brief, theme_id: str) -> set[str]:
    """The themes that a theme is a part of, the parent's parents among them."""
    wider: set[str] = set()
    theme = theme_of(brief, theme_id)
    while theme and theme.parent and theme.parent not in wider:
        wider.add(theme.parent)
        theme = theme_of(brief, theme.parent)
    return wider


def raised_most(brief: Brief, most: int) -> list[ThenNow]:
    """The themes raised most in the cycle, none left out for what it voices; of several that are one complaint the largest."""
    held, kept = held_by_surer(brief), []
    for row in then_and_now(brief):
        is_told = any(is_same_matter(brief, row.theme, other.theme) for other in kept)
        if row.now and row.theme not in held and not is_told:
            kept.append(row)
    return kept[:most]


def top_before(rows: Sequence[ThenNow]) -> ThenNow | None:
    """Of :func:`then_and_now`'s rows the one raised most over the baseline; None without one."""
    return max((row for row in rows if row.before), key=lambda row: row.before, default=None)


def troubled_sources(brief: Brief) -> list[SourceCoverage]:
    """Sources that are silent or stale, the silent ones first; not those that never brought this persona anything."""
    sources = usual_sources(brief)
    return [source for state in ("silent", "stale") for source in sources if source.state == state]


def usual_sources(brief: Brief) -> list[SourceCoverage]:
    """Sources that this persona is heard from, or that the verdict's reasons name."""
    named = _named_sources(brief)
    return [
        source
        for source in brief.coverage.sources
        if source.source in named or source.expected or source.conversations or any(source.by_cycle.values())
    ]


def _named_sources(brief: Brief) -> set[str]:
    return {reason.source for reason in brief.verdict_reasons if reason.source}


def sources_that_matter(brief: Brief) -> list[SourceCoverage]:
    """The troubled sources that the verdict's reasons name: those whose silence could hide a change of this persona."""
    named = _named_sources(brief)
    return [source for source in troubled_sources(brief) if source.source in named]


def loudest(shift: Shift) -> Loudest | None:
    """The account with most of a theme's conversations; None where no account is known."""
    return shift.loudest if shift.loudest.account_id else None


def is_past(shift: Shift) -> bool:
    """Whether a shift's accounts and quotes are of the baseline: what faded was said then."""
    return shift.direction not in RISING


def messages(brief: Brief) -> list[Message]:
    """The persona file's messages, without the row for all of them together."""
    return [message for message in brief.messaging if message.claim]


def below_bar(brief: Brief) -> list[Shift]:
    """Tested changes that did not surface: fewest rules missed first, then the largest."""
    shifts = [shift for shift in brief.shifts if not shift.surfaced]
    return sorted(shifts, key=lambda shift: (len(shift.below_bar), -abs(shift.shift_pp), shift.theme))


def is_near(brief: Brief, shift: Shift) -> bool:
    """Whether a change is at least half the size the bar asks for."""
    return abs(shift.shift_pp) >= max(brief.bar.min_shift_pp / 2, 1)


def hardly_moved(brief: Brief, shift: Shift) -> bool:
    """Whether a change is small and its interval spans zero: nothing to call a rise or a fall."""
    return shift.low_pp <= 0 <= shift.high_pp and not is_near(brief, shift)


def nearly(brief: Brief) -> list[Shift]:
    """Changes worth explaining although below the bar, the larger before the smaller; never without those of one loud account.

    A change is worth it from half the size the bar asks for on, or where one account makes it look like a trend. Where
    too little was heard no change is near anything.
    """
    may_be_near = brief.verdict != "thin"
    shifts = [shift for shift in below_bar(brief) if is_one_account(shift) or (may_be_near and is_near(brief, shift))]
    by_size = sorted(shifts, key=lambda shift: (-abs(shift.shift_pp), shift.theme))
    kept = sorted(by_size, key=lambda shift: not is_one_account(shift))[:MOST_NEAR]
    return [shift for shift in by_size if shift in kept]


def is_one_account(shift: Shift) -> bool:
    """Whether most of a theme's conversations are one account's, and so many that counting them would call a trend."""
    account = loudest(shift)
    return bool(account) and account.n >= LOUD_CONVERSATIONS and 2 * account.n > account.of


def is_of_tier(shift: Shift) -> bool:
    """Whether a shift is shown by tiers: one of them made it, or it is in one alone and in no one segment alone."""
    return bool(shift.only_in_tier or (shift.alone_in_tier and not (shift.alone_in or shift.only_in)))


def parts(shift: Shift) -> Sequence[InPart]:
    """The shift in each part of the accounts that it is shown by: segments, or tiers."""
    return (shift.tiers or ()) if is_of_tier(shift) else shift.segments


def own_part(shift: Shift) -> InPart | None:
    """The one segment or tier that surfaced a shift, else the one that it is in alone; None where that is none."""
    name = shift.only_in_tier or shift.alone_in_tier if is_of_tier(shift) else shift.only_in or shift.alone_in
    return next((part for part in parts(shift) if name and part.name == name), None)


def segments(shift: Shift | None) -> list[InPart]:
    """Segments, or tiers, a reader can do something with, the strong before the thin, the larger before the smaller.

    Accounts of no known segment are left to the table.
    """
    named = [part for part in shown_segments(shift) if part.name] if shift else []
    return sorted(named, key=lambda part: (STRENGTHS.index(part.strength), -part.accounts_active, part.name))


def shown_segments(shift: Shift) -> list[InPart]:
    """The segments, or tiers, without the one of unknown accounts where it is a single voter: that is no segment."""

    def is_lone(part: InPart) -> bool:
        is_unknown = not part.name or part.name.lower().startswith(("unknown", "not known"))
        return is_unknown and (part.accounts_active <= 1 or not is_known(part.shift_pp))

    return [part for part in parts(shift) if not is_lone(part)]


def without_segment(shift: Shift) -> tuple[int, int]:
    """Accounts of no known segment, or tier, that raise a theme, and those that spoke: what these leave of the whole."""
    named = [part for part in parts(shift) if part.name]
    raising = len(shift.accounts) - sum(segment.accounts for segment in named)
    return max(0, raising), max(0, shift.accounts_active - sum(segment.accounts_active for segment in named))


def is_of_cycle(brief: Brief, quote: Quote) -> bool:
    """Whether a quote was said in the brief's own cycle."""
    cycle = parse_cycle(brief.cycle)
    return cycle.first.isoformat() <= quote.occurred_at[:10] < cycle.after.isoformat()


def not_understood(brief: Brief) -> str:
    """That too little was understood for anything to be called steady, as a clause; "" where that is not so."""
    return outside_themes(brief) or between_themes(brief) or spread_over_themes(brief)


def between_themes(brief: Brief) -> str:
    """That themes run into one another, as a clause; "" where that is not so."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "themes_not_distinct"), None)
    if given is None:
        return ""
    share = formats.percent(given.alike_part)
    return gettext(
        "themes overlap: only {share} of the passages most alike lie in the same theme, so a change may not show",
        share=share,
    )


def spread_over_themes(brief: Brief) -> str:
    """That a change would show too small in a theme that holds a part of it, as a clause; "" where that is not so."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "spread_over_themes"), None)
    if given is None:
        return ""
    size, shown = formats.size_in_points(given.within_pp), formats.points(given.shows_pp, 1).removeprefix("+")
    return gettext(
        "a theme holds about {share} of what is alike, so a rise or fall of {size} would show as one of {shown}, and that is not"
        " ruled out in every theme", share=formats.percent(given.held_part), size=size, shown=shown,
    )  # fmt: skip


def outside_themes(brief: Brief) -> str:
    """That too much of what was said lies in no theme, as a clause; "" where that is not so."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "not_understood"), None)
    if given is None:
        return ""
    share = formats.percent(given.unthemed_part)
    return gettext("{share} of the conversations lie in no theme, where a change would not show", share=share)
