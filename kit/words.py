"""Words: a text as the words, stems and phrases that are counted in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

#: Letters of a word that stay when its ending goes, where words are searched for by their beginning.
SHORTEST_STEM = 4

_PORTER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its endings, by Porter's second stemmer: "cancel", "cancels", "cancelled" and "cancelling" are one.

    Notes
    -----
    The result need not be a word; it serves to compare. The stem of a stem may be another one.
    """
    return _PORTER.stemWord(word)


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A word without its plural's or verb's s: "numbers" and "number" are one, "business" stays."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is", "'s")) else word


def stems(term: str) -> str:
    """A word or phrase with each of its words as :func:`stem` has it."""
    return " ".join(map(stem, term.split()))


def start_of(word: str) -> str:
    """What a word and its other forms begin with, to search for them: "renewals" finds "renewal" and "renewed" too.

    Examples
    --------
    >>> start_of("renewals"), start_of("companies"), start_of("sso")
    ('renew', 'compan', 'sso')
    """
    start = stem(word).removesuffix("i")  # "compani" of "companies" and of "company"
    while not word.startswith(start):  # "price" of "pricing"
        start = start[:-1]
    return start if len(start) >= SHORTEST_STEM else word


def begins_word(start: str) -> str:
    """A regular expression, in the dialect of RE2, for a word that begins so, in any alphabet and either case."""
    escaped = "".join(letter if letter.isalnum() or letter == "_" else f"\\{letter}" for letter in start)
    return rf"(?i)(?:^|[^\pL\pN_]){escaped}"


#: A word: letters with inner apostrophes, digits or hyphens ("can't", "sso", "q3", "built-in").
WORD = re.compile(r"[^\W\d_][\w]*(?:['’\-][^\W_]+)*")

#: Masks of a person's name and of an account's; the code tells one from another.
PERSON_MASK, ACCOUNT_MASK = (re.compile(rf"\[{kind}-[0-9a-f]{{4}}\]") for kind in ("person", "account"))

#: Masks that the kit writes.
OWN_MASK = re.compile(
    r"(?:\[(?:email|phone|card|iban|id-number|secret|token|ip|handle|address)\]"
    rf"|{PERSON_MASK.pattern}|{ACCOUNT_MASK.pattern})"
)

#: Every mask: the kit's own and those of who masked before, "[Name 2]", "<NAME>" or "XXXX": nobody said them.
MASK = re.compile(OWN_MASK.pattern + r"|\[[A-Za-z][A-Za-z_ -]{1,19}(?:-\w{2,8}| ?\d+)?\]|<[A-Za-z_ -]{2,20}(?: ?\d+)?>|\bX{2,}\b")


def without_masks(text: str, by: str = " ") -> str:
    """A text with ``by`` in the place of each mask; of most texts it is seen at a glance that they have none."""
    return MASK.sub(by, text) if "[" in text or "<" in text or "XX" in text else text


#: Words that hold sentences together: the English list of scikit-learn (BSD), here so that
#: asking the record loads no model library.
_JOINING = """
    a about above across after afterwards again against all almost alone along already also although always am among
    amongst amoungst amount an and another any anyhow anyone anything anyway anywhere are around as at back be became
    because become becomes becoming been before beforehand behind being below beside besides between beyond bill both
    bottom but by call can cannot cant co con could couldnt cry de describe detail do done down due during each eg eight
    either eleven else elsewhere empty enough etc even ever every everyone everything everywhere except few fifteen fifty
    fill find fire first five for former formerly forty found four from front full further get give go had has hasnt have
    he hence her here hereafter hereby herein hereupon hers herself him himself his how however hundred i ie if in inc
    indeed interest into is it its itself keep last latter latterly least less ltd made many may me meanwhile might mill
    mine more moreover most mostly move much must my myself name namely neither never nevertheless next nine no nobody
    none noone nor not nothing now nowhere of off often on once one only onto or other others otherwise our ours ourselves
    out over own part per perhaps please put rather re same see seem seemed seeming seems serious several she should show
    side since sincere six sixty so some somehow someone something sometime sometimes somewhere still such system take ten
    than that the their them themselves then thence there thereafter thereby therefore therein thereupon these they thick
    thin third this those though three through throughout thru thus to together too top toward towards twelve twenty two
    un under until up upon us very via was we well were what whatever when whence whenever where whereafter whereas
    whereby wherein whereupon wherever whether which while whither who whoever whole whom whose why will with within
    without would yet you your yours yourself yourselves
"""

#: Fillers of speech and of mails, which say nothing about a subject.
_FILLERS = """
    uh um hmm yeah yep nope okay ok oh ah er well like just really actually basically kinda sorta gonna wanna hi hello hey
    hai dear thanks thank please regards cheers bye sorry sir madam mr mrs ms good morning afternoon evening don't doesn't
    didn't isn't aren't wasn't won't can't couldn't wouldn't shouldn't haven't hasn't hadn't i'm i've i'd i'll it's that's
    there's we're we've we'd we'll you're you've you'd you'll they're they've he's she's what's let's who's where's here's
    dont doesnt didnt isnt cant wont im ive thats theres
"""
FILLERS = frozenset(_FILLERS.split())

