"""What a run's jobs say, once each: a job that moved to another worker says again what has been said."""

from collections.abc import Sequence
from dataclasses import replace

from playground.events import Changed, EpochEnd, Event, Failed, Finished, Snapshot, Started
from playground.experiment import Change, Experiment
from playground.training.stopping import Stopping, watch_of

DISAGREED = "This run was changed while it trained, and after the loss of a worker it could not be resumed identically. Train again."


class Filter:
    """Passes each epoch, snapshot, change, start and end once, for a job that moved to another worker begins again from epoch 1.

    Times go on too: the second worker's clock is set to the first one's at the last epoch that both trained.

    Attributes:
        epoch: the last epoch passed; 0 before the first.
        seconds: training time at the last epoch.
        end: how the run ended; None while it is live.
    """

    def __init__(self, experiment: Experiment) -> None:
        """Nothing has passed yet; changes that the experiment gets while it trains take no part in which epoch is the best."""
        self.epoch = 0
        self.seconds = 0.0
        self.end: Finished | Failed | None = None
        self._watched = watch_of(experiment).score
        self._stopping = Stopping(experiment)
        self._started = False
        self._snapshots: set[int] = set()
        self._changes: dict[int, Change] = {}
        # By the job that is heard at the moment.
        self._said: dict[int, Change] = {}
        self._offset = 0.0

    @property
    def best_epoch(self) -> int:
        """The best epoch so far, as `Finished.best_epoch` has it; 0 before the first."""
        return self._stopping.best_epoch

    def new(self, batch: Sequence[Event]) -> list[Event]:
        """Return the events of `batch` that have not passed before, in order, up to the end of the run."""
        passed = []
        for event in batch:
            if self.end is None and self._is_new(event):
                passed.append(self._take(event))
        return passed

    def _is_new(self, event: Event) -> bool:
        match event:
            case Started():
                self._said = {}
                return not self._started
            case Changed(change=change):
                self._said[change.epoch] = change
                return change.epoch > self.epoch and change.epoch not in self._changes
            case EpochEnd(epoch=epoch, seconds=seconds):
                if epoch == self.epoch:
                    self._offset = self.seconds - seconds
                return epoch > self.epoch
            case Snapshot(epoch=epoch):
                return epoch not in self._snapshots
            case _:
                return True

    def _take(self, event: Event) -> Event:
        match event:
            case Started():
                self._started = True
            case Snapshot(epoch=epoch):
                self._snapshots.add(epoch)
            case Changed(change=change):
                self._changes[change.epoch] = change
            case EpochEnd() if self._said != self._changes:
                # The job was changed otherwise than the one that it replaces: its curve is not the same curve.
                self.end = Failed(DISAGREED)
                return self.end
            case EpochEnd() | Finished():
                event = replace(event, seconds=event.seconds + self._offset)
                self._remember(event)
            case Failed():
                self.end = event
        return event

    def _remember(self, event: EpochEnd | Finished) -> None:
        if isinstance(event, Finished):
            self.end = event
            return
        self.epoch, self.seconds = event.epoch, event.seconds
        scores = {**event.metrics, "val_loss": event.loss if event.val_loss is None else event.val_loss}
        self._stopping.hear(event.epoch, scores.get(self._watched, event.loss))
