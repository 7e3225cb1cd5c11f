"""Persona files: what is refused, what they are asked for, and that they are never written."""

import pytest

from kit.errors import SettingsError
from kit.personas import read_personas
from kit.settings import Bar

GOOD = """\
id: lead
name: The Lead
pains:
  - {id: slow, statement: Everything is slow}
  - {id: dear, statement: Everything is dear}
bar: {min_accounts: 8}
"""


def library(folder, **files):
    (folder / "personas").mkdir()
    for name, text in files.items():
        (folder / "personas" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_claims_have_full_names_in_the_files_order(tmp_path):
    persona = read_personas(library(tmp_path, lead=GOOD))[0]
    assert list(persona.claims("pains")) == ["lead/pains/slow", "lead/pains/dear"]
    assert persona.bar_over(Bar()).min_accounts == 8


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("dear, st", "slow, st"), "pains: ids ['slow'] are given more than once"),
        (GOOD + "hobby: golf\n", "lead.yaml:7: 'hobby' is no setting the kit knows"),
        (GOOD.replace("statement: Everything is dear", "says: no"), "lead.yaml:5: 'pains.1.statement' is missing"),
        (GOOD + "validated_on: 31/02/2026\n", "lead.yaml:7: validated_on is '31/02/2026'"),
        (GOOD + "tracking: closely\n", "lead.yaml:7: tracking is 'closely'"),
        (GOOD.replace("id: lead", "id: boss"), "id is 'boss', the file is named 'lead'; make them the same"),
    ],
)
def test_a_fault_is_told_with_file_line_and_value(tmp_path, text, told):
    with pytest.raises(SettingsError) as caught:
        read_personas(library(tmp_path, lead=text))
    assert told in str(caught.value)


def test_an_id_used_twice_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="id 'lead' is already used by another persona file"):
        read_personas(library(tmp_path, lead=GOOD, other=GOOD))


def test_a_library_without_personas_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="holds no persona files"):
        read_personas(library(tmp_path))


@pytest.mark.parametrize(
    ("line", "tracked"), [("status: draft", True), ("status: retired", False), ("tracking: off", False), ("", True)]
)
def test_retired_and_off_personas_are_not_tracked(tmp_path, line, tracked):
    line = line.replace("off", "'off'")
    assert read_personas(library(tmp_path, lead=GOOD + line + "\n"))[0].is_tracked is tracked
