"""Bad input: a clear error, or set aside and counted; never a traceback."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit import draft_briefs, find_themes, load_conversations, match_conversations
from kit.cli.main import main
from kit.workspace import begin, open_workspace

TRUNCATED = Path(__file__).parents[2] / "shared" / "data" / "cfpb_truncated_export" / "complaints.csv"
TICKETS = "inbox/tickets/tickets.csv"
HEAD = "ticket_id,created_at,description,organization_id,requester_title\n"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where a run that cannot start leaves its evidence
    begin(tmp_path / "w")
    return tmp_path / "w"


def loaded(folder):
    work = open_workspace(folder)
    return work, load_conversations(work, "2026-10")


def drafted(folder, cycle="2026-10"):
    work, _ = loaded(folder)
    match_conversations(work, cycle)
    for persona in work.tracked:
        find_themes(work, cycle, persona.id)
    return [made.facts() for made in draft_briefs(work, cycle).briefs]


def kit(*call):
    return CliRunner().invoke(main, [str(part) for part in call])


def test_an_unknown_key_is_told_with_its_line_and_ends_with_status_2(workspace):
    path = workspace / "kit.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    done = kit("run", workspace)
    assert done.exit_code == 2
    assert "'colour' is no setting the kit knows" in done.output
    assert f"kit.yaml:{len(path.read_text(encoding='utf-8').splitlines())}: " in done.output


def test_a_persona_with_a_duplicate_id_is_refused(workspace):
    persona = workspace / "personas" / "hands-on-lead.yaml"
    (workspace / "personas" / "copy.yaml").write_text(persona.read_text(encoding="utf-8"), encoding="utf-8")
    done = kit("check", workspace)
    assert done.exit_code == 2
    assert "id 'hands-on-lead' is already used by another persona file" in done.output


def test_a_missing_inbox_file_is_told_and_stops_nothing(workspace):
    (workspace / TICKETS).unlink()
    _, told = loaded(workspace)
    assert any("helpdesk" in warning for warning in told.warnings)


def test_an_empty_inbox_ends_the_run_with_what_to_do(workspace, tmp_path):
    (workspace / TICKETS).unlink()
    done = kit("run", workspace, "--cycle", "2026-10", "--reports", tmp_path / "reports")
    assert done.exit_code == 1
    assert "no conversation from 2026-07 to 2026-10" in done.output
    assert "kit check" in done.output
    assert not list((tmp_path / "reports").rglob("*.html"))


def test_a_csv_cut_inside_a_quoted_field_gives_its_whole_rows_and_sets_the_rest_aside(workspace):
    (workspace / TICKETS).write_text(
        HEAD + '1,2026-10-01,"The report takes hours to build by hand.",a-001,\n2,2026-10-02,"and then it', encoding="utf-8"
    )
    work, _ = loaded(workspace)
    assert work.record.read("conversations")["conversation_id"].tolist() == ["1"]
    aside = work.record.read("set_aside")
    assert aside["line"].tolist() == [3]
    assert aside["file"].tolist() == [TICKETS]


@pytest.mark.skipif(not TRUNCATED.is_file(), reason="the public truncated complaints export is not beside the project")
def test_a_real_export_cut_off_in_the_middle_is_read_up_to_the_cut(workspace):
    settings = (workspace / "kit.yaml").read_text(encoding="utf-8")
    columns = "conversation_id: Complaint ID\n      occurred_at: Date received\n      text: Consumer complaint narrative\n"
    start = settings.index("      conversation_id: ticket_id")
    end = settings.index("    heartbeat_days")
    (workspace / "kit.yaml").write_text(settings[:start] + "      " + columns + settings[end:], encoding="utf-8")
    (workspace / TICKETS).write_bytes(TRUNCATED.read_bytes())
    work, told = loaded(workspace)
    assert len(work.record.read("conversations")) == 389
    assert int(told.table["n_set_aside"].sum()) >= 1


def test_another_encoding_is_found_out(workspace):
    text = HEAD + '1,2026-10-01,"Die Übersicht zu bauen dauert länger als früher, und das für jede Größe.",a-001,\n'
    (workspace / TICKETS).write_bytes(text.encode("cp1252"))
    work, _ = loaded(workspace)
    assert "Übersicht" in work.record.read("conversations")["text"].iloc[0]


@pytest.mark.parametrize("date", ["31/02/2026", "yesterday", "", "2026-13-01"])
def test_a_date_that_is_none_is_set_aside_with_its_line_and_taken_in_once_mended(workspace, date):
    rows = HEAD + '1,2026-10-01,"The weekly report eats my Monday.",a-001,\n2,{},"The weekly report eats my Friday.",a-002,\n'
    (workspace / TICKETS).write_text(rows.format(date), encoding="utf-8")
    work, _ = loaded(workspace)
    aside = work.record.read("set_aside")
    assert (aside["line"].tolist(), aside["source"].tolist()) == ([3], ["helpdesk"])
    assert "occurred_at" in aside["reason"].iloc[0]
    (workspace / TICKETS).write_text(rows.format("2026-10-02"), encoding="utf-8")
    work, _ = loaded(workspace)
    assert work.record.read("set_aside").empty
    assert len(work.record.read("conversations")) == 2


def test_two_megabytes_in_one_row_are_no_trouble(workspace):
    (workspace / TICKETS).write_text(HEAD + f'1,2026-10-01,"{"All numbers differ again. " * 80_000}",a-001,\n', encoding="utf-8")
    work, _ = loaded(workspace)
    assert len(work.record.read("conversations")) + len(work.record.read("set_aside")) == 1


def test_an_account_nobody_knows_is_kept_and_told(workspace):
    (workspace / TICKETS).write_text(HEAD + '1,2026-10-01,"The report takes hours to build by hand.",a-999,\n', encoding="utf-8")
    work, told = loaded(workspace)
    assert work.record.read("conversations")["account_id"].tolist() == ["a-999"]
    assert any("a-999" in warning for warning in told.warnings)


def test_a_cycle_with_nothing_in_it_is_thin_and_says_so(workspace):
    (workspace / TICKETS).write_text(HEAD + '1,2026-09-01,"The report takes hours to build by hand.",a-001,\n', encoding="utf-8")
    facts = drafted(workspace)[0]
    assert facts["verdict"] == "thin"
    assert facts["coverage"]["conversations"] == 0
    assert facts["headline"].startswith("Nobody spoke in October 2026")
    json.dumps(facts, allow_nan=False)


def test_a_cycle_that_is_not_over_is_refused_with_status_2(workspace):
    done = kit("run", workspace, "--cycle", f"{datetime.now(UTC).year + 1}-01")
    assert done.exit_code == 2
    assert "is not over before" in done.output
    assert "--partial" in done.output


def test_customers_words_are_data_in_pages_and_spreadsheets(workspace):
    said = "=HYPERLINK(1) the report takes hours <script>alert(1)</script> to rebuild by hand every Monday."
    (workspace / TICKETS).write_text(HEAD + f'1,2026-10-01,"{said}",a-001,Head of Operations\n', encoding="utf-8")
    from kit.brief.editions.evidence_sheet import evidence_rows
    from kit.brief.model import Brief
    from kit.brief.sections import customers
    from kit.formats import safe_cell

    facts = drafted(workspace)[0]
    assert "<script>alert" not in customers.section(Brief.model_validate(facts)).html
    assert not evidence_rows(open_workspace(workspace), "hands-on-lead", "2026-10")["quote"].str.startswith("=").any()
    assert [safe_cell(text) for text in ("=1", "+1", "-1", "@a", "plain")] == ["'=1", "'+1", "'-1", "'@a", "plain"]
