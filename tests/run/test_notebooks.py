"""The monthly run: repeatable, growing, all or nothing."""

import importlib.util
import json
import shutil
import signal
from datetime import UTC, datetime
from types import SimpleNamespace

import nbformat
import pytest

from kit.errors import CycleError, ParameterError, RunError, WorkspaceError
from kit.record.store import Record
from kit.resources import resource
from kit.run.kernels import WARM_UP, Kernels
from kit.run.monthly import plan_run, run_plan, steps
from kit.run.notebooks import _Watch, check_parameters, execute_notebook

NOTEBOOKS = resource("notebooks")
#: A connection on which nothing has come.
NO_ANSWER = SimpleNamespace(poll=lambda _: 0)


def without_run(path):
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts.pop("run")
    return facts


def test_a_run_leaves_every_file_of_the_contract_and_nothing_half_made(october, briefs):
    _, reports = october
    folder = reports / "2026-10"
    for persona in briefs:
        assert {path.name for path in folder.glob(f"{persona}.*")} == {
            f"{persona}{end}" for end in (".html", ".json", ".evidence.csv", ".accounts.csv")
        }
    assert (reports / "index.html").is_file()
    assert (folder / "index.html").is_file()
    assert len(list((folder / "notebooks").glob("*.ipynb"))) == 4 + 2 * len(briefs)
    assert not list(reports.rglob("*partial*"))


def test_no_path_of_this_machine_reaches_the_output(october):
    workspace, reports = october
    for path in reports.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert str(workspace.parent) not in text, path
            assert str(NOTEBOOKS.parent) not in text, path


def test_a_second_run_says_the_same_byte_for_byte_and_doubles_nothing(october, tmp_path):
    workspace, reports = october
    workspace = shutil.copytree(workspace, tmp_path / "sample")
    record = Record(workspace / "record")
    before = {
        table: len(record.read(table)) for table in ("conversations", "passages", "matches", "themes", "assignments", "briefs")
    }
    run_plan(plan_run(workspace, "2026-10", tmp_path / "reports", jobs=1))
    assert {table: len(record.read(table)) for table in before} == before
    for path in sorted((reports / "2026-10").glob("*.json")):
        again = tmp_path / "reports" / "2026-10" / path.name
        assert json.dumps(without_run(again)) == json.dumps(without_run(path)), path.name


def test_a_cycle_that_is_not_over_is_refused_unless_partial_is_asked_for(loaded, tmp_path):
    now = datetime(2026, 10, 20, tzinfo=UTC)
    with pytest.raises(CycleError, match="2026-10 is not over before 2026-11-01; wait for it, or give --partial"):
        plan_run(loaded, "2026-10", tmp_path, now=now)
    assert plan_run(loaded, "2026-10", tmp_path, partial=True, now=now).partial
    assert plan_run(loaded, None, tmp_path, now=now).cycle == "2026-09"
    with pytest.raises(WorkspaceError, match=r"is a quarter; .*says `cycle: month`"):
        plan_run(loaded, "2026-Q3", tmp_path, now=now)


def test_a_plan_names_every_step_once(loaded, tmp_path):
    names = steps(plan_run(loaded, "2026-10", tmp_path))
    assert len(names) == len(set(names)) == 17


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"workspace": ".", "cicle": "2026-10"}, r"does not declare \['cicle'\]; it declares \['cycle', 'workspace'\]"),
        ({"cycle": 202610}, "parameter 'cycle' is 202610, which is no str"),
    ],
)
def test_an_unknown_or_mistyped_parameter_is_refused(parameters, told):
    with pytest.raises(ParameterError, match=told):
        check_parameters(NOTEBOOKS / "01_load_conversations.ipynb", parameters)


def notebook(path, *cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    made.cells[0].metadata["tags"] = ["parameters"]
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path):
    path = tmp_path / "plain.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), path)
    with pytest.raises(ParameterError, match=r"plain.ipynb has no cell tagged `parameters`"):
        check_parameters(path, {})


def test_a_waiting_kernel_imports_a_module_that_is_there():
    assert importlib.util.find_spec(WARM_UP.removeprefix("import "))


