"""The sections of a brief, one function each: facts in, a piece of the page out."""

from __future__ import annotations

from typing import Any

from kit import amounts, caveats, clauses, gist, headings, sentences, tables
from kit import numerals as told
from kit.gist import Facts
from kit.markup import Section, link, render
from kit.plots import plot_slope
from kit.plots_multiples import MOST_PANELS, plot_multiples
from kit.plots_segments import plot_segments
from kit.showing import show

__all__ = [
    "claims", "customers_say", "first_screen", "how_computed", "how_strong", "nearly", "not_heard", "show", "suggests",
    "themes_moved", "who", "words",
]  # fmt: skip

#: Accounts shown before the list folds.
MOST_ACCOUNTS = 8
#: Terms shown in either direction.
MOST_TERMS = 6
PIPS = {"strong": "●●●", "moderate": "●●○", "thin": "●○○"}
SEGMENT_COLUMNS = [
    "Segment",
    "Accounts raising it",
    "Share before",
    "Share now",
    "Shift, interval",
    "Smallest visible shift",
    "Strength",
]
QUOTE_RULE = (
    "Chosen by rule: closest to the middle of what the accounts said about it, one from each account; the other voice is the "
    "most typical passage on what accounts that do not raise it raise most. The evidence file holds every passage."
)
EXAMPLE_RULE = "Chosen by rule: a typical passage of each theme that is raised most, one from each account."


def first_screen(facts: Facts) -> Section:
    """Persona, verdict, headline, three figures, strength and the picture of then and now."""
    word, gloss = sentences.VERDICTS[facts["verdict"]]
    slope = _slope(facts)
    html = render(
        "sections/first_screen.html", verdict=facts["verdict"], word=word, gloss=gloss, headline=sentences.headline(facts),
        company=facts["company"], cycle=facts["cycle"], persona=facts["persona"]["name"], notes=sentences.also(facts),
        figures=amounts.three_figures(facts), strip=_strip(facts), slope=slope,
    )  # fmt: skip
    return Section("first-screen", "The bottom line", html, (slope["wide"],) if slope else ())


def _strip(facts: Facts) -> list[dict[str, str]]:
    shift = gist.lead(facts)
    parts = []
    for segment in gist.segments(shift or {}):
        visible = segment.get("smallest_visible_shift_pp")
        note = ""
        if segment["strength"] == "thin" and told.is_known(visible) and visible >= 100:
            note = "no shift of any size could have shown"
        elif segment["strength"] == "thin" and told.is_known(visible):
            note = f"would have needed a {told.size_in_points(visible).split(told.NBSP)[0]}-point shift to show"
        parts.append({"segment": segment["segment"], "strength": segment["strength"], "note": note,
                      "pips": PIPS[segment["strength"]]})  # fmt: skip
    return parts


def _slope(facts: Facts) -> dict[str, Any] | None:
    rows = gist.then_and_now(facts)
    if not rows:
        return None
    before, now = told.cycles_named(facts.get("baseline") or []), told.cycle_name(facts["cycle"])
    told_rows = tables.share_rows(rows)
    alt = "; ".join(f"{name}: {then} before, {share} now" for name, then, share, _ in told_rows)
    return {
        "finding": headings.slope(facts), "alt": f"Lines from {before} to {now}. {alt}.", "rows": told_rows,
        "note": f"Share of what accounts raise, one vote an account; {before} and {now}",
        "columns": ["Theme", before, now, "Change in points"],
        "wide": plot_slope(rows, _short(facts.get("baseline") or []), told.cycle_mark(facts["cycle"])),
        "narrow": plot_slope(rows, _short(facts.get("baseline") or []), told.cycle_mark(facts["cycle"]), is_narrow=True),
    }  # fmt: skip


def _short(cycles: list[str]) -> str:
    return "–".join(dict.fromkeys([told.cycle_mark(cycles[0]), told.cycle_mark(cycles[-1])])) if cycles else "before"


def customers_say(facts: Facts) -> Section:
    """Three quotes from three accounts for each shift, and a voice that says otherwise."""
    groups = [_said_of(facts, shift) for shift in gist.surfaced(facts)[: gist.MOST_TOLD]]
    if not groups and (kept := _still_said(facts)):
        groups = [{"title": "", "is_shift": False, "direction": "", "quotes": kept, "other": None}]
    html = render(
        "sections/customers_say.html", finding=headings.customers(facts), groups=groups,
        rule=QUOTE_RULE if gist.lead(facts) else EXAMPLE_RULE,
        nothing=f"No conversation of {told.cycle_name(facts['cycle'])} could be quoted.",
    )  # fmt: skip
    return Section("customers-say", "What customers are saying", html)


