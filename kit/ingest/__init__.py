"""Ingest: inbox files in; masked conversations with their sides settled, cut into passages, out."""
