"""Warm: commands of the kit as processes of their own that need not import anything, so that hundreds of them can be killed.

A server imports what the kit and its kernels import, loads the embedding, fits the passage classifier (neither writes
anything) and forks for each command; the kernels of a run are forked with it. What a command does from then on is what
`python -m kit` does: its own process, kernels that are its children, papermill between.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from clocks import set_clock

#: Kernels forked with a command; those a run does not ask for end with it.
KERNELS = 2
#: Seconds between two looks for a file.
POLL = 0.01


@dataclass
class Command:
    """A command that was started; ``name`` tells its files in the server's folder."""

    folder: Path
    name: str
    pid: int

    def wait(self, seconds: float = 600.0) -> int | None:
        """Its exit status, -9 where it was killed; None where it still runs after so many seconds."""
        path, end = self.folder / f"{self.name}.status", time.monotonic() + seconds
        while not path.exists():
            if time.monotonic() > end:
                return None
            time.sleep(POLL)
        return int(path.read_text())

    def kill(self) -> None:
        """End it at once, whatever it does; its kernels notice by themselves, as they would."""
        os.killpg(self.pid, signal.SIGKILL)

    @property
    def out(self) -> str:
        return (self.folder / f"{self.name}.out").read_text(encoding="utf-8", errors="replace")

    @property
    def err(self) -> str:
        return (self.folder / f"{self.name}.err").read_text(encoding="utf-8", errors="replace")


class Warm:
    """The server, for as long as the ``with`` block lasts."""

    def __init__(self) -> None:
        self._n = 0

    def __enter__(self) -> Warm:
        self._temporary = tempfile.TemporaryDirectory(prefix="kit-warm-")
        self.folder = Path(self._temporary.name)
        call = [sys.executable, str(Path(__file__).resolve()), str(self.folder)]
        self._server = subprocess.Popen(call, stdin=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stdin.close()
        self._server.wait()
        self._temporary.cleanup()

    def start(
        self, *call: object, largest: int = 0, environ: dict[str, str] | None = None, code: str = "", clock: float = 0.0
    ) -> Command:
        """Start a command.

        Parameters
        ----------
        call : as on the command line, without "kit".
        largest : bytes that a file may have, as a disk that is full would stop it; 0 is no limit.
        environ : more variables for it.
        code : Python that is run in the place of the command line.
        clock : seconds by which its clock, and that of its kernels, is ahead; negative is set back.
        """
        self._n += 1
        name = f"{self._n:05d}"
        order = {"name": name, "call": [str(part) for part in call], "largest": largest, "environ": environ or {}, "code": code}
        order |= {"clock": clock}
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        path = self.folder / f"{name}.pid"
        while not path.exists():
            time.sleep(POLL)
        return Command(self.folder, name, int(path.read_text()))

    def run(self, *call: object, **more: Any) -> Command:
        """A command, whole."""
        command = self.start(*call, **more)
        command.wait()
        return command


def _note(path: Path, text: str) -> None:
    path.with_suffix(".new").write_text(text)
    path.with_suffix(".new").rename(path)


def _serve(folder: Path) -> None:
    """Import everything and fit what every process fits alike; then fork for each order."""
    import kit.run.warm  # noqa: F401
    from kit.cli.main import main  # noqa: F401
    from kit.run import monthly  # noqa: F401

    _fit_models()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _watched(folder, json.loads(line))


def _fit_models() -> None:
    """The embedding and the passage classifier, which each process loads and fits from what ships with the kit."""
    from kit.matching import match_conversations
    from kit.record.vectors import kept_embedder

    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would not be there after a fork
    with multiprocessing.get_context("fork").Pool(1) as pool:  # a process that read a table cannot be forked any more
        models = pool.apply(_fitted)
    match_conversations._STANCE_MODELS.update(models)
    for name, _ in models:
        kept_embedder(name)


def _fitted() -> dict[tuple[str, tuple[tuple[str, str], ...]], object]:
    """The passage classifier by the embedding it was fitted with, and by what people taught it: nothing."""
    import kit
    from kit.matching.match_conversations import stance_model

    with tempfile.TemporaryDirectory() as folder:
        vectors = kit.open(write_workspace(Path(folder) / "w")).vectors
        return {(vectors.model, ()): stance_model(vectors)}


def _watched(folder: Path, order: dict[str, Any]) -> NoReturn:
    """Fork the command and note how it ended."""
    pid = os.fork()
    if pid == 0:
        _command(folder, order)
    _note(folder / f"{order['name']}.pid", str(pid))
    _, status = os.waitpid(pid, 0)
    _note(folder / f"{order['name']}.status", str(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _command(folder: Path, order: dict[str, Any]) -> NoReturn:
    os.setsid()
    for number, ending in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / f"{order['name']}.{ending}", os.O_WRONLY | os.O_CREAT), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order["environ"])
    tempfile.tempdir = None  # the command's own, as its environment says
    if order["clock"]:
        set_clock(order["clock"])
    if order["call"][:1] == ["run"]:
        _fork_kernels()
    if order["largest"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    status = 1
    try:
        status = _done(order)
    except BaseException:  # whatever it is, the bench sees it as a traceback
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _done(order: dict[str, Any]) -> int:
    from kit.cli.main import main

    try:
        if order["code"]:
            exec(order["code"], {"__name__": "__main__"})
        else:
            main(order["call"], prog_name="kit")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@dataclass
class _ForkedKernel:
    """What jupyter takes for the process of a kernel."""

    pid: int
    returncode: int | None = None
    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + (timeout or 60)
        while self.poll() is None and time.monotonic() < end:
            time.sleep(POLL)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """As of a process of Python's own: nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    terminate = kill


def _fork_kernels() -> None:
    """Fork the run's kernels before it opens anything, and give them to jupyter when it asks for one."""
    from jupyter_client.provisioning import local_provisioner

    waiting = [_waiting_kernel() for _ in range(KERNELS)]

    def launch(call: list[str], env: dict[str, str], cwd: str, **_: object) -> _ForkedKernel:
        pid, pipe = waiting.pop(0)
        order = {"argv": call[call.index("ipykernel_launcher") + 1 :], "environ": env, "cwd": cwd}
        with os.fdopen(pipe, "w") as file:
            file.write(json.dumps(order) + "\n")
        return _ForkedKernel(pid)

    local_provisioner.launch_kernel = launch


def _waiting_kernel() -> tuple[int, int]:
    theirs, ours = os.pipe()
    parent = os.getpid()
    if pid := os.fork():
        os.close(theirs)
        while os.getpgid(pid) != pid:  # until it has a session of its own: who ends it ends its whole group
            time.sleep(POLL)
        return pid, ours
    os.close(ours)
    os.setsid()
    with os.fdopen(theirs) as file:
        text = file.readline()  # not to the end: a kernel that was forked later holds this pipe open too
    if not text:  # the command ended without a run
        os._exit(0)
    order = json.loads(text)
    os.chdir(order["cwd"])
    tempfile.tempdir = None
    os.environ.clear()
    os.environ.update(order["environ"] | {"JPY_PARENT_PID": str(parent)})
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=order["argv"])
    os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    from workspace import write_workspace

    _serve(Path(sys.argv[1]))
