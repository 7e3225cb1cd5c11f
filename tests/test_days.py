"""Days: what people read is the day of the workspace's zone, not of UTC."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from kit import draft_briefs, load_conversations, match_conversations
from kit.brief.editions.evidence_sheet import evidence_rows
from kit.cli.main import main
from kit.drift.no_persona import COLUMNS, _theme
from kit.workspace import Workspace, open_workspace

#: Berlin's own days: read with a bare date each begins at 22:00 of the day before, in UTC.
DAYS = ("2026-10-01", "2026-10-10", "2026-10-20")


def kit(*call):
    done = CliRunner().invoke(main, [str(part) for part in call])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def berlin(tmp_path_factory):
    """A workspace in Berlin whose tickets have bare dates, read and matched."""
    folder = tmp_path_factory.mktemp("berlin") / "w"
    kit("init", folder)
    settings = (folder / "kit.yaml").read_text(encoding="utf-8")
    (folder / "kit.yaml").write_text(re.sub(r"timezone: UTC", "timezone: Europe/Berlin", settings), encoding="utf-8")
    rows = [
        {"ticket_id": f"t{at}", "created_at": day, "description": f"Our weekly export {at} broke again, we copy it by hand.",
         "organization_id": f"a{at}", "requester_title": "Zookeeper"}
        for at, day in enumerate(DAYS)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "inbox" / "tickets" / "tickets.csv", index=False)
    work = open_workspace(folder)
    load_conversations(work, "2026-10")
    match_conversations(work, "2026-10")
    return folder


def test_the_record_keeps_the_moment_and_the_cycle_is_berlins(berlin):
    stored = open_workspace(berlin).record.read("conversations", ["conversation_id", "occurred_at", "cycle"])
    first = stored.set_index("conversation_id").loc["t0"]
    assert (first["occurred_at"], first["cycle"]) == (pd.Timestamp("2026-09-30T22:00Z"), "2026-10")


def test_quotes_show_the_day_as_text_and_as_json(berlin):
    told = kit("quotes", berlin)
    assert [day for day in DAYS if day in told] == list(DAYS)
    assert "2026-09-30" not in told
    found = json.loads(kit("quotes", berlin, "--json"))
    assert [quote["occurred_at"] for quote in found] == [f"{day}T00:00:00+02:00" for day in reversed(DAYS)]


def test_check_tells_the_last_day_heard(berlin):
    assert "the last of 2026-10-20" in kit("check", berlin)


def test_the_queue_and_one_match_show_the_day_and_when_it_was_decided(berlin):
    record = open_workspace(berlin).record
    key = "helpdesk:t0"
    assert f"{key} · 2026-10-01" in kit("review", "show", berlin, key).replace("ticket · ", "")
    waiting = record.read("matches", ["conversation_key", "persona_id"])
    told = kit("review", "list", berlin)
    days = dict(zip([f"helpdesk:t{at}" for at in range(3)], DAYS, strict=True))
    listed = dict(re.findall(r"\d+\. (helpdesk:t\d) · (\S+)", told))
    assert listed
    assert listed.items() <= days.items()
    assert set(listed) <= set(waiting["conversation_key"])


def in_berlin(small, folder) -> Workspace:
    """The small record with each conversation at the first moment of its day in Berlin."""
    rows = small.record.read("conversations")
    midnight = rows["occurred_at"].dt.tz_localize(None).dt.normalize().dt.tz_localize("Europe/Berlin").dt.tz_convert("UTC")
    small.record.replace("conversations", rows.assign(occurred_at=midnight.dt.as_unit("us")))
    settings = small.settings.model_copy(update={"timezone": "Europe/Berlin"})
    work = Workspace(folder, settings, small.personas, small.record)
    work.__dict__.update(accounts=small.accounts, vectors=small.vectors)  # what is made once, made here
    return work


def test_a_briefs_quotes_and_sources_tell_the_day_and_the_evidence_file_keeps_utc(small_record, tmp_path):
    work = in_berlin(small_record(now=(0.5, 0.1, 0.1, 0.1), before=(0.1, 0.15, 0.15, 0.15)), tmp_path)
    facts = draft_briefs(work, "2026-10").briefs[0].facts()
    stored = work.record.read("conversations").set_index("conversation_id")["occurred_at"]
    first = facts["shifts"][0]
    quotes = [*first["quotes"], first["other_voice"], *(theme["example"] for theme in facts["themes"])]
    quotes += [term["example"] for side in ("rising", "fading") for term in facts["language"][side]]
    assert any(term["example"] for term in facts["language"]["rising"])
    assert first["surfaced"]
    for quote in filter(None, quotes):
        own = stored[quote["conversation_id"]].tz_convert("Europe/Berlin")
        assert quote["occurred_at"] == own.isoformat()
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT00:00:00\+0[12]:00", quote["occurred_at"])
    last = max(stored).tz_convert("Europe/Berlin")
    assert facts["coverage"]["sources"][0]["last_at"] == last.isoformat()
    rows = evidence_rows(work, "ops", "2026-10")
    assert set(rows["occurred_at"]) <= {when.strftime("%Y-%m-%dT%H:%M:%SZ") for when in stored}


def test_people_of_no_persona_are_quoted_with_the_day(berlin):
    work = open_workspace(berlin)
    people = work.record.read("conversations", COLUMNS)
    passages = work.record.read("passages", ["passage_id", "conversation_key", "text", "start", "end"])
    rows = passages.merge(people, on="conversation_key").assign(is_nobody=True)
    told = _theme(work, "2026-10", rows, work.vectors.of(list(rows["text"])), ["export"])
    assert told["quote"]["occurred_at"] in {f"{day}T00:00:00+02:00" for day in DAYS}
