"""Questions about runs: which may be asked, how many at a time, and the answers that are kept."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future
from typing import Protocol, cast

from playground.compute.contracts import ComputeUnavailable
from playground.compute.run import Run
from playground.events import MOST_WEIGHTS, Finished
from playground.experiment import Experiment
from playground.settings import ExperimentError, Whole
from playground.summary import parameter_count
from playground.training.questions import A, Gradients, NetworkFile, Question, StepsOfEpoch

# Who turns a run's rows quickly drops the questions before; several viewers of one run do not fill the workers' queue.
MOST_AT_A_TIME = 8
# The gradients of a network of 20,000 parameters take 240,000 bytes, a file of one somewhat more.
MAX_BYTES = 16_000_000

NOT_TRAINED = "Only a run that has trained to its end, or was stopped, has a network to save."
NO_TABLE = "The table of this run is not kept any more, so its network cannot be trained again. Upload the file and press Train."
TOO_MANY = f"At most {MOST_AT_A_TIME} questions about a run are answered at a time. Wait a moment, then ask again."
TOO_LARGE = "This network has {:,} parameters. {} are shown for networks of up to {:,}."


class Trainer(Protocol):
    """Where runs are trained again."""

    def replay(self, run: Run, question: Question[A]) -> Future[A]:
        """Train a run again for the answer to a question."""


class Replays:
    """The questions that are on their way, and the last answers; safe to use from any thread."""

    def __init__(self, trainer: Trainer, most_bytes: int = MAX_BYTES) -> None:
        """Begin without any.

        Args:
            trainer: who answers.
            most_bytes: that the answers which are kept may take.
        """
        self._trainer = trainer
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        # The answer, and how many bytes it takes.
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def ask(self, run: Run, question: Question[A]) -> Future[A]:
        """Ask a question about a run; one that was answered lately has its answer at once.

        Raises:
            ExperimentError: if the run has no such epoch or row.
            ComputeUnavailable: if the run cannot be asked that, or has too many questions already.
        """
        _check(run, question)
        experiment = run.experiment
        # Equal runs have equal answers.
        key = experiment, question
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return _there(cast("A", self._kept[key][0]))
            if self._asked[run.id] >= MOST_AT_A_TIME:
                raise ComputeUnavailable(TOO_MANY)
            future = self._trainer.replay(run, question)
            self._asked[run.id] += 1

        def over(done: Future[A]) -> None:
            self._strike_off(run.id)
            # An answer tells of the rows; those of a learner's own table are kept nowhere but with the run.
            if not done.cancelled() and done.exception() is None and experiment.data.upload is None:
                self._keep(key, done.result(), question.size(done.result()))

        future.add_done_callback(over)
        return future

    def _strike_off(self, run_id: str) -> None:
        with self._lock:
            self._asked[run_id] -= 1
            if not self._asked[run_id]:
                del self._asked[run_id]

    def _keep(self, key: Hashable, answer: object, size: int) -> None:
        with self._lock:
            self._kept[key] = answer, size
            while sum(size for _, size in self._kept.values()) > self._most_bytes:
                self._kept.popitem(last=False)


def _check(run: Run, question: Question[A]) -> None:
    """Check that a run can be asked a question: it has got so far, and has such a row."""
    experiment = run.experiment
    match question:
        case NetworkFile() if not isinstance(run.outcome, Finished):
            raise ComputeUnavailable(NOT_TRAINED)
        case Gradients(epoch=epoch, row=row):
            _check_size(experiment, "Gradients")
            Whole("Epoch", "", 0, run.epoch).check(epoch)
            Whole("Row", "", 0, sum(experiment.data.shown_rows) - 1).check(row)
        case StepsOfEpoch(epoch=epoch):
            _check_size(experiment, "Steps")
            check_walked(run.epoch, epoch)
    if experiment.data.upload is not None and run.table is None:
        raise ComputeUnavailable(NO_TABLE)


def _check_size(experiment: Experiment, what: str) -> None:
    if parameter_count(experiment) > MOST_WEIGHTS:
        raise ComputeUnavailable(TOO_LARGE.format(parameter_count(experiment), what, MOST_WEIGHTS))


def check_walked(last: int, epoch: object) -> int:
    """Return an epoch whose steps can be asked for, from 1 to the last one trained.

    Raises:
        ExperimentError: if it is none.
    """
    if last < 1:
        raise ExperimentError(f"Steps belong to an epoch, and this run has trained none yet. Received: {epoch!r}.")
    return Whole("Epoch", "", 1, last).check(epoch)


def _there(answer: A) -> Future[A]:
    future: Future[A] = Future()
    future.set_result(answer)
    return future
