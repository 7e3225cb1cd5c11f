"""Slides: page one of each brief, or a quarter of each persona, as a deck that people go on editing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kit import formats
from kit.brief import headline, summary, wording
from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief
from kit.brief.months.grid import exposure
from kit.brief.months.past_briefs import glance
from kit.brief.page_one import ROOMS, PageOne, page_one
from kit.brief.sections import library
from kit.brief.sections.first_screen import drawn_themes
from kit.errors import WorkspaceError
from kit.language import gettext, in_language, language_of

#: How much of page one a slide has room for.
ROOM = ROOMS[4]
#: Inches: a wide slide, its margin, and what is left of it.
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.55
HALF = (WIDTH - 3 * MARGIN) / 2
#: Themes that a slide draws.
MOST_LINES = 4
INK, MUTED = "1C1A17", "6A645B"

#: A line of text: its size in points, whether it is bold, its colour.
Style = tuple[int, bool, str]
PLAIN, BOLD, SMALL = (12, False, INK), (12, True, INK), (10, False, MUTED)
Lines = Iterable[tuple[str, Style]]


def page_one_slides(briefs: Sequence[Brief]) -> bytes:
    """One slide a persona with page one of its brief: text that can be edited, and a chart with its numbers.

    Raises
    ------
    WorkspaceError
        python-pptx, which writes slides, is not installed.
    """
    deck = _deck()
    for brief in library.in_order(briefs):
        with in_language(language_of(brief)):
            _page_one(deck, brief)
    return _bytes(deck)


def pulse_slides(quarter: str, briefs: Mapping[str, Sequence[Brief]]) -> bytes:
    """A quarter: one slide a persona with its months, the themes over time and what the last brief suggests.

    Parameters
    ----------
    quarter : e.g. ``2026-Q3``.
    briefs : each persona's briefs of the quarter, oldest first; a persona without one has no slide.
    """
    deck = _deck()
    for brief in library.in_order([row[-1] for row in briefs.values() if row]):
        with in_language(language_of(brief)):
            _pulse(deck, quarter, briefs[brief.persona.id])
    return _bytes(deck)


def _deck() -> Any:
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ImportError:
        raise WorkspaceError(
            "slides are written by python-pptx, which is not installed; `pip install 'persona-shift-kit[slides]'` brings it"
        ) from None
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    return deck


def _bytes(deck: Any) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _page_one(deck: Any, brief: Brief) -> None:
    part = page_one(brief, ROOM)
    slide = _titled(deck, f"{brief.persona.name}: {part.headline}")
    verdict = ": ".join(filter(None, (part.word, part.gloss)))
    _write(slide, (MARGIN, 1.45, WIDTH - 2 * MARGIN, 0.4), [(_under(brief, verdict), SMALL)])
    figures = [f"{row['number']} {row['whole']} {row['unit']}".replace("  ", " ") for row in part.figures]
    _write(slide, (MARGIN, 1.8, WIDTH - 2 * MARGIN, 0.4), [("   ·   ".join(figures), BOLD)])
    _write(slide, (MARGIN, 2.3, HALF, 2.0), _left(part))
    _write(slide, (2 * MARGIN + HALF, 2.3, HALF, 4.6), _right(part))
    _chart_then_now(slide, brief)


def _under(brief: Brief, text: str) -> str:
    return f"{brief.company} · {formats.cycle_name(brief.cycle)} · {text}"


def _left(part: PageOne) -> Lines:
    yield from ((text, SMALL) for text in [part.key] if text)
    yield from ((text, PLAIN) for text in part.cautions)
    for title, text in part.lines:
        yield from ((title, BOLD), (text, PLAIN))


def _right(part: PageOne) -> Lines:
    for pain in part.pains:
        yield f"{pain.name} ({pain.figure})", BOLD
        yield from _quoted(pain.quote)
    if part.quotes:
        yield part.quotes_title, BOLD
    for quote in part.quotes:
        yield from _quoted(quote)
    if part.other:
        yield gettext("One says something else"), BOLD
        yield from _quoted(part.other)
    if part.loud:
        yield part.loud["says"], BOLD
        yield from _quoted(part.loud["quote"])
    if part.suggests:
        yield gettext("What to do next"), BOLD
        yield from ((f"→ {sentence}", PLAIN) for sentence in part.suggests)


def _quoted(quote: Mapping[str, Any] | None) -> Lines:
    if quote:
        yield formats.quoted(quote["text"]), PLAIN
        yield ", ".join(quote["by"]), SMALL


def _pulse(deck: Any, quarter: str, briefs: Sequence[Brief]) -> None:
    last, months = briefs[-1], [glance(brief) for brief in briefs]
    slide = _titled(deck, f"{last.persona.name}: {_quarter_says(months)}")
    span = f"{last.company} · {formats.cycle_name(quarter)}, {formats.cycles_named([past.cycle for past in months])}"
    _write(slide, (MARGIN, 1.45, WIDTH - 2 * MARGIN, 0.4), [(span, SMALL)])
    _months(slide, months)
    _chart_over_time(slide, last)
    part = page_one(last, ROOM)
    suggested = [(gettext("What the last brief suggests"), BOLD), *((f"→ {line}", PLAIN) for line in part.suggests)]
    quotes = [row for pain in part.pains[:1] for row in _quoted(pain.quote)] + [
        row for quote in part.quotes[:2] for row in _quoted(quote)
    ]
    _write(slide, (2 * MARGIN + HALF, 4.1, HALF, 3.0), [(gettext("In their words"), BOLD), *quotes, *suggested])


def _quarter_says(months: Sequence[PastBrief]) -> str:
    """The quarter in one line: its last reported change, else its verdicts."""
    moved = [past for past in months if past.verdict == "shifted"]
    if moved:
        name, when = formats.quoted(wording.short(moved[-1].label)), formats.in_cycle(moved[-1].cycle)
        return gettext("{name} changed {when}", name=name, when=when)
    words = [headline.verdict_word(past.verdict).lower() for past in months]
    return gettext("no change reported ({verdicts})", verdicts=formats.listed(words))


def _months(slide: Any, months: Sequence[PastBrief]) -> None:
    """A table of the quarter's months: verdict, what it is about, who and how much."""
    from pptx.util import Inches

    columns = (gettext("When"), gettext("Verdict"), gettext("What it is about"), gettext("Accounts"))
    place = [Inches(size) for size in (MARGIN, 1.9, WIDTH - 2 * MARGIN, 0.4)]
    table = slide.shapes.add_table(len(months) + 1, len(columns), *place).table
    for column, size in enumerate((1.9, 1.5, WIDTH - 2 * MARGIN - 6.2, 2.8)):
        table.columns[column].width = Inches(size)
    rows = [
        (formats.cycle_name(past.cycle), headline.verdict_word(past.verdict), formats.quoted(past.label) if past.label else "–",
         exposure(past))
        for past in months
    ]  # fmt: skip
    for row, cells in enumerate([columns, *rows]):
        for column, text in enumerate(cells):
            _fill(table.cell(row, column).text_frame, [(text, (11, row == 0, "FFFFFF" if row == 0 else INK))])


