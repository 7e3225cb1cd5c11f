"""pyproject, the lock and environment.yml say the same."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def name_of(requirement):
    return re.split(r"[=<>!~;\s\[]", requirement)[0].lower().replace("_", "-")


def locked():
    found = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", LOCK, re.MULTILINE):
        found.setdefault(name_of(name), set()).add(version)
    return found


def test_everything_the_project_needs_is_locked_at_the_version_it_asks_for():
    needed = [
        *PROJECT["project"]["dependencies"],
        *EXTRAS["test"],
        *EXTRAS["explore"],
        *EXTRAS["mcp"],
        *EXTRAS["slides"],
        *EXTRAS["watch"],
    ]
    for requirement in needed:
        versions = locked().get(name_of(requirement))
        assert versions, f"{requirement} is not in requirements.lock"
        if "==" in requirement:
            assert requirement.split("==")[1] in versions


def test_conda_users_get_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(part["pip"] for part in environment["dependencies"] if isinstance(part, dict))
    wanted = [*PROJECT["project"]["dependencies"], *EXTRAS["explore"], *EXTRAS["mcp"], *EXTRAS["slides"], *EXTRAS["watch"]]
    direct = {name_of(requirement) for requirement in wanted}
    # `make conda` brings bertopic, and builds with the environment's own hatchling
    assert {name_of(line) for line in pip} | {"bertopic"} == direct | {"hatchling"}
    assert all(line.split("==")[1] in locked()[name_of(line)] for line in pip)
    assert f"bertopic=={next(iter(locked()['bertopic']))}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_locked_package_has_hashes_and_no_address():
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK
    assert "file:" not in LOCK


def test_torch_is_not_needed():
    assert not {"torch", "sentence-transformers", "transformers"} & set(locked())


def test_the_version_is_said_once():
    from kit import __version__

    assert PROJECT["project"]["version"] == __version__
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