def test_kernels_stay_warm_and_forget_names_and_failures_leave_what_they_did(tmp_path):
    first = notebook(tmp_path / "first.ipynb", "cycle = '2026-10'", "kept = 1")
    second = notebook(tmp_path / "second.ipynb", "cycle = '2026-10'", "print('kept' in globals(), cycle)")
    broken = notebook(tmp_path / "broken.ipynb", "cycle = '2026-10'", "raise ValueError('told')")
    with Kernels(1, tmp_path) as kernels:
        execute_notebook(first, tmp_path / "1.ipynb", {"cycle": "2026-09"}, kernels)
        done = execute_notebook(second, tmp_path / "2.ipynb", {"cycle": "2026-08"}, kernels)
        with pytest.raises(RunError, match=r"broken.ipynb \(cycle 2026-07\) stopped in cell 2: ValueError: told"):
            execute_notebook(broken, tmp_path / "3.ipynb", {"cycle": "2026-07"}, kernels)
    assert "False 2026-08" in str(nbformat.read(done, as_version=4).cells[-1].outputs)
    assert sorted(path.name for path in tmp_path.glob("*.ipynb")) == [
        "1.ipynb",
        "2.ipynb",
        "3.failed.ipynb",
        "broken.ipynb",
        "first.ipynb",
        "second.ipynb",
    ]


def test_a_namespace_is_emptied_by_the_client_that_executes_the_notebook(tmp_path, monkeypatch):
    first = notebook(tmp_path / "first.ipynb", "cycle = '2026-10'", "kept = 1")
    second = notebook(tmp_path / "second.ipynb", "cycle = '2026-10'", "print('kept' in globals(), cycle)")
    with Kernels(1, tmp_path) as kernels:
        execute_notebook(first, tmp_path / "1.ipynb", {"cycle": "2026-09"}, kernels)
        # another client's message comes before or after the cells, whichever is quicker: none may empty anything
        monkeypatch.setattr(kernels._all[0].client, "execute", lambda *_, **__: pytest.fail("sent by another client"))
        done = execute_notebook(second, tmp_path / "2.ipynb", {"cycle": "2026-08"}, kernels)
    assert "False 2026-08" in str(nbformat.read(done, as_version=4).cells[-1].outputs)


def test_cycles_in_a_row_grow_the_record_and_a_failed_run_leaves_the_last_briefs(october, tmp_path, monkeypatch):
    workspace = shutil.copytree(october[0], tmp_path / "sample", ignore=shutil.ignore_patterns("record"))
    record, reports = Record(workspace / "record"), tmp_path / "reports"
    seen = []
    for cycle in ("2026-08", "2026-09", "2026-10"):
        run_plan(plan_run(workspace, cycle, reports))
        conversations = record.read("conversations")
        assert conversations["conversation_key"].is_unique
        assert record.read("matches")["conversation_key"].is_unique
        seen.append((len(conversations), len(record.read("briefs")), len(record.read("runs"))))
    assert seen == [(seen[0][0], 6, 1), (seen[0][0], 12, 2), (seen[0][0], 18, 3)]
    later = json.loads((reports / "2026-10" / "revops-lead.json").read_text(encoding="utf-8"))
    earlier = json.loads((reports / "2026-08" / "revops-lead.json").read_text(encoding="utf-8"))
    assert {theme["id"] for theme in earlier["themes"]} & {theme["id"] for theme in later["themes"]}
    before = {path: path.read_bytes() for path in reports.rglob("*") if path.is_file()}

    def fail(*_):
        raise RunError("the page could not be made")

    monkeypatch.setattr("kit.run.monthly.brief_page", fail)
    with pytest.raises(RunError, match="the page could not be made"):
        run_plan(plan_run(workspace, "2026-10", reports))
    kept = reports / "2026-10.failed" / "run.log"
    assert "the page could not be made" in kept.read_text(encoding="utf-8")
    assert {path: path.read_bytes() for path in reports.rglob("*") if path.is_file() and path != kept} == before


def executed(folder, kernels, source):
    made = notebook(folder / "n.ipynb", 'cycle = ""', source)
    return execute_notebook(made, folder / "out.ipynb", {"cycle": "2026-10"}, kernels)


