"""People no persona describes: found on the sample's truth, counted as everywhere, told in words, kept in the record."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.brief.model import People
from kit.brief.sections.no_persona import finding, section, theme_rows
from kit.config.settings import Themes
from kit.drift.no_persona import MIN_VOICES, _is_shared, groups_of, is_peculiar, missing_people, nearest_nobody
from kit.ingest.erasure import forget
from kit.ingest.erasure_reports import Published
from kit.workspace import open_workspace
from tests.briefs import people
from tests.nobody_facts import counts, nobody_facts, theme

TRUTH = pd.read_csv(Path(__file__).parents[1] / "sample" / "truth.csv", keep_default_na=False)
TRUTH.index = TRUTH["source"] + ":" + TRUTH["conversation_id"]


@pytest.fixture(scope="module")
def work(october):
    return open_workspace(october[0])


@pytest.fixture(scope="module")
def facts(work):
    return json.loads(work.record.read("nobody", cycle="2026-10")["facts"].iloc[0])


def index_of(october):
    return unescape((october[1] / "2026-10" / "index.html").read_text(encoding="utf-8"))


def words(section):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section.html)).split()).replace("\u00a0", " ")


# --- on the sample ---------------------------------------------------------------------------------------------------


def test_the_planted_people_are_found_as_themes(facts):
    """Security reviewers and People teams are planted: both are told, by people who truly fit nobody, the first as its own."""
    found = [TRUTH.loc[theme["keys"]] for theme in facts["themes"]]
    everybody = pd.concat(found)
    assert (everybody["persona"] == "nobody").mean() >= 0.85
    assert max(rows["subjects"].str.contains("nobody-security-review").mean() for rows in found) >= 0.75
    assert everybody["subjects"].str.contains("nobody-people-analytics").sum() >= 3


def test_every_figure_is_of_those_who_fit_nobody_and_the_others_are_counted_apart(facts, work):
    states = work.record.read("matches").set_index("conversation_key")["state"]
    assert len(facts["accounts"]) <= facts["window"]["accounts"]
    for one in facts["themes"]:
        assert set(states[one["keys"]]) == {"unmatched"}
        assert one["conversations"] == len(one["keys"])
        assert not set(one["between"]["accounts"]) & set(one["accounts"])
        assert one["label"] in one["quote"]["text"]
    assert not set(facts["between"]) & set(facts["accounts"])


def test_the_accounts_and_the_revenue_shown_are_those_that_said_it(facts, work):
    arr = work.accounts.set_index("account_id")["arr"]
    heard = work.record.read("conversations").set_index("conversation_key")
    for one in facts["themes"]:
        assert one["accounts"] == sorted(set(heard.loc[one["keys"], "account_id"]) - {""})
        assert set(one["accounts"]) <= set(TRUTH.loc[one["keys"], "account_id"])  # a few rows lost their account on purpose
        assert len(one["accounts"]) >= MIN_VOICES
        assert one["arr"]["amount"] == arr.reindex(one["accounts"]).sum()
        assert one["arr"]["accounts_without_arr"] == arr.reindex(one["accounts"]).isna().sum()
    everyone = sorted({name for one in facts["themes"] for name in one["accounts"]})
    assert sorted(facts["accounts"]) == everyone
    assert facts["arr"]["amount"] == arr.reindex(everyone).sum()


def test_quotes_and_names_are_verbatim_and_by_one_who_fits_nobody(facts, work):
    texts = work.record.read("conversations").set_index("conversation_key")["text"]
    said = work.record.read("passages")
    states = work.record.read("matches").set_index("conversation_key")["state"]
    for one in facts["themes"]:
        quote, key = one["quote"], f"{one['quote']['source']}:{one['quote']['conversation_id']}"
        assert texts[key][quote["start"] : quote["end"]] == quote["text"]
        assert states[key] == "unmatched"
        assert any(one["label"] in text for text in said.loc[said["conversation_key"].isin(one["keys"]), "text"])
        assert key in one["keys"]


def test_who_fits_nobody_is_counted_alike_everywhere(facts, briefs, work):
    assert {brief["matching"]["unmatched"] for brief in briefs.values()} == {facts["now"]["conversations"]}
    matches = work.record.read("matches", cycle=facts["cycles"])
    assert facts["window"]["conversations"] == (matches["state"] == "unmatched").sum()
    assert facts["window"]["of_conversations"] == len(matches)
    assert sum(row["conversations"] for row in facts["titles"]) == facts["window"]["conversations"]


def test_the_index_shows_what_the_record_holds(facts, october):
    html = index_of(october)
    assert finding(people(facts)).replace("\u00a0", " ") in html.replace("\u00a0", " ")
    for one in facts["themes"]:
        assert one["label"] in html
        assert one["quote"]["text"] in html
    assert all(title["title"] in html for title in facts["titles"][:5])


def test_computing_again_says_the_same_byte_for_byte(facts, october, tmp_path):
    copy = open_workspace(shutil.copytree(october[0], tmp_path / "sample"))
    assert json.dumps(missing_people(copy, "2026-10")) == json.dumps(facts)
    assert len(copy.record.read("nobody")) == 1


def test_what_is_forgotten_leaves_the_drafts_too(facts, october, tmp_path):
    copy = open_workspace(shutil.copytree(october[0], tmp_path / "sample"))
    account = facts["themes"][0]["quote"]["account_id"]
    forget(copy.folder, copy.settings, copy.record, Published(tmp_path), account=account)
    assert copy.record.read("nobody").empty
    assert copy.record.read("drafts").empty
    kit.match_conversations(copy, "2026-10")
    assert account not in json.dumps(missing_people(copy, "2026-10"))


# --- by construction -------------------------------------------------------------------------------------------------


def test_nobody_heard_is_an_empty_answer(tmp_path):
    sample = Path(__file__).parents[2] / "data" / "sample"
    copy = shutil.copytree(sample, tmp_path / "sample", ignore=shutil.ignore_patterns("record", "inbox"))
    found = missing_people(open_workspace(copy), "2026-10")
    assert found["now"] == counts(0, 0, 0, 0, 0)
    assert (found["titles"], found["themes"], found["accounts"]) == ([], [], {})
    assert finding(People.model_validate(found)) == "Nobody spoke"


class WorkspaceOf:
    """The little of a workspace that is asked for, over a record made by hand."""

    def __init__(self, small):
        self.record, self.settings, self.personas, self.accounts, self.vectors = small.arguments
        self._cycles = list(small.cycles)

    def window(self, cycle):
        return self._cycles


def unmatched(small, is_theirs):
    """The record with some of its conversations matched to nobody."""
    matches = small.record.read("matches")
    theirs = is_theirs(small.record.read("conversations").set_index("conversation_key").loc[matches["conversation_key"]])
    matches.loc[theirs.to_numpy(), ["persona_id", "state"]] = ["", "unmatched"]
    small.record.replace("matches", matches)
    return WorkspaceOf(small)


def test_what_only_they_say_is_a_theme_with_titles_and_unknown_revenue_counted(small_record):
    work = unmatched(small_record(), lambda rows: rows["text"].str.startswith("single sign on"))
    found = missing_people(work, "2026-10")
    assert found["titles"] == [
        {"title": "Ops Lead", "conversations": found["window"]["conversations"], "accounts": found["window"]["accounts"]}
    ]
    assert found["themes"]
    assert all("single sign on" in one["label"] for one in found["themes"])
    said = {name for one in found["themes"] for name in one["accounts"]}
    assert found["arr"]["accounts_without_arr"] == sum(int(name[2:]) % 10 == 9 for name in said) > 0


def test_a_theme_needs_three_accounts_that_fit_nobody_outright():
    rows = pd.DataFrame({"account_id": list("abcabc"), "conversation_key": list("uvwxyz"), "is_nobody": [True] * 2 + [False] * 4})
    assert not _is_shared(rows)
    assert _is_shared(rows.assign(is_nobody=[True] * 3 + [False] * 3))


def test_what_everybody_says_is_no_theme_of_theirs(small_record):
    work = unmatched(small_record(), lambda rows: rows["text"].str.endswith("7"))
    found = missing_people(work, "2026-10")
    assert found["window"]["conversations"] >= 40
    assert found["themes"] == []


def test_only_the_ambiguous_that_are_near_nobody_are_nearly_theirs(work):
    matches = pd.DataFrame({
        "state": ["ambiguous", "ambiguous", "attached", "unmatched"], "runner_up": ["", "cs-lead", "", ""],
    })  # fmt: skip
    assert nearest_nobody(matches, work.personas).tolist() == [True, False, False, False]


def near(axis, n, rng):
    rows = rng.normal(0, 0.05, (n, 8))
    rows[:, axis] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_peculiar_is_what_lies_among_their_own_more_than_among_everybodys():
    rng = np.random.default_rng(1)
    vectors = np.concatenate([near(0, 20, rng), near(1, 20, rng), near(1, 200, rng), near(2, 200, rng)]).astype(np.float32)
    theirs = np.arange(len(vectors)) < 40
    keys = np.array([f"c{at}" for at in range(len(vectors))], dtype=object)
    found = is_peculiar(vectors, theirs, keys)
    assert found[:20].all()
    assert found[20:40].mean() <= 0.25  # chance
    assert not found[40:].any()
    assert not is_peculiar(vectors, theirs, np.where(theirs, "one", keys)).any()  # one conversation does not make a theme


def test_where_all_fit_nobody_all_of_it_is_theirs():
    vectors = near(0, 30, np.random.default_rng(1)).astype(np.float32)
    assert is_peculiar(vectors, np.ones(30, dtype=bool), np.array([f"c{at}" for at in range(30)], dtype=object)).all()


def test_groups_are_told_apart_and_few_passages_are_one():
    rng = np.random.default_rng(1)
    vectors = np.concatenate([near(axis, 15, rng) for axis in range(3)])
    groups = groups_of(vectors - vectors.mean(axis=0), Themes(), 1)
    assert [len(set(groups[at : at + 15])) for at in (0, 15, 30)] == [1, 1, 1]
    assert len(set(groups)) == 3
    assert groups_of(vectors[:5], Themes(), 1).tolist() == [0] * 5


# --- in words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {},
            "5 accounts worth $260K ARR (1 unknown) talk like no persona you have; "
            "most often about “DPA template has empty annexes”",
        ),
        (
            {"between": ["a8", "a9"]},
            "5 accounts worth $260K ARR (1 unknown) talk like no persona you have; "
            "most often about “DPA template has empty annexes”",
        ),
        ({"themes": []}, "41 conversations fit no persona; nothing is said by 3 accounts or more among them"),
        ({"themes": [], "window": counts(3, 2)}, "3 conversations fit no persona; too few to say what they have in common"),
        ({"themes": [], "window": counts(1, 1)}, "1 conversation fits no persona; too few to say what they have in common"),
        ({"themes": [], "window": counts(0, 0)}, "Everybody who spoke fits a persona"),
        ({"themes": [], "window": counts(0, 0, 0, 0, 0)}, "Nobody spoke"),
        (
            {"arr": {"amount": 0.0, "currency": "USD", "accounts_without_arr": 5}},
            "5 accounts talk like no persona you have; most often about “DPA template has empty annexes”",
        ),
        (
            {"accounts": {}, "themes": [theme("a reseller asks", [], 0.0)]},
            "1 conversation is like no persona you have; about “a reseller asks”",
        ),
    ],
)
def test_the_heading_states_the_finding(changes, told):
    assert finding(people(nobody_facts(**changes))).replace("\u00a0", " ") == told


def test_the_section_says_how_many_of_how_many_who_and_what():
    text = words(section(people(nobody_facts())))
    assert (
        "August to October 2026: 41 of 2,727 conversations fit no persona, from 17 of 110 accounts. Of these conversations 8 are "
        "of October 2026. The 5 above are those of the 17 that share something with at least two others."
    ) in text
    assert "Beside them 76 conversations lie between a persona and nobody: in no figure of this section" in text
    assert "4 of the 5 accounts · $250K ARR (1 unknown) · 5 conversations, 1 of them in October 2026" in text
    assert "Harvellian · Privacy Counsel · 5 October 2026 · desk" in text
    assert "Accounts, the largest first: Harvellian, Bastiqua, Mendacova and Yarrow & Sons" in text
    assert 'href="https://desk.example/1"' in section(people(nobody_facts())).html
    assert "no title given 30 9" in text
    assert "The other 3 titles" in text


def test_where_there_is_nothing_the_section_is_short():
    bare = nobody_facts(themes=[], titles=[], accounts={}, now=counts(0, 0), window=counts(0, 0))
    assert len(words(section(people(bare)))) < 320
    assert "<h3>" not in section(people(bare)).html


def test_what_people_wrote_never_becomes_markup():
    evil = "<script>alert(1)</script>"
    said = theme(evil, ["a1", "a2", "a3"], 1.0) | {"terms": [evil], "titles": [evil]}
    said["quote"] |= {"text": evil, "role": evil, "url": "javascript:alert(1)"}
    told = section(people(nobody_facts(themes=[said], titles=[{"title": evil, "conversations": 1, "accounts": 1}]))).html
    assert "<script>" not in told
    assert "javascript:" not in told


def test_the_notebooks_table_has_the_sections_own_numbers():
    rows = theme_rows(people(nobody_facts()))
    assert [row["accounts"] for row in rows] == [4, 3]
    assert rows[0]["ARR"].replace("\u00a0", " ") == "$250K ARR (1 unknown)"


def test_a_decision_that_somebody_fits_nobody_is_counted(october, tmp_path):
    from kit.review.record_decisions import decide, decisions_on

    copy = open_workspace(shutil.copytree(october[0], tmp_path / "sample"))
    matches = copy.record.read("matches", cycle="2026-10")
    key = matches.loc[matches["state"] == "attached", "conversation_key"].iloc[0]
    before = missing_people(copy, "2026-10")["now"]["conversations"]
    decide(copy.record, copy.personas, decisions_on([key], "reassign"), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    kit.match_conversations(copy, "2026-10")
    states = copy.record.read("matches", cycle="2026-10")["state"]
    assert missing_people(copy, "2026-10")["now"]["conversations"] == (states == "unmatched").sum() >= before
