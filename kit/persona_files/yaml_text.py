"""YAML text: values and comments that read back as they were, whatever stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from kit.config.persona_schema import SCHEMA_LINE
from kit.config.personas import SECTIONS
from kit.persona_files.document import plain
from kit.persona_files.placing import Placed, PlacedClaim

#: Characters of a comment's line; longer text goes on in the next.
COMMENT_WIDTH = 118


def value_text(value: Any) -> str:
    """A text, number or list of texts as it stands on one line of a YAML file, quoted where it has to be."""
    if isinstance(value, list):
        return f"[{', '.join(_flow(part) for part in value)}]"
    return _dumped(plain(value) if isinstance(value, str) else value)


def _dumped(value: Any) -> str:
    """PyYAML's own quoting, without the end mark that it puts behind plain values."""
    text = yaml.safe_dump(value, allow_unicode=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")


def _flow(value: str) -> str:
    """A text as it stands in a list in brackets."""
    return yaml.safe_dump([plain(value)], allow_unicode=True, width=float("inf"), default_flow_style=True).strip()[1:-1]


def comment_lines(text: str, indent: int = 0, hanging: str = "") -> list[str]:
    """A text as comment lines; it cannot leave them, since it is first put on one line.

    Parameters
    ----------
    text : any text; characters that no YAML file may hold become blanks.
    indent : blanks before the mark.
    hanging : what stands before every line but the first.
    """
    lines: list[str] = []
    start = " " * indent + "#"
    for word in plain(text).split(" "):
        if lines and len(lines[-1]) + len(word) < COMMENT_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{start} {hanging if lines else ''}{word}")
    return lines


def claim_lines(claim: PlacedClaim, indent: int = 2) -> list[str]:
    """A claim as an entry of its section's list, what else is known of it below as comments."""
    blanks = " " * (indent + 2)
    lines = [f"{' ' * indent}- id: {claim.own_id}", f"{blanks}statement: {value_text(claim.statement)}"]
    if claim.language:
        lines.append(f"{blanks}language: {value_text(claim.language)}")
    return lines + [line for note in claim.notes for line in comment_lines(note, indent + 2, "  ")]


def file_text(done: Placed, head: Iterable[str] = ()) -> str:
    """A persona file of what a document holds: its entries in the usual order, what is kept as comments at the end.

    Parameters
    ----------
    head : lines of comment for the top.
    """
    lines = [SCHEMA_LINE, *(line for text in head for line in comment_lines(text))]
    lines += _plain_entries(done.entries, ("id", "name", "status", "validated_on", "tracking", "review"))
    who = {name.partition(".")[2]: value for name, value in done.entries.items() if name.startswith("who.")}
    lines += ["who:", *(f"  {line}" for line in _plain_entries(who, tuple(who)))] if who else []
    for section in SECTIONS[:-1]:
        lines += _section(done.entries, section)
    lines += _plain_entries(done.entries, ("metrics", "tools"))
    lines += _section(done.entries, SECTIONS[-1])
    lines += _plain_entries(done.entries, ("sources",))
    lines += _kept(done.kept)
    return "\n".join(lines) + "\n"


def _plain_entries(entries: dict[str, Any], names: Iterable[str]) -> list[str]:
    return [f"{name}: {value_text(entries[name])}" for name in names if name in entries]


def _section(entries: dict[str, Any], section: str) -> list[str]:
    claims = entries.get(section, [])
    return [f"{section}:", *(line for claim in claims for line in claim_lines(claim))] if claims else []


def _kept(kept: list[tuple[str, list[str]]]) -> Iterator[str]:
    if kept:
        yield ""
        yield "# Kept from the document: a persona file has no key for these."
    for label, texts in kept:
        if len(texts) == 1:
            yield from comment_lines(f"{label}: {texts[0]}", 0, "  ")
            continue
        yield from comment_lines(f"{label}:")
        for text in texts:
            yield from comment_lines(f"- {text}", 0, "  ")
