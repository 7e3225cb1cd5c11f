"""Lines of history small enough to stand in a sentence, as inline SVG."""

from __future__ import annotations

from kit.formats import is_known, percent
from kit.language import gettext

WIDTH, HEIGHT, PAD = 92, 24, 3


def sparkline(shares: list[float | None], top: float) -> str:
    """A share's history as an SVG line with its last point marked.

    Parameters
    ----------
    shares : one share (0 to 1) a cycle, oldest first; None is a gap.
    top : the scale's end, the same for all lines that stand under each other.
    """
    step = (WIDTH - 2 * PAD) / max(len(shares) - 1, 1)
    places = [(PAD + step * index, _height(share, top)) for index, share in enumerate(shares) if is_known(share)]
    if not places:
        return ""
    spoken = ", ".join(percent(share) if is_known(share) else gettext("none") for share in shares)
    runs = "".join(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in run)}"/>' for run in _runs(shares, step, top))
    x, y = places[-1]
    known = [share for share in shares if is_known(share)]
    first, last = percent(known[0]), percent(known[-1])
    says = gettext("from {first} to {last} over the cycles: {shares}", first=first, last=last, shares=spoken)
    return (
        f'<svg class="spark" role="img" aria-label="{says}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{runs}<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )


def _height(share: float, top: float) -> float:
    return HEIGHT - PAD - min(share / top, 1) * (HEIGHT - 2 * PAD) if top else HEIGHT - PAD


def _runs(shares: list[float | None], step: float, top: float) -> list[list[tuple[float, float]]]:
    """Stretches without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for index, share in enumerate(shares):
        if is_known(share):
            runs[-1].append((PAD + step * index, _height(share, top)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]
