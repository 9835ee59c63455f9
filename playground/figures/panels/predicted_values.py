"""Regression: predicted against true, one subplot a target."""

import math

import numpy as np
import plotly.graph_objects as go

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import HIDDEN, Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.rows import MOST_DOTS, drawn_in_words, drawn_rows, first_of
from playground.figures.drawing.subplots import part_dots, share, suffix
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import GUIDE
from playground.figures.drawing.units import in_parentheses, unit_of
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers, Output
from playground.figures.panels.panel import Dots, Patch, Setup, StillPanel

# Name, colour and symbol of each part of the rows, in the order of the events' rows: colour is never the only difference.
_WIDE_COLUMNS = 2
# As a share of the range: half of such predictions lie on the other side of 0.
_AROUND_ZERO = 0.16
# More charts in one are too small to read.
MOST_TARGETS = 4


class PredictedValuesPanel(StillPanel):
    """A dot a row: x is the true value, y the predicted one, both axes over the same range; on the dashed line they agree.

    Traces: for each target the training, validation (if there are any) and test rows.
    """

    name = "predictions"
    title = "Predictions"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        names = experiment.output_names
        self._targets = names[:MOST_TARGETS]
        self._drawn = drawn_rows(experiment.data, MOST_DOTS // len(self._targets))
        self._rows = self._drawn.parts
        self.dots = tuple(Dots(trace, rows) for trace, rows in enumerate(self._drawn.by_part * len(self._targets)))
        ends = np.cumsum(self._rows).tolist()
        parts = [(end - rows, end) for end, rows in zip(ends, self._rows, strict=True) if rows]
        self._outputs = tuple(Output(target, *part) for target in range(len(self._targets)) for part in parts)
        self._answers = Answers(self._drawn.rows, tuple(range(len(self._outputs))), {"y": self._outputs})
        self._left_out = f"{first_of(names, MOST_TARGETS, 'targets')}{drawn_in_words(experiment, self._drawn)}"

    @property
    def caption(self) -> str:
        """How to read the chart."""
        return f"One dot per row: the closer to the dashed line, the better the prediction.{self._left_out}"

    @property
    def figure(self) -> go.Figure:
        """Axes with their diagonals, and words that say what to do."""
        data = [
            part_dots(part, number, _hover(target))
            for number, target in enumerate(self._targets, start=1)
            for part, rows in enumerate(self._rows)
            if rows
        ]
        rows = math.ceil(len(self._targets) / _WIDE_COLUMNS)
        return go.Figure(data=data, layout=self._layout(min(len(self._targets), _WIDE_COLUMNS), height=400 if rows == 1 else 600))

    @property
    def narrow(self) -> go.Layout:
        """The subplots below each other."""
        return self._layout(1, height=90 + 270 * len(self._targets))

    def patch(self, event: Event) -> Patch | None:
        """Return the true values at the start, the predicted ones at each snapshot."""
        match event:
            case Started():
                return Setup(self._answers.traces, {"x": self._columns(event.truth)}, self._ranges(event.truth), self._answers)
            case Snapshot():
                return look_at(self._answers, event)
            case _:
                return None

    def _columns(self, table: Floats) -> tuple[Floats, ...]:
        return tuple(table[self._drawn.rows[dots.begin : dots.end], dots.output] for dots in self._outputs)

    def _ranges(self, truth: Floats) -> dict[str, Json]:
        layout = no_invitation(len(self._targets))
        for number in range(len(self._targets)):
            low, high = value_range(truth[:, number])
            end = suffix(number + 1)
            for axis in ("xaxis", "yaxis"):
                layout |= {f"{axis}{end}.range": [low, high], f"{axis}{end}.tickfont.color": None}
            shape = f"shapes[{number}]"
            layout |= {f"{shape}.x0": low, f"{shape}.y0": low, f"{shape}.x1": high, f"{shape}.y1": high}
        return layout

    def _layout(self, columns: int, height: int) -> go.Layout:
        layout = quiet_layout(height)
        rows = math.ceil(len(self._targets) / columns)
        for index, target in enumerate(self._targets):
            row, column = divmod(index, columns)
            end = suffix(index + 1)
            unit = in_parentheses(plain(unit_of(target)))
            common: dict[str, Json] = {"range": [0, 1], "tickfont": {"color": HIDDEN}, "nticks": 6}
            layout[f"xaxis{end}"] = {
                **quiet_axis(f"True {plain(target)}"),
                **common,
                "anchor": f"y{end}",
                "domain": share(column, columns, gap=0.13),
            }
            layout[f"yaxis{end}"] = {
                # One title a row of subplots: the columns share it.
                **quiet_axis(f"Predicted{unit}" if column == 0 or unit != in_parentheses(plain(unit_of(self._targets[0]))) else ""),
                **common,
                "anchor": f"x{end}",
                # Rows count from the top, Plotly's domains from the bottom.
                "domain": share(rows - 1 - row, rows, gap=62 / (height - 82)),
            }
        layout["shapes"] = [_diagonal(suffix(index + 1)) for index in range(len(self._targets))]
        # Below the diagonal, which runs through the middle.
        layout["annotations"] = [invitation(0.64, 0.25, suffix(index + 1)) for index in range(len(self._targets))]
        return go.Layout(layout)


def _hover(target: str) -> str:
    unit = f" {plain(unit_of(target))}" if unit_of(target) else ""
    return f"true %{{x:.2f}}{unit}<br>predicted %{{y:.2f}}{unit}"


def _diagonal(end: str) -> go.layout.Shape:
    return go.layout.Shape(
        type="line",
        layer="below",
        xref=f"x{end}",
        yref=f"y{end}",
        x0=0,
        y0=0,
        x1=1,
        y1=1,
        line={"color": GUIDE, "width": 2, "dash": "dash"},
    )


def value_range(values: Floats) -> list[float]:
    """Return the range of both axes: the true values, and 0 where it is near, for around it an untrained network's predictions lie."""
    low, high = float(np.min(values)), float(np.max(values))
    span = (high - low) or 1.0
    below = above = 0.06
    if 0 < low < 1.5 * span:
        low, below = 0.0, _AROUND_ZERO
    if -1.5 * span < high < 0:
        high, above = 0.0, _AROUND_ZERO
    width = high - low or 1.0
    return [low - below * width, high + above * width]
