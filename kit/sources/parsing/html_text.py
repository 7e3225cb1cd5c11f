"""HTML as the text a reader of it sees, with what a mail program quoted or signed marked by its structure."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {
        "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "section", "article",
        "hr", "pre", "header", "footer", "dl", "dt", "dd", "center", "address", "figure", "title",
    }
)  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr", "base", "area", "source", "track", "embed", "param"})
_SILENT = frozenset({"script", "style", "head", "title"})
_NAMES = "p|div|span|font|b|i|u|a|ul|ol|li|h[1-6]|strong|em|blockquote|table|tr|td|tbody|html|body|pre|code|center"
_LOOKS_LIKE = re.compile(
    rf"</(?:{_NAMES})\s*>|<(?:br|hr|img)\b[^<>]{{0,2000}}>|<(?:{_NAMES})\s[\w:-]+=[^<>]{{0,2000}}>|\A\s*<(?:p|div|html|body|span)>"
    r"|<!DOCTYPE html",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_GAPS = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
#: Classes and ids by which mail programs mark what they quote: Gmail, Yahoo, Thunderbird, Proton, Zoho, Outlook, GMX.
_QUOTED = re.compile(
    r"(?:x_)*(?:gmail_attr|yahoo_quoted|moz-cite-prefix|moz-forward-container|protonmail_quote|tutanota_quote|zmail_extra"
    r"|mail-editor-reference-message-container|hcimailquote|isforwardcontent|ymail_android_quoted|cbmsg)\w*",
    re.I,
)
#: ... and from where on all is another mail.
_QUOTED_ON = re.compile(r"(?:x_)*(?:divrplyfwdmsg|appendonsend|stopspelling|outlookmessageheader|replysplit)", re.I)
_QUOTED_ON_STYLE = re.compile(r"border-top:\s*solid\s+#?(?:e1e1e1|b5c4df|ccc)|border-top:\s*#?(?:e1e1e1|b5c4df)\s+1", re.I)
_SIGNATURE = re.compile(
    r"(?:x_)*(?:gmail_signature|moz-signature|protonmail_signature_block|signature|applemailsignature|ms-outlook-mobile-signature"
    r"|zmail_signature|_mailsignature|mail-signature|email-signature)\w*",
    re.I,
)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.silent = self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.silent += tag in _SILENT
        is_quoted = self._is_quoted(tag, {name: value or "" for name, value in attrs})
        self.quoted += is_quoted
        if tag not in _VOID:
            self.open.append((tag, is_quoted))
        if tag in _BLOCKS or is_quoted:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        depth = next(
            (depth for depth in range(len(self.open) - 1, max(-1, len(self.open) - 60), -1) if self.open[depth][0] == tag), None
        )
        if depth is not None:  # what was left open inside ends too
            self.quoted -= sum(is_quoted for _, is_quoted in self.open[depth:])
            del self.open[depth:]
        if tag in _BLOCKS:
            self._line()
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " ") if not data.isspace() else " ")

    def _is_quoted(self, tag: str, attrs: dict[str, str]) -> bool:
        names = [*attrs.get("class", "").split(), attrs.get("id", ""), attrs.get("data-smartmail", "")]
        if any(map(_QUOTED_ON.fullmatch, names)) or (tag == "div" and _QUOTED_ON_STYLE.search(attrs.get("style", ""))):
            self.quoted += 1  # and never ends
            return False
        is_marked = any(_QUOTED.fullmatch(name) or _SIGNATURE.fullmatch(name) for name in names)
        return tag not in _VOID and (tag == "blockquote" or is_marked)

    def _line(self) -> None:
        self.parts.append("\n> " if self.quoted else "\n")


def plain_of(text: str) -> str:
    """Text of HTML: tags gone, blocks as lines; what a mail program quoted or signed is marked with ``> ``.

    Text that is no HTML stays as it is, but for entities (``&amp;``).
    """
    if "<" not in text or not _LOOKS_LIKE.search(text):
        return _ENTITY.sub(lambda entity: html.unescape(entity[0]).replace("\xa0", " "), text) if "&" in text else text
    parser = _Text()
    parser.feed(text)
    parser.close()
    joined = _GAPS.sub(" ", "".join(parser.parts))
    return _LINES.sub("\n\n", re.sub(r" *\n *", "\n", joined)).strip()
