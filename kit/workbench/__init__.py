"""Workbench: an opened workspace in; tidy tables of everything the record holds, to read and to take away, out.

Nothing here writes to the record.
"""
