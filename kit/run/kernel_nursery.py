"""Kernel nursery: a process in which libraries are loaded once and from which a run's kernels are forked.

    python -P -m kit.run.kernel_nursery

A line of JSON with ``connection_file``, ``cwd`` and ``environ`` comes in for each kernel, its process id goes out. The nursery
ends when its input does, and with it, since they look for their parent, the kernels.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import Any

from kit.lean_imports import uncollected_imports


def _reap(*_: object) -> None:
    """Take note of kernels that ended, so that they do not look as if they still lived."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


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
        if (pid := os.fork()) == 0:
            with contextlib.suppress(BaseException):
                _be_kernel(json.loads(line))
            os._exit(0)
        print(pid, flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


if __name__ == "__main__":
    main()
