"""What is wrong with a persona library."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from kit.brief.sections.library import Listed, in_order
from kit.config.personas import Persona
from kit.errors import SettingsError
from kit.matching.match_conversations import living
from kit.matching.persona_overlap import COLUMNS, overlaps
from kit.record.tables import TABLES
from kit.run.check.persona_files import TRACKING, library_health
from kit.run.check.workspace import checkup_lines
from kit.run.monthly import plan_run, steps
from kit.workspace import begin, open_workspace
from tests.match_sets import embed, personas

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
TODAY = date(2026, 11, 21)
NO_PAIRS = pd.DataFrame(columns=COLUMNS).astype({"similarity": float})

WHOLE = {
    "id": "whole", "name": "Whole", "validated_on": "2026-08-01", "who": {"roles": ["Data Engineer"]},
    **{section: [{"id": "a", "statement": f"A statement about {section} here", "language": ["their words"]}]
       for section in ("goals", "pains", "objections", "decision_criteria", "messaging")},
}  # fmt: skip


def problems(**changes):
    table = library_health([Persona.model_validate(WHOLE | changes)], NO_PAIRS, TODAY)
    return dict(zip(table["problem"], table["what"], strict=True))


def test_a_whole_persona_has_no_problem():
    assert problems() == {}


@pytest.mark.parametrize(
    ("changes", "problem", "what"),
    [
        ({"objections": []}, "missing", "no objections"),
        ({"who": {}}, "missing", "no who.roles"),
        ({"validated_on": None}, "stale", "not given"),
        ({"validated_on": "2025-08-04"}, "stale", "474 days ago"),
        ({"validated_on": "2027-01-01"}, "stale", "yet to come"),
        ({"pains": [{"id": "a", "statement": "Manual reporting eats my week"}]}, "vague", "without customers' words"),
        ({"who": {"roles": ["CFO"], "not_roles": ["CFO"]}}, "contradicting", "CFO"),
    ],
)
def test_each_problem_is_named(changes, problem, what):
    assert what in problems(**changes)[problem]


def test_a_persona_of_a_name_alone_is_vague():
    table = library_health([Persona(id="bare", name="Bare", validated_on=TODAY)], NO_PAIRS, TODAY)
    assert {"missing", "vague"} == set(table["problem"])


def test_retired_personas_are_left_in_peace():
    assert library_health([Persona(id="old", name="Old", status="retired")], NO_PAIRS, TODAY).empty


def test_near_the_same_definitions_are_told_once_with_their_claims():
    data = personas()[0]
    people = [data, data.model_copy(update={"id": "engineer"})]
    pairs = overlaps(people, embed, pd.DataFrame(columns=["persona_id", "runner_up", "state"], dtype="str"))
    table = library_health(people, pairs, TODAY)
    told = table[table["problem"] == "overlapping"]
    assert len(told) == 1
    assert "much like engineer" in told["what"].iloc[0]
    assert "pains/p0 = pains/p0" in told["what"].iloc[0]


# --- tracking levels ---------------------------------------------------------------------------------------------------


def tracked_as(folder, **levels):
    """A sample workspace whose personas are tracked as given, without a run."""
    copy = shutil.copytree(SAMPLE, folder / "sample", ignore=shutil.ignore_patterns("record", "inbox"))
    for name, line in levels.items():
        path = copy / "personas" / f"{name.replace('_', '-')}.yaml"
        text = re.sub(r"^(tracking|status):.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(f"{text}{line}\n", encoding="utf-8")
    return copy


def test_every_tracking_level_says_what_it_means_and_check_prints_those_in_use(tmp_path):
    levels = Persona.model_fields["tracking"].annotation.__args__
    assert set(TRACKING) == set(levels)
    copy = tracked_as(tmp_path, cs_lead="tracking: low", demand_gen="tracking: off", data_engineer="status: retired")
    text = "\n".join(checkup_lines(copy, datetime(2026, 11, 21, tzinfo=UTC)))
    assert f"  close ({TRACKING['close']}): revops-lead" in text
    assert f"  low ({TRACKING['low']}): cs-lead" in text
    assert f"  off ({TRACKING['off']}): demand-gen" in text
    assert "  retired (neither matched nor briefed): data-engineer" in text


def test_check_tells_what_each_file_says_of_itself_and_what_waits(tmp_path):
    copy = tracked_as(tmp_path, cs_lead="status: draft", demand_gen="review: all\nbar: {min_accounts: 9}")
    record = open_workspace(copy).record
    blank = dict.fromkeys(TABLES["matches"].columns, "") | {"score": 0.9, "runner_up_score": 0.1, "margin": 0.8}
    waits = blank | {"cycle": "2026-10", "persona_id": "demand-gen", "state": "awaiting review"}
    record.append("matches", pd.DataFrame([waits | {"conversation_key": name} for name in ("a", "b")]))
    text = "\n".join(checkup_lines(copy, datetime(2026, 11, 21, tzinfo=UTC)))
    assert "  cs-lead: draft, 7 claims; matched and briefed as an active one, its card says draft; reports to CCO" in text
    own = "a bar of its own: min_accounts 9; reports to CMO; review: all; 2 matches wait for a person"
    assert f"  demand-gen: active, 8 claims; {own}" in text
    assert "  account-manager: active, 7 claims; reports to VP Customer\n" in text


def test_check_refuses_a_recipient_nobody_could_reach(tmp_path):
    copy = tracked_as(tmp_path)
    with (copy / "kit.yaml").open("a", encoding="utf-8") as file:
        file.write('deliver: [{to: "${NO_SUCH_THING}"}]\n')
    with pytest.raises(SettingsError, match="deliver 1: the environment has no 'NO_SUCH_THING'"):
        list(checkup_lines(copy, datetime(2026, 11, 21, tzinfo=UTC)))


def test_off_is_matched_and_has_no_themes_and_no_brief(tmp_path):
    copy = tracked_as(tmp_path, demand_gen="tracking: off", data_engineer="status: retired")
    done = steps(plan_run(copy, "2026-10", tmp_path / "reports"))
    assert not [step for step in done if "demand-gen" in step or "data-engineer" in step]
    assert "03 themes cs-lead" in done
    assert "05 brief cs-lead" in done
    matched = [persona.id for persona in living(open_workspace(copy).personas)]
    assert "demand-gen" in matched
    assert "data-engineer" not in matched


def test_the_index_has_the_close_before_others_of_their_verdict_and_the_low_last():
    levels = [("a", "low", "shifted"), ("b", "standard", "steady"), ("c", "close", "steady"), ("d", "standard", "shifted")]
    briefs = [
        Listed(persona={"id": name, "name": name, "tracking": level}, verdict=verdict, cycle="2026-10", headline="")
        for name, level, verdict in levels
    ]
    assert [listed.persona.id for listed in in_order(briefs)] == ["d", "c", "b", "a"]


def test_the_new_workspace_says_what_each_level_means(tmp_path):
    (path,) = (path for path in begin(tmp_path / "w") if path.parent.name == "personas" and path.suffix == ".yaml")
    text = path.read_text(encoding="utf-8")
    assert all(f"{level}: " in text for level in TRACKING)


def test_a_bare_off_is_the_level_and_not_a_false(tmp_path):
    persona = next(p for p in open_workspace(tracked_as(tmp_path, cs_lead="tracking: off")).personas if p.id == "cs-lead")
    assert persona.tracking == "off"
    assert not persona.is_tracked
