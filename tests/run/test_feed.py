"""The Atom feed: one entry a brief, the same ids and times whenever it is written, and no customer's word is markup in it."""

import json
from xml.etree import ElementTree as ET

import pytest

from kit.run.feed import MOST_ENTRIES, write_feed
from tests.briefs import another_persona, brief
from tests.hostile import SIXTY

ATOM = "{http://www.w3.org/2005/Atom}"
SHIFTED = brief("shifted").facts()


def put(reports, facts, **changes):
    facts = facts | changes
    folder = reports / facts["cycle"]
    folder.mkdir(parents=True, exist_ok=True)
    name = facts["persona"]["id"]
    (folder / f"{name}.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / f"{name}.html").write_text("<p>", encoding="utf-8")


def entries(path):
    return ET.parse(path).getroot().findall(f"{ATOM}entry")


def text(element, name):
    return element.findtext(f"{ATOM}{name}")


def stamped(at):
    return SHIFTED["run"] | {"at": at}


def test_a_feed_has_what_atom_asks_for_and_an_entry_a_brief(tmp_path):
    put(tmp_path, SHIFTED, run=stamped("2026-11-01T06:00:00+00:00"))
    put(tmp_path, SHIFTED, cycle="2026-09", run=stamped("2026-10-01T06:00:00+00:00"))
    put(tmp_path, another_persona().facts(), run=stamped("2026-11-01T06:00:00+00:00"))
    path = write_feed(tmp_path)
    feed = ET.parse(path).getroot()
    assert path.name == "feed.xml"
    assert all(text(feed, name) for name in ("id", "title", "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert text(feed, "updated") == "2026-11-01T06:00:00+00:00"
    made = entries(path)
    assert [entry.find(f"{ATOM}link").get("href").partition("/")[0] for entry in made] == ["2026-10", "2026-10", "2026-09"]
    assert all((tmp_path / entry.find(f"{ATOM}link").get("href")).is_file() for entry in made)
    assert all(text(entry, name) for entry in made for name in ("id", "title", "updated", "summary"))
    assert len({text(entry, "id") for entry in made}) == 3
    assert all(text(entry, "id").startswith("urn:uuid:") for entry in made)


def test_the_same_briefs_give_the_same_feed_and_a_new_run_updates_its_entry(tmp_path):
    put(tmp_path, SHIFTED, run=stamped("2026-11-01T06:00:00+00:00"))
    first = write_feed(tmp_path).read_bytes()
    assert write_feed(tmp_path).read_bytes() == first
    (before,) = entries(tmp_path / "feed.xml")
    put(tmp_path, SHIFTED, run=stamped("2026-11-05T06:00:00+00:00"))
    (after,) = entries(write_feed(tmp_path))
    assert text(after, "id") == text(before, "id")
    assert (text(before, "updated"), text(after, "updated")) == ("2026-11-01T06:00:00+00:00", "2026-11-05T06:00:00+00:00")


@pytest.mark.parametrize("payload", SIXTY)
def test_hostile_words_stay_text(payload, tmp_path):
    put(tmp_path, SHIFTED, headline=f"x {payload}", company=f"Acme {payload}", persona=SHIFTED["persona"] | {"name": payload})
    path = write_feed(tmp_path)
    feed = ET.parse(path).getroot()
    assert {element.tag.removeprefix(ATOM) for element in feed.iter()} == {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "summary"
    }  # fmt: skip
    assert {link.get("href") for link in feed.iter(f"{ATOM}link")} == {"index.html", f"{SHIFTED['cycle']}/revops-lead.html"}
    assert entries(path)[0].find(f"{ATOM}summary").get("type") == "text"


def test_briefs_without_a_run_and_files_of_others_are_left_out(tmp_path):
    put(tmp_path, {key: value for key, value in SHIFTED.items() if key != "run"})
    (tmp_path / "2026-10" / "other.json").write_text("{", encoding="utf-8")
    (tmp_path / "2026-10" / "other.html").write_text("", encoding="utf-8")
    assert entries(write_feed(tmp_path)) == []


def test_a_feed_stays_short(tmp_path):
    for year in range(2000, 2020):
        for month in range(1, 13):
            put(tmp_path, SHIFTED, cycle=f"{year}-{month:02d}")
    made = entries(write_feed(tmp_path))
    assert len(made) == MOST_ENTRIES
    assert made[0].find(f"{ATOM}link").get("href").startswith("2019-12/")
