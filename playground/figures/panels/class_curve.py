"""Classification with one measurement: how far the network speaks for each class along it, and the rows beneath."""

import numpy as np
import plotly.graph_objects as go

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.rows import first_of
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import class_colour
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers
from playground.figures.panels.class_dots import ClassDots
from playground.figures.panels.panel import Patch, Setup, StillPanel

# More curves than these nobody tells apart.
_MOST_CURVES = 10
_DASHES = ("solid", "dash", "dot", "dashdot")


class ClassCurvePanel(StillPanel):
    """A curve for each class, and below it the rows, a level for each class.

    Traces: the curves, then those of `ClassDots`.
    """

    name = "curve"
    title = "Predictions"
    early = True

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._measurement = plain(experiment.data.axes[0])
        self._count = min(len(experiment.data.class_names), _MOST_CURVES)
        self._dots = ClassDots(experiment, self._count, f"{self._measurement}: %{{x:.3g}}<br>", yaxis="y2")
        self.dots = self._dots.dots
        self._left_out = f"{first_of(experiment.data.class_names, _MOST_CURVES, 'classes')}{self._dots.left_out}"
        self._answers: Answers | None = None

    @property
    def caption(self) -> str:
        """How to read the chart."""
        what = "probability" if self._dots.classes.probable else "score"
        return f"Above, each class's {what}: the highest curve wins. Below, the rows by their true class.{self._left_out}"

    @property
    def figure(self) -> go.Figure:
        """Axes, legend, and words that say what to do."""
        names = self._dots.classes.names[: self._count]
        return go.Figure(data=[*(_curve(i, name) for i, name in enumerate(names)), *self._dots.traces], layout=self._layout(height=460))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=420)

    def patch(self, event: Event) -> Patch | None:
        """Return the dots at the start, the curves and the rings at each snapshot."""
        match event:
            case Started(points=points) if points is not None:
                return self._begin(event, points[:, 0])
            case Snapshot(surface=surface) if surface is not None and self._answers is not None:
                # The invitation stands where the curves will: rows alone do not hide it, and in a run there is none.
                return look_at(self._answers, event, {} if event.epoch else no_invitation())
            case _:
                return None

    def _begin(self, event: Started, points: Floats) -> Setup:
        truth = self._dots.classes.true(event.truth)
        # Rows of one class stand on one level, a little apart: multiples of the golden ratio, never random.
        levels = (truth + 0.5 * ((np.arange(len(truth)) * 0.6180339887) % 1.0 - 0.5)).astype(np.float32)
        dots = self._dots.begin(event, (points, levels))
        (grid,) = event.grid
        none = (None,) * self._count
        data = {name: (*((grid,) * self._count if name == "x" else none), *columns) for name, columns in dots.data.items()}
        self._answers = self._dots.answers(self._count)
        return Setup((*range(self._count), *dots.traces), data, {"xaxis.range": [float(grid[0]), float(grid[-1])]}, self._answers)

    def _layout(self, height: int) -> go.Layout:
        classes = self._dots.classes
        heights: dict[str, Json] = {"range": [-0.03, 1.03], "tickformat": ".1f"} if classes.probable else {}
        # The legend has the names: beside the axis they would take half the chart.
        levels: dict[str, Json] = {"range": [-0.6, len(classes.names) - 0.4], "showgrid": False, "showticklabels": False, "ticks": ""}
        return go.Layout(
            {
                **quiet_layout(height),
                "hovermode": "closest",
                "xaxis": {**quiet_axis(self._measurement), "range": [0, 1], "nticks": 6, "anchor": "y2"},
                "yaxis": {**quiet_axis("Probability" if classes.probable else "Score"), **heights, "domain": [0.4, 1.0], "nticks": 6},
                "yaxis2": {**quiet_axis("True class"), **levels, "domain": [0.0, 0.33]},
                # Where the curves will be: the rows beneath are there before.
                "annotations": [invitation(axes="")],
            }
        )


def _curve(i: int, name: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[],
        y=[],
        mode="lines",
        line={"color": class_colour(i), "dash": _DASHES[i % len(_DASHES)], "width": 2.5},
        showlegend=False,
        hovertemplate="%{x:.3g}<br>%{y:.3f}<extra>" + name + "</extra>",
    )
