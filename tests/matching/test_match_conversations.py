"""The matching step: stances and matches in the record."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from kit.config.settings import Settings
from kit.errors import SettingsError
from kit.matching.match_conversations import contact_names, known_titles, living, match_cycle_window
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.review.record_decisions import decide, decisions_on
from tests.match_sets import ROLES, corpus, personas
from tests.review.test_record_decisions import rows

SETTINGS = Settings.model_validate({"company": "Test", "sources": [{"id": "desk", "kind": "ticket", "path": "x.csv"}]})
ACCOUNTS = pd.DataFrame(
    {
        "account_id": ["a0", "a1"],
        "name": ["A", "B"],
        "segment": ["enterprise", "SMB"],
        "tier": "",
        "arr": [1000.0, float("nan")],
        "renewal_on": "",
    }
)
CYCLES = ["2026-09", "2026-10"]


@pytest.fixture
def record(tmp_path):
    found = Record(tmp_path / "record")
    said, truth = corpus(16)
    said += [["We need your ISO certificate and the list of subprocessors for the vendor file."]] * 9
    truth += ["counsel"] * 9
    keys = [f"desk:{at:03d}" for at in range(len(said))]
    roles = [ROLES.get(name, "Privacy Counsel") if at % 4 or name == "counsel" else "" for at, name in enumerate(truth)]
    cycles = [CYCLES[at % 2] for at in range(len(said))]
    when = [pd.Timestamp(f"{cycle}-05T10:00Z") for cycle in cycles]
    found.replace(
        "conversations",
        rows(
            "conversations",
            conversation_key=keys,
            conversation_id=keys,
            source="desk",
            cycle=cycles,
            text="-",
            account_id=[f"a{at % 7}" for at in range(len(said))],
            role=roles,
            turns="[]",
            occurred_at=when,
        ),
    )
    passages = [
        (f"{key}#{at}", key, cycle, text, at)
        for key, cycle, texts in zip(keys, cycles, said, strict=True)
        for at, text in enumerate(texts)
    ]
    names = ["passage_id", "conversation_key", "cycle", "text", "start"]
    found.replace(
        "passages",
        rows("passages", **{name: list(column) for name, column in zip(names, zip(*passages, strict=True), strict=True)}),
    )
    return found


def run(record, people=None):
    match_cycle_window(record, SETTINGS, people or personas(), ACCOUNTS, Vectors(record, "wordllama"), CYCLES)
    return record.read("matches")


def test_every_conversation_is_matched_once_and_every_passage_has_a_stance(record):
    found = run(record)
    assert len(found) == len(record.read("conversations"))
    assert "" not in set(record.read("passages")["stance"])
    titled = record.read("conversations").merge(found, on="conversation_key")
    for name, role in ROLES.items():
        assert set(titled.loc[titled["role"] == role, "persona_id"]) == {name}


def test_repeating_the_step_changes_nothing(record):
    pd.testing.assert_frame_equal(run(record), run(record))


def test_a_duplicate_is_not_matched(record):
    conversations = record.read("conversations")
    conversations.loc[0, "duplicate_of"] = conversations.loc[3, "conversation_key"]
    record.replace("conversations", conversations)
    assert conversations.loc[0, "conversation_key"] not in set(run(record)["conversation_key"])


def test_decisions_are_kept_by_the_next_run(record):
    run(record)
    decide(
        record,
        personas(),
        decisions_on(["desk:000", "desk:001"], "reassign", persona_id="finance"),
        "ann",
        datetime(2026, 11, 1, tzinfo=UTC),
    )
    found = run(record).set_index("conversation_key")
    assert found.loc[["desk:000", "desk:001"], "state"].tolist() == ["approved"] * 2
    assert found.loc["desk:000", "persona_id"] == "finance"
    assert found.loc["desk:000", "reasons"].endswith("decided by ann")


def test_enough_decisions_are_held_out_and_learned_from(record):
    untaught = run(record).set_index("conversation_key")
    nobody = [key for key in untaught.index if key >= "desk:048"][:-2]
    given = record.read("conversations").set_index("conversation_key")
    known = [key for key in untaught.index if given.loc[key, "role"] in ROLES.values()][:10]
    decide(record, personas(), decisions_on(nobody, "reassign"), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    decide(record, personas(), decisions_on(known, "approve"), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    taught = run(record).set_index("conversation_key")
    left = [key for key in untaught.index if key >= "desk:048"][-2:]
    assert set(taught.loc[left, "state"]) == {"unmatched"}


def test_what_the_matcher_found_is_kept_under_review_modes_and_decisions(record):
    plain = run(record).set_index("conversation_key")
    key = plain.index[plain["state"] == "attached"][0]
    whom = "finance" if plain.loc[key, "persona_id"] != "finance" else "data"
    decide(record, personas(), decisions_on([key], "reassign", persona_id=whom), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    held = [one.model_copy(update={"review": "all"}) for one in personas()]
    found = run(record, held).set_index("conversation_key")
    assert found.loc[key, ["persona_id", "state"]].tolist() == [whom, "approved"]
    assert found["found_persona"].equals(plain["persona_id"])
    assert found["found_state"].equals(plain["state"])


def test_a_decision_for_a_persona_retired_since_is_no_match_to_it(record):
    key = run(record)["conversation_key"].iloc[0]
    decide(record, personas(), decisions_on([key], "reassign", persona_id="data"), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    retired = [one.model_copy(update={"status": "retired"}) if one.id == "data" else one for one in personas()]
    assert "data" not in set(run(record, retired)["persona_id"])


def test_a_blank_title_is_lent_by_the_contacts_latest():
    told = pd.DataFrame({
        "conversation_key": ["1", "2", "3", "4"], "account_id": ["a", "a", "a", "b"], "contact_id": ["x", "x", "x", "x"], "role": ["", "CFO", "VP Finance", ""],
        "occurred_at": pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"], utc=True),
    })  # fmt: skip
    assert known_titles(told).tolist() == ["VP Finance", "CFO", "VP Finance", ""]
    assert contact_names(told.assign(contact_id=["x", "", "x", "x"])).tolist() == ["a/x", "", "a/x", "b/x"]


def test_a_library_that_tracks_nobody_is_refused():
    with pytest.raises(SettingsError, match="none of the 1 personas is tracked"):
        living([personas()[0].model_copy(update={"tracking": "off"})])


def test_passages_that_another_classifier_was_at_are_classed_anew(record):
    run(record)
    stances = record.read("passages")["stance"]
    record.replace("passages", record.read("passages").assign(stance="other"))
    run(record)
    assert set(record.read("passages")["stance"]) == {"other"}  # this classifier's word, as far as the record knows
    record.replace("classifiers", record.read("classifiers").assign(fingerprint="an earlier kit"))
    run(record)
    assert record.read("passages")["stance"].tolist() == stances.tolist()
    version = record.version()
    run(record)
    assert record.version() == version + len(CYCLES)  # the matches alone are written again


def test_what_was_learned_is_told(record):
    assert str(match_cycle_window(record, SETTINGS, personas(), ACCOUNTS, Vectors(record, "wordllama"), CYCLES)) == (
        "The matcher learns from 10 decisions on; there are 0 in these cycles."
    )
    given = record.read("conversations").set_index("conversation_key")
    known = [key for key in given.index if given.loc[key, "role"] in ROLES.values()][:12]
    decide(record, personas(), decisions_on(known, "approve"), "ann", datetime(2026, 11, 1, tzinfo=UTC))
    lesson = match_cycle_window(record, SETTINGS, personas(), ACCOUNTS, Vectors(record, "wordllama"), CYCLES)
    assert str(lesson).startswith("12 decisions, held out in turn: the matcher's log-loss is ")
    assert ((lesson.decided >= 0).sum() == 12) == (lesson.taught_loss < lesson.untaught_loss)


def test_what_belongs_to_an_untracked_persona_is_given_to_nobody_else(record):
    before = run(record)
    off = [one.model_copy(update={"tracking": "off"}) if one.id == "data" else one for one in personas()]
    assert run(record, off).equals(before)


def test_no_conversation_is_no_match(tmp_path):
    assert run(Record(tmp_path)).empty
