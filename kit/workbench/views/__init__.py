"""Views: a workbench in; widgets that a notebook shows, linked to each other, out.

They read the record; what a person decides about a theme goes there by the same edits that the command line writes.
"""
