"""Depth: a theme or a group of the tree in; the theme shown by its finer groups, or the group as a theme, out."""
