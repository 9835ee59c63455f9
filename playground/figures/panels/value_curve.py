"""Regression with one measurement: the predicted curve through the rows, the picture of under- and over-fitting."""

import math

import numpy as np
import plotly.graph_objects as go

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.rows import MOST_DOTS, drawn_in_words, drawn_rows, first_of
from playground.figures.drawing.subplots import part_dots, share, suffix
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import PALETTE
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers, Output
from playground.figures.panels.panel import Column, Dots, Patch, Setup, StillPanel
from playground.figures.panels.predicted_values import MOST_TARGETS

_WIDE_COLUMNS = 2


class ValueCurvePanel(StillPanel):
    """A line through the dots of the rows, one subplot a target.

    Traces: for each target the training, validation (if there are any) and test rows, then the prediction.
    """

    name = "curve"
    title = "Prediction"
    early = True

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._measurement = plain(experiment.data.axes[0])
        self._targets = experiment.data.targets[:MOST_TARGETS]
        self._drawn = drawn_rows(experiment.data, MOST_DOTS // len(self._targets))
        self._parts = tuple(number for number, rows in enumerate(self._drawn.parts) if rows)
        parts = self._drawn.by_part
        # Behind the parts of each target is its line.
        firsts = range(0, (len(parts) + 1) * len(self._targets), len(parts) + 1)
        self.dots = tuple(Dots(trace, rows) for first in firsts for trace, rows in enumerate(parts, start=first))
        self._left_out = f"{first_of(experiment.data.targets, MOST_TARGETS, 'targets')}{drawn_in_words(experiment, self._drawn)}"
        self._begun = False

    @property
    def caption(self) -> str:
        """How to read the chart."""
        return (
            "The line is what the network predicts, dots are the rows. A line too stiff for the dots under-fits; one that chases "
            f"single training dots over-fits.{self._left_out}"
        )

    @property
    def figure(self) -> go.Figure:
        """Axes, and words that say what to do."""
        data: list[go.Scatter] = []
        for number, target in enumerate(self._targets, start=1):
            data += [part_dots(part, number, _hover(self._measurement, target)) for part in self._parts]
            data.append(_line(target, number))
        return go.Figure(data=data, layout=self._layout(min(len(self._targets), _WIDE_COLUMNS), 400 if len(self._targets) < 3 else 600))

    @property
    def narrow(self) -> go.Layout:
        """The subplots below each other."""
        return self._layout(1, height=90 + 280 * len(self._targets))

    def patch(self, event: Event) -> Patch | None:
        """Return the dots at the start, the line at each snapshot."""
        match event:
            case Started(points=points) if points is not None:
                self._begun = True
                return self._begin(event, points[:, 0])
            case Snapshot(surface=surface) if surface is not None and self._begun:
                return look_at(self._answers, event)
            case _:
                return None

    @property
    def _answers(self) -> Answers:
        targets = range(len(self._targets))
        lines = tuple(target * (len(self._parts) + 1) + len(self._parts) for target in targets)
        return Answers(self._drawn.rows, lines, {"y": tuple(map(Output, targets))})

    def _begin(self, event: Started, points: Floats) -> Setup:
        ends = np.cumsum([self._drawn.parts[part] for part in self._parts])[:-1]
        rows = np.split(self._drawn.rows, ends)
        x: list[Column] = []
        y: list[Column] = []
        layout = no_invitation(len(self._targets))
        (grid,) = event.grid
        for number in range(len(self._targets)):
            x += [*(points[part] for part in rows), grid]
            y += [*(event.truth[part, number] for part in rows), None]
            end = suffix(number + 1)
            layout |= {f"xaxis{end}.range": [float(grid[0]), float(grid[-1])], f"yaxis{end}.range": _room(event.truth[:, number])}
        return Setup(tuple(range(len(x))), {"x": tuple(x), "y": tuple(y)}, layout, self._answers)

    def _layout(self, columns: int, height: int) -> go.Layout:
        layout = quiet_layout(height)
        layout["hovermode"] = "closest"
        rows = math.ceil(len(self._targets) / columns)
        for index, target in enumerate(self._targets):
            row, column = divmod(index, columns)
            end = suffix(index + 1)
            x = {**quiet_axis(self._measurement), "nticks": 6, "range": [0, 1], "anchor": f"y{end}"}
            layout[f"xaxis{end}"] = {**x, "domain": share(column, columns, gap=0.13)}
            y = {**quiet_axis(plain(target)), "nticks": 6, "range": [0, 1], "anchor": f"x{end}"}
            # Rows count from the top, Plotly's domains from the bottom.
            layout[f"yaxis{end}"] = {**y, "domain": share(rows - 1 - row, rows, gap=62 / (height - 82))}
        layout["annotations"] = [invitation(0.5, 0.5, suffix(index + 1)) for index in range(len(self._targets))]
        return go.Layout(layout)


def _hover(measurement: str, target: str) -> str:
    return f"{measurement}: %{{x:.3g}}<br>true {plain(target)}: %{{y:.3g}}"


def _line(target: str, number: int) -> go.Scatter:
    return go.Scatter(
        name="Prediction",
        legendgroup="Prediction",
        showlegend=number == 1,
        # Without a point it would not stand in the legend, which would grow with the answer and move the dots.
        x=[None],
        y=[None],
        xaxis=f"x{suffix(number)}",
        yaxis=f"y{suffix(number)}",
        mode="lines",
        line={"color": PALETTE[3], "width": 3},
        hovertemplate=f"%{{x:.3g}}<br>predicted {plain(target)}: %{{y:.3g}}<extra></extra>",
    )


def _room(truth: Floats) -> list[Json]:
    """Return a range with some room above and below the rows, so that a line that leaves them is still seen."""
    low, high = float(truth.min()), float(truth.max())
    margin = 0.15 * ((high - low) or 1.0)
    return [low - margin, high + margin]
