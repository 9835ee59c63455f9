"""The learning rate of every epoch, for runs in which it is not the same all the time."""

import numpy as np
import plotly.graph_objects as go

from playground.choices import SCHEDULES
from playground.events import BlowUp, Changed, EpochEnd, Event, Finished, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import invitation, quiet_axis, quiet_layout
from playground.figures.drawing.theme import ALARM, PALETTE
from playground.figures.panels.loss import cursor
from playground.figures.panels.panel import Extend, Patch, Restyle, Setup


class LearningRatePanel:
    """One curve, and its step to an epoch that diverged; it comes onto the page when a schedule or a change makes it worth seeing."""

    name = "learning_rate"
    title = "Learning rate"
    early = False
    late = True
    curves: tuple[int, ...] = (0,)
    epoch_axis: str | None = "xaxis"
    log_axis: str | None = "yaxis"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        training = experiment.training
        self._epochs = training.epochs
        self._schedule = training.schedule
        self._varies = training.schedule != "constant" or any(change.learning_rate is not None for change in training.changes)
        self._set_up = False
        self._last: float | None = None

    @property
    def caption(self) -> str:
        """How to read the chart."""
        schedule = SCHEDULES[self._schedule]
        by_hand = "The step size ν of every epoch. It changes where somebody changed it."
        return by_hand if self._schedule == "constant" else f"The step size ν of every epoch. {schedule.label}: {_lower(schedule.help)}"

    @property
    def figure(self) -> go.Figure:
        """The chart before the run has started."""
        curve = go.Scatter(
            name="Learning rate",
            x=[],
            y=[],
            mode="lines+markers",
            # A rate holds for a whole epoch: from the end of the one before to its own.
            line={"color": PALETTE[3], "width": 2, "shape": "vh"},
            marker={"size": 4, "color": PALETTE[3]},
            hovertemplate="epoch %{x:,}: %{y:.4g}<extra></extra>",
            showlegend=False,
        )
        return go.Figure(data=[curve, _too_much()], layout=self._layout(height=320))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=280)

    def patch(self, event: Event) -> Patch | None:
        """Return the next epoch's rate, and once, when it is known to vary, that the chart is to be seen."""
        match event:
            case Started():
                return self._appear(wanted=self._varies)
            case Changed():
                return self._appear(wanted=event.change.learning_rate is not None)
            case EpochEnd():
                self._last = event.learning_rate
                return Extend(event.epoch, (event.learning_rate,))
            case Finished(blow_up=BlowUp() as blow_up):
                return self._end(event.epochs, blow_up)
            case _:
                return None

    def _end(self, epochs: int, blow_up: BlowUp) -> Restyle:
        """Draw the rate of the epoch that diverged, which is none of the curve's."""
        points = [(blow_up.epoch, blow_up.learning_rate, 9)]
        if self._last is not None:
            points.insert(0, (epochs, self._last, 0))
        x, y, sizes = np.array(points, np.float32).T
        return Restyle(epochs, (1,), {"visible": (True,), "x": (x,), "y": (y,), "marker.size": (sizes,)})

    def _appear(self, *, wanted: bool) -> Setup | None:
        if not wanted or self._set_up:
            return None
        self._set_up = True
        return Setup((), {}, {})

    def _layout(self, height: int) -> go.Layout:
        return go.Layout(
            {
                **quiet_layout(height, top=20),
                "hovermode": "x",
                "xaxis": {**quiet_axis("Epoch"), "range": [0, self._epochs * 1.02]},
                "yaxis": {**quiet_axis("Learning rate ν"), "rangemode": "tozero", "exponentformat": "power", "nticks": 6},
                "shapes": [cursor()],
                "annotations": [invitation()],
            }
        )


def _too_much() -> go.Scatter:
    return go.Scatter(
        name="Diverged",
        x=[],
        y=[],
        mode="lines+markers",
        line={"color": ALARM, "width": 2, "shape": "vh", "dash": "dot"},
        marker={"symbol": "x", "color": ALARM},
        hovertemplate="epoch %{x:,}, which diverged: %{y:.4g}<extra></extra>",
        showlegend=False,
        visible=False,
    )


def _lower(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}"
