"""Contradicted claims: sentences of the persona files that one account's own words speak against."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.account.spoken import Spoken
from kit.config.personas import Persona

Facts = dict[str, Any]

#: Conversations of a persona from which an account's own order of pains says something: in fewer, one call decides it.
ENOUGH_CONVERSATIONS = 3
#: Conversations by which another pain must be ahead of the file's first one: by one it is chance as often as not.
CLEARLY_AHEAD = 2
#: Sections whose claims somebody contradicts by praising what they state as trouble.
TROUBLES = ("pains", "objections")


def contradicted_claims(personas: list[Persona], spoken: Spoken, trends: list[Facts], baseline: list[str]) -> list[Facts]:
    """The claims that an account's words speak against, over the newest run's cycle and its baseline.

    Parameters
    ----------
    trends : what :func:`kit.account.theme_trends.theme_trends` returns of the account.
    baseline : the cycles before.

    Returns
    -------
    list of dict: ``claim, statement, persona, how, n, of`` and, by ``how``:
        "order": the file puts the claim first among its pains, the account raises it in ``n`` of ``of`` conversations, at
        least :data:`CLEARLY_AHEAD` fewer than ``theme`` (``label``), raised in ``n_other`` of them.
        "praise": the account praises what the claim states as trouble, in ``n`` of the ``of`` conversations that raise it;
        ``passage_id`` is the newest passage that does.

    Notes
    -----
    Told from the words of one account, so without a test; the library's own verdict on a claim stands in the brief. An order
    says something from :data:`ENOUGH_CONVERSATIONS` conversations on.
    """
    cycles = {spoken.run, *baseline}
    rows = []
    for persona in personas:
        ours = [row | {"n_window": row["now"]["n"] + row["before"]["n"]} for row in trends if row["persona"] == persona.id]
        n_counted = int(spoken.counted(persona.id)["cycle"].isin(cycles).sum())
        rows += _praised(persona, spoken.raised[spoken.raised["cycle"].isin(cycles)], ours)
        rows += _outranked(persona, ours, n_counted)
    return rows


def _outranked(persona: Persona, trends: list[Facts], n_counted: int) -> list[Facts]:
    """The first pain of a file, where an account raises another pain, or a theme that no claim states, in more conversations."""
    pains = persona.claims("pains")
    rivals = [row for row in trends if row["claim"] in pains or row["claim"] is None]
    if not pains or not rivals or n_counted < ENOUGH_CONVERSATIONS:
        return []
    first = next(iter(pains))
    n_first = next((row["n_window"] for row in rivals if row["claim"] == first), 0)
    most = min(rivals, key=lambda row: (-row["n_window"], row["theme"]))
    if most["claim"] == first or most["n_window"] < n_first + CLEARLY_AHEAD:
        return []
    return [
        {"claim": first, "statement": pains[first].statement, "persona": persona.id, "how": "order", "n": n_first,
         "of": n_counted, "theme": most["theme"], "label": most["statement"] or most["label"], "n_other": most["n_window"]}
    ]  # fmt: skip


def _praised(persona: Persona, raised: pd.DataFrame, trends: list[Facts]) -> list[Facts]:
    """Pains and objections of a file that an account praises in as many conversations as it complains about, or more."""
    stated = {name: claim.statement for section in TROUBLES for name, claim in persona.claims(section).items()}
    rows = []
    for trend in trends:
        if trend["claim"] not in stated:
            continue
        ours = raised[raised["theme_id"] == trend["theme"]]
        praise = ours[ours["stance"] == "praise"]
        trouble = ours[ours["stance"].isin(("pain", "objection"))]
        n_praise, n_trouble = praise["conversation_key"].nunique(), trouble["conversation_key"].nunique()
        if n_praise and n_praise >= n_trouble:
            newest = praise.sort_values(["cycle", "passage_id"]).iloc[-1]
            rows.append({
                "claim": trend["claim"], "statement": stated[trend["claim"]], "persona": persona.id, "how": "praise",
                "n": int(n_praise), "of": int(ours["conversation_key"].nunique()), "passage_id": str(newest["passage_id"]),
            })  # fmt: skip
    return rows
