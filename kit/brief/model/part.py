"""Part: what every part of a brief is made of, and the units its fields are in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Cycle = Annotated[str, Field(description='A cycle: "2026-10", "2026-Q3" or "2026-W41".')]
Direction = Literal["rising", "fading", "new", "gone"]
Verdict = Literal["shifted", "steady", "unclear", "thin", "stale"]


def fact(description: str, **more: Any) -> Any:
    """A field that has to be there, with what it says, its unit and its range."""
    return Field(description=description, **more)


def optional(description: str) -> Any:
    """A field that not every brief has: left out of the JSON where it was not set."""
    return Field(default=None, description=description)


class Part(BaseModel):
    """A part of a brief: never changed, and without a field that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
