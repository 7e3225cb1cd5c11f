"""Verdicts as shapes: each word has a shape of its own, so that a row of months is read without colour; inline SVG."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

#: Pixels of a mark, and of a mark in a line with its month under it.
MARK_PX, STEP_PX, LINE_PX = 14, 26, 30
_SHAPES = {
    "shifted": '<polygon points="0,-5.5 5.5,4.5 -5.5,4.5" class="mark-shifted"/>',
    "steady": '<circle r="4.6" class="mark-steady"/>',
    "unclear": '<circle r="4.2" class="mark-unclear"/>',
    "thin": '<line x1="-4.5" x2="4.5" y1="0" y2="0" class="mark-thin"/>',
    "stale": '<path d="M-4 -4L4 4M-4 4L4 -4" class="mark-thin"/>',
}


def verdict_mark(verdict: str) -> str:
    """A verdict's shape alone; a word beside it says what it means.

    Parameters
    ----------
    verdict : one of a brief's five: a triangle for shifted, a full circle for steady, an empty one for unclear, a dash for thin,
        a cross for stale.
    """
    half = MARK_PX / 2
    return (
        f'<svg class="mark" aria-hidden="true" focusable="false" viewBox="{-half:g} {-half:g} {MARK_PX} {MARK_PX}" '
        f'width="{MARK_PX}" height="{MARK_PX}">{_SHAPES[verdict]}</svg>'
    )


def verdict_line(months: Sequence[tuple[str, str]], spoken: str) -> str:
    """Verdicts over the cycles in a row, each with its cycle under it.

    Parameters
    ----------
    months : a short name of the cycle and the verdict, oldest first.
    spoken : the same in words, for those who do not see it.
    """
    marks = "".join(
        f'<g transform="translate({STEP_PX * place + STEP_PX / 2:g} 8)">{_SHAPES[verdict]}'
        f'<text y="19" text-anchor="middle">{escape(month)}</text></g>'
        for place, (month, verdict) in enumerate(months)
    )
    width = STEP_PX * len(months)
    return (
        f'<svg class="verdicts" role="img" aria-label="{escape(spoken)}" viewBox="0 0 {width} {LINE_PX}" width="{width}" '
        f'height="{LINE_PX}">{marks}</svg>'
    )
