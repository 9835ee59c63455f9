"""The confusion matrix of the test rows: which classes the network takes for which."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event, Finished, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.classes import Labels, classes_of
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import GUIDE, INK, PALE_HIGH, PALE_LOW, PALE_MIDDLE
from playground.figures.panels.panel import Column, Patch, Pick, Restyle, Setup, StillPanel

# A cell is a word out of at most 256, and smaller ones nobody reads.
MOST_CLASSES = 16
# With more classes than these a cell has no room for the usual letters.
_FEW = 6

Counts = NDArray[np.int64]

# Between no row, grey, and all rows of a class.
PALEST = 0.4


def has_matrix(experiment: Experiment) -> bool:
    """Whether a run has classes, and no more than a matrix has room for."""
    return 0 < len(experiment.data.class_names) <= MOST_CLASSES


def without_matrix_in_words(experiment: Experiment) -> str:
    """Say why a classification has no confusion matrix; nothing where it has one."""
    if has_matrix(experiment):
        return ""
    return f" A confusion matrix is shown for up to {MOST_CLASSES} classes; this run has {len(experiment.data.class_names):,}."


class ConfusionPanel(StillPanel):
    """A cell for each true class (rows) and predicted class (columns) with its number of test rows: blue is right, orange wrong.

    Traces: the cells.
    """

    name = "confusion"
    title = "Confusion matrix"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty matrix for a run of `experiment`, a classification with at most `MOST_CLASSES` classes."""
        self._classes = classes_of(experiment)
        self._names = tuple(" ".join(name.split()) for name in experiment.data.class_names)
        self._test = experiment.data.shown_rows[2]
        self._all = experiment.data.split_rows[2]
        self._truth: Labels | None = None

    @property
    def caption(self) -> str:
        """How to read the matrix."""
        some = f" While it trains, {self._test:,} of the {self._all:,} test rows." if self._test < self._all else ""
        return f"Test rows by their true class (down) and the predicted one (across): blue is right, orange a mistake.{some}"

    @property
    def figure(self) -> go.Figure:
        """Empty cells, and words that say what to do."""
        places = np.arange(len(self._names), dtype=np.float32)
        cells = go.Heatmap(
            x=np.tile(places, len(places)),
            y=np.repeat(places, len(places)),
            z=[],
            zmin=-1,
            zmax=1,
            colorscale=[[0, PALE_LOW], [0.5, PALE_MIDDLE], [1, PALE_HIGH]],
            showscale=False,
            xgap=2,
            ygap=2,
            texttemplate="%{text}",
            textfont={"size": 16 if len(self._names) <= _FEW else 12, "color": INK},
            hoverinfo="skip",
        )
        return go.Figure(data=[cells], layout=self._layout(height=400))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=360)

    def patch(self, event: Event) -> Patch | None:
        """Return the counts of each snapshot, and at the end those of all test rows."""
        match event:
            case Started():
                self._truth = self._tested(self._classes.true(event.truth))
                return Setup((), {}, no_invitation())
            case Snapshot() if self._truth is not None:
                predicted = self._tested(self._classes.predicted(event.predictions))
                return self._cells(event.epoch, counted(self._truth, predicted, len(self._names)))
            case Finished(confusion=confusion) if confusion:
                # Going back to the best epoch is going back to what stood there then.
                return self._cells(event.best_epoch if event.restored else event.epochs, np.array(confusion, dtype=np.int64))
            case _:
                return None

    def _tested(self, labels: Labels) -> Labels:
        return labels[len(labels) - self._test :]

    def _cells(self, epoch: int, counts: Counts) -> Restyle:
        rows = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        shares = counts / rows
        # A single mistake among many rows is to be seen: no cell with rows is paler than this.
        depth = np.where(counts, PALEST + (1 - PALEST) * shares, 0)
        signed = np.where(np.eye(len(counts), dtype=bool), depth, -depth).astype(np.float32)
        options, indices = np.unique(counts.ravel(), return_inverse=True)
        words = Pick(tuple(f"{count:,}" if count else "" for count in options.tolist()), indices.astype(np.uint8))
        data: dict[str, tuple[Column, ...]] = {"z": (signed.ravel(),), "text": (words,)}
        return Restyle(epoch, (0,), data)

    def _layout(self, height: int) -> go.Layout:
        count = len(self._names)
        # A tick has room for a few letters.
        most = 12 if count <= _FEW else 8
        names: dict[str, Json] = {"tickvals": list(range(count)), "ticktext": [plain(name, most) for name in self._names]}
        common: dict[str, Json] = {**names, "showgrid": False, "fixedrange": True, "range": [-0.5, count - 0.5]}
        return go.Layout(
            {
                **quiet_layout(height, left=44 + 7 * min(most, max(map(len, self._names))), top=16),
                "xaxis": {**quiet_axis("Predicted"), **common},
                "yaxis": {**quiet_axis("True"), **common, "range": [count - 0.5, -0.5]},
                "shapes": [_outline(count)],
                "annotations": [invitation()],
            }
        )


def counted(truth: Labels, predicted: Labels, count: int) -> Counts:
    """Return how many rows of each true class got each class; shape (count, count)."""
    return np.bincount(truth * count + predicted, minlength=count * count).reshape(count, count)


def _outline(count: int) -> go.layout.Shape:
    ends = {"x0": -0.5, "x1": count - 0.5, "y0": -0.5, "y1": count - 0.5}
    return go.layout.Shape(type="rect", layer="below", xref="x", yref="y", line={"color": GUIDE, "width": 1}, **ends)
