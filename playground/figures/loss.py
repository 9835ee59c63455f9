"""The loss of every epoch, and for a classification the accuracy below it."""

import numpy as np
import plotly.graph_objects as go

from playground.choices import LOSSES
from playground.events import EpochEnd, Event, Finished, Started
from playground.experiment import Experiment
from playground.figures.panel import HIDDEN, Extend, Patch, Restyle, Setup, invitation, quiet_axis, quiet_layout
from playground.figures.theme import GUIDE, TRAINING, VALIDATION
from playground.figures.units import common_unit, in_parentheses


class LossPanel:
    """Training and validation loss over the epochs; the lowest is marked when the run is over.

    Traces: training loss, validation loss (if rows validate), then for a classification training and validation accuracy,
    and last the mark of the best epoch.
    """

    name = "loss"
    log_axis: str | None = "yaxis"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._epochs = experiment.training.epochs
        self._validates = experiment.data.split_rows[1] > 0
        self._classifies = experiment.data.task == "classification"
        self._loss_name, self._unit = _loss_words(experiment)
        self._best: tuple[int, float] | None = None

    @property
    def title(self) -> str:
        """What the learner reads above the chart."""
        return "Loss and accuracy" if self._classifies else "Loss"

    @property
    def caption(self) -> str:
        """How to read the chart."""
        if not self._validates:
            return "Lower is better: the network's error on the training rows after every epoch."
        return "Lower is better. Training falling while validation rises is over-fitting."

    @property
    def curves(self) -> tuple[int, ...]:
        """The traces that grow: every trace but the mark."""
        return tuple(range((1 + self._validates) * (1 + self._classifies)))

    @property
    def figure(self) -> go.Figure:
        """The chart before the run has started: axes, legend, and words that say what to do."""
        return go.Figure(data=[*self._curves(), self._mark()], layout=self._layout(height=400))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=340)

    def patch(self, event: Event) -> Patch | None:
        """Return one more point a curve for each epoch, and the mark at the end."""
        match event:
            case Started():
                return Setup((), {}, {"yaxis.tickfont.color": None})
            case EpochEnd():
                self._keep_best(event)
                return Extend(event.epoch, self._values(event))
            case Finished():
                return self._marked(event)
            case _:
                return None

    def _values(self, event: EpochEnd) -> tuple[float | None, ...]:
        names = ("accuracy", "val_accuracy") if self._validates else ("accuracy",)
        losses = (event.loss, event.val_loss) if self._validates else (event.loss,)
        return (*losses, *(event.metrics.get(name) for name in names)) if self._classifies else losses

    def _keep_best(self, event: EpochEnd) -> None:
        value = event.loss if event.val_loss is None else event.val_loss
        if self._best is None or value < self._best[1]:
            self._best = (event.epoch, value)

    def _marked(self, event: Finished) -> Restyle | None:
        if self._best is None or event.best_epoch == 0:
            return None
        epoch, value = self._best
        data = {"x": (np.array([epoch], dtype=np.float32),), "y": (np.array([value], dtype=np.float32),)}
        return Restyle(event.epochs, (len(self.curves),), data)

    def _curves(self) -> list[go.Scatter]:
        roles = [("Training", TRAINING)] + ([("Validation", VALIDATION)] if self._validates else [])
        suffix = f" {self._unit}" if self._unit else ""
        curves = [_curve(name, colour, f"%{{y:.4g}}{suffix}", "y") for name, colour in roles]
        if self._classifies:
            curves += [_curve(f"{name} accuracy", colour, "%{y:.1%}", "y2") for name, colour in roles]
        return curves

    def _mark(self) -> go.Scatter:
        return go.Scatter(
            name="Best epoch",
            x=[],
            y=[],
            mode="markers",
            marker={
                "symbol": "star",
                "size": 13,
                "color": VALIDATION if self._validates else TRAINING,
                "line": {"width": 1, "color": "white"},
            },
            # Words beside the star would lie on the curves: the legend and the hover say them.
            hovertemplate="best: epoch %{x:,}<extra></extra>",
        )

    def _layout(self, height: int) -> go.Layout:
        layout = quiet_layout(height)
        loss_title = f"Loss: {self._loss_name}{in_parentheses(self._unit)}"
        layout.update(
            hovermode="x unified",
            xaxis={**quiet_axis("Epoch"), "range": [0, self._epochs * 1.02], "unifiedhovertitle": {"text": "Epoch %{x}"}},
            yaxis={**quiet_axis(loss_title), "rangemode": "tozero", "tickfont": {"color": HIDDEN}, "exponentformat": "power", "nticks": 7},
            shapes=[self._cursor()],
            annotations=[invitation()],
        )
        if self._classifies:
            layout.update(
                height=height + 60,
                xaxis_anchor="y2",
                yaxis={"domain": [0.42, 1.0], "title_text": f"Loss: {self._loss_name}"},
                yaxis2={**quiet_axis("Accuracy"), "domain": [0.0, 0.32], "range": [0, 1.04], "tickformat": ".0%", "nticks": 4},
            )
        return layout

    def _cursor(self) -> go.layout.Shape:
        line = {"color": GUIDE, "width": 2, "dash": "dot"}
        return go.layout.Shape(name="cursor", type="line", xref="x", yref="paper", x0=0, x1=0, y0=0, y1=1, line=line, visible=False)


def _loss_words(experiment: Experiment) -> tuple[str, str]:
    name = LOSSES[experiment.training.loss].label.lower()
    unit = common_unit(experiment.data.targets)
    return name, f"{unit}²" if unit and experiment.training.loss == "mse" else ""


def _curve(name: str, colour: str, values: str, axis: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[],
        y=[],
        yaxis=axis,
        # The player takes the dots away once there are enough epochs for a line.
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"size": 4, "color": colour},
        hovertemplate=f"{values}<extra>{name}</extra>",
        showlegend=axis == "y",
    )
