"""The five questions: each in at most five lines, and answered on the sample."""

import ast
import inspect

import pytest

import kit
from tests.workbench import five_questions
from tests.workbench.five_questions import ASKED_OF_A_PERSONA, everything_into_excel

QUESTIONS = (*ASKED_OF_A_PERSONA, everything_into_excel)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_a_question_takes_at_most_five_lines(question):
    body = ast.parse(inspect.getsource(question)).body[0].body
    assert body[-1].end_lineno - body[0].lineno + 1 <= 5


def test_nothing_but_the_kit_and_pandas_is_needed():
    tree = ast.parse(inspect.getsource(five_questions))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"sys", "pandas", "kit"}


@pytest.mark.run
@pytest.mark.parametrize("question", ASKED_OF_A_PERSONA, ids=lambda question: question.__name__)
def test_a_question_is_answered_on_the_sample(october, question):
    assert len(question(october[0], "revops-lead")) >= 1


@pytest.mark.run
def test_the_planted_rise_is_among_the_pains_that_grew(october, briefs):
    grew = five_questions.which_pains_grew_since_summer(october[0], "revops-lead")
    rose = [shift for shift in briefs["revops-lead"]["shifts"] if shift["surfaced"] and shift["shift_pp"] > 0]
    assert rose
    # what a brief reports may be a finer group of the theme that grew: the two hold the same accounts' words
    work = kit.open(october[0])
    for shift in rose:
        held = [set(work.evidence(theme=name, cycle="2026-10")["account"]) for name in (shift["theme"], *grew["theme_id"])]
        assert any(len(held[0] & theme) >= 0.8 * len(held[0]) for theme in held[1:])


@pytest.mark.run
def test_everything_goes_into_one_workbook(october, tmp_path):
    assert [path.name for path in everything_into_excel(october[0], tmp_path)] == ["all.xlsx"]
