"""Ids stay on what they were, in whatever order cycles are run, run again and edited."""

import json
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kit.config.personas import Persona
from kit.errors import WorkspaceError
from kit.themes.edits import ACTIONS, current_themes, edit_theme
from kit.themes.register import highest_given, nearest_runs, register_of
from tests.themed_case import CYCLES, NOW, PERSONA, SETTINGS, SUBJECTS, Case

SLOW = {"id": "waits", "statement": "slow pages keep us waiting"}
EXPORT = {"id": "export", "statement": "export by hand eats the week"}


def persona(*pains: dict) -> Persona:
    return Persona.model_validate({"id": "p", "name": "P", "pains": list(pains)})


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    for cycle in CYCLES:
        for subject in SUBJECTS:
            made.say(cycle, subject, 10)
    return made


def ids(case: Case, cycle: str) -> dict[str, str]:
    return {subject: case.theme_of(cycle, subject) for subject in SUBJECTS}


def test_a_pain_added_before_october_is_run_again_moves_no_name_and_no_hidden_mark(case):
    case.run("2026-10")
    before = ids(case, "2026-10")
    edit_theme(case.record, before["slow"], "rename", "Waiting for pages", "ana", NOW)
    edit_theme(case.record, before["invoice"], "hide", "", "ana", NOW)
    more = persona(*[pain.model_dump() for pain in PERSONA.pains], {"id": "price", "statement": "the price is never told"})
    themes = case.run("2026-10", more)
    assert ids(case, "2026-10") == before
    assert themes.loc[before["slow"], "label"] == "Waiting for pages"
    assert themes.index[themes["state"] == "hidden"].tolist() == [before["invoice"]]
    price = themes.index[themes["claim"] == "p/pains/price"][0]
    assert int(price.rpartition("t")[2]) == 1 + max(int(name.rpartition("t")[2]) for name in themes.index if name != price)


def test_a_pain_that_states_a_theme_found_before_takes_its_id(case):
    case.run("2026-10")
    before = ids(case, "2026-10")
    themes = case.run("2026-10", persona(EXPORT, SLOW))
    assert ids(case, "2026-10") == before
    assert themes.loc[before["slow"], "claim"] == "p/pains/waits"


def test_a_pain_reworded_to_something_else_lets_go_of_its_theme(case):
    case.run("2026-09", persona(EXPORT))
    before = ids(case, "2026-09")
    themes = case.run("2026-10", persona({"id": "export", "statement": "invoice sums are wrong"}))
    assert ids(case, "2026-10") == before
    assert themes.loc[before["export"], "claim"] == ""
    assert themes.loc[before["invoice"], "claim"] == "p/pains/export"


def test_a_pain_taken_out_and_put_back_has_its_theme_again(case):
    case.run("2026-08", persona({"id": "price", "statement": "the price is never told"}, EXPORT))
    case.run("2026-09", persona(EXPORT))
    themes = case.run("2026-10", persona(EXPORT, {"id": "price", "statement": "the price is never told"}))
    assert themes.loc["p/t01", "claim"] == "p/pains/price"


def test_a_backfill_takes_the_ids_of_the_next_later_run(case):
    case.run("2026-10")
    after = ids(case, "2026-10")
    case.run("2026-09")
    case.run("2026-08")
    assert ids(case, "2026-09") == ids(case, "2026-08") == after
    case.run("2026-10")
    assert ids(case, "2026-10") == after


def test_a_theme_of_later_cycles_alone_is_not_in_a_backfill(tmp_path):
    case = Case(tmp_path)
    for cycle in CYCLES[:2]:
        for subject in ("export", "slow", "invoice"):
            case.say(cycle, subject, 12)
    case.say("2026-10", "login", 20)
    new = case.run("2026-10").index[-1]
    assert case.theme_of("2026-10", "login") == new
    assert new not in case.run("2026-09").index


@pytest.mark.parametrize("settings", [SETTINGS, SETTINGS.model_copy(update={"seed": 7})])
def test_a_run_again_is_the_same_whatever_was_run_in_between(case, settings):
    for cycle in ("2026-09", "2026-10"):
        case.run(cycle)
    tables = ("themes", "assignments", "theme_events")
    before = {name: case.record.read(name, run_cycle="2026-10") for name in tables}
    case.run("2026-10", settings=settings)
    case.run("2026-10")
    for name in tables:
        pd.testing.assert_frame_equal(case.record.read(name, run_cycle="2026-10"), before[name])


def test_no_id_is_given_again_that_a_brief_or_an_edit_ever_named(case):
    case.record.append(
        "briefs",
        pd.DataFrame([{"cycle": "2026-01", "persona_id": "p", "facts": json.dumps({"themes": [{"id": "p/t41"}]})}]),
    )
    assert highest_given(case.record, "p", []) == 41
    assert case.run("2026-08").index[0] == "p/t42"
    edit = {"edit_id": "e", "persona_id": "p", "theme_id": "p/t77", "action": "merge", "value": "p/t99", "edited_by": "ana"}
    case.record.append("theme_edits", pd.DataFrame([edit | {"edited_at": NOW, "terms": "[]", "centre": []}]))
    assert highest_given(case.record, "p", []) == 99
    assert highest_given(case.record, "other", ["p/t99", "other/pains/t7"]) == 0


