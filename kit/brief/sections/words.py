"""Their words: words rising and fading, each with one place where it was said; words against the file's own."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.persona_file import NewTerm, Term
from kit.brief.quotes import as_shown

#: Terms shown in either direction.
MOST_TERMS = 6


def section(brief: Brief) -> Section:
    """Terms with accounts and an example; nothing where too little was heard to compare words."""
    is_enough, language = brief.verdict not in wording.TOO_LITTLE, brief.language
    sides = {"Rising": language.rising, "Fading": language.fading} if is_enough else {"Rising": (), "Fading": ()}
    groups = [{"title": title, "entries": [_term(brief, term) for term in terms[:MOST_TERMS]]} for title, terms in sides.items()]
    html = render(
        "words.html", finding=finding(brief), groups=groups, quiet=quiet(brief),
        new_to_file=new_to_file(language.new_to_file) if is_enough else [], unsaid=unsaid(language.unsaid) if is_enough else "",
        before=formats.cycles_named(brief.baseline), now=formats.cycle_name(brief.cycle),
    )  # fmt: skip
    return Section("words", "Their words", html)


def finding(brief: Brief) -> str:
    if brief.verdict in wording.TOO_LITTLE or not brief.coverage.conversations:
        return "Too little was said to compare words"
    rising, fading = brief.language.rising, brief.language.fading
    if rising and fading:
        return f"They say {formats.quoted(rising[0].term)} more, and {formats.quoted(fading[0].term)} less"
    if rising or fading:
        entry, word = (rising[0], "more") if rising else (fading[0], "less")
        return f"They say {formats.quoted(entry.term)} {word}"
    return "No word rose or fell beyond chance" if summary.has_baseline(brief) else "There are no earlier words to compare with"


def quiet(brief: Brief) -> str:
    """Why no word is shown as rising or fading; "" where one is."""
    accounts = formats.counted(brief.coverage.accounts, "account")
    if brief.verdict == "stale":
        return "A source this persona depends on has gone quiet: what its accounts say in other words now may be missing."
    if brief.verdict == "thin" or not brief.coverage.conversations:
        return f"{accounts} spoke in {formats.cycle_name(brief.cycle)}: too few to compare words."
    if brief.language.rising or brief.language.fading:
        return ""
    return f"{accounts} spoke, and no word rose or fell beyond what chance would do."


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
    return formats.listed([*shown, *([f"{rest} more"] if rest else [])])
