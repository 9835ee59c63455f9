"""What a worker does: train a run in chunks and send each chunk's events as one batch, or train one again to answer a question."""

import logging
import pickle
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeAlias

from distributed import Worker, get_worker

from playground.compute.contracts import Answer, ComputeUnavailable, Report, Train
from playground.compute.plugins import Jobs, WarmUp
from playground.data.tables import Table
from playground.events import MOST_WEIGHTS, EpochEnd, Event, Failed, Finished, Snapshot, Started
from playground.experiment import Change, Experiment
from playground.lessons.regularizers import weight_sizes
from playground.settings import ExperimentError
from playground.training.questions import A, Question

logger = logging.getLogger(__name__)

ERROR = "Training ran into an error in the playground itself; its log has the details. Your settings are kept: train again."
Over: TypeAlias = Literal["over", "parked", "not parked"]

NOT_LOADED = "TensorFlow could not be loaded on the worker that was to train; the playground's log says why."


@dataclass(frozen=True)
class Order:
    """A run on its way to a worker.

    Attributes:
        run_id: names the run in the reports.
        attempt: which submission of the run this is, from 0.
        topic: the Dask topic that the web process listens to.
        experiment: what to train.
        table: the values of the learner's own table, if the experiment is about one; None for a run that is parked.
        train: the engine, importable on the worker.
        parked: whether the worker is thought to have the run, as it was when it made room for another.
    """

    run_id: str
    attempt: int
    topic: str
    experiment: Experiment
    table: Table | None
    train: Train
    parked: bool = False


@dataclass(frozen=True)
class Replay(Generic[A]):
    """A run that is to be trained again for the answer to a question.

    Attributes:
        experiment: what the run has trained, with all its changes.
        table: the values of the learner's own table, if the experiment is about one.
        question: what somebody wants to know of it.
        answer: the engine, importable on the worker.
    """

    experiment: Experiment
    table: Table | None
    question: Question[A]
    answer: Answer


class Job:
    """A run on its worker, between the engine that trains it and the topic that the web process listens to.

    It may make room for another between two chunks, and goes on later as if nothing had happened: the engine that waits to be asked for
    its next chunk is all that there is to keep.
    """

    def __init__(self, worker: Worker, jobs: Jobs, order: Order) -> None:
        """Begin with nothing said."""
        self._worker = worker
        self._jobs = jobs
        self._order = order
        self._key = order.run_id, order.attempt
        self._inbox = jobs.open(self._key)
        self._batches = self._training()
        self._task = ""
        self._first = True
        self._ended = False
        self._epoch = 0
        self._taken = 0
        self.weight = 0

    def run(self) -> bool:
        """Train, and send what the engine says, an error as a sentence; true if the job has made room before its end."""
        # Whoever goes on does so in another task.
        self._task = self._worker.get_current_task()
        try:
            if _wait_for_engine(self._worker, self._is_cancelled):
                for batch in self._batches:
                    self._send(batch)
                    if not self._ended and self._jobs.is_asked(self._key):
                        self._jobs.park(self._key, self)
                        return True
        except ComputeUnavailable as error:
            self._send((Failed(str(error)),))
        except Exception:
            logger.exception("Run %s failed on %s.", self._order.run_id, self._worker.address)
            self._send((Failed(ERROR),))
        self._jobs.forget(self._key)
        return False

    def close(self) -> None:
        """Have the engine give back what it holds; nobody will ask for its next chunk."""
        self._batches.close()

    def _training(self) -> Generator[tuple[Event, ...], None, None]:
        order = self._order
        yield from order.train(order.experiment, table=order.table, should_stop=self._is_cancelled, next_change=self._next_change)

    def _is_cancelled(self) -> bool:
        return _is_cancelled(self._worker, self._task)

    def _next_change(self) -> Change | None:
        """Return what was asked for since the last time, as one change; later words count."""
        due: Change | None = None
        # A restarted job has to catch up first with what has been shown without the change.
        while (wanted := self._inbox.get(self._taken)) is not None and wanted.epoch <= self._epoch + 1:
            try:
                due = wanted if due is None else wanted.over(due)
            except ExperimentError:
                # Together more edits than one change may have: the rest comes with the next epoch.
                break
            self._taken += 1
        return due

    def _send(self, batch: tuple[Event, ...]) -> None:
        self._note(batch)
        report = Report(self._order.run_id, self._order.attempt, self._worker.address, self._first, self._taken, lightened(batch))
        self._first = False
        self._worker.log_event(self._order.topic, pickle.dumps(report, protocol=pickle.HIGHEST_PROTOCOL))

    def _note(self, batch: tuple[Event, ...]) -> None:
        for event in batch:
            match event:
                case Started(parameters=parameters):
                    self.weight = parameters
                case EpochEnd(epoch=epoch):
                    self._epoch = max(self._epoch, epoch)
                case Finished() | Failed():
                    self._ended = True


def lightened(batch: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events as they travel: of a network of more than `MOST_WEIGHTS` only the sizes of the weights."""
    return tuple(_light(event) if isinstance(event, Snapshot) else event for event in batch)


def _light(snapshot: Snapshot) -> Snapshot:
    if sum(array.size for array in snapshot.weights) <= MOST_WEIGHTS:
        return snapshot
    return replace(snapshot, weights=(), sizes=weight_sizes(snapshot.weights))


def train_on_worker(order: Order) -> Over:
    """Train on the Dask worker that runs this task, and publish the events on the order's topic.

    Stop is `Future.cancel`: the scheduler then forgets the task, so that it neither starts late nor moves to another worker
    when its own is lost, and tells the worker, where the running task turns from `executing` to `cancelled`. Asking for that
    state between chunks is a look into a dict (0.3 µs; asking a `distributed.Event` is a round trip of about 1 ms), and it
    stops the runs of a web process that vanished too, since the scheduler cancels what nobody waits for.

    Returns:
        What came of the task: the run is over, it has made room and is parked here, or it was thought to be and is not.
    """
    worker = get_worker()
    jobs = worker.plugins[Jobs.name]
    job = jobs.take((order.run_id, order.attempt)) if order.parked else Job(worker, jobs, order)
    if job is None:
        return "not parked"
    return "parked" if job.run() else "over"


def replay_on_worker(replay: Replay[A]) -> A | None:
    """Train once more on the Dask worker that runs this task, and return the answer; None if nobody waits for it any more."""
    worker = get_worker()
    task = worker.get_current_task()

    def cancelled() -> bool:
        return _is_cancelled(worker, task)

    if not _wait_for_engine(worker, cancelled):
        return None
    return replay.answer(replay.experiment, replay.question, table=replay.table, should_stop=cancelled)


def _is_cancelled(worker: Worker, key: str) -> bool:
    task = worker.state.tasks.get(key)
    return task is None or task.state != "executing"


def _wait_for_engine(worker: Worker, cancelled: Callable[[], bool]) -> bool:
    """Wait for the worker's warm-up, for two threads that load TensorFlow at once disturb each other; False if cancelled meanwhile."""
    warm_up = worker.plugins[WarmUp.name]
    while not warm_up.done.wait(timeout=0.05):
        if cancelled():
            return False
    if warm_up.state == "failed":
        raise ComputeUnavailable(NOT_LOADED)
    return True
