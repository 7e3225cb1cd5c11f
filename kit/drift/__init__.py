"""Drift: the persona file and what is said in; what became of every claim, word and message out."""
