"""kit.yaml: what the user decides, checked by name before anything slow starts."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from kit.config.yaml_files import read_model
from kit.errors import SettingsError
from kit.language import Language

Kind = Literal["call", "ticket", "survey", "onboarding", "review"]
KINDS: tuple[str, ...] = ("call", "ticket", "survey", "onboarding", "review")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def checked_id(text: str) -> str:
    """An id as it may stand in a file name and a theme's name."""
    if not ID.fullmatch(text):
        raise ValueError("ids are lower-case letters, digits and hyphens, 63 at the most, e.g. revops-lead")
    return text


class Bar(Frozen):
    """What makes a shift worth surfacing. The user's, never ours."""

    min_accounts: Annotated[int, Field(ge=0)] = 5
    min_top_tier_accounts: Annotated[int, Field(ge=0)] = 0
    min_shift_pp: Annotated[float, Field(ge=0, le=100)] = 10
    min_consistency: Annotated[float, Field(ge=0, le=1)] = 0.30
    min_weeks: Annotated[int, Field(ge=0)] = 2
    max_false_discovery: Annotated[float, Field(gt=0, le=1)] = 0.05


class BarChange(Frozen):
    """The rules of the bar that one persona sets for itself; the rest stay the workspace's."""

    min_accounts: Annotated[int, Field(ge=0)] | None = None
    min_top_tier_accounts: Annotated[int, Field(ge=0)] | None = None
    min_shift_pp: Annotated[float, Field(ge=0, le=100)] | None = None
    min_consistency: Annotated[float, Field(ge=0, le=1)] | None = None
    min_weeks: Annotated[int, Field(ge=0)] | None = None
    max_false_discovery: Annotated[float, Field(gt=0, le=1)] | None = None

    def over(self, bar: Bar) -> Bar:
        """The workspace's bar with this persona's rules put over it."""
        return bar.model_copy(update=self.model_dump(exclude_none=True))


class AccountsFile(Frozen):
    path: str = "accounts.csv"


class Source(Frozen):
    """One feed of conversations: where it lies and how it is read."""

    id: Annotated[str, Field(min_length=1)]
    name: str = ""  # what briefs call it
    kind: Kind
    reader: str = "table"
    path: str = ""
    columns: dict[str, str] = {}
    heartbeat_days: Annotated[int, Field(ge=1)] = 31
    options: dict[str, Any] = {}  # what one reader alone understands; that reader checks it

    _id = field_validator("id")(checked_id)

    @property
    def title(self) -> str:
        """What briefs call the source: its name, or its id as words."""
        return self.name or self.id.replace("-", " ")


class Redaction(Frozen):
    """What is masked before anything is stored. Everything is on unless turned off."""

    emails: bool = True
    numbers: bool = True  # phone and card numbers, IBANs
    links: bool = True  # tokens inside links
    names: bool = True  # contacts' and accounts' own names, known from the data
    also_names: list[str] = []
    also_patterns: dict[str, str] = {}  # placeholder: regular expression
    keep_names: list[str] = []

    @field_validator("also_patterns")
    @classmethod
    def _patterns(cls, patterns: dict[str, str]) -> dict[str, str]:
        for name, pattern in patterns.items():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"pattern {name!r} is no regular expression: {error}") from None
        return patterns


class OwnStaff(Frozen):
    """Who speaks for the company itself: their words are kept, never counted as customers'."""

    domains: list[str] = []
    names: list[str] = []


Granularity = Literal["coarse", "normal", "fine"]


class Themes(Frozen):
    """How topics are found; the defaults are what the theme benchmark chose."""

    reduction: Literal["none", "umap"] = "none"
    clustering: Literal["louvain", "hdbscan"] = "louvain"
    fits: Annotated[int, Field(ge=1, le=200)] = 100  # seeded fits a cycle at the most, fewer where they agree; of UMAP 5
    naming: str = ""  # a litellm model name; empty: labels are customers' words
    granularity: Granularity = "normal"  # how many themes: 2.5 times fewer, or as many more, of coarse and fine


class ThemesChange(Frozen):
    """What one persona sets for its own themes; the rest stays the workspace's."""

    granularity: Granularity | None = None

    def over(self, themes: Themes) -> Themes:
        """The workspace's settings with this persona's put over them."""
        return themes.model_copy(update=self.model_dump(exclude_none=True))


