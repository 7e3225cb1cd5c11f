"""Reads what customers say and says each month which personas have shifted.

The names a researcher uses, for a notebook::

    import kit

    work = kit.open("data/sample")
    loaded = kit.load_conversations(work, "2026-10")  # every step: step(work, cycle, ...), returning tables and a sentence

Importing the kit loads no model and no heavy library: each name is fetched from its module when it is first used (PEP 562).

Examples
--------
A new workspace, as ``kit init`` writes it, holds one persona and two tickets to write over:

>>> made = kit.begin("new-company")
>>> kit.open("new-company")
Workspace('new-company': Your company, 1 persona, 1 source, no conversation read yet)
"""

from importlib import import_module

__version__ = "0.3.0"

#: Where each public name lives: its module, and what it is called there.
_WHERE = {
    "KitError": ("kit.errors", "KitError"),
    "Question": ("kit.ask.search", "Question"),
    "StepResult": ("kit.steps.result", "StepResult"),
    "Workbench": ("kit.workbench.handle", "Workbench"),
    "Workspace": ("kit.workspace", "Workspace"),
    "begin": ("kit.workspace", "begin"),
    "compare_cycles": ("kit.steps.compare_cycles", "compare_cycles"),
    "draft_briefs": ("kit.steps.draft_briefs", "draft_briefs"),
    "evidence_queue": ("kit.steps.review", "evidence_queue"),
    "evidence_table": ("kit.steps.review", "evidence_table"),
    "find_themes": ("kit.steps.find_themes", "find_themes"),
    "load_conversations": ("kit.steps.load_conversations", "load_conversations"),
    "match_conversations": ("kit.steps.match_conversations", "match_conversations"),
    "open": ("kit.workbench.handle", "open_workbench"),
    "people_without_persona": ("kit.steps.people_without_persona", "people_without_persona"),
    "quotes": ("kit.steps.quotes", "quotes"),
    "replay_bar": ("kit.steps.replay_bar", "replay_bar"),
    "review_queue": ("kit.steps.review", "review_queue"),
    "review_table": ("kit.steps.review", "review_table"),
    "run_month": ("kit.steps.run_month", "run_month"),
    "show": ("kit.notebook", "show"),
    "table": ("kit.notebook", "table"),
}

__all__ = ["__version__", *_WHERE]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'kit' has no attribute {name!r}; its names are {', '.join(__all__)}")
    module, attribute = _WHERE[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
