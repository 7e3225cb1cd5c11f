"""Mutations: changes to the decision that a test has to notice; ``make mutations`` makes each in a copy and runs its test.

Each row is a fault that today's tests once let pass. A mutation is killed if the test named beside it passes on the code as it
is and fails on the code so changed; a line that the code does not have any more is a row to mend.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("kit", "tests", "pyproject.toml")


@dataclass(frozen=True)
class Mutation:
    """One change, and the test that must fail with it."""

    fault: str
    module: str
    line: str
    mutant: str
    test: str


STATS, SHIFTS = "tests/shifts/stats/", "tests/shifts/"
LIMIT = SHIFTS + "test_bar.py::test_what_lies_exactly_on_a_limit_clears_it"
FORGOTTEN = "tests/ingest/test_load.py::test_forgetting_leaves_nothing_in_the_record_and_nothing_comes_back"
LIBRARY = STATS + "test_persona_tests.py::test_q_is_over_the_whole_library"

MUTATIONS = (
    Mutation(
        "min_accounts asks for one more than it says", "kit/shifts/bar.py",
        'len(shift["accounts"]) < bar.min_accounts', 'len(shift["accounts"]) <= bar.min_accounts', LIMIT,
    ),
    Mutation(
        "min_top_tier_accounts asks for one more", "kit/shifts/bar.py",
        'shift["top_tier_accounts"] < bar.min_top', 'shift["top_tier_accounts"] <= bar.min_top', LIMIT,
    ),
    Mutation(
        "q exactly at its limit is refused", "kit/shifts/bar.py",
        'shift["q"] > bar.max_false_discovery', 'shift["q"] >= bar.max_false_discovery', LIMIT,
    ),
    Mutation(
        "Benjamini-Hochberg over the persona instead of the library", "kit/shifts/stats/persona_tests.py",
        "stepped = family * len(family) / np.arange(1, len(family) + 1)", "stepped = family * 2 / np.arange(1, len(family) + 1)",
        LIBRARY,
    ),
    Mutation(
        "ordinary months vary by nothing", "kit/shifts/stats/uncertainty.py",
        "ordinary = wander.variance_of(_level_of(contrast), contrast.loadings)",
        "ordinary = np.zeros_like(contrast.now)",
        STATS + "test_theme_shifts.py::test_ordinary_months_add_the_variance_they_show_to_the_accounts",
    ),
    Mutation(
        "a theme's variance without a change is its own alone", "kit/shifts/stats/account_regression.py",
        "np.maximum(ratio, 1.0) * usual", "own",
        STATS + "test_account_regression.py::test_a_theme_of_even_accounts_takes_the_spread_that_all_themes_show",
    ),
    Mutation(
        "a lasting change is held against a mean of two levels", "kit/shifts/stats/lasting_change.py",
        "np.where(is_settled, n_before - of.cycles[first], settled)", "settled",
        STATS + "test_settled_change.py::test_a_change_taken_back_is_held_against_the_level_it_takes_back",
    ),
    Mutation(
        "the cycles now choose their own baseline", "kit/shifts/stats/lasting_change.py",
        "of, n_before = month_effects(votes, list(blocks.before)), len(blocks.before)",
        "of, n_before = month_effects(votes, [*blocks.before, *blocks.now]), len(blocks.before)",
        STATS + "test_settled_change.py::test_a_theme_is_settled_since_its_last_change",
    ),
    Mutation(
        "tiers are left out of the family", "kit/shifts/stats/persona_tests.py",
        'PARTS = ("segment", "tier")', 'PARTS = ("segment",)',
        SHIFTS + "test_compare_cycles.py::test_opposite_moves_in_two_tiers_are_found_in_theirs",
    ),
    Mutation(
        "a tier's tests weigh nothing in a lone test's level", "kit/shifts/stats/persona_tests.py",
        '(0.0 if self.tested("tier") else WEIGHTS["tier"])', 'WEIGHTS["tier"]',
        STATS + "test_persona_tests.py::test_tiers_weigh_in_the_family_only_where_there_are_any",
    ),
    Mutation(
        "what LORD earns is spent at once", "kit/shifts/over_time/years.py",
        "_spent(now - place - apart + 1, EARNED_CYCLES)", "_spent(now - place, EARNED_CYCLES)",
        "tests/shifts/over_time/test_years.py::test_a_call_earns_nothing_before_tests_share_no_cycle_with_it",
    ),
    Mutation(
        "a segment needs one account more than strength says", "kit/shifts/stats/strength.py",
        'segment["accounts"] >= STRONG_ACCOUNTS', 'segment["accounts"] > STRONG_ACCOUNTS',
        STATS + "test_strength.py::test_strength_follows_its_rules",
    ),
    Mutation(
        "a change is in one segment alone though another may have it too", "kit/shifts/stats/strength.py",
        'all(_is_absent(own["shift_pp"], part) and', "all(True and",
        STATS + "test_strength.py::test_a_change_is_in_one_segment_alone_where_every_other_rules_out_half_of_it",
    ),
    Mutation(
        "a change is in one segment alone though another surely has some of it", "kit/shifts/stats/strength.py",
        '_way_shown(part) * own["shift_pp"] <= 0', "True",
        STATS + "test_strength.py::test_a_change_is_in_one_segment_alone_where_every_other_rules_out_half_of_it",
    ),
    Mutation(
        "half the likeness ties a topic to a theme", "kit/themes/theme_identity.py",
        "NONE_SCORE = 0.4", "NONE_SCORE = 0.2",
        "tests/themes/test_theme_identity.py::test_what_no_passage_bears_out_needs_a_nearer_centre",
    ),
    Mutation(
        "the themes of the run before have no vote", "kit/themes/clusters.py",
        "EARLIER_VOTE = 0.6", "EARLIER_VOTE = 0.0",
        "tests/themes/test_clusters.py::test_what_no_fit_groups_is_grouped_as_the_themes_of_the_run_before",
    ),
    Mutation(
        "what comes in the run's own cycle is late too", "kit/ingest/load.py",
        '(fresh["cycle"] < run_cycle)', '(fresh["cycle"] <= run_cycle)',
        "tests/ingest/test_load.py"
        "::test_what_comes_before_the_end_of_the_runs_own_cycle_is_not_late_though_a_partial_brief_is_out",
    ),
    Mutation(
        "unreadable rows of a person who was forgotten come back", "kit/ingest/load.py",
        "if not erased.of_unreadable(", "if erased.of_unreadable is not (",
        FORGOTTEN,
    ),
    Mutation(
        "an unreadable row that only names the person who was forgotten comes back", "kit/ingest/erased_list.py",
        'if any(self.has("person", name) for name in sorted(set(row.people)) if name):', "if False:", FORGOTTEN,
    ),
)  # fmt: skip


def copy_of_the_tree(folder: Path) -> Path:
    """What the tests need, in a folder of its own."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "benchmarks"))
        else:
            shutil.copy2(source, target)
    return folder


