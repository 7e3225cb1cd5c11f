"""Kernel nursery: a process in which libraries are loaded once and from which a run's kernels are forked.

    python -P -m kit.run.kernel_nursery

A line of JSON with ``connection_file``, ``cwd`` and ``environ`` comes in for each kernel, its process id goes out. The nursery
ends when its input does, and with it, since they look for their parent, the kernels. An empty line asks it to end: it then
waits for the kernels, which have been ended by then, so that what they cost is counted with the run.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from typing import Any

from kit.lean_imports import uncollected_imports

#: Seconds that the nursery waits for ended kernels: freeing what a large one held takes a moment.
LONGEST_WAIT = 10.0


def _reap(*_: object) -> bool:
    """Take note of kernels that ended, so that they do not look as if they still lived; whether any is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def wait_for_ended(longest: float = LONGEST_WAIT) -> bool:
    """Wait for all forked processes to end.

    Parameters
    ----------
    longest : seconds after which those that still live are left to themselves.

    Returns
    -------
    True where all have ended, and their processor time counts as this process's children's.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    until = time.monotonic() + longest
    while _reap():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _be_kernel(wanted: dict[str, Any]) -> None:
    """What a forked process does: an ordinary IPython kernel, its libraries there already."""
    from ipykernel.kernelapp import launch_new_instance

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.environ.clear()
    os.environ.update(wanted["environ"])
    os.chdir(wanted["cwd"])
    launch_new_instance(argv=["-f", wanted["connection_file"]])


def main() -> None:
    """Load what kernels need, then fork one for each line that comes in."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # read by ipykernel while it is imported
    signal.signal(signal.SIGCHLD, _reap)

    with uncollected_imports():  # a collection in a forked process would write to, and so copy, all that is shared
        import ipykernel.kernelapp  # noqa: F401

        import kit.run.warm  # noqa: F401

    for line in iter(sys.stdin.readline, ""):
        if not line.strip():
            wait_for_ended()
            break
        if (pid := os.fork()) == 0:
            with contextlib.suppress(BaseException):
                _be_kernel(json.loads(line))
            os._exit(0)
        print(pid, flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


if __name__ == "__main__":
    main()
