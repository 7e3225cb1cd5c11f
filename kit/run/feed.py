"""Feed: an Atom feed beside the index, an entry for each persona's brief of each cycle."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kit import formats
from kit.brief.headline import VERDICTS, verdict_word
from kit.cycles import parse_cycle
from kit.errors import CycleError
from kit.language import Language, in_language, language_of

#: The feed's name beside ``index.html``.
FEED = "feed.xml"
#: Entries at the most, the newest: two years of eight personas.
MOST_ENTRIES = 200
_ATOM = "http://www.w3.org/2005/Atom"


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    name: str


class _Stamp(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    made_at: str = Field(alias="at")


class _Made(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    language: Language | None = None


class Entry(BaseModel):
    """What the feed says of a printed brief, whichever version of the kit printed it."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    persona: _Head
    company: str = ""
    cycle: str
    verdict: str
    headline: str
    run: _Stamp
    settings: _Made = _Made()


def write_feed(reports: Path) -> Path:
    """Write ``<reports>/feed.xml`` from the briefs that lie under ``reports``; returns its path.

    Notes
    -----
    Every time in it is a run's own, and every id is made of company, persona and cycle: the same briefs give the same feed, and a
    brief made anew is the same entry, updated.
    """
    partial, target = reports / f"{FEED}.partial", reports / FEED
    partial.write_text(feed_text(_entries(reports)), encoding="utf-8")
    return partial.replace(target)


def _entries(reports: Path) -> list[Entry]:
    paths = [path for folder in sorted(reports.iterdir()) if _is_cycle(folder) for path in sorted(folder.glob("*.json"))]
    entries = [_entry(path) for path in paths if path.with_suffix(".html").exists()]
    return [entry for entry in entries if entry]


def _is_cycle(folder: Path) -> bool:
    try:
        return folder.is_dir() and bool(parse_cycle(folder.name))
    except CycleError:
        return False


def _entry(path: Path) -> Entry | None:
    """What the feed says of a brief; None for one of a version that stamped no run."""
    try:
        return Entry.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError:
        return None


def feed_text(entries: Iterable[Entry]) -> str:
    """The feed as XML, the newest cycle first.

    Parameters
    ----------
    entries : of printed briefs, in any order.
    """
    ordered = sorted(entries, key=lambda entry: entry.persona.id)
    ordered = sorted(ordered, key=lambda entry: entry.cycle, reverse=True)[:MOST_ENTRIES]
    companies = sorted({entry.company for entry in ordered if entry.company})
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _add(feed, "id", _urn(*companies))
    _add(feed, "title", f"Persona briefs, {formats.listed(companies)}" if companies else "Persona briefs")
    _add(feed, "updated", max((entry.run.made_at for entry in ordered), default="1970-01-01T00:00:00+00:00"))
    _add(ET.SubElement(feed, "author"), "name", formats.listed(companies) or "persona-shift-kit")
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": "index.html"})
    for entry in ordered:
        with in_language(language_of(entry)):
            _add_entry(feed, entry)
    ET.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _add_entry(feed: ET.Element, entry: Entry) -> None:
    part = ET.SubElement(feed, "entry")
    verdict = verdict_word(entry.verdict).lower() if entry.verdict in VERDICTS else entry.verdict
    _add(part, "id", _urn(entry.company, entry.persona.id, entry.cycle))
    _add(part, "title", f"{entry.persona.name}, {formats.cycle_name(entry.cycle)}: {verdict}")
    _add(part, "updated", entry.run.made_at)
    href = f"{entry.cycle}/{entry.persona.id}.html"
    ET.SubElement(part, "link", {"rel": "alternate", "type": "text/html", "href": href})
    _add(part, "summary", entry.headline).set("type", "text")


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    """An element with a text, without the characters that XML cannot hold."""
    element = ET.SubElement(parent, name)
    element.text = "".join(letter if letter.isprintable() or letter == formats.NBSP else " " for letter in text)
    return element


def _urn(*parts: str) -> str:
    """An id that the same company, persona and cycle always have."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("persona-shift-kit", *parts))).urn
