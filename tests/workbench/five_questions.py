"""Five questions a researcher asks, each answered in at most five lines.

    python tests/workbench/five_questions.py WORKSPACE PERSONA FOLDER

A test runs every function on the sample and counts its lines.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import kit


def share_of_a_theme_by_segment_over_time(workspace: str, persona: str) -> pd.DataFrame:
    w = kit.open(workspace)
    shares = w.shares(persona, by="segment")
    theme = w.shifts(persona=persona)["theme"].iloc[0]
    return shares[shares["theme_id"] == theme].pivot(index="cycle", columns="segment", values="share")


def pains_of_enterprise_accounts_in_their_own_words(workspace: str, persona: str) -> pd.DataFrame:
    w = kit.open(workspace)
    return w.quotes(persona, segment="enterprise", stance="pain")[["quote", "account", "role", "occurred_at", "label"]]


def which_pains_grew_since_summer(workspace: str, persona: str) -> pd.DataFrame:
    w = kit.open(workspace)
    rows = w.compare(now="2026-10", before=["2026-06", "2026-07", "2026-08"], persona=persona)
    return rows[(rows["shift_pp"] > 0) & (rows["q"] <= 0.05)]


def themes_of_the_top_tier_alone_and_finer(workspace: str, persona: str) -> pd.DataFrame:
    w = kit.open(workspace)
    return w.bertopic(persona, where={"tier": "A"}, granularity="fine").get_topic_info()


def everything_into_excel(workspace: str, folder: str) -> list[Path]:
    return kit.open(workspace).export(Path(folder) / "all.xlsx")


ASKED_OF_A_PERSONA = (
    share_of_a_theme_by_segment_over_time, pains_of_enterprise_accounts_in_their_own_words, which_pains_grew_since_summer,
    themes_of_the_top_tier_alone_and_finer,
)  # fmt: skip

if __name__ == "__main__":
    for question in ASKED_OF_A_PERSONA:
        print(f"\n{question.__name__}\n{question(*sys.argv[1:3]).head(8).to_string(max_colwidth=50)}")
    print(*everything_into_excel(sys.argv[1], sys.argv[3]))
