"""What several tests stand on: a copy of the sample, loaded once, and its October run, made once."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"


def copied(source: Path, target: Path) -> Path:
    """A workspace of one's own; the original's record stays where it is."""
    return shutil.copytree(source, target, ignore=shutil.ignore_patterns("record"))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """The sample as a workspace whose conversations are in the record; copy it before changing it."""
    from kit.load import load_conversations
    from kit.workspace import open_workspace

    work = open_workspace(copied(SAMPLE, tmp_path_factory.mktemp("loaded") / "sample"))
    load_conversations(work.folder, work.settings, work.record, "2026-10")
    return work.folder


@pytest.fixture(scope="session")
def october(tmp_path_factory):
    """The sample's October, run whole: (workspace, reports)."""
    from kit.monthly import plan_run, run_month

    folder = tmp_path_factory.mktemp("october")
    workspace = copied(SAMPLE, folder / "sample")
    run_month(plan_run(workspace, "2026-10", folder / "reports", jobs=2))
    return workspace, folder / "reports"


@pytest.fixture(scope="session")
def briefs(october):
    """The facts of every October brief, by persona."""
    paths = (october[1] / "2026-10").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