def _said_of(facts: Facts, shift: Facts) -> dict[str, Any]:
    other = shift.get("other_voice")
    return {
        "title": f"{clauses.change(facts, shift)}",  "is_shift": True,
        "direction": shift["direction"], "quotes": [_said(facts, quote) for quote in gist.quotes_told(shift)],
        "other": _said(facts, other) if other else None,
    }  # fmt: skip


def _still_said(facts: Facts) -> list[dict[str, Any]]:
    """Examples of the themes raised most, for a cycle without a shift."""
    rows = gist.then_and_now(facts)
    examples = [gist.theme_of(facts, row["theme"]).get("example") for row in rows]
    told_now = [example for example in examples if example and gist.is_of_cycle(facts, example)]
    return [_said(facts, quote) for quote in gist.quotes_told({"quotes": told_now})]


def _said(facts: Facts, quote: Facts) -> dict[str, Any]:
    """A quote with who said it, when and where."""
    name = gist.account_name(facts, quote.get("account_id")) or "account not known"
    source, url = quote.get("source") or "", link(quote.get("url"))
    by = [name, quote.get("role") or "", told.day(quote.get("occurred_at")), "" if url else source]
    return {"text": quote["text"], "by": [part for part in by if part], "url": url, "source": source}


def who(facts: Facts) -> Section:
    """The accounts behind each shift by revenue; without a shift those that spoke."""
    groups = []
    for shift in gist.surfaced(facts)[: gist.MOST_TOLD]:
        caption = f"Accounts raising {told.quoted(gist.label(facts, shift['theme']))}"
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
    charts = [_segments(facts, shift, number) for number, shift in enumerate(shifts) if gist.segments(shift)]
    html = render("sections/how_strong.html", finding=headings.strength(facts), charts=charts, paragraphs=amounts.strength(facts))
    return Section("how-strong", "How strong, and where", html, tuple(chart["wide"] for chart in charts))


def _segments(facts: Facts, shift: Facts, number: int) -> dict[str, Any]:
    rows = [_segment(segment) for segment in gist.segments(shift)]
    direction = shift["direction"] if shift.get("surfaced") else ""
    told_rows = tables.segment_rows(shift)
    alt = "; ".join(f"{row[0]}: {row[4]}, {row[6]}, nothing under {row[5]} could have been seen" for row in told_rows)
    return {
        "id": f"segments-{number}", "finding": headings.segments(facts, shift), "alt": f"{alt}.", "rows": told_rows,
        "note": "A dot is a segment’s shift, its line the interval. Shaded: too small to have been seen with its accounts.",
        "columns": SEGMENT_COLUMNS,
        "wide": plot_segments(rows, direction), "narrow": plot_segments(rows, direction, is_narrow=True),
    }  # fmt: skip


def _segment(segment: Facts) -> Facts:
    note = f"{tables.reach(segment)} · {segment['strength']}"
    return {**segment, "shift_pp": tables.segment_shift(segment), "note": note}


def suggests(facts: Facts) -> Section:
    """What the figures suggest; never how to rewrite the persona."""
    suggested = sentences.suggestions(facts)
    html = render(
        "sections/suggests.html", finding=headings.suggests(suggested), suggested=suggested, messages=tables.message_rows(facts)
    )  # fmt: skip
    return Section("suggests", "What this suggests", html)


def themes_moved(facts: Facts) -> Section:
    """Small multiples of every theme over the cycles, all on one scale."""
    chart = _multiples(facts)
    html = render("sections/themes_moved.html", finding=headings.themes_moved(facts), chart=chart,
                  events=caveats.theme_events(facts), held=caveats.previous(facts))  # fmt: skip
    return Section("themes-moved", "How the themes moved", html, (chart["wide"],) if chart else ())


