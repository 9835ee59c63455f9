"""Engines that train nothing: they behave as a test needs it, chosen by the experiment's training seed."""

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, cast

import numpy as np

from playground import training
from playground.compute.contracts import Engine
from playground.data.tables import Table
from playground.events import Changed, EpochEnd, Event, Finished, Floats, Snapshot, Started
from playground.experiment import Change, Data, Experiment, Training, Upload, learning_rate_at, strengths_at
from playground.training.questions import A, Question


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        """Begin anywhere."""
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


QUICK, PACED, SLOW, BROKEN, DEADLY = range(5)


@dataclass(frozen=True)
class Asked:
    """What an engine is given besides the experiment's epochs."""

    table: Table | None
    should_stop: Callable[[], bool]
    next_change: Callable[[], Change | None]


Chunks: TypeAlias = Iterator[tuple[Event, ...]]


def experiment(behaviour: int, epochs: int = 10) -> Experiment:
    """Return an experiment that `FAKE` treats as `behaviour` says."""
    return Experiment(training=Training(seed=behaviour, epochs=epochs))


def table(rows: int, columns: int, seed: int = 0) -> Table:
    """Return a table of so many columns named x0, x1 and so on."""
    values = np.random.default_rng(seed).random((columns, rows), dtype=np.float32)
    return Table(MappingProxyType({f"x{index}": column for index, column in enumerate(values)}), MappingProxyType({}))


def about(table: Table, behaviour: int, epochs: int = 10, name: str = "mine.csv") -> Experiment:
    """Return an experiment on an uploaded table; its last column is the target."""
    names = tuple(table.measurements)
    upload = Upload(name, "0" * 64, len(table.measurements["x0"]), names)
    data = Data("upload", names[:-1], names[-1:], upload=upload)
    return Experiment(data=data, training=Training(seed=behaviour, epochs=epochs))


def started() -> Started:
    """Return the start of the smallest run."""
    return Started(parameters=1, train_rows=1, validation_rows=0, test_rows=1, truth=zeros())


def epoch_end(epoch: int, seconds: float = 0.0, loss: float | None = None) -> EpochEnd:
    """Return an epoch whose loss falls with every epoch unless told otherwise, and that says in which process it was trained."""
    return EpochEnd(epoch=epoch, loss=1.0 / epoch if loss is None else loss, val_loss=None, metrics={"pid": os.getpid()}, seconds=seconds)


def finished(epochs: int) -> Finished:
    """Return a good end."""
    return Finished("completed", epochs=epochs, best_epoch=epochs, test={"loss": 0.5}, seconds=0.0)


def zeros() -> Floats:
    """Return the smallest predictions."""
    return np.zeros((1, 1), dtype=np.float32)


def record(batch: Sequence[Event]) -> bytes:
    """Keep a batch so that a test can read it back."""
    return pickle.dumps(list(batch))


def quick(experiment: Experiment, asked: Asked) -> Chunks:
    """Train in one chunk."""
    epochs = experiment.training.epochs
    yield started(), Snapshot(0, (zeros(),), zeros()), *map(epoch_end, range(1, epochs + 1)), finished(epochs)


def paced(experiment: Experiment, asked: Asked, chunk_seconds: float = 0.01) -> Chunks:
    """Train one epoch a chunk, at a pace that a test can interfere with, and with changes as the real engine has them.

    The loss says what the epoch depends on: everything that held up to it.
    """
    yield started(), Snapshot(0, (zeros(),), zeros())
    loss = 0.0 if asked.table is None else float(sum(values.sum() for values in asked.table.measurements.values()))
    settings, epochs = experiment.training, experiment.training.epochs
    for epoch in range(1, epochs + 1):
        if asked.should_stop():
            yield (replace(finished(epoch - 1), reason="stopped"),)
            return
        change = asked.next_change()
        if change is not None:
            settings = settings.with_change(replace(change, epoch=epoch))
        time.sleep(chunk_seconds)
        loss += learning_rate_at(settings, epoch) + sum(strengths_at(settings, epoch))
        changed = [Changed(other) for other in settings.changes if other.epoch == epoch]
        yield *changed, epoch_end(epoch, loss=loss), Snapshot(epoch, (zeros(),), zeros())
    yield (finished(epochs),)


