"""Briefs for tests: the stories under tests/facts as dicts to change, and as the model that the text is made of."""

from __future__ import annotations

import copy
import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kit.brief.facts import corrected_shifts, corrected_themes
from kit.brief.html import Section
from kit.brief.model import Brief, People
from kit.brief.model.themes import Shift

STORIES = ("shifted", "steady", "thin", "loud", "ambiguous", "empty")
_FOLDER = Path(__file__).parent / "facts"


@cache
def _read(story: str) -> dict[str, Any]:
    return json.loads((_FOLDER / f"{story}.json").read_text(encoding="utf-8"))


def facts_of(story: str, **changes: Any) -> dict[str, Any]:
    """A story as its JSON has it, to be changed and then made a brief."""
    return copy.deepcopy(_read(story)) | changes


def brief(facts: dict[str, Any] | str, **changes: Any) -> Brief:
    """A brief of facts, or of a story by its name."""
    return Brief.model_validate((facts_of(facts) if isinstance(facts, str) else facts) | changes)


def another_persona() -> Brief:
    """The thin story as if it were of another persona than the rest."""
    facts = facts_of("thin")
    return brief(facts, persona=facts["persona"] | {"id": "cs-manager", "name": "CS Manager"})


def shift(facts: dict[str, Any]) -> Shift:
    """A shift of facts."""
    return Shift.model_validate(facts)


def shift_on(facts: dict[str, Any], theme: str) -> dict[str, Any]:
    """The shift of a story on one theme, to be changed."""
    return next(row for row in facts["shifts"] if row["theme"].endswith(theme))


def people(facts: dict[str, Any]) -> People:
    """People without a persona, of facts."""
    return People.model_validate(facts)


def plain(text: str) -> str:
    """Text with plain spaces."""
    return text.replace("\u00a0", " ")


#: What people found of the matches that chance drew.
QUALITY = {
    "n_decisions": 58, "n_drawn": 300, "precision": 0.986, "precision_low": 0.925, "precision_high": 0.998,
    "recall": 0.944, "recall_low": 0.9, "recall_high": 0.988,
}  # fmt: skip


def corrected(shift_pp: float = 20.0, half: float = 5.0) -> dict[str, Any]:
    """The shifted story with its lead theme's figures corrected for wrong matches."""
    facts = facts_of("shifted")
    lead = next(row for row in facts["shifts"] if row["surfaced"])
    figures = {lead["theme"]: {"share": 0.27, "share_half": 0.04, "shift_pp": shift_pp, "shift_half_pp": half}}
    facts["matching"]["quality"] = QUALITY
    facts["themes"] = corrected_themes(facts["themes"], figures, facts["cycle"])
    facts["shifts"] = corrected_shifts(facts["shifts"], figures)
    return facts


def waiting() -> dict[str, Any]:
    """A cycle of which all that was heard waits for a person's approval."""
    facts = facts_of("steady", verdict="thin", verdict_reasons=[{"code": "awaiting_review", "conversations": 108}])
    facts["coverage"] |= {"conversations": 0, "accounts": 0}
    facts["matching"] |= {"attached": 0, "awaiting_review": 108}
    return facts


def nasty(value: Any) -> Any:
    """Facts in which every text that people wrote tries to be markup; ids, names of rules and dates are left alone."""
    written = {"text", "label", "statement", "name", "term", "company", "role", "terms", "sentence", "why", "what"}

    def spoil(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {name: spoil(part, name) for name, part in node.items()}
        if isinstance(node, list):
            return [spoil(part, key) for part in node]
        return f"</script><img src=x onerror=alert(1)>{node}" if key in written and isinstance(node, str) else node

    return spoil(value)


class Outline(HTMLParser):
    """Collects tags and text, and fails on a tag that is closed out of order."""

    VOID = frozenset({"br", "meta", "link", "img", "hr", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "svg" not in self.open and (not self.open or self.open[-1] not in ("script", "style")):
            self.text.append(data)


def text_of(section: Section) -> str:
    """What a reader sees of a section, one space between words."""
    return text_in(section.html)


def text_in(html: str) -> str:
    """What a reader sees of a page or a part of it, its pictures left out: their texts stand by place and not in a row."""
    return " ".join(plain(" ".join(Outline(html).text)).split())
