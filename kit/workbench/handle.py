"""Workbench: what :func:`kit.open` returns, a workspace with its tidy tables a call away."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kit.config.settings import KINDS
from kit.errors import ParameterError
from kit.formats import safe_cell
from kit.workbench import tables
from kit.workbench.filters import Wanted, check_known, filtered
from kit.workspace import Workspace, open_workspace

#: What shares can be split by.
GROUPS = ("", "segment", "tier", "source", "kind")
#: The tables of an export, and what they can be written as.
EXPORTED = ("conversations", "passages", "themes", "evidence", "shifts", "claims", "coverage")
FORMATS = ("csv", "parquet")


class Workbench(Workspace):
    """A workspace and tidy tables of what its record holds. Reading one changes nothing.

    Filters take a value or a list of values; one that no row can have is refused by name. Tables are pandas frames of one row
    a thing, so that they can be grouped, plotted and joined at once.

    Examples
    --------
    >>> w = kit.open("my-company")
    >>> w.conversations(persona="hands-on-lead", cycle="2026-10")[["account_id", "role"]].to_dict("records")
    [{'account_id': 'a-001', 'role': 'Head of Operations'}, {'account_id': 'a-002', 'role': 'Operations Manager'}]
    >>> list(w.passages(persona="hands-on-lead")["stance"].unique())
    ['pain']
    >>> w.themes("hands-on-lead").shape[0]
    4
    >>> w.coverage()[["source", "conversations"]].to_dict("records")
    [{'source': 'helpdesk', 'conversations': 2}]
    """

    def _known(self) -> dict[str, list[str]]:
        """Values that can be asked for whatever the rows hold."""
        of_accounts = {name: list(self.accounts[name]) for name in ("segment", "tier", "account_id")}
        return of_accounts | {
            "persona_id": [persona.id for persona in self.personas], "source": [source.id for source in self.settings.sources],
            "cycle": self.cycles, "kind": list(KINDS),
        }  # fmt: skip

    def conversations(
        self, persona: Wanted = None, cycle: Wanted = None, segment: Wanted = None, tier: Wanted = None, source: Wanted = None
    ) -> pd.DataFrame:
        """Every conversation, duplicates left out, with its account and its match.

        Returns
        -------
        DataFrame of shape (n_conversations, 21)
            ``conversation_key, cycle, occurred_at`` (UTC), ``source, kind, account_id, contact_id, role, language, url, text``
            (masked), ``account, segment, tier, arr, renewal_on, persona_id, state, score`` (0 to 1), ``is_counted``.
        """
        wanted = {"persona_id": persona, "cycle": cycle, "segment": segment, "tier": tier, "source": source}
        return filtered(tables.conversations_of(self), self._known(), wanted)

    def passages(
        self, persona: Wanted = None, cycle: Wanted = None, segment: Wanted = None, tier: Wanted = None, source: Wanted = None
    ) -> pd.DataFrame:
        """The customers' own words, a few sentences a row, with who said them.

        Returns
        -------
        DataFrame of one row a passage: ``passage_id, text, stance, start, end`` (offsets in the conversation) and the columns
        of :meth:`conversations` but its text.
        """
        rows = self.record.read("passages", ["passage_id", "conversation_key", "text", "stance", "start", "end"])
        return rows.merge(self.conversations(persona, cycle, segment, tier, source).drop(columns="text"), on="conversation_key")

    def themes(self, persona: Wanted = None, cycle: str | None = None) -> pd.DataFrame:
        """Themes as the run of a cycle left them, the newest by default, the largest of each persona first.

        Returns
        -------
        DataFrame of shape (n_themes, 9)
            ``theme_id, persona_id, label, claim, terms, born, state, stability`` (0 to 1), ``n_passages``.
        """
        return filtered(tables.themes_of(self, cycle), self._known(), {"persona_id": persona})

    def evidence(
        self, theme: Wanted = None, persona: Wanted = None, cycle: Wanted = None, segment: Wanted = None, tier: Wanted = None
    ) -> pd.DataFrame:
        """The passages behind the themes of the newest run, in conversations that count.

        Returns
        -------
        DataFrame of one row a passage and theme: ``theme_id, label, quote, stance, start, end`` and who said it, when, where.
        """
        known = self._known() | {"theme_id": list(self.themes()["theme_id"])}
        wanted = {"theme_id": theme, "persona_id": persona, "cycle": cycle, "segment": segment, "tier": tier}
        return filtered(tables.evidence_of(self, None), known, wanted)

    def shares(self, persona: str, by: str = "", cycle: Wanted = None) -> pd.DataFrame:
        """Account-weighted share of each theme in each cycle, for all accounts or for each group of them alone.

        Parameters
        ----------
        persona : a persona's id.
        by : "", segment, tier, source or kind.
        cycle : which cycles; all by default.

        Returns
        -------
        DataFrame of one row a theme, cycle and group: ``theme_id, label, cycle, share`` (0 to 1), ``low, high`` (95 %),
        ``n_accounts`` raising it, ``n_accounts_active``, ... and the group.
        """
        if by not in GROUPS:
            raise ParameterError(f"by {by!r} is none; use one of {', '.join(GROUPS[1:])}, or leave it out")
        conversations = self.conversations(persona, cycle)
        shares = tables.shares_by(conversations[conversations["is_counted"]], self.evidence(persona=persona, cycle=cycle), by)
        labels = self.themes(persona)[["theme_id", "label"]]
        return shares.merge(labels, on="theme_id", how="left") if len(shares) else shares.assign(label="")

    def shifts(self, cycle: str | None = None, persona: Wanted = None) -> pd.DataFrame:
        """Every tested theme of a cycle's briefs, as they were last drafted; the newest cycle by default.

        Returns
        -------
        DataFrame of shape (n_themes, 14)
            ``persona_id``, ``cycle``, the shift (``_pp`` are percentage points) and ``below_bar``, the rules it missed.
        """
        return filtered(tables.of_briefs(self, cycle, "shifts"), self._known(), {"persona_id": persona})

    def claims(self, cycle: str | None = None, persona: Wanted = None) -> pd.DataFrame:
        """Every claim of the persona files with what became of it in a cycle's briefs; the newest cycle by default.

        Returns
        -------
        DataFrame of shape (n_claims, 10)
            ``persona_id, cycle, claim`` (its full name), ``statement, verdict, theme, rank_stated, rank_heard, share_before,
            share_now`` (0 to 1).
        """
        return filtered(tables.of_briefs(self, cycle, "claims"), self._known(), {"persona_id": persona})

    def coverage(self, cycle: str | None = None, persona: Wanted = None) -> pd.DataFrame:
        """What each source brought of each persona in a cycle's briefs; the newest cycle by default.

        Returns
        -------
        DataFrame of shape (n_personas * n_sources, 7)
            ``persona_id, cycle, source, kind, state, conversations, last_at`` (UTC).
        """
        return filtered(tables.of_briefs(self, cycle, "coverage"), self._known(), {"persona_id": persona})

    def export(self, folder: str | Path, kind: str = "csv") -> list[Path]:
        """Write every table as a file of its own, for a spreadsheet or another program.

        Parameters
        ----------
        folder : where to; made where it is not there, files of the same names are replaced.
        kind : csv or parquet.

        Returns
        -------
        list of Path, the files written. In CSV a cell that a spreadsheet would take for a formula has an apostrophe before it.
        """
        check_known("kind", kind, FORMATS)
        target, made = Path(folder), []
        target.mkdir(parents=True, exist_ok=True)
        for name in EXPORTED:
            made.append(_written(getattr(self, name)(), target / f"{name}.{kind}"))
        return made


def _written(table: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
        return path
    text = [name for name in table if not pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype.kind != "M"]
    table = table.assign(**{name: [safe_cell(str(cell)) for cell in table[name]] for name in text})
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def open_workbench(folder: str | Path) -> Workbench:
    """Open a workspace: read and check everything a user wrote. Nothing slow happens here.

    Parameters
    ----------
    folder : the folder that holds kit.yaml.

    Returns
    -------
    Workbench, a workspace with tidy tables of what its record holds.

    Raises
    ------
    WorkspaceError
        A file is missing, or says what it cannot: the message names the file, the line and what to write.

    Examples
    --------
    >>> kit.open("my-company").persona("hands-on-lead").name
    'Hands-on Lead'
    """
    work = open_workspace(folder)
    return Workbench(work.folder, work.settings, work.personas, work.record)
