"""The error on each part of the rows, as the whole network has it: what films side by side are compared by."""

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event, Finished, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.classes import classes_of
from playground.figures.drawing.layout import quiet_axis, quiet_layout
from playground.figures.drawing.subplots import PARTS
from playground.figures.drawing.theme import GUIDE
from playground.figures.panels.panel import Column, Patch, Restyle, Setup, StillPanel

# As Keras does: a probability of 0 for what is true would be infinitely wrong.
_LEAST = 1e-7
# The error of whoever gives every row the same answer has room below so many times it: who is sure and wrong has a larger log loss.
_ROOM = {"regression": 1.25, "classification": 2.5}


class ErrorsPanel(StillPanel):
    """Mean error on training, validation and test rows over the epochs, worked out from the predictions of each snapshot.

    So it is the error of the network as it would be used: without penalty, with no unit dropped and no input disturbed, which the
    training loss is not. Traces: training, validation, test (not drawn, for those who read the numbers).
    """

    name = "errors"
    title = "Error"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._experiment = experiment
        self._classifies = experiment.data.task == "classification"
        self._epochs: list[int] = []
        self._errors: list[tuple[float, ...]] = []
        self._truth: Floats = np.zeros((0, 1), dtype=np.float32)

    @property
    def caption(self) -> str:
        """How to read the chart."""
        return "Lower is better. Training falling while validation rises is over-fitting."

    @property
    def figure(self) -> go.Figure:
        """Axes and lines without points."""
        lines = [
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="lines",
                line={"color": colour, "width": 2.5},
                visible=name != "Test",
                hovertemplate=f"epoch %{{x:,}}: %{{y:.3g}}<extra>{name}</extra>",
            )
            for name, colour, _ in PARTS
        ]
        return go.Figure(data=lines, layout=self._layout(400))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(340)

    def patch(self, event: Event) -> Patch | None:
        """Return the room that the errors need at the start, the lines up to each snapshot, and the best epoch at the end."""
        match event:
            case Started():
                self._truth = event.truth
                return Setup((), {}, {"yaxis.range": [0.0, _ROOM[self._experiment.data.task] * self._guessing()]})
            case Snapshot() if len(self._truth):
                self._note(event)
                return self._lines(event.epoch)
            case Finished() if event.epochs:
                best = {"shapes[0].visible": True, "shapes[0].x0": event.best_epoch, "shapes[0].x1": event.best_epoch}
                lines = self._lines(event.epochs)
                return Restyle(lines.epoch, lines.traces, lines.data, best if event.best_epoch else {})
            case _:
                return None

    def _note(self, event: Snapshot) -> None:
        each = errors(self._experiment, self._truth, event.predictions)
        parts = np.split(each, np.cumsum(self._experiment.data.shown_rows)[:-1])
        # The best epoch's snapshot may come last.
        place = int(np.searchsorted(self._epochs, event.epoch))
        self._epochs.insert(place, event.epoch)
        self._errors.insert(place, tuple(float(part.mean()) if len(part) else math.nan for part in parts))

    def _lines(self, epoch: int) -> Restyle:
        until = int(np.searchsorted(self._epochs, epoch, side="right"))
        x = np.array(self._epochs[:until], dtype=np.float32)
        errors_so_far = np.array(self._errors[:until], dtype=np.float32)
        columns: tuple[Column, ...] = tuple(errors_so_far[:, part] for part in range(len(PARTS)))
        return Restyle(epoch, tuple(range(len(PARTS))), {"x": (x,) * len(PARTS), "y": columns})

    def _guessing(self) -> float:
        """The error on the training rows of whoever says the same of every row: their mean, or how frequent each class is."""
        truth = self._truth[: self._experiment.data.shown_rows[0]]
        same = np.broadcast_to(truth.mean(axis=0, dtype=np.float64).astype(np.float32), truth.shape)
        return float(errors(self._experiment, truth, same).mean()) or 1.0

    def _layout(self, height: int) -> go.Layout:
        title = "log loss" if self._classifies else "mean squared error"
        across = {**quiet_axis("Epoch"), "range": [0, self._experiment.training.epochs * 1.02]}
        best = {"type": "line", "name": "best", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "visible": False}
        shapes = [{**best, "line": {"color": GUIDE, "width": 2, "dash": "dash"}}]
        up = {**quiet_axis(title), "range": [0, 1], "nticks": 5}
        return go.Layout({**quiet_layout(height), "hovermode": "closest", "xaxis": across, "yaxis": up, "shapes": shapes})


def errors(experiment: Experiment, truth: Floats, outputs: Floats) -> NDArray[np.float64]:
    """Return the error of each row, shape (rows,): the mean of (y − ŷ)² over the targets, or −ln of the true class's probability.

    Args:
        experiment: a regression, or a classification whose outputs are probabilities.
        truth: as in `Started.truth`.
        outputs: the network's, of the same shape.
    """
    if experiment.data.task == "regression":
        squares: NDArray[np.float64] = np.square(truth.astype(np.float64) - outputs).mean(axis=1)
        return squares
    classes = classes_of(experiment)
    labels = classes.true(truth)
    believed = classes.belief(outputs)[np.arange(len(labels)), labels].astype(np.float64)
    logs: NDArray[np.float64] = -np.log(np.clip(believed, _LEAST, 1.0))
    return logs
