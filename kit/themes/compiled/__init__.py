"""Compiled: a graph and a group for each of its nodes in; the groups out, after loops over single nodes."""
