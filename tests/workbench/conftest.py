"""A workspace of a small record, opened as a workbench."""

import pytest

from kit.workbench.handle import Workbench


@pytest.fixture
def bench_of(small_record, tmp_path):
    """Makes a workbench of a record: the arguments of ``small_record``."""

    def make(**of):
        small = small_record(**of)
        small.accounts.to_csv(tmp_path / "accounts.csv", index=False)
        return Workbench(tmp_path, small.settings, small.personas, small.record)

    return make
