"""Resources: what a run reads that is no code, found in a checkout and in an installed wheel alike.

The notebooks and the published error rates lie at the top of the repository, where people look for them. A wheel
carries them inside the package, under ``kit/shipped``, at the same paths; pyproject.toml puts them there.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from kit.errors import KitError


def resource(path: str) -> Path:
    """The place of a file or folder that is named from the top of the repository.

    Parameters
    ----------
    path : e.g. ``notebooks`` or ``tests/benchmarks/shift/results.json``.

    Raises
    ------
    KitError
        It is not there: the installation is not whole.
    """
    package = Path(str(files("kit")))
    shipped = package / "shipped"
    place = (shipped if shipped.is_dir() else package.parent) / path
    if not place.exists():
        raise KitError(f"{place} is missing: the installation is not whole; install it again")
    return place


def own_yaml(path: Path) -> Any:
    """What a YAML file of the kit's own declares; by libyaml, which takes a tenth of the time, where PyYAML has it."""
    import yaml

    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
