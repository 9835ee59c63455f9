"""The records of runs that have no film on the page: it calculates with their weights."""

import json
from collections.abc import Sequence

import numpy as np

from playground.compute.run import Recorder
from playground.events import Event, Floats, Snapshot
from playground.live.film import Film
from playground.live.frame import Frame
from playground.live.pack import pack_numbers
from playground.ui.lessons.lesson import Unseen


def unseen_recorder(run: Unseen) -> Recorder:
    """Return what records a run: its end with the weights, and those on the way if the page moves with them."""
    film, last = Film(run.experiment, few=True, keeps_result=True), run.experiment.training.epochs

    def record(events: Sequence[Event]) -> bytes:
        # Nobody sees its charts: of its pictures the last one is enough.
        entry = film.record([event for event in events if not isinstance(event, Snapshot) or event.epoch == last])
        snapshots = [event for event in events if isinstance(event, Snapshot) and event.weights]
        if not run.moving or not snapshots:
            return entry
        frame: Frame = json.loads(entry)
        frame["weights"] = [{"epoch": one.epoch, **pack_numbers(_flat(one.weights))} for one in snapshots]
        return json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    return record


def _flat(weights: Sequence[Floats]) -> Floats:
    return np.concatenate([array.ravel() for array in weights])
