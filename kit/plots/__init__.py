"""Plots: a finished table in, a figure out; nothing is computed here."""
