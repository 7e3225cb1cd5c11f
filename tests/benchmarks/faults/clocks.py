"""Clocks set back: a command whose clock is behind that of the one before it; the later decision still counts as the later."""

from __future__ import annotations

import datetime as module
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: By how many seconds clocks are set back: an hour as a machine's zone may be mended, and more than a month.
BACK = (-3600.0, -40 * 86_400.0)
ERASED = "a-006"
#: From when on the last cycle of the bench's workspaces is over.
LAST_IS_OVER = module.datetime(2026, 11, 1, tzinfo=module.UTC)


def set_clock(ahead: float) -> None:
    """Make this process, and what it forks, live at another time; only what Python asks for is moved, not files' times."""
    real, told = module.datetime, time.time

    class Told(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

    class Moved(real, metaclass=Told):
        @classmethod
        def now(cls, tz: module.tzinfo | None = None) -> module.datetime:
            return real.now(tz) + module.timedelta(seconds=ahead)

    for loaded in [one for name, one in list(sys.modules.items()) if name.partition(".")[0] == "kit"]:
        if getattr(loaded, "datetime", None) is real:
            loaded.datetime = Moved
    module.datetime, time.time = Moved, lambda: told() + ahead


def clocks_set_back(stage: Any) -> tuple[int, list[str]]:
    """Decisions, edits, an erasure and a run, each after a clock was set back by an hour and by forty days."""
    bad, cases = [], [(name, make, back) for back in BACK for name, make in CASES.items()]
    for name, make, back in cases:
        folder = stage.fresh("later")
        wrong = make(stage, folder, back)
        shutil.rmtree(folder)
        print(f"{name}, the clock {-back / 3600:.0f} hours back: {wrong or 'sound'}", flush=True)
        bad += [f"{name}, {-back / 3600:.0f} hours back: {'; '.join(wrong)}"] if wrong else []
    return len(cases), bad


def _decision(stage: Any, folder: Path, back: float) -> list[str]:
    from sound import environ, failed

    from kit.record.store import Record

    record = Record(folder / "w" / "record")
    matches = record.read("matches", ["conversation_key", "persona_id"])
    key = matches["conversation_key"][matches["persona_id"] != ""].iloc[0]
    first = stage.warm.run("review", "approve", folder / "w", key, "--by", "ann", environ=environ(folder))
    second = stage.warm.run("review", "reject", folder / "w", key, "--by", "ann", environ=environ(folder), clock=back)
    decided = record.read("decisions")  # in the order of their times
    said = decided["verdict"][decided["conversation_key"] == key].tolist()
    wrong = failed(first) + failed(second)
    return wrong + [f"decided: {said}"] * (said[-2:] != ["approve", "reject"])


def _edit(stage: Any, folder: Path, back: float) -> list[str]:
    from sound import environ, failed

    from kit.record.store import Record

    record = Record(folder / "w" / "record")
    theme = record.read("themes", ["theme_id"])["theme_id"].iloc[0]
    calls = [stage.warm.run("themes", "rename", folder / "w", theme, name, "--by", "ann", environ=environ(folder), clock=clock)
             for name, clock in (("First name", 0.0), ("Second name", back))]  # fmt: skip
    names = record.read("theme_edits")
    said = names["value"][names["theme_id"] == theme].tolist()
    return [line for call in calls for line in failed(call)] + [f"named: {said}"] * (said[-2:] != ["First name", "Second name"])


def _erasure(stage: Any, folder: Path, back: float) -> list[str]:
    from sound import environ, failed, litter, traces, unsound
    from workspace import own_word

    from kit.record.store import Record

    call = ("forget", folder / "w", "--account", ERASED, "--reports", folder / "reports", "--rewrite-reports")
    erased = stage.warm.run(*call, environ=environ(folder), clock=back)
    code = f"import kit; kit.load_conversations(kit.open({str(folder / 'w')!r}), '2026-10')"
    loaded = stage.warm.run(code=code, environ=environ(folder), clock=2 * back)
    wrong = failed(erased) + failed(loaded) + unsound(Record(folder / "w" / "record")) + litter(folder)
    return wrong + traces(folder, [ERASED, own_word(ERASED)])


def _whole_run(stage: Any, folder: Path, back: float) -> list[str]:
    from failing import not_one_line, not_right, pages
    from sound import environ, failed, run_call
    from workspace import CYCLES

    stood, call = pages(folder), run_call(folder, CYCLES[-1])
    run = stage.warm.run(*call, environ=environ(folder), clock=back)
    told = module.datetime.now(module.UTC) + module.timedelta(seconds=back)
    wrong = []
    if told < LAST_IS_OVER:  # by that clock the cycle is not over: refused, and right by the right clock
        wrong = failed(run, 2) + not_one_line(run)
        run = stage.warm.run(*call, environ=environ(folder))
    wrong += not_right(stage, folder, run)
    return wrong + ["earlier briefs do not stand"] * (not stood.items() <= pages(folder).items())


#: What is done after the clock was set back.
CASES: dict[str, Callable[[Any, Path, float], list[str]]] = {
    "a decision after a decision": _decision,
    "an edit after an edit": _edit,
    "an erasure and a load": _erasure,
    "a run": _whole_run,
}
