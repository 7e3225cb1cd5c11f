"""Rows: what page one says, worked out anew from the record's rows and the workspace's files; no code of the kit is called."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from deltalake import DeltaTable

#: States in which a match counts for its persona (docs/record.md).
COUNTS = ("attached", "approved")
SECTIONS = ("goals", "pains", "objections", "decision_criteria")
#: Draws of accounts for a range that owes nothing to the kit's own.
DRAWS = 2000


def kept(method: Callable) -> Callable:
    """A method whose answers are kept with its object."""

    @wraps(method)
    def answer(self: Any, *given: Any) -> Any:
        known = self.__dict__.setdefault("_kept", {})
        key = method.__name__, given
        if key not in known:
            known[key] = method(self, *given)
        return known[key]

    return answer


def months_before(month: str, number: int) -> list[str]:
    """The months before one, oldest first."""
    year, at = map(int, month.split("-"))
    places = [12 * year + at - 1 - back for back in range(number, 0, -1)]
    return [f"{place // 12}-{place % 12 + 1:02d}" for place in places]


class Workspace:
    """The files of a workspace and the tables of its record, as they lie there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = yaml.safe_load((folder / "kit.yaml").read_text(encoding="utf-8"))
        path = folder / self.settings["accounts"]["path"]
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        self.accounts = {row["account_id"]: row for row in rows}
        self.personas = {
            persona["id"]: persona
            for persona in (yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("personas/*.yaml")))
        }

    @kept
    def table(self, name: str) -> pd.DataFrame:
        return DeltaTable(str(self.folder / "record" / name)).to_pandas()

    @cached_property
    def conversations(self) -> pd.DataFrame:
        rows = self.table("conversations")
        voter = np.where(rows["account_id"] != "", "account " + rows["account_id"], "contact " + rows["contact_id"])
        is_alone = (rows["account_id"] == "") & (rows["contact_id"] == "")
        return rows.assign(voter=np.where(is_alone, "conversation " + rows["conversation_key"], voter))

    @cached_property
    def matches(self) -> pd.DataFrame:
        return self.table("matches")

    @cached_property
    def passages(self) -> pd.DataFrame:
        return self.table("passages")

    def name_of(self, account: str) -> str:
        """An account's name as its file has it; its id where the file does not know it."""
        return (self.accounts.get(account) or {}).get("name") or account

    def amount(self, account: str) -> float | None:
        """An account's revenue; None where the file does not say."""
        text = (self.accounts.get(account) or {}).get("arr", "")
        return float(text.replace(",", "")) if text.strip() else None

    def renewal(self, account: str) -> str:
        return (self.accounts.get(account) or {}).get("renewal_on", "")[:10]

    def field(self, account: str, name: str) -> str:
        return (self.accounts.get(account) or {}).get(name, "")


