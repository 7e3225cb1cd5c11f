"""Erasures: an account forgotten by a command that is killed at a random moment and called again; no byte of it is left."""

from __future__ import annotations

import shutil
import time

from sound import Stage, environ, failed, litter, traces, unsound
from workspace import own_word

from kit.record.store import Record

#: Who is erased; nobody was before.
ERASED, NAME = "a-004", "Firm a-004"
#: An erasure takes about this long, in seconds, before the first one was measured.
FIRST_GUESS = 3.0


def killed_and_resumed(stage: Stage, points: int) -> tuple[int, list[str]]:
    """How many kills were made, and one line for each after which a trace was left, words of others lost or a file forgotten."""
    bad, seconds = [], FIRST_GUESS
    for point in range(stage.begun, points):
        if stage.is_over():
            return point - stage.begun, bad
        after = float(stage.rng.uniform(0.05, seconds))
        wrong, seconds = _one(stage, after, is_rewritten=point % 5 != 4)
        print(f"{point + 1} erasure killed after {after:.2f} s: {wrong or 'sound'}", flush=True)
        bad += [f"killed after {after:.1f} s: {'; '.join(wrong)}"] if wrong else []
    return max(points - stage.begun, 0), bad


def _one(stage: Stage, after: float, is_rewritten: bool) -> tuple[list[str], float]:
    """One kill; where the reports are not rewritten, every page that names the account has to be listed by the second call."""
    folder = stage.fresh("later")
    call = ["forget", folder / "w", "--account", ERASED, "--reports", folder / "reports", *["--rewrite-reports"] * is_rewritten]
    record = Record(folder / "w" / "record")
    accounts = record.read("conversations", ["account_id"])["account_id"]
    words = [ERASED, NAME, own_word(ERASED)]
    naming = {line.rpartition(" is in ")[2] for line in traces(folder, words) if " is in reports/" in line}
    command = stage.warm.start(*call, environ=environ(folder))
    if command.wait(after) is None:
        command.kill()
        command.wait()
    started = time.monotonic()
    resumed = stage.warm.run(*call, environ=environ(folder))
    seconds = time.monotonic() - started
    wrong = failed(resumed) + unsound(record) + litter(folder)
    wrong += ["others lost"] * (len(record.read("conversations")) != int((accounts != ERASED).sum()))
    wrong += traces(folder if is_rewritten else folder / "w" / "record", words)
    wrong += [f"{name} is not listed" for name in sorted(naming) if not is_rewritten and name not in command.out + resumed.out]
    loaded = stage.warm.run(code=f"import kit; kit.load_conversations(kit.open({str(folder / 'w')!r}), '2026-10')")
    wrong += failed(loaded) + ["it came back"] * bool((record.read("conversations")["account_id"] == ERASED).any())
    shutil.rmtree(folder)
    return wrong, seconds
