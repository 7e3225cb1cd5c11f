"""The sections of a brief, one function each: facts in, a piece of the page out."""

from __future__ import annotations

from kit import formats
from kit.brief import amounts, caveats, charts, checked, headings, ledger, sentences, tables
from kit.brief import quotes as saying
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.html import Section, render
from kit.brief.summary import Facts

__all__ = [
    "claims", "customers_say", "first_screen", "how_computed", "how_strong", "nearly", "not_heard", "suggests",
    "themes_moved", "who", "words",
]  # fmt: skip

#: Segments named on the first screen.
MOST_SEGMENTS = 4
#: Accounts shown before the list folds.
MOST_ACCOUNTS = 8
#: Terms shown in either direction.
MOST_TERMS = 6
#: Why the segments' smallest visible shifts are not the persona's.
ALONE = (
    "What a segment would have needed is for that segment looked at alone, at p 0.05. The persona’s own figure is for one of "
    "all themes tested, which asks for more."
)
PIPS = {"strong": "●●●", "moderate": "●●○", "thin": "●○○"}


def first_screen(facts: Facts) -> Section:
    """Persona, verdict, headline, three figures, strength and the picture of then and now."""
    word, gloss = sentences.verdict_told(facts)
    is_waiting = clauses.is_waiting(facts)
    slope = None if is_waiting else charts.slope(facts)
    html = render(
        "sections/first_screen.html", verdict=facts["verdict"], word=word, gloss=gloss, headline=sentences.headline(facts),
        company=facts["company"], cycle=facts["cycle"], persona=facts["persona"]["name"], notes=sentences.also(facts),
        figures=[] if is_waiting else amounts.three_figures(facts), strip=_strip(facts), slope=slope,
    )  # fmt: skip
    return Section("first-screen", "The bottom line", html, (slope["wide"],) if slope else ())


def _strip(facts: Facts) -> list[dict[str, str]]:
    """How strong the lead shift is in each segment, the strong first; the figure below has them all."""
    segments = gist.segments(gist.lead(facts) or {})[:MOST_SEGMENTS]
    return [
        {"segment": one["segment"], "strength": one["strength"], "pips": PIPS[one["strength"]], "note": clauses.needed(one)}
        for one in segments
    ]


def customers_say(facts: Facts) -> Section:
    """Three quotes from three accounts for each shift, and a voice on what the others raise most."""
    groups = [saying.of_shift(facts, shift) for shift in gist.surfaced(facts)[: gist.MOST_TOLD]]
    if not groups and (kept := saying.of_quiet_cycle(facts)):
        groups = [{"title": "", "is_shift": False, "direction": "", "quotes": kept, "other": None}]
    html = render(
        "sections/customers_say.html", finding=headings.customers(facts), groups=groups,
        rule=saying.QUOTE_RULE if gist.lead(facts) else saying.EXAMPLE_RULE,
        nothing=f"No conversation of {formats.cycle_name(facts['cycle'])} could be quoted.",
    )  # fmt: skip
    return Section("customers-say", "What customers are saying", html)


def who(facts: Facts) -> Section:
    """The accounts behind each shift by revenue; without a shift those that spoke."""
    groups = []
    for shift in gist.surfaced(facts)[: gist.MOST_TOLD]:
        caption = f"Accounts raising {formats.quoted(gist.label(facts, shift['theme']))}"
        rows = tables.account_rows(facts, shift.get("accounts") or [])
        groups.append(
            {
                "title": gist.label(facts, shift["theme"]),
                "caption": caption,
                "rows": rows,
                "note": amounts.exposure(facts, shift),
            }
        )
    spoke = [name for name, account in sorted((facts.get("accounts") or {}).items()) if account.get("conversations")]
    if not groups and spoke:
        groups = [
            {"title": "", "caption": "Accounts that spoke this cycle", "rows": tables.account_rows(facts, spoke), "note": ""}
        ]
    columns = ["Account", "Segment", "Tier", gist.revenue_name(facts), "Renews", "Conversations"]
    html = render("sections/who.html", finding=headings.who(facts), groups=groups, columns=columns, most=MOST_ACCOUNTS)
    return Section("who", "Who", html)


def how_strong(facts: Facts) -> Section:
    """Each segment a dot with its interval over the band that could not have been seen."""
    shifts = gist.surfaced(facts)[: gist.MOST_TOLD]
    if not shifts and facts["verdict"] != "thin" and (largest := gist.largest(facts)):
        shifts = [largest]
    pictures = [charts.segments(facts, shift, number) for number, shift in enumerate(shifts) if gist.segments(shift)]
    paragraphs = [clauses.awaiting(facts)] if clauses.is_waiting(facts) else amounts.strength(facts)
    html = render(
        "sections/how_strong.html", finding=headings.strength(facts), charts=pictures, paragraphs=paragraphs,
        note=ALONE if pictures else "",
    )  # fmt: skip
    return Section("how-strong", "How strong, and where", html, tuple(picture["wide"] for picture in pictures))


