"""The library page's cards, one a persona, and the archive of all briefs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief import amounts, sentences
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.html import Section, render
from kit.brief.summary import Facts

#: Cards in the order in which they ask for attention.
ORDER = ("shifted", "unclear", "thin", "stale", "steady")


def cards(facts_of: list[Facts], untracked: Sequence[str] = ()) -> Section:
    """All personas of one cycle as cards, those that ask for attention first.

    Parameters
    ----------
    untracked : names of the personas that no brief is written of, to be named below the cards.
    """
    ordered = in_order(facts_of)
    html = render(
        "sections/cards.html",
        company=facts_of[0]["company"] if facts_of else "",
        cycle=facts_of[0]["cycle"] if facts_of else "",
        finding=finding(facts_of),
        cards=[_card(facts) for facts in ordered],
        untracked=formats.listed(untracked),
    )
    return Section("library", "Personas", html)


def in_order(facts_of: list[Facts]) -> list[Facts]:
    """What asks for attention first: what moved, the closely tracked before the others; low tracking always last."""

    def attention(facts: Facts) -> tuple:
        tracking = facts["persona"].get("tracking")
        return (tracking == "low", ORDER.index(facts["verdict"]), tracking != "close", facts["persona"]["name"])

    return sorted(facts_of, key=attention)


def finding(facts_of: list[Facts]) -> str:
    """The cycle in one sentence: how many personas shifted, and how many could not be told."""
    count = {verdict: sum(facts["verdict"] == verdict for facts in facts_of) for verdict in ORDER}
    parts = {
        "shifted": f"{count['shifted']} shifted",
        "unclear": f"{count['unclear']} unclear",
        "thin": f"{count['thin']} too thin to tell",
        "stale": f"{count['stale']} with a stale source",
        "steady": f"{count['steady']} steady",
    }
    told_of = formats.listed(text for verdict, text in parts.items() if count[verdict])
    return f"Of {formats.counted(len(facts_of), 'persona')}, {told_of}." if facts_of else "No persona is tracked in this cycle."


def _card(facts: Facts) -> dict[str, Any]:
    word, gloss = sentences.verdict_told(facts)
    persona, is_waiting = facts["persona"], clauses.is_waiting(facts)
    theme = {} if is_waiting else gist.theme_of(facts, (gist.largest(facts) or {}).get("theme"))
    shares = [(theme.get("share") or {}).get(cycle) for cycle in gist.window(facts)]
    return {
        "id": persona["id"],
        "name": persona["name"],
        "verdict": facts["verdict"],
        "word": word,
        "gloss": gloss,
        "headline": sentences.headline(facts),
        "note": next(iter(sentences.also(facts)), ""),
        "figures": [] if is_waiting else amounts.three_figures(facts),
        "shares": shares,
        "top": max([share for share in shares if formats.is_known(share)], default=0) or 0.1,
        "line": gist.label(facts, theme["id"]) if theme else "",
        "span": formats.cycles_named(gist.window(facts)),
        "tracking": f"{persona.get('tracking') or 'standard'} tracking",
        "status": persona.get("status") or "active",
        "validated": formats.day(persona.get("validated_on")),
    }


def archive(briefs: list[Facts]) -> Section:
    """Every brief there is, the newest cycle first.

    Parameters
    ----------
    briefs : facts as they lie beside the briefs; only fields of the contract are read.
    """
    cycles = sorted({facts["cycle"] for facts in briefs}, reverse=True)
    groups = [
        {"cycle": cycle, "rows": [_entry(facts) for facts in in_order([facts for facts in briefs if facts["cycle"] == cycle])]}
        for cycle in cycles
    ]
    return Section("archive", "All briefs", render("sections/archive.html", groups=groups, total=len(briefs)))


def _entry(facts: Facts) -> dict[str, str]:
    word = sentences.VERDICTS[facts["verdict"]][0]
    return {
        "id": facts["persona"]["id"],
        "name": facts["persona"]["name"],
        "verdict": facts["verdict"],
        "word": f"{word}, partial" if facts.get("partial") else word,
        "headline": facts["headline"],
    }
