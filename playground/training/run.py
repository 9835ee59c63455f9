"""One run: an experiment's epochs in chunks, told as events."""

import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from playground.data.split import Split, split
from playground.events import EpochEnd, Event, Finished, Reason, Snapshot, Started
from playground.experiment import Experiment
from playground.training.epochs import Chunk, FusedEpochs
from playground.training.orders import epoch_orders
from playground.training.pool import borrowed
from playground.training.scores import test_scores
from playground.training.snapshots import snapshot_epochs

# Long enough that the work between chunks does not count, short enough that Stop and the stream feel immediate.
CHUNK_SECONDS = 0.04


def run(experiment: Experiment, should_stop: Callable[[], bool]) -> Iterator[tuple[Event, ...]]:
    """Yield the events of one run, about 40 ms of training at a time."""
    rows = split(experiment.data)
    with borrowed(experiment) as fused:
        yield from _Run(experiment, rows, fused).chunks(should_stop)


class _Run:
    """The state of one run between its chunks."""

    def __init__(self, experiment: Experiment, rows: Split, fused: FusedEpochs) -> None:
        self._experiment = experiment
        self._rows = rows
        self._fused = fused
        self._orders = epoch_orders(experiment, rows.train)
        self._wanted = snapshot_epochs(experiment.training.epochs)
        self._epoch = 0
        self._best = (np.inf, 0)
        self._shown = {0}
        self._newest: Snapshot | None = None
        self._seconds = 0.0

    def chunks(self, should_stop: Callable[[], bool]) -> Iterator[tuple[Event, ...]]:
        self._fused.begin(self._experiment, self._rows)
        yield self._started(), self._snapshot(0)
        epochs = self._experiment.training.epochs
        size = self._fused.first_epochs
        while not should_stop():
            count = min(size, epochs - self._epoch)
            begun = time.perf_counter()
            events, diverged = self._train(count)
            if diverged:
                yield (*events, *self._end("diverged"))
                return
            if self._epoch == epochs:
                yield (*events, *self._end("completed"))
                return
            yield events
            pace = CHUNK_SECONDS / (time.perf_counter() - begun)
            # A first call of one epoch traces the graph, so its pace says nothing about the next.
            size = 2 if self._epoch == 1 else min(max(1, round(count * pace)), self._fused.most_epochs)
        yield self._end("stopped")

    def _train(self, count: int) -> tuple[tuple[Event, ...], bool]:
        """Train up to `count` epochs and tell them; true if they diverged, and then only the finite ones are kept."""
        orders = np.stack([next(self._orders) for _ in range(count)])
        wanted = [epoch in self._wanted for epoch in range(self._epoch + 1, self._epoch + count + 1)]
        begun = time.perf_counter()
        chunk = self._fused.run(orders, wanted)
        kept = _finite_epochs(chunk)
        diverged = kept < count or not np.isfinite(chunk.weights[-1]).all()
        if diverged:
            chunk, kept = self._retrain(orders, wanted, min(kept, count - 1))
        self._seconds += time.perf_counter() - begun
        return self._told(chunk, kept, time.perf_counter() - begun), diverged

    def _retrain(self, orders: NDArray[np.int32], wanted: list[bool], kept: int) -> tuple[Chunk, int]:
        """Go back to the last finite weights: the same epochs again, from the same state, without the one that blew up."""
        while True:
            self._fused.undo()
            chunk = self._fused.run(orders[:kept], wanted[:kept])
            if not kept or np.isfinite(chunk.weights[-1]).all():
                return chunk, kept
            # The last step blew up the weights of an epoch whose own mean loss was still finite.
            kept -= 1

    def _started(self) -> Started:
        train, validation, test = self._experiment.data.split_rows
        return Started(self._fused.parameters, train, validation, test, truth=self._rows.y)

    def _snapshot(self, epoch: int) -> Snapshot:
        return Snapshot(epoch, self._fused.weights(), self._fused.predict())

    def _told(self, chunk: Chunk, kept: int, seconds: float) -> tuple[Event, ...]:
        """Turn the first `kept` epochs of a chunk into events, each epoch's snapshot behind it."""
        events: list[Event] = []
        begun = self._seconds - seconds
        for index in range(kept):
            self._epoch += 1
            events.append(self._epoch_end(chunk, index, begun + seconds * (index + 1) / kept))
            if self._epoch in self._wanted:
                # Copies: a view would keep the whole chunk in memory for as long as the snapshot lives.
                weights = self._fused.unflatten(chunk.weights[index].copy())
                self._newest = Snapshot(self._epoch, weights, chunk.predictions[index].copy())
                events.append(self._newest)
                self._shown.add(self._epoch)
        return tuple(events)

    def _epoch_end(self, chunk: Chunk, index: int, seconds: float) -> EpochEnd:
        loss, val_loss = float(chunk.loss[index]), float(chunk.val_loss[index])
        validates = self._rows.validation > 0
        watched = val_loss if validates else loss
        if watched < self._best[0]:
            self._best = (watched, self._epoch)
        metrics = {}
        if self._experiment.data.task == "classification":
            metrics["accuracy"] = float(chunk.accuracy[index])
            if validates:
                metrics["val_accuracy"] = float(chunk.val_accuracy[index])
        return EpochEnd(self._epoch, loss, val_loss if validates else None, metrics, seconds)

    def _end(self, reason: Reason) -> tuple[Event, ...]:
        """Tell the end; the last and the best epoch get their snapshots, whether they were planned or not."""
        events: list[Event] = []
        best = self._best[1]
        if best and best not in self._shown:
            with self._fused.best():
                events.append(self._snapshot(best))
        shown = self._newest
        last = shown if shown and shown.epoch == self._epoch else self._snapshot(self._epoch)
        if self._epoch not in self._shown | {best}:
            events.append(last)
        held = self._rows.test_rows
        loss = self._fused.evaluate(held, last.predictions)
        test = test_scores(self._experiment, loss, self._rows.y[held], last.predictions[held])
        return (*events, Finished(reason, self._epoch, best, test, self._seconds))


def _finite_epochs(chunk: Chunk) -> int:
    """How many epochs from the first on have finite losses."""
    finite = np.isfinite(chunk.loss) & np.isfinite(chunk.val_loss)
    return len(finite) if finite.all() else int(np.argmin(finite))
