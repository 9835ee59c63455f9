"""Figures of activation functions: what is drawn, where, and that curves differ in more than colour."""

import math

import numpy as np
import plotly.graph_objects as go

from playground.figures.drawing.theme import PALETTE
from playground.figures.lessons.activations import DASHES, MOST_CURVES, derivative_figure, function_figure, jacobian_figure, softmax_figure
from playground.figures.lessons.curves import Curve, Reading

S = np.linspace(-6.0, 6.0, 25)
SQUARE = Curve("Square", S, S**2, 2 * S, saturated=((-0.05, 0.05),))
WAVE = Curve("Wave", S, np.sin(S), np.cos(S), saturated=((-math.inf, -5.0), (4.0, math.inf)))
CURVES = (SQUARE, WAVE)
READINGS = (Reading(a=4.0, derivative=4.0), Reading(a=0.9, derivative=-0.4))


def figures() -> tuple[go.Figure, go.Figure]:
    return function_figure(CURVES, 2.0, READINGS), derivative_figure(CURVES, 2.0, READINGS, threshold=0.1)


def test_each_function_has_the_colour_and_the_dash_of_its_derivative_and_of_no_other() -> None:
    function, derivative = figures()
    looks = [(line.name, line.line.color, line.line.dash) for line in function.data[:2]]
    assert looks == [(line.name, line.line.color, line.line.dash) for line in derivative.data[:2]]
    assert looks == [("Square", PALETTE[0], "solid"), ("Wave", PALETTE[1], "dash")]
    assert len(set(DASHES)) == len(set(PALETTE)) == MOST_CURVES == 4


def test_curves_hold_the_numbers_they_were_given() -> None:
    function, derivative = figures()
    np.testing.assert_array_equal(function.data[1].y, np.sin(S))
    np.testing.assert_array_equal(derivative.data[1].y, np.cos(S))
    np.testing.assert_array_equal(derivative.data[1].x, S)


def test_cursor_crosses_both_figures_with_a_marker_on_every_curve() -> None:
    for figure, expected in zip(figures(), [(4.0, 0.9), (4.0, -0.4)], strict=True):
        (cursor,) = (shape for shape in figure.layout.shapes if shape.name == "cursor")
        assert (cursor.x0, cursor.x1, cursor.yref, cursor.y0, cursor.y1) == (2.0, 2.0, "paper", 0, 1)
        markers = figure.data[-1]
        assert tuple(markers.x) == (2.0, 2.0)
        assert tuple(markers.y) == expected
        assert tuple(markers.marker.color) == PALETTE[:2]


def test_axes_are_named_and_the_legend_only_explains() -> None:
    function, derivative = figures()
    assert [figure.layout.xaxis.title.text for figure in (function, derivative)] == ["weighted sum s"] * 2
    assert function.layout.yaxis.title.text == "activation a(s)"
    assert derivative.layout.yaxis.title.text == "derivative a′(s)"
    for figure in (function, derivative):
        assert tuple(figure.layout.xaxis.range) == (-6.0, 6.0)
        assert figure.layout.showlegend
        assert figure.layout.legend.itemclick is False
        assert figure.layout.hovermode == "x unified"
        assert "%{y" in figure.data[0].hovertemplate


def test_saturated_ranges_lie_on_a_strip_for_each_curve_clipped_to_the_chart() -> None:
    _, derivative = figures()
    strips = [(shape.name, shape.x0, shape.x1, shape.fillcolor) for shape in derivative.layout.shapes if shape.yref == "y2"]
    assert strips == [
        ("Square", -0.05, 0.05, PALETTE[0]),
        ("Wave", -6.0, -5.0, PALETTE[1]),
        ("Wave", 4.0, 6.0, PALETTE[1]),
    ]
    assert derivative.layout.yaxis2.ticktext == ("Square", "Wave")
    assert derivative.layout.yaxis2.domain[1] < derivative.layout.yaxis.domain[0]


def test_threshold_is_a_band_around_zero_with_its_words() -> None:
    _, derivative = figures()
    (band,) = (shape for shape in derivative.layout.shapes if shape.name == "band")
    assert (band.y0, band.y1) == (-0.1, 0.1)
    assert derivative.layout.annotations[0].text == "saturated: |a′(s)| < 0.1"


def test_zoom_is_kept_while_the_cursor_moves_and_dropped_for_other_curves() -> None:
    moved = function_figure(CURVES, -1.0, READINGS)
    other = function_figure(CURVES[:1], 2.0, READINGS[:1])
    assert moved.layout.uirevision == figures()[0].layout.uirevision
    assert other.layout.uirevision != moved.layout.uirevision


def test_probabilities_are_bars_from_zero_to_one_with_their_values() -> None:
    figure = softmax_figure(np.array([0.7, 0.2, 0.1]))
    assert tuple(figure.data[0].x) == ("a₁", "a₂", "a₃")
    assert tuple(figure.data[0].text) == ("0.700", "0.200", "0.100")
    assert tuple(figure.layout.yaxis.range) == (0.0, 1.0)


def test_jacobian_shows_its_numbers_row_by_row_with_zero_neutral() -> None:
    jacobian = np.array([[0.21, -0.21], [-0.00001, 0.00001]])
    heat = jacobian_figure(jacobian).data[0]
    assert tuple(map(tuple, heat.text)) == (("0.210", "−0.210"), ("0.000", "0.000"))
    assert (tuple(heat.x), tuple(heat.y)) == (("s₁", "s₂"), ("a₁", "a₂"))
    assert heat.zmin == -heat.zmax == -0.25
    assert jacobian_figure(jacobian).layout.yaxis.autorange == "reversed"
