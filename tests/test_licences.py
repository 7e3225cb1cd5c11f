"""Licences of everything the lock installs, as the packages' own metadata say; none of them passes its terms on to the kit."""

from __future__ import annotations

import pytest

from tests.licences import COPYLEFT, licences

FOUND = licences()


def test_every_package_of_the_lock_says_its_licence():
    assert len(FOUND) > 100
    assert [name for name, licence in FOUND.items() if not licence] == []


def test_no_licence_passes_its_terms_on():
    assert {name: licence for name, licence in FOUND.items() if COPYLEFT.search(licence)} == {}


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)", "AGPL-3.0", "LGPL-2.1"])
def test_a_licence_that_does_is_noticed(licence):
    assert COPYLEFT.search(licence)
    assert not COPYLEFT.search("MPL-2.0 AND MIT")
