"""Brief as a typed model: facts in; frozen parts with their units and ranges, and the contract's JSON, out."""

from kit.brief.model.brief import SCHEMA_VERSION, Brief, json_schema
from kit.brief.model.made_with import Run
from kit.brief.model.people import People

__all__ = ["SCHEMA_VERSION", "Brief", "People", "Run", "json_schema"]
