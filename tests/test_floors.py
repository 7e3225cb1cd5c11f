"""The house: imports go down the stairs only, floors 2 to 4 are pure, and one strange machine lives in one room."""

import ast
from pathlib import Path

import pytest

KIT = Path(__file__).parents[1] / "kit"

#: The floors of DESIGN.md, from the ground up. A floor has steps: a room may import rooms of lower floors and of earlier
#: steps of its own floor; rooms of one step do not import each other.
FLOORS = {
    "ground": [
        "cells cues errors faults look numerals rare schema times titles words",
        "cycles lines",
        "periods settings",
        "personas",
    ],
    "1 record and sources": [
        "accounts duplicates heard own_words passages record redact.addresses redact.names redact.numbers sources.files "
        "sources.markup spread tongues",
        "embed redact sides sources.context sources.rows",
        "erased sources.table stored workspace",
        "sources.header sources.joined sources.review sources.sql sources.survey",
        "sources.g2 sources.gong sources.intercom sources.qualtrics sources.surveymonkey sources.transcript sources.typeform "
        "sources.zendesk",
        "sources.notes",
        "sources",
        "inbox",
    ],
    "2 matches and topics": [
        "communities decisions likeness names neighbours odds speech stance_examples themes who",
        "anchors chatter clusters overlap stance voices",
        "library_health match peculiar topics",
    ],
    "3 shares and shifts": [
        "bar correction counted coverage durable evidence exposure learning queueing restate usage verdict visible votes",
        "contrast language priorities quality shares strength wander",
        "claims messaging shifts",
        "closest measured",
        "judging placebo",
    ],
    "4 plots and sentences": [
        "facts gist heatmap plots plots_multiples plots_overlap plots_replay plots_segments plots_themes sparklines",
        "checked clauses markup review_lines",
        "amounts caveats headings saying sentences tables",
        "charts ledger library nobody overlap_map",
        "sections",
    ],
    "5 run and report": [
        "searching",
        "deliver unfound",
        "asking beginning checks checkup comparing correcting forgetting listing load matching missing naming report "
        "review_view reviewing run showing snapshots theme_edits theme_map unanswered warm",
        "standing",
        "briefing quoting replaying review_files review_table theming",
        "monthly",
    ],
    "6 command line": ["cli_deciding", "cli"],
}
PURE = ("2 matches and topics", "3 shares and shifts", "4 plots and sentences")
#: One strange machine, one room (or the rooms that are that room's parts).
ROOMS_OF = {
    "bertopic": {"topics", "warm"},
    "umap": {"clusters"},
    "hdbscan": {"clusters"},
    "sknetwork": {"communities"},
    "deltalake": {"record"},
    "papermill": {"run"},
    "nbconvert": {"report"},
    "litellm": {"naming"},
    "wordllama": {"embed", "warm"},
    "distributed": {"spread"},
    "apprise": {"deliver"},
    "plotly": {
        "charts", "heatmap", "markup", "plots", "plots_multiples", "plots_overlap", "plots_replay", "plots_segments",
        "plots_themes", "showing", "warm",
    },
}  # fmt: skip


def name_of(path):
    parts = path.relative_to(KIT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {name_of(path): path for path in sorted(KIT.rglob("*.py")) if name_of(path) not in ("__init__", "__main__")}
PLACE_OF = {
    name: (floor, step)
    for floor, steps in enumerate(FLOORS.values())
    for step, names in enumerate(steps)
    for name in names.split()
}


def imported(source):
    """(module, name) of every import, in every spelling, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (("." * node.level + (node.module or ""), alias.name) for alias in node.names)


def kit_imports(source):
    """Rooms of the kit that a source imports."""
    for module, name in imported(source):
        if module == "kit" and name in ("__version__", ""):
            continue
        if module.split(".")[0] == "kit":
            whole = f"{module}.{name}".removeprefix("kit.").rstrip(".")
            yield whole if whole in MODULES else whole.rpartition(".")[0]


def test_the_plan_names_every_room_once():
    named = [name for steps in FLOORS.values() for names in steps for name in names.split()]
    assert sorted(named) == sorted(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_only_go_down(name):
    source = MODULES[name].read_text(encoding="utf-8")
    assert not [module for module, _ in imported(source) if module.startswith(".")], "say `from kit.x import y`"
    assert [other for other in kit_imports(source) if other != name and PLACE_OF[other] >= PLACE_OF[name]] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from kit.cli import main", ["cli"]),
        ("from kit import cli", ["cli"]),
        ("import kit.cli", ["cli"]),
        ("def f():\n    from kit.sources import table", ["sources.table"]),
        ("from kit import __version__\nimport pandas", []),
    ],
)
def test_every_spelling_of_an_import_is_seen(source, found):
    assert list(kit_imports(source)) == found


@pytest.mark.parametrize("machine", ROOMS_OF)
def test_one_strange_machine_lives_in_one_room(machine):
    users = {
        name
        for name, path in MODULES.items()
        if any(module.split(".")[0] == machine for module, _ in imported(path.read_text(encoding="utf-8")))
    }
    assert users <= ROOMS_OF[machine]


#: The kit's own word lists and templates come with its code; they are no files of the user's.
READS_ITS_OWN = {"stance_examples", "sections"}
TOUCHES = {"open", "print", "input"}
CLOCK = {
    "now",
    "today",
    "utcnow",
    "time",
    "monotonic",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "to_csv",
    "read_csv",
}


@pytest.mark.parametrize("name", [name for floor in PURE for names in FLOORS[floor] for name in names.split()])
def test_pure_rooms_touch_no_file_no_clock_and_print_nothing(name):
    if name in READS_ITS_OWN:
        pytest.skip("reads data that ships inside the package")
    calls = [node.func for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call.id for call in calls if isinstance(call, ast.Name) and call.id in TOUCHES]
    assert not [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCK]
