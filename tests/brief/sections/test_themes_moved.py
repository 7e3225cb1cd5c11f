"""sections/test_themes_moved"""

from kit.brief.sections import (
    themes_moved,
)
from tests.briefs import brief, facts_of


def test_no_claim_is_born_and_nothing_is_in_the_first_cycle_that_was_heard():
    facts = facts_of("shifted")
    first, second, *_ = facts["cycles"]
    claim, found = facts["themes"][:2]
    claim |= {"claim": "revops-lead/pains/p1", "born": second}
    found |= {"claim": None, "born": second, "events": []}
    facts["themes"] = [claim, found]
    assert [event.split(":")[0] for event in themes_moved.theme_events(brief(facts))] == ["June 2026"]
    facts["coverage"]["sources"] = [facts["coverage"]["sources"][0] | {"by_cycle": {first: 0, second: 8}}]
    assert themes_moved.theme_events(brief(facts)) == []


def test_a_birth_after_a_first_single_conversation_is_told_as_what_it_is():
    facts = facts_of("shifted")
    theme = next(one for one in facts["themes"] if one["born"] == "2026-07")
    facts["themes"] = [theme | {"n_conversations": {"2026-06": 1, "2026-07": 3}}]
    assert themes_moved.theme_events(brief(facts))[0].endswith("first came up in two conversations.")


def test_a_birth_is_the_cycle_a_theme_was_first_heard_in_not_the_run_that_found_it():
    assert themes_moved.theme_events(brief("shifted")) == [
        "July 2026: “the merged numbers don’t match” first came up in two conversations.",
        "August 2026: “dashboards take a minute to load” split from “tickets arrive twice”.",
    ]


def test_what_a_person_set_finer_or_wider_is_told_as_that():
    facts = facts_of("shifted")
    first, second = facts["themes"][:2]
    done = {"cycle": facts["cycle"], "by": "a person", "other": ""}
    first["events"] = [done | {"event": "cut"}, done | {"event": "joined"}, done | {"event": "whole"}]
    second["events"] = [done | {"event": "split", "other": first["id"]}]
    told = " ".join(themes_moved.theme_events(brief(facts)))
    for clause in (
        "is now shown by its finer groups, as a person decided.", "now holds several themes, as a person decided.",
        "is shown whole again, as a person decided.", "was split from “",
    ):  # fmt: skip
        assert clause in told


def test_a_theme_that_nothing_is_left_of_goes_by_no_id():
    facts = facts_of("shifted")
    split = {"cycle": facts["cycle"], "event": "split", "other": "revops-lead/t99"}
    facts["themes"][0]["events"] = [split | {"by": "a person"}, split]
    told = " ".join(themes_moved.theme_events(brief(facts)))
    assert "was split from another theme, as a person decided." in told
    assert "split from another theme." in told
    assert "t99" not in told
