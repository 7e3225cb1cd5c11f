"""One stage of a run, or the plain BERTopic notebook, measured in a process of its own; prints one line of JSON.

python -m tests.benchmarks.stages.stage STAGE WORKSPACE CYCLE [--functions N]
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[3]


def cpu() -> float:
    """Seconds of processor time of this process and of those that it waited for."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_mb() -> float:
    """The most memory that this process, or the largest of those it waited for, has had."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def work_of(stage: str, workspace: Path, cycle: str) -> Callable[[], object]:
    """What a stage does, its libraries loaded."""
    if stage == "notebook":
        return notebook(workspace)
    import kit
    import kit.run.warm
    from kit.themes.passage_map import map_points

    work = kit.open(workspace)
    personas = [persona.id for persona in work.tracked]
    return {
        "load": lambda: kit.load_conversations(work, cycle),
        "match": lambda: kit.match_conversations(work, cycle),
        "themes": lambda: [kit.find_themes(work, cycle, name) for name in personas],
        "maps": lambda: [map_points(work.record, name, cycle, work.vectors, work.settings.seed) for name in personas],
        "compare": lambda: kit.draft_briefs(work, cycle),
        "nobody": lambda: kit.people_without_persona(work, cycle),
    }[stage]


STAGES = ("load", "match", "themes", "maps", "compare", "nobody")


def notebook(workspace: Path) -> Callable[[], object]:
    """What somebody with BERTopic alone would write: read, encode, fit, topics over time, a page; everything each month anew.

    MiniLM runs as the kit's plain NumPy pass where torch is not installed.
    """
    import pandas as pd
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from umap import UMAP

    from kit.record.minilm import minilm

    def run() -> None:
        rows = pd.concat([pd.read_csv(path) for path in sorted((workspace / "inbox").glob("*.csv"))])
        texts = rows.assign(text=rows["text"].str.split("\n\n")).explode("text").dropna(subset=["text"])
        vectors = minilm()(list(texts["text"]))
        reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
        model = BERTopic(umap_model=reduce, hdbscan_model=HDBSCAN(min_cluster_size=15, prediction_data=True))
        topics, _ = model.fit_transform(list(texts["text"]), vectors)
        moments = [pd.Timestamp(when).to_pydatetime() for when in texts["occurred_at"].str[:7] + "-01"]
        over_time = model.topics_over_time(list(texts["text"]), moments, topics=topics)
        model.visualize_topics_over_time(over_time).write_html(str(workspace / "topics.html"))

    return run


def measured(stage: str, workspace: Path, cycle: str, n_functions: int) -> dict[str, Any]:
    """Processor and wall seconds, start-up, peak memory; the functions that cost most where they are asked for."""
    begun, before = time.monotonic(), cpu()
    run = work_of(stage, workspace, cycle)
    started = cpu() - before
    profile = cProfile.Profile()
    if n_functions:
        profile.enable()
    run()
    profile.disable()
    found = {
        "stage": stage, "cpu": cpu() - before, "start_up": started, "wall": time.monotonic() - begun, "peak_mb": peak_mb(),
    }  # fmt: skip
    return found | ({"functions": dearest(profile, n_functions)} if n_functions else {})


def dearest(profile: cProfile.Profile, count: int) -> list[tuple[str, float]]:
    """The kit's functions in which most was spent, what they call included: name and part of the stage."""
    rows = pstats.Stats(profile, stream=sys.stderr).stats
    whole = max(row[3] for row in rows.values())
    ours = [(f"{Path(file).stem}.{name}", row[3] / whole) for (file, _, name), row in rows.items() if "/kit/" in file]
    named = [row for row in ours if "<" not in row[0] and row[1] < 0.97]
    return sorted(named, key=lambda row: -row[1])[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("stage", choices=[*STAGES, "notebook"])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("cycle")
    parser.add_argument("--functions", type=int, default=0)
    given = parser.parse_args()
    print(json.dumps(measured(given.stage, given.workspace, given.cycle, given.functions)))


if __name__ == "__main__":
    main()
