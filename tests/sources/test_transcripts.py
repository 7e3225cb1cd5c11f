"""Transcripts and chats: each layout gives the turns that a person reads off it, and nobody's words stay nobody's."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kit.config.settings import OwnStaff, Source
from kit.errors import SettingsError
from kit.ingest.speakers import settled
from kit.sources import READERS
from kit.sources.conversation import Conversation, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.parsing.transcript_layouts import plain_script
from kit.sources.reader import Context

STAFF = OwnStaff(names=["Iris Kern"])


def read(text: str, name: str = "2026-10-14 call.txt", zone: str = "UTC", **options) -> list[Conversation | UnreadableRow]:
    source = Source(id="calls", kind="call", reader="transcript", path="x", options=options)
    return list(READERS["transcript"].read([File(name, text.encode())], Context(source, ZoneInfo(zone))))


def spoken(conversation: Conversation) -> list[tuple[str, str]]:
    return [(turn.side, turn.text) for turn in settled(conversation.turns, STAFF, "", conversation.cast)]


OURS, THEIRS = ("team", "We moved the sync."), ("customer", "It still stops at noon.")

LAYOUTS = {
    "names": "Iris Kern: We moved the sync.\nOle Brandt: It still stops at noon.\n",
    "bold names": "**Iris Kern:** We moved the sync.\n\n**Ole Brandt:** It still stops at noon.\n",
    "bold names, colon outside": "**Iris Kern**: We moved the sync.\n\n**Ole Brandt**: It still stops at noon.\n",
    "clock before": "[00:00:05] Iris Kern: We moved the sync.\n[00:01:09] Ole Brandt: It still stops at noon.\n",
    "clock before, bare": "00:05 Iris Kern: We moved the sync.\n01:09 Ole Brandt: It still stops at noon.\n",
    "clock after": "Iris Kern (00:05): We moved the sync.\nOle Brandt (01:09): It still stops at noon.\n",
    "clock above": "Iris Kern  0:05\nWe moved the sync.\n\nOle Brandt  1:09\nIt still stops at noon.\n",
    "clock above, dash": "0:05 - Iris Kern (Example Co)\n  We moved the sync.\n\n1:09 - Ole Brandt (Falke)\n  It still stops at noon.\n",  # noqa: E501
    "clock above, bar": "**Iris Kern** | 00:05\nWe moved the sync.\n\n**Ole Brandt** | 01:09\nIt still stops at noon.\n",
    "bold line above": (
        "**Iris Kern**\nWe moved the sync.\n\n**Ole Brandt**\nIt still stops at noon.\n\n**Iris Kern**\n\n**Ole Brandt**\n"
    ),
    "clock on the line between": "Iris Kern\n00:05\nWe moved the sync.\n\nOle Brandt\n01:09\nIt still stops at noon.\n",
    "clock alone": "Iris Kern: We moved the sync.\n\n00:05:00\n\nOle Brandt: It still stops at noon.\n",
    "arrows and capitals": ">> IRIS KERN: We moved the sync.\n>> OLE BRANDT: It still stops at noon.\n",
    "square brackets": "[Iris Kern] We moved the sync.\n[Ole Brandt] It still stops at noon.\n",
    "pronouns and company": "Iris Kern (she/her): We moved the sync.\nOle Brandt | Falke: It still stops at noon.\n",
    "headings and a footer": (
        "# Weekly\n\n## Attendees\nIris Kern, Ole Brandt\n\n## Transcript\n\n**Iris Kern:** We moved the sync.\n\n### 00:05:00\n\n"  # noqa: E501
        "**Ole Brandt:** It still stops at noon.\n\n### Transcription ended after 00:32:10\n\n*This editable transcript was made.*\n"  # noqa: E501
    ),
    "vtt": (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nIris Kern: We moved\n\n2\n00:00:02.000 --> 00:00:03.000\nthe sync.\n\n"
        "3\n00:00:03.000 --> 00:00:04.000\nOle Brandt (Falke): It still stops at noon.\n"
    ),
    "vtt, voices in one cue": (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n- <v Iris Kern>We moved the sync.</v>\n- <v Ole Brandt>It still stops</v>\n\n"
        "00:00:02.000 --> 00:00:03.000\n<v Ole Brandt>at noon.</v>\n"
    ),
    "srt": (
        "1\n00:00:01,000 --> 00:00:02,000\nIris Kern: We moved the sync.\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nOle Brandt: It still stops at noon.\n"
    ),
    "a remark that looks like a label": "Iris Kern: We moved the sync.\nOle Brandt: It still stops at noon.\n",
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_gives_the_same_two_turns(text):
    [conversation] = read(text)
    assert spoken(conversation) == [OURS, THEIRS]
    assert {"iris kern", "ole brandt"} <= {name.lower() for name in conversation.people}


def test_two_voices_on_one_line_are_two_peoples():
    [conversation] = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Iris Kern>We moved it.</v> <v Ole Brandt>It stops.</v> Noise.\n")
    assert spoken(conversation) == [("team", "We moved it."), ("customer", "It stops."), ("unknown", "Noise.")]


def test_a_word_before_a_colon_that_comes_once_is_no_speaker():
    [conversation] = read("Iris Kern: Hello.\nOle Brandt: One thing.\nRemember: it stops at noon.\nIris Kern: Yes.\n")
    assert spoken(conversation)[1] == ("customer", "One thing.\nRemember: it stops at noon.")


def test_text_in_which_nobody_is_named_is_nobodys_and_kept():
    [conversation] = read("We talked about the sync.\nIt stops at noon.\n")
    assert spoken(conversation) == [("unknown", "We talked about the sync.\nIt stops at noon.")]


def test_a_call_without_team_is_nobodys_unless_kit_yaml_says_otherwise():
    text = "Tim Tal: We moved the sync.\nOle Brandt: It still stops at noon.\n"
    assert {side for side, _ in spoken(read(text)[0])} == {"unknown"}
    assert {side for side, _ in spoken(read(text, words="customer")[0])} == {"customer"}
    with pytest.raises(SettingsError, match="option 'words' is 'all'"):
        read(text, words="all")


def test_the_head_may_name_somebody_by_the_whole_name_and_the_text_by_the_first():
    [conversation] = read(
        "Date: 2026-10-14\nParticipants: Ole Brandt (customer, CFO); Tim Tal (team)\n\nOle: It stops.\nTim: Sorry.\n"
    )
    assert spoken(conversation) == [("customer", "It stops."), ("team", "Sorry.")]
    assert conversation.turns[0].title == "CFO"


@pytest.mark.parametrize(
    ("name", "text", "moment"),
    [
        ("GMT20261014-150000_Recording.vtt", "Iris Kern: Hi.\n", datetime(2026, 10, 14, 15, tzinfo=UTC)),
        ("2026-10-14 09-30 Weekly.txt", "Iris Kern: Hi.\n", datetime(2026, 10, 14, 7, 30, tzinfo=UTC)),
        (
            "call.md",
            "# Weekly (2026-10-08 15:00 GMT+2) - Transcript\n\n**Iris Kern:** Hi.\n",
            datetime(2026, 10, 8, 13, tzinfo=UTC),
        ),
        ("call.txt", "Weekly - Oct 8, 2026\n\nIris Kern: Hi.\n", datetime(2026, 10, 7, 22, tzinfo=UTC)),
        ("2026-10-01 call.md", "# Weekly (2026/10/08 15:00 CEST)\n\nIris Kern: Hi.\n", datetime(2026, 10, 8, 13, tzinfo=UTC)),
    ],
)
def test_the_date_is_the_titles_or_the_file_names(name, text, moment):
    [conversation] = read(text, name, "Europe/Berlin")
    assert conversation.occurred_at == moment


ANDROID = """13/10/2026, 23:50 - Messages and calls are end-to-end encrypted. Tap to learn more.
13/10/2026, 23:52 - Ole Brandt: It stops at noon
and nobody tells us
13/10/2026, 23:55 - Iris Kern: We moved the sync
14/10/2026, 09:15 - Ole Brandt: <Media omitted>
15/10/2026, 09:16 - Ole Brandt: It stops again
"""
IOS = """[13.10.26, 23:52:01] Ole Brandt: It stops at noon
and nobody tells us
[13.10.26, 23:55:00] Iris Kern: We moved the sync
[14.10.26, 09:15:00] Ole Brandt: \u200eimage omitted
[15.10.26, 09:16:00] Ole Brandt: It stops again
"""
AMERICAN = """10/13/26, 11:52\u202fPM - Ole Brandt: It stops at noon
and nobody tells us
10/13/26, 11:55\u202fPM - Iris Kern: We moved the sync
10/15/26, 9:16\u202fAM - Ole Brandt: It stops again
"""


@pytest.mark.parametrize("text", [ANDROID, IOS, AMERICAN], ids=["android", "ios", "american"])
def test_a_chat_is_a_conversation_a_day_and_knows_who_is_who(text):
    first, second = read(text, "WhatsApp Chat with Falke.txt")
    assert spoken(first) == [("customer", "It stops at noon\nand nobody tells us"), ("team", "We moved the sync")]
    assert spoken(second) == [("customer", "It stops again")]
    assert [one.occurred_at.isoformat()[:13] for one in (first, second)] == ["2026-10-13T23", "2026-10-15T09"]
    assert [one.conversation_id for one in (first, second)] == [f"WhatsApp Chat with Falke/2026-10-{day}" for day in (13, 15)]
    assert set(first.people) == {"Iris Kern", "Ole Brandt"}


def test_a_chat_whose_days_can_be_read_in_two_ways_is_set_aside_with_its_names_to_be_masked():
    text = "3/4/26, 9:12 - Ole Brandt: It stops\n4/4/26, 9:13 - Iris Kern: Sorry\n"
    [row] = read(text)
    assert "can be read in two ways" in row.reason
    assert row.people == ["Iris Kern", "Ole Brandt"]
    assert [one.occurred_at.month for one in read(text, dates="dmy")] == [4, 4]


def test_a_long_message_of_a_saved_chat_stays_whole():
    words = "The sync loses invoices again. " * 40
    script = plain_script(f"15:02:11 From Ben Agent to Everyone: Hello.\n15:04:40 From Priya Shah to Everyone: {words}", set())
    assert [(turn.speaker, turn.text) for turn in script.turns] == [("Ben Agent", "Hello."), ("Priya Shah", words.strip())]
