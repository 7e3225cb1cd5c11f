"""Reads what customers say and says each month which personas have shifted."""

__version__ = "0.2.0"
