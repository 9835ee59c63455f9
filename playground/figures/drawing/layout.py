"""Layouts without decoration, the same for every chart."""

from typing import TypeAlias

import plotly.graph_objects as go

from playground.figures.drawing.theme import GUIDE

GRID = "rgba(128, 128, 128, 0.18)"
HIDDEN = "rgba(0, 0, 0, 0)"

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def quiet_layout(height: int, left: int = 58, top: int = 44) -> dict[str, object]:
    """Return the words of a layout without decoration: transparent, so that the page's theme shows through, with fixed margins.

    Words, not a `go.Layout`: adding to one takes Plotly several times as long as making it.

    Args:
        height: of the whole chart in pixels.
        left: margin in pixels.
        top: margin in pixels.
    """
    return {
        "template": {},
        "height": height,
        # Fixed margins: tick labels that grow during a run must not move the plot.
        "margin": {"l": left, "r": 14, "t": top, "b": 48},
        "paper_bgcolor": HIDDEN,
        "plot_bgcolor": HIDDEN,
        "font": {"size": 13},
        "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "bgcolor": HIDDEN},
        "dragmode": "zoom",
    }


def quiet_axis(title: str) -> dict[str, Json]:
    """Return an axis with a thin grid and no zero line."""
    return {
        "title": {"text": title, "standoff": 8, "font": {"size": 13}},
        "gridcolor": GRID,
        "linecolor": GUIDE,
        "showline": True,
        "zeroline": False,
    }


def invitation(x: float = 0.5, y: float = 0.5, axes: str | None = None) -> go.layout.Annotation:
    """Return the words that stand in a chart until there is a run, or a `Setup` hides them; the player knows them by their name.

    Args:
        x: place, as a share of the width.
        y: place, as a share of the height.
        axes: the number of the subplot (nothing for the first, then 2, 3 …) that these are shares of; None for the whole chart.
    """
    xref, yref = ("paper", "paper") if axes is None else (f"x{axes} domain", f"y{axes} domain")
    words = {"text": "Press Train", "font": {"size": 16}, "opacity": 0.6, "showarrow": False}
    return go.layout.Annotation(name="invitation", xref=xref, yref=yref, x=x, y=y, **words)


def no_invitation(count: int = 1) -> dict[str, Json]:
    """Return what hides the invitations, which are the first so many annotations of a layout: rows stand in their place."""
    return {f"annotations[{number}].visible": False for number in range(count)}
