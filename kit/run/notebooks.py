"""Notebooks executed by papermill in kernels that stay warm between them."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kit.errors import ParameterError, RunError
from kit.lean_imports import lean_imports
from kit.local_workers import JOBS

with lean_imports():
    import nbformat
    import papermill
    from jupyter_client.blocking import BlockingKernelClient
    from jupyter_client.manager import KernelManager
    from jupyter_client.session import Session
    from jupyter_core.utils import ensure_event_loop
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillExecutionError

#: One thread for linear algebra in every kernel: sums come out the same on one core and on many.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

#: Seconds a kernel may take to answer: on a busy machine its warm-up alone can take two minutes.
START_TIMEOUT = 300

#: What a kernel imports while it waits for its first notebook; what it costs to import is printed by `make bench`.
WARM_UP = "import kit.run.warm"


#: What notebooks are executed through. nbclient looks every few seconds whether the kernel still lives, but only while it
#: waits without blocking: with the manager's own (blocking) client a killed kernel would be waited for for ever.
WATCHING_CLIENT = "jupyter_client.asynchronous.AsyncKernelClient"


class WarmEngine(NBClientEngine):
    """papermill's own engine, but for its client's sockets: they are closed here, since the kernel outlives the notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, km: KernelManager, execution_timeout: int | None = None, **_: object
    ) -> None:
        """Execute in the kernel that is given; what papermill passes besides concerns kernels it starts itself."""
        client = PapermillNotebookClient(
            nb_man, km=km, kernel_name=kernel_name, startup_timeout=START_TIMEOUT, timeout=execution_timeout
        )
        try:
            client.execute()
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            if not (loop := ensure_event_loop()).is_running():
                loop.close()  # jupyter keeps one a thread and closes none


papermill_engines.register("warm", WarmEngine)


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
    return True


class _Kernel:
    """A kernel and the channel by which it is warmed and emptied."""

    def __init__(self, cwd: Path, jobs: int, env: Mapping[str, str]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix=f"{FOLDERS}{os.getpid()}-")
        inside = Path(self.folder.name)
        # sockets in a folder of our own, which nobody else can read; Windows has none of these
        private = {} if sys.platform == "win32" else {"transport": "ipc", "ip": str(inside / "k")}
        self.manager = KernelManager(
            kernel_name="python3", client_class=WATCHING_CLIENT, connection_file=str(inside / "connection.json"), **private
        )
        self.manager.start_kernel(cwd=str(cwd), env=os.environ | ONE_THREAD | {JOBS: str(jobs)} | dict(env))
        # a session of its own: papermill's client has the manager's, and a kernel answers only one client of a session
        self.client = BlockingKernelClient(session=Session(key=self.manager.session.key))
        self.client.load_connection_info(self.manager.get_connection_info())
        self.client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
        self.client.execute(WARM_UP, silent=True)  # not waited for: what comes later queues behind it

    def emptied(self) -> KernelManager:
        """The kernel with nothing in its namespace."""
        self.client.execute("%reset -f", silent=True)
        return self.manager

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
        self._all = [_Kernel(cwd, jobs, env or {}) for _ in range(count)]
        self._free: queue.SimpleQueue[_Kernel] = queue.SimpleQueue()
        for kernel in self._all:
            self._free.put(kernel)

    @contextlib.contextmanager
    def lent(self) -> Iterator[KernelManager]:
        """A kernel of one's own with an empty namespace."""
        kernel = self._free.get()
        try:
            yield kernel.emptied()
        finally:
            self._free.put(kernel)

    def end(self) -> None:
        """Kill the kernels in the middle of what they do; whoever waits for one learns it in seconds."""
        for kernel in self._all:
            kernel.manager.signal_kernel(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        for kernel in self._all:
            kernel.stop()


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters that a notebook's cell tagged `parameters` declares, with what papermill knows of each."""
    return dict(papermill.inspect_notebook(str(notebook)))


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that a notebook does not declare, or declares with another type.

    papermill itself only warns and then runs with the defaults.
    """
    declared = declared_parameters(notebook)
    if not declared:
        raise ParameterError(f"{notebook.name} has no cell tagged `parameters`; tag its first code cell")
    if unknown := sorted(set(parameters) - set(declared)):
        raise ParameterError(f"{notebook.name} does not declare {unknown}; it declares {sorted(declared)}")
    for name, value in parameters.items():
        kind, given = declared[name]["inferred_type_name"], type(value).__name__
        if kind not in ("None", "", given) and (kind, given) != ("float", "int"):
            raise ParameterError(f"{notebook.name}: parameter {name!r} is {value!r}, which is no {kind}")


def _stopped(notebook: Path, parameters: dict[str, Any], error: PapermillExecutionError) -> str:
    where = ", ".join(f"{name} {value}" for name, value in parameters.items() if name in ("persona_id", "cycle"))
    return f"{notebook.name} ({where}) stopped in cell {error.cell_index}: {error.ename}: {error.evalue}"


def execute_notebook(
    notebook: Path, target: Path, parameters: dict[str, Any], kernels: Kernels, cell_seconds: int | None = None
) -> Path:
    """Execute a notebook to ``target``; a failed one leaves ``<name>.failed.ipynb`` beside it.

    Parameters
    ----------
    cell_seconds : the most that one cell may take; without it as long as it likes. Its kernel is of no use afterwards.

    Raises
    ------
    ParameterError
        A parameter the notebook does not declare, or of another type.
    RunError
        A cell failed or took too long; the message says which, with the error's own words.
    """
    check_parameters(notebook, parameters)
    partial = target.with_suffix(".partial.ipynb")
    with kernels.lent() as manager:
        try:
            papermill.execute_notebook(
                str(notebook), str(partial), parameters, engine_name="warm", kernel_name="python3", progress_bar=False,
                km=manager, request_save_on_cell_execute=False, execution_timeout=cell_seconds,
            )  # fmt: skip
        except PapermillExecutionError as error:
            _keep_failed(partial, target)
            raise RunError(_stopped(notebook, parameters, error)) from None
        except TimeoutError:
            _keep_failed(partial, target)
            raise RunError(f"{notebook.name}: a cell took more than {cell_seconds} seconds") from None
        except RuntimeError as error:  # what jupyter raises where a kernel dies or never answers
            _keep_failed(partial, target)
            raise RunError(f"{notebook.name}: {error}; see whether memory ran out, and run again") from None
    _forget_paths(partial)
    return partial.replace(target)


def _keep_failed(partial: Path, target: Path) -> None:
    """What was executed before a notebook failed, for whoever looks for the reason."""
    if partial.exists():
        _forget_paths(partial)
        partial.replace(target.with_suffix(".failed.ipynb"))


def _forget_paths(executed: Path) -> None:
    """Take this machine's paths out of what papermill noted about the execution."""
    notebook = nbformat.read(executed, as_version=4)
    noted = notebook.metadata.setdefault("papermill", {})
    for name in ("input_path", "output_path"):
        noted[name] = Path(noted.get(name) or "").name.replace(".partial", "")
    noted["environment_variables"] = {}
    nbformat.write(notebook, executed)
