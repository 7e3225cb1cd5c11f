"""The first screen's three figures, and the sentences on what a shift is worth and rests on."""

from __future__ import annotations

from kit import formats
from kit.brief import checked
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.summary import Facts

#: A false discovery rate below this is not printed with its digits: they say nothing more.
SMALLEST_RATE = 1e-4


def three_figures(facts: Facts) -> list[dict[str, str]]:
    """The three figures of the first screen, each with its whole and its unit.

    Returns
    -------
    list of {"number", "whole", "unit"}, three long: "14" "of 52" "accounts" and so on; for a cycle
    without a shift what was heard and what would have been seen.
    """
    lead = gist.lead(facts)
    return _figures_of_shift(facts, lead) if lead else _figures_of_quiet(facts)


def _figures_of_shift(facts: Facts, lead: Facts) -> list[dict[str, str]]:
    reach, arr, is_past = lead.get("reach_now") or {}, lead.get("arr") or {}, gist.is_past(lead)
    number = len(lead.get("accounts") or []) if is_past else reach.get("n", len(lead.get("accounts") or []))
    part = gist.revenue_name(facts)
    if formats.is_known(arr.get("share_of_persona")):
        part += f", {formats.percent(arr['share_of_persona'])} of this persona’s"
    lacking = arr.get("accounts_without_arr")
    if lacking:
        part = f"{part}; {formats.counted(lacking, 'account')} unknown"
    currency = arr.get("currency") or facts["settings"]["currency"]
    is_worth_known = formats.is_known(arr.get("amount")) and (arr["amount"] or not lacking)
    lacks_whole = is_past and "accounts_active" not in lead  # then the top tier's whole is of this cycle
    return [
        _figure(str(number), _of(lead.get("accounts_active")), "accounts raised it before")
        if is_past
        else _figure(str(number), _of(reach.get("of", facts["coverage"]["accounts"])), "accounts raise it"),
        _figure(
            str(lead.get("top_tier_accounts") or 0), "" if lacks_whole else _of(lead.get("top_tier_active")), "in the top tier"
        ),
        _figure(formats.money(arr["amount"], currency) if is_worth_known else "Not known", "", part),
    ]


def _figures_of_quiet(facts: Facts) -> list[dict[str, str]]:
    coverage, visible = facts["coverage"], facts.get("smallest_visible_shift_pp")
    sources = gist.usual_sources(facts)
    live = sum(source.get("state") == "live" for source in sources)
    is_seeable = formats.is_known(visible) and visible < 100
    return [
        _figure(
            formats.count(coverage["accounts"]), "", f"accounts, in {formats.counted(coverage['conversations'], 'conversation')}"
        ),
        _figure(formats.size_in_points(visible), "", "smallest shift that would have been seen")
        if is_seeable
        else _figure("No", "", "shift of any size could have been seen"),
        _figure(str(live), _of(len(sources)), f"{'source' if len(sources) == 1 else 'sources'} delivered as usual or more"),
    ]


def _figure(number: str, whole: str, unit: str) -> dict[str, str]:
    return {"number": number, "whole": whole, "unit": unit}


def _of(whole: int | None) -> str:
    return f"of {whole:,}" if whole else ""


def exposure(facts: Facts, shift: Facts) -> str:
    """What the accounts behind a shift are worth, with what is not known; "" where nothing is."""
    arr = shift.get("arr") or {}
    if not formats.is_known(arr.get("amount")):
        return ""
    opening = "Those who raised it before:" if gist.is_past(shift) else "Together"
    worth = f"{opening} {formats.money(arr['amount'], arr['currency'])} {gist.revenue_name(facts)}"
    if formats.is_known(arr.get("share_of_persona")):
        whole = formats.money(arr.get("persona_amount"), arr["currency"])
        when = "spoke then" if gist.is_past(shift) else "spoke this cycle"
        worth += f", {formats.percent(arr['share_of_persona'])} of the {whole} of all accounts that {when}"
    if arr.get("accounts_without_arr"):
        number = formats.counted(arr["accounts_without_arr"], "account")
        worth += f"; the revenue of {number} is not known and not counted"
    return f"{worth}."


def voters(facts: Facts) -> str:
    """Whose votes the cycle's shares are the mean of: "44 accounts and 5 people whose account is not known"."""
    heard = facts.get("heard") or {}
    accounts = heard.get("accounts_now", facts["coverage"]["accounts"])
    others = heard.get("voters_now", accounts) - accounts
    people = f" and {formats.counted(others, 'person', 'people')} whose account is not known" if others > 0 else ""
    return f"{formats.counted(accounts, 'account')}{people}"


def strength(facts: Facts) -> list[str]:
    """What a shift rests on: its size, what is mix, the largest account; or what a quiet cycle would have shown."""
    lead = gist.lead(facts)
    if not lead:
        return (
            [clauses.seeable(facts)]
            if facts["coverage"]["conversations"]
            else ["Nothing was heard, so nothing could have been seen."]
        )
    said = [f"{_sentence_case(clauses.change(facts, lead))}, {_chance(lead)}."]
    if formats.is_known(lead.get("mix_adjusted_pp")) and formats.is_known(lead.get("from_mix_pp")):
        said.append(f"Of this, {_parts(lead)}.")
    if corrected := checked.of_shift(lead):
        said.append(corrected)
    if formats.is_known(lead.get("largest_account_part")):
        part = f"its largest account has {formats.percent(lead['largest_account_part'])} of the conversations"
        holds = (
            "it holds without any one account"
            if lead.get("survives_dropping_any_account")
            else "it does not hold without every account"
        )
        said.append(f"{_sentence_case(holds)}; {part}. It was said in {formats.counted(lead.get('weeks') or 0, 'week')}.")
    if lead.get("history") == "short":
        said.append(
            "There are too few earlier cycles to know how much an ordinary one varies, so the interval may be too narrow."
        )
    return [" ".join(said)]


def _parts(shift: Facts) -> str:
    """A shift's two parts in whole points; the second is what the first leaves, so that both make the shift as printed."""
    whole, said = (int(formats.signed(shift[name]).replace(formats.MINUS, "-")) for name in ("shift_pp", "mix_adjusted_pp"))
    return f"{formats.points(said)} said differently, {formats.points(whole - said)} from who was speaking"


def _chance(shift: Facts) -> str:
    if not formats.is_known(shift.get("q")):
        return "its false discovery rate not known"
    rate = f"{shift['q']:.2g}" if shift["q"] >= SMALLEST_RATE else "less than 1 in 10,000"
    return f"at a false discovery rate of {rate}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
