"""Edited: kit.yaml with some of its `themes:` settings changed, everything else, comments included, as it stands."""

from __future__ import annotations

import json
from typing import Any

import yaml

from kit.errors import SettingsError

#: How settings of a block that is new are set in.
INDENT = "  "


def with_themes(text: str, changes: dict[str, Any]) -> str:
    """The text of a kit.yaml with settings under `themes:` changed or added.

    Parameters
    ----------
    text : of the file.
    changes : settings of themes by name, with their values.

    Raises
    ------
    SettingsError
        `themes:` is no mapping.
    """
    node = _themes_of(text)
    if node is None:
        block = "".join(f"{INDENT}{name}: {json.dumps(value)}\n" for name, value in changes.items())
        return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}themes:\n{block}" if changes else text
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError("kit.yaml: `themes:` holds no settings by name; write them by hand")
    known = {key.value: value for key, value in node.value}
    new = {name: value for name, value in changes.items() if name not in known}
    text = _with_added(text, node, new)
    there = [(known[name], value) for name, value in changes.items() if name in known]
    for scalar, value in sorted(there, key=lambda pair: -pair[0].start_mark.index):
        text = text[: scalar.start_mark.index] + json.dumps(value) + text[scalar.end_mark.index :]
    return text


def _themes_of(text: str) -> yaml.Node | None:
    """What stands under `themes:`; None where the key is not there."""
    whole = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = whole.value if isinstance(whole, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == "themes"), None)


def _with_added(text: str, node: yaml.MappingNode, new: dict[str, Any]) -> str:
    """The text with settings that were not there, behind the last of those that are: no earlier place moves."""
    if not new:
        return text
    if node.flow_style:
        place = node.value[-1][1].end_mark.index if node.value else node.start_mark.index + 1
        parts = [f"{name}: {json.dumps(value)}" for name, value in new.items()]
        return text[:place] + (", " if node.value else "") + ", ".join(parts) + text[place:]
    column = node.value[0][0].start_mark.column
    end = text.find("\n", node.value[-1][1].end_mark.index)
    lines = "".join(f"\n{' ' * column}{name}: {json.dumps(value)}" for name, value in new.items())
    return text + lines + "\n" if end < 0 else text[:end] + lines + text[end:]
