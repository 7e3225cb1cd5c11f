"""Settings, persona files, accounts, decisions and backups are written by people: broken ones are refused in words.

`python -m tests.hand_written 3000` is the long run of the same harness.
"""

from __future__ import annotations

import pytest

from kit.config.yaml_files import read_yaml
from kit.errors import SettingsError
from tests import hand_written


def test_broken_files_are_read_or_refused_by_name_and_raise_nothing_else():
    counts, broken = hand_written.broken(250, 20261001)
    assert broken == []
    assert sum(count for name, count in counts.items() if name.endswith("refused")) > 100
    assert all(counts[f"{kind} refused"] for kind in hand_written.KINDS)


def test_the_harness_notices_a_fault(monkeypatch):
    def raises(folder, data):
        raise IndexError("no such thing")

    monkeypatch.setattr(hand_written, "KINDS", {"kit.yaml": (hand_written.SETTINGS, raises)})
    assert hand_written.broken(2, 1)[1] == ["kit.yaml 0: IndexError: no such thing", "kit.yaml 1: IndexError: no such thing"]


@pytest.mark.parametrize("value", ["!!timestamp x", "!!int x", "!!float x", "!!bool x"])
def test_a_tag_that_does_not_fit_its_value_is_refused(tmp_path, value):
    (tmp_path / "kit.yaml").write_text(f"company: {value}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="holds a value that its tag"):
        read_yaml(tmp_path / "kit.yaml")
