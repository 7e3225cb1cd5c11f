"""Persona files on the command line: `kit personas`."""

from __future__ import annotations

import click


@click.group()
def personas() -> None:
    """Persona files as a format: their schema, for editors and other programs."""


@personas.command("schema")
def personas_schema() -> None:
    """JSON Schema of a persona file; `kit init` writes it beside the files, so that editors complete and check them."""
    from kit.config.persona_schema import schema_text

    click.echo(schema_text(), nl=False)
