"""Trackers: a cycle's briefs in; one issue a surfaced shift out, in GitHub, GitLab, Jira or Linear, with what became of it."""
