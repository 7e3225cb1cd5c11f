"""Account: an account's id in; what it says across personas and cycles, as facts, as lines of text and as a page, out."""
