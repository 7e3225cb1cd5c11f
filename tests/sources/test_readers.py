"""Readers: every specimen and export seed gives the sides, times and accounts that a person reads off the files."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import fsspec
import pandas as pd
import pytest

from kit.config.settings import OwnStaff, Source
from kit.errors import SettingsError, SourceError
from kit.ingest.speakers import settled
from kit.sources import READERS, check_source
from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File, find_files, read_file
from kit.sources.reader import Context

DATA = Path(__file__).parents[2].parent / "shared" / "data"
UTC_ZONE = ZoneInfo("UTC")


def context(reader: str, zone: ZoneInfo = UTC_ZONE, **told) -> Context:
    return Context(Source(id="feed", kind="ticket", reader=reader, path="inbox/*", **told), zone)


def heard(reader: str, *files: File, **told) -> list[Conversation | UnreadableRow | EmptyRow]:
    """What a reader makes of files."""
    given = context(reader, **told)
    check_source(given.source, given)
    return list(READERS[reader].read(list(files), given))


def text(name: str, told: str) -> File:
    return File(name, told.encode())


def shared(folder: str, pattern: str = "*") -> list[File]:
    if not (DATA / folder).is_dir():
        pytest.skip(f"the shared data set {folder} is not here")
    return [read_file(*one) for one in find_files(DATA / folder, pattern)]


def named(folder: str, name: str, as_name: str) -> File:
    """A specimen under a name that tells its date, since none of them holds one."""
    return File(as_name, shared(folder, name)[0].data)


def spoken(one: Conversation, names: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    return [(turn.side, turn.speaker, turn.text) for turn in settled(one.turns, OwnStaff(names=list(names)))]


# specimens


def test_zoom_vtt_gives_turns_by_name():
    [one] = heard("transcript", named("format_specimens", "zoom.vtt", "2026-10-14 zoom.vtt"))
    assert spoken(one, ("Priya Shah",)) == [
        ("customer", "Alex Moss", "Morning everyone, can we start with the export? It timed out twice this week."),
        ("team", "Priya Shah", "I'll file a ticket today."),
    ]
    assert (one.conversation_id, one.occurred_at, one.contact_id) == ("2026-10-14 zoom", datetime(2026, 10, 14, tzinfo=UTC), "")


def test_teams_vtt_tells_externals_as_customers():
    [one] = heard("transcript", named("format_specimens", "teams.vtt", "20261014 teams.vtt"))
    assert spoken(one) == [
        ("team", "Priya Shah", "Can everyone hear me?"),
        ("customer", "Alex Moss", "Yes. The invoice page keeps logging me out."),
    ]
    assert one.contact_id == "Alex Moss"


def test_otter_text_gives_turns_by_the_line_above():
    [one] = heard("transcript", named("format_specimens", "otter.txt", "2026-10-14.txt"))
    assert spoken(one, ("Alex Moss",)) == [
        ("team", "Alex Moss", "Let's review the renewal quote."),
        ("customer", "Unknown Speaker", "The price went up by a third."),
    ]


def test_srt_gives_labelled_and_dashed_speakers():
    [one] = heard("transcript", named("format_specimens", "plain.srt", "2026-10-14.srt"))
    assert [turn.text for turn in one.turns] == ["We lost the audit log after the upgrade.", "Which workspace? The EU one."]
    assert one.turns[0].speaker == "SPEAKER_00"


def test_a_transcript_without_a_date_is_set_aside_and_says_where_to_write_it():
    [one] = heard("transcript", *shared("format_specimens", "zoom.vtt"))
    assert isinstance(one, UnreadableRow)
    assert one.reason == "tells no date; write a line `Date: 2026-10-14` at its top and an empty line after it"


def test_gong_joins_parties_and_transcript():
    [one] = heard("gong", *shared("format_specimens", "gong*.json"))
    assert (one.conversation_id, one.occurred_at) == ("7782342274025937895", datetime(2018, 2, 17, 10, 30, tzinfo=UTC))
    assert spoken(one) == [("team", "Test User", "No wait, I think we should check that out first.")]
    assert one.url == "https://app.gong.io/call?id=7782342274025937895"


def test_gong_calls_have_their_account_customer_and_wait_for_each_other():
    party = {
        "id": "p1",
        "name": "Ana Sousa",
        "title": "CFO",
        "speakerId": "s1",
        "affiliation": "External",
        "emailAddress": "ana@x.example",
    }
    own = {"id": "p2", "name": "Sam Lee", "speakerId": "s2", "affiliation": "Internal"}
    crm = [
        {
            "system": "Salesforce",
            "objects": [{"objectType": "Opportunity", "objectId": "o"}, {"objectType": "Account", "objectId": "001X"}],
        }
    ]
    calls = {
        "calls": [
            {"metaData": {"id": "1", "started": "2026-10-14T15:00:00+02:00"}, "context": crm, "parties": [own, party]},
            {"metaData": {"id": "3"}},
        ]
    }
    said = [
        {"speakerId": "s1", "sentences": [{"text": "It broke."}, {"text": "Twice."}]},
        {"speakerId": "s2", "sentences": [{"text": "Sorry."}]},
    ]
    transcripts = {"callTranscripts": [{"callId": "1", "transcript": said}, {"callId": "2", "transcript": said}]}
    one, lost, silent = heard("gong", text("c.json", json.dumps(calls)), text("t.json", json.dumps(transcripts)))
    assert (one.account_id, one.contact_id, one.role) == ("001X", "ana@x.example", "CFO")
    assert one.occurred_at == datetime(2026, 10, 14, 13, tzinfo=UTC)
    assert spoken(one) == [("customer", "Ana Sousa", "It broke. Twice."), ("team", "Sam Lee", "Sorry.")]
    assert isinstance(lost, UnreadableRow)
    assert lost.conversation_id == "2"
    assert isinstance(silent, EmptyRow)


def test_intercom_json_gives_both_conversations_with_their_author():
    found = heard("intercom", *shared("format_specimens", "intercom*.json"))
    assert [(one.conversation_id, one.occurred_at.isoformat(), one.contact_id) for one in found] == [
        ("367", "2024-06-27T12:53:45+00:00", "667d60d88a68186f43bafde1"),
        ("335", "2024-06-27T12:53:15+00:00", "667d60bb8a68186f43bafdc5"),
    ]
    assert spoken(found[0]) == [("team", "Ciaran153 Lee", "this is the message body")]


def test_intercom_joins_contact_company_and_parts():
    value = {
        "type": "conversation",
        "id": "9",
        "created_at": 1719492825,
        "source": {"body": "<p>The sync <b>stopped</b> &amp; nobody told us.</p>", "author": {"type": "user", "id": "u1"}},
        "contacts": {"contacts": [{"id": "u1"}]},
        "conversation_parts": {
            "conversation_parts": [
                {"part_type": "note", "created_at": 3, "body": "<p>check logs</p>", "author": {"type": "admin", "name": "Sam"}},
                {
                    "part_type": "comment",
                    "created_at": 2,
                    "body": "<p>Hello, I am Fin.</p>",
                    "author": {"type": "bot", "name": "Fin"},
                },
                {"part_type": "comment", "created_at": 4, "body": "<p>Any news?</p>", "author": {"type": "lead", "id": "u1"}},
            ]
        },
    }
    contact = {
        "type": "contact",
        "id": "u1",
        "name": "Ana Sousa",
        "email": "ana@x.example",
        "custom_attributes": {"job_title": "RevOps Lead"},
    }
    contact |= {"companies": {"data": [{"id": "c1"}]}}
    company = {"type": "company", "id": "c1", "company_id": "a-7", "name": "Bluewhistle"}
    files = [text(f"{at}.json", json.dumps(one)) for at, one in enumerate((value, contact, company))]
    [one] = heard("intercom", *files)
    assert (one.account_id, one.contact_id, one.role, one.companies) == ("a-7", "u1", "RevOps Lead", ["Bluewhistle"])
    assert spoken(one) == [
        ("customer", "Ana Sousa", "The sync stopped & nobody told us."),
        ("automatic", "Fin", "Hello, I am Fin."),
        ("team", "Sam", "check logs"),
        ("customer", "Ana Sousa", "Any news?"),
    ]


def test_intercom_tables_take_the_active_version_of_each_conversation():
    found = heard("intercom", *shared("intercom_export_seeds"))
    assert [(one.conversation_id, one.occurred_at.isoformat(), one.contact_id) for one in found] == [
        ("156643300001311", "2020-10-28T23:59:37+00:00", "5f7295ca37f0d717d37dfddb"),
        ("156643300001372", "2020-11-04T03:12:03+00:00", "5f7295ca37f0d717d37dfddb"),
    ]
    assert [spoken(one) for one in found] == [
        [("customer", "", "Wwv4V+vvEudRW0Hi5bSkeQ==")],
        [("customer", "", "qkfzcFA4UoF9SvG054IVUw==")],
    ]


def test_g2_reviews_hold_what_was_answered():
    found = heard("g2", *shared("format_specimens", "g2*.json"))
    assert len(found) == 10
    assert (found[0].conversation_id, found[0].occurred_at.isoformat()) == ("18532", "2013-12-06T14:51:22.236000+00:00")
    assert [turn.side for turn in found[0].turns] == ["team", "customer", "team", "customer"]
    assert found[0].turns[2].text == "What do you dislike about the product?"
    assert found[0].turns[3].text.startswith("Not a lot to dislike.")


def test_zendesk_tables_give_tickets_comments_and_chats():
    found = heard("zendesk", *shared("zendesk_export_seeds"))
    tickets = {one.conversation_id: one for one in found if isinstance(one, Conversation)}
    assert sum(isinstance(one, EmptyRow) for one in found) == 2  # 1595 and 11013 have the status deleted
    one = tickets["11071"]
    assert (one.occurred_at.isoformat(), one.account_id, one.contact_id) == ("2020-08-28T18:06:36+00:00", "370297696174", "2222")
    assert spoken(one) == [("customer", "Earnest End User", "Ticket to test field history changes")]
    assert tickets["16988"].account_id == "370469077513"
    assert [turn.text for turn in tickets["7636"].turns] == ["body6", "body2"]  # comments of a ticket that is not in the export
    assert tickets["7636"].occurred_at.isoformat() == "2020-06-19T20:40:41+00:00"
    assert spoken(tickets["50"])[0] == ("automatic", "John Doe", "Thanks. Let me connect you with a customer support agent.")


def test_zendesk_json_of_the_account_export_has_sides_by_role():
    ticket = {
        "id": 5,
        "created_at": "2026-10-05T09:00:00Z",
        "requester_id": 1,
        "organization_id": 77,
        "subject": "Export",
        "description": "It fails.",
        "requester": {"id": 1, "name": "Ana Sousa", "role": "end-user", "title": "RevOps Lead"},
        "organization": {"id": 77, "name": "Bluewhistle"},
        "assignee": {"id": 2, "name": "Sam Lee", "role": "agent"},
        "comments": [
            {"id": 1, "author_id": 1, "plain_body": "It fails.", "public": True, "created_at": "2026-10-05T09:00:00Z"},
            {"id": 3, "author_id": 1, "html_body": "<p>Still failing.</p>", "public": True, "created_at": "2026-10-05T11:00:00Z"},
            {"id": 2, "author_id": 2, "body": "Looking.", "public": True, "created_at": "2026-10-05T10:00:00Z"},
            {"id": 4, "author_id": 9, "body": "internal", "public": False, "created_at": "2026-10-05T12:00:00Z"},
        ],
    }
    [one] = heard("zendesk", text("export.json", json.dumps(ticket)), columns={"account_id": "organization_name"})
    assert (one.account_id, one.contact_id, one.role) == ("Bluewhistle", "1", "RevOps Lead")
    assert [(side, said) for side, _, said in spoken(one)] == [
        ("customer", "It fails."),
        ("team", "Looking."),
        ("customer", "Still failing."),
        ("team", "internal"),
    ]


def test_qualtrics_tables_without_the_responses_own_answers_are_told():
    found = heard("qualtrics", *shared("qualtrics_export_seeds"))
    assert sum(isinstance(one, EmptyRow) for one in found) == 5  # five responses, none of them with an answer in the seeds
    aside = [one for one in found if isinstance(one, UnreadableRow)]
    assert [one.line for one in aside] == [2, 3, 4, 5, 6]  # five answers, whose responses are in no file
    assert {one.file for one in aside} == {"question_response.csv"}


def test_qualtrics_tables_join_answers_to_their_responses():
    header = "id,survey_id,recorded_date,user_language,recipient_first_name,recipient_last_name\n"
    responses = header + "R_1,SV_1,2026-10-02 10:00:00,EN,Ana,Sousa\n"
    questions = "id,survey_id,question_text,question_type\nQ1,SV_1,Why this score?,TE\nQ2,SV_1,Score,MC\n"
    answers = "response_id,question_id,question,text,value\nR_1,Q1,Why,The export is slow&nbsp;today,\nR_1,Q2,Score,Seven,7\n"
    embedded = "response_id,key,value\nR_1,Account,a-7\n"
    files = [
        text("survey_response.csv", responses),
        text("question.csv", questions),
        text("question_response.csv", answers),
        text("embedded.csv", embedded),
    ]
    [one] = heard("qualtrics", *files, columns={"account_id": "Account"})
    assert (one.account_id, one.occurred_at.isoformat(), one.language) == ("a-7", "2026-10-02T10:00:00+00:00", "EN")
    assert spoken(one)[0] == ("team", "", "Why this score?")
    assert spoken(one)[1][:2] == ("customer", "Ana Sousa")


def test_qualtrics_csv_has_three_header_rows():
    rows = [
        "StartDate,EndDate,RecordedDate,ResponseId,ExternalReference,UserLanguage,Q1,Q2,JobTitle",
        "Start Date,End Date,Recorded Date,Response ID,External Data Reference,User Language,How likely?,"
        '"What, if anything, annoys you?",JobTitle',
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}",a,b,"{""ImportId"":""QID1""}",c,d',
        (
            "2026-10-01 09:00:00,2026-10-01 09:02:00,2026-10-01 09:02:01,R_1,u-1,EN,7,The export keeps failing on "
            "big files,RevOps Lead"
        ),
        "2026-10-01 09:00:00,2026-10-01 09:02:00,2026-10-01 09:02:01,R_2,u-2,EN,9,,Analyst",
    ]
    one, silent = heard("qualtrics", text("q.csv", "\n".join(rows)), columns={"role": "JobTitle"})
    assert (one.conversation_id, one.contact_id, one.role, one.line) == ("R_1", "u-1", "RevOps Lead", 4)
    assert [turn.text for turn in one.turns] == ["What, if anything, annoys you?", "The export keeps failing on big files"]
    assert isinstance(silent, EmptyRow)


def test_typeform_answers_get_their_questions():
    form = {"fields": [{"id": "f1", "title": "What annoys you?"}, {"id": "f2", "title": "Score"}]}
    answers = {
        "items": [
            {
                "response_id": "r1",
                "submitted_at": "2026-10-01T09:00:00Z",
                "hidden": {"account": "a-7"},
                "answers": [
                    {"field": {"id": "f1"}, "type": "text", "text": "Nothing but the exports"},
                    {"field": {"id": "f2"}, "type": "number", "number": 7},
                ],
            }
        ]
    }
    [one] = heard(
        "typeform", text("form.json", json.dumps(form)), text("r.json", json.dumps(answers)), columns={"account_id": "account"}
    )
    assert (one.account_id, [turn.text for turn in one.turns]) == ("a-7", ["What annoys you?", "Nothing but the exports"])


def test_typeform_csv_is_read_in_utc():
    told = (
        "#,What annoys you most these days?,Rating,Submit Date (UTC),Network ID\nx1,The exports are slow on "
        "Mondays,5,2026-10-01 09:00:00,n\nx2,No way to mute old alerts at all,4,2026-10-02 09:00:00,n\n"
    )
    one, _ = heard("typeform", text("r.csv", told), zone=ZoneInfo("America/New_York"))
    assert (one.conversation_id, one.occurred_at.hour, [turn.text for turn in one.turns][1]) == (
        "x1",
        9,
        "The exports are slow on Mondays",
    )


def test_surveymonkeys_second_header_row_tells_open_questions():
    told = (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Custom Data 1,How satisfied are you?,What should we mend?\n"
        ",,,,,,Response,Open-Ended Response\n"
        "1141,77,10/14/2026 03:00:00 PM,10/14/2026 03:05:00 PM,10.0.0.1,a-7,Very,Mend it\n"
    )
    [one] = heard("surveymonkey", text("s.csv", told), columns={"account_id": "Custom Data 1"})
    assert (one.conversation_id, one.account_id, one.line, one.occurred_at.isoformat()) == (
        "1141",
        "a-7",
        3,
        "2026-10-14T15:05:00+00:00",
    )
    assert [turn.text for turn in one.turns] == ["What should we mend?", "Mend it"]


# transcripts, notes, mail


CALL = """Account: a-017
Date: 2026-10-14 15:00
Call: c-00123
Link: https://calls.example/c-00123
Participants: Jane Doe (customer, Head of RevOps); Sam Lee (team, CSM)

