"""Stance cues: turns of phrase that give away a passage's stance, whatever it is about."""

# ruff: noqa: E501 - tables of words read better in long lines
from __future__ import annotations

import re

import numpy as np

#: Turns of phrase by what they hint at, as regular expressions over lower-case text. They are features of a learned classifier, not
#: rules: none of them decides anything alone.
CUES: dict[str, str] = {
    "trouble": (
        r"wrong|broke|broken|break(?:s|ing)?|fail(?:s|ed|ing|ure)?|miss(?:ing|ed|es)|lost|lose(?:s)?|losing|slow(?:ly)?|late|error(?:s)?|crash\w*|"
        r"freez\w*|stuck|duplicat\w*|stale|outdated|out of date|confus\w*|unclear|disappear\w*|vanish\w*|drop(?:s|ped)|mess(?:y)?|chaos|nightmare|"
        r"pain(?:ful)?|annoy\w*|frustrat\w*|terrible|awful|horrible|useless|hopeless|worst|angry|embarrass\w*|ashamed|panic|blame\w*|fight\w*|"
        r"argu\w+|guess(?:ing|work)?|blind|surprise[ds]?|by hand|manual(?:ly)?|copy(?:ing)?|paste|retyp\w+|re-?enter\w*|mismatch\w*|"
        r"off by|do(?:es)?n'?t match|never match\w*|time[sd]? out|timeout\w*|down(?:time)?|outage\w*|bug(?:s|gy)?|garbage|rubbish|waste\w*|"
        r"chas(?:e|ing)|cancel(?:l?ed|lation)|churn\w*|gave up|stopped|refus\w+|denied|declin\w+|fraud\w*|stolen|harass\w*|overcharg\w*|"
        r"unauthori[sz]ed|incorrect\w*|inaccurate|disput\w+|unfair|misled|lied|penalt\w+|complain\w*|issue(?:s)?|problem(?:s)?|trouble|"
        r"limit(?:s|ed)?|throttl\w*|overwr\w+|corrupt\w*|scrambl\w*|firefight\w*|burn(?:s|ed|t)?|suffer\w*|struggl\w*|hate|sick of|tired of"
    ),
    "denial": (
        r"not|no|never|nobody|no one|nothing|none|neither|nor|without|can'?t|cannot|couldn'?t|don'?t|doesn'?t|didn'?t|won'?t|wouldn'?t|"
        r"isn'?t|aren'?t|wasn'?t|weren'?t|haven'?t|hasn'?t|hadn'?t|shouldn'?t|unable|impossible|hardly|barely"
    ),
    "toil": (
        r"\d+ (?:hours?|hrs?|days?|weeks?|times|clicks|minutes|mins)|(?:two|three|four|five|six|seven|eight|nine|ten|half|whole|every|each) "
        r"(?:hours?|days?|evenings?|weeks?|mondays?|fridays?|months?|quarters?|single|other|time)|again|still|twice|every time|all night|"
        r"midnight|weekend|until two|keeps?|kept|always|only to|and then|by the time|end(?:ed)? up|have to|had to"
    ),
    "praise": (
        r"love[sd]?|great|excellent|amazing|awesome|fantastic|wonderful|brilliant|best|perfect(?:ly)?|recommend\w*|happy|pleased|helpful|lovely|"
        r"beautiful|smooth(?:ly)?|easy|easily|intuitive|simple|quick(?:ly)?|fast|reliable|solid|nice|good|impressed|enjoy\w*|works? (?:well|great|like)|"
        r"saves? (?:me|us)|game changer|thank\w*|five stars|must have|responsive|friendly|a joy|finally|well done|kudos|glad"
    ),
    "asking": (
        r"how (?:do|can|would|long|many|much|is|does|to)|where (?:do|can|is|are|does)|what(?:'s| is| are| does| do| time| would)|which|when (?:do|does|will|is)|"
        r"who (?:can|should|is)|is there|are there|can (?:i|we|you)|could (?:i|we|you)|may (?:i|we)|do (?:i|we|you)|does (?:it|the|that|a)|"
        r"is it (?:possible|normal|ok)|would (?:it|you)|should i|tell me|let me know|wonder\w*|please|just (?:checking|asking|wondering)"
    ),
    "wish": (
        r"(?:i|we|you)(?:'d| would)? (?:really )?(?:want|wish|hope|aim|intend|plan)|want(?:ed|s)? to|(?:i|we)(?:'d| would) (?:love|like)|goal|aim(?:s|ing)?|"
        r"target|objective|ambition|vision|mission|dream|hope|hoping|trying to|aspir\w+|ideal(?:ly)?|one day|some day|eventually|long(?:er)? term|"
        r"next year|this year|by (?:next|the end|the new|january|february|march|april|may|june|july|august|september|october|november|december|"
        r"christmas|summer|spring|autumn|winter|q\d)|so that|success (?:is|would|for|means)|north star|working towards|moving towards|get to (?:a|the) point"
    ),
    "doubt": (
        r"expensive|pric(?:e|ey|ing)|budget|costs?|afford|cheaper|too much|already (?:have|got|own|pay|use|do|built)|we'?ve (?:already )?got|why (?:not|would|should|don't)|"
        r"convinc\w*|justif\w*|sceptic\w*|skeptic\w*|doubt\w*|worr(?:y|ied|ies)|afraid|nervous|wary|hesita\w*|reluctant|concern(?:s|ed)?|risk\w*|hard sell|"
        r"another (?:tool|system|vendor|login|tab|subscription|dashboard|platform)|yet another|one more (?:tool|system|vendor|login|tab)|adopt\w*|"
        r"lock(?:ed)?[ -]in|roi|overkill|approve|allowed?|not now|not before|not until|not ready|freeze|frozen|burned|shelfware|walk away|"
        r"competitor|build (?:it|this) ourselves|in-?house|we can do (?:this|that|it)|nobody (?:will|would|is going)|won'?t (?:use|adopt|open|log)"
    ),
    "requirement": (
        r"must|need(?:s|ed)? to|has (?:got )?to|have to be|requir\w+|mandatory|essential|non.?negotiable|deal.?breaker|condition|criteri\w+|shortlist\w*|"
        r"evaluat\w+|compar(?:e|ed|ing|ison)|chose|choos\w+|pick(?:ed)?|decid\w+|deciding|decision|tender|rfp|checklist|scorecard|proof of concept|"
        r"pilot|trial|reference(?:s)?|otherwise|or (?:it'?s|else)|only if|if (?:it|you|they|there)|what (?:sold|tipped|won|matters|made us)|reason (?:we|why|i)|"
        r"sso|saml|scim|soc ?2|iso|gdpr|api|native(?:ly)?|integrat\w+|connector|compatib\w+|support(?:s|ed)|write back|syncs? (?:both|two)|two.way|"
        r"i'?d sign|we'?d (?:buy|sign|choose)|switch if|came down to|comes down to|out of the box|compliance|certified|sandbox|version control"
    ),
}  # fmt: skip

