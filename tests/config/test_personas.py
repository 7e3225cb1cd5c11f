"""Persona files: what is refused, what they are asked for, and that they are never written."""

import pytest

from kit.config.personas import read_personas
from kit.config.settings import Bar
from kit.errors import SettingsError

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
        (
            GOOD.replace("dear, st", "slow, st"),
            "lead.yaml:3: pains: ids ['slow'] are given more than once; give each claim its own",
        ),
        (GOOD + "hobby: golf\n", "lead.yaml:7: 'hobby' is no setting the kit knows"),
        (GOOD.replace("statement: Everything is dear", "says: no"), "lead.yaml:5: 'pains.1.statement' is missing"),
        (GOOD + "validated_on: 31/02/2026\n", "lead.yaml:7: validated_on is '31/02/2026'"),
        (GOOD + "tracking: closely\n", "lead.yaml:7: tracking is 'closely'"),
        (GOOD + "tracking: no\n", "lead.yaml:7: tracking is 'no': write one of close, standard, low, off"),
        (GOOD + "trakcing: low\n", "lead.yaml:7: 'trakcing' is no setting the kit knows; did you mean 'tracking'?"),
        (GOOD + "roles: [CFO]\n", "lead.yaml:7: 'roles' stands in the wrong place; indent it as the entry it belongs to"),
        (GOOD + "goals:\n", "lead.yaml:7: goals is empty: give it a value, or remove the line"),
        (GOOD + "goals: one view\n", "lead.yaml:7: goals is 'one view': write a list"),
        (GOOD + "goals: [one view]\n", "lead.yaml:7: goals.0 is 'one view': write {id: a-short-name, statement: what customers"),
        (GOOD + "goals: [{id: a, statement: ''}]\n", "lead.yaml:7: goals.0.statement is '': write some text"),
        (GOOD + "validated_on: 12.03.2026\n", "lead.yaml:7: validated_on is '12.03.2026': write a day as 2026-03-12"),
        (GOOD.replace("accounts: 8", "accounts: many"), "lead.yaml:6: bar.min_accounts is 'many': write a whole number"),
        (
            GOOD.replace("accounts: 8", "accounts: -8"),
            "lead.yaml:6: bar.min_accounts is -8: it has to be greater than or equal to 0",
        ),
        (GOOD.replace("min_accounts", "min_acounts"), "lead.yaml:6: 'bar.min_acounts' is no setting the kit knows; did you mean"),
        (GOOD.replace("{min_accounts: 8}", "8"), "lead.yaml:6: bar is 8: write `key: value` entries"),
        (GOOD.replace("id: lead", "id: 7"), "lead.yaml:1: id is 7: write text; a number or true and false in quotes"),
        (GOOD.replace("id: lead", "id: The Lead"), "lead.yaml:1: id is 'The Lead': ids are lower-case letters"),
        (GOOD.replace("name: The Lead\n", ""), "lead.yaml:1: 'name' is missing; add it"),
        (GOOD.replace("  - {id: slow", "\t- {id: slow"), "lead.yaml:4: not readable as YAML: found character '\\t'"),
        (GOOD.replace("is slow}", "is slow"), "lead.yaml:5: not readable as YAML: expected ',' or '}', but got '{'; a bracket"),
        (GOOD + "tools:\n  - a: b: c\n", 'mapping values are not allowed here; text that holds ": " has to stand in quotes'),
        (GOOD + "name: Again\n", "lead.yaml:7: 'name' is given twice (first in line 2); keep one"),
        (GOOD + "metrics: &m [*m]\n", "lead.yaml:7: refers to itself or is nested too deeply; write it out"),
        (GOOD + "metrics: ['\0']\n", "lead.yaml:7: not readable as YAML: holds the character U+0000"),
        (GOOD + "---\nid: b\n", "lead.yaml:7: not readable as YAML: but found another document; one file holds one"),
        ("", "lead.yaml:1: holds nothing, not `key: value` lines"),
        ("- id: lead\n", "lead.yaml:1: holds a list, not `key: value` lines"),
        ("lead\n", "lead.yaml:1: holds text, not `key: value` lines"),
        (GOOD.replace("id: lead", "id: boss"), "id is 'boss', the file is named 'lead'; make them the same"),
    ],
)
def test_a_fault_is_told_with_file_line_and_value(tmp_path, text, told):
    with pytest.raises(SettingsError) as caught:
        read_personas(library(tmp_path, lead=text))
    assert told in str(caught.value)


@pytest.mark.parametrize(("raw", "line"), [(GOOD.replace("The Lead", "Büro").encode("latin-1"), 2), (GOOD.encode("utf-16"), 1)])
def test_a_file_that_is_no_utf_8_is_told_with_its_line(tmp_path, raw, line):
    path = library(tmp_path, lead=GOOD) / "personas" / "lead.yaml"
    path.write_bytes(raw)
    with pytest.raises(SettingsError, match=rf"lead.yaml:{line}: the byte 0x.. is no UTF-8; save the file as UTF-8"):
        read_personas(tmp_path)


def test_a_folder_named_as_a_persona_is_refused(tmp_path):
    (library(tmp_path, lead=GOOD) / "personas" / "b.yaml").mkdir()
    with pytest.raises(SettingsError, match=r"b.yaml: cannot be read .*; it has to be a file that you may read"):
        read_personas(tmp_path)


def test_several_faults_are_all_told(tmp_path):
    with pytest.raises(SettingsError) as caught:
        read_personas(library(tmp_path, lead=GOOD + "status: live\nreview: some\n"))
    assert [line.split(": ")[0][-2:] for line in str(caught.value).splitlines()] == [":7", ":8"]


def test_an_id_used_twice_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"other.yaml:1: id 'lead' is already used by another persona file \(lead.yaml\)"):
        read_personas(library(tmp_path, lead=GOOD, other=GOOD))


def test_a_library_without_personas_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="holds no persona files"):
        read_personas(library(tmp_path))


@pytest.mark.parametrize(
    ("line", "tracked"), [("status: draft", True), ("status: retired", False), ("tracking: off", False), ("", True)]
)
def test_retired_and_off_personas_are_not_tracked(tmp_path, line, tracked):
    assert read_personas(library(tmp_path, lead=GOOD + line + "\n"))[0].is_tracked is tracked


def test_a_persona_cannot_take_the_place_of_the_librarys_page(tmp_path):
    with pytest.raises(SettingsError, match=r"x\.yaml:1: .*'index'"):
        read_personas(library(tmp_path, x="id: index\nname: Index\n"))
