"""One account: its counts are the record's, its quotes stand in the stored text, and its page is as safe as every page."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import pandas as pd
import pytest
from click.testing import CliRunner

import kit
from kit.account.contradicted_claims import contradicted_claims
from kit.account.facts import AccountSheet, account_sentence, account_sheet
from kit.account.lines import account_lines
from kit.account.page import account_page
from kit.account.spoken import Spoken
from kit.brief.html import POLICY
from kit.cli.main import main
from kit.config.personas import Claim, Persona
from kit.errors import WorkspaceError
from tests.hostile import INSTRUCTIONS, PAYLOADS, elements, live, spoiled


@pytest.fixture(scope="module")
def work(october):
    return kit.open(october[0])


@pytest.fixture(scope="module")
def sheets(work):
    """The sheets of some accounts: every seventh, and one that no list of accounts has."""
    return {name: work.account(name) for name in [*work.accounts["account_id"][::7], "a-999"]}


def test_counts_are_those_of_the_tables_that_the_workbench_has(work, sheets):
    spoken, evidence = work.conversations(), work.evidence()
    for name, sheet in sheets.items():
        ours = spoken[spoken["account_id"] == name]
        assert sheet.facts["conversations"]["n"] == len(ours)
        assert sheet.facts["conversations"]["counted"] == int(ours["is_counted"].sum())
        raised = evidence[evidence["account_id"] == name].drop_duplicates(["theme_id", "conversation_key"])
        counts = Counter(zip(raised["theme_id"], raised["cycle"], strict=True))
        told = {(row["theme"], cycle): cell["n"] for row in sheet.facts["themes"] for cycle, cell in row["conversations"].items()}
        assert {key: n for key, n in told.items() if n} == {
            key: n for key, n in counts.items() if key[0] in set(work.themes()["theme_id"])
        }
        assert all(cell["n"] <= cell["of"] for row in sheet.facts["themes"] for cell in row["conversations"].values())


def test_shares_of_all_accounts_are_those_of_the_printed_brief(sheets, briefs):
    for sheet in sheets.values():
        for row in sheet.facts["themes"]:
            theme = next(theme for theme in briefs[row["persona"]]["themes"] if theme["id"] == row["theme"])
            everyone = row["everyone"]
            assert everyone["share"] == pytest.approx(theme["share"]["2026-10"], abs=1e-4)
            assert everyone["low"] <= everyone["share"] <= everyone["high"]
            assert everyone["accounts"] == theme["accounts"]["2026-10"]


def test_an_account_is_among_the_shifts_that_name_it(work, briefs):
    surfaced = [shift for facts in briefs.values() for shift in facts["shifts"] if shift["surfaced"]]
    assert surfaced
    name = surfaced[0]["accounts"][0]
    first = work.account(name).facts["shifts"][0]
    assert (first["theme"], first["surfaced"], first["shift_pp"]) == (surfaced[0]["theme"], True, surfaced[0]["shift_pp"])
    assert first["accounts"] == len(surfaced[0]["accounts"])


def test_every_quote_is_the_stored_text_at_its_place(work, sheets):
    texts = dict(work.record.read("conversations", ["conversation_key", "text"]).itertuples(index=False))
    quotes = [quote for sheet in sheets.values() for quote in quotes_in(sheet.facts)]
    assert len(quotes) > 50
    assert all(
        texts[f"{quote['source']}:{quote['conversation_id']}"][quote["start"] : quote["end"]] == quote["text"] for quote in quotes
    )
    assert all(sheet.facts["left_out"] == 0 for sheet in sheets.values())


def quotes_in(facts):
    return [*facts["quotes"], *(row["quote"] for part in ("themes", "contradicts") for row in facts[part] if row["quote"])]


def test_a_quote_that_the_stored_text_does_not_hold_is_left_out_and_counted(bench_of):
    bench = bench_of()
    passages = bench.record.read("passages")
    key = bench.account("a-001").facts["quotes"][0]["passage_id"]
    changed = passages["text"].where(passages["passage_id"] != key, "nobody ever said these words here")
    bench.record.replace("passages", passages.assign(text=changed))
    facts = bench.account("a-001").facts
    assert facts["left_out"] >= 1
    assert "nobody ever said" not in json.dumps(facts)
    assert any("left out" in line for line in account_lines(AccountSheet(facts, "")))


def test_who_spoke_last_is_told_by_title_and_never_by_contact(work, sheets):
    contacts = set(work.record.read("conversations", ["contact_id"])["contact_id"]) - {""}
    for name, sheet in sheets.items():
        latest = work.conversations()[lambda rows, name=name: rows["account_id"] == name]["occurred_at"].max()
        last = sheet.facts["last"]
        assert (pd.Timestamp(last["occurred_at"]) if last else pd.NaT) is latest or pd.Timestamp(last["occurred_at"]) == latest
        assert not contacts & set(json.dumps(sheet.facts).replace('"', " ").split())


@pytest.mark.parametrize(
    ("asked", "near"),
    [("a-0071", "a-007"), ("A-12", "a-012 ("), ("quorvan", "a-002 (Quorvane)"), ("zzzzzzzz", "accounts.csv lists them")],
)
def test_an_account_that_is_none_is_refused_in_a_line_with_the_nearest(october, asked, near):
    done = CliRunner().invoke(main, ["account", str(october[0]), asked])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"kit: there is no account {asked!r}; ")
    assert near in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_command_line_prints_what_the_workbench_returns(october, sheets, tmp_path):
    done = CliRunner().invoke(main, ["account", str(october[0]), "a-001", "--json", "--html", str(tmp_path / "a.html")])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(sheets["a-001"].facts))
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == account_page(sheets["a-001"], "Tallyroot")
    text = CliRunner().invoke(main, ["account", str(october[0]), "a-001"]).stdout
    assert "Brindlehaul (a-001): enterprise · tier B · revenue $48K · renews 23 December 2026" in text
    assert sheets["a-001"].sentence in text


def test_an_account_that_never_spoke_has_a_sheet_that_says_so(bench_of):
    bench = bench_of()
    bench.__dict__["accounts"] = pd.concat(
        [bench.accounts, bench.accounts.head(1).assign(account_id="silent", name="Silent Ltd")]
    )
    sheet = bench.account("silent")
    assert sheet.sentence == "Silent Ltd is not in any conversation that was read."
    assert sheet.facts["quotes"] == sheet.facts["themes"] == sheet.facts["personas"] == []
    assert "Nobody of this account has spoken." in account_page(sheet, "Small")
    assert list(account_lines(sheet))[1] == sheet.sentence


def test_counts_of_a_small_record_are_as_it_was_made(bench_of):
    bench = bench_of(loud=9)
    spoken = bench.record.read("conversations")
    sheet = bench.account("a-000")
    ours = spoken[spoken["account_id"] == "a-000"]
    now = ours[ours["cycle"] == "2026-10"]
    theme = next(row for row in sheet.facts["themes"] if row["theme"] == "ops/t03")
    assert theme["now"] == {"n": int(now["text"].str.startswith("nobody told us").sum()), "of": len(now)}
    assert sheet.facts["themes"][0]["theme"] == "ops/t03"
    assert f"in {theme['now']['n']} of {len(now)}\u00a0conversations now" in sheet.sentence


def spoken_as(*passages, n_conversations):
    """What an account said as persona ops: (conversation, theme, stance) a passage."""
    conversations = pd.DataFrame({
        "conversation_key": [f"k{number}" for number in range(n_conversations)], "cycle": "2026-10", "persona_id": "ops",
        "is_counted": True,
    })  # fmt: skip
    raised = pd.DataFrame(
        [
            (f"k{key}", "2026-10", "ops", f"ops/{theme}", f"k{key}#{place}", stance)
            for place, (key, theme, stance) in enumerate(passages)
        ],
        columns=["conversation_key", "cycle", "persona_id", "theme_id", "passage_id", "stance"],
    )
    return Spoken(conversations, raised, "2026-10")


def trend(theme, n, of, claim=None):
    return {"theme": f"ops/{theme}", "persona": "ops", "claim": claim, "label": theme, "statement": None,
            "now": {"n": n, "of": of}, "before": {"n": 0, "of": 0}}  # fmt: skip


FIRST = "ops/pains/first"


@pytest.mark.parametrize(
    ("n_first", "n_other", "of", "how"),
    [(1, 3, 5, ["order"]), (2, 3, 5, []), (3, 3, 5, []), (0, 2, 2, []), (0, 0, 5, []), (0, 2, 3, ["order"])],
)
def test_another_pain_contradicts_the_files_first_where_it_is_clearly_ahead(n_first, n_other, of, how):
    persona = Persona(id="ops", name="Ops", pains=[Claim(id="first", statement="Reports by hand")])
    trends = [trend("t0", n_first, of, FIRST), trend("t1", n_other, of)]
    rows = contradicted_claims([persona], spoken_as(n_conversations=of), trends, [])
    assert [row["how"] for row in rows] == how
    assert [(row["claim"], row["n"], row["of"], row["n_other"]) for row in rows] == [(FIRST, n_first, of, n_other)] * len(how)


@pytest.mark.parametrize(
    ("stances", "n"),
    [(["praise"], 1), (["praise", "pain"], 1), (["praise", "pain", "pain"], None), (["pain"], None), (["question"], None)],
)
def test_praise_of_what_a_file_calls_a_pain_contradicts_it(stances, n):
    persona = Persona(id="ops", name="Ops", pains=[Claim(id="first", statement="Reports by hand")])
    spoken = spoken_as(*((place, "t0", stance) for place, stance in enumerate(stances)), n_conversations=5)
    rows = [row for row in contradicted_claims([persona], spoken, [trend("t0", 5, 5, FIRST)], []) if row["how"] == "praise"]
    assert [(row["n"], row["of"], row["passage_id"]) for row in rows] == ([(n, len(stances), "k0#0")] if n else [])


@pytest.mark.parametrize("payload", [*PAYLOADS, *INSTRUCTIONS])
def test_hostile_words_stand_on_the_page_as_text(sheets, payload):
    sheet = sheets["a-008"]
    clean = account_page(sheet, "Tallyroot")
    facts = spoiled(sheet.facts, payload, "javascript:alert(1)")
    spoilt = AccountSheet(facts, account_sentence(facts))
    page = account_page(spoilt, payload)
    assert live(page, set(elements(clean))) == []
    assert POLICY.replace("'", "&#39;") in page
    assert json.loads(json.dumps(spoilt.facts, ensure_ascii=False)) == spoilt.facts


def test_the_page_loads_nothing_and_runs_nothing(sheets):
    for sheet in sheets.values():
        page = account_page(sheet, "Tallyroot")
        assert "<script" not in page
        assert "<h1" in page
        assert page.count("<h1") == 1
        assert len(page.encode()) < 100_000


def test_a_workspace_without_a_record_has_no_account_to_tell_of(tmp_path):
    kit.begin(tmp_path / "new")
    work = kit.open(tmp_path / "new")
    with pytest.raises(WorkspaceError, match="there is no account 'nope'"):
        account_sheet(work, "nope")
    assert account_sheet(work, work.accounts["account_id"].iloc[0]).facts["run"] is None


def test_a_page_beside_the_briefs_is_led_to_from_their_tables(october, briefs, tmp_path):
    reports = shutil.copytree(october[1], tmp_path / "reports")
    raised = next(shift for shift in briefs["revops-lead"]["shifts"] if shift["surfaced"])["accounts"][0]
    done = CliRunner().invoke(main, ["account", str(october[0]), raised, "--page", "--reports", str(reports)])
    assert (done.exit_code, done.stdout.strip()) == (0, str(reports / "accounts" / f"{raised}.html"))
    brief = reports / "2026-10" / "revops-lead.html"
    link = f'<a href="../accounts/{raised}.html">'
    assert link in brief.read_text(encoding="utf-8")
    assert 'href="../index.html"' in (reports / "accounts" / f"{raised}.html").read_text(encoding="utf-8")
    before = (october[1] / "2026-10" / "revops-lead.html").read_text(encoding="utf-8")
    assert "../accounts/" not in before
    assert brief.read_text(encoding="utf-8").replace("</a></span>", "</span>").replace(link, "") == before.replace(
        "</a></span>", "</span>"
    )
    done = CliRunner().invoke(main, ["account", str(october[0]), raised, "--page", "--reports", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "holds no briefs" in done.stderr
