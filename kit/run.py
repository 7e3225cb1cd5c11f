"""Notebooks executed by papermill in kernels that stay warm between them."""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import KernelManager
from papermill.exceptions import PapermillExecutionError

from kit.errors import ParameterError, RunError

#: One thread for linear algebra in every kernel: sums come out the same on one core and on many.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

#: What a kernel imports while it waits for its first notebook; what it costs to import is printed by `make bench`.
WARM_UP = "import kit.warm"


class Kernels:
    """A pool of kernels, all started at once, each used by one notebook at a time.

    A kernel's namespace is emptied between notebooks; what it has imported stays, so that the
    libraries that are slow to start are paid for once a run and not once a notebook.
    """

    def __init__(self, count: int, cwd: Path) -> None:
        self._all = [self._started(cwd) for _ in range(count)]
        self._free: queue.SimpleQueue[KernelManager] = queue.SimpleQueue()
        for manager in self._all:
            self._free.put(manager)

    @staticmethod
    def _started(cwd: Path) -> KernelManager:
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(cwd), env=os.environ | ONE_THREAD)
        client = manager.client()
        client.start_channels()
        client.execute(WARM_UP, silent=True)  # not waited for: what comes later queues behind it
        client.stop_channels()
        return manager

    @contextlib.contextmanager
    def one(self) -> Iterator[KernelManager]:
        """A kernel of one's own with an empty namespace."""
        manager = self._free.get()
        client = manager.client()
        client.start_channels()
        client.execute("%reset -f", silent=True)
        client.stop_channels()
        try:
            yield manager
        finally:
            self._free.put(manager)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        for manager in self._all:
            manager.shutdown_kernel(now=True)


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that a notebook does not declare, or declares with another type.

    papermill itself only warns and then runs with the defaults.
    """
    declared = papermill.inspect_notebook(str(notebook))
    if not declared:
        raise ParameterError(f"{notebook.name} has no cell tagged `parameters`; tag its first code cell")
    if unknown := sorted(set(parameters) - set(declared)):
        raise ParameterError(f"{notebook.name} does not declare {unknown}; it declares {sorted(declared)}")
    for name, value in parameters.items():
        default = declared[name]["default"]
        kind = "str" if default[:1] in "'\"" else "bool" if default in ("True", "False") else type(value).__name__
        if kind != type(value).__name__:
            raise ParameterError(f"{notebook.name}: parameter {name!r} is {value!r}, which is no {kind}")


def _told(notebook: Path, parameters: dict[str, Any], error: PapermillExecutionError) -> str:
    where = ", ".join(f"{name} {value}" for name, value in parameters.items() if name in ("persona_id", "cycle"))
    return f"{notebook.name} ({where}) stopped in cell {error.cell_index}: {error.ename}: {error.evalue}"


def execute_notebook(notebook: Path, target: Path, parameters: dict[str, Any], kernels: Kernels) -> Path:
    """Execute a notebook to ``target``; a failed one leaves no file there.

    Raises
    ------
    ParameterError
        A parameter the notebook does not declare, or of another type.
    RunError
        A cell failed; the message says which, with the error's own words.
    """
    check_parameters(notebook, parameters)
    partial = target.with_suffix(".partial.ipynb")
    with kernels.one() as manager:
        try:
            papermill.execute_notebook(
                str(notebook), str(partial), parameters, progress_bar=False, km=manager, request_save_on_cell_execute=False
            )
        except PapermillExecutionError as error:
            partial.unlink(missing_ok=True)
            raise RunError(_told(notebook, parameters, error)) from None
    _forget_paths(partial)
    return partial.replace(target)


def _forget_paths(executed: Path) -> None:
    """Take this machine's paths out of what papermill noted about the execution."""
    notebook = nbformat.read(executed, as_version=4)
    for name in ("input_path", "output_path"):
        notebook.metadata.papermill[name] = Path(notebook.metadata.papermill[name]).name.replace(".partial", "")
    notebook.metadata.papermill["environment_variables"] = {}
    nbformat.write(notebook, executed)
