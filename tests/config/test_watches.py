"""Watched subjects are read like personas: file and line of every fault, none where there is no folder."""

import pytest

import kit
from kit.config.watches import WATCHED, read_watches, watched_of
from kit.errors import SettingsError, WorkspaceError
from kit.workspace import begin, open_workspace


def put(folder, name, text):
    (folder / "watches").mkdir(parents=True, exist_ok=True)
    (folder / "watches" / name).write_text(text, encoding="utf-8")


def test_subjects_are_read_by_id(tmp_path):
    put(tmp_path, "b.yaml", "id: b\nname: Beta launch\nphrases: [new editor]\n")
    put(tmp_path, "a.yaml", "id: a\nname: Acme\nwords: [Acme, acmecorp]\n")
    assert [subject.name for subject in read_watches(tmp_path)] == ["Acme", "Beta launch"]


def test_without_a_folder_nothing_is_watched(tmp_path):
    assert read_watches(tmp_path) == []
    assert watched_of([]) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: a\nname: A\n", "wants `words`, `phrases` or `meaning`"),
        ("id: a\nname: A\nwords: ['365']\n", r"a\.yaml:3: .*hold no word"),
        ("id: b\nname: A\nwords: [x]\n", "make them the same"),
        ("id: a\nname: A\nword: [x]\n", r"a\.yaml:3: 'word' is no setting the kit knows; did you mean 'words'"),
        ("id: a\nwords: [x]\n", "'name' is missing"),
    ],
)
def test_a_fault_is_said_with_its_file(text, told, tmp_path):
    put(tmp_path, "a.yaml", text)
    with pytest.raises(SettingsError, match=told):
        read_watches(tmp_path)


def test_a_notebook_that_opens_the_workspace_has_its_subjects(tmp_path):
    begin(tmp_path / "w")
    put(tmp_path / "w", "a.yaml", "id: a\nname: A\nwords: [x]\n")
    assert [subject.id for subject in kit.open(tmp_path / "w").watches] == ["a"]


def test_no_persona_may_have_the_name_of_what_is_watched(tmp_path):
    begin(tmp_path / "w")
    (tmp_path / "w" / "personas" / f"{WATCHED}.yaml").write_text(f"id: {WATCHED}\nname: X\n", encoding="utf-8")
    open_workspace(tmp_path / "w")
    put(tmp_path / "w", "a.yaml", "id: a\nname: A\nwords: [x]\n")
    with pytest.raises(WorkspaceError, match="give the persona another id"):
        open_workspace(tmp_path / "w")
