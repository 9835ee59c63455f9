"""A run as a film: each batch of events becomes one entry of the run's log, encoded once for all viewers."""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from playground.events import MOST_WEIGHTS, Changed, EpochEnd, Event, Failed, Finished, Reason, Snapshot, WeightSizes
from playground.experiment import Change, Experiment
from playground.figures.panels.class_panels import class_panels
from playground.figures.panels.errors import ErrorsPanel
from playground.figures.panels.learning_rate import LearningRatePanel
from playground.figures.panels.loss import LossPanel
from playground.figures.panels.panel import Extend, Panel, Patch, Restyle, Setup
from playground.figures.panels.predictions import prediction_panels
from playground.lessons.regularizers import weight_sizes
from playground.live.answers import told
from playground.live.frame import Columns, Ending, Frame, Look, Result, Sizes, Weights
from playground.live.pack import pack, pack_numbers, short
from playground.summary import parameter_count
from playground.training.snapshots import snapshot_epochs, weight_epochs

# Of one run, in base64, where three bytes are four: with everything else, a film of 10,000 epochs takes less than 10 MB.
WEIGHT_BYTES = 7_500_000

_STATUS: dict[Reason, str] = {"completed": "finished", "stopped": "stopped", "early_stopping": "finished", "diverged": "diverged"}


def panels_of(experiment: Experiment) -> tuple[Panel, ...]:
    """Return fresh panels for one run of `experiment`, in the order in which they stand on the page."""
    return LossPanel(experiment), *prediction_panels(experiment), *class_panels(experiment), LearningRatePanel(experiment)


def few_panels_of(experiment: Experiment) -> tuple[Panel, ...]:
    """Return the panels of a film beside others, in their order: the predictions over the measurements, and the error."""
    return prediction_panels(experiment)[0], ErrorsPanel(experiment)


class Film:
    """Records one run: give it the run's events, batch by batch and in order."""

    def __init__(self, experiment: Experiment, *, few: bool = False, keeps_result: bool = False) -> None:
        """Prepare the film of a run; it carries the weights of small networks unless it has few panels or only a result.

        Args:
            experiment: what is trained.
            few: whether it has few panels, as beside others, and says how large the weights are.
            keeps_result: whether it ends with the scores and the weights, for pages that calculate with the trained network.
        """
        self._panels = few_panels_of(experiment) if few else panels_of(experiment)
        self._says_sizes = few
        self._carries_weights = not (few or keeps_result)
        self._skipped = _without_weights(experiment)
        self._keeps_result = keeps_result
        self._newest: Snapshot | None = None
        self._first: EpochEnd | None = None
        self._change: Change | None = None

    def record(self, events: Sequence[Event]) -> bytes:
        """Return the frame of one batch of events, encoded.

        Args:
            events: what the run said since the last call; epochs follow each other without a gap.
        """
        return encoded(self.frame(events))

    def frame(self, events: Sequence[Event]) -> Frame:
        """Return the frame of one batch of events, as `record` encodes it."""
        frame: Frame = {}
        for event in events:
            self._state_facts(frame, event)
            self._state_weights(frame, event)
            if self._keeps_result:
                self._state_result(frame, event)
            for panel in self._panels:
                patch = panel.patch(event)
                if isinstance(patch, Setup) and not self._carries_weights:
                    # Nobody edits weights that nobody has.
                    patch = replace(patch, answers=None)
                if patch is not None:
                    add_patch(frame, panel.name, patch)
        return frame

    def _state_facts(self, frame: Frame, event: Event) -> None:
        match event:
            case EpochEnd():
                first = frame["epochs"][0] if "epochs" in frame else event.epoch
                frame["epochs"] = (first, event.epoch)
                frame["pace"] = self._pace(event)
            case Changed():
                self._change = event.change
            case Finished():
                frame["ending"] = _ending(event, self._change)
            case Failed():
                frame["ending"] = {"status": "failed", "note": event.message}

    def _state_weights(self, frame: Frame, event: Event) -> None:
        if not isinstance(event, Snapshot):
            return
        if self._says_sizes and (event.sizes or event.weights):
            frame.setdefault("sizes", []).append(_sizes(event.epoch, event.sizes or weight_sizes(event.weights)))
        carried = self._carries_weights and event.epoch not in self._skipped
        if carried and 0 < sum(array.size for array in event.weights) <= MOST_WEIGHTS:
            frame.setdefault("weights", []).append(weights_of(event))

    def _state_result(self, frame: Frame, event: Event) -> None:
        if isinstance(event, Snapshot):
            self._newest = event
        elif isinstance(event, Finished) and self._newest is not None:
            frame["result"] = _result(event, self._newest)

    def _pace(self, event: EpochEnd) -> float:
        """Milliseconds an epoch; the first, in which a new network is prepared too, counts only while it is the only one."""
        self._first = first = self._first or event
        seconds, epochs = (event.seconds, 1) if event is first else (event.seconds - first.seconds, event.epoch - first.epoch)
        return round(1000 * seconds / epochs, 4)


