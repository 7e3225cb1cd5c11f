"""A workspace of any size for the profile: the sample's own lines, recombined so that nearly every passage is another one."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
WORDS = REPOSITORY / "tests" / "sample" / "words"
#: Subjects of ``tests/sample/words`` that the people of each persona talk about.
PERSONAS = {
    "revops-lead": ("manual-reporting", "merged-numbers-distrust", "forecast-guesswork", "crm-hygiene", "territory-changes"),
    "demand-gen": ("attribution-fights", "campaign-lag", "utm-mess", "audience-sync", "budget-proof", "seat-cost"),
    "data-engineer": ("schema-breaks", "api-limits", "no-versioning", "sync-freshness", "docs-gaps", "scim-access"),
    "cs-lead": ("churn-surprises", "renewal-prep", "health-score", "qbr-slides", "expansion-signals", "handoffs"),
}
TITLES = {
    "revops-lead": ("Head of RevOps", "RevOps Lead", "Director, Revenue Operations"),
    "demand-gen": ("Demand Generation Manager", "Head of Demand Gen", "Growth Marketing Lead"),
    "data-engineer": ("Data Engineer", "Senior Data Engineer", "Analytics Engineer"),
    "cs-lead": ("Customer Success Manager", "Head of Customer Success", "Client Partner"),
}
FIRST, LAST = ("Jane", "Omar", "Priya", "Marta", "Tom"), ("Doe", "Shah", "Berg", "Lane")
CYCLES = ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
#: Passages a conversation has here; of those that the sample's ones have, one in two is small talk.
PASSAGES = 1.9
KIT = """company: Bench
cycle: month
baseline_cycles: 3
seed: 1
accounts: {path: accounts.csv}
bar: {min_accounts: 5}
own_staff: {domains: [bench.example]}
sources: [{id: desk, kind: ticket, reader: table, path: "inbox/*.csv"}]
"""


def _lines(name: str) -> list[str]:
    rows = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [row[2:].strip() for row in rows if row[:1] in "wsvr" and row[1:2] == "|" and len(row) > 40]


def _joined(first: str, second: str) -> str:
    """The first half of one line with the second half of another: nobody's sentence, but of the same subject."""
    left, right = first.split(), second.split()
    return " ".join(left[: max(4, len(left) // 2)] + right[len(right) // 2 :])


def conversations(n: int, cycle: str, n_accounts: int, seed: int) -> Iterator[dict[str, str]]:
    """Rows of one cycle's export. Half of them have no title, and every account keeps to two contacts a persona."""
    rng = random.Random(f"{seed}|{cycle}")
    pools = {name: [_lines(subject) for subject in subjects] for name, subjects in PERSONAS.items()}
    small = [row[2:] if row[1:2] == "|" else row for row in (WORDS / "small-talk.txt").read_text(encoding="utf-8").splitlines()]
    start = datetime.fromisoformat(f"{cycle}-01")
    for number in range(n):
        persona = rng.choice(list(PERSONAS))
        account, pool = rng.randrange(n_accounts), rng.choice(pools[persona])
        parts = [_joined(rng.choice(pool), rng.choice(pool))]
        if rng.random() < 0.5:
            other = rng.choice(pools[persona])
            parts.append(_joined(rng.choice(other), rng.choice(other)))
        if rng.random() < 0.4:
            parts.append(_joined(rng.choice(small), rng.choice(small)))
        contact = f"{account}-{persona}-{rng.randrange(2)}"
        yield {
            "conversation_id": f"{cycle}-{number}",
            "occurred_at": (start + timedelta(minutes=rng.randrange(28 * 24 * 60))).isoformat(),
            "text": "\n\n".join(parts),
            "account_id": f"a-{account:05d}",
            "contact_id": contact,
            "contact_name": f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            "role": TITLES[persona][hash_of(contact) % 3] if hash_of(contact) % 2 else "",
        }


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def write_cycle(folder: Path, cycle: str, n_passages: int, n_accounts: int, seed: int = 1) -> None:
    """One month's export."""
    rows = list(conversations(round(n_passages / PASSAGES), cycle, n_accounts, seed))
    with (folder / "inbox" / f"{cycle}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_workspace(folder: Path, n_passages: int, cycles: tuple[str, ...] = CYCLES[:6]) -> Path:
    """A workspace of four personas and about so many passages over the cycles."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "personas").mkdir()
    for name in PERSONAS:
        shutil.copy(REPOSITORY / "data" / "sample" / "personas" / f"{name}.yaml", folder / "personas")
    (folder / "kit.yaml").write_text(KIT, encoding="utf-8")
    n_accounts = max(60, n_passages // 40)
    rows = [
        f"a-{at:05d},Company{at} Works Inc,{('enterprise', 'mid-market', 'SMB')[at % 3]},{'ABC'[at % 3]},{1000 * (at % 90 + 5)},"
        for at in range(n_accounts)
    ]
    header = "account_id,name,segment,tier,arr,renewal_on\n"
    (folder / "accounts.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    for cycle in cycles:
        write_cycle(folder, cycle, n_passages // len(cycles), n_accounts)
    return folder
