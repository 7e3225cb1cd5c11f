"""YAML files that would take for ever to read are refused by line."""

import pytest

from kit.config.yaml_files import read_yaml
from kit.errors import SettingsError


def bomb(levels=9):
    lines = ['a0: &a0 ["x", "x"]'] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 20)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(("text", "fault"), [
    (bomb(), r"kit\.yaml:\d+: has over 100 references"),
    ("[" * 2000, r"kit\.yaml:1: nests deeper than 40 levels"),
    ("a: " + "x" * 2_000_001, r"kit\.yaml: has 2,000,004 characters"),
])  # fmt: skip
def test_a_file_without_bounds_is_refused(tmp_path, text, fault):
    (tmp_path / "kit.yaml").write_text(text)
    with pytest.raises(SettingsError, match=fault):
        read_yaml(tmp_path / "kit.yaml")


def test_a_reference_or_two_is_fine(tmp_path):
    (tmp_path / "kit.yaml").write_text("a: &a [1]\nb: *a\n")
    assert read_yaml(tmp_path / "kit.yaml")[0] == {"a": [1], "b": [1]}
