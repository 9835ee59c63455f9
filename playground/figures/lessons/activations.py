"""Curves of activation functions with their derivatives, and softmax with its Jacobian."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.drawing.theme import GUIDE, INK, PALE_HIGH, PALE_LOW, PALE_MIDDLE, PALETTE, TRAINING
from playground.figures.lessons.curves import Curve, Reading

# One of each for every colour of the palette: curves differ in more than their colour.
DASHES = ("solid", "dash", "dot", "dashdot")
MOST_CURVES = len(PALETTE)

HEIGHT = 360
SOFTMAX_HEIGHT = 320
TICK_SIZE = 15
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
SUBSCRIPTS = "₁₂₃₄₅₆₇₈₉"


def function_figure(curves: Sequence[Curve], cursor: float, readings: Sequence[Reading]) -> go.Figure:
    """Draw a(s) for up to four curves, with the cursor and a marker where it meets each.

    Args:
        curves: at most `MOST_CURVES`, all over the same range of s.
        cursor: the s of the vertical line.
        readings: the value under the cursor for each curve.

    Returns:
        A figure with a line for each curve, in this order, and then the markers.
    """
    lines = [_line(place, curve, curve.a) for place, curve in enumerate(curves)]
    layout = _layout(curves, cursor, go.layout.YAxis(title_text="activation a(s)", automargin=True))
    return go.Figure([*lines, _markers(cursor, [reading.a for reading in readings])], layout)


def derivative_figure(curves: Sequence[Curve], cursor: float, readings: Sequence[Reading], threshold: float) -> go.Figure:
    """Draw a'(s) for up to four curves, and beneath, on a strip for each, where its unit is saturated.

    Args:
        curves: at most `MOST_CURVES`, all over the same range of s.
        cursor: the s of the vertical line.
        readings: the values under the cursor for each curve.
        threshold: the |a'| below which a unit counts as saturated, shaded as a band around zero.

    Returns:
        A figure with a line for each curve and the markers on the upper axis; shapes named after the curves on the lower one.
    """
    lines = [_line(place, curve, curve.derivative) for place, curve in enumerate(curves)]
    strips_top = 0.06 * len(curves)
    strips = [strip for place, curve in enumerate(curves) for strip in _strips(place, curve)]
    axis = go.layout.YAxis(title_text="derivative a′(s)", domain=[strips_top + 0.1, 1.0], automargin=True)
    layout = _layout(curves, cursor, axis, [_band(threshold), *strips])
    layout.xaxis.anchor = "y2"
    layout.yaxis2 = _strips_axis(curves, strips_top)
    layout.annotations = [_caption(f"saturated: |a′(s)| < {threshold:g}")]
    return go.Figure([*lines, _markers(cursor, [reading.derivative for reading in readings])], layout)


def softmax_figure(probabilities: NDArray[np.float64]) -> go.Figure:
    """Draw the probabilities aᵢ, shape (classes,), as bars with their values."""
    bars = go.Bar(
        x=[f"a{SUBSCRIPTS[i]}" for i in range(len(probabilities))],
        y=probabilities,
        text=[f"{value:.3f}" for value in probabilities],
        textposition="outside",
        cliponaxis=False,
        marker_color=TRAINING,
        hovertemplate="%{x} = %{y:.4f}<extra></extra>",
    )
    layout = go.Layout(
        height=SOFTMAX_HEIGHT,
        margin={**MARGIN, "t": 28},
        bargap=0.4,
        xaxis={"fixedrange": True, "tickfont": {"size": TICK_SIZE}},
        yaxis={"title": {"text": "probability"}, "range": [0.0, 1.0], "fixedrange": True},
    )
    return go.Figure(bars, layout)


def jacobian_figure(jacobian: NDArray[np.float64]) -> go.Figure:
    """Draw the Jacobian ∂aᵢ/∂sⱼ, shape (classes, classes), as a heat map with its numbers: blue raises, orange lowers."""
    classes = range(len(jacobian))
    columns, rows = [f"s{SUBSCRIPTS[j]}" for j in classes], [f"a{SUBSCRIPTS[i]}" for i in classes]
    heat = go.Heatmap(
        z=jacobian,
        x=columns,
        y=rows,
        # No entry of a softmax Jacobian is further from zero than a quarter.
        zmin=-0.25,
        zmax=0.25,
        colorscale=[[0.0, PALE_LOW], [0.5, PALE_MIDDLE], [1.0, PALE_HIGH]],
        showscale=False,
        xgap=3,
        ygap=3,
        text=[[_signed(float(entry)) for entry in row] for row in jacobian],
        texttemplate="%{text}",
        textfont={"size": 16, "color": INK},
        hovertemplate="∂%{y}/∂%{x} = %{z:.4f}<extra></extra>",
    )
    axis = {"fixedrange": True, "showgrid": False, "tickfont": {"size": TICK_SIZE}}
    layout = go.Layout(
        height=SOFTMAX_HEIGHT,
        margin=MARGIN,
        xaxis={**axis, "title": {"text": "with respect to"}, "side": "top"},
        yaxis={**axis, "title": {"text": "derivative of"}, "autorange": "reversed"},
    )
    return go.Figure(heat, layout)


def _line(place: int, curve: Curve, values: NDArray[np.float64]) -> go.Scatter:
    return go.Scatter(
        x=curve.s,
        y=values,
        name=curve.label,
        mode="lines",
        line={"color": PALETTE[place], "dash": DASHES[place], "width": 2.5},
        hovertemplate="%{y:.4f}",
    )


def _markers(cursor: float, values: Sequence[float]) -> go.Scatter:
    return go.Scatter(
        x=[cursor] * len(values),
        y=values,
        mode="markers",
        marker={"color": PALETTE[: len(values)], "size": 10},
        showlegend=False,
        hoverinfo="skip",
    )


def _layout(curves: Sequence[Curve], cursor: float, yaxis: go.layout.YAxis, shapes: Sequence[go.layout.Shape] = ()) -> go.Layout:
    # Before there is a figure: adding shape after shape to a finished one costs ten times as much.
    return go.Layout(
        height=HEIGHT,
        margin=MARGIN,
        hovermode="x unified",
        # Zoom survives a move of the cursor, not a change of curves.
        uirevision=" ".join(curve.label for curve in curves),
        # Curves are chosen by the control above the chart, and so by the link; a second way to hide them would not be in it.
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        showlegend=True,
        xaxis={
            "title": {"text": "weighted sum s"},
            "range": [float(curves[0].s[0]), float(curves[0].s[-1])],
            "dtick": 2,
            "unifiedhovertitle": {"text": "s = %{x:.2f}"},
        },
        yaxis=yaxis,
        shapes=[_cursor_line(cursor), *shapes],
    )


def _cursor_line(cursor: float) -> go.layout.Shape:
    line = {"color": GUIDE, "width": 2}
    return go.layout.Shape(name="cursor", type="line", x0=cursor, x1=cursor, yref="paper", y0=0, y1=1, line=line)


def _band(threshold: float) -> go.layout.Shape:
    return go.layout.Shape(
        name="band",
        type="rect",
        xref="x domain",
        x0=0,
        x1=1,
        y0=-threshold,
        y1=threshold,
        fillcolor=GUIDE,
        opacity=0.35,
        line_width=0,
    )


def _strips(place: int, curve: Curve) -> list[go.layout.Shape]:
    return [
        go.layout.Shape(
            name=curve.label,
            type="rect",
            yref="y2",
            x0=max(low, float(curve.s[0])),
            x1=min(high, float(curve.s[-1])),
            y0=place - 0.3,
            y1=place + 0.3,
            fillcolor=PALETTE[place],
            opacity=0.75,
            line_width=0,
        )
        for low, high in curve.saturated
    ]


def _strips_axis(curves: Sequence[Curve], top: float) -> go.layout.YAxis:
    return go.layout.YAxis(
        domain=[0.0, top],
        range=[len(curves) - 0.5, -0.5],
        tickvals=list(range(len(curves))),
        ticktext=[curve.label for curve in curves],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )


def _caption(text: str) -> go.layout.Annotation:
    return go.layout.Annotation(text=text, xref="x domain", yref="y2 domain", x=0, y=1, xanchor="left", yanchor="bottom", showarrow=False)


def _signed(value: float) -> str:
    text = f"{value:.3f}"
    return "0.000" if text == "-0.000" else text.replace("-", "−")
