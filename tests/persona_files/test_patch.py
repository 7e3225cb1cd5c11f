"""A proposed patch: `git apply` takes it, it changes what its evidence is about and nothing else."""

import hashlib
import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from kit.brief.model import Brief
from kit.config.personas import Persona, read_persona
from kit.errors import SettingsError
from kit.persona_files.document import plain
from kit.persona_files.patch import patch_of
from kit.persona_files.placing import PlacedClaim
from kit.persona_files.proposals import proposed_pains
from kit.persona_files.yaml_edit import PainEdit
from tests.hostile import SIXTY

FACTS = Path(__file__).parents[1] / "facts"
#: A persona file of every way in which people write their pains.
FILES = {
    "blocks": """# ours
id: lead
name: Lead   # the name
pains:  # in order
  # the oldest
  - id: a
    statement: Manual reporting   # since 2024
    language: [by hand, every Monday]
  # seen in May
  - id: b
    statement: Gut feel
    language:
      - reps sandbag
      - deals slip
    # not sure about this one

  - {id: c, statement: Empty fields}
tools: [Excel]
""",
    "no indent, last": (
        "id: lead\nname: Lead\npains:\n- id: a\n  statement: 'Manual\n    reporting'\n- id: b\n  statement: Gut feel\n"
        "- id: c\n  statement: Empty fields\n"
    ),
    "no end of line": (
        "id: lead\nname: Lead\npains:\n  - {id: a, statement: Manual reporting, language: []}\n  - {id: b, statement: Gut feel}\n"
        "  - {id: c, statement: Empty fields}"
    ),
    "other line ends": (
        "id: lead\r\nname: Lead\r\npains:\r\n  - id: a\r\n    statement: Manual reporting\r\n  - id: b\r\n    statement: Gut feel"
        "\r\n  - id: c\r\n    statement: Empty fields\r\ntools: [Excel]\r\n"
    ),
}  # fmt: skip


def written(folder, text):
    path = folder / "personas" / "lead.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def applied(path, patch):
    """The persona after `git apply` took a patch; whatever is no part of the file must not come about."""
    for check in (["--check"], []):
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", *check, "-"],
            cwd=path.parents[1],
            input=patch.encode(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in path.parents[1].rglob("*") if file.is_file()) == ["lead.yaml"]
    return read_persona(path)


def edits_of(words="one thing"):
    claim = PlacedClaim("new", words, [words], [])
    return [
        PainEdit("b", words=[words], evidence=[f"above {words}", words]),
        PainEdit("new", claim, evidence=[words]),
        PainEdit("c", words=[words]),
        PainEdit("a", words=[words], evidence=[words]),
    ]


@pytest.mark.parametrize("form", FILES)
def test_git_takes_a_patch_of_however_the_pains_are_written(form, tmp_path):
    path = written(tmp_path, FILES[form])
    before, digest = read_persona(path), hashlib.sha256(path.read_bytes()).hexdigest()
    patch = patch_of(path, before, edits_of(), "Lead, 2026-10")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    after = applied(path, patch)
    assert [claim.id for claim in after.pains] == ["b", "new", "c", "a"]
    assert all("one thing" in claim.language for claim in after.pains)
    assert after.model_copy(update={"pains": before.pains}) == before
    for line in FILES[form].split("\n"):  # what people wrote beside it stays
        if "#" in line:
            assert line in path.read_bytes().decode().split("\n")


@pytest.mark.parametrize("payload", SIXTY)
def test_hostile_words_stay_in_their_value_and_their_comment(payload, tmp_path):
    path = written(tmp_path, FILES["blocks"])
    before = read_persona(path)
    after = applied(path, patch_of(path, before, edits_of(f"x {payload}"), payload))
    words = plain(f"x {payload}")
    assert [claim.statement for claim in after.pains] == ["Gut feel", words, "Empty fields", "Manual reporting"]
    assert [claim.language[-1] for claim in after.pains] == [words] * 4
    assert after.model_copy(update={"pains": before.pains}) == before


