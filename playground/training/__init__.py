"""Experiment to Keras model to fused epochs to events: the only place that imports TensorFlow, and only when called."""

from collections.abc import Callable, Iterator

from playground.events import Event
from playground.experiment import Experiment, Training


def _never() -> bool:
    return False


def train(experiment: Experiment, *, should_stop: Callable[[], bool] = _never) -> Iterator[Event]:
    """Train in this process and yield what happens, to the last bit as Keras' `fit` would compute it.

    Args:
        experiment: what to train on what, and how.
        should_stop: asked about every 40 ms of training; True ends the run with the reason `stopped`.

    Yields:
        `Started`, the `Snapshot` of epoch 0, then an `EpochEnd` for every epoch and a `Snapshot` for at most about 120
        of them, and at the end `Finished`.
    """
    for chunk in train_in_chunks(experiment, should_stop=should_stop):
        yield from chunk


def train_in_chunks(experiment: Experiment, *, should_stop: Callable[[], bool] = _never) -> Iterator[tuple[Event, ...]]:
    """Train as `train` does, but yield the events of about 40 ms of training at a time, as fit for sending."""
    from playground.training.run import run  # noqa: PLC0415 - TensorFlow takes seconds to import

    return run(experiment, should_stop)


def warm_up() -> None:
    """Import TensorFlow, set it up for a worker of one thread, and train one epoch of the lecture's example.

    Twice: an architecture that comes back is compiled in the background.
    """
    from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

    set_up_worker()
    for _ in range(2):
        list(train(Experiment(training=Training(epochs=1))))