Jane Doe: First thing: it broke.
It broke twice.
Note to self: this is no speaker.
Sam Lee: Thanks.
"""


def test_plain_transcripts_keep_lines_without_a_speaker_with_the_turn_before():
    [one] = heard("transcript", text("c.txt", CALL), zone=ZoneInfo("Europe/Berlin"))
    assert (one.conversation_id, one.account_id, one.role, one.contact_id) == ("c-00123", "a-017", "Head of RevOps", "Jane Doe")
    assert one.occurred_at.isoformat() == "2026-10-14T13:00:00+00:00"
    assert spoken(one) == [
        ("customer", "Jane Doe", "First thing: it broke.\nIt broke twice.\nNote to self: this is no speaker."),
        ("team", "Sam Lee", "Thanks."),
    ]


def test_front_matter_in_yaml_says_the_same():
    head = (
        "---\naccount_id: a-017\noccurred_at: 2026-10-14T15:00\nparticipants:\n  Jane Doe: customer, Head "
        "of RevOps\n  Sam Lee: team\n---\n"
    )
    [one] = heard("transcript", text("2026/c-1.txt", head + "Jane Doe: Hi there.\nSam Lee: Hello.\n"))
    assert (one.conversation_id, one.role, [turn.side for turn in one.turns]) == ("c-1", "Head of RevOps", ["customer", "team"])


def test_vtt_heads_stand_in_a_note():
    told = (
        "WEBVTT\r\n\r\nNOTE\r\nAccount: a-9\r\nDate: 2026-10-14 15:00\r\nParticipants: Omar Haddad "
        "(customer, CFO)\r\n\r\n1\r\n00:01.000 --> 00:02.000\r\nOmar Haddad: It is &lt;slow&gt;.\r\n"
    )
    [one] = heard("transcript", text("z.vtt", told))
    assert (one.account_id, one.role, one.turns[0].text) == ("a-9", "CFO", "It is <slow>.")


def test_files_that_recorders_all_name_alike_are_told_apart_by_their_folder():
    found = heard("transcript", text("inbox/2026-10-14 Acme/transcript.txt", CALL.replace("Call: c-00123\n", "")))
    assert found[0].conversation_id == "2026-10-14 Acme/transcript"


NOTE = """---
account_id: a-017
date: 2026-07-05
contact: Jane Doe
role: Head of RevOps
id: n-1
---
# Kick-off

