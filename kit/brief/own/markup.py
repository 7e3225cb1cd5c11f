"""Markup of others made fit for a page: text, lists, tables and links stay; nothing runs, nothing is loaded."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import bleach
import mistune
from markupsafe import Markup, escape

from kit.language import pgettext
from kit.links import web_address

#: Elements that may stand in an own section; headings are set below the page's own.
TAGS = frozenset({
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
ATTRIBUTES = {"a": ["href"], "td": ["class", "colspan", "rowspan"], "th": ["class", "colspan", "rowspan", "scope"]}
#: What stands between these is never text for a reader.
_NOT_TEXT = re.compile(r"<(style|script|template|svg|math|title)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_RIGHT = re.compile(r"""style=["']\s*text-align:\s*right;?\s*["']""", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_LINK = re.compile(r'<a(?: href="([^"]*)")?>')
_CLASS = re.compile(r' class="(?!n")[^"]*"')


class _WithoutPictures(mistune.HTMLRenderer):
    """Markdown whose pictures are their words: an address is never loaded."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The picture's text."""
        return str(escape(text))


_MARKDOWN = mistune.create_markdown(renderer=_WithoutPictures(escape=True), plugins=["table", "strikethrough"])


def markdown_html(text: str) -> str:
    """Markdown as markup for a page; HTML in it is shown as it is written."""
    made: Any = _MARKDOWN(text)
    return cleaned(str(made))


def cleaned(html: str) -> str:
    """HTML without anything that runs, loads or restyles: of unknown elements the words stay.

    Parameters
    ----------
    html : of a cell's output or of Markdown.

    Returns
    -------
    str, well-formed; headings begin at the third level, tables scroll where they are wide.
    """
    aligned = _RIGHT.sub('class="n"', _NOT_TEXT.sub("", html))
    plain = bleach.clean(aligned, tags=TAGS, attributes=ATTRIBUTES, protocols=("http", "https"), strip=True)
    plain = _CLASS.sub("", plain)
    plain = _LINK.sub(_link, plain)
    plain = _HEADING.sub(lambda tag: f"<{tag[1]}h{3 if int(tag[2]) < 3 else 4}>", plain)
    named = escape(pgettext("of rows", "Table"))
    scrolls = f'<div class="scroll" tabindex="0" role="region" aria-label="{named}"><table>'
    return plain.replace("<table>", scrolls).replace("</table>", "</table></div>").strip()


def _link(tag: re.Match[str]) -> str:
    """A link's opening, which leads to a web page or nowhere."""
    address = web_address(unescape(tag[1] or ""))
    return str(Markup('<a href="{}" rel="noopener noreferrer">').format(address)) if address else "<a>"


def has_words(html: str) -> bool:
    """Whether anything is left to read."""
    return bool(re.sub(r"<[^>]*>|\s", "", html))


def printed(text: str) -> str:
    """What a cell printed, as it stands."""
    return f"<pre>{escape(text.strip())}</pre>" if text.strip() else ""
