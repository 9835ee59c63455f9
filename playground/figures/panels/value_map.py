"""Regression over two measurements: the predicted value everywhere, and the true ones on top, on one scale of colours."""

import numpy as np
import plotly.graph_objects as go

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import Json, invitation, no_invitation
from playground.figures.drawing.rows import MOST_DOTS, drawn_in_words, drawn_rows
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import GREY, HIGH, INK, LOW, MIDDLE, see_through
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers, Scale
from playground.figures.panels.class_map import plane_layout
from playground.figures.panels.images import blank, frame_of
from playground.figures.panels.panel import Column, Dots, Patch, Setup, StillPanel

_SCALE = (LOW, MIDDLE, HIGH)
_PARTS = (("Training", "circle"), ("Validation", "diamond"), ("Test", "cross"))


class ValueMapPanel(StillPanel):
    """The first target over the plane of the two measurements.

    Traces: the rows of each part, coloured by their true value, then what stands in the legend for them.
    """

    name = "map"
    title = "Predictions over the plane"
    early = True

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty map for a run of `experiment`."""
        self._axes = tuple(plain(name) for name in experiment.data.axes)
        self._target = plain(experiment.data.targets[0])
        self._drawn = drawn_rows(experiment.data, MOST_DOTS)
        self._parts = tuple(number for number, rows in enumerate(self._drawn.parts) if rows)
        self.dots = tuple(Dots(trace, rows) for trace, rows in enumerate(self._drawn.by_part))
        self._left_out = drawn_in_words(experiment, self._drawn)
        self._answers: Answers | None = None

    @property
    def caption(self) -> str:
        """How to read the map."""
        return f"The background is the prediction, a dot's colour the true value. Where the network is right, dots vanish.{self._left_out}"

    @property
    def figure(self) -> go.Figure:
        """Axes, the scale of colours, and words that say what to do."""
        dots = [self._dots(*_PARTS[part]) for part in self._parts]
        keys = [_key(*_PARTS[part]) for part in self._parts]
        return go.Figure(data=[*dots, *keys], layout=self._layout(height=460))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=400)

    def patch(self, event: Event) -> Patch | None:
        """Return the dots at the start, the map at each snapshot."""
        match event:
            case Started(points=points) if points is not None:
                limit = float(np.abs(event.truth[:, 0]).max()) or 1.0
                self._answers = Answers(self._drawn.rows, (), {}, Scale(-limit, limit, _SCALE), event.grid)
                return self._begin(event.truth[:, 0], points, self._answers, limit)
            case Snapshot(surface=surface) if surface is not None and self._answers is not None:
                return look_at(self._answers, event)
            case _:
                return None

    def _begin(self, truth: Floats, points: Floats, answers: Answers, limit: float) -> Setup:
        ends = np.cumsum([self._drawn.parts[part] for part in self._parts])[:-1]
        rows = np.split(self._drawn.rows, ends)
        data: dict[str, tuple[Column, ...]] = {
            "x": tuple(points[part, 0] for part in rows),
            "y": tuple(points[part, 1] for part in rows),
            "marker.color": tuple(truth[part] for part in rows),
        }
        scale: dict[str, Json] = {"coloraxis.cmin": -limit, "coloraxis.cmax": limit, "coloraxis.showscale": True}
        return Setup(tuple(range(len(rows))), data, {**frame_of(answers.grid), **scale, **no_invitation()}, answers)

    def _dots(self, part: str, symbol: str) -> go.Scatter:
        x, y = self._axes
        return go.Scatter(
            name=part,
            legendgroup=part,
            showlegend=False,
            x=[],
            y=[],
            mode="markers",
            marker={"symbol": symbol, "size": 7, "coloraxis": "coloraxis", "line": {"width": 1, "color": see_through(INK, 0.6)}},
            hovertemplate=f"{x}: %{{x:.3g}}<br>{y}: %{{y:.3g}}<br>true {self._target}: %{{marker.color:.3g}}<extra>{part}</extra>",
        )

    def _layout(self, height: int) -> go.Layout:
        bar = {"title": {"text": self._target}, "thickness": 12, "outlinewidth": 0, "nticks": 5}
        scale = {"colorscale": [[i / 2, colour] for i, colour in enumerate(_SCALE)], "showscale": False, "colorbar": bar}
        plane = plane_layout(height, self._axes, square=True)
        return go.Layout({**plane, "images": [blank(opacity=1.0)], "annotations": [invitation()], "coloraxis": scale})


def _key(part: str, symbol: str) -> go.Scatter:
    marker = {"color": GREY, "symbol": symbol, "size": 8}
    return go.Scatter(name=part, legendgroup=part, x=[None], y=[None], mode="markers", marker=marker, hoverinfo="skip")
