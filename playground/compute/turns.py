"""Who trains where, and who waits: one run a worker, and sessions in turn. Knows nothing of Dask: it is told what has happened."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count

from playground.compute.submission import Submission

# While others wait, a run trains so long before it makes room; then it goes on from where it was.
SLICE_SECONDS = 1.0
# A page that is loaded anew is away for a second or two.
GONE_SECONDS = 4.0
HOUR = 3_600.0


class Turn:
    """A run between its submission and its end.

    Attributes:
        submission: the run, and how far it has come on its way through the cluster.
        number: orders those who wait.
        worker: where it trains; None while it waits.
        home: the worker that keeps it as it was when it last made room; None if it has to begin anew.
        since: when it got its worker.
        until: so long it may keep it while others wait; infinite while it trains what it has trained before.
        yields: whether it was asked to make room.
        absent_since: when its session was first seen to be away; None while it is there.
    """

    def __init__(self, submission: Submission, number: int) -> None:
        """Wait."""
        self.submission = submission
        self.number = number
        self.worker: str | None = None
        self.home: str | None = None
        self.since = 0.0
        self.until = 0.0
        self.yields = False
        self.absent_since: float | None = None


class Usage:
    """How long each session has trained in the last hour."""

    def __init__(self) -> None:
        """Nobody has trained."""
        self._spans: dict[str, deque[tuple[float, float]]] = {}

    def add(self, owner: str, begun: float, ended: float) -> None:
        """Note that a run of the session has had a worker for a while."""
        self._spans.setdefault(owner, deque()).append((begun, ended))

    def seconds(self, owner: str, now: float) -> float:
        """Return how long that was in the hour before now."""
        spans = self._spans.get(owner)
        while spans and spans[0][1] <= now - HOUR:
            spans.popleft()
        if not spans:
            self._spans.pop(owner, None)
            return 0.0
        return sum(ended - max(begun, now - HOUR) for begun, ended in spans)


class Turns:
    """The runs that train and those that wait, in their order."""

    def __init__(self, most_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without runs.

        Args:
            most_seconds: a session that has trained for so long within an hour lets others go first.
            clock: seconds; only differences matter.
        """
        self._most_seconds = most_seconds
        self._clock = clock
        self._numbers = count()
        self._turns: dict[str, Turn] = {}
        self._usage = Usage()

    def add(self, submission: Submission) -> None:
        """Take a run in, behind all others."""
        self._turns[submission.run.id] = Turn(submission, next(self._numbers))

    def remove(self, run_id: str) -> None:
        """Forget a run; its worker is free."""
        turn = self._turns.pop(run_id, None)
        if turn is not None:
            self._leave(turn)

    def find(self, run_id: str) -> Turn | None:
        """Return a run's turn."""
        return self._turns.get(run_id)

    def all(self) -> list[Turn]:
        """Return every turn."""
        return list(self._turns.values())

    def present(self) -> int:
        """Return how many runs are of sessions that are there."""
        return sum(not self._is_gone(turn) for turn in self._turns.values())

    def waiting(self) -> list[Turn]:
        """Return who waits, the next one first: whose session is there, then who has not trained for long already, then in turn."""
        return sorted((turn for turn in self._turns.values() if turn.worker is None), key=lambda turn: (*self._rank(turn), turn.number))

    def assign(self, workers: Iterable[str]) -> list[Turn]:
        """Give workers that are free to those who wait; returns who has got one."""
        taken = {turn.worker for turn in self._turns.values()}
        assigned = []
        for worker in workers:
            turn = None if worker in taken else self._next_for(worker)
            if turn is not None:
                turn.worker, turn.since, turn.yields = worker, self._clock(), False
                behind = turn.home is None and turn.submission.run.epoch > 0
                turn.until = math.inf if behind else turn.since + SLICE_SECONDS
                assigned.append(turn)
        return assigned

    def has_to_yield(self, run_id: str) -> bool:
        """Whether a run that has just trained some epochs is to make room for another; true once each time it has a worker."""
        turn = self._turns.get(run_id)
        if turn is None or turn.worker is None or turn.yields:
            return False
        mine, had_its_slice = self._rank(turn), self._clock() >= turn.until
        # Who waits is worth looking up only then: this is asked for every chunk that arrives.
        other = self._next_for(turn.worker) if had_its_slice or any(mine) else None
        if other is not None:
            its = self._rank(other)
            turn.yields = its < mine or (its == mine and had_its_slice)
        return turn.yields

    def got_further(self, run_id: str) -> None:
        """Note that a run has trained what it had not before.

        If it had to begin anew, it keeps its worker for as long again as it took to catch up: were it to make room before, and not be kept,
        it would never get further; and so no more than half of the time goes into what is trained again.
        """
        turn = self._turns.get(run_id)
        if turn is not None and turn.until == math.inf:
            now = self._clock()
            turn.until = now + max(SLICE_SECONDS, now - turn.since)

    def parked(self, run_id: str) -> None:
        """Note that a run has made room: it waits behind the others, and goes on where it was kept."""
        turn = self._turns.get(run_id)
        if turn is not None:
            turn.home = turn.worker
            turn.number = next(self._numbers)
            self._leave(turn)

    def begin_anew(self, run_id: str) -> None:
        """Note that nothing is kept of a run any more; it waits in the place that it had."""
        turn = self._turns.get(run_id)
        if turn is not None:
            turn.home = None
            self._leave(turn)

    def lost(self, worker: str) -> tuple[list[Turn], list[Turn]]:
        """Note that a worker is gone; returns whom it had, and whom it kept: they wait in the places that they had, and begin anew."""
        at_work = [turn for turn in self._turns.values() if turn.worker == worker]
        kept = [turn for turn in self._turns.values() if turn.home == worker and turn.worker is None]
        for turn in (*at_work, *kept):
            self.begin_anew(turn.submission.run.id)
        return at_work, kept

    def look(self) -> None:
        """See whose session is there: who comes back has lost the place."""
        now = self._clock()
        for turn in self._turns.values():
            if not turn.submission.run.is_there():
                turn.absent_since = now if turn.absent_since is None else turn.absent_since
                continue
            if self._is_gone(turn):
                turn.number = next(self._numbers)
            turn.absent_since = None

    def lets_others_go_first(self, turn: Turn) -> bool:
        """Whether the session has trained for so long within the hour that others go first."""
        now = self._clock()
        return self._usage.seconds(turn.submission.run.owner, now) + self._stint(turn, now) >= self._most_seconds

    def _rank(self, turn: Turn) -> tuple[bool, bool]:
        return self._is_gone(turn), self.lets_others_go_first(turn)

    def _is_gone(self, turn: Turn) -> bool:
        return turn.absent_since is not None and self._clock() - turn.absent_since >= GONE_SECONDS

    def _next_for(self, worker: str) -> Turn | None:
        return next((turn for turn in self.waiting() if turn.home in (None, worker)), None)

    def _stint(self, turn: Turn, now: float) -> float:
        return 0.0 if turn.worker is None else now - turn.since

    def _leave(self, turn: Turn) -> None:
        if turn.worker is not None:
            self._usage.add(turn.submission.run.owner, turn.since, self._clock())
        turn.worker, turn.yields = None, False
