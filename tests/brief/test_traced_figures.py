"""Every figure, name and quote of page one is what the record's rows say; the check of it notices a fault."""

import json

import pytest

from tests.benchmarks.tracing.rows import Rows, Workspace
from tests.benchmarks.tracing.run import checked, unnoticed


def parts_of(october, persona):
    """The rows, the page and the JSON of one of the sample's briefs."""
    workspace, reports = october
    path = reports / "2026-10" / f"{persona}.html"
    rows = Rows(Workspace(workspace), persona, "2026-10")
    return rows, path.read_text(encoding="utf-8"), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.run
@pytest.mark.parametrize(
    "persona", ["account-manager", "cs-lead", "data-engineer", "demand-gen", "finance-leader", "revops-lead"]
)
def test_every_figure_name_and_quote_of_page_one_is_what_the_rows_say(october, persona):
    found, left = checked(*parts_of(october, persona))
    assert [check for check in found if not check.is_right] == []
    assert left == []
    assert len(found) > 40


@pytest.mark.run
def test_each_figure_that_is_spoiled_is_noticed(october):
    planted, missed = unnoticed(*parts_of(october, "revops-lead"))
    assert planted > 25
    assert missed == []


@pytest.mark.run
@pytest.mark.parametrize(("said", "spoiled"), [("One says something else", "doubts"), ("What they say", "numbers")])
def test_a_quote_with_another_word_is_noticed(october, said, spoiled):
    rows, html, facts = parts_of(october, "revops-lead")
    start = html.index('<p dir="auto"', html.index(said, html.index('id="first-screen"')))
    at = html.index(">", start) + 1
    found, _ = checked(rows, html[:at] + spoiled + " " + html[at:], facts)
    assert [check.due for check in found if not check.is_right] == ["in no counted conversation of this account"]
