"""TriedThemes: another setting of themes beside production's: sizes, what stays out, agreement, and what the brief would say."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from kit.brief.html import without_math
from kit.config.edited import with_themes
from kit.config.settings import Themes, read_settings
from kit.cycles import periods_of
from kit.errors import SettingsError
from kit.formats import NBSP, counted, percent
from kit.notebook import table_html
from kit.record.store import Record
from kit.record.vectors import VectorsUnkept
from kit.shifts.compare_cycles import Comparison, compare_cycle
from kit.themes.find_themes import theme_persona
from kit.workspace import Workspace

#: What a run of themes and of a comparison reads, but for vectors.
COPIED = ("conversations", "passages", "matches", "themes", "assignments", "theme_events", "theme_nodes", "theme_edits")
SHIFT = ["theme", "label", "direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q", "surfaced"]


@dataclass(frozen=True, repr=False)
class TriedThemes:
    """Another setting beside production's.

    Attributes
    ----------
    persona, cycle : whose themes, in which run.
    settings : Themes, what was tried.
    summary : DataFrame of two rows, ``today`` and ``tried``: ``setting, themes`` that are raised, ``unthemed`` (0 to 1, of the
        passages with content), ``largest`` (0 to 1), ``verdict, surfaced``.
    sizes : DataFrame of one row a tried theme, the largest first: ``theme_id, label, n_passages, n_accounts, stability``, and
        today's theme that it has most in common with: ``today, today_label, in_common`` (0 to 1, Jaccard of the passages).
    shifts : DataFrame, the tried themes' shifts as a brief would have them.
    agreement : 0 to 1, how alike the two groupings are (adjusted mutual information; two random ones have 0).
    """

    work: Workspace
    persona: str
    cycle: str
    settings: Themes
    summary: pd.DataFrame
    sizes: pd.DataFrame
    shifts: pd.DataFrame
    agreement: float

    @cached_property
    def sentence(self) -> str:
        today, tried = self.summary.to_dict("records")
        return (
            f"{self.persona}, {self.cycle}: {counted(tried['themes'], 'theme')} where there are {today['themes']:,} today, "
            f"{percent(tried['unthemed'])} of the passages in none ({percent(today['unthemed'])}), "
            f"agreement {self.agreement:.2f}; "
            f"the brief would say {tried['verdict']} ({today['verdict']}), {tried['surfaced']:,} surfaced ({today['surfaced']:,})"
        )

    def __repr__(self) -> str:
        return self.sentence.replace(NBSP, " ")

    def _repr_html_(self) -> str:
        tables = (
            table_html(self.summary, "Today and tried"),
            table_html(self.sizes, "Tried themes"),
            table_html(self.shifts, "Shifts"),
        )
        return without_math(Markup("<p>{}</p>{}").format(self.sentence, Markup("").join(map(Markup, tables))))

    def adopt(self) -> Path:
        """Write what was tried into kit.yaml, comments kept; it holds for every persona, from the next run on.

        Raises
        ------
        SettingsError
            kit.yaml is written in a way that cannot be edited line by line; nothing is changed then.
        """
        path = self.work.folder / "kit.yaml"
        before = path.read_text(encoding="utf-8")
        now = self.work.settings.themes.model_dump()
        changed = {name: value for name, value in self.settings.model_dump().items() if value != now[name]}
        path.write_text(with_themes(before, changed), encoding="utf-8")
        try:
            if read_settings(self.work.folder).themes != self.settings:
                raise SettingsError(f"{path}: themes could not be written; write {changed} under `themes:` by hand")
        except SettingsError:
            path.write_text(before, encoding="utf-8")
            raise
        return path


def tried_themes(work: Workspace, persona: str, settings: Themes) -> TriedThemes:
    """Find a persona's themes once more under another setting, and compare as its brief would.

    The record is copied to a folder of the system's own, which is gone afterwards; the workspace's stays as it is.
    """
    cycle = work.run_of()
    vectors = VectorsUnkept(work.record, work.settings.embedding, work.settings.spread, work.settings.company)
    with tempfile.TemporaryDirectory(prefix="kit-tried-") as folder:
        scratch = Record(Path(folder))
        for name in COPIED:
            scratch.append(name, work.record.read(name))
        person = work.persona(persona)
        today = _compared(work, work.record, vectors, cycle)
        wanted, accounts = work.settings.model_copy(update={"themes": settings}), work.names_of_accounts()
        theme_persona(scratch, wanted, _unchanged(person), vectors, cycle, work.window(cycle), accounts)
        tried = _compared(work, scratch, vectors, cycle)
        return _laid_beside(work, person.id, cycle, settings, (work.record, today), (scratch, tried))


def _unchanged(person: Any) -> Any:
    """The persona without what its own file says of themes: the tried setting holds."""
    return person.model_copy(update={"themes": type(person.themes)()})


def _compared(work: Workspace, record: Record, vectors: VectorsUnkept, cycle: str) -> Comparison:
    periods = periods_of(cycle, work.window(cycle), work.baseline(cycle))
    return compare_cycle(record, work.settings, work.personas, work.accounts, vectors, periods)


def _laid_beside(
    work: Workspace,
    persona: str,
    cycle: str,
    settings: Themes,
    today: tuple[Record, Comparison],
    tried: tuple[Record, Comparison],
) -> TriedThemes:
    from sklearn.metrics import adjusted_mutual_info_score

    ours, theirs = (_assigned(record, persona, cycle) for record, _ in (today, tried))
    rows = [
        {"setting": name, **_sizes_in_short(assigned), **_verdict(compared, persona)}
        for name, assigned, (_, compared) in (("today", ours, today), ("tried", theirs, tried))
    ]
    both = ours.merge(theirs, on="passage_id", suffixes=("_today", "_tried"))
    agreement = adjusted_mutual_info_score(both["theme_id_today"], both["theme_id_tried"]) if len(both) else 1.0
    labels = [_labels(record, persona, cycle) for record, _ in (today, tried)]
    shifts = pd.DataFrame(tried[1].shifts[persona])
    shifts = shifts.assign(label=shifts["theme"].map(labels[1]["label"]))[SHIFT] if len(shifts) else pd.DataFrame(columns=SHIFT)
    sizes = _tried_sizes(both, theirs, labels, work)
    return TriedThemes(work, persona, cycle, settings, pd.DataFrame(rows), sizes, shifts, round(float(agreement), 4))


def _assigned(record: Record, persona: str, cycle: str) -> pd.DataFrame:
    """Passages with content and the theme of each, "" for none."""
    rows = record.read("assignments", ["passage_id", "conversation_key", "theme_id", "kind"], run_cycle=cycle, persona_id=persona)
    return rows[rows["kind"] == "content"].drop(columns="kind").reset_index(drop=True)


def _labels(record: Record, persona: str, cycle: str) -> pd.DataFrame:
    return record.read("themes", ["theme_id", "label", "stability"], run_cycle=cycle, persona_id=persona).set_index("theme_id")


def _sizes_in_short(assigned: pd.DataFrame) -> dict[str, Any]:
    sizes = assigned.loc[assigned["theme_id"] != "", "theme_id"].value_counts()
    n = max(len(assigned), 1)
    return {
        "themes": len(sizes),
        "unthemed": float((assigned["theme_id"] == "").sum() / n),
        "largest": float(sizes.max() / n) if len(sizes) else 0.0,
    }


def _verdict(compared: Comparison, persona: str) -> dict[str, Any]:
    surfaced = sum(shift["surfaced"] for shift in compared.shifts[persona])
    return {"verdict": compared.verdicts[persona]["verdict"], "surfaced": surfaced}


def _tried_sizes(both: pd.DataFrame, theirs: pd.DataFrame, labels: list[pd.DataFrame], work: Workspace) -> pd.DataFrame:
    """Each tried theme's size, and today's theme that holds most of the same passages."""
    accounts = work.record.read("conversations", ["conversation_key", "account_id"])
    ours = theirs[theirs["theme_id"] != ""].merge(accounts, on="conversation_key")
    sizes = ours.groupby("theme_id").agg(
        n_passages=("passage_id", "nunique"), n_accounts=("account_id", lambda ids: ids[ids != ""].nunique())
    )
    n_today, pairs = both["theme_id_today"].value_counts(), both.groupby(["theme_id_tried", "theme_id_today"]).size()
    rows = []
    for name, size in sizes.iterrows():
        shared = pairs.get(name, pd.Series(dtype=int)).drop("", errors="ignore")
        overlap = (shared / (n_today[shared.index] + size["n_passages"] - shared)).sort_values(ascending=False, kind="stable")
        nearest, in_common = next(iter(overlap.items()), ("", 0.0))
        rows.append({
            "theme_id": name, "label": labels[1]["label"].get(name, ""), **size.to_dict(),
            "stability": labels[1]["stability"].get(name, 0.0), "today": nearest,
            "today_label": labels[0]["label"].get(nearest, ""), "in_common": round(float(in_common), 3),
        })  # fmt: skip
    columns = ["theme_id", "label", "n_passages", "n_accounts", "stability", "today", "today_label", "in_common"]
    return pd.DataFrame(rows, columns=columns).sort_values("n_passages", ascending=False, kind="stable", ignore_index=True)
