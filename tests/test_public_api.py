"""The public names: fetched when used, documented, and their examples say what happens."""

import doctest
import inspect
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import kit

NAMES = [name for name in kit.__all__ if name != "__version__"]
HEAVY = ("numpy", "pandas", "pyarrow", "pydantic", "deltalake", "scipy", "plotly", "wordllama", "bertopic", "papermill")

STEPS = [
    "compare_cycles", "draft_briefs", "evidence_queue",
    "find_themes", "load_conversations", "match_conversations", "people_without_persona",
    "replay_bar", "review_queue", "run_month",
]  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with the workspace that every example stands on: as begun, read, matched, its themes found, its brief drafted."""
    folder = tmp_path_factory.mktemp("examples")
    kit.begin(folder / "my-company")
    work = kit.open(folder / "my-company")
    kit.load_conversations(work, "2026-10")
    kit.match_conversations(work, "2026-10")
    kit.find_themes(work, "2026-10", "hands-on-lead")
    kit.draft_briefs(work, "2026-10")
    return folder


def examples_of(name):
    named = getattr(kit, name) if name else kit
    return doctest.DocTestFinder(recurse=False).find(named, f"kit.{name}".strip("."), module=False)


def faults(examples, names):
    runner, said = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS), []
    for example in examples:
        example.globs = dict(names)
        runner.run(example, out=said.append)
    return "".join(said)


def test_importing_the_kit_loads_no_heavy_library_and_nothing_of_its_own():
    loaded = "import sys, kit; dir(kit); print(*sorted(name.partition('.')[0] for name in sys.modules), sep=chr(10))"
    names = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert not set(HEAVY) & set(names)
    assert names.count("kit") == 1


def test_a_name_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(AttributeError, match=r"no attribute 'opne'; its names are .*open"):
        kit.opne  # noqa: B018


def test_every_public_name_can_be_completed_and_fetched():
    assert dir(kit) == sorted(kit.__all__)
    assert all(getattr(kit, name) is not None for name in NAMES)


@pytest.mark.parametrize("name", ["", *NAMES])
def test_the_examples_of_a_public_name_say_what_happens(name, here, monkeypatch):
    monkeypatch.chdir(here)
    examples = examples_of(name)
    assert examples, f"kit.{name} has no example"
    assert not faults(examples, {"kit": kit, "work": kit.open("my-company")})


@pytest.mark.parametrize("name", [name for name in NAMES if inspect.isfunction(getattr(kit, name))])
def test_every_parameter_of_a_public_function_is_described(name):
    documented = inspect.getdoc(getattr(kit, name))
    parts = dict(re.findall(r"^(\w+)\n-+\n(.*?)(?=^\w+\n-+$|\Z)", documented, re.MULTILINE | re.DOTALL))
    described = re.findall(r"^\**([\w, *]+?) : ", parts.get("Parameters", ""), re.MULTILINE)
    names = [name.strip(" *") for line in described for name in line.split(",")]
    assert names == list(inspect.signature(getattr(kit, name)).parameters)


@pytest.mark.parametrize("page", ["explore.md", "themes.md", "how-to.md"])
def test_a_page_of_the_documents_says_what_happens(page, here, monkeypatch):
    monkeypatch.chdir(here)
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    assert not faults([doctest.DocTestParser().get_doctest(text, {}, page, None, 0)], {})


def test_a_false_example_is_noticed():
    example = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "false", None, 0)
    assert "Expected:" in faults([example], {})


def test_a_workspace_shows_itself_in_a_line_and_escaped_in_a_notebook(here):
    work = kit.open(here / "my-company")
    assert repr(work).endswith("my-company': Your company, 1 persona, 1 source, conversations of 2026-10 to 2026-10)")
    assert "<td>Hands-on Lead</td>" in work._repr_html_()
    shown = type(work)(here / "<b>", work.settings, work.personas, work.record)._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown


def test_a_step_shows_its_sentence_in_a_line_and_its_table_escaped_in_a_notebook(here):
    loaded = kit.load_conversations(kit.open(here / "my-company"), "2026-10")
    shown = replace(loaded, sentence="<b>", table=loaded.table.assign(source="<i>"))
    assert repr(shown) == "<b>"
    assert not {"<b>", "<i>"} & set(re.findall(r"<\w>", shown._repr_html_()))
    assert {"&lt;b&gt;", "&lt;i&gt;"} <= set(re.findall(r"&lt;\w&gt;", shown._repr_html_()))


@pytest.mark.parametrize("step", STEPS)
def test_every_step_takes_the_workspace_first_then_the_cycle(step):
    assert list(inspect.signature(getattr(kit, step)).parameters)[:2] == ["work", "cycle"]


def test_a_replay_of_no_cycle_is_refused(here):
    with pytest.raises(kit.KitError, match=r"2026-11\.\.2026-10 holds no cycle; write the earlier one first"):
        kit.replay_bar(kit.open(here / "my-company"), "2026-10", {}, first="2026-11")
