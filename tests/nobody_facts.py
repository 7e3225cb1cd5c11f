"""Facts of people who fit nobody, as a run leaves them, for the tests that show them."""

from __future__ import annotations

from typing import Any


def account(name: str, arr: float | None) -> dict[str, Any]:
    return {"name": name, "segment": "enterprise", "tier": "A", "arr": arr, "renewal_on": "2026-12-01", "conversations": 1}


def theme(label: str, accounts: list[str], amount: float, unknown: int = 0) -> dict[str, Any]:
    return {
        "label": label, "terms": ["dpa", "legal"], "conversations": len(accounts) + 1, "conversations_now": 1,
        "accounts": accounts, "arr": {"amount": amount, "currency": "USD", "accounts_without_arr": unknown},
        "titles": ["Privacy Counsel", "Procurement"],
        "keys": [f"desk:{name}" for name in accounts],
        "between": {"conversations": 0, "accounts": []},
        "quote": {
            "text": f"{label}, every customer has to chase it.", "conversation_id": "1", "source": "desk", "start": 0, "end": 9,
            "account_id": accounts[0] if accounts else "", "role": "Privacy Counsel",
            "occurred_at": "2026-10-05T10:00:00+00:00", "url": "https://desk.example/1",
        },
    }  # fmt: skip


def counts(conversations: int, accounts: int, nearly: int = 0, heard: int = 470, spoke: int = 97) -> dict[str, int]:
    return {
        "conversations": conversations, "of_conversations": heard, "accounts": accounts, "of_accounts": spoke, "nearly": nearly,
    }  # fmt: skip


def nobody_facts(**changes: Any) -> dict[str, Any]:
    """Two themes of five accounts, one of unknown revenue."""
    known = {"a1": account("Harvellian", 120_000.0), "a2": account("Bastiqua", 90_000.0), "a3": account("Yarrow & Sons", None),
             "a4": account("Mendacova", 40_000.0), "a5": account("Trellis", 12_000.0)}  # fmt: skip
    return {
        "cycle": "2026-10", "cycles": ["2026-08", "2026-09", "2026-10"],
        "now": counts(8, 5, 11), "window": counts(41, 17, 76, 2727, 110),
        "titles": [{"title": f"Title {at}", "conversations": 9 - at, "accounts": 2} for at in range(8)]
        + [{"title": "", "conversations": 30, "accounts": 9}],
        "themes": [
            theme("DPA template has empty annexes", ["a1", "a2", "a3", "a4"], 250_000.0, 1),
            theme("headcount is no pipeline", ["a2", "a4", "a5"], 142_000.0),
        ],
        "arr": {"amount": 262_000.0, "currency": "USD", "accounts_without_arr": 1}, "accounts": known,
        "between": [], "settings": {"currency": "USD", "revenue_name": "ARR"},
    } | changes  # fmt: skip
