"""PersonaOverCycles: what became of one persona file over all briefs: its claims, its order of pains, its words, its messages."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit.brief.html import without_math
from kit.errors import RecordError
from kit.formats import percent
from kit.notebook import table_html
from kit.workspace import Workspace

#: Words shown of a cycle.
MOST_WORDS = 5
#: What stands above each table.
TITLES = {
    "verdicts": "Verdicts", "claims": "Claims", "pains": "Order of pains (rank heard)",
    "messages": "Messages (share of what they speak to)", "words": "Words",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class PersonaOverCycles:
    """One persona, cycle by cycle; a cycle without a brief has no column.

    Attributes
    ----------
    verdicts : DataFrame ``cycle, verdict, headline``.
    claims : DataFrame of one row a claim, a column a cycle: its verdict and its share.
    pains : DataFrame of one row a pain, a column a cycle: its rank among the pains heard, beside the rank stated.
    messages : DataFrame of one row a message, a column a cycle: the share of what it speaks to.
    words : DataFrame ``cycle, rising, fading``.
    """

    verdicts: pd.DataFrame
    claims: pd.DataFrame
    pains: pd.DataFrame
    messages: pd.DataFrame
    words: pd.DataFrame

    def _repr_html_(self) -> str:
        return self.html()

    def html(self, part: str = "") -> str:
        """Its tables, or the one that an attribute names."""
        wanted = [part] if part else list(TITLES)
        return without_math(Markup("").join(Markup(table_html(getattr(self, name), TITLES[name])) for name in wanted))


def persona_over_cycles(work: Workspace, persona: str) -> PersonaOverCycles:
    """What every drafted brief says of a persona.

    Raises
    ------
    RecordError
        No brief of the persona was drafted yet.
    """
    drafts = work.record.read("drafts", persona_id=work.persona(persona).id).sort_values("cycle")
    if drafts.empty:
        raise RecordError(f"{work.folder}: no brief of {persona} yet; `kit run {work.folder}` first")
    briefs = {row.cycle: json.loads(row.facts) for row in drafts.itertuples()}
    verdicts = [{"cycle": cycle, "verdict": facts["verdict"], "headline": facts["headline"]} for cycle, facts in briefs.items()]
    claims, pains, messages = {}, {}, {}
    for cycle, facts in briefs.items():
        for claim in facts["claims"]:
            row = claims.setdefault(claim["claim"], {"claim": claim["statement"]})
            row[cycle] = f"{claim['verdict']} ({percent(claim['share_now'])})"
            if claim["section"] == "pains":
                pains.setdefault(claim["claim"], {"pain": claim["statement"], "stated": claim["rank_stated"]})[cycle] = claim[
                    "rank_heard"
                ]
        for message in facts["messaging"]:
            messages.setdefault(message["claim"], {"message": message["statement"]})[cycle] = percent(message["share_now"])
    words = [
        {
            "cycle": cycle,
            **{kind: ", ".join(word["term"] for word in facts["language"][kind][:MOST_WORDS]) for kind in ("rising", "fading")},
        }
        for cycle, facts in briefs.items()
    ]
    tables = [pd.DataFrame(rows.values()).fillna("") if rows else pd.DataFrame() for rows in (claims, pains, messages)]
    return PersonaOverCycles(pd.DataFrame(verdicts), *tables, pd.DataFrame(words))
