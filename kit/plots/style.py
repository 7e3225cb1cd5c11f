"""How figures look: colours, type and the bare layout, set in one place."""

from __future__ import annotations

import textwrap

#: Colours by their part on the page. Figures carry these values; the page's script puts the CSS
#: variable of the same name in their place, so that light, dark and paper each have their own.
COLOURS = {
    "ink": "#1c1a17",
    "muted": "#6a645b",
    "context": "#a39c90",
    "hairline": "#d8d2c6",
    "band": "#ece6da",
    "accent": "#b3470a",  # what rose: Okabe-Ito vermillion, darkened until it may carry text
    "second": "#00629b",  # its opposite: Okabe-Ito blue, likewise
}
CLEAR = "rgba(0,0,0,0)"
TYPE = "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
TEXT_PX = 13
#: Below this width in pixels the page draws a figure's narrow form.
NARROW_PX = 520


def css_names() -> dict[str, str]:
    """Each colour as a browser writes it, "rgb(28, 26, 23)", and its CSS variable's name."""
    return {
        f"rgb({', '.join(str(int(value[i : i + 2], 16)) for i in (1, 3, 5))})": f"--{name}" for name, value in COLOURS.items()
    }


def colour_of(direction: str) -> str:
    """The colour of a shift: accent for what rises, its opposite for what fades, grey for the rest."""
    return COLOURS[{"rising": "accent", "new": "accent", "fading": "second", "gone": "second"}.get(direction, "context")]


def dash_of(direction: str) -> str:
    """What fades is dashed as well as blue, so that it is told from what rises without colour."""
    return "6px,3px" if direction in ("fading", "gone") else "solid"


def mark_of(direction: str) -> str:
    """A shape before the name of what moved: "▲ ", "▼ ", or nothing."""
    return {"rising": "▲ ", "new": "▲ ", "fading": "▼ ", "gone": "▼ "}.get(direction, "")


def layout(height: int, margin: dict[str, int]) -> dict:
    """The layout every figure starts from: transparent, no legend, no grid, nothing to drag."""
    return {
        "template": None,
        "height": height,
        "margin": {"pad": 0, **margin},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"family": TYPE, "size": TEXT_PX, "color": COLOURS["ink"]},
        "hoverlabel": {
            "bgcolor": "#333333",
            "bordercolor": "#333333",
            "font": {"family": TYPE, "size": TEXT_PX, "color": "#ffffff"},
        },
    }


def axis(**more: object) -> dict:
    """An axis as a hairline without grid."""
    return {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "linecolor": COLOURS["hairline"],
        "tickcolor": COLOURS["hairline"],
        "tickfont": {"color": COLOURS["muted"], "size": TEXT_PX - 1},
        **more,
    }


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Text in at most ``lines`` lines for a figure, cut with an ellipsis; markup in it stays text."""
    rows = textwrap.wrap(text, width, max_lines=lines, placeholder="…") or [""]
    return "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in rows)