def _multiples(facts: Facts) -> dict[str, Any] | None:
    rows, cycles = gist.then_and_now(facts), gist.window(facts)
    if not rows:
        return None
    themes = [{**gist.theme_of(facts, row["theme"]), "label": row["label"], "direction": row["direction"]} for row in rows]
    told_rows = tables.cycle_rows(facts, themes)
    alt = "; ".join(f"{row[0]}: {', '.join(row[1:-1])}" for row in told_rows[:MOST_PANELS])
    span = told.cycles_named(cycles)
    ribbons = "ribbons are intervals, " if any(theme.get("low") for theme in themes) else ""
    return {
        "finding": headings.multiples(facts), "rows": told_rows, "numeric": list(range(1, len(cycles) + 1)),
        "note": f"Share of what accounts raise, {span}; {ribbons}all panels share one scale",
        "alt": f"One panel a theme, {span}. {alt}.", "columns": ["Theme", *map(told.cycle_mark, cycles), "Stability"],
        "wide": plot_multiples(themes, cycles), "narrow": plot_multiples(themes, cycles, is_narrow=True),
    }  # fmt: skip


def claims(facts: Facts) -> Section:
    """Every claim of the persona file with its verdict and a line of its history."""
    rows = tables.claim_rows(facts)
    top = max([share for row in rows for share in row["history"] if told.is_known(share)], default=0) or 0.1
    html = render(
        "sections/claims.html", finding=headings.claims(facts), rows=rows, top=top, span=told.cycles_named(gist.window(facts))
    )
    return Section("claims", "What the persona file claims", html)


def words(facts: Facts) -> Section:
    """Words rising and fading, each with accounts and one place where it was said."""
    language = facts.get("language") or {}
    groups = [{"title": title, "entries": [_term(facts, entry) for entry in (language.get(way) or [])[:MOST_TERMS]]}
              for title, way in (("Rising", "rising"), ("Fading", "fading"))]  # fmt: skip
    quiet = "" if any(group["entries"] for group in groups) else "No word rose or fell beyond what chance would do."
    new = [
        f"{told.quoted(entry['term'])} ({told.counted(entry['accounts'], 'account')})"
        for entry in language.get("new_to_file") or []
        if " " in entry["term"]  # a single word says nothing by itself
    ]
    html = render("sections/words.html", finding=headings.words(facts), groups=groups, quiet=quiet,
                  new_to_file=new[:MOST_TERMS],
                  before=told.cycles_named(facts.get("baseline") or []), now=told.cycle_name(facts["cycle"]))  # fmt: skip
    return Section("words", "Their words", html)


def _term(facts: Facts, entry: Facts) -> dict[str, Any]:
    example = entry.get("example")
    said = _said(facts, example) if isinstance(example, dict) else None
    return {"term": entry["term"], "before": entry["before"], "now": entry["now"], "accounts": entry["accounts"], "said": said}


def nearly(facts: Facts) -> Section:
    """Changes below the bar, each with the rules that kept it there."""
    near = []
    for shift in gist.nearly(facts):
        said = next((_said(facts, quote) for quote in shift.get("quotes") or []), None)
        reasons = clauses.below_bar(facts, shift)
        near.append(
            {
                "name": told.quoted(gist.label(facts, shift["theme"])),
                "size": clauses.moved(shift),
                "reasons": reasons,
                "said": said,
            }
        )
    nothing = "No change reached half the size the bar asks for."
    if facts["verdict"] == "thin":
        nothing = "With so few accounts any change may be theirs alone; the figures are in the table, and mean little."
    html = render(
        "sections/nearly.html", finding=headings.nearly(facts), near=near, rest=tables.tested_rows(facts), nothing=nothing
    )
    return Section("nearly", "What nearly was", html)


def not_heard(facts: Facts) -> Section:
    """Sources by cycle, feeds that went quiet, what was set aside or lies between personas."""
    html = render("sections/not_heard.html", finding=headings.not_heard(facts), sources=tables.source_rows(facts),
                  cycles=gist.window(facts), sentences=caveats.unheard(facts), overlaps=tables.overlap_rows(facts))  # fmt: skip
    return Section("not-heard", "What we could not hear", html)


def how_computed(facts: Facts) -> Section:
    """The bar in force, models, seed, record version, error rates, what changed in earlier figures."""
    html = render(
        "sections/how_computed.html", baseline=told.cycles_named(facts.get("baseline") or []), company=facts["company"],
        bar=tables.bar_rows(facts), reasons=caveats.reasons(facts), restated=caveats.restated(facts),
        rates=tables.rate_rows(facts), run=tables.run_rows(facts), id=facts["persona"]["id"],
    )  # fmt: skip
    return Section("how-computed", "How this was computed", html)
