"""A run as a film: each batch of events becomes one entry of the run's log, encoded once for all viewers."""

import json
from collections.abc import Sequence

from playground.events import EpochEnd, Event, Failed, Finished, Reason
from playground.experiment import Experiment
from playground.figures.loss import LossPanel
from playground.figures.panel import Extend, Panel, Patch, Restyle, Setup
from playground.figures.predictions import predictions_panel
from playground.live.frame import Columns, Ending, Frame, Look
from playground.live.pack import pack, short

_ENDINGS: dict[Reason, Ending] = {
    "completed": {"status": "finished", "note": ""},
    "stopped": {"status": "stopped", "note": ""},
    "early_stopping": {"status": "finished", "note": "stopped early, for the validation loss no longer fell"},
    "diverged": {"status": "diverged", "note": "in epoch {next:,} the loss grew beyond all numbers: try a smaller learning rate"},
}


def panels_of(experiment: Experiment) -> tuple[Panel, ...]:
    """Return fresh panels for one run of `experiment`, in the order in which they stand on the page."""
    return LossPanel(experiment), predictions_panel(experiment)


class Film:
    """Records one run: give it the run's events, batch by batch and in order."""

    def __init__(self, experiment: Experiment) -> None:
        """Prepare the film of a run of `experiment`."""
        self._panels = panels_of(experiment)
        self._first: EpochEnd | None = None

    def record(self, events: Sequence[Event]) -> bytes:
        """Return the frame of one batch of events: one line of compact JSON, numbers that are not finite as null.

        Args:
            events: what the run said since the last call; epochs follow each other without a gap.
        """
        frame: Frame = {}
        for event in events:
            self._state_facts(frame, event)
            for panel in self._panels:
                patch = panel.patch(event)
                if patch is not None:
                    _add(frame, panel.name, patch)
        return json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    def _state_facts(self, frame: Frame, event: Event) -> None:
        match event:
            case EpochEnd():
                first = frame["epochs"][0] if "epochs" in frame else event.epoch
                frame["epochs"] = (first, event.epoch)
                frame["pace"] = self._pace(event)
            case Finished():
                ending = _ENDINGS[event.reason]
                frame["ending"] = {"status": ending["status"], "note": ending["note"].format(next=event.epochs + 1)}
            case Failed():
                frame["ending"] = {"status": "failed", "note": event.message}

    def _pace(self, event: EpochEnd) -> float:
        """Milliseconds an epoch; the first, in which a new network is prepared too, counts only while it is the only one."""
        self._first = first = self._first or event
        seconds, epochs = (event.seconds, 1) if event is first else (event.seconds - first.seconds, event.epoch - first.epoch)
        return round(1000 * seconds / epochs, 4)


def _add(frame: Frame, panel: str, patch: Patch) -> None:
    match patch:
        case Extend():
            curves = frame.setdefault("curves", {}).setdefault(panel, {"ys": [[] for _ in patch.values]})
            for column, value in zip(curves["ys"], patch.values, strict=True):
                column.append(short(value))
        case Restyle():
            frame.setdefault("keys", []).append({"panel": panel, "epoch": patch.epoch, "look": _look(patch)})
        case Setup():
            frame.setdefault("stages", {})[panel] = {"look": _look(patch), "layout": dict(patch.layout)}


def _look(patch: Restyle | Setup) -> Look:
    data: Columns = {attribute: [pack(column) for column in columns] for attribute, columns in patch.data.items()}
    return {"traces": list(patch.traces), "data": data}
