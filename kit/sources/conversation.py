"""What a reader hands over: one conversation as heard, or one row that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

#: Most characters of one conversation; a three-hour call has about 200,000. More is an export gone wrong.
MAX_CHARACTERS = 1_000_000

#: Characters of an unreadable row that are kept with its reason, after masking; readers hand over more, so that no address
#: is cut in two.
MAX_RAW, RAW_READ = 500, 2500


@dataclass(slots=True)
class Turn:
    """One stretch of speech by one speaker.

    Attributes
    ----------
    text : what was said, as delivered (nothing is masked yet).
    side : "customer", "team", "automatic" (bots, out-of-office mail) or "" where the file does not say.
    speaker, email, title : who spoke, as far as the file tells.
    author_word : the file's own word for who spoke, where it is not known whose word it is.
    """

    text: str
    side: str = ""
    speaker: str = ""
    email: str = ""
    title: str = ""
    author_word: str = ""


@dataclass(slots=True)
class Conversation:
    """One conversation as a reader found it: raw words, nothing masked, sides as far as the file tells.

    Attributes
    ----------
    line : physical line (1 is the file's first) where it starts; in Parquet and queries the row's number.
    people : names of people that the file gives, to be masked wherever they stand in the words.
    companies : names of companies that the file gives, masked likewise.
    cast : turns without text of people who belong to the conversation and say nothing in this part of it.
    """

    conversation_id: str
    occurred_at: datetime
    turns: list[Turn]
    line: int
    file: str = ""
    account_id: str = ""
    contact_id: str = ""
    role: str = ""
    url: str = ""
    language: str = ""
    people: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    cast: list[Turn] = field(default_factory=list)

    @property
    def speakers(self) -> list[str]:
        """Who spoke, turn by turn; "" where the file does not say."""
        return [turn.speaker for turn in self.turns]


@dataclass(slots=True)
class UnreadableRow:
    """A row that is set aside: why, and where to mend it; ``people`` are the names it gives, to be masked in ``raw``."""

    reason: str
    line: int
    raw: str = ""
    file: str = ""
    conversation_id: str = ""
    people: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EmptyRow:
    """A row read without fault that holds no words at all, as most score-only survey answers: counted, not stored."""

    line: int
