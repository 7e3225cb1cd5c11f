"""Quoting: quotes shown in a notebook, escaped, with links that lead to web pages only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from IPython.display import HTML, display
from markupsafe import Markup

from kit.ask.quotes import who_said

ROW = Markup(
    "<tr><td style='text-align:left'>“{text}”</td><td>{stance}</td><td>{account}</td><td>{role}</td>"
    "<td style='white-space:nowrap'>{day}</td><td>{where}</td></tr>"
)
HEAD = Markup("<tr><th>Quote</th><th>About</th><th>Account</th><th>Role</th><th>Date</th><th>Source</th></tr>")
LINK = Markup('<a href="{url}" target="_blank" rel="noopener noreferrer">{name}</a>')


def is_web_address(url: str) -> bool:
    """Whether a link leads to a web page; anything else, such as a script, is no link."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def quotes_html(found: list[dict[str, Any]]) -> Markup:
    """A table of quotes: the words, what they voice, who, when and where, with a link where there is one."""
    rows = []
    for quote in found:
        name, (account, role) = f"{quote['source']}/{quote['conversation_id']}", who_said(quote)
        where = LINK.format(url=quote["url"].strip(), name=name) if is_web_address(quote["url"]) else name
        near = f", likeness {quote['likeness']:.2f}" if "likeness" in quote else ""
        stance = f"{quote['stance'] or 'not yet classed'}{near}"
        text, day = quote["text"].strip(), quote["occurred_at"][:10]
        rows.append(ROW.format(text=text, stance=stance, account=account, role=role, day=day, where=where))
    return Markup("<table>{}{}</table>").format(HEAD, Markup("").join(rows))


def show_quotes(found: list[dict[str, Any]], otherwise: str) -> None:
    """Display quotes, or in their stead a sentence that says why there are none."""
    display(HTML(str(quotes_html(found) if found else Markup("<p>{}</p>").format(otherwise))))
