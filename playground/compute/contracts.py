"""What the parts of compute agree on; light, for it is imported before Dask is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from playground import training
from playground.data.tables import Table
from playground.events import Event
from playground.experiment import Change, Experiment
from playground.training.questions import A, Question


class Train(Protocol):
    """The engine's entry: yields each chunk of epochs as one batch of events, and asks between chunks what is wanted."""

    def __call__(
        self,
        experiment: Experiment,
        *,
        table: Table | None,
        should_stop: Callable[[], bool],
        next_change: Callable[[], Change | None],
    ) -> Iterator[tuple[Event, ...]]:
        """Train `experiment` on `table`; a change holds from the next epoch on, whatever epoch it names."""


class Answer(Protocol):
    """The engine's other entry: trains again as far as a question about a run needs it."""

    def __call__(self, experiment: Experiment, question: Question[A], *, table: Table | None, should_stop: Callable[[], bool]) -> A | None:
        """Return the answer; None if `should_stop` said so on the way."""


@dataclass(frozen=True)
class Engine:
    """What workers do; the functions must be importable there.

    Attributes:
        train: yields batches of events.
        answer: answers questions about runs.
        warm_up: loads what the others need.
    """

    train: Train
    answer: Answer
    warm_up: Callable[[], None]


KERAS = Engine(training.train_in_chunks, training.answer, training.warm_up)


NEEDED = "Scheduler and workers need the playground's folder in PYTHONPATH and the packages of its requirements.txt"


class UnreachableError(Exception):
    """There is no cluster to be had; the message completes the sentence "The scheduler cannot be reached: …"."""


class UnpreparedError(UnreachableError):
    """There is a cluster that cannot train; the message completes the sentence "The scheduler cannot train: …"."""


class ComputeUnavailable(RuntimeError):  # noqa: N818 - it reads better where it is caught
    """Nothing can be trained now; the message is a sentence for the learner."""


@dataclass(frozen=True)
class Report:
    """What a job says about one chunk of epochs.

    Attributes:
        run_id: the run that it trains.
        attempt: which submission of that run it is, from 0.
        worker: where it runs.
        first: whether it is the job's first word; a job that replaces a lost one has a first word, too.
        taken: how many of the changes that were sent to it while it trained have taken effect so far.
        events: of the chunk, in order.
    """

    run_id: str
    attempt: int
    worker: str
    first: bool
    taken: int
    events: tuple[Event, ...]


WorkerState: TypeAlias = Literal["importing", "ready", "failed", "missing"]


class Listener(Protocol):
    """Who hears of the runs, on the event loop of the connection."""

    def received(self, report: Report) -> None:
        """Take a chunk's events, in order; after a lost worker the first ones come again."""

    def lost(self, run_id: str, sentence: str) -> None:
        """Learn that nothing more will come, and why."""

    def parked(self, run_id: str) -> None:
        """Learn that a job has made room, and is kept on its worker as it was."""

    def not_parked(self, run_id: str) -> None:
        """Learn that a worker does not have what it was thought to keep."""

    def heard_of(self, worker: str, state: WorkerState | None, before: WorkerState | None) -> None:
        """Learn how a worker is, and how it was; None is gone, or not known."""
