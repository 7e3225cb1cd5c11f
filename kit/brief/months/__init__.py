"""Months: the briefs of several cycles in; the line of verdicts, the grid, the trend page and links between pages out."""
