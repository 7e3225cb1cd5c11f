"""Questions about accounts, segments and tiers; and quotes held against the stored text."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kit.ask.asked_accounts import nearest_accounts
from kit.ask.no_answer import why_nothing
from kit.ask.quotes import find_quotes, quotes_json
from kit.ask.search import Question
from kit.ask.verified import verified
from kit.errors import WorkspaceError

LAST = 200


def asked(bench, **question):
    return find_quotes(bench.record, bench.personas, Question(**({"last": LAST} | question)), None, bench.accounts)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ({"account": "a-003"}, lambda row: row["account_id"] == "a-003"),
        ({"segment": "enterprise"}, lambda row: row["segment"] == "enterprise"),
        ({"tier": "A", "segment": "mid-market"}, lambda row: row["tier"] == "A" and row["segment"] == "mid-market"),
        ({"account": "a-003", "persona": "ops"}, lambda row: row["account_id"] == "a-003"),
        ({"account": "a-003", "segment": "enterprise"}, lambda row: False),
    ],
)
def test_quotes_are_of_the_accounts_asked_for_and_of_all_of_them(bench_of, question, holds):
    bench = bench_of(n_accounts=12)
    wanted = bench.passages().merge(bench.accounts[["account_id"]], on="account_id")
    wanted = wanted[wanted["text"].str.startswith("hello") == False]  # noqa: E712
    expected = {row["passage_id"] for row in wanted.to_dict("records") if holds(row)}
    quotes = [quote for quote in asked(bench, **question) if not quote["text"].startswith("hello")]
    assert {quote["passage_id"] for quote in quotes} == expected


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"account": "a-01"}, "there is no account 'a-01'; the nearest are a-010, a-011"),
        ({"segment": "SMB"}, "segment 'SMB' is none; there are enterprise, mid-market"),
        ({"tier": "Z"}, "tier 'Z' is none; there are A, B"),
    ],
)
def test_accounts_segments_and_tiers_that_are_none_are_refused_by_name(bench_of, question, told):
    with pytest.raises(WorkspaceError, match=told):
        asked(bench_of(n_accounts=12), **question)


def test_an_account_that_only_the_record_knows_can_be_asked_for(bench_of):
    bench = bench_of(n_accounts=12)
    question = Question(account="a-003", last=3)
    assert len(find_quotes(bench.record, bench.personas, question, None, bench.accounts.head(0))) == 3


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"account": "quiet"}, "No conversation of account quiet in 2026-05 to 2026-10; of all accounts there are"),
        (
            {"account": "a-003", "segment": "enterprise"},
            "No conversation of account a-003, which is of another segment or tier, in",
        ),
        ({"segment": "none-spoke"}, "No conversation of the 1\u00a0account of segment none-spoke in"),
        ({"account": "a-003", "words": "xylophone"}, r"Nobody said anything that fits \(words xylophone, account a-003\)"),
    ],
)
def test_nothing_found_says_whose_words_were_looked_for(bench_of, question, told):
    bench = bench_of(n_accounts=12)
    quiet = bench.accounts.head(1).assign(account_id="quiet", segment="none-spoke")
    accounts = pd.concat([bench.accounts, quiet])
    wanted = Question(**question)
    assert find_quotes(bench.record, bench.personas, wanted, None, accounts) == []
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(why_nothing(bench.record, bench.personas, wanted, accounts))


def test_the_nearest_are_by_id_and_by_name():
    known = {"a-001": "Brindlehaul", "a-017": "Halden Group", "b-170": ""}
    assert nearest_accounts("halden", known)[0] == "a-017 (Halden Group)"
    assert nearest_accounts("b-17", known)[0] == "b-170"
    assert nearest_accounts("qqqq", known) == []


@pytest.mark.parametrize(
    "change", [{"start": 3}, {"text": "something else"}, {"end": 4}, {"text": "", "end": 0}, {"passage_id": "desk:none#0"}]
)
def test_a_quote_that_does_not_stand_in_its_conversation_is_left_out(bench_of, change):
    bench = bench_of(n_accounts=12)
    quotes = asked(bench, last=3)
    assert verified(bench.record, quotes) == (quotes, 0)
    assert verified(bench.record, [quotes[0] | change, *quotes[1:]]) == (quotes[1:], 1)


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\U000e0041b", "a\x1b[2Jb", "a\u2028b", "a\x85b", "a\ufeffb"])
def test_what_cannot_be_seen_is_written_out_in_json_and_means_the_same(text):
    written = quotes_json([{"text": text}])
    assert json.loads(written) == [{"text": text}]
    assert text not in written
    assert quotes_json([{"text": "Größe, 大きい, 🙂, ❤️, می\u200cخواهم"}]).count("\\u") == 0