def tested(folder: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """Tests run in a copy, whose own kit is what they import; ends with 0 where they pass and with 1 where one fails."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):  # 1: a test failed; anything else is no answer
        raise SystemExit(f"pytest could not run {', '.join(tests)}:\n{done.stdout}{done.stderr}")
    return done


def is_killed(folder: Path, mutation: Mutation) -> bool:
    """Whether the mutation's test fails with it; the copy is as before afterwards."""
    module = folder / mutation.module
    text = module.read_text(encoding="utf-8")
    if text.count(mutation.line) != 1:
        raise SystemExit(f"{mutation.module} holds {mutation.line!r} {text.count(mutation.line)} times; mend its row here")
    try:
        module.write_text(text.replace(mutation.line, mutation.mutant), encoding="utf-8")
        return tested(folder, [mutation.test]).returncode == 1
    finally:
        module.write_text(text, encoding="utf-8")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = copy_of_the_tree(Path(name))
        before = tested(folder, sorted({mutation.test for mutation in MUTATIONS}))
        if before.returncode:
            raise SystemExit(f"a test fails on the code as it is; see to that first:\n{before.stdout}")
        survived = 0
        for mutation in MUTATIONS:
            killed = is_killed(folder, mutation)
            survived += not killed
            print(f"{'killed  ' if killed else 'SURVIVED'}  {mutation.fault}\n          {mutation.module}, by {mutation.test}")
        print(f"{len(MUTATIONS) - survived} of {len(MUTATIONS)} killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
