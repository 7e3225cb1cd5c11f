"""Pieces of a page as HTML: everything a customer wrote is escaped here, by the templates' own rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kit import formats
from kit.language import gettext, language, ngettext, pgettext
from kit.language.numbers import QUOTES, colon
from kit.plots.sparkline import sparkline
from kit.plots.svg import NARROW_PX, WIDE_PX, svg
from kit.plots.verdicts import verdict_line, verdict_mark

#: Content-Security-Policy of every page: nothing is loaded, no script runs.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: The MIME type under which a figure is shown beside its section in JupyterLab.
PLOTLY = "application/vnd.plotly.v1+json"
#: Around what a notebook displays: JupyterLab takes words between two dollar signs for mathematics where no class forbids it.
#: A notebook shows a section's figures below it, drawn in its own colours: their twins for the page are hidden there.
NO_MATH = '<div class="tex2jax_ignore mathjax_ignore"><style>.plot { display: none; }</style>'
NO_MATH_END = "</div>"


def without_math(html: str) -> str:
    """Markup that JupyterLab shows as it stands."""
    return f"{NO_MATH}{html}{NO_MATH_END}"


def of_cell(html: str) -> str:
    """Markup of a section as a page takes it: what :func:`without_math` put around it is gone."""
    return html.removeprefix(NO_MATH).removesuffix(NO_MATH_END) if html.startswith(NO_MATH) else html


@dataclass(frozen=True)
class Section:
    """One section of a page, displayed by JupyterLab as it stands.

    Attributes
    ----------
    name : its id on the page.
    title : how the page's contents list it.
    html : its markup, without scripts that run.
    figures : the figures it holds, for showing outside a page.
    """

    name: str
    title: str
    html: str
    figures: tuple[go.Figure, ...] = field(default=(), repr=False)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": without_math(self.html)}, {"kit_section": self.name, "kit_title": self.title}


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("kit.brief", "sections"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": formats.percent,
        "points": formats.points,
        "size_in_points": formats.size_in_points,
        "money": formats.money,
        "count": formats.count,
        "counted": formats.counted,
        "listed": formats.listed,
        "quoted": formats.quoted,
        "day": formats.day,
        "cycle_name": formats.cycle_name,
        "cycle_mark": formats.cycle_mark,
    }
    made.globals |= {
        "shift": formats.shift,
        "language": language,
        "gettext": _gettext,
        "pgettext": pgettext,
        "ngettext": ngettext,
        "colon": colon,
        "code": Markup("<code>{}</code>").format,
        "svg": lambda figure, width: Markup(svg(figure, width)),
        "wide_px": WIDE_PX,
        "narrow_px": NARROW_PX,
        "sparkline": lambda shares, top: Markup(sparkline(shares, top)),
        "verdict_mark": lambda verdict: Markup(verdict_mark(verdict)),
        "verdict_line": lambda months, spoken: Markup(verdict_line(months, spoken)),
    }
    return made


def _gettext(message: str, **values: object) -> str:
    """A message of the catalogue; with markup among what it is filled with, markup."""
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(escape(gettext(message))).format(**values)
    return gettext(message, **values)


ENVIRONMENT = _environment()


def render(template: str, **context: Any) -> str:
    """A template of ``kit/brief/sections`` filled in; a name it lacks is an error, never a blank."""
    return ENVIRONMENT.get_template(template).render(**context)


def quote_style() -> str:
    """The marks around quotes as the language writes them; the style sheet has the English ones."""
    opening, closing = QUOTES[language()]
    marks = f'blockquote p::before {{ content: "{opening}"; }} blockquote p::after {{ content: "{closing}"; }}\n'
    return "" if language() == "en" else marks


def frame_words() -> dict[str, str]:
    """What the frame around the sections says, and in which language."""
    return {
        "lang": language(), "skip": gettext("Skip to the page"), "evidence": gettext("The evidence"),
        "behind": gettext("Every quote, account, segment, claim and figure behind this page"),
        "by_section": gettext("The evidence, section by section"),
    }  # fmt: skip
