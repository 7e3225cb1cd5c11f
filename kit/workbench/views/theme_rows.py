"""Theme rows: a persona's themes as a list to choose from, over whatever part of what was said is looked at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.formats import counted, percent
from kit.shifts.counted_conversations import voter_ids
from kit.shifts.stats.shares import share_by_theme
from kit.themes.depth.groups import Groups, groups_of
from kit.workbench.handle import Workbench

#: What a view can be narrowed by.
FILTERS = ("segment", "tier", "source", "cycle", "stance")
COLUMNS = ["theme_id", "name", "terms", "voices", "accounts", "of", "share", "passages", "stability", "born", "decided"]


class SpokenOfPersona:
    """All that was said of one persona, read once and narrowed as often as a reader likes.

    Attributes
    ----------
    themes : what :meth:`kit.Workbench.themes` returns, without those nobody raises.
    quotes : what :meth:`kit.Workbench.quotes` returns.
    conversations : those that count.
    """

    def __init__(self, work: Workbench, persona: str) -> None:
        self.persona = persona
        themes = work.themes(persona)
        self.themes = themes[themes["n_passages"] > 0].reset_index(drop=True)
        self.quotes = work.quotes(persona)
        conversations = work.conversations(persona)
        self.conversations = conversations[conversations["is_counted"]]
        self.decisions = decisions_of(work, persona)
        self.groups = groups_of(work.record, persona)

    def groups_around(self, theme: str) -> list[tuple[str, str]]:
        """The finer groups of a theme and the wider ones it lies in, each as words and its id."""
        groups = self.groups
        if theme not in groups.table.index:
            return []
        named = [(name, f"finer group: {_counted(groups, name)}") for name in groups.finer(theme)]
        named += [
            (name, f"wider group of {len(groups.within(name))} themes: {_counted(groups, name)}") for name in groups.around(theme)
        ]
        return [(f"{words}{'  ·  ' + self.decisions[name] if self.decisions.get(name) else ''}", name) for name, words in named]

    def choices(self, name: str) -> list[str]:
        """The values that can be chosen of a filter."""
        return sorted(set(self.quotes[name]) - {""})

    def narrowed(self, chosen: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Quotes and conversations with the chosen values; "" is any. What a passage voices narrows the quotes alone."""
        quotes, conversations = self.quotes, self.conversations
        for name, value in chosen.items():
            if value:
                quotes = quotes[quotes[name] == value]
                conversations = conversations if name == "stance" else conversations[conversations[name] == value]
        return quotes, conversations

    def rows(self, chosen: dict[str, str]) -> pd.DataFrame:
        """One row a theme, that of the most accounts first.

        Returns
        -------
        DataFrame ``theme_id, name, terms, voices`` (what it mostly voices), ``accounts`` that raise it ``of`` those that spoke,
        ``share`` (0 to 1, account-weighted over the chosen cycles together), ``passages, stability, born, decided``.
        """
        quotes, conversations = self.narrowed(chosen)
        voting = conversations.assign(voter_id=voter_ids(conversations).to_numpy(), cycle="all")
        raised = quotes[quotes["theme_id"] != ""].assign(cycle="all")
        shares = share_by_theme(raised, voting).set_index("theme_id") if len(raised) else pd.DataFrame({"share": []})
        known = raised[raised["account_id"] != ""].groupby("theme_id")["account_id"].nunique()
        of = voting.loc[voting["account_id"] != "", "account_id"].nunique()
        rows = [
            {
                "theme_id": theme.theme_id, "name": theme.label, "terms": theme.terms,
                "accounts": int(known.get(theme.theme_id, 0)), "of": of,
                "share": float(shares["share"].get(theme.theme_id, 0.0)), "stability": theme.stability,
                "born": theme.born, "decided": self.decisions.get(theme.theme_id, ""),
                **_voices(raised[raised["theme_id"] == theme.theme_id]),
            }
            for theme in self.themes.itertuples()
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=COLUMNS)
        return table.sort_values(["accounts", "passages"], ascending=False, kind="stable", ignore_index=True)


def _counted(groups: Groups, name: str) -> str:
    return f"{groups.table.at[name, 'label'][:60]} ({counted(int(groups.table.at[name, 'n_passages']), 'passage')})"


def _voices(quotes: pd.DataFrame) -> dict[str, Any]:
    if quotes.empty:
        return {"voices": "", "passages": 0}
    counts = quotes["stance"].value_counts()
    return {"voices": f"{counts.index[0]} ({percent(counts.iloc[0] / len(quotes))})", "passages": len(quotes)}


def decisions_of(work: Workbench, persona: str) -> dict[str, str]:
    """What people decided about each theme, in words."""
    from kit.themes.edits import current_themes

    current = current_themes(work.record, persona)
    return dict(zip(current["theme_id"], current["decisions"], strict=True))
