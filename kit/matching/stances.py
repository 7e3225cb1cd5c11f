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
#: Part of what is not taken for small talk whose stance has to be believed before a mix of stances is shown: below it the
#: classifier is abroad. In whole runs (tests/benchmarks/words/MIXES.md) what a mix would name is right by people's labels in 82
#: to 97 of 100 passages where this part is .57 and above; orders of food (.36 to .39, right 43 to 47) and shop reviews (.31,
#: right 64 to 72) lie below.
AT_HOME = 0.55


def is_at_home(stances: Sequence[str]) -> bool:
    """Whether enough of some passages' stances are believed for a mix of them to be shown.

    Parameters
    ----------
    stances : of passages that lie in themes. Those that are small talk are looked at on neither side: a classifier that was
        taught on sentences takes the short orders of a chat for small talk, and is sure of it.
    """
    rest = [stance for stance in stances if stance != SMALL_TALK]
    return len(rest) > 0 and sum(stance not in (NOT_SURE, "") for stance in rest) >= AT_HOME * len(rest)
