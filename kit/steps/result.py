"""Result: what a step returns, a sentence for people beside the table it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit.formats import NBSP


@dataclass(frozen=True, repr=False)
class StepResult:
    """What a step did.

    Attributes
    ----------
    sentence : str, what came of it, in numbers.
    table : DataFrame, the rows that the sentence counts; each step says which.

    Examples
    --------
    >>> result = kit.match_conversations(work, "2026-10")
    >>> isinstance(result, kit.StepResult), len(result.table)
    (True, 2)
    """

    sentence: str
    table: pd.DataFrame

    def __repr__(self) -> str:
        return self.sentence.replace(NBSP, " ")

    def _repr_html_(self) -> str:
        """The sentence and the table as a notebook displays them, every cell escaped."""
        from kit.brief.html import without_math
        from kit.notebook import table_html

        return without_math(Markup("<p>{}</p>{}").format(self.sentence, Markup(table_html(self.table, "Rows"))))
