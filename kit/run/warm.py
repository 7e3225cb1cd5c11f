"""Imports what is slow to start, so that a waiting kernel can pay for it before its first notebook."""

from kit.lean_imports import lean_imports

with lean_imports():
    import bertopic  # noqa: F401
    import plotly.graph_objects  # noqa: F401
    import wordllama  # noqa: F401

    import kit.workspace

    for _name in kit.__all__:  # what notebooks of a run call, with all that it imports
        getattr(kit, _name)
