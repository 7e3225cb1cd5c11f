"""Persona files as a format: documents of other forms, or one persona, in; persona files, one-pagers and proposed patches out."""
