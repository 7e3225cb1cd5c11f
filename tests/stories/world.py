"""The small world of the stories: two persona files, accounts with names, and what customers say about eight matters."""

from __future__ import annotations

CYCLES = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
NOW = CYCLES[-1]

KIT_YAML = """\
company: Northbeam Analytics
seed: 20261001
accounts: {{path: accounts.csv}}
top_tiers: [A]
bar: {{min_accounts: 8, min_shift_pp: {asked}}}
sources:
  - {{id: gong, kind: call, path: "inbox/*.csv", heartbeat_days: 31}}
  - {{id: zendesk, kind: ticket, path: "inbox/*.csv", heartbeat_days: 31}}
  - {{id: nps-survey, kind: survey, path: "inbox/*.csv", heartbeat_days: 45}}
  - {{id: intercom, kind: ticket, path: "inbox/*.csv", heartbeat_days: 31}}
"""

REVOPS = """\
id: revops-lead
name: Hands-on RevOps Lead
status: active
validated_on: 2026-03-12
tracking: close
who: {roles: [RevOps Lead, Head of Revenue Operations]}
goals: [{id: one-forecast, statement: One forecast the board believes}]
pains:
  - {id: manual-reporting, statement: Manual reporting eats my week, language: [rebuild the dashboard by hand]}
  - {id: forecast-guesswork, statement: The forecast is guesswork}
objections: [{id: yet-another-tool, statement: We already have a BI tool}]
decision_criteria: [{id: salesforce-native, statement: Has to live inside our CRM}]
messaging:
  - {id: save-hours, statement: Save hours on manual reporting every week}
  - {id: one-forecast, statement: One forecast without arguments}
sources: [call, ticket, survey]
"""

GROWTH = """\
id: growth-marketer
name: Growth Marketer
status: active
tracking: standard
who: {roles: [Growth Marketer, RevOps Lead]}
pains:
  - {id: reports, statement: Manual reporting eats my week}
  - {id: guesswork, statement: The forecast is guesswork}
sources: [call]
"""

#: Theme id, its claim ("" for one that was found) and what customers say of it.
THEMES = {
    "t01": ("revops-lead/pains/manual-reporting", "Manual reporting eats my week", (
        "We rebuild the dashboard by hand every Monday and it eats half my week.",
        "Manual reporting takes two days before every board meeting.",
        "I export to a spreadsheet and paste the report together by hand.",
        "Somebody spends each Friday on reporting by hand, and it is mostly me.",
    )),
    "t02": ("revops-lead/pains/forecast-guesswork", "The forecast is guesswork", (
        "The forecast is guesswork until the last week of the quarter.",
        "We still forecast by gut feel and hope that the number holds.",
        "Nobody can say where the forecast number comes from.",
    )),
    "t03": ("revops-lead/objections/yet-another-tool", "We already have a BI tool", (
        "We already have a BI tool and nobody wants another one.",
        "Why would we pay for one more tool beside our BI?",
    )),
    "t04": ("revops-lead/decision_criteria/salesforce-native", "Has to live inside our CRM", (
        "It has to live inside our CRM, or the team will not open it.",
        "If it is not inside the CRM we will not buy it.",
    )),
    "t05": ("", "dashboards take a minute to load", (
        "The dashboards take a minute to load on a good day.",
        "Each dashboard loads so slowly that people give up waiting.",
    )),
    "t06": ("", "single sign-on locks people out", (
        "Single sign-on locks people out every Monday morning.",
        "New colleagues cannot log in because single sign-on refuses them.",
    )),
    "t07": ("", "the merged numbers don’t match", (
        "The merged numbers don’t match what the CRM says, so nobody believes them.",
        "Since the merge our pipeline numbers don’t match from one page to the next.",
        "Two screens show two totals, and the merged numbers match neither of them.",
        "We stopped looking at the merged numbers because they don’t match the source.",
    )),
    "t08": ("", "tickets arrive twice", (
        "Support tickets arrive twice in the export and we count them double.",
        "Every ticket shows up twice since the last sync.",
    )),
}  # fmt: skip

#: Words about nothing, of which no theme is made.
GREETING = "Hello, it was good to see you all again."

ROLES = ("RevOps Lead", "Head of Revenue Operations", "Director of Operations")
_FIRST = (
    "Halden",
    "Orrin",
    "Pelham",
    "Quarry",
    "Stellan",
    "Tamsin",
    "Ulric",
    "Verity",
    "Wexley",
    "Yarrow",
    "Ashby",
    "Brindle",
    "Corvin",
)
_SECOND = ("Freight", "Labs", "Mutual", "Retail", "Foods")
SEGMENTS = ("mid-market", "enterprise", "SMB")


def accounts_csv(n_accounts: int) -> str:
    """Accounts with invented names; every tenth has no known revenue, and the last no known segment."""
    lines = ["account_id,name,segment,tier,arr,renewal_on"]
    for number in range(n_accounts):
        name = f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]}"
        segment = SEGMENTS[number % 5 // 2] if number < n_accounts - 1 else ""
        arr = "" if number % 10 == 9 else str(12_000 + 3_500 * (number * 7 % 23))
        renewal = f"2026-{11 + number % 2}-15" if number % 4 == 0 else f"2027-{4 + number % 6:02d}-01"
        lines.append(f"a-{number:03d},{name},{segment},{'A' if number % 6 == 1 else 'B'},{arr},{renewal}")
    return "\n".join(lines) + "\n"
