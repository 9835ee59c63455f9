"""The records of runs that have no film on the page: it calculates with their weights."""

from collections.abc import Sequence

from playground.compute.run import Recorder
from playground.events import Event, Snapshot
from playground.live.film import Film, encoded, weights_of
from playground.ui.lessons.lesson import Unseen


def unseen_recorder(run: Unseen) -> Recorder:
    """Return what records a run: its end with the weights, and those on the way if the page moves with them."""
    film, last = Film(run.experiment, few=True, keeps_result=True), run.experiment.training.epochs

    def record(events: Sequence[Event]) -> bytes:
        # Nobody sees its charts: of its pictures the last one is enough.
        frame = film.frame([event for event in events if not isinstance(event, Snapshot) or event.epoch == last])
        snapshots = [event for event in events if isinstance(event, Snapshot) and event.weights]
        if run.moving and snapshots:
            frame["weights"] = [weights_of(one) for one in snapshots]
        return encoded(frame)

    return record