STOP_WORDS = frozenset(_JOINING.split()) | FILLERS

#: What people do and mean whatever the subject; words of a search, but no name of a theme.
_EMPTY = """
    bit came cause come comes did does doing gets getting goes going got gotta honestly kind know let literally lot make makes
    mean need needs right said say says sort stuff thing things think use used using want wants way went yes ain't it'll
"""
EMPTY_WORDS = STOP_WORDS | frozenset(_EMPTY.split())


def words_of(text: str) -> list[str]:
    """Lower-case words of a text in their order, without redaction placeholders."""
    plain = without_masks(text, " . ").replace("’", "'").lower()
    return WORD.findall(plain)


def content_words(text: str) -> list[str]:
    """Words that can tell one subject from another: no stop words, none shorter than two letters."""
    return [word for word in words_of(text) if word not in STOP_WORDS and len(word) > 1]


def _runs(text: str) -> Iterator[list[str]]:
    """Runs of words that no punctuation or placeholder cuts."""
    plain = without_masks(text, " . ").replace("’", "'").lower()
    for part in re.split(r"[.,;:!?()\[\]\"“”\n|/]+", plain):
        if words := WORD.findall(part):
            yield words


def phrases_of(text: str, longest: int = 3) -> set[str]:
    """Different phrases of 1 to ``longest`` words in a text.

    Notes
    -----
    A phrase neither begins nor ends with a stop word, so "rebuild the dashboard" counts and
    "the dashboard is" does not; no phrase runs over punctuation.
    """
    phrases: set[str] = set()
    for words in _runs(text):
        for first, word in enumerate(words):
            if word in STOP_WORDS or len(word) < 2:
                continue
            for size in range(1, min(longest, len(words) - first) + 1):
                last = words[first + size - 1]
                if last not in STOP_WORDS and len(last) > 1:
                    phrases.add(" ".join(words[first : first + size]))
    return phrases


#: Names of accounts that share a word from so many on make it a word of their trade: "bank", "financial", "inc".
SHARED_BY = 3
#: How often a word of an account's name is written, and the part of that with a capital, for it to be a name wherever it stands.
FEWEST_WRITTEN, MOSTLY_CAPITAL = 3, 0.8


def names_company(text: str, companies: frozenset[str]) -> bool:
    """Whether a text has one of the names that :func:`names_of_companies` returns, of one word or of two."""
    words = [word.removesuffix("'s") for word in words_of(text)] if companies else []
    return not companies.isdisjoint([*words, *map(" ".join, pairwise(words))])


def names_of_companies(accounts: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Words of accounts' names, and their first two together, that customers write as names: with a capital wherever they stand.

    All in lower case. Words that several accounts share are of their trade, and one that is mostly written small is a word like
    any other: of "DISCOVER BANK" neither is a name where customers "discover" things.

    Examples
    --------
    >>> sorted(names_of_companies(["PNC BANK", "ALLY BANK", "KEY BANK"], ["at PNC I was", "my PNC card", "PNC lost the key"]))
    ['pnc']
    """
    words = [[word.lower() for word in WORD.findall(name)] for name in accounts]
    counts = Counter(word for name in words for word in {*name, " ".join(name[:2])})
    return _written_as_names({word for word, number in counts.items() if number < SHARED_BY and len(word) > 2}, texts)


#: Who is thanked or greeted by a name that is written with a capital.
GREETED = re.compile(
    r"\b(?:[Tt]hank(?:s| you)(?: so much| very much| again)?(?: to)?|[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear),? ([A-Z][a-z]+)\b"
)


def names_of_people(texts: Iterable[str]) -> frozenset[str]:
    """Words, in lower case, by which customers thank or greet somebody and which they write as names wherever they stand.

    Examples
    --------
    >>> sorted(names_of_people(["Thanks Zann", "Zann's support is quick", "Zann helped", "Thanks Team", "our team", "the team"]))
    ['zann']
    """
    texts = list(texts)
    return _written_as_names({name.lower() for text in texts for name in GREETED.findall(text)}, texts)


def _written_as_names(wanted: set[str], texts: Iterable[str]) -> frozenset[str]:
    """Those of some names, of one word or two, that are written often enough, and with a capital."""
    if not wanted:
        return frozenset()
    first = {name.partition(" ")[0] for name in wanted}
    written, capital = Counter[str](), Counter[str]()
    for text in texts:
        words = [word.removesuffix("'s").removesuffix("’s") for word in WORD.findall(text)]
        low = [word.lower() for word in words]
        for place in (place for place, word in enumerate(low) if word in first):
            for name in {low[place], " ".join(low[place : place + 2])} & wanted:
                written[name] += 1
                capital[name] += words[place][0].isupper()
    return frozenset(
        word for word, number in written.items() if number >= FEWEST_WRITTEN and capital[word] >= MOSTLY_CAPITAL * number
    )