class Rows:
    """One persona's month: who spoke, and which conversations raise which theme."""

    def __init__(self, work: Workspace, persona: str, month: str) -> None:
        self.work, self.persona, self.month = work, persona, month
        self.before = months_before(month, work.settings.get("baseline_cycles", 3))
        ours = work.matches[(work.matches["persona_id"] == persona) & work.matches["state"].isin(COUNTS)]
        said = work.conversations
        self.counted = said[said["conversation_key"].isin(ours["conversation_key"]) & (said["duplicate_of"] == "")]
        self.now = self.counted[self.counted["cycle"] == month]

    @cached_property
    def raised(self) -> pd.DataFrame:
        """theme_id, conversation_key, passage_id: what the run of the month put to each theme, and to each group of its tree."""
        rows = self.work.table("assignments")
        rows = rows[(rows["run_cycle"] == self.month) & (rows["persona_id"] == self.persona)]
        nodes = self.work.table("theme_nodes")
        nodes = nodes[(nodes["run_cycle"] == self.month) & (nodes["persona_id"] == self.persona)]
        wide = [
            rows[rows["leaf"].isin(json.loads(node.leaves))].assign(theme_id=node.theme_id)
            for node in nodes.itertuples()
            if node.theme_id in self.shown
        ]
        every = pd.concat([rows[rows["theme_id"] != ""], *wide], ignore_index=True)
        return every[["theme_id", "conversation_key", "passage_id"]].drop_duplicates()

    @cached_property
    def shown(self) -> set[str]:
        """Themes and groups that were tested in this month."""
        tested = self.work.table("shifts")
        return set(tested.loc[(tested["cycle"] == self.month) & (tested["persona_id"] == self.persona), "theme_id"])

    @cached_property
    def names(self) -> dict[str, str]:
        """What a page calls each tested theme: its claim's sentence in the persona file, else the words it was named by."""
        file, named = self.work.personas[self.persona], {}
        sentences = {
            f"{self.persona}/{part}/{claim['id']}": claim["statement"] for part in SECTIONS for claim in file.get(part) or []
        }
        for table in ("themes", "theme_nodes"):
            rows = self.work.table(table)
            rows = rows[(rows["run_cycle"] == self.month) & (rows["persona_id"] == self.persona)]
            for row in rows.itertuples():
                named[row.theme_id] = sentences.get(getattr(row, "claim", ""), row.label)
        return {theme: name for theme, name in named.items() if theme in self.shown}

    def themes_called(self, printed: str) -> list[str]:
        """Themes that a printed name, which may be cut, can be of: those with the whole name before others."""
        start = printed.removesuffix("…").rstrip(" ,;:.–-")
        fits = [theme for theme, name in self.names.items() if name == printed or name.startswith(start)]
        return sorted(fits, key=lambda theme: (self.names[theme] != printed, theme))

    @kept
    def keys(self, theme: str) -> set[str]:
        return set(self.raised.loc[self.raised["theme_id"] == theme, "conversation_key"])

    def votes(self, theme: str, months: list[str]) -> pd.DataFrame:
        """A row a voter and month that spoke: the part of its conversations that raises a theme, 0 to 1."""
        return self._votes(theme, tuple(months))

    @kept
    def _votes(self, theme: str, months: tuple[str, ...]) -> pd.DataFrame:
        rows = self.counted[self.counted["cycle"].isin(months)]
        rows = rows.assign(part=rows["conversation_key"].isin(self.keys(theme)).astype(float))
        return rows.groupby(["cycle", "voter"], as_index=False).agg(part=("part", "mean"), account=("account_id", "first"))

    def share(self, theme: str, months: list[str], without: str = "") -> float:
        """A theme's share: the mean over voters and months."""
        votes = self.votes(theme, months)
        kept = votes[votes["account"] != without] if without else votes
        return float(kept["part"].mean()) if len(kept) else float("nan")

    @kept
    def moved(self, theme: str, without: str = "") -> float:
        """Points between a theme's share now and before."""
        return 100 * (self.share(theme, [self.month], without) - self.share(theme, self.before, without))

    @kept
    def drawn(self, theme: str) -> tuple[float, float]:
        """A 95 % range of the move by drawing accounts anew, in points."""
        rng = np.random.default_rng(20261001)
        now, before = self.votes(theme, [self.month]), self.votes(theme, self.before)
        voters = sorted({*now["voter"], *before["voter"]})
        place = {voter: at for at, voter in enumerate(voters)}
        sums = np.zeros((4, len(voters)))
        for row, votes in ((0, now), (2, before)):
            at = votes["voter"].map(place).to_numpy()
            np.add.at(sums[row], at, votes["part"].to_numpy())
            np.add.at(sums[row + 1], at, 1)
        weights = rng.multinomial(len(voters), np.full(len(voters), 1 / len(voters)), size=DRAWS)
        totals = weights @ sums.T
        moves = 100 * (totals[:, 0] / np.maximum(totals[:, 1], 1) - totals[:, 2] / np.maximum(totals[:, 3], 1))
        return tuple(float(end) for end in np.percentile(moves, [2.5, 97.5]))

    def stored(self, theme: str) -> Any:
        """The row of the record's ``shifts`` of a theme."""
        rows = self.work.table("shifts")
        rows = rows[(rows["cycle"] == self.month) & (rows["persona_id"] == self.persona) & (rows["theme_id"] == theme)]
        return rows.iloc[0]

    def accounts(self, rows: pd.DataFrame | None = None) -> list[str]:
        """Accounts that spoke, in the month or in the rows given."""
        rows = self.now if rows is None else rows
        return sorted(set(rows["account_id"]) - {""})

    @kept
    def raising(self, theme: str) -> list[str]:
        """Accounts that raise a theme in the month."""
        return self.accounts(self.now[self.now["conversation_key"].isin(self.keys(theme))])

    @kept
    def between(self, other: str = "") -> int:
        """Conversations of the month that fit the persona and another (``other``, or any) and count for neither."""
        rows = self.work.matches
        rows = rows[(rows["cycle"] == self.month) & (rows["state"] == "ambiguous")]
        pairs = [{row.persona_id, row.runner_up} for row in rows.itertuples()]
        return sum(self.persona in pair and (not other or other in pair) for pair in pairs)
