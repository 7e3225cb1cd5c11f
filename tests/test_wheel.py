"""The wheel holds all that a run reads, and works where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel as installing lays it out: it holds no compiled code, so unpacking is all there is to it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def tracked(*folders):
    listed = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in listed.splitlines() if (ROOT / name).is_file()}


@pytest.mark.run
def test_the_wheel_holds_the_package_the_notebooks_and_the_error_rates_and_nothing_else(unpacked):
    inside = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    beside = {f"kit/shipped/{name}" for name in tracked("notebooks", "tests/benchmarks/shift/results.json")}
    assert {name for name in inside if ".dist-info/" not in name} == tracked("kit") | beside


@pytest.mark.run
def test_a_new_workspace_runs_from_the_wheel_alone(unpacked, tmp_path):
    def python(*arguments):
        command = [sys.executable, *arguments]
        alone = os.environ | {"PYTHONPATH": str(unpacked)}
        done = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert python("-c", "import kit; print(kit.__file__)") == str(unpacked / "kit" / "__init__.py")
    python("-m", "kit", "init", "mine")
    page = tmp_path / python("-m", "kit", "run", "mine", "--cycle", "2026-10", "--jobs", "1")
    assert page.is_file()
    assert "false alarms" in (page.parent / "hands-on-lead.json").read_text(encoding="utf-8")
