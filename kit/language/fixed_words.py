"""Fixed words: what the record, the settings and the bench name in English, marked so that the catalogue has them too."""

from __future__ import annotations

from kit.language.sentences import marked, marked_plural

#: Nouns that :func:`kit.formats.counted` is asked for.
NOUNS = (
    marked_plural("{n} account", "{n} accounts"),
    marked_plural("{n} brief", "{n} briefs"),
    marked_plural("{n} conversation", "{n} conversations"),
    marked_plural("{n} cycle", "{n} cycles"),
    marked_plural("{n} persona", "{n} personas"),
    marked_plural("{n} persona file", "{n} persona files"),
    marked_plural("{n} subject", "{n} subjects"),
    marked_plural("{n} test", "{n} tests"),
    marked_plural("{n} theme", "{n} themes"),
    marked_plural("{n} time", "{n} times"),
)
#: Kinds of source.
KINDS = (marked("call"), marked("ticket"), marked("survey"), marked("onboarding"), marked("review"))
#: What the bench measured, and on which data.
FIGURES = (
    marked("a theme stands on the watch list, nothing moves"), marked("false alarms, default bar"),
    marked("real shifts missed, default bar"),
)  # fmt: skip
CASES = (
    marked("+15 points from 15 %, 120 accounts"),
    marked("+15 points from 15 %, 60 accounts"),
    marked("+15 points that stay"),
    marked("+15 points that stay, wandering"),
    marked("+15 points, library of 72 tests, 120 accounts"),
    marked("+15 points, library of 72 tests, 60 accounts"),
    marked("+3 points a month, 120 accounts"),
    marked("+3 points a month, 60 accounts"),
    marked("+40 points in one of three segments, 60 accounts"),
    marked("+40 points, 12 accounts"),
    marked("1 past cycle, wandering"),
    marked("10 % of accounts replaced a month, wandering"),
    marked("120 accounts"),
    marked("2 past cycles, wandering"),
    marked("3 past cycles, wandering"),
    marked("30 % of accounts replaced a month"),
    marked("30 % of accounts replaced a month, wandering"),
    marked("30 accounts"),
    marked("8 accounts"),
    marked("Zipf talkers"),
    marked("a season every third month"),
    marked("a year without a change"),
    marked("a year without a change, library of 6 x 12, wandering (0.3, resembling 0.3)"),
    marked("a year without a change, wandering (0.3, resembling 0.3)"),
    marked("accounts stick to a subject within a month"),
    marked("changed mix of segments and channels"),
    marked("library of 6 x 12, shared accounts"),
    marked("months that resemble the last (0.3)"),
    marked("months that resemble the last (0.6)"),
    marked("no change"),
    marked("one loud account"),
    marked("one wild theme (0.8), the rest 0.1"),
    marked("rare themes"),
    marked("uneven talkers"),
    marked("voters heard once, wandering"),
    marked("wandering months (0.3 logit)"),
)
