"""The loss of every epoch, what of it is penalty, and for a classification the accuracy below it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from playground.choices import LOSSES
from playground.events import Changed, EpochEnd, Event, Finished, Started
from playground.experiment import Change, Experiment
from playground.figures.drawing.layout import HIDDEN, Json, invitation, quiet_axis, quiet_layout
from playground.figures.drawing.theme import GUIDE, PALETTE, TRAINING, VALIDATION
from playground.figures.drawing.units import common_unit, in_parentheses
from playground.figures.panels.loss_marks import CHANGES_AXIS, before_mark, best_mark, change_words, changes_mark, diverged_mark
from playground.figures.panels.panel import Column, Extend, Patch, Pick, Restyle, Setup

# More words than this a `Pick` cannot tell apart.
_MOST_CHANGES = 256
_INVITATION = 'Press Train<br><span style="font-size:12px">○ before training</span>'
_SCALE = "It is Keras' own loss on the standardised target, so it has no unit; predictions and scores are in the target's."


@dataclass(frozen=True)
class _Curve:
    """One curve: its name in Keras' history, and its looks."""

    name: str
    label: str
    colour: str
    dash: str = "solid"
    axis: str = "y"
    begins: bool = True


class LossPanel:
    """Training and validation loss over the epochs; the best epoch is marked when the run is over.

    Traces: training loss, validation loss (if rows validate), then for a classification training and validation accuracy, then
    the training loss without its penalty, and the penalty, once there is one; then the marks of the best epoch, of the last
    epoch before the loss diverged, and of changes by hand; last what each of the first curves was before training.
    """

    name = "loss"
    early = False
    late = False
    epoch_axis: str | None = "xaxis"
    log_axis: str | None = "yaxis"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._epochs = experiment.training.epochs
        self._validates = experiment.data.split_rows[1] > 0
        self._classifies = experiment.data.task == "classification"
        self._loss_name, self._unit = _loss_words(experiment)
        self._scale = f" {_SCALE}" if experiment.data.standardize_target else ""
        self._penalized = experiment.training.l1 > 0 or experiment.training.l2 > 0
        self._parts = _curves_of(validates=self._validates, classifies=self._classifies, penalized=self._penalized)
        # Of the penalty nothing is learned before it is added.
        self._scored = tuple(part for part in self._parts if part.name not in ("data_loss", "penalty"))
        self._watched: list[float] = []
        self._last_loss = 0.0
        self._changes: list[Change] = []

    @property
    def title(self) -> str:
        """What the learner reads above the chart."""
        return "Loss and accuracy" if self._classifies else "Loss"

    @property
    def caption(self) -> str:
        """How to read the chart."""
        penalty = " Training loss = data loss + penalty: L1 and L2 add their part, to the validation loss too." if self._penalized else ""
        if not self._validates:
            return f"Lower is better: the network's error on the training rows after every epoch.{self._scale}{penalty}"
        return f"Lower is better. Training falling while validation rises is over-fitting.{self._scale}{penalty}"

    @property
    def curves(self) -> tuple[int, ...]:
        """The traces that grow: every trace but the marks."""
        return tuple(range(len(self._parts)))

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each curve in Keras' history; `penalty` and `data_loss`, the loss without it, are ours."""
        return tuple(part.name for part in self._parts)

    @property
    def figure(self) -> go.Figure:
        """The chart before the run has started: axes, legend, and words that say what to do."""
        unit = f" {self._unit}" if self._unit else ""
        colour = VALIDATION if self._validates else TRAINING
        curves = [_drawn(part, unit) for part in self._parts]
        before = [before_mark(part.label, part.colour, part.axis, _values(part, unit)) for part in self._scored]
        marks = [best_mark(colour), diverged_mark(), changes_mark()]
        return go.Figure(data=[*curves, *marks, *before], layout=self._layout(height=400))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=340)

    def before(self, scores: Mapping[str, float]) -> Setup:
        """Return the points at epoch 0, which no run says: they are not part of its history.

        Args:
            scores: the untrained network's, by their names in Keras' history; one that is not finite has no point.
        """
        first = len(self._parts) + 3
        found = [scores[part.name] for part in self._scored]
        data: dict[str, tuple[Column, ...]] = {
            "visible": tuple(map(math.isfinite, found)),
            "x": tuple(np.zeros(1, dtype=np.float32) for _ in found),
            "y": tuple(np.array([score]) for score in found),
        }
        layout: dict[str, Json] = {"yaxis.tickfont.color": None, "annotations[0].text": _INVITATION} if any(data["visible"]) else {}
        return Setup(tuple(range(first, first + len(found))), data, layout)

    def patch(self, event: Event) -> Patch | None:
        """Return one more point a curve for each epoch, a mark for each change, and the others at the end."""
        match event:
            case Started():
                return Setup((), {}, {"yaxis.tickfont.color": None})
            case EpochEnd():
                self._last_loss = event.loss
                self._watched.append(event.loss if event.val_loss is None else event.val_loss)
                self._penalized = self._penalized or event.penalty > 0
                return Extend(event.epoch, self._values(event))
            case Changed():
                self._changes.append(event.change)
                return self._looks(event.change.epoch)
            case Finished() if event.epochs or self._changes:
                return self._looks(event.epochs, event)
            case _:
                return None

    def _values(self, event: EpochEnd) -> tuple[float | None, ...]:
        penalized = {"data_loss": event.loss - event.penalty, "penalty": event.penalty} if self._penalized else {}
        known: dict[str, float | None] = {"loss": event.loss, "val_loss": event.val_loss, **event.metrics, **penalized}
        # The penalty's two come last, so leaving them out leaves the others in their places.
        return tuple(known.get(name) for name in self.names if self._penalized or name not in ("data_loss", "penalty"))

    def _looks(self, epoch: int, end: Finished | None = None) -> Restyle:
        """How the penalty's curves and the marks look from `epoch` on."""
        count = len(self._parts)
        best = _mark_at(end.best_epoch, self._watched[end.best_epoch - 1]) if end and 0 < end.best_epoch <= len(self._watched) else None
        broken = _mark_at(end.epochs, self._last_loss) if end and end.epochs and end.reason == "diverged" else None
        penalized = self._penalized or any(change.l1 or change.l2 for change in self._changes)
        changes, words = _changes_column(self._changes)
        data: dict[str, tuple[Column, ...]] = {
            "visible": (penalized, penalized, best is not None, broken is not None, bool(self._changes)),
            "x": (None, None, best and best[0], broken and broken[0], changes and changes[0]),
            "y": (None, None, best and best[1], broken and broken[1], changes and changes[1]),
            "name": (None, None, f"Back to epoch {end.best_epoch:,}" if end and end.restored else None, None, None),
            "text": (None, None, None, None, words),
            "marker.size": (None, None, None, None, changes and changes[2]),
        }
        return Restyle(epoch, tuple(range(count - 2, count + 3)), data)

    def _layout(self, height: int) -> go.Layout:
        epochs = {**quiet_axis("Epoch"), "range": [0, self._epochs * 1.02], "unifiedhovertitle": {"text": "Epoch %{x}"}}
        losses = quiet_axis(f"Loss: {self._loss_name}{in_parentheses(self._unit)}")
        losses |= {"rangemode": "tozero", "tickfont": {"color": HIDDEN}, "exponentformat": "power", "nticks": 7}
        # Plotly's own choice is none for a single trace, and a mark may be that.
        common = {"showlegend": True, "hovermode": "x unified", "yaxis3": CHANGES_AXIS, "shapes": [cursor()], "annotations": [invitation()]}
        if not self._classifies:
            return go.Layout({**quiet_layout(height), **common, "xaxis": epochs, "yaxis": losses})
        accuracies = {**quiet_axis("Accuracy"), "domain": [0.0, 0.32], "range": [0, 1.04], "tickformat": ".0%", "nticks": 4}
        axes = {"xaxis": {**epochs, "anchor": "y2"}, "yaxis": {**losses, "domain": [0.42, 1.0]}, "yaxis2": accuracies}
        return go.Layout({**quiet_layout(height + 60), **common, **axes})


