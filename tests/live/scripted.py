"""A hub whose runs do what a test says: no training, every number known."""

import asyncio
from collections.abc import Sequence

import numpy as np

from playground.compute.hub import UnknownRun
from playground.compute.run import Wait
from playground.data.grid import grid_of
from playground.events import EpochEnd, Event, Failed, Finished, Floats, Reason, Snapshot, Started
from playground.experiment import Experiment
from playground.lessons.initializers import initial_weights
from playground.live.film import Film


def loss(epoch: int) -> float:
    """Training loss after `epoch`: falls from 8 towards 0.25."""
    return 0.25 + 7.75 / epoch


def val_loss(epoch: int) -> float:
    """Validation loss after `epoch`: lowest at epoch 40 of a long run."""
    return loss(epoch) + 0.002 * abs(epoch - 40)


def truth(experiment: Experiment) -> Floats:
    """Targets of the shown rows: measurements from 0.5 to 6.9, or classes in turn."""
    rows, outputs = sum(experiment.data.shown_rows), len(experiment.output_names)
    if experiment.data.task == "classification":
        classes = len(experiment.data.class_names)
        labels = np.arange(rows) % classes
        return np.eye(classes, dtype=np.float32)[labels] if outputs > 1 else labels.astype(np.float32)[:, None]
    return np.linspace(0.5, 6.9, rows, dtype=np.float32)[:, None] * (1 - 0.3 * np.arange(outputs, dtype=np.float32))


def predictions(experiment: Experiment, epoch: int) -> Floats:
    """What the network says after `epoch`: on its way from nothing to the truth."""
    share = np.float32(epoch / (epoch + 5))
    noise = np.random.default_rng(1).normal(0.0, 0.25, truth(experiment).shape).astype(np.float32)
    if experiment.data.task == "classification":
        return _answers(np.asarray(6 * share * truth(experiment) + 4 * noise, dtype=np.float32))
    return np.asarray(share * truth(experiment) + noise, dtype=np.float32)


def points(experiment: Experiment) -> Floats | None:
    """Where the shown rows lie on the axes, if the experiment has any."""
    shape = (sum(experiment.data.shown_rows), len(experiment.data.axes))
    return np.random.default_rng(2).uniform(-6.0, 6.0, shape).astype(np.float32) if experiment.data.axes else None


def grid(experiment: Experiment) -> tuple[Floats, ...]:
    """The coordinates of the surface."""
    placed = points(experiment)
    return () if placed is None else grid_of(placed)


def surface(experiment: Experiment, epoch: int) -> Floats | None:
    """What the network says over the grid after `epoch`: waves that grow."""
    if not experiment.data.axes:
        return None
    along = np.add.outer(*grid(experiment)[::-1]).ravel() if len(experiment.data.axes) == 2 else grid(experiment)[0]
    waves = np.stack([np.sin(along + output) for output in range(len(experiment.output_names))], axis=1) * epoch / (epoch + 5)
    outputs: Floats = (6 * waves).astype(np.float32)
    return _answers(outputs) if experiment.data.task == "classification" else outputs


def _answers(sums: Floats) -> Floats:
    """Softmax of several outputs, sigmoid of one."""
    if sums.shape[1] == 1:
        return np.asarray(1 / (1 + np.exp(3 - sums)), dtype=np.float32)
    return np.asarray(np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True), dtype=np.float32)


def opening(experiment: Experiment) -> list[Event]:
    """What every run says first."""
    train, validation, test = experiment.data.split_rows
    started = Started(4354, train, validation, test, truth(experiment), points(experiment), grid(experiment))
    return [started, snapshot(experiment, 0)]


def epoch_end(experiment: Experiment, epoch: int) -> EpochEnd:
    """The scores that a run reports after an epoch."""
    share = epoch / (epoch + 5)
    metrics = {"accuracy": share, "val_accuracy": share / 2} if experiment.data.task == "classification" else {}
    validation = val_loss(epoch) if experiment.data.split_rows[1] else None
    return EpochEnd(epoch, loss(epoch), validation, metrics, 0.002 * epoch)


def snapshot(experiment: Experiment, epoch: int, initial: Sequence[Floats] = ()) -> Snapshot:
    """The network as it stands after an epoch, with weights that grow by a hundredth of the initial ones an epoch."""
    weights = tuple(grown(array, epoch) for array in initial)
    return Snapshot(epoch, weights, predictions(experiment, epoch), surface(experiment, epoch))


