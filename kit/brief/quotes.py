"""Quotes as a page shows them: the customer's words, and who said them, when and where."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts
from kit.links import web_address

QUOTE_RULE = (
    "Chosen by rule: closest to the middle of what the accounts said about it, one from each account (of a stated claim, first "
    "from the third of the passages nearest to it); the other voice is the most typical passage on what accounts that do not "
    "raise it raise most. The evidence file holds every passage."
)
EXAMPLE_RULE = "Chosen by rule: a typical passage of each theme that is raised most, one from each account."


def of_shift(facts: Facts, shift: Facts) -> dict[str, Any]:
    """Up to three quotes of a shift from three accounts, and one voice on what the others raise most."""
    other = shift.get("other_voice")
    return {
        "title": f"{clauses.change(facts, shift)}",  "is_shift": True,
        "direction": shift["direction"], "quotes": [said(facts, quote) for quote in gist.quotes_told(shift)],
        "other": said(facts, other) if other else None,
    }  # fmt: skip


def of_quiet_cycle(facts: Facts) -> list[dict[str, Any]]:
    """Examples of the themes raised most, for a cycle without a shift."""
    rows = gist.then_and_now(facts)
    examples = [gist.theme_of(facts, row["theme"]).get("example") for row in rows]
    told_now = [example for example in examples if example and gist.is_of_cycle(facts, example)]
    return [said(facts, quote) for quote in gist.quotes_told({"quotes": told_now})]


def said(facts: Facts, quote: Facts) -> dict[str, Any]:
    """A quote with who said it, when and where."""
    name = gist.account_name(facts, quote.get("account_id")) or "account not known"
    source, url = quote.get("source") or "", web_address(quote.get("url"))
    by = [name, quote.get("role") or "", formats.day(quote.get("occurred_at")), "" if url else source]
    return {"text": quote["text"], "by": [part for part in by if part], "url": url, "source": source}


def term(facts: Facts, entry: Facts) -> dict[str, Any]:
    """A term that rose or fell, with one place where it was said."""
    example = entry.get("example")
    figures = {name: entry[name] for name in ("term", "before", "now", "accounts")}
    return figures | {"said": said(facts, example) if isinstance(example, dict) else None}


def quiet_words(facts: Facts) -> str:
    """Why no word is told as rising or fading; "" where one is."""
    language = facts.get("language") or {}
    accounts = formats.counted(facts["coverage"]["accounts"], "account")
    if facts["verdict"] == "stale":
        return "A source this persona depends on has gone quiet: what its accounts say in other words now may be missing."
    if facts["verdict"] == "thin" or not facts["coverage"]["conversations"]:
        return f"{accounts} spoke in {formats.cycle_name(facts['cycle'])}: not enough heard to compare words."
    if language.get("rising") or language.get("fading"):
        return ""
    return f"{accounts} spoke, and no word rose or fell beyond what chance would do."


def new_to_file(language: Facts, most: int) -> list[str]:
    """What customers say and the file does not, each with the accounts that say it."""
    entries = (language.get("new_to_file") or [])[:most]
    return [f"{formats.quoted(entry['term'])} ({formats.counted(entry['accounts'], 'account')})" for entry in entries]


def unsaid(language: Facts, most: int) -> str:
    """What the file says and no customer does, the rest counted; "" where all was said."""
    terms = language.get("unsaid") or []
    shown = [formats.quoted(term) for term in terms[: len(terms) if len(terms) == most + 1 else most]]
    rest = len(terms) - len(shown)
    return formats.listed([*shown, *([f"{rest} more"] if rest else [])])
