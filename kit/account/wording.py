"""Wording: an account's facts as the sentences that its page and its lines of text share."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.language import gettext, ngettext, pgettext
from kit.links import web_address

Facts = dict[str, Any]


def account_name(facts: Facts) -> str:
    """What people call the account: its name, else its id."""
    return facts["account"]["name"] or facts["account"]["id"]


def standing(facts: Facts) -> str:
    """Segment, tier, revenue and renewal in a line; what is not known is said to be so."""
    account = facts["account"]
    if not account["listed"]:
        return gettext("Not in the list of accounts: segment, tier, revenue and renewal are not known")
    parts = [
        account["segment"] or gettext("segment not known"),
        gettext("tier {tier}", tier=account["tier"]) if account["tier"] else gettext("tier not known"),
        gettext("revenue {amount}", amount=formats.money(account["arr"], account["currency"])),
        gettext("renews {day}", day=formats.day(account["renewal_on"]))
        if account["renewal_on"]
        else gettext("renewal not known"),
    ]
    return " · ".join(parts)


def last_spoke(facts: Facts) -> str:
    """Who spoke last and when; "" where nobody did."""
    last = facts["last"]
    if last is None:
        return ""
    figures = {
        "day": formats.day(last["occurred_at"]),
        "who": _title(last) or gettext("somebody of unknown title"),
        "source": last["source"],
    }
    if not last["persona"]:
        return gettext("{day}: {who}, read as no persona, in {source}", **figures)
    return gettext("{day}: {who}, read as {persona}, in {source}", persona=persona_name(facts, last["persona"]), **figures)


def _title(row: Facts) -> str:
    """A title as people read it; "" where none is known."""
    if row["role"] and row["is_borrowed"]:
        return gettext("{title} (title given elsewhere)", title=row["role"])
    return row["role"] or ""


def persona_name(facts: Facts, persona: str) -> str:
    """A persona's name; "no persona" for "", its id where it has no file any more."""
    named = {row["id"]: row["name"] for row in facts["personas"]}
    return (named.get(persona) or persona) if persona else gettext("no persona")


def theme_name(theme: Facts) -> str:
    """A theme as readers know it: the persona file's sentence where it states it, else the customers' words."""
    return theme["statement"] or theme["label"] or theme["theme"]


def counts(theme: Facts) -> str:
    """In how many of the account's conversations a theme is raised, now and before: "3 of 5 now, 1 of 8 before"."""
    now, before = theme["now"], theme["before"]
    parts = [gettext("{number} of {whole} now", number=now["n"], whole=now["of"])] if now["of"] else []
    parts += [gettext("{number} of {whole} before", number=before["n"], whole=before["of"])] if before["of"] else []
    return ", ".join(parts) or gettext("in none of these months")


def everyone(theme: Facts) -> str:
    """What all accounts say of a theme: its share with its interval, the accounts, and the share before."""
    row = theme["everyone"]
    if row is None or row["share"] is None:
        return gettext("not measured")
    share = formats.percent(row["share"])
    if row["low"] is not None and row["high"] is not None:
        share = formats.percent_between(row["share"], row["low"], row["high"])
    accounts = pgettext(
        "counted things", "{number} of {whole}", number=row["accounts"], whole=formats.counted(row["of_accounts"], "account")
    )
    if row["share_before"] is None:
        return f"{share}, {accounts}"
    return f"{share}, {accounts}" + gettext("; {before} before", before=formats.percent(row["share_before"]))


def shift_sentence(shift: Facts) -> str:
    """A change that the account is among, with its interval and its accounts."""
    size = formats.shift(shift["shift_pp"], shift["low_pp"], shift["high_pp"])
    name = formats.quoted(shift["label"] or shift["theme"])
    whole = formats.counted(shift["accounts_active"], "account")
    accounts = pgettext("counted things", "{number} of {whole}", number=shift["accounts"], whole=whole)
    moves = {
        "rising": gettext("{name} is rising: {size}; {accounts}", name=name, size=size, accounts=accounts),
        "fading": gettext("{name} is fading: {size}; {accounts}", name=name, size=size, accounts=accounts),
        "new": gettext("{name} is new: {size}; {accounts}", name=name, size=size, accounts=accounts),
        "gone": gettext("{name} is gone: {size}; {accounts}", name=name, size=size, accounts=accounts),
    }
    return moves[shift["direction"]]


def contradiction(facts: Facts, row: Facts) -> str:
    """How an account's words speak against a claim, in counts."""
    if row["how"] == "praise":
        return ngettext(
            "Praised in {number} of the {n} conversation that raise it",
            "Praised in {number} of the {n} conversations that raise it",
            row["of"],
            number=row["n"],
        )
    return ngettext(
        "Stated first of {persona}'s pains, raised in {number} of {n} conversation; {other} in {number_other}",
        "Stated first of {persona}'s pains, raised in {number} of {n} conversations; {other} in {number_other}",
        row["of"], persona=persona_name(facts, row["persona"]), number=row["n"], other=formats.quoted(row["label"]),
        number_other=row["n_other"],
    )  # fmt: skip


def period(facts: Facts) -> str:
    """What now and before mean; "" before the first run."""
    run = facts["run"]
    if run is None:
        return ""
    now, before = formats.cycle_name(run["cycle"]), formats.cycles_named(run["baseline"])
    return gettext("now is {now}, before is {before}", now=now, before=before)


def shown_quote(quote: Facts) -> Facts:
    """A quote with who said it, when and where; the account is the page's."""
    url = web_address(quote["url"])
    by = [_title(quote) or gettext("title not known"), formats.day(quote["occurred_at"]), "" if url else quote["source"]]
    return {"text": quote["text"].strip(), "by": [part for part in by if part], "url": url, "source": quote["source"], "lang": ""}


def left_out(number: int) -> str:
    """How many quotes are not shown, and why."""
    return ngettext(
        "{n} quote left out: the stored conversation does not hold it at its place",
        "{n} quotes left out: the stored conversation does not hold it at its place", number,
    )  # fmt: skip
