"""Languages: which one a conversation is in, and whether the embedding model speaks it."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from kit.settings import Settings

#: Letters below which a guess is worth nothing; such a text has no known language and counts as spoken.
MIN_LETTERS = 24
#: Characters of a text that are looked at.
LOOKED_AT = 800
#: Part of a text's words that are English function words from which on it is English: others stay below 0.15.
ENGLISH = 0.25
#: Probability from which on the guess of a language is believed.
SURE = 0.80

#: Languages of the models that say so; a model that is not listed is taken to speak English only.
SPOKEN = {"wordllama": ("en",)}
_MANY = re.compile(r"multilingual|bge-m3|labse|(?:^|/)me5|e5-.*multi|gte-multi", re.I)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FUNCTION = frozenset(
    "the and to of a in is it you that was for on are with as i his they be at one have this from or had by not but what all were we when your can said there use an each which she do how their if will up "
    "other about out many then them these so some her would make like him into time has look two more no could my than been who its now did get made may our just don't it's i'm we're can't doesn't any "
    "because very also us after before still every me don t s".split()
)
#: Words of the list above that other languages have too.
_SHARED = frozenset("a in is on as at do me no so was die an he be am has had s t i it or us up may her his all".split())
_THREE = {"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "jpn": "ja",
          "zho": "zh", "chi": "zh", "kor": "ko", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "pol": "pl", "rus": "ru", "tur": "tr"}  # fmt: skip


def tag_of(told: str) -> str:
    """A language as delivered ("en-US", "EN", "eng") as its BCP 47 primary tag; "" for what is none."""
    first = re.split(r"[-_]", told.strip().lower(), maxsplit=1)[0]
    return _THREE.get(first, first if re.fullmatch(r"[a-z]{2}", first) else "")


@cache
def _identifier():  # noqa: ANN202 - the class is the library's own
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _english_part(text: str) -> float:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    own = sum(word in _FUNCTION for word in words)
    strict = sum(word in _FUNCTION and word not in _SHARED for word in words)
    return own / len(words) if words and strict * 3 >= own else 0.0


def language_of(text: str) -> str:
    """The language of a text as a BCP 47 primary tag; "" where there is too little to tell."""
    text = text[:LOOKED_AT]
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return ""
    if _english_part(text) >= ENGLISH:
        return "en"
    tag, probability = _identifier().classify(text)
    return str(tag) if float(np.float64(probability)) >= SURE else ""


def spoken_tags(settings: Settings) -> frozenset[str]:
    """Tags the embedding model speaks; empty: every language."""
    if settings.languages:
        return frozenset(filter(None, map(tag_of, settings.languages)))
    return frozenset() if _MANY.search(settings.embedding) else frozenset(SPOKEN.get(settings.embedding, ("en",)))


def is_spoken(language: str, spoken: frozenset[str]) -> bool:
    """Whether words of a language are heard; a language that could not be told is."""
    return not spoken or not language or tag_of(language) in spoken
