"""Tables: what stands before the fold."""

import pytest

from kit.brief.tables import before_the_fold


@pytest.mark.parametrize("number", [0, 1, 5, 6, 7, 8, 9, 40])
def test_no_row_stands_alone_behind_a_fold(number):
    folded = max(number - before_the_fold(number, 6), 0)
    assert folded != 1
    assert (folded == 0) == (number <= 7)