_PATTERNS = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in CUES.items()}

#: More hits than this tell no more.
MOST_HITS = 3


def cue_counts(texts: list[str]) -> np.ndarray:
    """How often each kind of cue occurs.

    Returns
    -------
    ndarray of shape (n_texts, n_cues + 4), 0 to 1: hits over :data:`MOST_HITS`, and whether it is asked without trouble, praised without
    denial, wished, and troubled without praise.
    """
    rows = np.zeros((len(texts), len(CUES) + 4))
    names = list(CUES)
    for row, text in enumerate(texts):
        plain = text.lower().replace("’", "'")
        hits = [min(MOST_HITS, len(pattern.findall(plain))) / MOST_HITS for pattern in _PATTERNS.values()]
        hits_of = dict(zip(names, hits, strict=True))
        asked = (hits_of["asking"] > 0 or "?" in plain) and hits_of["trouble"] == 0 and hits_of["doubt"] == 0
        praised = hits_of["praise"] > 0 and hits_of["denial"] == 0 and hits_of["trouble"] == 0
        wished = hits_of["wish"] > 0 and hits_of["trouble"] == 0 and "?" not in plain
        troubled = hits_of["trouble"] > 0 and hits_of["praise"] == 0
        rows[row] = [*hits, asked, praised, wished, troubled]
    return rows


#: Cues of which one at least is in a text that names a trouble, a wish, a doubt or a demand.
TELLING = ("trouble", "denial", "toil", "wish", "doubt", "requirement")


def is_telling(text: str) -> bool:
    """Whether a text holds a turn of phrase for a trouble, a wish, a doubt or a demand."""
    plain = text.lower().replace("’", "'")
    return any(_PATTERNS[name].search(plain) for name in TELLING)
