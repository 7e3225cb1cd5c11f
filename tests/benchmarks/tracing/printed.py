"""Printed: page one of a brief's HTML as the lines, figures and quotes that a reader meets, and nothing else of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Quoted:
    """A quote as it is printed, the name it stands under ("" none), and who is given for it."""

    text: str = ""
    under: str = ""
    by: list[str] = field(default_factory=list)


@dataclass
class PageOne:
    """What is printed on page one.

    Attributes
    ----------
    lines : sentences with the heading above them. figures : (number, its whole, unit) of the row of figures.
    quotes : in their order. alt : what is said instead of the picture. drawn : the texts in the picture itself.
    """

    lines: list[tuple[str, str]] = field(default_factory=list)
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    quotes: list[Quoted] = field(default_factory=list)
    alt: str = ""
    drawn: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


class _Reader(HTMLParser):
    """Walks through the section of page one and collects the text of each element."""

    VOID = frozenset({"br", "meta", "link", "img", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.page, self.open, self.words = PageOne(), [], []
        self.depth, self.above, self.under, self.figure = 0, "", "", {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if given.get("id") == "first-screen":
            self.depth = 1
        elif self.depth and tag not in self.VOID:
            self.depth += 1
        if not self.depth:
            return
        self.open.append((tag, given.get("class") or ""))
        if tag == "blockquote":
            self.page.quotes.append(Quoted(under=self.under or self.above))
        if given.get("id") == "page-one-picture":
            self.page.alt = plain(given.get("aria-label") or "")
        if tag not in ("span", "strong", "tspan"):
            self.words = []

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self.depth or tag in self.VOID:
            return
        self.depth -= 1
        text, (_, given) = plain("".join(self.words)), self.open.pop()
        inside = [name for name, _ in self.open]
        if tag == "h2":
            self.above, self.under = text, ""
        if tag == "h3":
            self.under = text
        if tag in ("h2", "h3"):
            self.page.lines.append(("", text))
        elif "svg" in inside:
            self.page.drawn += [text] if tag == "text" else []
        elif tag == "span" and "footer" in inside:
            self.page.quotes[-1].by.append(text.removeprefix("· "))
            self.words = []
        elif tag == "p" and "blockquote" in inside:
            self.page.quotes[-1].text = text
        elif tag == "dt":
            self.figure = {"unit": text}
        elif tag == "span" and given in ("big", "whole"):
            self.figure[given], self.words = text, []
        elif tag == "div" and "unit" in self.figure:
            self.page.figures.append(tuple(self.figure.get(part, "") for part in ("big", "whole", "unit")))
            self.figure = {}
        elif tag in ("p", "li"):
            self.page.lines.append((self.under or self.above, text))


def page_one(html: str) -> PageOne:
    """What is printed on page one of a page."""
    reader = _Reader()
    reader.feed(html)
    assert reader.page.lines, "there is no page one in this page"
    return reader.page
