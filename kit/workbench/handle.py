"""Workbench: what :func:`kit.open` returns, a workspace with its tidy tables a call away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kit.account.facts import AccountSheet, account_sheet
from kit.config.settings import KINDS
from kit.errors import ParameterError
from kit.matching.stances import STANCES
from kit.record.vectors import VectorsUnkept
from kit.themes.exploring.fitted_bertopic import OF_THE_KIT, fitted_bertopic, parameters_of, themes_with
from kit.workbench import tables
from kit.workbench.comparison import SpokenLibrary, compared_sides, spoken_library
from kit.workbench.documents import documents_of
from kit.workbench.files import FORMATS, write_table, write_workbook
from kit.workbench.filters import Wanted, check_known, filtered
from kit.workbench.injected_parameters import check_injected
from kit.workbench.sides import Side, picked
from kit.workbench.tried_themes import TriedThemes, tried_themes
from kit.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from kit.themes.exploring.fitted_bertopic import BERTopic

#: What shares can be split by.
GROUPS = ("", "segment", "tier", "source", "kind")
#: The tables of an export.
EXPORTED = ("conversations", "passages", "matches", "themes", "evidence", "shares", "shifts", "claims", "coverage")
#: Columns of a quote, in the order in which they are read.
QUOTE = [
    "quote", "account", "role", "occurred_at", "theme_id", "label", "stance", "segment", "tier", "account_id", "persona_id",
    "cycle", "source", "url", "conversation_key", "passage_id", "start", "end",
]  # fmt: skip


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
    >>> w.account("a-001").quotes["role"].tolist()
    ['Head of Operations']
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

    def matches(self, persona: Wanted = None, cycle: Wanted = None, state: Wanted = None, source: Wanted = None) -> pd.DataFrame:
        """Which persona each conversation is matched to, how sure that is, why, and what a person decided.

        Parameters
        ----------
        state : attached, approved, awaiting review, ambiguous, unmatched or rejected.

        Returns
        -------
        DataFrame of one row a conversation: ``conversation_key, account_id, account, segment, tier, source, role, occurred_at,
        cycle, persona_id, runner_up, state, score, runner_up_score, margin`` (0 to 1), ``reasons, verdict, decided_by,
        decided_at``; the last three are empty where nobody decided.
        """
        wanted = {"persona_id": persona, "cycle": cycle, "state": state, "source": source}
        return filtered(tables.matches_of(self), self._known(), wanted)

    def quotes(
        self, persona: Wanted = None, theme: Wanted = None, cycle: Wanted = None, stance: Wanted = None, **who: Wanted
    ) -> pd.DataFrame:
        """What customers said in conversations that count, the newest first.

        Parameters
        ----------
        theme : ids of themes, e.g. "revops-lead/t07"; a passage without a theme is in none.
        stance : pain, objection, goal, ...: what the passage voices.
        **who : ``segment``, ``tier``, ``account`` (ids) or ``source``.

        Returns
        -------
        DataFrame of one row a passage: ``quote, account, role, occurred_at`` (UTC), ``theme_id, label, stance, segment, tier,
        account_id, persona_id, cycle, source, url, conversation_key, passage_id, start, end``.
        """
        if unknown := sorted(set(who) - {"segment", "tier", "account", "source"}):
            raise ParameterError(
                f"quotes takes no {unknown[0]!r}; use persona, theme, cycle, stance, segment, tier, account or source"
            )
        themes = list(self.themes()["theme_id"]) if theme is not None else []
        wanted = {
            "persona_id": persona,
            "theme_id": theme,
            "cycle": cycle,
            "stance": stance,
            "account_id": who.pop("account", None),
        }
        rows = tables.quotes_of(self)
        return filtered(rows, self._known() | {"theme_id": themes, "stance": list(STANCES)}, wanted | who)[QUOTE]

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
        """The passages behind the themes of the newest run, and behind the finer groups that its shifts name, in conversations
        that count.

        Returns
        -------
        DataFrame of one row a passage and theme: ``theme_id, label, quote, stance, start, end`` and who said it, when, where.
        """
        known = self._known() | {"theme_id": [*self.themes()["theme_id"], *tables.groups_of(self, None)["theme_id"]]}
        wanted = {"theme_id": theme, "persona_id": persona, "cycle": cycle, "segment": segment, "tier": tier}
        return filtered(tables.evidence_of(self, None), known, wanted)

    def shares(self, persona: str | None = None, by: str = "", cycle: Wanted = None) -> pd.DataFrame:
        """Account-weighted share of each theme in each cycle, for all accounts or for each group of them alone.

        Parameters
        ----------
        persona : a persona's id; without one the shares of every persona as the newest run kept them in the record.
        by : "", segment, tier, source or kind.
        cycle : which cycles; all by default.

        Returns
        -------
        DataFrame of one row a theme, cycle and group: ``theme_id, label, cycle, share`` (0 to 1), ``low, high`` (95 %),
        ``n_accounts`` raising it, ``n_accounts_active``, ... and the group.
        """
        check_known("by", by or None, GROUPS)
        if persona is None:
            if by:
                raise ParameterError(f"shares by {by} are of one persona; name it: shares({self.tracked[0].id!r}, by={by!r})")
            return filtered(self.record.read("shares", run_cycle=self.run_of()), self._known(), {"cycle": cycle})
        conversations = self.conversations(persona, cycle)
        evidence = self.evidence(persona=persona, cycle=cycle)
        shares = tables.shares_by(conversations[conversations["is_counted"]], evidence, by)
        labels = evidence[["theme_id", "label"]].drop_duplicates()
        return shares.merge(labels, on="theme_id", how="left") if len(shares) else shares.assign(label="")

    def compare(self, now: Side, before: Side, persona: str, by: str = "") -> pd.DataFrame:
        """Any two periods or groups of a persona, theme by theme, with the test and the intervals of a brief.

        Parameters
        ----------
        now, before : a cycle, a list of cycles, or filters by name, e.g. ``{"cycle": "2026-10", "segment": "enterprise"}``:
            ``cycle, segment, tier, account, source, kind``, each a value or a list. They share no conversation.
        persona : a persona's id.
        by : segment, tier, source or kind: each group of them alone.

        Returns
        -------
        DataFrame of one row a theme (and group), the surest first: ``theme_id, label, direction, share_before, share_now`` (0 to
        1), ``shift_pp, low_pp, high_pp`` (percentage points, 95 %), ``p``, ``q`` (over all rows of the table),
        ``accounts_before`` that raise it of ``active_before`` that spoke, ``accounts_now`` of ``active_now``, and the group.

        Raises
        ------
        ParameterError
            A side without a conversation, cycles that the themes do not look over, sides that share conversations.

        Notes
        -----
        A brief's own periods give a brief's own figures, but for q: there the family is the whole library. Two groups of the
        same months have those months in common, so that how months wander adds nothing to the interval; segments and kinds of
        source are held fixed where they do not tell the sides apart.
        """
        check_known("by", by or None, GROUPS)
        check_known("persona", persona, [each.id for each in self.tracked])
        known = self._known() | {"kind": list(KINDS)}
        library = self._library()
        sides = (picked(name, side, library.window, known) for name, side in (("now", now), ("before", before)))
        labels = self.themes(persona)[["theme_id", "label"]]
        rows = compared_sides(library, persona, *sides, by).merge(labels, on="theme_id", how="left")
        return rows[["theme_id", "label", *[name for name in rows if name not in ("theme_id", "label")]]]

    def documents(self, persona: str, where: Mapping[str, Wanted] | None = None) -> pd.DataFrame:
        """What a persona's customers said that has content, in the order in which :meth:`bertopic` fits it.

        Parameters
        ----------
        where : filters by name: ``cycle, segment, tier, account, source, kind, stance``.

        Returns
        -------
        DataFrame of one row a passage: ``passage_id, text, stance`` and who said it, when and where.
        """
        known = self._known() | {"kind": list(KINDS), "stance": list(STANCES)}
        return documents_of(self, persona, self._unkept(), where or {}, known)

    def bertopic(self, persona: str, where: Mapping[str, Wanted] | None = None, **parameters: Any) -> BERTopic:
        """A fitted BERTopic over a persona's passages, with the kit's embedding model attached.

        Parameters
        ----------
        where : filters by name, as :meth:`documents` has them: themes of a part of what is said.
        **parameters : the kit's own settings of themes (``clustering, reduction, granularity, fits``), or any of BERTopic's
            (``nr_topics, representation_model, umap_model, ...``).

        Returns
        -------
        BERTopic; its documents are ``documents(persona, where)["text"]``. Save it with ``serialization="safetensors"``, and load
        it with ``embedding_model=`` the one it had.

        Notes
        -----
        Its topics are of this call alone: claims are not looked for, nothing ties them to the themes of the record, and nothing
        is written. ``reduction="umap"`` takes seconds a fit.
        """
        texts, vectors = self.documents(persona, where)["text"].tolist(), self._unkept()
        how, given = parameters_of(parameters, self.persona(persona).themes.over(self.settings.themes))
        return fitted_bertopic(texts, vectors.of(texts), vectors.once, how, self.settings.seed, given)

    def try_themes(self, persona: str, **settings: Any) -> TriedThemes:
        """Another setting of themes beside production's, as the newest run would have found them.

        Parameters
        ----------
        **settings : ``clustering`` (louvain, hdbscan), ``reduction`` (none, umap), ``granularity`` (coarse, normal, fine),
            ``fits``.

        Returns
        -------
        TriedThemes: ``summary``, ``sizes``, ``shifts``, ``agreement``; ``adopt()`` writes the setting into kit.yaml.

        Notes
        -----
        Themes are found in a copy of the record that is gone afterwards; production's are not touched. Takes as long as the
        persona's step in a run.
        """
        if unknown := sorted(set(settings) - set(OF_THE_KIT)):
            raise ParameterError(f"{unknown[0]!r} is no setting of themes; use {', '.join(OF_THE_KIT)}")
        return tried_themes(self, persona, themes_with(self.persona(persona).themes.over(self.settings.themes), settings))

    def _unkept(self) -> VectorsUnkept:
        """Vectors that are read and never written; kept in memory."""
        if "_vectors_unkept" not in self.__dict__:
            model = self.settings.embedding, self.settings.spread, self.settings.company
            self.__dict__["_vectors_unkept"] = VectorsUnkept(self.record, *model)
        return self.__dict__["_vectors_unkept"]

    def _library(self) -> SpokenLibrary:
        """What was said over the window of the newest run; kept until the record changes."""
        key = (self.run_of(), self.record.version())
        if self.__dict__.get("_kept", (None,))[0] != key:
            self.__dict__["_kept"] = key, spoken_library(self, key[0])
        return self.__dict__["_kept"][1]

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

    def account(self, account_id: str) -> AccountSheet:
        """What one account says across personas and cycles, as ``kit account`` prints it.

        Parameters
        ----------
        account_id : as in accounts.csv, or as a conversation gives it.

        Returns
        -------
        AccountSheet: ``facts`` (all of it), ``sentence``, and the tables ``themes`` and ``quotes``.

        Raises
        ------
        WorkspaceError
            There is no such account; the nearest ids are named.
        """
        return account_sheet(self, account_id)

    def export(self, target: str | Path, kind: str = "csv") -> list[Path]:
        """Write every table: as the sheets of one workbook, or as a file each, for a spreadsheet or another program.

        Parameters
        ----------
        target : a path that ends in .xlsx, or a folder; made where it is not there, files of the same names are replaced.
        kind : csv or parquet, of the files in a folder.

        Returns
        -------
        list of Path, the files written. No cell is a formula: in CSV one that would be has an apostrophe before it. A workbook's
        times are UTC, and it holds the first 32,767 letters of a text.
        """
        target = Path(target)
        check_known("kind", kind, FORMATS)
        shown = {name: getattr(self, name)() for name in EXPORTED}
        if target.suffix.lower() == ".xlsx":
            target.parent.mkdir(parents=True, exist_ok=True)
            return [write_workbook(shown, target)]
        target.mkdir(parents=True, exist_ok=True)
        return [write_table(table, target / f"{name}.{kind}") for name, table in shown.items()]


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
    ParameterError
        In a notebook that papermill runs with a parameter which the notebook does not declare.

    Examples
    --------
    >>> kit.open("my-company").persona("hands-on-lead").name
    'Hands-on Lead'
    """
    check_injected()
    work = open_workspace(folder)
    return Workbench(work.folder, work.settings, work.personas, work.record, work.watches)
