"""Shifts: evidence and matches in; what changed, for whom and how sure out."""
