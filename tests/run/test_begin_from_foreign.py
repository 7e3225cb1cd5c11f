"""A new workspace over one export says whose words it cannot tell, and takes nobody's for the customer's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.run.begin_from import begin_from

FOREIGN = Path(__file__).parents[1] / "sources" / "foreign"


@pytest.mark.parametrize(
    ("name", "reader", "asked"),
    [
        ("box.mbox", "notes", "Which of these domains are yours? ex.co (1), falke.example (1)"),
        ("2026-10-14-zoom-none.vtt", "transcript", "Who of these is yours? Ben Agent (1), Mara Sommer (1)"),
        ("slack.zip", "slack", "Which of these domains are yours? ex.co (1), falke.example (1)"),
    ],
)
def test_our_own_people_are_asked_for(tmp_path, name, reader, asked):
    printed = "\n".join(begin_from(tmp_path / "new", [FOREIGN / name]))
    assert f"reader: {reader}" in printed
    assert asked in printed
    assert "customer: " not in printed
    assert "customer [person" not in printed


def test_an_export_with_known_sides_shows_the_customers_words(tmp_path):
    printed = "\n".join(begin_from(tmp_path / "new", [FOREIGN / "hubspot.csv"]))
    assert "customer: The export never finishes on Mondays." in printed
    assert "Whose words" not in printed
