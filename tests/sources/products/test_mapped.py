"""Mapped products: a specimen of each review site, form and feedback board under the names of its documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kit.sources.products.mapped import DECLARED

#: Product: file, its content; then id ("" where it is made), contact and words.
SPECIMENS = yaml.safe_load((Path(__file__).parent / "mapped_specimens.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("product", sorted(DECLARED))
def test_a_specimen_gives_what_a_person_reads_off_it(entries, product):
    specimen = SPECIMENS[product]
    content = specimen["content"]
    [entry] = entries(product, {specimen["file"]: content if isinstance(content, str) else json.dumps(content)})
    assert entry.occurred_at.date().isoformat() == "2026-10-14"
    assert (entry.conversation_id if specimen["id"] else "", entry.contact_id) == (specimen["id"], specimen["contact"])
    assert [turn.text for turn in entry.turns if turn.side == "customer"] == [specimen["words"]]


def test_the_play_consoles_file_is_read_in_its_own_encoding(entries):
    [entry] = entries("google-play", {"r.csv": SPECIMENS["google-play"]["content"].encode("utf-16")})
    assert (entry.language, entry.turns[0].text) == ("de", "The export never finishes")


def test_every_declaration_says_where_its_names_are_from_and_has_a_specimen():
    assert {declared["seen"] for declared in DECLARED.values()} <= {"docs", "export"}
    assert set(SPECIMENS) == set(DECLARED)
