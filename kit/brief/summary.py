"""What the facts of a brief come down to: the lead shift, the names, the order things are told in."""

from __future__ import annotations

from typing import Any

from kit.cycles import parse_cycle
from kit.formats import is_known

Facts = dict[str, Any]

#: At most so many shifts are told; the rest stays in the tables.
MOST_TOLD = 3
#: Changes below the bar that are explained; the table holds them all.
MOST_NEAR = 5
RISING = ("rising", "new")
#: From so many conversations of one account on, whoever counts conversations would see a trend.
LOUD_CONVERSATIONS = 10


def surfaced(facts: Facts) -> list[Facts]:
    """Surfaced shifts, the lead first: what rises before what fades, the larger before the smaller."""
    found = [shift for shift in facts.get("shifts") or [] if shift.get("surfaced")]
    return sorted(found, key=lambda shift: (shift["direction"] not in RISING, -abs(shift["shift_pp"] or 0), shift["theme"]))


def lead(facts: Facts) -> Facts | None:
    """The one shift the headline is about; None where nothing surfaced."""
    return next(iter(surfaced(facts)), None)


def largest(facts: Facts) -> Facts | None:
    """The lead, or else the largest change that was tested; None where nothing was."""
    tested = [shift for shift in facts.get("shifts") or [] if is_known(shift.get("shift_pp"))]
    return lead(facts) or max(tested, key=lambda shift: abs(shift["shift_pp"]), default=None)


def theme_of(facts: Facts, theme_id: str | None) -> Facts:
    """A theme by id; empty where the facts do not hold it."""
    return next((theme for theme in facts.get("themes") or [] if theme["id"] == theme_id), {})


def label(facts: Facts, theme_id: str | None) -> str:
    """A theme's name: the persona file's sentence where it states the theme, else the customers' words, at the worst its id."""
    theme = theme_of(facts, theme_id)
    if theme.get("claim") and theme.get("statement"):
        return theme["statement"]
    told = next((shift for shift in facts.get("shifts") or [] if shift["theme"] == theme_id), {})
    return told.get("label") or theme.get("label") or theme.get("statement") or str(theme_id)


def account_name(facts: Facts, account_id: str | None) -> str:
    """An account's name, its id where the name is not known, "" where there is no account."""
    known = (facts.get("accounts") or {}).get(account_id or "") or {}
    return known.get("name") or account_id or ""


def persona_name(facts: Facts, persona_id: str) -> str:
    """Another persona's name as an overlap gives it, or its id."""
    for overlap in facts["matching"].get("overlaps") or []:
        if overlap["persona"] == persona_id and overlap.get("name"):
            return overlap["name"]
    return persona_id


def revenue_name(facts: Facts) -> str:
    """What the workspace calls an account's revenue."""
    return facts["settings"].get("revenue_name") or "ARR"


def window(facts: Facts) -> list[str]:
    """Cycles the brief looks over, oldest first, this one last."""
    return list(facts.get("cycles") or [*(facts.get("baseline") or []), facts["cycle"]])


def then_and_now(facts: Facts) -> list[Facts]:
    """Each theme's share before and now, the most raised first.

    Returns
    -------
    list of {"theme", "label", "before", "now", "shift_pp", "direction"}: shares 0 to 1, ``before`` None where
    there is no baseline, ``shift_pp`` None where nothing was tested, ``direction`` "" for what did not surface.
    """
    tested = {shift["theme"]: shift for shift in facts.get("shifts") or []}
    rows = []
    for theme in facts.get("themes") or []:
        shift = tested.get(theme["id"], {})
        before = shift["share_before"] if "share_before" in shift else _mean_share(theme, facts.get("baseline") or [])
        now = shift["share_now"] if "share_now" in shift else theme["share"].get(facts["cycle"])
        direction = shift["direction"] if shift.get("surfaced") else ""
        rows.append(
            {
                "theme": theme["id"], "label": label(facts, theme["id"]), "before": before, "now": now,
                "shift_pp": shift.get("shift_pp"), "direction": direction,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-(row["now"] or 0), -(row["before"] or 0), row["theme"]))


def _mean_share(theme: Facts, cycles: list[str]) -> float | None:
    shares = [theme["share"][cycle] for cycle in cycles if is_known(theme["share"].get(cycle))]
    return sum(shares) / len(shares) if shares else None


def top_before(rows: list[Facts]) -> Facts | None:
    """Of :func:`then_and_now`'s rows the one raised most over the baseline; None without one."""
    known = [row for row in rows if is_known(row["before"]) and row["before"] > 0]
    return max(known, key=lambda row: row["before"], default=None)


def troubled_sources(facts: Facts) -> list[Facts]:
    """Sources that are silent or stale, the silent ones first; not those that never brought this persona anything."""
    sources = usual_sources(facts)
    return [source for state in ("silent", "stale") for source in sources if source.get("state") == state]


def usual_sources(facts: Facts) -> list[Facts]:
    """Sources that this persona is heard from, or that the verdict's reasons name."""
    named = {reason.get("source") for reason in facts.get("verdict_reasons") or []}
    return [
        source
        for source in facts["coverage"].get("sources") or []
        if source["source"] in named
        or source.get("expected")
        or source["conversations"]
        or any((source.get("by_cycle") or {}).values())
    ]