class IssueTracker(Frozen):
    """Where one issue a surfaced shift is filed."""

    kind: Literal["github", "gitlab", "jira", "linear"]
    project: Annotated[str, Field(min_length=1)]  # owner/name, group/name, a Jira project's key, a Linear team's id
    token: Annotated[str, Field(min_length=1)]  # ${NAME} comes from the environment
    url: Annotated[str, Field(pattern=r"^(|https?://\S+)$")] = ""  # of an own server; Jira's site has to be given
    user: str = ""  # Jira alone: the mail address that the token belongs to
    issue_type: str = "Task"  # Jira alone

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind == "jira" and not (self.url and self.user):
            raise ValueError("Jira wants `url` (https://your-site.atlassian.net) and `user` (the mail address of the token)")
        if self.kind == "jira" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", self.project):
            raise ValueError("Jira wants the project's key, e.g. OPS")
        if self.kind == "github" and not re.fullmatch(r"[\w.-]+/[\w.-]+", self.project):
            raise ValueError("GitHub wants the repository as owner/name")
        return self


class Recipient(Frozen):
    """Who gets word that a cycle's briefs are there, and where."""

    to: str = ""  # an apprise address; ${NAME} in it comes from the environment, so that no password stands in kit.yaml
    heartbeat: str = (
        ""  # instead: an address asked at each start (/start), end and failure (/fail), so that a silent schedule shows
    )
    issues: IssueTracker | None = None  # instead: one issue a surfaced shift, with a comment a cycle on what became of it
    when: Literal["always", "shifted", "failed"] = "always"  # each run; only where a persona shifted; only where a run failed
    personas: list[str] = []  # whose briefs; empty: all
    attach: bool = True  # the briefs' pages as files, where the service takes any
    link: str = ""  # where the reports folder can be opened by its readers, if anywhere

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if sum((bool(self.to), bool(self.heartbeat), self.issues is not None)) != 1:
            raise ValueError("an entry of deliver wants `to`, `heartbeat` or `issues`, and one of them alone")
        return self


class Settings(Frozen):
    """All of kit.yaml."""

    company: str
    timezone: str = "UTC"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    revenue_name: str = "ARR"  # what the briefs call accounts.arr
    language: Language = "en"  # of the briefs' own sentences; what customers wrote stays as it is
    cycle: Literal["month", "quarter", "week"] = "month"
    baseline_cycles: Annotated[int, Field(ge=1, le=24)] = 3
    window_cycles: Annotated[int, Field(ge=2, le=60)] = 12  # how many cycles one fit looks over
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 20261001
    embedding: str = "wordllama"
    # where large work is done: "" here, "local" on every core of this machine, or a Dask scheduler's address
    spread: Annotated[str, Field(pattern=r"^(|local|[a-z]+://\S+)$")] = ""
    languages: list[str] = []  # BCP 47 tags the embedding speaks; empty: the model's own
    accounts: AccountsFile = AccountsFile()
    top_tiers: list[str] = []
    bar: Bar = Bar()
    watch: Literal["", "lord", "batch-prds"] = ""  # a false discovery rate that holds over all cycles together
    redact: Redaction = Redaction()
    own_staff: OwnStaff = OwnStaff()
    themes: Themes = Themes()
    deliver: list[Recipient] = []
    sources: Annotated[list[Source], Field(min_length=1)]

    @field_validator("timezone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("no time zone of that name; use one like UTC or Europe/Berlin")
        return zone

    @model_validator(mode="after")
    def _sources_have_own_ids(self) -> Settings:
        ids = [source.id for source in self.sources]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"source ids {twice} are given more than once; give each source its own id")
        if self.window_cycles <= self.baseline_cycles:
            raise ValueError(f"window_cycles {self.window_cycles} must be larger than baseline_cycles {self.baseline_cycles}")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def sha256(self) -> str:
        """Fingerprint of every setting, to tell whether two runs used the same."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def read_settings(workspace: Path) -> Settings:
    """kit.yaml of a workspace."""
    if not workspace.is_dir():
        raise SettingsError(f"{workspace}: there is no such folder; `kit init {workspace}` makes one")
    return read_model(Settings, workspace / "kit.yaml")
