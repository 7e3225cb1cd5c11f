"""One-pager: a persona as a page for people (Markdown, HTML) or as JSON for programs, of what its file says alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit.config.personas import SECTIONS, Claim, Persona
from kit.persona_files.document import plain

#: What the sections are called on a page.
HEADINGS = {
    "goals": "Goals", "pains": "Pains, the first the worst", "objections": "Objections", "decision_criteria": "Decision criteria",
    "messaging": "Messaging",
}  # fmt: skip
#: Marks that would be read as Markdown anywhere, and those that would at the beginning.
_MARKS = re.compile(r"([\\`*_\[\]<>|&]|^[-+#=~]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _facts(persona: Persona) -> list[tuple[str, list[str]]]:
    """What stands beside the claims, by its label; nothing where the file says nothing."""
    who = persona.who
    facts = [
        ("Roles", who.roles), ("Not roles", who.not_roles), ("Reports to", [who.reports_to] if who.reports_to else []),
        ("Segments", who.segments), ("Metrics", persona.metrics), ("Tools", persona.tools), ("Sources", list(persona.sources)),
    ]  # fmt: skip
    return [(label, values) for label, values in facts if values]


def _sections(persona: Persona) -> list[tuple[str, list[Claim]]]:
    return [(HEADINGS[name], getattr(persona, name)) for name in SECTIONS if getattr(persona, name)]


def one_pager_json(persona: Persona) -> str:
    """A persona as JSON, every key with its value."""
    return json.dumps(persona.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1) + "\n"


def one_pager_markdown(persona: Persona) -> str:
    """A persona as Markdown; marks in its texts are written so that they stay text."""
    lines = [f"# Persona: {_text(persona.name)}", "", f"**Id:** {_text(persona.id)}", "", f"**Status:** {persona.status}", ""]
    if persona.validated_on:
        lines += [f"**Last validated:** {persona.validated_on}", ""]
    for label, values in _facts(persona):
        lines += [f"## {label}", "", *(f"- {_text(value)}" for value in values), ""]
    for heading, claims in _sections(persona):
        lines += [f"## {heading}", "", *(line for claim in claims for line in _claim(claim)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _claim(claim: Claim) -> list[str]:
    return [f"- {_text(claim.statement)}", *(f"    - “{_text(phrase)}”" for phrase in claim.language)]


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", plain(text))


def one_pager_html(persona: Persona) -> str:
    """A persona as one page that loads nothing and runs nothing."""
    template = _PAGES.get_template("one_pager.html")
    validated = f"{persona.validated_on}" if persona.validated_on else ""
    return template.render(persona=persona, validated=validated, facts=_facts(persona), sections=_sections(persona)) + "\n"
