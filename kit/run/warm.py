"""Imports what is slow to start, so that a waiting kernel can pay for it before its first notebook."""

import os

# what a table took to be read goes back to the system; arrow's own pool holds on to it, a seventh of what comparing takes
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = os.environ.get("ARROW_DEFAULT_MEMORY_POOL", "system")

import pandas as pd

from kit.lean_imports import lean_imports

# strings as Python's own, where a run looks at millions of them one by one: each is made once a table and not at every look
pd.set_option("mode.string_storage", "python")

with lean_imports():
    import bertopic  # noqa: F401
    import plotly.graph_objects  # noqa: F401
    import wordllama  # noqa: F401

    import kit.workspace

    for _name in sorted({*kit.__all__} - {"replay_bar", "run_month"}):  # what notebooks of a run call, with all that it imports
        getattr(kit, _name)
