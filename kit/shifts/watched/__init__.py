"""Watched subjects: passages and subjects in; who mentions them, and the tables by which they are tested like themes, out."""
