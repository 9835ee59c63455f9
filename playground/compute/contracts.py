"""What the parts of compute agree on; light, for it is imported before Dask is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from playground import training
from playground.events import Event
from playground.experiment import Experiment


class Train(Protocol):
    """The engine's entry: yields each chunk of epochs as one batch of events, and asks between chunks whether to stop."""

    def __call__(self, experiment: Experiment, *, should_stop: Callable[[], bool]) -> Iterator[tuple[Event, ...]]:
        """Train `experiment`."""


@dataclass(frozen=True)
class Engine:
    """What workers do; both functions must be importable there.

    Attributes:
        train: yields batches of events.
        warm_up: loads what `train` needs.
    """

    train: Train
    warm_up: Callable[[], None]


KERAS = Engine(training.train_in_chunks, training.warm_up)


class UnreachableError(Exception):
    """There is no cluster to be had; the message completes the sentence "The scheduler cannot be reached: …"."""


class Listener(Protocol):
    """Who hears of the runs, on the event loop of the connection."""

    def received(self, run_id: str, batch: tuple[Event, ...]) -> None:
        """Take a batch of events, in order; after a lost worker the first ones come again."""

    def lost(self, run_id: str, sentence: str) -> None:
        """Learn that nothing more will come, and why."""
