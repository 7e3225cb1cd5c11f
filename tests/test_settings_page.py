"""docs/settings.md explains every setting there is, and none that is not."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from kit.config.settings import AccountsFile, Bar, IssueTracker, OwnStaff, Recipient, Redaction, Settings, Source, Themes
from kit.sources import READERS, account_lists

PAGE = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
PARTS = {
    "sources": Source, "accounts": AccountsFile, "own_staff": OwnStaff, "redact": Redaction, "themes": Themes, "bar": Bar,
    "deliver": Recipient, "issues": IssueTracker,
}  # fmt: skip


def keys_under(heading):
    """Names in the first column of the first table under a heading, and their explanations."""
    below = PAGE.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \|.*\| (.*?) \|$", below, re.MULTILINE))


def test_every_setting_is_explained():
    tops = [keys_under(line) for line in PAGE.splitlines() if line.startswith("## ")]
    assert sorted(key for keys in tops for key in keys) == sorted(Settings.model_fields)
    assert all(len(words) > 10 for keys in tops for words in keys.values())


@pytest.mark.parametrize(("name", "model"), PARTS.items(), ids=PARTS)
def test_every_setting_inside_another_is_explained(name, model):
    assert set(keys_under(f"### {name}:")) == set(model.model_fields)


def test_no_setting_that_is_made_of_settings_is_left_out():
    models = (Settings, *PARTS.values())
    fields = [pair for model in models for pair in model.model_fields.items()]
    assert {name for name, field in fields if "kit.config" in str(field.annotation)} == set(PARTS)
    assert all(issubclass(model, BaseModel) for model in PARTS.values())


def test_every_option_of_a_reader_is_explained():
    known = {option for reader in READERS.values() for option in reader.options} | set(account_lists.OPTIONS)
    assert set(keys_under("### options:")) == known


@pytest.mark.parametrize("name", Bar.model_fields)
def test_defaults_of_the_bar_are_those_in_force(name):
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
    assert float(row.split("|")[2]) == Bar.model_fields[name].default
