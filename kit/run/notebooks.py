"""Notebooks executed by papermill in kernels that stay warm between them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from kit.errors import ParameterError, RunError
from kit.lean_imports import lean_imports
from kit.run.kernels import Kernels

with lean_imports():
    import nbformat
    import papermill
    from jupyter_client.client import KernelClient
    from jupyter_client.manager import KernelManager
    from jupyter_core.utils import ensure_event_loop
    from nbclient.exceptions import DeadKernelError
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillExecutionError

#: Empties a kernel's namespace; what it has imported stays, and is not looked through again for what nobody needs.
EMPTY_NAMESPACE = "%reset -f\n__import__('gc').freeze()"
#: Seconds a kernel may take to answer: on a busy machine its warm-up alone can take two minutes.
START_TIMEOUT = 300
#: The same of a kernel that has executed a notebook: it has nothing left to load.
WARM_TIMEOUT = 60
#: Seconds without a heartbeat after which a kernel counts as deaf. It beats while it computes, even in compiled code.
DEAF_AFTER = 45
#: Seconds that one look at the heart may count for: a run that was itself stopped for long, as a suspended machine's, has
#: heard nothing meanwhile, and that says nothing of the kernel.
LONGEST_LOOK = 10
#: Seconds between two questions to a kernel whose answer is waited for.
ASK_EVERY = 12
#: So many such questions answered in a row, and nothing heard of the cell: what the kernel had to say of it was lost.
ASKED_ENOUGH = 3


class _Watch:
    """Whether a kernel that lives still hears and is heard, while something is waited for.

    A kernel answers one request after the other. What is asked after a cell, over another connection, is answered when the
    cell is done; so a cell may take as long as it likes, and where answers come but not the cell's, that one was lost.
    """

    def __init__(self, manager: KernelManager, client: KernelClient) -> None:
        self._other, self._heart = manager.other_client, client.hb_channel
        self.begin()

    def begin(self) -> None:
        """Something new is waited for, or something came."""
        self._looked_at = self._asked_at = time.monotonic()
        self._deaf_for = 0.0
        self._asked, self._n_answered = "", 0

    def fault(self) -> str:
        """What is wrong, in words; "" where nothing is."""
        now = time.monotonic()
        is_beating, since = self._heart.is_beating(), min(now - self._looked_at, LONGEST_LOOK)
        self._deaf_for, self._looked_at = 0.0 if is_beating else self._deaf_for + since, now
        if self._deaf_for > DEAF_AFTER:
            return f"its kernel lives but has not answered for {DEAF_AFTER} seconds"
        if self._asked and self._is_answered():
            self._asked, self._n_answered = "", self._n_answered + 1
        if self._n_answered >= ASKED_ENOUGH:
            return "its kernel is done with a cell, but the answer or an output was lost on the way"
        if not self._asked and now - self._asked_at > ASK_EVERY:
            self._asked, self._asked_at = self._other.kernel_info(), now
        return ""

    def _is_answered(self) -> bool:
        while (socket := self._other.shell_channel.socket).poll(0):
            _, message = self._other.session.recv(socket)
            if message and message["parent_header"].get("msg_id") == self._asked:
                return True
        return False


class _WatchedClient(PapermillNotebookClient):
    """papermill's client, but for a kernel that is deaf or whose answer was lost: that ends the notebook as a dead one does."""

    watch: _Watch | None = None
    fault = ""

    async def _async_poll_kernel_alive(self) -> None:  # once a cell, while it is executed
        self.watch = _Watch(self.km, self.kc)
        await super()._async_poll_kernel_alive()

    async def _async_check_alive(self) -> None:  # every second while a cell is executed, every five while another answer is due
        await super()._async_check_alive()
        if self.watch is not None and (fault := self.watch.fault()):
            self.fault = fault
            raise DeadKernelError(fault)

    def process_message(self, *message: Any, **more: Any) -> Any:
        """As papermill does; what comes shows that something still comes."""
        if self.watch is not None:
            self.watch.begin()
        return super().process_message(*message, **more)

    def papermill_execute_cells(self) -> None:
        """As papermill does, in an empty namespace.

        It is emptied by the client that executes the cells: what two clients send to a kernel comes in no order, and on a busy
        machine a namespace that another one emptied was gone between two cells.
        """
        self.kc.execute(EMPTY_NAMESPACE, silent=True, store_history=False)
        super().papermill_execute_cells()

    def execute(self, **how: Any) -> Any:
        """As papermill does, but for the words: nbclient calls every kernel dead that it gave up."""
        try:
            return super().execute(**how)
        except DeadKernelError as error:
            raise (DeadKernelError(self.fault) if self.fault else error) from None


class WarmEngine(NBClientEngine):
    """papermill's own engine, but for its client's sockets: they are closed here, since the kernel outlives the notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, km: KernelManager, execution_timeout: int | None = None, **_: object
    ) -> None:
        """Execute in the kernel that is given; what papermill passes besides concerns kernels it starts itself."""
        client = _WatchedClient(
            nb_man, km=km, kernel_name=kernel_name, startup_timeout=WARM_TIMEOUT if km.has_worked else START_TIMEOUT,
            timeout=execution_timeout,
            iopub_timeout=START_TIMEOUT,  # papermill gives a cell's output four seconds to arrive, too few on a busy machine
        )  # fmt: skip
        try:
            client.execute()
            km.has_worked = True
        finally:
            _forget_paths(nb_man.nb)
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
        except TimeoutError as error:
            _keep_failed(partial, target)
            raise RunError(f"{notebook.name}: {_timed_out(error, cell_seconds)}") from None
        except RuntimeError as error:  # what jupyter raises where a kernel dies or never answers
            _keep_failed(partial, target)
            raise RunError(f"{notebook.name}: {error}; see whether memory ran out, and run again") from None
    return partial.replace(target)


def _timed_out(error: TimeoutError, cell_seconds: int | None) -> str:
    """What took too long: a cell that was given so many seconds, else its output after it."""
    if cell_seconds is not None and "IOPub" not in str(error):
        return f"a cell took more than {cell_seconds} seconds"
    return f"the output of a cell that was done did not arrive within {START_TIMEOUT} seconds; run again"


def _keep_failed(partial: Path, target: Path) -> None:
    """What was executed before a notebook failed, for whoever looks for the reason."""
    if partial.exists():
        partial.replace(target.with_suffix(".failed.ipynb"))


def _forget_paths(notebook: nbformat.NotebookNode) -> None:
    """Take this machine's paths out of what papermill noted about the execution, before it is written: that takes longest."""
    noted = notebook.metadata.setdefault("papermill", {})
    for name in ("input_path", "output_path"):
        noted[name] = Path(noted.get(name) or "").name.replace(".partial", "")
    noted["environment_variables"] = {}
