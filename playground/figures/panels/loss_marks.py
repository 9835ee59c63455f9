"""What stands out on the loss chart: the start, the best epoch, the last one before it diverged, and what was changed by hand."""

import plotly.graph_objects as go

from playground.experiment import Change
from playground.figures.drawing.layout import Json
from playground.figures.drawing.theme import ALARM, GUIDE

# Over the loss axis, from its bottom to its top whatever its scale.
CHANGES_AXIS: dict[str, Json] = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}


def best_mark(colour: str) -> go.Scatter:
    """Return the star of the best epoch."""
    return _mark("Best epoch", "star", colour, "best: epoch %{x:,}<extra></extra>")


def diverged_mark() -> go.Scatter:
    """Return the cross at the last epoch whose loss was finite."""
    return _mark("Last finite epoch", "x", ALARM, "last finite epoch: %{x:,}<extra></extra>")


def changes_mark() -> go.Scatter:
    """Return the upright lines of the changes, with a tip for the cursor to find."""
    return go.Scatter(
        name="Changed by hand",
        x=[],
        y=[],
        yaxis="y3",
        mode="lines+markers",
        line={"color": GUIDE, "width": 1.5},
        marker={"symbol": "triangle-down", "size": 9, "color": GUIDE},
        hovertemplate="%{text}<extra></extra>",
        visible=False,
    )


def before_mark(curve: str, colour: str, axis: str, values: str) -> go.Scatter:
    """Return the ring at epoch 0 that says what a curve's score was before training.

    Args:
        curve: what it is called.
        colour: its colour.
        axis: its axis.
        values: how a score is written.
    """
    return go.Scatter(
        name="Before training",
        # A second row of the legend would cost the curves their height.
        showlegend=False,
        x=[],
        y=[],
        yaxis=axis,
        mode="markers",
        # On the axis itself: it would be cut in half.
        cliponaxis=False,
        marker={"symbol": "circle-open", "size": 9, "color": colour, "line": {"width": 2}},
        hovertemplate=f"{values}<extra>{curve} before training</extra>",
        visible=False,
    )


def change_words(change: Change) -> str:
    """Say what was changed: `epoch 12: learning rate 0.001, 12 weights edited`."""
    return f"epoch {change.epoch:,}: {change.words}"


def _mark(name: str, symbol: str, colour: str, hover: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[],
        y=[],
        mode="markers",
        marker={"symbol": symbol, "size": 13, "color": colour, "line": {"width": 1, "color": "white"}},
        # Words beside the mark would lie on the curves: the legend and the hover say them.
        hovertemplate=hover,
        visible=False,
    )
