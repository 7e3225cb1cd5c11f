"""A small invented workspace whose whole run takes seconds: one persona or two, four cycles, one account to be forgotten."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

CYCLES = ("2026-07", "2026-08", "2026-09", "2026-10")
#: The account that is forgotten, by id and name; the name is in nobody else's words.
FORGOTTEN, FORGOTTEN_NAME = "a-003", "Quillfeather Holdings"
SETTINGS = """company: Test Company
seed: 7
accounts: {path: accounts.csv}
bar: {min_accounts: 2}
sources:
  - id: desk
    kind: ticket
    path: inbox/desk/*.csv
    columns: {conversation_id: id, occurred_at: created, text: words, account_id: account, role: title}
"""
PERSONA = """id: {id}
name: {name}
who: {{roles: [{name}]}}
pains:
  - {{id: exports, statement: Exports break, language: ["{first}"]}}
  - {{id: logins, statement: Logins fail, language: ["{second}"]}}
"""
WORDS = {
    "Operations Lead": ("the export to our sheet broke again on", "nobody can log in after the update of"),
    "Finance Lead": ("the invoice does not match the contract of", "the month end report takes far too long for"),
}
ONE_PERSONA, TWO_PERSONAS = ("Operations Lead",), tuple(WORDS)


def own_word(account: str) -> str:
    """A word that only this account says, by which its traces are found: "a-003" says "quordlint"."""
    return f"quor{chr(ord('a') + int(account[2:]))}lint"


def write_workspace(folder: Path, n_accounts: int = 12, personas: tuple[str, ...] = ONE_PERSONA, settings: str = "") -> Path:
    """The same files every time; ``settings`` are more lines for kit.yaml."""
    rng = random.Random(1)
    (folder / "personas").mkdir(parents=True)
    (folder / "inbox" / "desk").mkdir(parents=True)
    (folder / "kit.yaml").write_text(SETTINGS + settings, encoding="utf-8")
    for name in personas:
        first, second = WORDS[name]
        known = {"id": name.lower().replace(" ", "-"), "name": name, "first": first, "second": second}
        (folder / "personas" / f"{known['id']}.yaml").write_text(PERSONA.format(**known), encoding="utf-8")
    accounts = [f"a-{number:03d}" for number in range(n_accounts)]
    _write(folder / "accounts.csv", ["account_id", "name", "segment", "tier", "arr", "renewal_on"], [
        [name, FORGOTTEN_NAME if name == FORGOTTEN else f"Firm {name}", "SMB", "A", 1000, ""] for name in accounts
    ])  # fmt: skip
    for cycle in CYCLES:
        rows = [_row(rng, cycle, account, title) for account in accounts for title in WORDS for _ in range(2)]
        _write(folder / "inbox" / "desk" / f"{cycle}.csv", ["id", "created", "words", "account", "title"], rows)
    return folder


def _row(rng: random.Random, cycle: str, account: str, title: str) -> list[str]:
    day, number = rng.randint(1, 28), rng.randint(10**6, 10**7)
    occasion = rng.choice(["Monday", "Friday", "the audit", "the launch"])
    words = f"{rng.choice(WORDS[title])} {occasion}, and our {own_word(account)} team lost {number % 90} hours."
    return [f"{cycle}-{number}", f"{cycle}-{day:02d} 09:00:00", words.capitalize(), account, title]


def _write(path: Path, head: list[str], rows: list[list]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def printed(reports: Path) -> dict[str, str]:
    """The JSON of every brief but for its run, by its place in the reports."""
    facts = {}
    for path in sorted(reports.glob("*/*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        content.pop("run")
        facts[path.relative_to(reports).as_posix()] = json.dumps(content, sort_keys=True)
    return facts