We walked through the setup.
> We came here because our forecast
> lives in six spreadsheets.
That is what she said.

Customer: I want one forecast.
And by August.

Next step: invite admins.
"""


def test_in_notes_only_marked_lines_are_the_customers():
    [one] = heard("notes", text("n.md", NOTE))
    assert (one.conversation_id, one.role, one.contact_id) == ("n-1", "Head of RevOps", "Jane Doe")
    assert [(turn.side, turn.text) for turn in one.turns] == [
        ("team", "Kick-off"),
        ("team", "We walked through the setup."),
        ("customer", "We came here because our forecast\nlives in six spreadsheets."),
        ("team", "That is what she said."),
        ("customer", "I want one forecast.\nAnd by August."),
        ("team", "Next step: invite admins."),
    ]


def test_in_notes_a_participant_without_a_side_is_no_customer_and_every_name_is_to_be_masked():
    note = "---\ndate: 2026-07-05\nid: n-2\nparticipants: [Ole Brandt (customer), Tim Tal]\n---\nTim Tal: ours or theirs?\nEva Lund: no.\nOle Brandt: It hangs.\n"  # noqa: E501
    [one] = heard("notes", text("n.md", note))
    assert [turn.text for turn in one.turns if turn.side == "customer"] == ["It hangs."]
    assert {"Tim Tal", "Eva Lund", "Ole Brandt"} <= set(one.people)


def test_in_notes_another_name_ends_the_customers_words():
    note = "---\ndate: 2026-07-05\nid: n-3\n---\nCustomer: I want one forecast.\nTim Tal: We will raise the price.\n\nCustomer: No.\n"  # noqa: E501
    [one] = heard("notes", text("n.md", note))
    assert [(turn.side, turn.text) for turn in one.turns] == [
        ("customer", "I want one forecast."),
        ("team", "Tim Tal: We will raise the price."),
        ("customer", "No."),
    ]


def test_a_front_matter_that_is_no_yaml_is_set_aside_with_its_line():
    [one] = heard("notes", text("n.md", "---\nid: [1\ndate: x\n---\nhello\n"))
    assert isinstance(one, UnreadableRow)
    assert "front matter is no YAML" in one.reason


MAIL = """From: Jane Doe <jane@bluewhistle.example>
To: Support <help@acmetools.example>
Date: Wed, 14 Oct 2026 15:00:00 +0200
Subject: Export
Message-ID: <abc@mail.example>
Content-Type: text/html; charset=utf-8