def _chart_then_now(slide: Any, brief: Brief) -> None:
    """Shares then and now as bars, which PowerPoint draws and lets people edit."""
    rows = [] if wording.is_waiting(brief) else drawn_themes(brief, MOST_LINES)
    if not rows:
        return
    before = formats.cycles_named(brief.baseline)
    series = [(before, [row.before or 0 for row in rows])] if summary.has_baseline(brief) else []
    series.append((formats.cycle_name(brief.cycle), [row.now for row in rows]))
    says = formats.clauses(f"{row.label}: {formats.from_to(row.before, row.now)}" for row in rows)
    _chart(
        slide,
        "BAR_CLUSTERED",
        [wording.short(row.label) for row in rows][::-1],
        [(name, shares[::-1]) for name, shares in series],
        gettext("Part of the conversations, averaged over accounts. {shares}", shares=says),
    )


def _chart_over_time(slide: Any, brief: Brief) -> None:
    """The themes raised most over the window as lines; a month in which nobody spoke is a gap."""
    rows = [] if wording.is_waiting(brief) else drawn_themes(brief, MOST_LINES)
    themes = [theme for row in rows if (theme := summary.theme_of(brief, row.theme))]
    if not themes:
        return
    series = [(wording.short(summary.label(brief, theme.id)), [theme.share.get(c) for c in brief.cycles]) for theme in themes]
    says = formats.clauses(
        gettext("{name}: {share} in the last month", name=name, share=formats.percent(shares[-1])) for name, shares in series
    )
    marks = [formats.cycle_mark(cycle) for cycle in brief.cycles]
    alt = gettext("Part of the conversations, averaged over accounts, over time. {shares}", shares=says)
    _chart(slide, "LINE_MARKERS", marks, series, alt)


def _chart(slide: Any, kind: str, categories: list[str], series: list[tuple[str, list[float | None]]], says: str) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    data = CategoryChartData(number_format="0%")
    data.categories = categories
    for name, shares in series:
        data.add_series(name, shares)
    place = [Inches(size) for size in (MARGIN, 4.1, HALF, HEIGHT - 4.1 - 0.4)]
    frame = slide.shapes.add_chart(getattr(XL_CHART_TYPE, kind), *place, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", says)
    chart = frame.chart
    chart.has_title, chart.has_legend, chart.font.size = False, True, Pt(10)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.minimum_scale, chart.value_axis.tick_labels.number_format = 0, "0%"
    chart.value_axis.tick_labels.number_format_is_linked = False


def _titled(deck: Any, title: str) -> Any:
    """A slide with its title, which a screen reader finds."""
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = (Inches(size) for size in (MARGIN, 0.3, WIDTH - 2 * MARGIN, 1.15))
    _fill(box.text_frame, [(title, (24 if len(title) < 130 else 19, True, INK))])
    return slide


def _write(slide: Any, place: tuple[float, float, float, float], lines: Lines) -> None:
    from pptx.util import Inches

    rows = list(lines)
    if rows:
        _fill(slide.shapes.add_textbox(*(Inches(size) for size in place)).text_frame, rows)


def _fill(frame: Any, lines: Lines) -> None:
    """Text in a frame, a paragraph a line; nothing is markup there."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    for place, (text, (size, is_bold, colour)) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), is_bold, RGBColor.from_string(colour)
