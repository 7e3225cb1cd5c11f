"""Notebooks executed by papermill in kernels that stay warm between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.errors import ParameterError, RunError
from kit.lean_imports import lean_imports
from kit.run.kernels import Kernels

with lean_imports():
    import nbformat
    import papermill
    from jupyter_client.manager import KernelManager
    from jupyter_core.utils import ensure_event_loop
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillExecutionError

#: Seconds a kernel may take to answer: on a busy machine its warm-up alone can take two minutes.
START_TIMEOUT = 300


class WarmEngine(NBClientEngine):
    """papermill's own engine, but for its client's sockets: they are closed here, since the kernel outlives the notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, km: KernelManager, execution_timeout: int | None = None, **_: object
    ) -> None:
        """Execute in the kernel that is given; what papermill passes besides concerns kernels it starts itself."""
        client = PapermillNotebookClient(
            nb_man, km=km, kernel_name=kernel_name, startup_timeout=START_TIMEOUT, timeout=execution_timeout,
            iopub_timeout=START_TIMEOUT,  # papermill gives a cell's output four seconds to arrive, too few on a busy machine
        )  # fmt: skip
        try:
            client.execute()
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            if not (loop := ensure_event_loop()).is_running():
                loop.close()  # jupyter keeps one a thread and closes none


papermill_engines.register("warm", WarmEngine)


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