def grown(array: Floats, epoch: int) -> Floats:
    """What became of initial weights."""
    return np.asarray(array * (1 + epoch / 100), dtype=np.float32)


def ending(epochs: int, reason: Reason = "completed") -> Finished:
    """What a run says last."""
    best = min(range(1, epochs + 1), key=val_loss, default=0)
    return Finished(reason, epochs, best, {"loss": 0.1}, 0.002 * epochs)


class ScriptedRun:
    """A run that goes on when it is told to; stands in for a hub's `Run`."""

    def __init__(self, run_id: str, experiment: Experiment) -> None:
        """Make a run that has said nothing yet."""
        self.id = run_id
        self.experiment = experiment
        self.owner = "test"
        self.outcome: Finished | Failed | None = None
        self.waits_for: Wait | None = None
        self.epochs = 0
        # Of its network before training; without them its snapshots say nothing of weights.
        self.initial: Sequence[Floats] = ()
        self.waiting = 0
        self._film = Film(experiment)
        self._log: list[bytes] = []
        self._changed = asyncio.Condition()
        self._drops = 0

    @property
    def ended(self) -> bool:
        """Whether no entry will follow."""
        return self.outcome is not None

    @property
    def epoch(self) -> int:
        """The last epoch that it has trained."""
        return self.epochs

    def entries(self, start: int) -> list[bytes]:
        """Return the log from that position on."""
        return self._log[start:]

    async def wait(self, position: int, timeout: float, heard: Wait | None) -> bool:
        """Wait for more than `position` entries, or for another word about what it waits for."""
        drops = self._drops
        self.waiting += 1
        try:
            async with self._changed, asyncio.timeout(timeout):
                await self._changed.wait_for(lambda: self._is_news(position, heard) or self._drops > drops)
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        if self._drops > drops:
            raise ConnectionResetError("dropped by the test")
        return True

    def _is_news(self, position: int, heard: Wait | None) -> bool:
        return len(self._log) > position or self.ended or self.waits_for != heard

    async def say_waiting(self, wait: Wait | None) -> None:
        """Wait for something, or no longer."""
        async with self._changed:
            self.waits_for = wait
            self._changed.notify_all()

    async def fail_unrecorded(self, sentence: str) -> None:
        """End without an entry that says so."""
        async with self._changed:
            self.outcome = Failed(sentence)
            self._changed.notify_all()

    async def say(self, events: Sequence[Event]) -> None:
        """Append one entry."""
        async with self._changed:
            self._log.append(self._film.record(events))
            last = events[-1]
            if isinstance(last, Finished | Failed):
                self.outcome = last
            self._changed.notify_all()

    async def train(self, epochs: int, batch: int = 1) -> None:
        """Go on for some epochs, `batch` of them an entry."""
        if not self._log:
            await self.say(opening(self.experiment))
        for first in range(self.epochs + 1, self.epochs + epochs + 1, batch):
            last = min(first + batch - 1, self.epochs + epochs)
            # As the engine does: scores for every epoch, snapshots now and then.
            scores = [epoch_end(self.experiment, epoch) for epoch in range(first, last + 1)]
            await self.say([*scores, snapshot(self.experiment, last, self.initial)])
        self.epochs += epochs

    async def drop(self) -> None:
        """Cut the connections that wait for more."""
        async with self._changed:
            self._drops += 1
            self._changed.notify_all()


class ScriptedHub:
    """Runs by id; stands in for a `Hub`."""

    def __init__(self) -> None:
        """Make a hub without runs."""
        self.runs: dict[str, ScriptedRun] = {}

    def add(self, run_id: str, experiment: Experiment, *, weighs: bool = False) -> ScriptedRun:
        """Add a run that has said nothing yet, and whose snapshots carry weights or do not."""
        self.runs[run_id] = ScriptedRun(run_id, experiment)
        if weighs:
            self.runs[run_id].initial = initial_weights(experiment)
        return self.runs[run_id]

    def run(self, run_id: str) -> ScriptedRun:
        """Return a run.

        Raises:
            UnknownRun: for an id that the hub lacks.
        """
        if run_id not in self.runs:
            raise UnknownRun("There is no such run any more. Press Train to run it again.")
        return self.runs[run_id]
