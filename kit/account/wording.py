"""Wording: an account's facts as the sentences that its page and its lines of text share."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.links import web_address

Facts = dict[str, Any]


def account_name(facts: Facts) -> str:
    """What people call the account: its name, else its id."""
    return facts["account"]["name"] or facts["account"]["id"]


def standing(facts: Facts) -> str:
    """Segment, tier, revenue and renewal in a line; what is not known is said to be so."""
    account = facts["account"]
    if not account["listed"]:
        return "Not in the list of accounts: segment, tier, revenue and renewal are not known"
    parts = [
        account["segment"] or "segment not known", f"tier {account['tier']}" if account["tier"] else "tier not known",
        f"revenue {formats.money(account['arr'], account['currency'])}",
        f"renews {formats.day(account['renewal_on'])}" if account["renewal_on"] else "renewal not known",
    ]  # fmt: skip
    return " · ".join(parts)


def last_spoke(facts: Facts) -> str:
    """Who spoke last and when; "" where nobody did."""
    last = facts["last"]
    if last is None:
        return ""
    who = _title(last) or "somebody of unknown title"
    as_whom = f", read as {persona_name(facts, last['persona'])}" if last["persona"] else ", read as no persona"
    return f"{formats.day(last['occurred_at'])}: {who}{as_whom}, in {last['source']}"


def _title(row: Facts) -> str:
    """A title as people read it; "" where none is known."""
    return f"{row['role']}{' (title given elsewhere)' if row['is_borrowed'] else ''}" if row["role"] else ""


def persona_name(facts: Facts, persona: str) -> str:
    """A persona's name; "no persona" for "", its id where it has no file any more."""
    named = {row["id"]: row["name"] for row in facts["personas"]}
    return (named.get(persona) or persona) if persona else "no persona"


def theme_name(theme: Facts) -> str:
    """A theme as readers know it: the persona file's sentence where it states it, else the customers' words."""
    return theme["statement"] or theme["label"] or theme["theme"]


def counts(theme: Facts) -> str:
    """In how many of the account's conversations a theme is raised, now and before: "3 of 5 now, 1 of 8 before"."""
    now, before = theme["now"], theme["before"]
    parts = [f"{row['n']} of {row['of']} {when}" for row, when in ((now, "now"), (before, "before")) if row["of"]]
    return ", ".join(parts) or "in none of these months"


def everyone(theme: Facts) -> str:
    """What all accounts say of a theme: its share with its interval, the accounts, and the share before."""
    row = theme["everyone"]
    if row is None or row["share"] is None:
        return "not measured"
    share = formats.percent(row["share"])
    if row["low"] is not None and row["high"] is not None:
        share = formats.percent_between(row["share"], row["low"], row["high"])
    before = f"; {formats.percent(row['share_before'])} before" if row["share_before"] is not None else ""
    return f"{share}, {row['accounts']} of {formats.counted(row['of_accounts'], 'account')}{before}"


def shift_sentence(shift: Facts) -> str:
    """A change that the account is among, with its interval and its accounts."""
    size = formats.shift(shift["shift_pp"], shift["low_pp"], shift["high_pp"])
    name = formats.quoted(shift["label"] or shift["theme"])
    accounts = f"{shift['accounts']} of {formats.counted(shift['accounts_active'], 'account')}"
    return f"{name} is {shift['direction']}: {size}; {accounts}"


def contradiction(facts: Facts, row: Facts) -> str:
    """How an account's words speak against a claim, in counts."""
    of = formats.counted(row["of"], "conversation")
    if row["how"] == "praise":
        return f"Praised in {row['n']} of the {of} that raise it"
    other = f"{formats.quoted(row['label'])} in {row['n_other']}"
    return f"Stated first of {persona_name(facts, row['persona'])}'s pains, raised in {row['n']} of {of}; {other}"


def period(facts: Facts) -> str:
    """What now and before mean; "" before the first run."""
    run = facts["run"]
    if run is None:
        return ""
    return f"now is {formats.cycle_name(run['cycle'])}, before is {formats.cycles_named(run['baseline'])}"


def shown_quote(quote: Facts) -> Facts:
    """A quote with who said it, when and where; the account is the page's."""
    url = web_address(quote["url"])
    by = [_title(quote) or "title not known", formats.day(quote["occurred_at"]), "" if url else quote["source"]]
    return {"text": quote["text"].strip(), "by": [part for part in by if part], "url": url, "source": quote["source"]}