def sources_that_matter(facts: Facts) -> list[Facts]:
    """The troubled sources that the verdict's reasons name: those whose silence could hide a change of this persona."""
    named = {reason.get("source") for reason in facts.get("verdict_reasons") or []} - {None}
    return [source for source in troubled_sources(facts) if source["source"] in named]


def loudest(shift: Facts) -> Facts:
    """The account with most of a theme's conversations: {"account_id", "n", "of"}; empty where there is none."""
    found = shift.get("loudest") or shift.get("largest_account") or {}
    if not found.get("account_id"):
        return {}
    return {"account_id": found["account_id"], "n": found.get("n", found.get("conversations")), "of": found["of"]}


def is_past(shift: Facts) -> bool:
    """Whether a shift's accounts and quotes are of the baseline: what faded was said then."""
    return shift["direction"] not in RISING


def messages(facts: Facts) -> list[Facts]:
    """The persona file's messages, without the row for all of them together."""
    return [message for message in facts.get("messaging") or [] if message.get("claim")]


def missed_rules(shift: Facts) -> list[str]:
    """Names of the rules that kept a change below the bar."""
    return [rule if isinstance(rule, str) else str(rule.get("rule")) for rule in shift.get("below_bar") or []]


def below_bar(facts: Facts) -> list[Facts]:
    """Tested changes that did not surface: fewest rules missed first, then the largest."""
    found = [shift for shift in facts.get("shifts") or [] if not shift.get("surfaced")]
    return sorted(found, key=lambda shift: (len(missed_rules(shift)), -abs(shift.get("shift_pp") or 0), shift["theme"]))


def is_near(facts: Facts, shift: Facts) -> bool:
    """Whether a change is at least half the size the bar asks for."""
    return abs(shift.get("shift_pp") or 0) >= max((facts.get("bar") or {}).get("min_shift_pp", 10) / 2, 1)


def hardly_moved(facts: Facts, shift: Facts) -> bool:
    """Whether a change is small and its interval spans zero: nothing to call a rise or a fall."""
    low, high = shift.get("low_pp"), shift.get("high_pp")
    return is_known(low) and is_known(high) and low <= 0 <= high and not is_near(facts, shift)


def nearly(facts: Facts) -> list[Facts]:
    """Changes worth explaining although below the bar, the larger before the smaller; never without those of one loud account.

    A change is worth it from half the size the bar asks for on, or where one account makes it look like a trend. Where
    too little was heard no change is near anything.
    """
    may_be_near = facts["verdict"] != "thin"
    found = [shift for shift in below_bar(facts) if is_one_account(shift) or (may_be_near and is_near(facts, shift))]
    by_size = sorted(found, key=lambda shift: (-abs(shift.get("shift_pp") or 0), shift["theme"]))
    kept = sorted(by_size, key=lambda shift: not is_one_account(shift))[:MOST_NEAR]
    return [shift for shift in by_size if shift in kept]


def is_one_account(shift: Facts) -> bool:
    """Whether most of a theme's conversations are one account's, and so many that counting them would call a trend."""
    account = loudest(shift)
    return bool(account) and account["n"] >= LOUD_CONVERSATIONS and 2 * account["n"] > account["of"]


def segments(shift: Facts) -> list[Facts]:
    """Segments a reader can do something with, the strong before the thin, the larger before the smaller.

    Accounts of no known segment are left to the table.
    """
    named = [segment for segment in told_segments(shift) if segment["segment"]]
    order = ("strong", "moderate", "thin")
    return sorted(named, key=lambda one: (order.index(one["strength"]), -(one.get("accounts_active") or 0), one["segment"]))


def told_segments(shift: Facts) -> list[Facts]:
    """The segments without the one of unknown accounts where it is a single voter: that is no segment."""

    def is_lone(segment: Facts) -> bool:
        is_unknown = not segment["segment"] or segment["segment"].lower().startswith(("unknown", "not known"))
        return is_unknown and ((segment.get("accounts_active") or 0) <= 1 or segment.get("shift_pp") is None)

    return [segment for segment in shift.get("segments") or [] if not is_lone(segment)]


def raising_accounts(facts: Facts, ids: list[str]) -> list[Facts]:
    """Accounts by revenue, the largest first, those of unknown revenue last, by conversations; each with its id."""
    known = facts.get("accounts") or {}
    rows = [{"account_id": name, **(known.get(name) or {})} for name in ids]

    def order(row: Facts) -> tuple:
        is_unknown = not is_known(row.get("arr"))
        by_size = -(row.get("conversations") or 0) if is_unknown else -row["arr"]
        return (is_unknown, by_size, row["account_id"])

    return sorted(rows, key=order)


def is_of_cycle(facts: Facts, quote: Facts) -> bool:
    """Whether a quote was said in the brief's own cycle."""
    cycle = parse_cycle(facts["cycle"])
    return cycle.first.isoformat() <= (quote.get("occurred_at") or "")[:10] < cycle.after.isoformat()


def quotes_told(shift: Facts) -> list[Facts]:
    """At most three quotes of a shift, no two from one account."""
    told: list[Facts] = []
    for quote in shift.get("quotes") or []:
        if not quote.get("account_id") or quote["account_id"] not in {other["account_id"] for other in told}:
            told.append(quote)
    return told[:MOST_TOLD]