def slow(experiment: Experiment, asked: Asked) -> Chunks:
    """Take a second a chunk: far longer than Stop may take."""
    return paced(experiment, asked, chunk_seconds=1.0)


def broken(experiment: Experiment, asked: Asked) -> Chunks:
    """Fail after the first epoch."""
    yield (started(), epoch_end(1))
    raise RuntimeError("an error that a learner should not see")


def deadly(experiment: Experiment, asked: Asked) -> Chunks:
    """Take the worker along, as one that runs out of memory does."""
    yield (started(),)
    os.kill(os.getpid(), signal.SIGKILL)


BEHAVIOURS: Mapping[int, Callable[[Experiment, Asked], Chunks]] = {
    QUICK: quick,
    PACED: paced,
    SLOW: slow,
    BROKEN: broken,
    DEADLY: deadly,
}


def behave(
    experiment: Experiment, *, table: Table | None, should_stop: Callable[[], bool], next_change: Callable[[], Change | None]
) -> Chunks:
    """Do what the experiment's seed says."""
    return BEHAVIOURS[experiment.training.seed](experiment, Asked(table, should_stop, next_change))


def answer(
    experiment: Experiment, question: Question[A], *, table: Table | None, should_stop: Callable[[], bool] = lambda: False
) -> A | None:
    """Return what was asked for; broken, slow and deadly experiments are so here too, a table that is a file's name only once."""
    behaviour, upload = experiment.training.seed, experiment.data.upload
    if behaviour == BROKEN:
        raise RuntimeError("an error that a learner should not see")
    if behaviour == SLOW:
        while not should_stop():
            time.sleep(0.01)
        return None
    if behaviour == DEADLY and (upload is None or is_first(upload.name)):
        os.kill(os.getpid(), signal.SIGKILL)
    columns = None if table is None else {name: float(values.sum()) for name, values in table.measurements.items()}
    return cast("A", pickle.dumps((experiment, columns, question)))


def load_nothing() -> None:
    """Be ready at once."""


def fail_to_load() -> None:
    """Stand for a worker without TensorFlow."""
    raise ImportError("No module named 'tensorflow'")


def load_the_second_time() -> None:
    """Stand for a worker without TensorFlow that has it when it is started again."""
    if is_first(os.environ["PLAYGROUND_TEST_FLAG"]):
        fail_to_load()


def is_first(flag: str) -> bool:
    """Whether nobody has asked for this file before, in whatever process."""
    try:
        Path(flag).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def keras_with_pid(
    experiment: Experiment, *, table: Table | None, should_stop: Callable[[], bool], next_change: Callable[[], Change | None]
) -> Chunks:
    """Train for real, and say with every epoch in which process."""
    for batch in training.train_in_chunks(experiment, table=table, should_stop=should_stop, next_change=next_change):
        yield tuple(_with_pid(event) if isinstance(event, EpochEnd) else event for event in batch)


def _with_pid(event: EpochEnd) -> EpochEnd:
    return replace(event, metrics={**event.metrics, "pid": os.getpid()})


def behave_heavily(
    experiment: Experiment, *, table: Table | None, should_stop: Callable[[], bool], next_change: Callable[[], Change | None]
) -> Chunks:
    """Do the same with a network so large that a worker keeps no two of them."""
    for batch in behave(experiment, table=table, should_stop=should_stop, next_change=next_change):
        yield tuple(replace(event, parameters=5_000_000) if isinstance(event, Started) else event for event in batch)


FAKE = Engine(behave, answer, load_nothing)
HEAVY = Engine(behave_heavily, answer, load_nothing)
KERAS_WITH_PID = Engine(keras_with_pid, training.answer, training.warm_up)
