"""run/export: files of printed briefs, and clear words where one cannot be made."""

import json
import shutil

import pytest
from click.testing import CliRunner

from kit.brief.headline import headline
from kit.cli.main import main
from kit.errors import WorkspaceError
from kit.run import export
from tests.briefs import another_persona, brief


@pytest.fixture
def reports(tmp_path):
    """Two cycles of two personas, as a run leaves them."""
    folder = tmp_path / "reports"
    for cycle, story in (("2026-09", "steady"), ("2026-10", "shifted")):
        (folder / cycle).mkdir(parents=True)
        for drafted in (brief(story), another_persona()):
            made = drafted.changed(headline=headline(drafted), cycle=cycle)
            (folder / cycle / f"{made.persona.id}.json").write_text(json.dumps(made.facts()), encoding="utf-8")
            (folder / cycle / f"{made.persona.id}.html").write_text(f"<h1>{made.headline}</h1>", encoding="utf-8")
    (folder / "2026-10.failed").mkdir()
    return folder


def test_the_newest_cycles_briefs_are_taken_as_they_were_printed(reports):
    assert [made.cycle for made in export.printed_briefs(reports, "")] == ["2026-10", "2026-10"]
    assert [made.verdict for made in export.printed_briefs(reports, "2026-09", "revops-lead")] == ["steady"]


@pytest.mark.parametrize(("cycle", "persona"), [("2026-07", ""), ("2026-10", "nobody")])
def test_briefs_that_are_not_there_are_named(reports, cycle, persona):
    with pytest.raises(
        WorkspaceError, match=f"there is no brief{f' of {persona}' if persona else ''} of {cycle}; `kit run` makes"
    ):
        export.printed_briefs(reports, cycle, persona)


def test_a_brief_of_another_version_is_named(reports):
    (reports / "2026-10" / "revops-lead.json").write_text('{"schema_version": 1}', encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"revops-lead\.json: was printed by another version"):
        export.printed_briefs(reports, "2026-10")


def test_a_quarter_is_told_by_its_cycles():
    assert [export.quarter_of(cycle) for cycle in ("2026-09", "2026-10", "2026-W01", "2026-Q3")] == [
        "2026-Q3", "2026-Q4", "2025-Q4", "2026-Q3",
    ]  # fmt: skip


def test_slides_and_the_pulse_are_files_of_their_own(reports, tmp_path):
    pytest.importorskip("pptx", reason="python-pptx is not installed")
    path = export.export_slides(export.printed_briefs(reports, ""), tmp_path / "out")
    assert path.name == "page-one-2026-10.pptx"
    assert path.read_bytes()[:2] == b"PK"
    assert export.export_pulse(reports, "", "", tmp_path / "out").name == "pulse-2026-Q4.pptx"


def test_without_a_browser_the_line_says_what_to_do(reports, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(
        WorkspaceError, match=r"no browser that prints by itself is here .*; open .*-lead\.html in yours and print"
    ):
        export.export_pdf(export.printed_briefs(reports, "", "revops-lead"), reports, tmp_path)


@pytest.mark.browser
def test_a_page_is_printed_by_the_browser_there_is(reports, tmp_path):
    if not any(map(shutil.which, export.BROWSERS)):
        pytest.skip("there is no browser here")
    (path,) = export.export_pdf(export.printed_briefs(reports, "", "revops-lead"), reports, tmp_path / "out")
    assert path.read_bytes().startswith(b"%PDF")


def test_the_command_wants_a_form():
    done = CliRunner().invoke(main, ["export", "data/sample"])
    assert done.exit_code == 2
    assert "--pptx, --pulse, --pdf or --anonymous" in done.output
