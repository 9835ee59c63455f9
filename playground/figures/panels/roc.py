"""The ROC curve of the test rows: how well the outputs part two classes, whatever the threshold."""

from typing import TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data.ties import tied
from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.classes import Labels, classes_of
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import ALARM, GUIDE, TEST
from playground.figures.panels.panel import Patch, Restyle, Setup, StillPanel

# Two names share an axis title.
_MOST_LETTERS = 14

Rates: TypeAlias = NDArray[np.float64]


class RocPanel(StillPanel):
    """The share of the second class found against the share of the first taken for it, over all thresholds.

    Traces: the curve, and the point at the threshold that decides.
    """

    name = "roc"
    title = "ROC curve"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`, a classification with two classes."""
        self._classes = classes_of(experiment)
        self._first, self._second = (" ".join(name.split())[:_MOST_LETTERS] for name in experiment.data.class_names)
        self._test, self._all = experiment.data.shown_rows[2], experiment.data.split_rows[2]
        self._truth: Labels | None = None

    @property
    def caption(self) -> str:
        """How to read the curve."""
        rows = f"{self._test:,} of the {self._all:,} test rows" if self._test < self._all else "Test rows"
        return (
            f"{rows}, over all thresholds: the {self._second} found against the {self._first} taken for {self._second}. "
            "AUC, the area below, is 1 for a perfect order and ½ for guessing."
        )

    @property
    def figure(self) -> go.Figure:
        """Axes, the line of guessing, and words that say what to do."""
        hover = "false positives %{x:.1%}<br>true positives %{y:.1%}<extra></extra>"
        curve = go.Scatter(name="AUC", x=[], y=[], mode="lines", line={"color": TEST, "width": 2.5}, hovertemplate=hover)
        marker = {"symbol": "star", "size": 13, "color": ALARM, "line": {"width": 1, "color": "white"}}
        decision = go.Scatter(name="Decision", x=[], y=[], mode="markers", marker=marker, hovertemplate=f"the decision: {hover}")
        return go.Figure(data=[curve, decision], layout=self._layout(height=400))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=360)

    def patch(self, event: Event) -> Patch | None:
        """Return the curve of each snapshot."""
        match event:
            case Started():
                labels = self._classes.true(event.truth)
                self._truth = labels[len(labels) - self._test :]
                return Setup((), {}, no_invitation())
            case Snapshot() if self._truth is not None:
                return self._curve(event.epoch, event.predictions[-self._test :], self._truth)
            case _:
                return None

    def _curve(self, epoch: int, outputs: Floats, truth: Labels) -> Restyle:
        scores = self._classes.belief(outputs)[:, 1]
        if len(set(truth.tolist())) < 2 or not np.isfinite(scores).all():
            nothing = np.array([], dtype=np.float32)
            return Restyle(epoch, (0, 1), {"x": (nothing, nothing), "y": (nothing, nothing), "name": ("AUC: needs both classes", None)})
        false, true = roc(truth, tied(scores))
        area = float(np.trapezoid(true, false))
        chosen = self._classes.predicted(outputs) == 1
        at = [np.array([chosen[truth == label].mean()], dtype=np.float32) for label in (0, 1)]
        return Restyle(epoch, (0, 1), {"x": (false, at[0]), "y": (true, at[1]), "name": (f"AUC {area:.3f}", None)})

    def _layout(self, height: int) -> go.Layout:
        shares: dict[str, Json] = {"range": [-0.02, 1.02], "tickformat": ".0%", "nticks": 6}
        line = {"color": GUIDE, "width": 2, "dash": "dash"}
        first, second = plain(self._first), plain(self._second)
        return go.Layout(
            {
                **quiet_layout(height),
                "hovermode": "closest",
                "xaxis": {**quiet_axis(f"False positives: {first} taken for {second}"), **shares},
                "yaxis": {**quiet_axis(f"True positives: {second} found"), **shares},
                "shapes": [go.layout.Shape(type="line", layer="below", xref="x", yref="y", x0=0, y0=0, x1=1, y1=1, line=line)],
                "annotations": [invitation()],
            }
        )


def roc(truth: Labels, scores: Rates) -> tuple[Rates, Rates]:
    """Return the false and the true positive rate at each threshold from the highest score down, corners only.

    Args:
        truth: 0 or 1, both of them there; shape (rows,).
        scores: higher speaks for 1; shape (rows,).
    """
    order = np.argsort(-scores, kind="stable")
    # Rows with one score change sides together.
    last = np.flatnonzero(np.diff(scores[order], append=-np.inf))
    found = np.cumsum(truth[order])[last]
    true = np.concatenate([[0.0], found / truth.sum()])
    false = np.concatenate([[0.0], (last + 1 - found) / (len(truth) - truth.sum())])
    straight = np.zeros(len(true), dtype=bool)
    straight[1:-1] = np.isclose(np.diff(true)[:-1] * np.diff(false)[1:], np.diff(true)[1:] * np.diff(false)[:-1], atol=1e-12)
    return false[~straight], true[~straight]
