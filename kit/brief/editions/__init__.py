"""Editions: briefs in; the same page one as messages of chat services, slides, a sheet of accounts or a copy without names out."""