def suggests(facts: Facts) -> Section:
    """What the figures suggest, and what the messages reach; never how to rewrite the persona."""
    suggested, messages = sentences.suggestions(facts), ledger.message_rows(facts)
    html = render(
        "sections/suggests.html", finding=headings.suggests(facts, suggested), suggested=suggested, messages=messages,
        top=_top(messages), span=formats.cycles_named(gist.window(facts)), note=ledger.messages_note(facts),
        speaking=ledger.SPEAKING,
    )  # fmt: skip
    return Section("suggests", "What this suggests", html)


def _top(rows: list[Facts]) -> float:
    """The scale's end of small lines that stand under each other: their largest share."""
    return max([share for row in rows for share in row["history"] if formats.is_known(share)], default=0) or 0.1


def themes_moved(facts: Facts) -> Section:
    """Small multiples of every theme over the cycles, all on one scale."""
    is_waiting = clauses.is_waiting(facts)
    chart = None if is_waiting else charts.multiples(facts)
    nothing = clauses.awaiting(facts) if is_waiting else "There were too few passages for a theme to form."
    html = render("sections/themes_moved.html", finding=headings.themes_moved(facts), chart=chart, nothing=nothing,
                  events=[] if is_waiting else caveats.theme_events(facts), held=caveats.previous(facts))  # fmt: skip
    return Section("themes-moved", "How the themes moved", html, (chart["wide"],) if chart else ())


def claims(facts: Facts) -> Section:
    """Every claim of the persona file with its verdict, a line of its history and a quote; the order of its pains."""
    rows = ledger.claim_rows(facts)
    html = render(
        "sections/claims.html", finding=headings.claims(facts), rows=rows, top=_top(rows),
        span=formats.cycles_named(gist.window(facts)), order=ledger.order_rows(facts), order_told=ledger.order_sentence(facts),
        evidence=f"{facts['persona']['id']}.evidence.csv", worth=ledger.WORTH_A_MESSAGE,
    )  # fmt: skip
    return Section("claims", "What the persona file claims", html)


def words(facts: Facts) -> Section:
    """Words rising and fading, each with accounts and one place where it was said; words against the file's own."""
    language = (facts.get("language") or {}) if facts["verdict"] not in headings.UNTOLD else {}
    groups = [{"title": title, "entries": [saying.term(facts, entry) for entry in (language.get(way) or [])[:MOST_TERMS]]}
              for title, way in (("Rising", "rising"), ("Fading", "fading"))]  # fmt: skip
    html = render("sections/words.html", finding=headings.words(facts), groups=groups, quiet=saying.quiet_words(facts),
                  new_to_file=saying.new_to_file(language, MOST_TERMS), unsaid=saying.unsaid(language, MOST_TERMS),
                  before=formats.cycles_named(facts.get("baseline") or []), now=formats.cycle_name(facts["cycle"]))  # fmt: skip
    return Section("words", "Their words", html)


def nearly(facts: Facts) -> Section:
    """Changes below the bar, each with the rules that kept it there."""
    near, is_waiting = [], clauses.is_waiting(facts)
    for shift in [] if is_waiting else gist.nearly(facts):
        said = next((saying.said(facts, quote) for quote in shift.get("quotes") or []), None)
        reasons = clauses.below_bar(facts, shift)
        near.append(
            {
                "name": formats.quoted(gist.label(facts, shift["theme"])),
                "size": clauses.moved(facts, shift),
                "reasons": reasons,
                "said": said,
            }
        )
    nothing = "No change reached half the size the bar asks for."
    if is_waiting:
        nothing = clauses.awaiting(facts)
    elif facts["verdict"] == "thin":
        nothing = "With so few accounts any change may be theirs alone; the figures are in the table, and mean little."
    rest = [] if is_waiting else tables.tested_rows(facts)
    html = render("sections/nearly.html", finding=headings.nearly(facts), near=near, rest=rest, nothing=nothing)
    return Section("nearly", "What nearly was", html)


def not_heard(facts: Facts) -> Section:
    """Sources by cycle, feeds that went quiet, what was set aside or lies between personas."""
    sources = [] if clauses.is_waiting(facts) else tables.source_rows(facts)
    html = render("sections/not_heard.html", finding=headings.not_heard(facts), sources=sources,
                  cycles=gist.window(facts), sentences=caveats.unheard(facts), overlaps=tables.overlap_rows(facts),
                  corrected=checked.corrected_rows(facts))  # fmt: skip
    return Section("not-heard", "What we could not hear", html)


def how_computed(facts: Facts) -> Section:
    """The bar in force, models, seed, record version, error rates, what changed in earlier figures."""
    html = render(
        "sections/how_computed.html", voters=amounts.voters(facts), company=facts["company"],
        baseline=formats.cycles_named(facts.get("baseline") or []),
        bar=tables.bar_rows(facts), reasons=caveats.reasons(facts), restated=caveats.restated(facts),
        rates=tables.rate_rows(facts), run=tables.run_rows(facts), id=facts["persona"]["id"],
    )  # fmt: skip
    return Section("how-computed", "How this was computed", html)
