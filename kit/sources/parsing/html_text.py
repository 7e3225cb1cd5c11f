"""HTML as the text a reader of it sees."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "section", "article"}
)
_SILENT = frozenset({"script", "style", "head", "title"})
_LOOKS_LIKE = re.compile(
    r"</?(?:p|div|br|span|b|i|a|ul|ol|li|h[1-6]|strong|em|blockquote|table|html|body|img)\b[^<>]{0,2000}>", re.I
)
_GAPS = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.silent += tag in _SILENT
        if tag == "blockquote" or ("class", "gmail_quote") in attrs:
            self.quoted += tag == "blockquote"
            self.parts.append("\n> " if tag == "blockquote" else "\n")
        elif tag in _BLOCKS:
            self.parts.append("\n> " if self.quoted else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        self.quoted = max(0, self.quoted - (tag == "blockquote"))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " ") if not data.isspace() else " ")


def plain_of(text: str) -> str:
    """Text of HTML: tags gone, blocks as lines, quoted blocks marked with ``> ``; text without tags stays as it is."""
    if not _LOOKS_LIKE.search(text):
        return html.unescape(text) if "&" in text else text
    parser = _Text()
    parser.feed(text)
    parser.close()
    joined = _GAPS.sub(" ", "".join(parser.parts))
    return _LINES.sub("\n\n", re.sub(r" *\n *", "\n", joined)).strip()
