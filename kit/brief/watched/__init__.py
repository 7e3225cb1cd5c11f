"""Watched subjects: what a comparison measured of them, and the record, in; rows of the record and a section of the index out."""
