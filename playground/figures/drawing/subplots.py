"""Several small charts in one: which axis is whose, and where it stands."""

import plotly.graph_objects as go

from playground.figures.drawing.layout import Json
from playground.figures.drawing.theme import TEST, TRAINING, VALIDATION

# The parts of the rows as dots show them: name, colour, symbol.
PARTS = (("Training", TRAINING, "circle"), ("Validation", VALIDATION, "diamond"), ("Test", TEST, "cross"))


def suffix(number: int) -> str:
    """Return what Plotly appends to `x` and `y` for the subplot of that number, from 1: the first axis is `x`, the second `x2`."""
    return "" if number == 1 else str(number)


def share(index: int, count: int, gap: float) -> list[Json]:
    """Return the part of [0, 1] that the `index`-th of `count` neighbours takes, with `gap` between them."""
    width = (1 - gap * (count - 1)) / count
    return [index * (width + gap), min(1.0, index * (width + gap) + width)]


def part_dots(part: int, number: int, hover: str) -> go.Scatter:
    """Return the dots of one part of the rows in a subplot, still without their rows; the legend names the part once.

    Args:
        part: its place in `PARTS`.
        number: of the subplot, from 1.
        hover: what a dot says of x and y.
    """
    name, colour, symbol = PARTS[part]
    return go.Scatter(
        name=name,
        legendgroup=name,
        showlegend=number == 1,
        x=[],
        y=[],
        xaxis=f"x{suffix(number)}",
        yaxis=f"y{suffix(number)}",
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 7, "opacity": 0.75},
        hovertemplate=f"{hover}<extra>{name}</extra>",
    )
