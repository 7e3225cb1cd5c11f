"""Editions: briefs in; page one as messages for chats, slides, a sheet of accounts, or a copy without names out."""
