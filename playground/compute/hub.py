"""The hub: who runs what, how long runs are kept, and where a link to a run leads."""

import threading
import time
from collections.abc import Callable

from playground.compute.cluster import Compute
from playground.compute.contracts import ComputeUnavailable
from playground.compute.run import Recorder, Run
from playground.data.tables import Table
from playground.experiment import Change, Experiment
from playground.limits import LIMITS, Limits

__all__ = ["ComputeUnavailable", "Hub", "UnknownRun"]

# The tables of runs that have ended may take so many bytes together: a seminar of 30 with 100,000 rows of 20 columns each.
MAX_TABLE_BYTES = 240_000_000

# A run that ended this long ago is rarely watched any more: its entries are compressed.
PACK_SECONDS = 10.0


class UnknownRun(LookupError):  # noqa: N818 - it reads better where it is caught
    """No such run is kept; the message is a sentence for the learner."""


class Hub:
    """Owns the runs; safe to use from any thread, and no method but `model` waits for a worker."""

    def __init__(self, compute: Compute, limits: Limits = LIMITS, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without runs.

        Args:
            compute: where they train; whoever made it starts and closes it.
            limits: how many runs are kept, and for how long after their end.
            clock: seconds; only differences matter.
        """
        self._compute = compute
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}

    def run_for(self, experiment: Experiment, owner: str, record: Recorder, table: Table | None = None) -> Run:
        """Start a run; the owner's live one, if any, is stopped.

        Args:
            experiment: what to train.
            owner: the session that asks.
            record: turns each batch of events into the bytes that are kept; called once a batch, in order, on a background thread.
            table: the values of the learner's own table, if the experiment is about one; kept as long as the run.

        Returns:
            The run, which is queued until a worker is free.

        Raises:
            ComputeUnavailable: if no cluster can be reached, or as many runs as may be kept are live. Calling again later may work.
        """
        status = self._compute.status
        if status.state in ("unreachable", "closed"):
            self._compute.retry()
            raise ComputeUnavailable(status.sentence)
        run = Run(experiment, owner, record, self._clock, table)
        with self._lock:
            self._expire()
            mine = [other for other in self._live() if other.owner == owner]
            self._make_room(1 - len(mine))
            for other in mine:
                self._compute.stop(other)
            self._runs[run.id] = run
            self._compute.submit(run)
            self._let_go_of_tables()
            still = [other for other in self._ended() if self._age(other) > PACK_SECONDS]
        for other in still:
            other.pack()
        return run

    def run(self, run_id: str) -> Run:
        """Return the run of that id.

        Raises:
            UnknownRun: if there never was one, or it has expired.
        """
        with self._lock:
            self._expire()
            run = self._runs.get(run_id)
        if run is None:
            kept = f"{self._limits.run_kept_seconds / 60:g} minutes after their end, the newest {self._limits.max_runs_kept} at most"
            raise UnknownRun(f"This run is not kept any more, or never was: runs are kept for {kept}. Press Train for a new one.")
        return run

    def stop(self, run_id: str) -> None:
        """Stop a run; it ends within 200 ms. One that has ended or is unknown is left alone, so a second press does no harm."""
        with self._lock:
            run = self._runs.get(run_id)
        if run is not None and not run.ended:
            self._compute.stop(run)

    def change(self, run_id: str, change: Change) -> None:
        """Train a run with other settings from its next epoch on, whatever epoch `change` names.

        `Run.experiment` becomes the experiment with that change as soon as it has taken effect. A run that has not begun gets it from
        epoch 1 on; one that has ended or is unknown is left alone.
        """
        with self._lock:
            run = self._runs.get(run_id)
        if run is not None and not run.ended:
            self._compute.change(run, change)

    def model(self, run_id: str) -> bytes:
        """Return the trained network of a run that has ended as a `.keras` file; blocks for as long as training it again takes.

        Raises:
            UnknownRun: if there never was such a run, or it has expired.
            ComputeUnavailable: if the run has no network to save, or nothing can be trained now. Calling again later may work.
        """
        return self._compute.model(self.run(run_id))

    def leave(self, owner: str) -> None:
        """Stop what a session that is over still trains, and let go of its tables; films that others watch stay."""
        with self._lock:
            for run in self._live():
                if run.owner == owner:
                    self._compute.stop(run)
            for run in self._runs.values():
                if run.owner == owner:
                    run.table = None

    def close(self) -> None:
        """Stop every live run, so that nobody waits for more; the compute is its maker's to close."""
        with self._lock:
            for run in self._live():
                self._compute.stop(run)

    def _live(self) -> list[Run]:
        return [run for run in self._runs.values() if not run.ended]

    def _ended(self) -> list[Run]:
        """Return the runs that are over, the longest over first."""
        return sorted((run for run in self._runs.values() if run.ended), key=self._age, reverse=True)

    def _age(self, run: Run) -> float:
        """Seconds since the run ended; 0 for a live one."""
        return 0.0 if run.ended_at is None else self._clock() - run.ended_at

    def _expire(self) -> None:
        for run in self._ended():
            if self._age(run) > self._limits.run_kept_seconds:
                del self._runs[run.id]

    def _let_go_of_tables(self) -> None:
        """Keep the newest tables of ended runs, as many as fit; runs of the same upload share one."""
        sizes: dict[int, int] = {}
        for run in reversed(self._ended()):
            if run.table is not None:
                sizes[id(run.table)] = _bytes(run.table)
                if sum(sizes.values()) > MAX_TABLE_BYTES:
                    run.table = None

    def _make_room(self, places: int) -> None:
        """Drop the runs that ended first until `places` more fit."""
        ended = self._ended()
        excess = len(self._runs) + places - self._limits.max_runs_kept
        if excess > len(ended):
            raise ComputeUnavailable(
                f"At most {self._limits.max_runs_kept} runs train at a time. Received: one more. Try again when some have ended."
            )
        for run in ended[: max(excess, 0)]:
            del self._runs[run.id]


def _bytes(table: Table) -> int:
    return sum(values.nbytes for values in table.measurements.values()) + sum(values.nbytes for values in table.labels.values())
