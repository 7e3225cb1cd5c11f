"""Languages: which one a conversation is in, and whether the embedding model speaks it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kit.config.settings import Settings

#: Letters below which a guess is worth nothing; such a text has no known language and counts as spoken.
MIN_LETTERS = 24
#: Characters of a text that are looked at.
LOOKED_AT = 800
#: Part of a text's words that are English function words from which on it is English: others stay below 0.15.
ENGLISH = 0.25
#: Probability from which on the guess of a language is believed.
SURE = 0.80

#: Languages of the models that say so; a model that is not listed is taken to speak English only.
SPOKEN = {"wordllama": ("en",), "minilm": ("en",), "minilm+wordllama": ("en",)}
_MANY = re.compile(r"multilingual|bge-m3|labse|(?:^|/)me5|e5-.*multi|gte-multi", re.I)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LISTED = (Path(__file__).parent / "english_words.txt").read_text(encoding="utf-8").splitlines()[1:]
_FUNCTION = frozenset(word.rstrip("*") for word in _LISTED)
#: Words of the list that other languages have too.
_SHARED = frozenset(word.rstrip("*") for word in _LISTED if word.endswith("*"))
#: Words of the list that are English alone.
_OWN = _FUNCTION - _SHARED
_THREE = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "jpn": "ja", "zho": "zh", "chi": "zh", "kor": "ko", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi",
    "pol": "pl", "rus": "ru", "tur": "tr",
}  # fmt: skip


def tag_of(language: str) -> str:
    """A language as delivered ("en-US", "EN", "eng") as its BCP 47 primary tag; "" for what is none."""
    first = re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]
    return _THREE.get(first, first if re.fullmatch(r"[a-z]{2}", first) else "")


@cache
def _identifier() -> LanguageIdentifier:
    """The library's model, read once and only where it is needed: it takes half a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _english_part(text: str) -> float:
    words = _WORD.findall(text.lower().replace("’", "'"))
    own = sum(map(_FUNCTION.__contains__, words))
    strict = sum(map(_OWN.__contains__, words))
    return own / len(words) if words and strict * 3 >= own else 0.0


def prepare() -> None:
    """Read the library's model now, before processes are forked that would each read it."""
    _identifier()


def language_of(text: str) -> str:
    """The language of a text as a BCP 47 primary tag; "" where there is too little to tell."""
    text = text[:LOOKED_AT]
    if sum(map(str.isalpha, text[: 4 * MIN_LETTERS])) < MIN_LETTERS and sum(map(str.isalpha, text)) < MIN_LETTERS:
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
