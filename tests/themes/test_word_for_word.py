"""A claim that customers say word for word is heard, through the kit's own steps and its own vectors."""

import json
from pathlib import Path

import pytest
import yaml

import kit

CYCLES = ("2026-08", "2026-09", "2026-10")
WORDS = Path(__file__).parents[1] / "sample" / "words"
SUBJECTS = ("attribution-fights", "api-limits", "seat-cost", "churn-surprises", "slow-dashboards", "utm-mess", "docs-gaps")
#: A claim whose three ways of saying it have little in common: their mean lies far from each of them.
CLAIM = {
    "id": "friday",
    "statement": "The week ends in copying by hand",
    "language": ["our chairman waits for a deck", "I type invoices into the old ledger", "the printer eats Fridays"],
}


def turns_of(text: str) -> list[dict[str, str]]:
    return [{"side": "customer", "speaker": "Customer", "text": text}]


def conversations() -> list[dict]:
    """Seven subjects of others in three months, a conversation a line."""
    lines = [
        [line.partition("|")[2] for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()] for name in SUBJECTS
    ]
    rows = []
    for month, cycle in enumerate(CYCLES):
        texts = [text for subject in lines for text in subject[6 * month : 6 * month + 6]]
        rows += [(cycle, f"a-{place % 20:02d}", text) for place, text in enumerate(texts)]
    return [
        {
            "conversation_id": f"c-{number:04d}", "occurred_at": f"{cycle}-{1 + number % 28:02d}T10:00:00Z",
            "account_id": account,
            "role": "Customer", "turns": turns_of(text),
        }
        for number, (cycle, account, text) in enumerate(rows)
    ]  # fmt: skip


@pytest.fixture
def work(tmp_path):
    columns = {"turns": "turns"}
    source = {"id": "tickets", "kind": "ticket", "path": "inbox/tickets.jsonl", "columns": columns}
    persona = {"id": "user", "name": "User", "who": {"roles": ["Customer"]}, "pains": [CLAIM]}
    (tmp_path / "personas").mkdir()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "kit.yaml").write_text(yaml.safe_dump({"company": "Nobody", "sources": [source]}), encoding="utf-8")
    (tmp_path / "personas" / "user.yaml").write_text(yaml.safe_dump(persona), encoding="utf-8")
    accounts = "\n".join(["account_id,name,segment,tier,arr,renewal_on", *(f"a-{number:02d},,one,,," for number in range(20))])
    (tmp_path / "accounts.csv").write_text(accounts, encoding="utf-8")
    rows = conversations()
    for number in range(3):
        row = {
            "conversation_id": f"w-{number}",
            "occurred_at": f"2026-10-{10 + number}T10:00:00Z",
            "account_id": f"a-{number:02d}",
        }
        rows.append(row | {"role": "Customer", "turns": turns_of(CLAIM["language"][1])})
    (tmp_path / "inbox" / "tickets.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return kit.open(str(tmp_path))


def test_a_claim_said_word_for_word_is_never_unheard(work):
    kit.load_conversations(work, "2026-10")
    kit.match_conversations(work, "2026-10")
    kit.find_themes(work, "2026-10", "user")
    facts = kit.draft_briefs(work, "2026-10").briefs[0].facts()
    claim = next(claim for claim in facts["claims"] if claim["claim"] == "user/pains/friday")
    theme = work.record.read("themes", ["theme_id", "claim"], run_cycle="2026-10").set_index("claim")["theme_id"][
        "user/pains/friday"
    ]
    held = work.record.read("assignments", ["conversation_key", "theme_id"], run_cycle="2026-10")
    voicing = held.loc[held["theme_id"] == theme, "conversation_key"]
    assert sorted(key for key in voicing if "w-" in key) == [f"tickets:w-{number}" for number in range(3)]
    assert claim["verdict"] != "unheard"
    assert claim["accounts_now"] >= 3
