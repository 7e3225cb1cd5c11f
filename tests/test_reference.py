"""The reference is what the code says: nobody has to keep it."""

import pytest

from kit.config.settings import Settings
from kit.record.tables import TABLES
from tests.reference import PAGE, page


def test_the_page_is_what_the_code_prints():
    assert PAGE.read_text(encoding="utf-8") == page(), "print it anew: make reference"


@pytest.mark.parametrize("name", [*Settings.model_fields, *TABLES, "compare", "bertopic", "try_themes"])
def test_every_setting_table_and_call_is_on_it(name):
    assert f"`{name}`" in page() or f"w.{name}(" in page()
