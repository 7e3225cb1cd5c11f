"""Run: a workspace and a cycle in; executed notebooks and published briefs out."""