def encoded(frame: Frame) -> bytes:
    """Return an entry of a run's log: one line of compact JSON, numbers that are not finite as null."""
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def weights_of(snapshot: Snapshot) -> Weights:
    """Return the weights that a snapshot carries, as a frame has them."""
    return {"epoch": snapshot.epoch, **pack_numbers(np.concatenate([array.ravel() for array in snapshot.weights]))}


def _result(end: Finished, last: Snapshot) -> Result:
    """Return the scores, and the weights where they have travelled this far."""
    weights = b"".join(array.astype("<f4").tobytes() for array in last.weights) if last.epoch == end.epochs else b""
    return {"test": {name: short(score) for name, score in end.test.items()}, "weights": base64.b64encode(weights).decode("ascii")}


def _ending(end: Finished, change: Change | None) -> Ending:
    ending: Ending = {"status": _STATUS[end.reason], "note": _note(end, change)}
    if end.best_epoch:
        ending["best"] = end.best_epoch
    if end.restored:
        ending["back"] = end.best_epoch
    if end.reason == "diverged":
        ending["reach"] = end.epochs + 1
    return ending


def _note(end: Finished, change: Change | None) -> str:
    """Say how the run ended, where its status does not say all."""
    back = f"back to epoch {end.best_epoch:,}" if end.restored else ""
    match end.reason:
        case "early_stopping" if end.restored:
            return f"stopped early at epoch {end.epochs:,}, {back}"
        case "early_stopping":
            return f"stopped early at epoch {end.epochs:,}; the best was epoch {end.best_epoch:,}"
        case "diverged":
            epoch = end.epochs + 1
            first = f", the first with {change.words}," if change and change.epoch == epoch else ""
            return f"in epoch {epoch:,}{first} the loss overflowed{back and f', {back}'}: see below the charts for what helps"
        case _:
            return back


def _without_weights(experiment: Experiment) -> frozenset[int]:
    """Return the planned snapshots whose weights a film leaves out, evenly spread, so that all others have room."""
    epochs = experiment.training.epochs
    return snapshot_epochs(epochs) - weight_epochs(epochs, parameter_count(experiment), WEIGHT_BYTES)


def _sizes(epoch: int, sizes: WeightSizes) -> Sizes:
    return {
        "epoch": epoch,
        "count": sizes.count,
        "small": sizes.small,
        "absolute": short(sizes.absolute),
        "squared": short(sizes.squared),
    }


def add_patch(frame: Frame, panel: str, patch: Patch) -> None:
    """Add what an event changes in a panel, in the player's words."""
    match patch:
        case Extend():
            _extend(frame.setdefault("curves", {}).setdefault(panel, {"ys": []})["ys"], patch.values)
        case Restyle():
            frame.setdefault("keys", []).append({"panel": panel, "epoch": patch.epoch, "look": look_of(patch)})
        case Setup():
            frame.setdefault("stages", {})[panel] = look_of(patch)


def _extend(ys: list[list[float | None]], values: Sequence[float | None]) -> None:
    """Append a point to each curve; one that begins only now has gaps at the entry's epochs before."""
    past = len(ys[0]) if ys else 0
    ys += [[None] * past for _ in values[len(ys) :]]
    for column, value in zip(ys, values, strict=True):
        column.append(short(value))


def look_of(patch: Restyle | Setup) -> Look:
    """Return how a panel looks, in the player's words."""
    data: Columns = {attribute: [pack(column) for column in columns] for attribute, columns in patch.data.items()}
    look: Look = {"traces": list(patch.traces), "data": data}
    if patch.layout:
        look["layout"] = dict(patch.layout)
    if isinstance(patch, Setup) and patch.answers is not None:
        look["answers"] = told(patch.answers)
    return look
