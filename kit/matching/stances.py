"""Stances: the names of what a passage can voice, and which of them count for what."""

from __future__ import annotations

from collections.abc import Sequence

#: What a passage can voice. "other" is a plain statement that voices none of these.
STANCES = ("pain", "objection", "decision-criterion", "goal", "question", "praise", "small-talk", "other")
SMALL_TALK, NOT_SURE = "small-talk", "not_sure"
#: Stances that a quote can be asked for by.
ASKABLE = STANCES[:6]
#: Stances of passages that tell little of who speaks.
UNTELLING = ("question", "praise", "small-talk", "other")
#: Stances that always say something.
SAYS = ("pain", "objection", "decision-criterion", "goal")
#: Stances of passages that are on no subject.
ON_NOTHING = ("small-talk", "other", "")
#: Part of what is said that has to be believed before a mix of stances is told: below it the classifier is abroad. The labelled
#: sets it is right on lie at 0.64 and above, those it is often wrong on at 0.53 and below.
AT_HOME = 0.55


def is_at_home(stances: Sequence[str]) -> bool:
    """Whether enough of some passages' stances are believed for a mix of them to be told."""
    return len(stances) > 0 and sum(stance not in (NOT_SURE, "") for stance in stances) >= AT_HOME * len(stances)
