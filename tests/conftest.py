"""What several tests stand on: a copy of the sample, loaded once, and its October run, made once."""

import ast
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest

import kit
from kit.config.personas import Persona
from kit.config.settings import Settings, Source
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.record.vectors import text_sha

ROOT = Path(__file__).parents[1]
#: What a test file imports or asks for that takes seconds: processes and kernels, the command line's whole runs, browsers,
#: whole pages, and models to load or to fit. `pytest --fast` (`make test-fast`) leaves such files out unread, so that it
#: imports no model either.
SLOW_IMPORTS = (
    "concurrent", "distributed", "hatchling", "importlib.util", "kit.brief.pages", "kit.cli", "kit.dask_workers",
    "kit.local_workers", "kit.run",
    "kit.matching.match_conversations", "kit.themes.clusters", "kit.themes.communities", "kit.themes.find_themes",
    "kit.themes.passage_map", "kit.themes.register", "kit.themes.topics", "multiprocessing", "papermill", "playwright",
    "subprocess", "tests.benchmarks", "tests.match_sets", "tests.stories",
)  # fmt: skip
SLOW_FIXTURES = {"bench_of", "briefs", "loaded", "october", "small_record"}
SAMPLE = ROOT / "data" / "sample"


def pytest_addoption(parser):
    parser.addoption("--fast", action="store_true", help="only files that start no process, run no sample and load no model")


def pytest_configure(config):
    # no test has a deadline: on a machine that others use an example takes now a millisecond and then a second
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.register_profile("fast", max_examples=10, deadline=None)
    hypothesis.settings.load_profile("fast" if config.getoption("--fast") else "unhurried")


def is_slow(tree: ast.Module) -> bool:
    """Whether a test file imports something slow, has a marked test or asks for the sample."""
    for node in ast.walk(tree):
        aliases = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        names = [f"{node.module}.{alias}" for alias in aliases] if isinstance(node, ast.ImportFrom) else aliases
        if any(name == slow or name.startswith(f"{slow}.") for name in names for slow in SLOW_IMPORTS):
            return True
        if isinstance(node, ast.arg) and node.arg in SLOW_FIXTURES:
            return True
    return False


def pytest_ignore_collect(collection_path, config):
    if not config.getoption("--fast") or not collection_path.match("test_*.py"):
        return None
    return is_slow(ast.parse(collection_path.read_text(encoding="utf-8"))) or None


def copied(source: Path, target: Path) -> Path:
    """A workspace of one's own; the original's record stays where it is."""
    return shutil.copytree(source, target, ignore=shutil.ignore_patterns("record"))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """The sample as a workspace whose conversations are in the record; copy it before changing it."""
    work = kit.open(copied(SAMPLE, tmp_path_factory.mktemp("loaded") / "sample"))
    kit.load_conversations(work, "2026-10")
    return work.folder


@pytest.fixture(scope="session")
def october(tmp_path_factory):
    """The sample's October, run whole: (workspace, reports)."""
    folder = tmp_path_factory.mktemp("october")
    workspace = copied(SAMPLE, folder / "sample")
    kit.run_month(kit.open(workspace), "2026-10", folder / "reports", jobs=2)
    return workspace, folder / "reports"


@pytest.fixture(scope="session")
def briefs(october):
    """The facts of every October brief, by persona."""
    paths = (october[1] / "2026-10").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


CYCLES = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
SAID = (
    "the export to our sheet broke again", "the merged numbers do not match", "single sign on fails for new people",
    "nobody told us about the renewal price",
)  # fmt: skip


class WrittenVectors:
    """Unit vectors known by construction: near the axis of the sentence a text starts with."""

    def of(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), len(SAID) + 8), dtype=np.float32)
        for at, text in enumerate(texts):
            noise = np.frombuffer(bytes.fromhex(text_sha(text)[:16]), dtype=np.uint8) / 255
            rows[at, len(SAID) :] = 2.0 * noise
            rows[at, next((one for one, said in enumerate(SAID) if text.startswith(said)), 0)] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    once = of


@dataclass(frozen=True)
class SmallRecord:
    """A record as reading, matching and theming leave it, and what a comparison needs beside it."""

    record: Record
    settings: Settings
    personas: list[Persona]
    accounts: pd.DataFrame
    vectors: WrittenVectors
    cycles: tuple[str, ...] = CYCLES

    @property
    def arguments(self) -> tuple:
        return self.record, self.settings, self.personas, self.accounts, self.vectors