def test_a_kernel_that_dies_ends_the_run_within_seconds(tmp_path):
    with Kernels(1, tmp_path) as kernels, pytest.raises(RunError, match=r"n\.ipynb: Kernel died; see whether memory ran out"):
        executed(tmp_path, kernels, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")  # it used to wait for ever
    assert not list(tmp_path.glob("out*"))


#: In a kernel: it says nothing once where it should say this, and nothing is wrong otherwise.
LOSES = """
kernel = get_ipython().kernel
send = kernel.session.send
def lossy(stream, kind, content=None, parent=None, **more):
    if kind == "{kind}" and (content or {{}}).get("{field}") == "{value}":
        kernel.session.send = send
        return kernel.session.msg(kind, content)
    return send(stream, kind, content, parent, **more)
kernel.session.send = lossy
"""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            LOSES.format(kind="execute_reply", field="status", value="ok"),
            "done with a cell, but the answer or an output was lost",
        ),
        (LOSES.format(kind="status", field="execution_state", value="idle"), "the answer or an output was lost on the way; see"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "lives but has not answered for 3 seconds"),
    ],
    ids=["its answer", "its output", "deaf"],
)
def test_a_kernel_that_is_no_longer_heard_ends_the_run(source, said, tmp_path, monkeypatch):
    monkeypatch.setattr("kit.run.notebooks.DEAF_AFTER", 3)
    monkeypatch.setattr("kit.run.notebooks.ASK_EVERY", 0.5)
    with Kernels(1, tmp_path) as kernels, pytest.raises(RunError, match=said):
        executed(tmp_path, kernels, source)


def test_a_run_that_was_itself_stopped_takes_no_kernel_for_deaf(monkeypatch):
    now, other = [0.0], SimpleNamespace(kernel_info=lambda: "asked", shell_channel=SimpleNamespace(socket=NO_ANSWER))
    monkeypatch.setattr("kit.run.notebooks.time", SimpleNamespace(monotonic=lambda: now[0]))
    silent = SimpleNamespace(hb_channel=SimpleNamespace(is_beating=lambda: False))
    watch = _Watch(SimpleNamespace(other_client=other), silent)
    faults = []
    for now[0] in (1.0, 3601.0, 3602.0, *(3602.0 + look for look in range(1, 60))):  # an hour's sleep, then a silent kernel
        faults.append(watch.fault())
    assert faults.index("its kernel lives but has not answered for 45 seconds") == 2 + 34  # 10 seconds stand for the hour


def test_a_deaf_kernel_between_two_notebooks_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("kit.run.notebooks.WARM_TIMEOUT", 3)
    with Kernels(1, tmp_path) as kernels:
        executed(tmp_path, kernels, "1 + 1")
        with kernels.lent() as manager:
            manager.signal_kernel(signal.SIGSTOP)
        with pytest.raises(RunError, match="Kernel didn't respond in 3 seconds; see whether"):
            executed(tmp_path, kernels, "1 + 1")


@pytest.mark.parametrize(
    "waits", ["import time; time.sleep(6)", "import asyncio; await asyncio.sleep(6)", "for _ in range(10**8): pass"]
)
def test_a_cell_that_computes_or_waits_for_long_is_no_deaf_kernel(waits, tmp_path, monkeypatch):
    monkeypatch.setattr("kit.run.notebooks.ASK_EVERY", 0.1)
    with Kernels(1, tmp_path) as kernels:
        done = executed(tmp_path, kernels, f"{waits}\nprint('done')")
    assert "done" in str(nbformat.read(done, as_version=4).cells[-1].outputs)


def test_a_cell_with_a_limit_and_an_output_that_does_not_come_are_told_apart(tmp_path, monkeypatch):
    with Kernels(1, tmp_path) as kernels:
        made = notebook(tmp_path / "n.ipynb", 'cycle = ""', "import time; time.sleep(30)")
        with pytest.raises(RunError, match=r"n\.ipynb: a cell took more than 1 seconds"):
            execute_notebook(made, tmp_path / "out.ipynb", {"cycle": "2026-10"}, kernels, cell_seconds=1)
    monkeypatch.setattr("kit.run.notebooks.START_TIMEOUT", 4)
    with (
        Kernels(1, tmp_path) as kernels,
        pytest.raises(RunError, match="the output of a cell that was done did not arrive within 4"),
    ):
        executed(tmp_path, kernels, LOSES.format(kind="status", field="execution_state", value="idle"))
