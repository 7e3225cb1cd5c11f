"""Outlook messages: a saved .msg is read as the mail it was."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("outlook", Path(__file__).parent / "outlook.py")
outlook = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(outlook)
#: 14 October 2026, 13:00 UTC, in steps of 100 ns since 1601.
SENT = (1_791_982_800 + 11_644_473_600) * 10_000_000


def test_a_saved_message_has_its_sender_date_and_words(entries):
    told = {
        "0037": "Export",
        "1000": "The export never finishes.\r\n",
        "0C1A": "Ana Sousa",
        "5D01": "ana@x.example",
        "1035": "<m1@x.example>",
    }
    streams = {f"__substg1.0_{number}001F": text.encode("utf-16-le") for number, text in told.items()}
    streams["__properties_version1.0"] = bytes(32) + b"\x40\0\x39\0" + bytes(4) + SENT.to_bytes(8, "little")
    [entry] = entries("notes", {"mail.msg": outlook.message(streams)})
    assert (entry.conversation_id, entry.occurred_at.isoformat(), entry.file) == (
        "m1@x.example",
        "2026-10-14T13:00:00+00:00",
        "mail.msg",
    )
    assert [(turn.speaker, turn.email) for turn in entry.turns] == [("Ana Sousa", "ana@x.example")]
    assert "The export never finishes." in entry.turns[0].text
