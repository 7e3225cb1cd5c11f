"""Shift issues: one issue a surfaced shift, known again by its marker, and a comment a cycle on what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kit import formats
from kit.brief.model import Brief
from kit.brief.model.made_with import PreviousShift
from kit.brief.model.themes import Shift
from kit.brief.summary import label, surfaced
from kit.config.settings import IssueTracker, Recipient
from kit.errors import DeliveryError
from kit.language import gettext, in_own_language, marked
from kit.run.trackers.github import GitHub
from kit.run.trackers.gitlab import GitLab
from kit.run.trackers.jira import Jira
from kit.run.trackers.linear import Linear
from kit.run.trackers.port import Draft, Tracker

#: Longest title in characters; Jira takes 255, the others more.
MOST_TITLE = 200
#: What calls people or other issues in a title.
_CALLS = re.compile(r"(?<=[@#!&%~$])(?=\w)")
_MOVES = {
    "rising": marked("{name} rises"), "new": marked("{name} is new"), "fading": marked("{name} fades"),
    "gone": marked("{name} is gone"),
}  # fmt: skip


def tracker_of(issues: IssueTracker, token: str) -> Tracker:
    """The tracker that an entry of `deliver:` names."""
    if issues.kind == "jira":
        return Jira.of(issues.project, token, issues.url, issues.user, issues.issue_type)
    return {"github": GitHub, "gitlab": GitLab, "linear": Linear}[issues.kind].of(issues.project, token, issues.url)


def file_issues(tracker: Tracker, recipient: Recipient, briefs: list[Brief]) -> tuple[int, list[str]]:
    """File what surfaced and say what became of what was filed; whatever one shift ends in, the next is seen to.

    Returns
    -------
    (int, list of str)
        How many issues and comments were made; what could not be done, a sentence each. A second time nothing is made.
    """
    wanted = [brief for brief in briefs if not recipient.personas or brief.persona.id in recipient.personas]
    try:
        known = tracker.issues()
    except DeliveryError as error:
        return 0, [str(error)]
    n_made, missed = 0, []
    for brief in wanted:
        for what, step in _steps(tracker, known, brief, recipient.link):
            try:
                n_made += step()
            except DeliveryError as error:
                missed.append(f"{what}: {error}")
            except (KeyError, TypeError, AttributeError):  # an answer of another form than is documented
                missed.append(f"{what}: the tracker's answer was not understood")
    return n_made, missed


def _steps(tracker: Tracker, known: dict, brief: Brief, link: str) -> Iterator[tuple[str, Callable[[], int]]]:
    """Everything to be done for one brief, by what it is about."""
    before = {shift.theme: shift for shift in brief.previous_shifts}
    for shift in surfaced(brief):
        marker = f"{shift.theme}@{brief.cycle}"
        last = before.get(shift.theme)
        goes_on = last and last.direction == shift.direction and f"{shift.theme}@{last.cycle}" in known
        if marker not in known and not goes_on:
            draft = issue_draft(brief, shift, link)
            yield shift.theme, lambda draft=draft: _created(tracker, draft)
    for last in before.values():
        if issue := known.get(f"{last.theme}@{last.cycle}"):
            draft = follow_up(brief, last, link)
            yield last.theme, lambda issue=issue, draft=draft: _commented(tracker, issue, draft)


def _created(tracker: Tracker, draft: Draft) -> int:
    tracker.create(draft)
    return 1


def _commented(tracker: Tracker, issue: object, draft: Draft) -> int:
    if draft.marker in tracker.comments(issue):
        return 0
    tracker.comment(issue, draft)
    return 1


@in_own_language
def issue_draft(brief: Brief, shift: Shift, link: str) -> Draft:
    """The issue of a surfaced shift: what moved, by how much, who says it, in their words."""
    figures = formats.change(shift.share_before, shift.share_now, shift.shift_pp, shift.low_pp, shift.high_pp)
    size, shares = figures["size"], figures["shares"]
    move = gettext(_MOVES[shift.direction], name=formats.quoted(label(brief, shift.theme)))
    title = gettext("{persona}: {move}, {shares}", persona=brief.persona.name, move=move, shares=shares)
    reach = gettext(
        "{number} of {accounts}, {top} of them in the top revenue tier", number=len(shift.accounts),
        accounts=formats.counted(shift.accounts_active, "account"), top=shift.top_tier_accounts,
    )  # fmt: skip
    data = [
        gettext("{move}: {shares} ({size})", move=move, shares=shares, size=size),
        reach,
        *(
            f"{formats.quoted(quote.text)} ({_who(quote.role)}{formats.day(quote.occurred_at)}, {quote.source})"
            for quote in shift.quotes
        ),
    ]
    return Draft(
        _quiet(title)[:MOST_TITLE], _head(brief), tuple(map(_line, data)), _page(brief, link), f"{shift.theme}@{brief.cycle}"
    )


def _who(role: str) -> str:
    return f"{role}, " if role else ""


def _head(brief: Brief) -> str:
    cycle = formats.cycle_name(brief.cycle)
    return gettext("A shift that surfaced in the persona brief of {persona}, {cycle}.", persona=brief.persona.id, cycle=cycle)


@in_own_language
def follow_up(brief: Brief, last: PreviousShift, link: str) -> Draft:
    """What became of a shift that an earlier brief surfaced."""
    cycles = {"cycle": formats.cycle_name(brief.cycle), "last": formats.cycle_name(last.cycle)}
    head = {
        True: gettext("{cycle}: the shift of {last} is still there.", **cycles),
        False: gettext("{cycle}: the shift of {last} is not there any more.", **cycles),
        None: gettext("{cycle}: whether the shift of {last} held cannot be told yet.", **cycles),
    }[last.held]
    then_now = gettext(
        "{name}: {shares} then, {now} now", name=formats.quoted(last.label),
        shares=formats.from_to(last.share_before, last.share_then), now=formats.percent(last.share_now),
    )  # fmt: skip
    return Draft("", head, (_line(then_now),), _page(brief, link), f"{last.theme}@{last.cycle}+{brief.cycle}")


def _page(brief: Brief, link: str) -> str:
    return f"{link.rstrip('/')}/{brief.cycle}/{brief.persona.id}.html" if link else ""


def _line(text: str) -> str:
    """A text on one line, without characters that show nothing."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _quiet(text: str) -> str:
    """A title that calls nobody, since customers' words are in it."""
    return _CALLS.sub("\u200b", _line(text))