def test_the_nearest_runs_are_the_cycles_own_then_later_then_earlier_ones():
    runs = ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert nearest_runs(runs, "2026-09") == ["2026-09", "2026-10", "2026-08", "2026-07"]
    assert nearest_runs(["2026-07", "2026-10"], "2026-09") == ["2026-10", "2026-07"]


def test_centres_of_another_model_are_left_out(case):
    case.run("2026-08")
    assert all(len(centre) == 0 for centre in register_of(case.record, "p", "2026-09", "other").known["centre"])
    assert any(len(centre) for centre in register_of(case.record, "p", "2026-09", "wordllama").known["centre"])


def test_what_was_decided_about_a_theme_that_became_another_is_not_carried_out_and_asked_again(case):
    case.run("2026-09")
    slow, invoice = case.theme_of("2026-09", "slow"), case.theme_of("2026-09", "invoice")
    rows = case.record.read("themes", run_cycle="2026-09", persona_id="p")
    swapped = rows.set_index("theme_id")["centre"].to_dict()
    swapped[slow], swapped[invoice] = swapped[invoice], swapped[slow]
    case.record.replace("themes", rows.assign(centre=rows["theme_id"].map(swapped)), run_cycle="2026-09", persona_id="p")
    edit_theme(case.record, slow, "rename", "Wrong sums", "ana", NOW)  # kept beside what invoices are
    themes = case.run("2026-09")
    assert case.theme_of("2026-09", "slow") == slow
    assert themes.loc[slow, "renamed"] == ""
    assert themes.loc[slow, "label"] != "Wrong sums"
    assert (slow, "unmatched") in case.events("2026-09")
    run = {"run_id": "r", "cycle": "2026-09", "kit": "0", "settings_sha256": "", "summary": "", "state": "done", "error": ""}
    run |= {"left_out": ""}
    case.record.append("runs", pd.DataFrame([run | {"at": NOW + pd.Timedelta("1h"), "seconds": 1.0}]))
    shown = current_themes(case.record, "p").set_index("theme_id")["decisions"]
    assert shown[slow].startswith("renamed 'Wrong sums'; not carried out")
    edit_theme(case.record, slow, "rename", "Waiting", "ana", NOW + pd.Timedelta("2h"))
    assert case.run("2026-09").loc[slow, "label"] == "Waiting"
    assert (slow, "unmatched") not in case.events("2026-09")


PAINS = (
    EXPORT,
    SLOW,
    {"id": "sums", "statement": "invoice sums are wrong"},
    {"id": "price", "statement": "the price is never told"},
)


class AnyOrder(RuleBasedStateMachine):
    """Cycles are run, run again and backfilled, people edit, the persona file changes, mail comes late: ids stay."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(Path(mkdtemp()))
        self.pains = [dict(EXPORT)]
        self.about: dict[str, set[str]] = {}
        self.clock = NOW

    @initialize()
    def start(self) -> None:
        for cycle in CYCLES:
            for subject in SUBJECTS:
                self.case.say(cycle, subject, 10)

    @rule(cycle=st.sampled_from(CYCLES))
    def run(self, cycle: str) -> None:
        self.case.run(cycle, persona(*self.pains))

    @rule(cycle=st.sampled_from(CYCLES), subject=st.sampled_from(sorted(SUBJECTS)), count=st.integers(1, 12))
    def say(self, cycle: str, subject: str, count: int) -> None:
        self.case.say(cycle, subject, count)

    @rule(pain=st.sampled_from(PAINS))
    def add_or_drop_a_pain(self, pain: dict) -> None:
        rest = [one for one in self.pains if one["id"] != pain["id"]]
        self.pains = [*rest, dict(pain)] if len(rest) == len(self.pains) else rest

    @rule(statement=st.sampled_from([pain["statement"] for pain in PAINS]))
    def reword_a_pain(self, statement: str) -> None:
        if self.pains:
            self.pains[0]["statement"] = statement

    @rule(data=st.data(), action=st.sampled_from([action for action in ACTIONS if action not in ("merge", "unmerge")]))
    def edit(self, data: st.DataObject, action: str) -> None:
        if known := list(current_themes(self.case.record, "p")["theme_id"]):
            self.clock += pd.Timedelta("1h")
            name = data.draw(st.sampled_from(known))
            edit_theme(self.case.record, name, action, "A name" if action == "rename" else "", "ana", self.clock)

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        known = list(current_themes(self.case.record, "p")["theme_id"])
        if len(known) > 1:
            self.clock += pd.Timedelta("1h")
            one, into = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=2, unique=True))
            try:
                edit_theme(self.case.record, one, "merge", into, "ana", self.clock)
            except WorkspaceError:
                return  # merged in a circle: refused, and nothing changes
            both = self.about.get(one, set()) | self.about.get(into, set())
            self.about |= dict.fromkeys((one, into), both)

    @invariant()
    def every_id_is_about_what_it_was(self) -> None:
        rows = self.case.record.read("assignments", ["run_cycle", "passage_id", "theme_id"])
        rows = rows[rows["theme_id"] != ""].merge(self.case.record.read("passages", ["passage_id", "text"]), on="passage_id")
        if rows.empty:
            return
        rows["subject"] = rows["text"].str.extract(f"({'|'.join(SUBJECTS)})")
        for name, ours in rows.groupby("theme_id"):
            subjects = set(ours["subject"][ours.groupby("run_cycle")["subject"].transform("count") > 3])
            assert subjects <= self.about.setdefault(str(name), subjects), name


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
