"""Composes the invented sample company's raw exports from the sentences in ``words/``.

Every line of ``words/`` was written once and each subject line is used at most once. This script
only decides who says which line when, in which channel, and what stands around it. What each
conversation is about is written to ``truth.csv`` for the tests; the kit never sees it.

    python tests/sample/compose.py [DIR]      (default: data/sample beside this repository's kit)
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
CYCLES = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
DAYS = {"2026-05": 31, "2026-06": 30, "2026-07": 31, "2026-08": 31, "2026-09": 30, "2026-10": 31}
OCTOBER = CYCLES[-1]
SHIFT = "merged-numbers-distrust"
LOUD = "webhook-duplicates-one"

#: Lines of each subject in an ordinary cycle, and in October where it differs.
PLAN: dict[str, dict[str, tuple[int, int]]] = {
    "revops": {
        "manual-reporting": (43, 14),
        SHIFT: (4, 64),
        "forecast-guesswork": (18, 17),
        "crm-hygiene": (15, 14),
        "territory-changes": (8, 8),
        "slow-dashboards": (8, 8),
        "revops-objection-bi": (5, 5),
        "revops-criterion-crm": (5, 5),
        "revops-goal-forecast": (5, 5),
        "neutral-revops": (14, 14),
        "praise": (3, 3),
    },
    "demandgen": {
        "attribution-fights": (22, 23),
        "campaign-lag": (16, 17),
        "utm-mess": (10, 10),
        "audience-sync": (10, 10),
        "budget-proof": (9, 9),
        "seat-cost": (5, 5),
        "demandgen-objection-setup": (4, 4),
        "demandgen-criterion-hubspot": (4, 4),
        "demandgen-goal-pipeline": (4, 4),
        "neutral-marketing": (13, 13),
        "praise": (3, 3),
    },
    "data": {
        "schema-breaks": (16, 15),
        "api-limits": (12, 11),
        "no-versioning": (9, 9),
        "sync-freshness": (7, 7),
        "docs-gaps": (6, 5),
        "scim-access": (6, 5),
        "webhook-duplicates": (4, 4),
        LOUD: (0, 45),
        "dataeng-objection-warehouse": (4, 4),
        "dataeng-criterion-sql": (4, 4),
        "dataeng-goal-trust": (3, 3),
        "neutral-data": (11, 11),
        "praise": (2, 2),
    },
    "finance": {
        "finance-ledger": (16, 2),
        "finance-variance": (13, 1),
        "finance-seat-predictability": (8, 1),
        "finance-audit": (10, 1),
        "finance-objection-risk": (3, 0),
        "finance-goal-close": (3, 0),
        "neutral-finance": (6, 1),
    },
    "cs": {
        "churn-surprises": (25, 25),
        "renewal-prep": (23, 23),
        "health-score": (18, 17),
        "qbr-slides": (14, 14),
        "expansion-signals": (13, 13),
        "handoffs": (10, 10),
        "cs-objection-adoption": (5, 5),
        "cs-criterion-gainsight": (5, 5),
        "cs-goal-retention": (5, 5),
        "neutral-cs": (13, 13),
        "praise": (3, 3),
    },
    "nobody": {"nobody-security-review": (10, 11), "nobody-people-analytics": (4, 4), "nobody-odd": (3, 3)},
}
#: Finance people talk on recorded executive calls, and that recorder has been off since September.
SILENT = {"finance": {"2026-09": 0.12}}
N_ACCOUNTS = {
    "revops": (20, 31, 9),
    "demandgen": (14, 25, 13),
    "data": (15, 20, 6),
    "finance": (9, 10, 4),
    "cs": (13, 22, 12),
    "nobody": (12, 10, 4),
}
N_ACTIVE = {"revops": 42, "demandgen": 42, "data": 34, "finance": 18, "cs": 40, "nobody": 11}
TITLES = {
    "revops": [
        "Head of RevOps",
        "RevOps Lead",
        "Sr. Revenue Operations Manager",
        "Director, Revenue Operations",
        "Rev Ops Mgr",
        "VP Revenue Operations",
        "Revenue Operations Manager",
        "",
        "",
    ],
    "demandgen": [
        "Demand Generation Manager",
        "Head of Demand Gen",
        "Sr. Marketing Operations Manager",
        "Growth Marketing Lead",
        "Director of Demand Generation",
        "Marketing Ops",
        "",
        "",
    ],
    "data": ["Data Engineer", "Senior Data Engineer", "Analytics Engineer", "Data Platform Lead", "Staff Data Engineer", "", ""],
    "finance": ["CFO", "VP Finance", "FP&A Manager", "Head of Finance", "Finance Director"],
    "cs": [
        "Customer Success Manager",
        "Head of Customer Success",
        "Account Manager",
        "Senior Account Manager",
        "Client Partner",
        "Client Success & Account Manager",
        "Customer Account Manager",
        "Relationship Manager",
        "",
        "",
    ],
    "nobody": ["Procurement Officer", "Information Security Analyst", "Privacy Counsel", "HR Business Partner", "Student", ""],
}
GERMAN = [
    "Der Export bricht jede Nacht ab und niemand bei uns weiß, warum. Können Sie bitte nachsehen, was da passiert?",
    "Wir warten seit zwei Wochen auf eine Antwort zu unserer Rechnung. So macht die Zusammenarbeit leider keinen Spaß.",
    "Die Auswertung für den Vertrieb zeigt nur noch die Hälfte der Abschlüsse, seit wir die Felder umbenannt haben.",
    "Unser Betriebsrat möchte wissen, welche Mitarbeiterdaten gespeichert werden, bevor wir weitere Nutzer freischalten.",
    "Wo finde ich die Einstellung für das Geschäftsjahr? In der Hilfe steht etwas anderes als auf der Seite.",
]


def lines(name: str) -> list[tuple[str, str]]:
    """(channel, words) of one file of ``words/``."""
    text = (HERE / "words" / f"{name}.txt").read_text(encoding="utf-8")
    return [(line[0], line[2:].strip()) for line in text.splitlines() if line.strip()]


def plain(name: str) -> list[str]:
    return [words for _, words in lines(name)]


class Company:
    """Accounts, contacts and what each of them says when."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.people = [line.split("\t") for line in (HERE / "words/people.txt").read_text("utf-8").splitlines() if line.strip()]
        self.rng.shuffle(self.people)
        self.team = [line.split("\t") for line in (HERE / "words/team.txt").read_text("utf-8").splitlines() if line.strip()]
        self.common = {
            name: plain(name)
            for name in (
                "opener",
                "closer",
                "small-talk",
                "ack",
                "team-reply",
                "team-question",
                "team-ack",
                "note-frame",
                "review-frame",
                "auto-mail",
                "disclaimer",
            )
        }
        self.logistics = {channel: [w for c, w in lines("logistics") if c == channel] for channel in "ws"}
        self.accounts = self._accounts()
        self.contacts: dict[str, dict] = {}
        self.members = {who: self._members(who) for who in PLAN}
        self.pools = self._pools()
        self.shifted = self._shifted()
        self.conversations: list[dict] = []

    def _accounts(self) -> list[dict]:
        rows = [line.split("\t") for line in (HERE / "words/companies.txt").read_text("utf-8").splitlines() if line.strip()]
        segments = ["enterprise"] * 30 + ["mid-market"] * 54 + ["SMB"] * 36
        self.rng.shuffle(segments)
        money = {"enterprise": (38, 118), "mid-market": (16, 52), "SMB": (4, 14)}
        accounts = []
        for number, (segment, row) in enumerate(zip(segments, rows, strict=False), 1):
            arr = self.rng.randint(*money[segment]) * 1000 + self.rng.choice([0, 0, 200, 400, 500, 800])
            tier = "A" if arr >= 70_000 else "B" if arr >= 20_000 else "C"
            unknown = self.rng.random() < 0.08 and tier != "A"
            renewal = datetime(2026, 11, 1) + timedelta(days=self.rng.randrange(0, 400))
            accounts.append(
                {
                    "account_id": f"a-{number:03d}",
                    "name": row[0].strip(),
                    "segment": segment,
                    "tier": tier,
                    "arr": "" if unknown else arr,
                    "renewal_on": f"{renewal:%Y-%m-%d}" if self.rng.random() < 0.9 else "",
                }
            )
        return accounts

    def _members(self, who: str) -> list[dict]:
        chosen = []
        for segment, count in zip(("enterprise", "mid-market", "SMB"), N_ACCOUNTS[who], strict=True):
            chosen += self.rng.sample([a for a in self.accounts if a["segment"] == segment], count)
        for account in chosen:
            for _ in range(2 if account["segment"] == "enterprise" and who != "finance" else 1):
                self._contact(who, account)
        return chosen

    def _contact(self, who: str, account: dict) -> dict:
        number = len(self.contacts) + 1
        first, last = self.people[number % len(self.people)]
        contact = {
            "contact_id": f"u-{number:04d}",
            "first": first.strip(),
            "last": last.strip(),
            "account": account,
            "who": who,
            "title": self.rng.choice(TITLES[who]),
        }
        self.contacts[contact["contact_id"]] = contact
        return contact

    def _pools(self) -> dict[str, list[tuple[str, str]]]:
        pools = {name: lines(name) for plan in PLAN.values() for name in plan}
        for pool in pools.values():
            self.rng.shuffle(pool)
        return pools

    def _shifted(self) -> list[dict]:
        """The 14 accounts of October's shift: 6 enterprise (5 of tier A), 7 mid-market (one with unknown ARR), 1 SMB."""
        by = defaultdict(list)
        for account in self.members["revops"]:
            by[account["segment"], account["tier"] == "A", account["arr"] == ""].append(account)
        for _ in range(20_000):
            chosen = (
                self.rng.sample(by["enterprise", True, False], 5)
                + self.rng.sample(by["enterprise", False, False], 1)
                + self.rng.sample(by["mid-market", False, False], 6)
                + self.rng.sample(by["mid-market", False, True], 1)
                + self.rng.sample(by["SMB", False, False], 1)
            )
            if 612_000 <= sum(a["arr"] or 0 for a in chosen) <= 628_000:
                return chosen
        raise SystemExit("no 14 accounts with about 620K ARR; change the seed")

    # --- who says what ---------------------------------------------------------------------------------------------

    def speak(self) -> None:
        for who, plan in PLAN.items():
            for cycle in CYCLES:
                self._cycle(who, plan, cycle)
        self._small_change()
        for text in GERMAN:
            contact = self.rng.choice([c for c in self.contacts.values() if c["who"] == "cs"])
            self._add("ticket", contact, "2026-10" if self.rng.random() < 0.4 else "2026-09", [("other-language", text)])
        self.conversations.sort(key=lambda c: (c["at"], c["contact"]["contact_id"]))

    def _small_change(self) -> None:
        """Tickets about nothing: a screenshot sent after, a call moved, a word of thanks."""
        spoke = defaultdict(list)
        for told in self.conversations:
            spoke[told["cycle"]].append(told["contact"])
        for cycle in CYCLES:
            for contact in self.rng.sample(spoke[cycle], 34):
                self._add("ticket", contact, cycle, [("nothing", self.rng.choice(self.logistics["w"]))])

    def _taken(self, subject: str, count: int, channels: str = "wsvr") -> list[tuple[str, str, str]]:
        pool = self.pools[subject]
        found = [line for line in pool if line[0] in channels][:count]
        for line in found:
            pool.remove(line)
        return [(channel, subject, words) for channel, words in found]

    def _cycle(self, who: str, plan: dict[str, tuple[int, int]], cycle: str) -> None:
        factor = SILENT.get(who, {}).get(cycle, 1.0)
        units = []
        for subject, (ordinary, october) in plan.items():
            count = october if cycle == OCTOBER else ordinary
            if count > 3 and subject not in (SHIFT, LOUD):
                count += self.rng.choice([-1, 0, 0, 1])
            if subject == SHIFT and cycle == OCTOBER:
                self._shift(count)
            elif subject == LOUD:
                self._loud(count)
            else:
                units += self._taken(subject, round(count * factor), "wv" if who == "finance" and cycle >= "2026-09" else "wsvr")
        self.rng.shuffle(units)
        members = [a for a in self.members[who] if not (cycle == OCTOBER and who == "revops" and a in self.shifted)]
        quiet = 14 - 2 if who == "revops" and cycle == OCTOBER else 0
        active = self._active(members, N_ACTIVE[who] - quiet)
        self._spread(who, cycle, units, active)

    def _active(self, members: list[dict], count: int) -> list[dict]:
        return self.rng.sample(members, min(count, len(members)))

    def _spread(self, who: str, cycle: str, units: list, active: list[dict]) -> None:
        """Units of one persona and cycle into conversations, dealt out so that every active account speaks."""
        groups = []
        for channel, kinds, sizes in (
            ("w", ["ticket"] * 9 + ["onboarding"], (1,) * 11 + (2,)),
            ("s", ["call"], (1, 2, 2)),
            ("v", ["survey"], (1,) * 11 + (2,)),
            ("r", ["review"], (1,) * 7 + (2,)),
        ):
            mine = [unit for unit in units if unit[0] == channel]
            while mine:
                size = self.rng.choice(sizes)
                kind = self.rng.choice(kinds)
                size = max(size, 2) if kind == "onboarding" else size
                groups.append((kind, mine[:size]))
                mine = mine[size:]
        self.rng.shuffle(groups)
        hats = active * (len(groups) // max(1, len(active)) + 1)
        for (kind, said), account in zip(groups, hats, strict=False):
            contact = self.rng.choice([c for c in self.contacts.values() if c["account"] is account and c["who"] == who])
            is_executive = who == "finance" and kind == "call"
            self._add("exec-call" if is_executive else kind, contact, cycle, [(subject, words) for _, subject, words in said])

    def _shift(self, count: int) -> None:
        """October's shift: its lines go to the 14 accounts, and most of what these say is on it."""
        units = self._taken(SHIFT, count)
        others = {"w": self._taken("crm-hygiene", 3, "w"), "s": self._taken("forecast-guesswork", 4, "s")}
        for at, (channel, subject, words) in enumerate(units):
            account = self.shifted[at % len(self.shifted)]
            contact = self.rng.choice([c for c in self.contacts.values() if c["account"] is account and c["who"] == "revops"])
            said = [(subject, words)]
            if others.get(channel) and self.rng.random() < 0.25:
                said.insert(0, others[channel].pop()[1:])
            self._add({"w": "ticket", "s": "call", "v": "survey", "r": "review"}[channel], contact, OCTOBER, said)

    def _loud(self, count: int) -> None:
        """One account opens dozens of tickets about one thing."""
        account = self.members["data"][3]
        engineers = [c for c in self.contacts.values() if c["account"] is account and c["who"] == "data"]
        for contact in engineers:
            contact["title"] = "Senior Data Engineer"
        for _, subject, words in self._taken(LOUD, count):
            self._add("ticket", self.rng.choice(engineers), OCTOBER, [(subject, words)])

    def _add(self, kind: str, contact: dict, cycle: str, said: list[tuple[str, str]]) -> None:
        year, month = map(int, cycle.split("-"))
        at = datetime(year, month, 1, self.rng.randrange(7, 19), self.rng.randrange(60), self.rng.randrange(60))
        at += timedelta(days=self.rng.randrange(DAYS[cycle]))
        self.conversations.append({"kind": kind, "contact": contact, "at": at, "said": said, "cycle": cycle})

    # --- what stands around the lines ------------------------------------------------------------------------------

    def signature(self, contact: dict) -> str:
        name, title = f"{contact['first']} {contact['last']}", contact["title"]
        mail = f"{contact['first']}.{contact['last']}@{contact['account']['name'].split()[0]}.example".lower().replace("'", "")
        phone = f"+1 (555) 01{self.rng.randrange(10)}-{self.rng.randrange(1000, 10000)}"
        forms = [
            contact["first"],
            contact["first"],
            f"{contact['first'][0]}.",
            f"-- \n{name}\n{title}\n{contact['account']['name']}",
            f"Best regards,\n{name}\n{title} | {contact['account']['name']}\n{phone}",
            f"{name}\n{mail}\n{phone}",
            f"{contact['first']}\n\nSent from my iPhone",
            f"{name}\n{title}",
        ]
        text = self.rng.choice(forms)
        if self.rng.random() < 0.06:
            text += "\n\n" + self.rng.choice(self.common["disclaimer"])
        return text

    def letter(self, contact: dict, words: list[str], first: bool = True) -> str:
        parts = []
        if self.rng.random() < (0.7 if first else 0.3):
            parts.append(self.rng.choice(self.common["opener"]))
        parts += words
        if self.rng.random() < 0.18:
            parts.append(self.rng.choice(self.logistics["w"]))
        if self.rng.random() < 0.6:
            parts.append(self.rng.choice(self.common["closer"]))
        glue = "\n\n" if self.rng.random() < 0.6 else "\n" if self.rng.random() < 0.5 else " "
        return glue.join(parts) + ("\n\n" + self.signature(contact) if self.rng.random() < 0.7 else "")

    def quoted(self, agent: str, reply: str, at: datetime) -> str:
        head = f"On {at:%a, %d %b %Y at %H:%M}, {agent} (Tallyroot Support) wrote:"
        return f"\n\n{head}\n" + "\n".join("> " + line for line in reply.split("\n"))

    def ticket(self, number: int, told: dict) -> dict:
        contact, at = told["contact"], told["at"]
        agent = " ".join(self.rng.choice([t for t in self.team if t[2] == "support"])[:2])
        words = [w for _, w in told["said"]]
        customer = f"{contact['first']} {contact['last']}"
        thread = [{"side": "customer", "speaker": customer, "text": self.letter(contact, words[:1])}]
        if self.rng.random() < 0.75:
            reply = self.rng.choice(self.common["team-reply"])
            thread.append({"side": "team", "speaker": agent, "text": reply + f"\n\n{agent.split()[0]}\nTallyroot Support"})
            if words[1:] or self.rng.random() < 0.3:
                text = self.letter(contact, words[1:] or [self.rng.choice(self.logistics["w"])], first=False)
                thread.append(
                    {"side": "customer", "speaker": customer, "text": text + self.quoted(agent, reply, at + timedelta(hours=3))}
                )
        elif words[1:]:
            thread[0]["text"] = self.letter(contact, words)
        if self.rng.random() < 0.03:
            thread.append({"side": "team", "speaker": "Mail gateway", "text": self.rng.choice(self.common["auto-mail"])})
        return {
            "ticket_id": str(number),
            "created_at": f"{at:%Y-%m-%d %H:%M:%S}",
            "requester_id": contact["contact_id"],
            "requester_name": customer,
            "requester_title": contact["title"],
            "organization_id": contact["account"]["account_id"],
            "thread": json.dumps(thread, ensure_ascii=False),
            "url": f"https://tallyroot.example/agent/tickets/{number}",
        }

    def turns(self, told: dict) -> list[tuple[str, str]]:
        """(speaker, words) of a call: small talk, questions of ours, what the customer says."""
        rng, common = self.rng, self.common
        customer = f"{told['contact']['first']} {told['contact']['last']}"
        ours = " ".join(rng.choice([t for t in self.team if t[2] != "support"])[:2])
        told["ours"] = ours
        turns = [(ours, rng.choice(common["team-ack"])), (customer, rng.choice(common["small-talk"]))]
        if rng.random() < 0.4:
            turns += [(ours, rng.choice(common["team-ack"])), (customer, rng.choice(self.logistics["s"]))]
        for _, words in told["said"]:
            turns += [(ours, rng.choice(common["team-question"])), (customer, words)]
            if rng.random() < 0.5:
                turns += [(ours, rng.choice(common["team-ack"])), (customer, rng.choice(common["ack"]))]
        if rng.random() < 0.5:
            turns += [(ours, rng.choice(common["team-question"])), (customer, rng.choice(common["ack"]))]
        return [*turns, (ours, rng.choice(common["team-ack"])), (customer, rng.choice(self.logistics["s"] + common["ack"]))]

    def header(self, number: str, told: dict) -> list[str]:
        contact = told["contact"]
        title = f", {contact['title']}" if contact["title"] else ""
        return [
            f"Account: {contact['account']['account_id']}",
            f"Date: {told['at']:%Y-%m-%d %H:%M}",
            f"Call: {number}",
            f"Link: https://calls.tallyroot.example/{number}",
            f"Participants: {contact['first']} {contact['last']} (customer{title}); {told['ours']} (team)",
        ]

    def call(self, number: str, told: dict) -> str:
        turns = self.turns(told)
        return "\n".join([*self.header(number, told), "", *(f"{who}: {words}" for who, words in turns)]) + "\n"

    def exec_call(self, number: str, told: dict) -> str:
        turns = self.turns(told)
        out, second = ["WEBVTT", "", "NOTE", *self.header(number, told), ""], 4
        for at, (who, words) in enumerate(turns, 1):
            end = second + 2 + len(words) // 14
            out += [str(at), f"{_clock(second)} --> {_clock(end)}", f"{who}: {words}", ""]
            second = end + 1
        return "\n".join(out)

    def note(self, number: str, told: dict) -> str:
        contact, rng = told["contact"], self.rng
        ours = " ".join(rng.choice([t for t in self.team if t[2] == "csm"])[:2])
        head = [
            "---",
            f"id: {number}",
            f"account_id: {contact['account']['account_id']}",
            f"date: {told['at']:%Y-%m-%d}",
            f"contact_id: {contact['contact_id']}",
            f"contact: {contact['first']} {contact['last']}",
            f'role: "{contact["title"]}"',
            f"author: {ours}",
            "---",
            "",
        ]
        body = [rng.choice(self.common["note-frame"])]
        for _, words in told["said"]:
            body += ["", f"> {words}", "", rng.choice(self.common["note-frame"])]
        return "\n".join(head + body) + "\n"

    def survey(self, number: int, told: dict) -> dict:
        contact, words = told["contact"], [w for _, w in told["said"]]
        return {
            "Response ID": f"R_{number:05d}",
            "Recorded Date": f"{told['at']:%m/%d/%Y %H:%M}",
            "Account": contact["account"]["account_id"],
            "Contact": contact["contact_id"],
            "What is your job title?": contact["title"],
            "How likely are you to recommend us? (0-10)": self.rng.choice([3, 5, 6, 6, 7, 7, 8, 8, 9]),
            "What gets in your way most at the moment?": words[0],
            "Anything else you would like to tell us?": words[1]
            if words[1:]
            else self.rng.choice(["", "", "", "no", "n/a", "-", "not really"]),
        }

    def review(self, number: int, told: dict) -> dict:
        contact, words = told["contact"], [w for _, w in told["said"]]
        frame = self.common["review-frame"]
        text = " ".join(
            ([self.rng.choice(frame)] if self.rng.random() < 0.6 else [])
            + words
            + ([self.rng.choice(frame)] if self.rng.random() < 0.3 else [])
        )
        named = self.rng.random() < 0.65
        return {
            "review_id": f"rv-{number:04d}",
            "published_at": f"{told['at']:%Y-%m-%dT%H:%M:%SZ}",
            "stars": self.rng.choice([2, 3, 3, 4, 4, 5]),
            "reviewer_title": contact["title"],
            "account": contact["account"]["account_id"] if named else "",
            "body": text,
            "link": f"https://reviews.example/tallyroot/{number}",
        }

    # --- files -----------------------------------------------------------------------------------------------------

    def write(self, folder: Path, truth: Path) -> None:
        write_csv(folder / "accounts.csv", self.accounts)
        inbox, rows = folder / "inbox", []
        tickets, surveys, reviews = defaultdict(list), defaultdict(list), []
        for number, told in enumerate(self.conversations, 1):
            kind, cycle = told["kind"], told["cycle"]
            if kind == "ticket":
                row = self.ticket(40_000 + number, told)
                tickets[cycle].append(row)
                source, name = "helpdesk", row["ticket_id"]
            elif kind in ("call", "exec-call"):
                name, source = f"c-{number:05d}", "calls" if kind == "call" else "exec-calls"
                text = self.call(name, told) if kind == "call" else self.exec_call(name, told)
                write_text(inbox / source / cycle / (f"{name}.txt" if kind == "call" else f"{name}.vtt"), text)
            elif kind == "onboarding":
                name, source = f"n-{number:05d}", "onboarding"
                write_text(inbox / "onboarding" / f"{told['at']:%Y-%m-%d}-{name}.md", self.note(name, told))
            elif kind == "survey":
                row = self.survey(number, told)
                surveys["2026-H1" if cycle < "2026-07" else "2026-H2"].append(row)
                source, name = "pulse", row["Response ID"]
            else:
                reviews.append(row := self.review(number, told))
                source, name = "reviews", row["review_id"]
            rows.append(
                {
                    "source": source,
                    "conversation_id": name,
                    "cycle": cycle,
                    "account_id": told["contact"]["account"]["account_id"],
                    "persona": told["contact"]["who"],
                    "title": told["contact"]["title"],
                    "subjects": ";".join(s for s, _ in told["said"]),
                }
            )
        self._spoil(tickets)
        for cycle, found in tickets.items():
            write_csv(inbox / "tickets" / f"tickets-{cycle}.csv", found)
        for half, found in surveys.items():
            write_csv(inbox / "surveys" / f"pulse-{half}.csv", found)
        write_text(inbox / "reviews" / "reviews.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in reviews))
        write_csv(truth, rows)

    def _spoil(self, tickets: dict[str, list[dict]]) -> None:
        """What real exports have: a ticket delivered twice, a date that is none, a row without an id, an unknown account."""
        october, september = tickets["2026-10"], tickets["2026-09"]
        october.insert(5, dict(september[-1]))
        october.insert(9, {**october[20], "ticket_id": "49001", "created_at": "31/02/2026 10:00"})
        october.insert(30, {**october[21], "ticket_id": ""})
        september.insert(3, {**september[8], "ticket_id": "49002", "created_at": "yesterday"})
        october[40]["organization_id"] = "a-999"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    company = Company(seed=20261001)
    company.speak()
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "data" / "sample"
    company.write(target, HERE / "truth.csv" if len(sys.argv) < 2 else target / "truth.csv")
