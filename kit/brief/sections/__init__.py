"""Sections: a brief in; one section of its page out, one file each."""
