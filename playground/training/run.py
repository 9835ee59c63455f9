"""One run: an experiment's epochs in chunks, told as events."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from playground.data.split import Split, split
from playground.data.tables import Table
from playground.events import BlowUp, Changed, EpochEnd, Event, Finished, Floats, Reason, Snapshot, Started
from playground.experiment import Change, Experiment, learning_rate_at, strengths_at
from playground.settings import ExperimentError
from playground.training.epochs import FusedEpochs
from playground.training.losses import penalty_uses
from playground.training.orders import epoch_orders
from playground.training.plan import Chunk, Plan
from playground.training.pool import borrowed
from playground.training.questions import FirstStep, Step
from playground.training.scores import confusion, test_scores
from playground.training.snapshots import snapshot_epochs, weight_epochs
from playground.training.stopping import Stopping, watch_of

# Long enough that the work between chunks does not count, short enough that Stop and the stream feel immediate.
CHUNK_SECONDS = 0.04
# Between two looks at whether somebody still waits, where nothing is told on the way.
SILENT_SECONDS = 0.25

Events: TypeAlias = tuple[Event, ...]


def run(
    experiment: Experiment, table: Table | None, should_stop: Callable[[], bool], next_change: Callable[[], Change | None]
) -> Iterator[Events]:
    """Yield the events of one run, about 40 ms of training at a time."""
    rows = split(experiment, table)
    with ExitStack() as loans:
        yield from Run(experiment, rows, loans).chunks(should_stop, next_change)


class StoppedError(Exception):
    """Nobody waits any more for what is trained."""


class Run:
    """The state of one run between its chunks."""

    def __init__(self, experiment: Experiment, rows: Split, loans: ExitStack) -> None:
        """Borrow a trainer for as long as `loans` is open."""
        self._experiment = experiment
        self._rows = rows
        self._loans = loans
        self._fused: FusedEpochs = loans.enter_context(borrowed(experiment, rows))
        self._fused.begin(experiment, rows)
        self._orders = epoch_orders(experiment, rows.train)
        epochs = experiment.training.epochs
        self._wanted, self._heavy = snapshot_epochs(epochs), weight_epochs(epochs, self._fused.parameters)
        self._watch, self._stopping = watch_of(experiment), Stopping(experiment)
        self._epoch = 0
        self._shown = {0}
        self._newest: Snapshot | None = None
        self._seconds = 0.0
        self._blow_up: BlowUp | None = None

    def chunks(self, should_stop: Callable[[], bool], next_change: Callable[[], Change | None]) -> Iterator[Events]:
        """Train, and yield what each chunk says."""
        yield self._started(), self._snapshot(0)
        epochs = self._experiment.training.epochs
        size = self._fused.first_epochs
        while not should_stop():
            if self._takes(next_change()):
                size = self._fused.first_epochs
            count = self._up_to_edits(min(size, epochs - self._epoch))
            begun = time.perf_counter()
            events, reason = self._train(count)
            if reason or self._epoch == epochs:
                yield (*events, *self._end(reason or "completed"))
                return
            yield events
            size = self._next_size(count, (time.perf_counter() - begun) / CHUNK_SECONDS)
        yield self._end("stopped")

    def weights_after(self, epochs: int, *, best: bool, should_stop: Callable[[], bool]) -> tuple[Floats, ...]:
        """Train so many epochs without a word; returns the weights in Keras' order, after them or after the best of them.

        Raises:
            StoppedError: if `should_stop` says so on the way.
        """
        self._wanted = self._heavy = frozenset()
        size = self._fused.first_epochs
        while self._epoch < epochs:
            if should_stop():
                raise StoppedError
            count, begun = self._up_to_edits(min(size, epochs - self._epoch)), time.perf_counter()
            self._fused.run(self._plan(count))
            self._epoch += count
            size = self._next_size(count, (time.perf_counter() - begun) / SILENT_SECONDS)
        if not best:
            return self._fused.weights()
        with self._fused.best():
            return self._fused.weights()

    def _up_to_edits(self, count: int) -> int:
        """Return so many epochs, or as many as there are before one that begins with edits: these stand at the beginning of a plan."""
        epoch = self._experiment.training.edit_after(self._epoch + 1)
        return count if epoch is None else min(count, epoch - self._epoch - 1)

    def first_step(self) -> FirstStep | None:
        """Return what the first step of the next epoch does; None behind the last one. The weights stay as they are."""
        if self._epoch == self._experiment.training.epochs:
            return None
        plan = self._plan(1)
        return self._fused.first_step(plan.orders[0], plan.settings[0], plan.edits)

    def next_steps(self) -> tuple[int, Floats, Iterator[Step]]:
        """Begin the next epoch; returns how many steps it has, the flat weights before them, and the steps, each taken when asked for."""
        plan = self._plan(1)
        return self._fused.steps_of(plan.orders[0], plan.settings[0], plan.edits)

    def _next_size(self, count: int, share: float) -> int:
        """Return how many epochs the next chunk has, if so many took this share of the time that one may take."""
        # A first call of one epoch traces the graph, so its pace says nothing about the next.
        return 2 if self._epoch == 1 else min(max(1, round(count / share)), self._fused.most_epochs)

    def _takes(self, change: Change | None) -> bool:
        """Change the settings from the next epoch on; true if that took another trainer."""
        if change is None:
            return False
        before = self._experiment.training
        try:
            training = before.with_change(replace(change, epoch=self._epoch + 1))
            self._experiment = replace(self._experiment, training=training)
        except ExperimentError:
            # More than a run may have, asked for faster than the page could refuse it.
            return False
        if (penalty_uses(training), training.freezes) == (penalty_uses(before), before.freezes):
            return False
        fused: FusedEpochs = self._loans.enter_context(borrowed(self._experiment, self._rows))
        fused.take_over(self._fused, self._experiment, self._rows)
        self._fused = fused
        return True

    def _train(self, count: int) -> tuple[Events, Reason | None]:
        """Train up to `count` epochs and tell them; if the run ends with them, only those up to its end are kept."""
        plan = self._plan(count)
        begun = time.perf_counter()
        chunk = self._fused.run(plan)
        kept = _finite_epochs(chunk)
        reason: Reason | None = None
        if kept < count or not chunk.finite:
            (chunk, kept), reason = self._retrain(chunk, plan, min(kept, count - 1)), "diverged"
        stop = self._heard(chunk, kept)
        if stop:
            if stop < len(chunk.scores):
                self._fused.undo()
                chunk = self._fused.run(plan.first(stop))
            kept, reason = stop, "early_stopping"
        elif reason:
            self._blow_up = self._found_blow_up(plan, kept)
        self._seconds += time.perf_counter() - begun
        told = self._told(plan, chunk, kept, time.perf_counter() - begun)
        # The epoch that diverged is not told, but what it was changed to is part of the run.
        return (*told, *self._changed(self._epoch + 1)) if reason == "diverged" else told, reason

    def _plan(self, count: int) -> Plan:
        training = self._experiment.training
        epochs = range(self._epoch + 1, self._epoch + count + 1)
        settings = [(learning_rate_at(training, epoch), *strengths_at(training, epoch)) for epoch in epochs]
        return Plan(
            orders=np.stack([next(self._orders) for _ in epochs]),
            settings=np.array(settings, np.float32),
            shown=np.array([epoch in self._wanted for epoch in epochs]),
            kept=np.array([epoch in self._heavy for epoch in epochs]),
            edits=training.change_at(self._epoch + 1),
        )

    def _retrain(self, chunk: Chunk, plan: Plan, kept: int) -> tuple[Chunk, int]:
        """Go back to the last finite weights: the same epochs again, from the same state, without the one that blew up."""
        while True:
            self._fused.undo()
            if not kept:
                return chunk, 0
            chunk = self._fused.run(plan.first(kept))
            if chunk.finite:
                return chunk, kept
            # The last step blew up the weights of an epoch whose own mean loss was still finite.
            kept -= 1

    def _heard(self, chunk: Chunk, kept: int) -> int:
        """Tell the watched scores to early stopping; returns after how many epochs of the chunk it stops, 0 if it does not."""
        for index in range(kept):
            if self._stopping.hear(self._epoch + index + 1, float(chunk.scores[index, self._watch.column])):
                return index + 1
        return 0

    def _found_blow_up(self, plan: Plan, kept: int) -> BlowUp:
        """Train the epoch that diverged once more, and look at every step."""
        trace = self._fused.trace_steps(plan.orders[kept], plan.settings[kept], None if kept else plan.edits)
        step, worst = trace.guilty()
        epoch = self._epoch + kept + 1
        rate = learning_rate_at(self._experiment.training, epoch)
        return BlowUp(epoch, step + 1, trace.names[worst], float(trace.norms[step, worst]), rate, *self._rows.sizes)

    def _started(self) -> Started:
        return self._rows.started(self._fused.parameters)

    def _snapshot(self, epoch: int) -> Snapshot:
        predictions, surface = self._fused.predict()
        return self._in_own_unit(Snapshot(epoch, self._fused.weights(), predictions, surface))

    def _in_own_unit(self, seen: Snapshot) -> Snapshot:
        """Return what was seen with answers in the targets' own unit."""
        if self._rows.target_scaler is None:
            return seen
        surface = None if seen.surface is None else self._rows.answers(seen.surface)
        return replace(seen, predictions=self._rows.answers(seen.predictions), surface=surface)

    def _told(self, plan: Plan, chunk: Chunk, kept: int, seconds: float) -> Events:
        """Turn the first `kept` epochs of a chunk into events, each epoch's snapshot behind it."""
        events: list[Event] = []
        begun = self._seconds - seconds
        weights, pictures = iter(chunk.weights), iter(zip(chunk.predictions, chunk.surfaces, strict=True))
        for index in range(kept):
            self._epoch += 1
            events += self._changed(self._epoch)
            events.append(self._epoch_end(chunk.scores[index].tolist(), begun + seconds * (index + 1) / kept))
            if plan.shown[index]:
                # Copies: a view would keep the whole chunk in memory for as long as the snapshot lives.
                flat = self._fused.unflatten(next(weights).copy()) if plan.kept[index] else ()
                predictions, surface = next(pictures)
                seen = Snapshot(self._epoch, flat, predictions.copy(), surface.copy() if len(surface) else None)
                self._newest = self._in_own_unit(seen)
                events.append(self._newest)
                self._shown.add(self._epoch)
        return tuple(events)

    def _changed(self, epoch: int) -> tuple[Changed, ...]:
        change = self._experiment.training.change_at(epoch)
        return (Changed(change),) if change else ()

    def _epoch_end(self, scores: list[float], seconds: float) -> EpochEnd:
        loss, val_loss, accuracy, val_accuracy, penalty = scores
        validates = self._rows.validation > 0
        metrics = {}
        if self._experiment.data.task == "classification":
            metrics["accuracy"] = accuracy
            if validates:
                metrics["val_accuracy"] = val_accuracy
        rate = learning_rate_at(self._experiment.training, self._epoch)
        return EpochEnd(self._epoch, loss, val_loss if validates else None, metrics, seconds, rate, penalty)

    def _end(self, reason: Reason) -> Events:
        """Tell the end; the last and the best epoch get their snapshots, whether they were planned or not."""
        events: list[Event] = []
        best, training = self._stopping.best_epoch, self._experiment.training
        restored = training.early_stopping and training.restore_best_weights and 0 < best < self._epoch
        if best and best not in self._shown:
            with self._fused.best():
                events.append(self._snapshot(best))
        shown = self._newest
        last = shown if shown and shown.epoch == self._epoch else self._snapshot(self._epoch)
        if self._epoch not in self._shown | {best}:
            events.append(last)
        if restored:
            with self._fused.best():
                return (*events, self._finished(reason, None, restored=True))
        return (*events, self._finished(reason, last, restored=False))

    def _finished(self, reason: Reason, last: Snapshot | None, *, restored: bool) -> Finished:
        """Score the test rows, with the predictions of the last snapshot if they are among them."""
        rows, experiment = self._rows, self._experiment
        held = rows.test_rows
        known = last is not None and len(rows.shown) == len(rows.x) and rows.target_scaler is None
        predictions = last.predictions[held] if last is not None and known else self._fused.predict_rows(held)
        strengths = np.array(strengths_at(experiment.training, max(1, self._epoch)), np.float32)
        loss = self._fused.evaluate(held, strengths)
        return Finished(
            reason,
            self._epoch,
            self._stopping.best_epoch,
            test_scores(experiment, loss, rows.truth[held], rows.precise_answers(predictions)),
            self._seconds,
            restored,
            confusion(experiment, rows.y[held], predictions),
            self._blow_up,
        )


def _finite_epochs(chunk: Chunk) -> int:
    """How many epochs from the first on have finite losses."""
    finite = [bool(np.isfinite(scores[:2]).all()) for scores in chunk.scores]
    return finite.index(False) if False in finite else len(finite)
