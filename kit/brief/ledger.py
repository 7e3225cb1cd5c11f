"""Ledger: a persona file's claims, its order of pains and its messages as rows and sentences of a page."""

from __future__ import annotations

from kit import formats
from kit.brief import quotes as saying
from kit.brief import summary as gist
from kit.brief import wording as clauses
from kit.brief.headings import UNTOLD
from kit.brief.summary import Facts
from kit.drift.claim_verdicts import NOT_ENOUGH, word_of
from kit.drift.messaging import DO_SPEAK, MEASURED_PAIRS, RIGHTLY_SAID, SAID_TO_SPEAK, WORTH_A_MESSAGE

VERDICT_GLYPHS = {"holding": "=", "rising": "▲", "fading": "▼", "unheard": "○", "overtaken": "↓", NOT_ENOUGH: "?"}
NOUNS = {
    "goals": "Goals",
    "pains": "Pains",
    "objections": "Objections",
    "decision_criteria": "Decision criteria",
    "messaging": "Messaging",
}


#: How far "speaks to" can be trusted.
SPEAKING = (
    f"A message speaks to a pain where their words and meaning are near. Of {MEASURED_PAIRS} labelled pairs from other fields, "
    f"{RIGHTLY_SAID} of {SAID_TO_SPEAK} so found were right, but only {RIGHTLY_SAID} of {DO_SPEAK} that do speak were found: "
    "a message in other words than the pain may speak to it unseen."
)


def claim_rows(facts: Facts) -> list[Facts]:
    """Each claim with its words, verdict, history over the window, sentence and evidence, in the file's order."""
    rows = []
    for claim in facts.get("claims") or []:
        section, word = claim.get("section") or claim["claim"].split("/")[1], word_of(claim)
        history = claim.get("history") or gist.theme_of(facts, claim.get("theme")).get("share") or {}
        rows.append(
            {
                "order": list(NOUNS).index(section) if section in NOUNS else len(NOUNS), "noun": NOUNS.get(section, section),
                "statement": claim.get("statement") or claim["claim"].split("/")[-1], "verdict": word,
                "style": word.replace(" ", "-"), "glyph": VERDICT_GLYPHS.get(word, "·"), "sentence": claim_sentence(claim),
                "history": [history.get(cycle) for cycle in gist.window(facts)], "theme": claim.get("theme"),
                "said": saying.said(facts, claim["quote"]) if claim.get("quote") else None,
            }
        )  # fmt: skip
    return rows


def claim_sentence(claim: Facts) -> str:
    """What was heard of a claim."""
    sentence = formats.spaced(claim.get("sentence") or "")
    if not sentence and claim.get("rank_heard"):
        sentence = f"Stated in place {claim['rank_stated']}, heard in place {claim['rank_heard']}."
    return sentence


def order_rows(facts: Facts) -> list[list[str]]:
    """Pain, place in the file, place heard, share; the most raised first. Empty where too little was heard for an order.

    Pains that the file does not state are told from :data:`kit.drift.messaging.WORTH_A_MESSAGE` on.
    """
    order = (facts.get("priorities") or {}).get("order") or []
    if facts["verdict"] in UNTOLD:
        return []
    return [
        [gist.label(facts, row["theme"]), _place(row["rank_stated"], "not in the file"), _place(row["rank_heard"], "not heard"),
         formats.percent(row["share"])]
        for row in order if row["rank_stated"] or row["share"] >= WORTH_A_MESSAGE
    ]  # fmt: skip


def _place(rank: int | None, nothing: str) -> str:
    return nothing if rank is None else str(rank)


def order_sentence(facts: Facts) -> str:
    """The pain that the file puts first against the one raised most, with how sure that is; "" where the file states none."""
    order = facts.get("priorities")
    if not order:
        return ""
    stated = f"The file puts {_pain(facts, order['stated_first'])} first"
    if facts["verdict"] in UNTOLD:
        return f"{stated}; which pain customers put first cannot be told: {_little(facts)}."
    firsts = [row for row in order.get("order") or [] if row["rank_heard"] == 1]
    if not order.get("heard_first"):
        return f"{stated}; no pain was raised this cycle."
    if len(firsts) > 1:
        names = formats.listed_short([formats.quoted(gist.label(facts, row["theme"])) for row in firsts])
        return f"{stated}; {names} were raised most this cycle, all as much."
    heard = _pain(facts, order["heard_first"])
    same = (
        "customers raised it most as well" if order["heard_first"] == order["stated_first"] else f"customers raised {heard} most"
    )
    sure = order.get("probability")
    return (
        f"{stated}; {same}{f' (probability that it really is first: {formats.percent(sure)})' if formats.is_known(sure) else ''}."
    )


def _pain(facts: Facts, name: str) -> str:
    claim = next((claim for claim in facts.get("claims") or [] if claim["claim"] == name), {})
    return formats.quoted(claim.get("statement") or gist.label(facts, name))


def _little(facts: Facts) -> str:
    """Why too little was heard, as a clause."""
    if facts["verdict"] == "stale" and (troubled := gist.sources_that_matter(facts)):
        return clauses.silence(troubled[0])
    return f"{formats.counted(facts['coverage']['accounts'], 'account')} spoke, and that is not enough"


def message_rows(facts: Facts) -> list[Facts]:
    """Each message with the themes it speaks to, its history and its share before and now; all messages together come last."""
    together = facts.get("message_fit") or next((one for one in facts.get("messaging") or [] if not one.get("claim")), None)
    messages = gist.messages(facts)
    rows = [_message_row(facts, message) for message in messages]
    if together and len(messages) > 1:
        rows.append(_message_row(facts, together) | {"name": "All messages together", "speaks_to": "any of these"})
    return rows


def _message_row(facts: Facts, message: Facts) -> Facts:
    themes = [gist.label(facts, theme) for theme in message.get("speaks_to") or []]
    history = message.get("history") or {}
    return {
        "name": message.get("statement") or message["claim"].split("/")[-1],
        "speaks_to": formats.listed(formats.quoted(theme) for theme in themes) or "nothing that was heard",
        "before": message.get("share_before"), "now": message.get("share_now"),
        "history": [history.get(cycle) for cycle in gist.window(facts)],
    }  # fmt: skip


def messages_note(facts: Facts) -> str:
    """What the shares of the messages are worth, or all pains no message speaks to; "" where there is nothing to add."""
    if not gist.messages(facts):
        return ""
    if facts["verdict"] == "thin":
        return f"What the messages reach cannot be told this cycle: {_little(facts)}."
    worth, pains = f"of a share of {formats.percent(WORTH_A_MESSAGE)} or more", facts.get("unaddressed") or []
    if not pains:
        return f"Every pain {worth} has a message that speaks to it."
    if len(pains) <= gist.MOST_TOLD:  # each of them is told above
        return ""
    named = [f"{formats.quoted(gist.label(facts, one['theme']))} ({formats.percent(one['share_now'])})" for one in pains]
    return f"Pains {worth} that no message was found to speak to: {formats.listed(named)}."
