"""Cases of the bench: months without a change, and months with one."""

from __future__ import annotations

from months import Case

#: The same shares for every theme but a few: most of a persona's themes are rare.
RARE = (0.15, 0.08, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02, 0.01, 0.01)

#: Months in which nothing changed.
STILL = (
    Case("no change"), Case("one loud account", loud=40), Case("changed mix of segments and channels", mix_change=True),
    Case("wandering months (0.3 logit)", wander=0.3), *(Case(f"{n} accounts", n_accounts=n) for n in (8, 30, 120)),
    Case("uneven talkers", unevenness=0.9),
    Case("accounts stick to a subject within a month", sticky=0.5),
    Case("10 % of accounts replaced a month, wandering", wander=0.3, churn=0.1),
    Case("30 % of accounts replaced a month", churn=0.3),
    Case("30 % of accounts replaced a month, wandering", wander=0.3, churn=0.3),
    Case("voters heard once, wandering", wander=0.3, churn=1.0),
    Case("1 past cycle, wandering", wander=0.3, n_past=1),
    Case("2 past cycles, wandering", wander=0.3, n_past=2),
    Case("3 past cycles, wandering", wander=0.3, n_past=3),
    Case("one wild theme (0.8), the rest 0.1", wander=0.1, wild=0.8),
    Case("months that resemble the last (0.3)", wander=0.3, ar=0.3),
    Case("months that resemble the last (0.6)", wander=0.3, ar=0.6),
    Case("a season every third month", season=0.5),
    Case("rare themes", own_shares=RARE),
    Case("Zipf talkers", zipf=1.0),
    Case("library of 6 x 12, shared accounts", n_personas=6),
    Case("three tiers beside the segments", tiers=True),
    Case("three tiers beside the segments, wandering", tiers=True, wander=0.3),
)  # fmt: skip

STAYS = (0.15,) * 3
RISES = tuple(0.03 * at for at in range(1, 7))

#: Months in which theme 0 changed.
MOVED = (
    Case("+15 points from 15 %, 60 accounts", planted=0.15),
    Case("+15 points from 15 %, 120 accounts", planted=0.15, n_accounts=120),
    Case("+15 points, library of 72 tests, 60 accounts", planted=0.15, n_personas=6),
    Case("+15 points, library of 72 tests, 120 accounts", planted=0.15, n_personas=6, n_accounts=120),
    Case("+15 points, 30 accounts", planted=0.15, n_accounts=30),
    Case("+25 points, 60 accounts", planted=0.25),
    Case("+40 points, 12 accounts", planted=0.40, n_accounts=12),
    Case("+40 points in one of three segments, 60 accounts", planted=0.40, planted_in=(2,)),
    Case("+40 points in one of three tiers, 60 accounts", planted=0.40, planted_in_tiers=(0,), tiers=True),
    Case("+40 points in one of three segments, tiers beside them", planted=0.40, planted_in=(2,), tiers=True),
    Case("+15 points from 15 %, 60 accounts, tiers beside the segments", planted=0.15, tiers=True),
    Case("new theme, 0 to 15 %, 60 accounts", base=0.0, planted=0.15),
    Case("gone, 15 to 0 %, 60 accounts", planted=-0.15),
    Case("+15 points, wandering months, 60 accounts", planted=0.15, wander=0.3),
    Case("+15 points, 30 % of accounts replaced a month", planted=0.15, churn=0.3),
    Case("+15 points that stay", course=STAYS), Case("+15 points that stay, wandering", course=STAYS, wander=0.3),
    Case("+3 points a month, 60 accounts", course=RISES), Case("+3 points a month, 120 accounts", course=RISES, n_accounts=120),
    Case("a blip of one month, +15", course=(0.15, 0.0, 0.0)), Case("a blip of one month, +40", course=(0.40, 0.0, 0.0)),
)  # fmt: skip

#: Goals of power: case to the least part of months surfaced by the default bar, within the looks of the case.
POWER_GOALS = {
    "+15 points from 15 %, 60 accounts": 0.70, "+15 points from 15 %, 120 accounts": 0.95,
    "+15 points, library of 72 tests, 60 accounts": 0.50, "+15 points, library of 72 tests, 120 accounts": 0.85,
    "+15 points that stay": 0.90, "+15 points that stay, wandering": 0.65,
    "+3 points a month, 60 accounts": 0.60, "+3 points a month, 120 accounts": 0.80,
    "+40 points in one of three segments, 60 accounts": 0.50, "+40 points in one of three tiers, 60 accounts": 0.50,
    "+15 points from 15 %, 60 accounts, tiers beside the segments": 0.70, "+40 points, 12 accounts": 0.65,
}  # fmt: skip
#: Goals of the badge Steady: case to the largest part of months in which it may hide the rise.
HIDDEN_GOALS = {"+15 points from 15 %, 60 accounts": 0.10, "+15 points, 30 accounts": 0.10, "+25 points, 60 accounts": 0.01}
#: Cases in which nothing lasting happened, after the month of the blip.
BLIPS = ("a blip of one month, +15", "a blip of one month, +40")