def test_a_file_without_pains_gets_them_at_its_end(tmp_path):
    path = written(tmp_path, "id: lead\nname: Lead\n")
    after = applied(path, patch_of(path, read_persona(path), [edits_of()[1]], "Lead"))
    assert [claim.id for claim in after.pains] == ["new"]


def test_pains_in_brackets_are_left_to_people(tmp_path):
    path = written(tmp_path, "id: lead\nname: Lead\npains: [{id: a, statement: x}]\n")
    with pytest.raises(SettingsError, match=r"lead\.yaml: `pains:` is not written as a list of lines"):
        patch_of(path, read_persona(path), [edits_of()[1], PainEdit("a")], "Lead")


def test_nothing_to_change_gives_no_patch(tmp_path):
    path = written(tmp_path, FILES["blocks"])
    persona = read_persona(path)
    assert patch_of(path, persona, [PainEdit(claim.id) for claim in persona.pains], "Lead") == ""


def story(name):
    return Brief.model_validate_json((FACTS / f"{name}.json").read_text(encoding="utf-8"))


def persona_of(brief):
    claims = [claim for claim in brief.claims if claim.section == "pains"]
    pains = [{"id": claim.claim.rpartition("/")[2], "statement": claim.statement} for claim in claims]
    return Persona.model_validate({"id": brief.persona.id, "name": brief.persona.name, "pains": pains})


def rows_of(brief):
    """Quotes of the surfaced shifts as evidence."""
    rows = [
        (shift.theme, quote.account_id, quote.conversation_id, quote.text) for shift in brief.shifts for quote in shift.quotes
    ]
    return pd.DataFrame(rows, columns=["theme_id", "account_id", "conversation_id", "quote"])


def test_a_surfaced_pain_that_the_file_does_not_state_is_proposed_first_in_customers_words():
    brief = story("shifted")
    first, *others = proposed_pains(persona_of(brief), brief, rows_of(brief))
    assert first.new.statement == "the merged numbers don’t match"
    assert plain(first.evidence[0]) == "2026-10: 23 of 50 accounts raise this; 5 to 34 % (+29 points, 16 to 43)."
    assert "raised more, 34" in first.evidence[1]
    assert "Manual reporting eats my week" in first.evidence[1]
    quotes = [quote.text for shift in brief.shifts if shift.theme == "revops-lead/t07" for quote in shift.quotes]
    assert all(text in line for text, line in zip(quotes, first.evidence[2:], strict=True))
    assert {edit.own_id for edit in others} == {"manual-reporting", "forecast-guesswork"}


@pytest.mark.parametrize("name", ["steady", "thin", "empty"])
def test_where_nothing_surfaced_no_pain_is_new(name):
    brief = story(name)
    assert [edit.new for edit in proposed_pains(persona_of(brief), brief, rows_of(brief)) if edit.new] == []


def test_pains_change_places_only_where_their_intervals_lie_apart():
    facts = json.loads((FACTS / "steady.json").read_text(encoding="utf-8"))
    pains = [claim["theme"] for claim in facts["claims"] if claim["section"] == "pains"]
    order = {}
    for apart in (False, True):
        for theme in facts["themes"]:
            if theme["id"] == pains[0]:
                theme["low"][facts["cycle"]], theme["high"][facts["cycle"]] = 0.05, 0.10
            if theme["id"] == pains[1]:
                theme["low"][facts["cycle"]], theme["high"][facts["cycle"]] = (0.11 if apart else 0.09), 0.40
        brief = Brief.model_validate(facts)
        persona = persona_of(brief)
        order[apart] = [edit.own_id for edit in proposed_pains(persona, brief, rows_of(brief))]
    assert order[False] == [claim.id for claim in persona.pains]
    assert order[True][:2] == order[False][1::-1]
