"""The process that kernels are forked from: what its kernels cost is counted with the run."""

import os
import resource
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")

#: Forks a process that spends some time, waits for it as told, and says whether it ended and whether its time was counted.
WAITS = """
import os, resource, sys, time
from kit.run.kernel_nursery import wait_for_ended
if os.fork() == 0:
    while time.process_time() < {seconds}:
        pass
    os._exit(0)
print(wait_for_ended({longest}), sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) > 0.5)
"""


def told(seconds: float, longest: float) -> str:
    command = [sys.executable, "-c", WAITS.format(seconds=seconds, longest=longest)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_nursery_waits_for_kernels_that_are_ending_and_counts_their_time():
    assert told(seconds=0.6, longest=30.0) == "True True"


def test_it_does_not_wait_for_ever_for_one_that_goes_on():
    assert told(seconds=2.0, longest=0.1) == "False False"


def test_what_a_kernel_cost_is_the_runs(tmp_path):
    from kit.run.kernels import Kernels

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Kernels(1, tmp_path) as kernels, kernels.lent() as manager:
        pid = manager.provisioner.pid
        code = "import time\nwhile time.process_time() < 6: pass"
        manager.other_client.execute_interactive(code, timeout=120, silent=True, output_hook=lambda _: None)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime >= 6  # the nursery alone takes about 3
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
