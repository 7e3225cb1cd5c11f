"""The documents say what is so: packages and their levels, files, links, settings, columns."""

import re
import tomllib
from pathlib import Path

import pytest

from kit.brief.editions.evidence_sheet import EVIDENCE_COLUMNS
from kit.config.personas import Persona
from kit.config.settings import Bar, Settings
from kit.record.tables import COUNTED_STATES
from kit.sources import READERS

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
NAMED = [
    (document, name)
    for document, text in TEXTS.items()
    if document != "CHANGELOG.md"  # it tells of files as they were
    for name in re.findall(r"`((?:kit|tests|notebooks|docs)/[\w./-]+)`", text)
]


def rows_of(text, heading):
    """The cells of the rows of the first table under a heading."""
    below = text.split(f"\n{heading}\n")[1]
    table = below[below.index("\n|") + 1 :].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def keys_of(text, heading):
    return set(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows_of(text, heading))))


def test_architecture_names_every_package_and_module_beside_them_at_the_level_that_its_imports_keep():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")["layers"][::-1]
    levels = {name.strip(): level for level, layer in enumerate(layers, start=1) for name in layer.split("|")}
    table = {row[1].strip("`"): int(row[0].strip("| ")) for row in rows_of(TEXTS["ARCHITECTURE.md"], "## The packages")}
    assert table == {name: level for name, level in levels.items() if name != "__main__"}
    inside = {path.stem for path in (ROOT / "kit").glob("*.py")}
    inside |= {path.parent.name for path in (ROOT / "kit").glob("*/__init__.py")}
    assert set(table) == inside - {"__init__", "__main__"}


@pytest.mark.parametrize("document", TEXTS)
def test_links_lead_to_files_that_are_there(document):
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", TEXTS[document]) if "://" not in target]
    assert [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize(("document", "name"), NAMED, ids=str)
def test_files_that_are_named_are_there(document, name):
    assert (ROOT / name).exists(), f"{document} names {name}"


def test_every_document_is_listed():
    listed = set(re.findall(r"\]\(([\w./-]+\.md)\)", TEXTS["docs/README.md"]))
    assert {(ROOT / "docs" / name).resolve() for name in listed} == set(DOCUMENTS) - {ROOT / "docs" / "README.md"}


def test_the_contract_names_every_setting_and_every_key_of_a_persona_file():
    contract = TEXTS["docs/contract.md"]
    assert keys_of(contract, "### kit.yaml") == set(Settings.model_fields)
    assert keys_of(contract, "### Persona files") == set(Persona.model_fields)


def test_method_names_every_rule_of_the_bar():
    heading = next(line for line in TEXTS["docs/method.md"].splitlines() if line.startswith("## Bar"))
    assert set(Bar.model_fields) < keys_of(TEXTS["docs/method.md"], heading)


def test_the_evidence_has_the_columns_that_are_promised():
    assert ", ".join(EVIDENCE_COLUMNS) in TEXTS["docs/brief-json.md"]


def test_every_reader_is_described():
    assert set(READERS) <= set(re.findall(r"`([\w-]+)`", TEXTS["docs/sources.md"]))


def test_the_states_that_count_are_those_the_glossary_names():
    assert f"only {' and '.join(COUNTED_STATES)} **count**" in TEXTS["docs/words.md"]
