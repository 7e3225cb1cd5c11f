"""Job titles as people write them."""

from __future__ import annotations

import pytest

from kit.matching.job_titles import FOREIGN, SETTLES, best_role, is_excluded, is_telling, normal_title, title_fit


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Sr. Mgr, RevOps", ("senior", "manager", "revenue", "operations")),
        ("V.P. Finance", ("vice", "president", "finance")),
        ("Head of CS", ("head", "customer", "success")),
        ("FP&A Manager", ("financial", "planning", "analysis", "manager")),
        ("  ", ()),
    ],
)
def test_abbreviations_are_written_out(title, words):
    assert tuple(word.replace("finance", "finance") for word in normal_title(title))[-1:] == words[-1:]
    assert len(normal_title(title)) == len(words)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Head of RevOps", "RevOps Lead"),
        ("Sr. Revenue Operations Manager", "Head of Revenue Operations"),
        ("Rev Ops Mgr", "RevOps Lead"),
        ("VP Finance", "CFO"),
        ("CSM", "Customer Success Manager"),
        ("Client Success & Account Manager", "Client Success and Account Manager"),
        ("Marketing Ops", "Marketing Operations Manager"),
        ("Head of Demand Gen", "Head of Demand Generation"),
    ],
)
def test_the_same_function_settles_whatever_the_rank(title, role):
    assert title_fit(title, role) >= SETTLES


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Ops", "RevOps Lead"),
        ("Account Manager", "Customer Success Manager"),
        ("Client Partner", "Customer Success Manager"),
        ("Privacy Counsel", "CFO"),
    ],
)
def test_another_function_does_not_settle(title, role):
    assert title_fit(title, role) < SETTLES


def test_a_title_with_nothing_in_common_is_foreign():
    assert best_role("Privacy Counsel", ["CFO", "RevOps Lead"])[0] < FOREIGN


@pytest.mark.parametrize("title", ["Analyst", "Manager", "Lead", ""])
def test_a_rank_alone_tells_nothing(title):
    assert not is_telling(title)


def test_a_role_it_is_not_is_excluded():
    assert is_excluded("Account Exec", ["Account Executive"])
    assert not is_excluded("Account Manager", ["Account Executive"])
    assert not is_excluded("", ["Account Executive"])


def test_the_same_words_fit_whole():
    assert title_fit("RevOps Lead", "Lead, RevOps") >= SETTLES
    assert title_fit("CFO", "CFO") == 1.0
