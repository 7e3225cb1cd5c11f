"""Themes: a persona's passages in; themes with ids that last across cycles out."""
