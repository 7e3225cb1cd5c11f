"""Brief: one persona's cycle as a typed model; its JSON is what a run leaves beside the page."""

from __future__ import annotations

import json
from typing import Any, Literal

from kit.brief.model.coverage import Coverage, HeardOf, Matching, Reason, ThemeReview
from kit.brief.model.made_with import (
    BarInForce,
    Durability,
    ErrorRate,
    PastBrief,
    PersonaHead,
    PreviousShift,
    Restated,
    Run,
    SettingsInForce,
)
from kit.brief.model.over_time import Library, OnWatch, SinceValidation
from kit.brief.model.part import Cycle, Part, Verdict, fact, optional
from kit.brief.model.persona_file import Claim, Language, Message, Priorities, Unaddressed
from kit.brief.model.themes import Account, Shift, Theme

#: 2 adds the verdict "unclear", the strengths "absent" and "opposite", and a theme's mix and parent and a shift's kind and since.
SCHEMA_VERSION = 2


class Brief(Part):
    """Everything that the page of one persona and one cycle says."""

    schema_version: Literal[1, 2] = fact("of this form")
    persona: PersonaHead
    company: str = fact("as in kit.yaml")
    cycle: Cycle
    baseline: tuple[Cycle, ...] = fact("the cycles it is compared with, oldest first")
    cycles: tuple[Cycle, ...] = fact("the cycles looked over, oldest first, this one last")
    partial: bool = fact("whether the cycle is not over")
    bar: BarInForce
    settings: SettingsInForce
    verdict: Verdict = fact("in one word")
    verdict_reasons: tuple[Reason, ...] = fact("why")
    headline: str = fact("one sentence")
    smallest_visible_shift_pp: float = fact(
        "percentage points, 0 to 100: what would have been seen in 80 of 100 such cycles, all themes tested"
    )
    volume: HeardOf = fact("how much was heard", alias="heard")
    themes: tuple[Theme, ...] = fact("the largest this cycle first")
    shifts: tuple[Shift, ...] = fact("every theme that was tested, the surfaced ones first")
    accounts: dict[str, Account] = fact("by id: the accounts that spoke in the compared cycles")
    claims: tuple[Claim, ...] = fact("in the file's order")
    priorities: Priorities | None = fact("null where the file states no pain or nobody spoke")
    language: Language
    messaging: tuple[Message, ...] = fact("in the file's order")
    message_fit: Message | None = fact("all messages together; null where the file has none")
    unaddressed: tuple[Unaddressed, ...] = fact("pains that no message speaks to, the largest first")
    suggestion: tuple[str, ...] = fact("what the figures suggest, a sentence each")
    coverage: Coverage
    matching: Matching
    theme_review: ThemeReview | None = optional("how often themes were right; only where enough was read")
    error_rates: tuple[ErrorRate, ...] = fact("of the method")
    previous_shifts: tuple[PreviousShift, ...] = fact("what became of the last brief's shifts")
    durability: Durability
    restated: tuple[Restated, ...] = fact("figures of earlier briefs that moved, the largest first")
    past_briefs: tuple[PastBrief, ...] | None = optional("what earlier cycles' briefs came down to, oldest first")
    since_validation: SinceValidation | None = optional("what drifted since the persona file was checked")
    on_watch: OnWatch | None = optional("what may be starting to move")
    library: Library | None = optional("how often a year of looks at the whole library is wrong")
    run: Run | None = optional("the run that made it; a draft has none yet")

    def facts(self) -> dict[str, Any]:
        """The brief as the JSON's dict, without the fields that were never set."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def facts_of_any_run(self) -> dict[str, Any]:
        """The same without the run: what the record keeps, whichever run made it."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"run"})

    def changed(self, **fields: Any) -> Brief:
        """The same brief with some of its fields made anew."""
        return self.model_copy(update=fields)


def json_schema() -> str:
    """The JSON schema of a brief, as it lies in ``docs/brief-schema.json``."""
    return json.dumps(Brief.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"
