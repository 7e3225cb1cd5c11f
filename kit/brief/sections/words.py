"""Their words: words rising and fading, each with one place where it was said; words against the file's own."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import NewTerm, Term
from kit.brief.quotes import as_shown
from kit.language import gettext, in_own_language, ngettext, pgettext

#: Terms shown in either direction.
MOST_TERMS = 6


@in_own_language
def section(brief: Brief) -> Section:
    """Terms with accounts and an example; nothing where too little was heard to compare words."""
    is_enough, language = brief.verdict not in wording.TOO_LITTLE, brief.language
    rising, fading = pgettext("words", "Rising"), pgettext("words", "Fading")
    sides = {rising: language.rising, fading: language.fading} if is_enough else {rising: (), fading: ()}
    groups = [{"title": title, "entries": [_term(brief, term) for term in terms[:MOST_TERMS]]} for title, terms in sides.items()]
    html = render(
        "words.html", finding=finding(brief), groups=groups, quiet=quiet(brief),
        new_to_file=new_to_file(language.new_to_file) if is_enough else [], unsaid=unsaid(language.unsaid) if is_enough else "",
        before=formats.cycles_named(brief.baseline), now=formats.cycle_name(brief.cycle), when=formats.in_cycle(brief.cycle),
    )  # fmt: skip
    return Section("words", gettext("Their words"), html)


def finding(brief: Brief) -> str:
    if brief.verdict in wording.TOO_LITTLE or not brief.coverage.conversations:
        return gettext("Too little was said to compare words")
    rising, fading = ([formats.quoted(term.term) for term in terms] for terms in (brief.language.rising, brief.language.fading))
    if rising and fading:
        return gettext("They say {rising} more, and {fading} less", rising=rising[0], fading=fading[0])
    if rising or fading:
        return gettext("They say {term} more", term=rising[0]) if rising else gettext("They say {term} less", term=fading[0])
    if not summary.has_baseline(brief):
        return gettext("There are no earlier words to compare with")
    return gettext("No word rose or fell beyond chance")


def quiet(brief: Brief) -> str:
    """Why no word is shown as rising or fading; "" where one is."""
    accounts, when = brief.coverage.accounts, formats.in_cycle(brief.cycle)
    if brief.verdict == "stale":
        return gettext(
            "A source this persona depends on has gone quiet: what its accounts say in other words now may be missing."
        )
    if brief.verdict == "thin" or not brief.coverage.conversations:
        return ngettext(
            "{n} account spoke {when}: too few to compare words.", "{n} accounts spoke {when}: too few to compare words.",
            accounts, when=when,
        )  # fmt: skip
    if brief.language.rising or brief.language.fading:
        return ""
    return ngettext(
        "{n} account spoke, and no word rose or fell beyond what chance would do.",
        "{n} accounts spoke, and no word rose or fell beyond what chance would do.", accounts,
    )  # fmt: skip


def _term(brief: Brief, term: Term) -> dict[str, Any]:
    """A term that rose or fell, with one place where it was said."""
    shown = as_shown(brief, term.example) if term.example else None
    return {"term": term.term, "before": term.before, "now": term.now, "accounts": term.accounts, "quote": shown}


def new_to_file(terms: tuple[NewTerm, ...]) -> list[str]:
    """What customers say and the file does not, each with the accounts that say it."""
    return [f"{formats.quoted(term.term)} ({formats.counted(term.accounts, 'account')})" for term in terms[:MOST_TERMS]]


def unsaid(terms: tuple[str, ...], most: int = MOST_TERMS) -> str:
    """What the file says and no customer does, the rest counted; "" where all was said."""
    shown = [formats.quoted(term) for term in terms[: len(terms) if len(terms) == most + 1 else most]]
    rest = len(terms) - len(shown)
    more = [ngettext("{number} more", "{number} more", rest, number=rest)] if rest else []
    return formats.listed([*shown, *more])
