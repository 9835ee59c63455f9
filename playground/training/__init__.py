"""Experiment to Keras model to fused epochs to events: the only place that imports TensorFlow, and only when called."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from playground.data.tables import Table
from playground.events import Event
from playground.experiment import Change, Experiment, Training
from playground.training.questions import A, Question


def _never() -> bool:
    return False


def _nothing() -> None:
    return None


def train(
    experiment: Experiment,
    *,
    table: Table | None = None,
    should_stop: Callable[[], bool] = _never,
    next_change: Callable[[], Change | None] = _nothing,
) -> Iterator[Event]:
    """Train in this process and yield what happens, every epoch as Keras' `fit` would compute it.

    Args:
        experiment: what to train on what, and how.
        table: the values of the learner's own table, if the experiment is about one.
        should_stop: asked about every 40 ms of training; True ends the run with the reason `stopped`.
        next_change: asked as often for a learning rate or strengths of L1 and L2 that hold from the next epoch on, and for weights
            that are set before it, whatever epoch the change names; None changes nothing.

    Yields:
        `Started`, the `Snapshot` of epoch 0, then an `EpochEnd` for every epoch and a `Snapshot` for at most about 120
        of them, a `Changed` before the first epoch of every change, and at the end `Finished`.
    """
    for chunk in train_in_chunks(experiment, table=table, should_stop=should_stop, next_change=next_change):
        yield from chunk


def train_in_chunks(
    experiment: Experiment,
    *,
    table: Table | None = None,
    should_stop: Callable[[], bool] = _never,
    next_change: Callable[[], Change | None] = _nothing,
) -> Iterator[tuple[Event, ...]]:
    """Train as `train` does, but yield the events of about 40 ms of training at a time, as fit for sending."""
    from playground.training.run import run  # noqa: PLC0415 - TensorFlow takes seconds to import

    return run(experiment, table, should_stop, next_change)


def answer(
    experiment: Experiment, question: Question[A], *, table: Table | None = None, should_stop: Callable[[], bool] = _never
) -> A | None:
    """Train again as far as a question about a run needs it, and return the answer.

    Args:
        experiment: what was trained on what, and how, with all its changes.
        question: one of those in `questions`.
        table: the values of the learner's own table, if the experiment is about one.
        should_stop: asked a few times a second; True ends it.

    Returns:
        The answer; None if it was stopped.
    """
    from playground.training.answers import answered  # noqa: PLC0415 - as above

    return answered(experiment, table, question, should_stop)


def warm_up() -> None:
    """Import TensorFlow, set it up for a worker of one thread, and train one epoch of the lecture's example three times.

    From its second width on, a kind of network needs no tracing any more; an architecture that comes back is compiled in the background.
    """
    from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

    set_up_worker()
    lecture = Experiment(training=Training(epochs=1))
    narrower = tuple(replace(layer, units=layer.units - 1) for layer in lecture.network.hidden)
    for job in (lecture, replace(lecture, network=replace(lecture.network, hidden=narrower)), lecture):
        list(train(job))
