"""Kernels of a run: started once and warm for every notebook; where the system forks, their libraries are loaded once for all."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from kit.lean_imports import lean_imports
from kit.local_workers import JOBS

with lean_imports():
    from jupyter_client.blocking import BlockingKernelClient
    from jupyter_client.manager import KernelManager
    from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
    from jupyter_client.session import Session

from kit.errors import RunError

#: One thread for linear algebra in every kernel: sums come out the same on one core and on many.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

#: What a kernel imports while it waits for its first notebook; what it costs to import is printed by `make bench`.
WARM_UP = "import kit.run.warm"


#: What notebooks are executed through. nbclient looks every few seconds whether the kernel still lives, but only while it
#: waits without blocking: with the manager's own (blocking) client a killed kernel would be waited for for ever.
WATCHING_CLIENT = "jupyter_client.asynchronous.AsyncKernelClient"


#: Begins the names of kernels' folders in the system's temporary one; the machine (some systems share that folder) follows.
FOLDERS = f"kit-kernel-{zlib.crc32(socket.gethostname().encode()):08x}-"


def remove_abandoned() -> None:
    """Remove the folders of kernels whose run was killed: sockets and how to reach them."""
    if sys.platform == "win32":  # where a process cannot be asked after without ending it
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*-*"):
        pid = folder.name.removeprefix(FOLDERS).partition("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return not _is_uncollected(pid)


def _is_uncollected(pid: int) -> bool:
    """Whether a process has ended and only its number is left, since its parent has not asked after it."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # a system that does not tell, or a process that has gone meanwhile
        return False
    return status.rpartition(")")[2].split()[:1] == ["Z"]


class _Forked:
    """A kernel that was forked elsewhere, in the form of a process that was started here."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        return None if _is_alive(self.pid) else 1

    def wait(self) -> int:
        return 1

    def send_signal(self, signum: int) -> None:
        with contextlib.suppress(ProcessLookupError):  # as of a process of one's own that has ended
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Nursery:
    """The process that kernels are forked from: :mod:`kit.run.kernel_nursery`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        command = [sys.executable, "-P", "-m", "kit.run.kernel_nursery"]
        # in a session of its own: what is typed at a terminal is the run's to answer
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(environ), start_new_session=True
        )

    def forked(self, connection_file: str, cwd: str, environ: Mapping[str, str]) -> int:
        """The process id of a new kernel."""
        wanted = json.dumps({"connection_file": connection_file, "cwd": cwd, "environ": dict(environ)})
        try:
            self._process.stdin.write(wanted + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())
        except (OSError, ValueError):
            raise RunError("no notebook can be run: the process that loads its libraries ended; run again") from None

    def end(self) -> None:
        """End it, its kernels ended before; it waits for them, so that their processor time is counted with the run's."""
        with contextlib.suppress(OSError):
            self._process.stdin.write("\n")
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class ForkedKernel(LocalProvisioner):
    """jupyter's own way of starting kernels, but for the process: it comes from the manager's nursery where that has one."""

    async def launch_kernel(self, cmd: list[str], **how: Any) -> Mapping[str, Any]:
        """Start a kernel; ``cmd`` is what starts one where nothing can be forked."""
        nursery = getattr(self.parent, "nursery", None)
        if nursery is None:
            return await super().launch_kernel(cmd, **how)
        self.process = _Forked(nursery.forked(self.parent.connection_file, how["cwd"], how["env"]))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class _Manager(KernelManager):
    """A kernel's manager that knows where kernels are forked, who else can ask this one, and whether it has worked."""

    nursery: Nursery | None = None
    other_client: BlockingKernelClient | None = None
    has_worked: bool = False


#: jupyter finds a way of starting kernels by its name.
_WAY = "kit-forked"
KernelProvisionerFactory.instance().provisioners[_WAY] = EntryPoint(
    _WAY, f"{__name__}:{ForkedKernel.__name__}", KernelProvisionerFactory.GROUP_NAME
)


def _can_fork() -> bool:
    """Whether processes with loaded libraries may be forked: macOS ends those that then use its own."""
    return sys.platform == "linux"


class _Kernel:
    """A kernel and the channel by which it is warmed and asked whether it still lives."""

    def __init__(self, cwd: Path, environ: Mapping[str, str], nursery: Nursery | None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix=f"{FOLDERS}{os.getpid()}-")
        inside = Path(self.folder.name)
        # sockets in a folder of our own, which nobody else can read; Windows has none of these
        private = {} if sys.platform == "win32" else {"transport": "ipc", "ip": str(inside / "k")}
        self.manager = _Manager(
            kernel_name="python3", client_class=WATCHING_CLIENT, connection_file=str(inside / "connection.json"), **private
        )
        self.manager.nursery = nursery
        self.manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": _WAY}
        self.manager.start_kernel(cwd=str(cwd), env=dict(environ))
        # a session of its own: papermill's client has the manager's, and a kernel answers only one client of a session
        self.client = BlockingKernelClient(session=Session(key=self.manager.session.key))
        self.client.load_connection_info(self.manager.get_connection_info())
        self.client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
        self.manager.other_client = self.client
        self.client.execute(WARM_UP, silent=True)  # not waited for; what another client sends meanwhile may come first

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


class Kernels:
    """A pool of kernels, all started at once, each used by one notebook at a time.

    A kernel's namespace is emptied between notebooks; what it has imported stays, so that the
    libraries that are slow to start are paid for once a run and not once a notebook. A notebook that shares its work out
    over processes takes so many as there are ``jobs``.
    """

    def __init__(self, count: int, cwd: Path, jobs: int = 1, env: Mapping[str, str] | None = None) -> None:
        remove_abandoned()
        environ = os.environ | ONE_THREAD | {JOBS: str(jobs)} | dict(env or {})
        self._nursery = Nursery(environ) if _can_fork() else None
        self._all = [_Kernel(cwd.resolve(), environ, self._nursery) for _ in range(count)]
        self._free: queue.SimpleQueue[_Kernel] = queue.SimpleQueue()
        for kernel in self._all:
            self._free.put(kernel)

    @contextlib.contextmanager
    def lent(self) -> Iterator[KernelManager]:
        """A kernel of one's own; whoever executes a notebook in it empties its namespace first."""
        kernel = self._free.get()
        try:
            yield kernel.manager
        finally:
            self._free.put(kernel)

    def end(self) -> None:
        """Kill the kernels in the middle of what they do; whoever waits for one learns it in seconds."""
        for kernel in self._all:
            kernel.manager.signal_kernel(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for kernel in self._all:
                kernel.stop()
        finally:
            if self._nursery is not None:
                self._nursery.end()
            remove_abandoned()  # a killed run's kernel may have gone on opening sockets while this run began
