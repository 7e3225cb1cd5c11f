"""Language: an English sentence with its figures in; the same sentence in the readers' language out.

Example
-------
>>> from kit.language import gettext, in_language, ngettext
>>> gettext("{name} has risen from {shares}.", name="“Slow exports”", shares="9 to 31 %")
'“Slow exports” has risen from 9 to 31 %.'
>>> with in_language("de"):
...     ngettext("{n} account", "{n} accounts", 14).replace("\\u00a0", " ")
'14 Accounts'
"""

from kit.language.current import LANGUAGES, Language, in_language, in_own_language, language, language_of
from kit.language.sentences import gettext, marked, marked_plural, ngettext, pgettext

__all__ = [
    "LANGUAGES", "Language", "gettext", "in_language", "in_own_language", "language", "language_of", "marked", "marked_plural",
    "ngettext", "pgettext",
]  # fmt: skip
