"""The lab: a workspace's own copies of the explore notebooks, filled in; what is there stays, and no scheduled one is touched."""

import hashlib
import sys

import nbformat
import papermill
import pytest

import kit
from kit.errors import RecordError
from kit.resources import resource
from kit.run import lab
from kit.workspace import open_workspace


@pytest.fixture
def work(tmp_path):
    """A new workspace of which a run has found themes."""
    kit.begin(tmp_path / "ours")
    opened = kit.open(tmp_path / "ours")
    kit.load_conversations(opened, "2026-10")
    kit.match_conversations(opened, "2026-10")
    kit.find_themes(opened, "2026-10", "hands-on-lead")
    return open_workspace(tmp_path / "ours")


def test_the_explore_notebooks_are_copied_with_their_parameters_filled_in(work):
    made = lab.copy_notebooks(work)
    assert {path.stem for path in made} == {
        "explore_themes", "compare_anything", "theme_laboratory", "follow_a_persona", "own_section", "07_tune_the_bar",
        "08_ask_the_record",
    }  # fmt: skip
    for path in made:
        declared = papermill.inspect_notebook(str(path))
        assert declared["workspace"]["default"] == '".."'
        assert declared.get("persona_id", {"default": '"hands-on-lead"'})["default"] == '"hands-on-lead"'
        for name, filled in {"now": "2026-10", "before": "2026-07,2026-08,2026-09", "first_cycle": "2026-08"}.items():
            assert declared.get(name, {"default": f'"{filled}"'})["default"] == f'"{filled}"'
        assert all(parameter["inferred_type_name"] in ("str", "int", "float", "bool") for parameter in declared.values())
        assert all(not cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells)
    assert (work.folder / "explore" / ".gitignore").read_text(encoding="utf-8").endswith("*\n")  # no quote reaches git


def test_a_copy_that_was_changed_stays_as_it_is(work):
    lab.copy_notebooks(work)
    own = work.folder / "explore" / "explore_themes.ipynb"
    own.write_text("mine", encoding="utf-8")
    (work.folder / "explore" / "compare_anything.ipynb").unlink()
    assert [path.stem for path in lab.copy_notebooks(work)] == ["compare_anything"]
    assert own.read_text(encoding="utf-8") == "mine"


def test_copying_touches_neither_the_scheduled_notebooks_nor_the_record(work):
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in resource("notebooks").rglob("*.ipynb")}
    version = work.record.version()
    lab.copy_notebooks(work)
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in before} == before
    assert work.record.version() == version
    assert not list((work.folder / "explore").glob("0[1-6]*"))


def test_the_lab_is_rooted_in_the_workspace(work):
    command = lab.lab_command(work, 8899, is_shown=False)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={work.folder.resolve()}" in command
    assert {"--ServerApp.port=8899", "--no-browser"} <= set(command)


def test_a_workspace_without_a_run_says_what_to_do_first(tmp_path):
    kit.begin(tmp_path / "new")
    with pytest.raises(RecordError, match=r"no run has found themes yet; `kit run .*` first"):
        lab.copy_notebooks(open_workspace(tmp_path / "new"))
