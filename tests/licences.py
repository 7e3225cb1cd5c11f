"""Licences of everything installed from the locks, as the packages' own metadata say: `make licences` prints them."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

LOCKS = [Path(__file__).parents[1] / name for name in ("requirements.lock", "extras.lock", "tests.lock")]
#: Terms that pass themselves on to what uses the package.
COPYLEFT = re.compile(r"\b[AL]?GPL|General Public License|\bSSPL|\bEUPL|\bCC-BY-(SA|NC)", re.IGNORECASE)


def name_of(requirement: str) -> str:
    """A package's name as the index writes it."""
    return re.split(r"[=;\s\[]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def licences() -> dict[str, str]:
    """Licence by package, of those the locks name and this environment has; "" where a package does not say."""
    lines = [line for lock in LOCKS for line in lock.read_text(encoding="utf-8").splitlines()]
    locked = {name_of(line) for line in lines if re.match(r"[A-Za-z0-9]", line)}
    known = {name_of(each.metadata["Name"]): each.metadata for each in distributions()}
    return {name: _licence(known[name]) for name in sorted(locked & set(known))}


def _licence(metadata) -> str:
    """The licence's expression, else its classifiers, else the first line of its text."""
    classifiers = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    text = (metadata.get("License") or "").strip().partition("\n")[0]
    return metadata.get("License-Expression") or ", ".join(classifiers) or text


if __name__ == "__main__":
    by_licence = defaultdict(list)
    for package, licence in licences().items():
        by_licence[licence or "not said"].append(package)
    for licence, packages in sorted(by_licence.items(), key=lambda pair: -len(pair[1])):
        print(f"{len(packages):4} {licence}: {', '.join(packages)}")
