"""Compiled: loops over single nodes, which NumPy has no words for."""
