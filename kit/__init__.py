"""Reads what customers say and says each month which personas have shifted.

The names a researcher uses, for a notebook::

    import kit

    work = kit.open("data/sample")

Importing the kit loads no model and no heavy library: each name is fetched from its module when it is first used (PEP 562).

Examples
--------
A new workspace, as ``kit init`` writes it, holds one persona and two tickets to write over:

>>> made = kit.begin("new-company")
>>> kit.open("new-company")
Workspace('new-company': Your company, 1 persona, 1 source, no conversation read yet)
"""

from importlib import import_module

__version__ = "0.2.0"

#: Where each public name lives: its module, and what it is called there.
_WHERE = {
    "KitError": ("kit.errors", "KitError"),
    "Workspace": ("kit.workspace", "Workspace"),
    "begin": ("kit.workspace", "begin"),
    "open": ("kit.workspace", "open_workspace"),
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
