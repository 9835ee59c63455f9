"""Engines that train nothing: they behave as a test needs it, chosen by the experiment's training seed."""

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from playground import training
from playground.compute.contracts import Engine
from playground.events import EpochEnd, Event, Finished, Floats, Snapshot, Started
from playground.experiment import Experiment, Training

QUICK, PACED, SLOW, BROKEN, DEADLY = range(5)

ShouldStop = Callable[[], bool]


def experiment(behaviour: int, epochs: int = 10) -> Experiment:
    """Return an experiment that `FAKE` treats as `behaviour` says."""
    return Experiment(training=Training(seed=behaviour, epochs=epochs))


def started() -> Started:
    """Return the start of the smallest run."""
    return Started(parameters=1, train_rows=1, validation_rows=0, test_rows=1, truth=zeros())


def epoch_end(epoch: int, seconds: float = 0.0) -> EpochEnd:
    """Return an epoch whose loss falls with every epoch, and that says in which process it was trained."""
    return EpochEnd(epoch=epoch, loss=1.0 / epoch, val_loss=None, metrics={"pid": os.getpid()}, seconds=seconds)


def finished(epochs: int) -> Finished:
    """Return a good end."""
    return Finished("completed", epochs=epochs, best_epoch=epochs, test={"loss": 0.5}, seconds=0.0)


def zeros() -> Floats:
    """Return the smallest predictions."""
    return np.zeros((1, 1), dtype=np.float32)


def record(batch: Sequence[Event]) -> bytes:
    """Keep a batch so that a test can read it back."""
    return pickle.dumps(list(batch))


def quick(epochs: int, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Train in one chunk."""
    yield started(), Snapshot(0, (zeros(),), zeros()), *map(epoch_end, range(1, epochs + 1)), finished(epochs)


def paced(epochs: int, should_stop: ShouldStop, chunk_seconds: float = 0.01) -> Iterator[tuple[Event, ...]]:
    """Train one epoch a chunk, at a pace that a test can interfere with."""
    yield started(), Snapshot(0, (zeros(),), zeros())
    for epoch in range(1, epochs + 1):
        if should_stop():
            yield (replace(finished(epoch - 1), reason="stopped"),)
            return
        time.sleep(chunk_seconds)
        yield epoch_end(epoch), Snapshot(epoch, (zeros(),), zeros())
    yield (finished(epochs),)


def slow(epochs: int, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Take two seconds a chunk: far longer than Stop may take."""
    return paced(epochs, should_stop, chunk_seconds=2.0)


def broken(epochs: int, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Fail after the first epoch."""
    yield (started(), epoch_end(1))
    raise RuntimeError("an error that a learner should not see")


def deadly(epochs: int, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Take the worker along, as one that runs out of memory does."""
    yield (started(),)
    os.kill(os.getpid(), signal.SIGKILL)


BEHAVIOURS: Mapping[int, Callable[[int, ShouldStop], Iterator[tuple[Event, ...]]]] = {
    QUICK: quick,
    PACED: paced,
    SLOW: slow,
    BROKEN: broken,
    DEADLY: deadly,
}


def behave(experiment: Experiment, *, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Do what the experiment's seed says."""
    return BEHAVIOURS[experiment.training.seed](experiment.training.epochs, should_stop)


def load_nothing() -> None:
    """Be ready at once."""


def fail_to_load() -> None:
    """Stand for a worker without TensorFlow."""
    raise ImportError("No module named 'tensorflow'")


def keras_with_pid(experiment: Experiment, *, should_stop: ShouldStop) -> Iterator[tuple[Event, ...]]:
    """Train for real, and say with every epoch in which process."""
    for batch in training.train_in_chunks(experiment, should_stop=should_stop):
        yield tuple(_with_pid(event) if isinstance(event, EpochEnd) else event for event in batch)


def _with_pid(event: EpochEnd) -> EpochEnd:
    return replace(event, metrics={**event.metrics, "pid": os.getpid()})


FAKE = Engine(behave, load_nothing)
KERAS_WITH_PID = Engine(keras_with_pid, training.warm_up)
