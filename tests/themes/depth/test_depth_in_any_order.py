"""Ids stay on what they were, in whatever order themes are set finer and wider, taken back, and cycles run and run again."""

from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kit.config.personas import Persona
from kit.errors import WorkspaceError
from kit.themes.depth.decide import make_finer, make_wider, take_back, without_part
from kit.themes.depth.groups import groups_of
from kit.themes.edits import current_themes, edit_theme, edits_of
from tests.deep_case import PARTS, Case
from tests.themed_case import CYCLES, NOW

PAINS = (
    {"id": "sums", "statement": "the invoice thing went wrong"},
    {"id": "entry", "statement": "the login thing went wrong"},
    {"id": "unheard", "statement": "nobody ever says so"},
)
#: What a person does with a theme or a group drawn from the tree.
DEPTH = {
    "finer": lambda case, name, spoken, at: make_finer(case.record, name, spoken, "ann", at),
    "wider": lambda case, name, spoken, at: make_wider(case.record, name, spoken, "ann", at),
    "apart": lambda case, name, spoken, at: make_finer(
        case.record, groups_of(case.record, "p").home(name), spoken, "ann", at, name
    ),
    "in again": lambda case, name, spoken, at: without_part(case.record, name, "ann", at),
    "back": lambda case, name, spoken, at: take_back(case.record, name, "ann", at),
}


class AnyDepth(RuleBasedStateMachine):
    """Cycles are run, run again and backfilled, people set depths and take them back, the persona file changes."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(Path(mkdtemp()))
        self.pains = [dict(PAINS[2])]
        self.about: dict[str, set[str]] = {}
        self.clock = NOW
        self.case.run("2026-09")

    @rule(cycle=st.sampled_from(CYCLES))
    def run(self, cycle: str) -> None:
        self.case.run(cycle, self.persona)

    @property
    def persona(self) -> Persona:
        return Persona.model_validate({"id": "p", "name": "P", "pains": self.pains})

    @rule(cycle=st.sampled_from(CYCLES), part=st.sampled_from(sorted(PARTS)), count=st.integers(1, 6))
    def say(self, cycle: str, part: str, count: int) -> None:
        self.case.say(cycle, part, count)

    @rule(pain=st.sampled_from(PAINS))
    def add_or_drop_a_pain(self, pain: dict) -> None:
        rest = [known for known in self.pains if known["id"] != pain["id"]]
        self.pains = [*rest, dict(pain)] if len(rest) == len(self.pains) else rest

    @rule(data=st.data(), action=st.sampled_from(["rename", "hide", "show", "pin", "unpin"]))
    def edit(self, data: st.DataObject, action: str) -> None:
        self.clock += pd.Timedelta("1h")
        name = data.draw(st.sampled_from(sorted(current_themes(self.case.record, "p")["theme_id"])))
        edit_theme(self.case.record, name, action, "A name" if action == "rename" else "", "ann", self.clock)

    @rule(data=st.data(), action=st.sampled_from(sorted(DEPTH)), then=st.sampled_from(CYCLES))
    def set_depth(self, data: st.DataObject, action: str, then: str) -> None:
        self.clock += pd.Timedelta("1h")
        depth = edits_of(self.case.record.read("theme_edits")).depth
        known = {"back": {*depth.parts, *depth.within}, "in again": depth.made}
        there = known.get(action) or set(groups_of(self.case.record, "p").table.index)
        name = data.draw(st.sampled_from(sorted(there)))
        try:
            DEPTH[action](self.case, name, self.case.spoken(self.persona), self.clock)
        except WorkspaceError:
            return  # it cannot be done: refused, and nothing changes
        self.case.run(then, self.persona)

    @invariant()
    def every_id_is_about_what_it_was(self) -> None:
        rows = self.case.record.read("assignments", ["run_cycle", "passage_id", "theme_id", "fitted"])
        rows = rows.merge(self.case.record.read("passages", ["passage_id", "text"]), on="passage_id")
        rows["part"] = rows["text"].str.extract(f"({'|'.join(PARTS)})")
        fitted = rows.assign(theme_id=rows["fitted"].where(rows["fitted"] != "", rows["theme_id"]), kind="fitted")
        both = pd.concat([rows[rows["fitted"] != ""].assign(kind="shown"), fitted])
        for (name, kind), ours in both[both["theme_id"] != ""].groupby(["theme_id", "kind"]):
            subjects = set(ours["part"][ours.groupby("run_cycle")["part"].transform("count") > 3])
            assert subjects <= self.about.setdefault(f"{name} {kind}", subjects), (name, kind)

    @invariant()
    def no_claim_that_is_said_is_unheard(self) -> None:
        run = max(self.case.record.cycles("themes"))
        themes = self.case.record.read("themes", run_cycle=run)
        fitted = set(self.case.record.read("assignments", ["fitted"], run_cycle=run)["fitted"])
        silent = themes.loc[(themes["claim"] != "") & (themes["n_passages"] == 0), "theme_id"]
        assert not set(silent) & fitted


TestAnyDepth = AnyDepth.TestCase
TestAnyDepth.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
