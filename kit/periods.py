"""Periods: the cycle in question, the cycles it is compared with, and the ones that tell how ordinary months vary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kit.cycles import parse_cycle


@dataclass(frozen=True)
class Periods:
    """What one comparison looks at.

    Attributes
    ----------
    now : str
        The cycle in question.
    baseline : tuple of str
        The cycles it is compared with, oldest first.
    past : tuple of str
        Every earlier cycle of the window, baseline included: what ordinary months are.
    """

    now: str
    baseline: tuple[str, ...]
    past: tuple[str, ...]

    @property
    def compared(self) -> list[str]:
        """The baseline's cycles and the one in question."""
        return [*self.baseline, self.now]

    @property
    def window(self) -> list[str]:
        return [*self.past, self.now]

    def concerned(self, direction: str) -> list[str]:
        """The cycles whose voters a shift concerns: now, or the baseline where they no longer say it."""
        return [self.now] if direction in ("rising", "new") else list(self.baseline)

    def n_weeks(self, cycles: list[str]) -> int:
        """ISO weeks that cycles touch."""
        weeks = set()
        for cycle in map(parse_cycle, cycles):
            days = range((cycle.after - cycle.first).days)
            weeks |= {(cycle.first + timedelta(days=day)).isocalendar()[:2] for day in days}
        return len(weeks)


def periods_of(cycle: str, cycles: list[str], baseline: list[str]) -> Periods:
    """Periods of one run: ``cycles`` is its window, oldest first, ``cycle`` the last of it."""
    return Periods(cycle, tuple(sorted(baseline)), tuple(name for name in sorted({*cycles, *baseline}) if name < cycle))
