"""A run as the web process keeps it: what it has said so far, as bytes, and who waits for more."""

import asyncio
import logging
import secrets
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from types import EllipsisType
from typing import TypeAlias

from playground.compute.filter import Filter
from playground.compute.history import History
from playground.data.tables import Table
from playground.events import Changed, EpochEnd, Event, Failed, Finished
from playground.experiment import Change, Experiment

logger = logging.getLogger(__name__)

Recorder: TypeAlias = Callable[[Sequence[Event]], bytes]

# What a run takes besides its entries, about.
RUN_BYTES = 20_000

# 128 random bits: a link to a run is all that it takes to watch it.
ID_BYTES = 16

UNRECORDED = "The run's events could not be recorded; the playground's log has the details."


@dataclass(frozen=True)
class Wait:
    """What a run waits for, in words for the learner.

    Attributes:
        status: in a word or two.
        note: a sentence that says more, or nothing.
    """

    status: str
    note: str = ""


class Run:
    """One training of one experiment; safe to use from any thread and any event loop.

    Attributes:
        id: names the run in links; unguessable.
        began: the experiment as it was when the run began: what its film's charts are made for.
        owner: the session that started it, or that has taken it over.
        shared: whether it is for all who ask for its experiment, so that no session ends or changes it for the others.
        table: the values of the learner's own table; None without one, and once the hub has let go of it.
        is_there: whether its session, or anybody else who watches, is there.
        ended_at: the clock's time at the run's end; None while it is live.
        waits_for: what keeps it from training at full speed at the moment; None if nothing does, and once it has ended.
    """

    def __init__(
        self, experiment: Experiment, owner: str, record: Recorder, clock: Callable[[], float], table: Table | None = None
    ) -> None:
        """Begin an empty run; `record` turns each batch of new events into the bytes that are kept."""
        self.id = secrets.token_urlsafe(ID_BYTES)
        self.began = experiment
        self.owner = owner
        self.shared = False
        self.table = table
        self.is_there: Callable[[], bool] = lambda: True
        self.ended_at: float | None = None
        self.waits_for: Wait | None = None
        self._record: Recorder | None = record
        self._clock = clock
        # Recording takes milliseconds, and the event loop that serves all viewers asks for entries: so there is a lock for each.
        self._recording = threading.Lock()
        self._lock = threading.Lock()
        self._outcome: Finished | Failed | None = None
        self._experiment = experiment
        self._filter = Filter(experiment)
        self._history = History(experiment)
        self._entries: list[bytes] = []
        self._packed: bytes | None = None
        self._sizes: list[int] = []
        self._waiters: set[_Waiter] = set()

    @property
    def experiment(self) -> Experiment:
        """What is trained, with the changes that have taken effect so far: trained from the start, it gives this run."""
        return self._experiment

    @property
    def outcome(self) -> Finished | Failed | None:
        """How the run ended; None while it is live."""
        return self._outcome

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._outcome is not None

    @property
    def begun(self) -> bool:
        """Whether a worker has said anything yet."""
        return bool(self._sizes)

    @property
    def epoch(self) -> int:
        """The last epoch seen; 0 before the first."""
        return self._filter.epoch

    @property
    def seconds(self) -> float:
        """Training time up to that epoch."""
        return self._filter.seconds

    @property
    def watched(self) -> bool:
        """Whether somebody waits for more at this moment."""
        return bool(self._waiters)

    @property
    def size(self) -> int:
        """How many bytes the run takes, about, without its table."""
        return RUN_BYTES + self._history.size + (len(self._packed) if self._packed is not None else sum(self._sizes))

    def history(self) -> Mapping[str, list[float]]:
        """Return what was said of each epoch so far, as `History.scores` does."""
        with self._recording:
            return self._history.scores()

    def entries(self, start: int) -> list[bytes]:
        """Return what `record` made of each batch, from position `start` on; positions count from 0."""
        start = max(start, 0)
        with self._lock:
            packed, sizes = self._packed, self._sizes
            if self._entries or packed is None or start >= len(sizes):
                return self._entries[start:]
        entries = _unpacked(packed, sizes)
        with self._lock:
            # Whoever reads a long log does so piece by piece, and others perhaps at the same time.
            self._entries = entries
        return entries[start:]

    async def wait(self, position: int, timeout: float, heard: Wait | EllipsisType | None = ...) -> bool:
        """Wait until there are more than `position` entries, the run waits for something else, or it has ended.

        Args:
            position: how many entries the caller has.
            timeout: seconds.
            heard: what the run waited for when the caller looked last; left out by who does not care.

        Returns:
            False if `timeout` passed first.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    waiter = _Waiter()
                    with self._lock:
                        if self.ended or len(self._sizes) > position or heard not in (..., self.waits_for):
                            return True
                        self._waiters.add(waiter)
                    try:
                        await waiter.woken.wait()
                    finally:
                        with self._lock:
                            self._waiters.discard(waiter)
        except TimeoutError:
            return False

    def receive(self, batch: Sequence[Event]) -> None:
        """Record what is new in `batch` and wake who waits; a failing recorder ends the run, for its log has a hole."""
        with self._recording:
            new = self._filter.new(batch)
            if not new:
                return
            for event in new:
                if isinstance(event, Changed):
                    self._experiment = _with_change(self._experiment, event.change)
                elif isinstance(event, EpochEnd):
                    self._history.add(event)
            entry = self._recorded(new)
            # The end and the entry that says it appear together: a viewer who saw only the one would miss the other.
            with self._lock:
                if entry is not None:
                    self._entries.append(entry)
                    self._sizes.append(len(entry))
                self._outcome = self._filter.end
                if self.ended:
                    self.waits_for = None
                    self.ended_at = self._clock()
                    # It may hold as much as the entries.
                    self._record = None
                self._wake()

    def say_waiting(self, wait: Wait | None) -> None:
        """Say what the run waits for: nothing that is recorded, but whoever watches hears of it."""
        with self._lock:
            if wait != self.waits_for and not self.ended:
                self.waits_for = wait
                self._wake()

    def change_from_start(self, change: Change) -> None:
        """Have a run that has not begun train with other settings from epoch 1 on."""
        with self._recording:
            self._experiment = _with_change(self._experiment, replace(change, epoch=1))

    def stop(self) -> None:
        """End the run as stopped with what there is, unless it has ended: its worker had no time to say so and to score the test."""
        seen, training = self._filter, self.experiment.training
        restored = training.early_stopping and training.restore_best_weights and 0 < seen.best_epoch < seen.epoch
        self.receive(
            (Finished("stopped", epochs=seen.epoch, best_epoch=seen.best_epoch, test={}, seconds=seen.seconds, restored=restored),)
        )

    def pack(self) -> None:
        """Compress an ended run's entries; who reads them next waits a few milliseconds, and others do not until they are packed again."""
        if not self.ended:
            return
        packed = self._packed if self._packed is not None else zlib.compress(b"".join(self._entries), level=1)
        with self._lock:
            self._packed, self._entries = packed, []

    def _recorded(self, events: Sequence[Event]) -> bytes | None:
        assert self._record is not None  # noqa: S101 - nothing is new once the run has ended
        try:
            return self._record(events)
        except Exception:
            logger.exception("The events of a run could not be recorded.")
            self._filter.end = Failed(UNRECORDED)
            return None

    def _wake(self) -> None:
        for waiter in self._waiters:
            waiter.wake()
        self._waiters.clear()


def _with_change(experiment: Experiment, change: Change) -> Experiment:
    return replace(experiment, training=experiment.training.with_change(change))


class _Waiter:
    """One caller of `Run.wait`, on its own event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()

    def wake(self) -> None:
        """Wake the caller from any thread; a loop that is closed by now has nobody to wake."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.woken.set)


def _unpacked(packed: bytes, sizes: Sequence[int]) -> list[bytes]:
    data = zlib.decompress(packed)
    ends = list(accumulate(sizes, initial=0))
    return [data[start:end] for start, end in pairwise(ends)]
