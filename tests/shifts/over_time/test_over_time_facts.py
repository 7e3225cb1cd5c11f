"""What drifted and what to watch, in the contract's form, from a record."""

from datetime import date

import pytest

from kit.brief.model.over_time import Library, OnWatch, SinceValidation
from kit.cycles import periods_of
from kit.shifts.compare_cycles import compare_cycle

RISE = {"now": (0.5, 0.1, 0.1, 0.1), "before": (0.1, 0.15, 0.15, 0.15)}


def compared(small, validated_on=None, **changes):
    record, settings, personas, accounts, vectors = small.arguments
    personas = [persona.model_copy(update={"validated_on": validated_on}) for persona in personas]
    periods = periods_of("2026-10", list(small.cycles), list(small.cycles[2:5]))
    return compare_cycle(record, settings.model_copy(update=changes), personas, accounts, vectors, periods)


def test_every_theme_is_held_against_the_cycles_before_validation(small_record):
    facts = SinceValidation.model_validate(compared(small_record(), date(2026, 8, 1)).over_time["ops"]["since_validation"])
    assert (facts.state, facts.before_cycles, facts.now_cycles) == (
        "validated", ("2026-05", "2026-06", "2026-07"), ("2026-08", "2026-09", "2026-10"),
    )  # fmt: skip
    assert len(facts.themes) == 4
    assert not any(theme.called or theme.since for theme in facts.themes)
    assert all(theme.accounts_now.of == theme.accounts_before.of == 40 for theme in facts.themes)


def test_a_theme_that_was_surfaced_is_on_no_watch_list(small_record):
    found = compared(small_record(**RISE))
    surfaced = {shift["theme"] for shift in found.shifts["ops"] if shift["surfaced"]}
    on_watch = OnWatch.model_validate(found.over_time["ops"]["on_watch"])
    assert surfaced
    assert on_watch.looked_at == 4 - len(surfaced)
    assert surfaced.isdisjoint(theme.theme for theme in on_watch.themes)


def test_a_persona_without_a_date_is_not_compared(small_record):
    facts = compared(small_record()).over_time["ops"]["since_validation"]
    assert facts == {"state": "never", "before_cycles": [], "now_cycles": [], "themes": []}


def test_the_library_says_what_to_expect_of_a_year(small_record):
    library = Library.model_validate(compared(small_record()).library)
    assert library.watch is None
    assert 0 <= library.false_a_year <= 1


def test_a_level_over_all_cycles_is_what_the_bar_asks_for(small_record):
    small = small_record(**RISE)
    found = compared(small, watch="batch-prds")
    watch = Library.model_validate(found.library).watch
    assert watch.batch == 1
    assert watch.level == pytest.approx(0.05 * 0.4374901658)
    assert watch.called >= 1
    assert found.shifts["ops"][0]["surfaced"]  # so large a rise passes
    assert all(shift["q"] <= watch.level for shift in found.shifts["ops"] if shift["surfaced"])


def test_lord_keeps_a_level_of_its_own(small_record):
    watch = Library.model_validate(compared(small_record(**RISE), watch="lord").library).watch
    assert (watch.rule, watch.batch) == ("lord", 1)
    assert watch.level == pytest.approx(0.025 / 36)
    assert watch.called >= 1
