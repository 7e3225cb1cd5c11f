"""Libraries that a run never uses are not loaded by what it imports, and can be imported afterwards."""

import gc
import subprocess
import sys

import pytest

from kit.lean_imports import NEVER_USED_IN_A_RUN, lean_imports, uncollected_imports


def printed(code):
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("module", ["kit.run.monthly", "kit.run.warm"])
def test_what_a_run_imports_leaves_out_what_it_never_uses(module):
    loaded = printed(f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))")
    assert not {*NEVER_USED_IN_A_RUN, "numba"} & set(loaded)


def test_a_library_is_out_inside_the_block_and_there_after_it():
    code = """
from kit.lean_imports import lean_imports
with lean_imports("wave"):
    try:
        import wave
    except ImportError:
        print("out")
import wave
print(wave.__name__)
"""
    assert printed(code) == ["out", "wave"]


def test_imports_go_without_the_collector_which_works_again_after_them():
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    with uncollected_imports():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()


def test_a_library_that_is_loaded_stays_loaded():
    with lean_imports("pytest"):
        assert sys.modules["pytest"] is pytest
    assert sys.modules["pytest"] is pytest


@pytest.mark.parametrize(
    ("module", "unused"),
    [
        ("kit.run.check.workspace", {"papermill", "nbformat", "sqlalchemy", "duckdb", "scipy.stats", "plotly", "IPython"}),
        ("kit.steps.quotes", {"papermill", "sqlalchemy", "scipy.stats", "plotly", "IPython", "sklearn", "bertopic"}),
        ("kit.cli.main", {"pandas", "scipy", "papermill", "sqlalchemy", "plotly"}),
    ],
)
def test_a_command_fetches_only_what_it_uses(module, unused):
    assert not unused & set(printed(f"import sys, {module}; print(*sys.modules)"))