def _conversation(at: int, cycle: str, account: str, day: int, theme: int | None) -> dict:
    text = f"{SAID[theme]}, note {at}" if theme is not None else f"hello, it is me, note {at}"
    return {
        "conversation_key": f"desk:{at:05d}", "conversation_id": f"{at:05d}", "source": "desk", "kind": "ticket", "cycle": cycle,
        "account_id": account, "role": "Ops Lead", "language": "en", "text": text, "turns": "[]", "first_run_cycle": cycle,
        "occurred_at": pd.Timestamp(f"{cycle}-{day:02d}T09:00:00Z"), "line": at, "is_late": False, "theme": theme,
    }  # fmt: skip


def _whole(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{name: "" for name in TABLES[table].columns if name not in rows})


@pytest.fixture
def small_record(tmp_path):
    """Makes a record of one persona: ``make(now, before)`` gives the chances of each theme in the last cycle and before it."""

    def make(now=(0.15,) * 4, before=(0.15,) * 4, n_accounts=40, loud=0, seed=0) -> SmallRecord:
        rng, rows = np.random.default_rng(seed), []
        for cycle in CYCLES:
            chances = np.array(now if cycle == CYCLES[-1] else before)
            for account in [name for name in range(n_accounts) for _ in range(2)]:
                theme = rng.choice(len(SAID) + 1, p=[*chances, 1 - chances.sum()])
                rows.append((cycle, f"a-{account:03d}", int(rng.integers(1, 28)), None if theme == len(SAID) else int(theme)))
        rows += [(CYCLES[-1], "a-000", 1 + at % 28, 3) for at in range(loud)]
        conversations = pd.DataFrame([_conversation(at, *row) for at, row in enumerate(rows)])
        record = Record(tmp_path / f"record{seed}{n_accounts}{loud}{now[0]}")
        _store(record, conversations)
        accounts = pd.DataFrame({
            "account_id": [f"a-{at:03d}" for at in range(n_accounts)], "name": "", "renewal_on": "",
            "segment": [("enterprise", "mid-market")[at % 2] for at in range(n_accounts)],
            "tier": [("A", "B", "B")[at % 3] for at in range(n_accounts)],
            "arr": [np.nan if at % 10 == 9 else 1000.0 * (at + 1) for at in range(n_accounts)],
        })  # fmt: skip
        sources = [Source(id="desk", kind="ticket", path="none")]
        settings = Settings(company="Small", sources=sources, top_tiers=["A"])
        return SmallRecord(record, settings, [Persona(id="ops", name="Ops")], accounts, WrittenVectors())

    return make


@pytest.fixture
def bench_of(small_record, tmp_path):
    """Makes a workbench of a small record: the arguments of ``small_record``."""
    from kit.workbench.handle import Workbench  # loads what finds themes, which most tests do without

    def make(**of):
        small = small_record(**of)
        small.accounts.to_csv(tmp_path / "accounts.csv", index=False)
        return Workbench(tmp_path, small.settings, small.personas, small.record)

    return make


def _store(record: Record, conversations: pd.DataFrame) -> None:
    key, theme = conversations["conversation_key"], conversations.pop("theme")
    ids = theme.map(lambda one: "" if pd.isna(one) else f"ops/t{int(one):02d}")
    record.append("conversations", _whole("conversations", conversations))
    passages = pd.DataFrame({
        "passage_id": key + "#0", "conversation_key": key, "cycle": conversations["cycle"], "text": conversations["text"],
        "stance": "pain", "start": 0, "end": conversations["text"].str.len(),
    })  # fmt: skip
    record.append("passages", passages)
    scores = {"score": 1.0, "runner_up_score": 0.0, "margin": 1.0}
    matches = passages[["conversation_key", "cycle"]].assign(persona_id="ops", state="attached", **scores)
    record.append("matches", _whole("matches", matches))
    assigned = passages[["passage_id", "conversation_key", "cycle"]].assign(run_cycle=CYCLES[-1], persona_id="ops", strength=1.0)
    kinds = ids.map(lambda name: "content" if name else "small talk")
    record.append("assignments", _whole("assignments", assigned.assign(theme_id=ids, kind=kinds)))
    themes = pd.DataFrame({"theme_id": [f"ops/t{at:02d}" for at in range(len(SAID))], "label": SAID})
    known = {"run_cycle": CYCLES[-1], "persona_id": "ops", "born": CYCLES[0], "state": "live", "stability": 0.9, "n_passages": 1}
    record.append("themes", _whole("themes", themes.assign(**known, centre=[[0.0]] * len(SAID))))
