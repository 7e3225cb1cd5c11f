"""The files beside the code are true: workflows, hooks, schedules, the container."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import nbformat
import pytest
import yaml

from kit.cli.main import main
from tests.strip_notebooks import strip

ROOT = Path(__file__).parents[1]
SCHEDULES = sorted((ROOT / "docs" / "schedules").iterdir())


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_workflow_runs_readmes_test_command_on_linux_and_macos():
    job = yaml.safe_load(text(".github/workflows/test.yml"))["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test"]
    assert {name.partition("-")[0] for name in job["strategy"]["matrix"]["os"]} == {"ubuntu", "macos"}


def test_every_hook_is_a_tool_of_the_lock_or_a_module_of_the_tests():
    hooks = [hook for repo in yaml.safe_load(text(".pre-commit-config.yaml"))["repos"] for hook in repo["hooks"]]
    lock = text("tests.lock")
    names = {"ruff": "ruff", "lint-imports": "import-linter"}
    for hook in hooks:
        tool, *rest = shlex.split(hook["entry"])
        if Path(tool).name == "python":
            assert (ROOT / f"{rest[1].replace('.', '/')}.py").exists(), hook["id"]
        else:
            assert f"\n{names[Path(tool).name]}==" in f"\n{lock}", hook["id"]


@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.name)
def test_every_schedule_calls_a_command_with_options_it_has(path):
    calls = re.findall(r"(?:\.venv/bin/)kit (\w+) [\w-]+((?: --[\w-]+)*)", path.read_text(encoding="utf-8"))
    for command, options in calls:
        known = {name for parameter in main.commands[command].params for name in parameter.opts}
        assert set(options.split()) <= known, path.name
    assert calls or path.suffix == ".timer"


def test_what_the_container_copies_is_there_and_it_runs_the_kit():
    lines = text("Dockerfile").splitlines()
    copied = [name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert 'ENTRYPOINT ["kit"]' in lines


def test_the_container_keeps_to_what_a_linter_of_containers_asks_for():
    lines = [line for line in text("Dockerfile").replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    [base] = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert ":" in base
    assert not base.endswith(":latest")
    [user] = [line.split()[1] for line in lines if line.startswith("USER")]
    assert user.isdigit()
    assert int(user) > 0
    assert f"--uid {user} " in text("Dockerfile")
    installs = [part for line in lines if line.startswith("RUN") for part in line.split("&&") if "pip install" in part]
    assert installs
    assert all("--no-cache-dir" in part and "--no-deps" in part for part in installs)
    assert "--require-hashes" in installs[0]
    assert not [line for line in lines if line.startswith("ADD") or "sudo" in line or "curl" in line]
    assert all(line.split()[1].startswith("/") for line in lines if line.startswith("WORKDIR"))
    assert all(line.split(maxsplit=1)[1].startswith("[") for line in lines if line.startswith(("ENTRYPOINT", "CMD")))


def test_outputs_are_taken_out_of_a_notebook_once(tmp_path):
    cell = nbformat.v4.new_code_cell("1", execution_count=3, outputs=[nbformat.v4.new_output("stream", text="a quote")])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "a.ipynb")
    assert strip(tmp_path / "a.ipynb")
    assert "a quote" not in (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    assert not strip(tmp_path / "a.ipynb")


def test_no_stored_notebook_carries_outputs():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        assert not [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)], path.name
