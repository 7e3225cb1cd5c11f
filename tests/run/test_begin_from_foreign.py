"""A new workspace over one export says whose words it cannot tell, and takes nobody's for the customer's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.run.begin_from import begin_from
from kit.sources.parsing.files import File
from kit.sources.proposal import proposal_of

FOREIGN = Path(__file__).parents[1] / "sources" / "foreign"


@pytest.mark.parametrize(
    ("name", "reader", "asked"),
    [
        ("2026-10-14-zoom-none.vtt", "transcript", "Who of these is yours? Ben Agent (1), Mara Sommer (1)"),
        ("slack.zip", "slack", "Which of these domains are yours? ex.co (1)"),
    ],
)
def test_our_own_people_are_asked_for(tmp_path, name, reader, asked):
    printed = "\n".join(begin_from(tmp_path / "new", [FOREIGN / name]))
    assert f"reader: {reader}" in printed
    assert asked in printed
    assert "customer: " not in printed
    assert "customer [person" not in printed


def test_a_mail_to_a_help_desk_is_the_customers_and_the_other_domain_is_asked_for(tmp_path):
    printed = "\n".join(begin_from(tmp_path / "new", [FOREIGN / "box.mbox"]))
    assert "Which of these domains are yours? ex.co (1)" in printed
    assert "unknown [person-afd2]: I have reset your password" in printed
    assert "turns: customer 2, unknown 1" in printed


def test_an_export_with_known_sides_shows_the_customers_words(tmp_path):
    printed = "\n".join(begin_from(tmp_path / "new", [FOREIGN / "hubspot.csv"]))
    assert "customer: The export never finishes on Mondays." in printed
    assert "Whose words" not in printed


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("2026-10-14-meet.md", "transcript"),
        ("2026-10-14-fireflies.json", "transcript"),
        ("2026-10-14-tldv.txt", "transcript"),
        ("discord.json", "discord"),
        ("sf.json", "salesforce"),
        ("sfem.csv", "salesforce"),
    ],
)
def test_an_export_with_few_names_of_its_own_is_told_from_a_plain_table(name, reader):
    proposal = proposal_of([File(name, (FOREIGN / name).read_bytes())])
    assert proposal.reader == reader