def cursor() -> go.layout.Shape:
    """Return the line at the playhead's epoch, which the player knows by its name."""
    line = {"color": GUIDE, "width": 2, "dash": "dot"}
    return go.layout.Shape(name="cursor", type="line", xref="x", yref="paper", x0=0, x1=0, y0=0, y1=1, line=line, visible=False)


def _loss_words(experiment: Experiment) -> tuple[str, str]:
    name = LOSSES[experiment.training.loss].label.lower()
    if experiment.data.standardize_target:
        return f"{name} (standardised)", ""
    unit = common_unit(experiment.data.targets)
    return name, f"{unit}²" if unit and experiment.training.loss == "mse" else ""


def _curves_of(*, validates: bool, classifies: bool, penalized: bool) -> tuple[_Curve, ...]:
    curves = [_Curve("loss", "Training", TRAINING)]
    if validates:
        curves.append(_Curve("val_loss", "Validation", VALIDATION))
    if classifies:
        curves.append(_Curve("accuracy", "Training accuracy", TRAINING, axis="y2"))
    if classifies and validates:
        curves.append(_Curve("val_accuracy", "Validation accuracy", VALIDATION, axis="y2"))
    curves.append(_Curve("data_loss", "Data loss", TRAINING, "dash", begins=penalized))
    curves.append(_Curve("penalty", "Penalty", PALETTE[3], "dot", begins=penalized))
    return tuple(curves)


def _values(curve: _Curve, unit: str) -> str:
    return "%{y:.1%}" if curve.axis == "y2" else f"%{{y:.4g}}{unit}"


def _drawn(curve: _Curve, unit: str) -> go.Scatter:
    return go.Scatter(
        name=curve.label,
        x=[],
        y=[],
        yaxis=curve.axis,
        # The player takes the dots away once there are enough epochs for a line.
        mode="lines+markers",
        line={"color": curve.colour, "width": 2, "dash": curve.dash},
        marker={"size": 4, "color": curve.colour},
        hovertemplate=f"{_values(curve, unit)}<extra>{curve.label}</extra>",
        showlegend=curve.axis == "y",
        visible=curve.begins,
    )


def _mark_at(epoch: int, value: float) -> tuple[Column, Column]:
    return np.array([epoch], dtype=np.float32), np.array([value], dtype=np.float32)


def _changes_column(changes: list[Change]) -> tuple[tuple[Column, Column, Column] | None, Pick | None]:
    """Return the lines, bottom to top with a gap behind each, as x, y and size of the tip; and the words at their ends."""
    if not changes:
        return None, None
    drawn = changes[-_MOST_CHANGES:]
    x = np.repeat(np.array([change.epoch for change in drawn], dtype=np.float32), 3)
    y = np.tile(np.array([0, 1, np.nan], dtype=np.float32), len(drawn))
    words = tuple(change_words(change) for change in drawn)
    tips = np.tile(np.array([0, 9, 0], dtype=np.float32), len(drawn))
    return (x, y, tips), Pick(words, np.repeat(np.arange(len(drawn)), 3).astype(np.uint8))