<html><body><p>The export fails.</p><blockquote>old words</blockquote></body></html>
"""


def test_a_mail_is_its_senders_with_quotes_marked():
    [one] = heard("notes", text("m.eml", MAIL))
    assert (one.conversation_id, one.contact_id, one.occurred_at.hour) == ("abc@mail.example", "jane@bluewhistle.example", 13)
    assert one.turns[0].text.startswith("The export fails.")
    assert "> old words" in one.turns[0].text


@pytest.mark.parametrize(
    ("subject", "turns"),
    [
        ("Export hangs every Monday", ["Export hangs every Monday", "The export fails."]),
        ("Re: Export hangs every Monday", ["The export fails."]),
        ("AW: Export hängt jeden Montag", ["The export fails."]),
        ("Export", ["The export fails."]),
        ("the export fails.", ["The export fails."]),
    ],
)
def test_a_mails_subject_counts_where_its_sender_wrote_it(subject, turns):
    mail = MAIL.replace("Subject: Export", f"Subject: {subject}").replace("<blockquote>old words</blockquote>", "")
    [one] = heard("notes", text("m.eml", mail))
    assert [turn.text for turn in one.turns] == turns


def test_a_head_line_without_an_end_is_cut_and_the_mail_is_read():
    endless = f"Content-Type: text/html; x=te{'. ' * 100_000}\n"  # it took the library minutes
    [one] = heard("notes", text("m.eml", MAIL.replace("Content-Type: text/html; charset=utf-8\n", endless)))
    assert one.turns[0].text.startswith("The export fails.")


def test_automatic_mail_is_automatic():
    [one] = heard("notes", text("m.eml", MAIL.replace("Subject:", "Auto-Submitted: auto-replied\nSubject:")))
    assert one.turns[0].side == "automatic"


# surveys, reviews, tables, databases


def test_open_questions_are_found_out():
    told = "response_id,date,account,title,score,plan,Why?,What next?\n" + "\n".join(
        f"r{at},2026-10-0{at},a-{at},Analyst,{at},team plan for everybody here,"
        f'"Reports are slow, number {at}",Better alerts on sync {at}'
        for at in range(1, 6)
    )
    found = heard(
        "survey",
        text("s.csv", told),
        columns={"conversation_id": "response_id", "occurred_at": "date", "account_id": "account", "role": "title"},
    )
    assert [turn.text for turn in found[0].turns] == [
        "Why?",
        "Reports are slow, number 1",
        "What next?",
        "Better alerts on sync 1",
    ]
    assert [turn.side for turn in found[0].turns] == ["team", "customer", "team", "customer"]


def test_reviews_are_read_under_the_names_sites_use():
    line = {
        "review_id": "v1",
        "published_at": "2026-08-11",
        "job_title": "Analyst",
        "pros": "Easy.",
        "cons": "Slow.",
        "headline": "Solid",
        "rating": 4,
    }
    [one] = heard("review", text("r.jsonl", json.dumps(line)))
    assert [turn.text for turn in one.turns] == ["What do you like?", "Easy.", "What do you dislike?", "Slow."]
    assert (one.role, one.conversation_id) == ("Analyst", "v1")


def test_shopify_reviews_are_read_with_their_stores_and_edited_dates():
    found = heard("review", *shared("shopify_app_reviews", "*.csv"), columns={"account_id": "Store Name"})
    assert sum(isinstance(one, Conversation) for one in found) == 155
    assert (found[0].account_id, found[0].occurred_at.date().isoformat()) == ("Stay In Bed", "2024-03-20")


def test_the_cut_complaints_file_loses_only_its_last_row():
    columns = {
        "conversation_id": "Complaint ID",
        "occurred_at": "Date received",
        "text": "Consumer complaint narrative",
        "account_id": "Company",
    }
    found = heard("table", *shared("cfpb_truncated_export", "*.csv"), columns=columns)
    assert sum(isinstance(one, Conversation) for one in found) == 389
    cut = [one for one in found if isinstance(one, UnreadableRow) and "cut" in one.reason]
    assert len(cut) == 1
    assert len(found) == 2068  # 2,067 whole rows, as the data's own README counts them, and the cut one
    lines = shared("cfpb_truncated_export", "*.csv")[0].data.count(b"\n")
    assert cut[0].line == lines + 1


def test_a_quote_never_closed_costs_its_own_row_only():
    head, closed = "conversation_id,occurred_at,text\n1,2026-10-01,fine\n", '4,2026-10-04,"and, fine"\n'
    told = head + '2,2026-10-02,"never closed\n3,2026-10-03,fine too\n' + closed
    found = heard("table", text("t.csv", told))
    assert [one.conversation_id for one in found if isinstance(one, Conversation)] == ["1", "3", "4"]
    assert [(one.line, one.raw) for one in found if isinstance(one, UnreadableRow)] == [(3, '2,2026-10-02,"never closed\n')]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('"ends in a slash \\"', "ends in a slash \\"),
        ('"he said \\"no\\" twice"', 'he said "no" twice'),
        ('"he said ""no"" \\ twice"', 'he said "no" \\ twice'),
    ],
)
def test_quotes_are_doubled_or_escaped_as_the_file_has_it(cells, said):
    found = heard("table", text("t.csv", f"conversation_id,text,occurred_at\n1,{cells},2026-10-01\n2,fine,2026-10-02\n"))
    assert [one.turns[0].text for one in found] == [said, "fine"]


def test_lines_are_the_files_own_whatever_ends_them():
    told = 'conversation_id,occurred_at,text\r\n1,2026-10-01,"two\r\nlines"\r\n\r\n2,no date,x\r3,2026-10-03,y\n'
    found = heard("table", text("t.csv", told))
    assert [(type(one).__name__, one.line) for one in found] == [("Conversation", 2), ("UnreadableRow", 5), ("Conversation", 6)]


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_separators_and_encodings_are_found_out(separator, encoding):
    told = (
        separator.join(["conversation_id", "occurred_at", "text"])
        + "\r\n"
        + separator.join(["1", "2026-10-01", '"Größe; über, alles | naïve"'])
        + "\r\n"
    )
    [one] = heard("table", File("t.csv", told.encode(encoding)))
    assert one.turns[0].text == "Größe; über, alles | naïve"


def test_parquet_and_jsonl_give_what_csv_gives(tmp_path):
    frame = pd.DataFrame(
        {
            "conversation_id": [1.0, 2.0],
            "occurred_at": pd.to_datetime(["2026-10-01", "2026-10-02T10:00:00Z"], utc=True, format="mixed"),
            "text": ["a b", None],
        }
    )
    frame.to_parquet(tmp_path / "t.parquet")
    found = heard("table", read_file(*find_files(tmp_path, "*.parquet")[0]))
    kinds = [(type(one).__name__, one.conversation_id, one.line) for one in found]
    assert kinds == [("Conversation", "1", 1), ("UnreadableRow", "2", 2)]


def test_a_bucket_works_like_a_folder(tmp_path):
    fsspec.filesystem("memory").pipe("/bucket/inbox/c.txt", CALL.encode())
    [one] = find_files(tmp_path, "memory://bucket/inbox/*.txt")
    assert heard("transcript", read_file(*one))[0].conversation_id == "c-00123"


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_databases_are_read_by_query(tmp_path, kind):
    statements = [
        "create table t (id integer, day timestamp, body text)",
        "insert into t values (7, '2026-10-01 10:00:00', 'It is slow.')",
    ]
    with (sqlite3.connect if kind == "sqlite" else duckdb.connect)(str(tmp_path / "w.db")) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    options = {"url": f"{kind}:///w.db", "query": "select id, day, body from t"}
    given = context("sql", options=options, columns={"conversation_id": "id", "occurred_at": "day", "text": "body"})
    [one] = READERS["sql"].read(READERS["sql"].fetch(tmp_path, given), given)
    assert (one.conversation_id, one.occurred_at.isoformat(), one.turns[0].text) == (
        "7",
        "2026-10-01T10:00:00+00:00",
        "It is slow.",
    )


def test_where_duckdb_is_not_installed_it_is_said_how_to_add_it(tmp_path, monkeypatch):
    (tmp_path / "w.db").touch()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(SettingsError, match="make extras"):
        READERS["sql"].fetch(tmp_path, context("sql", options={"url": "duckdb:///w.db", "query": "select 1"}))


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"url": "sqlite:///none.db", "query": "select 1"}, SourceError, "there is no database 'none.db'"),
        ({"url": "sqlite:///:memory:", "query": "select x from y"}, SourceError, "the query failed"),
        ({"url": "sqlite:///x.db"}, SettingsError, "wants options url and query"),
        ({"url": "nosuch://x", "query": "select 1"}, SettingsError, "install that database's SQLAlchemy driver"),
        (
            {"url": "sqlite:///${KIT_NO_SUCH_VARIABLE}", "query": "select 1"},
            SettingsError,
            "the environment has no 'KIT_NO_SUCH_VARIABLE'",
        ),
    ],
)
def test_a_database_that_cannot_be_asked_says_why(tmp_path, options, error, told):
    with pytest.raises(error, match=told.replace("?", r"\?")):
        READERS["sql"].fetch(tmp_path, context("sql", options=options))


def test_a_password_with_an_at_sign_stays_a_password_and_is_never_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_TEST_PASSWORD", "s3cret@evil.example/x")
    options = {"url": "sqlite:///${KIT_TEST_PASSWORD}", "query": "select 1"}
    with pytest.raises(SourceError) as told:
        READERS["sql"].fetch(tmp_path, context("sql", options=options))
    assert "s3cret" not in str(told.value)
    assert "evil.example" not in str(told.value)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"reader": "zendsk"}, "there is no reader 'zendsk'"),
        ({"reader": "table", "columns": {"txt": "body"}}, "knows no column 'txt'"),
        ({"reader": "table", "options": {"sep": ";"}}, "knows no option 'sep'"),
        ({"reader": "table", "path": ""}, "has no path"),
    ],
)
def test_a_source_that_is_set_wrongly_is_refused_by_name(told, message):
    given = Context(Source(**({"id": "feed", "kind": "ticket", "path": "x"} | told)), UTC_ZONE)
    with pytest.raises(SettingsError, match=message):
        check_source(given.source, given)


def test_every_reader_documents_itself_with_an_example():
    for name, reader in sorted(READERS.items()):
        parse = getattr(reader.parse, "func", reader.parse)  # a declared product's reader is its module's with a declaration
        module = "kit.sources.sql" if name == "sql" else parse.__module__
        doc = __import__(module, fromlist=["read"]).__doc__
        assert (name in doc and "reader: " in doc) or name == "table", name


@pytest.mark.parametrize(
    ("sender", "to", "side"),
    [
        ("mara@lindwurm.example", "help@us.example", "customer"),
        ("mara@lindwurm.example", "Support <support+eu@us.example>, ben@us.example", "customer"),
        ("mara@lindwurm.example", "ben@us.example", ""),
        ("support@us.example", "help@lindwurm.example", ""),
        ("ben@us.example", "support@us.example", ""),
        ("mara@lindwurm.example", "helpful@us.example", ""),
    ],
)
def test_who_writes_to_a_help_desk_of_another_domain_is_the_customer(sender, to, side):
    mail = f"From: Mara <{sender}>\nTo: {to}\nDate: Wed, 14 Oct 2026 09:12:00 +0200\n\nThe export never finishes."
    [one] = heard("notes", text("m.eml", mail))
    assert [turn.side for turn in one.turns] == [side]
