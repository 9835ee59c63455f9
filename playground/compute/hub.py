"""The hub: who runs what, how long runs are kept, and where a link to a run leads."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from playground.compute.audience import Audience
from playground.compute.cluster import Compute
from playground.compute.contracts import ComputeUnavailable
from playground.compute.letting_go import excessive, forgotten, let_go_of_tables
from playground.compute.replays import Replays
from playground.compute.run import Recorder, Run
from playground.data.tables import Table
from playground.events import Finished
from playground.experiment import Change, Experiment
from playground.limits import LIMITS, Limits
from playground.training.questions import A, Question

__all__ = ["ComputeUnavailable", "Hub", "UnknownRun"]

# A run that ended this long ago is rarely watched any more: its entries are compressed.
PACK_SECONDS = 10.0
# A run with weights takes a tenth of a second to compress, which nobody who has just pressed Train is to wait for.
REST_SECONDS = 2.0


class UnknownRun(LookupError):  # noqa: N818 - it reads better where it is caught
    """No such run is kept; the message is a sentence for the learner."""


class Hub:
    """Owns the runs; safe to use from any thread, and no method waits for a worker."""

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
        self._audience = Audience()
        self._replays = Replays(compute)
        self._packing: threading.Timer | None = None

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
            ComputeUnavailable: if no cluster can be reached, or as many runs as may be are live. Calling again later may work.
        """
        self._need_cluster()
        run = Run(experiment, owner, record, self._clock, table)
        run.is_there = lambda: run.watched or self._audience.is_there(run.owner)
        with self._lock:
            self._expire()
            self._pass_on()
            mine = [other for other in self._live() if other.owner == owner and not other.shared]
            self._make_way(1 - len(mine))
            for other in mine:
                self._compute.stop(other)
            self._audience.show(owner, run.id)
            self._start(run)
        self._pack_soon()
        return run

    def films_for(self, experiments: Sequence[Experiment], owner: str, recorder_of: Callable[[Experiment], Recorder]) -> tuple[Run, ...]:
        """Put runs side by side on a session's screen, as a page of the lecture does: equal experiments share one, whoever asks.

        Such a run is nobody's to stop or to change. The session's last ones are stopped unless others watch them, and its own run of
        the playground goes on. Who asks first is the one whose training it counts as.

        Args:
            experiments: what to train, none of them on a learner's own table.
            owner: the session that asks.
            recorder_of: makes the recorder of a new run.

        Returns:
            A run of each experiment, kept, live or new.

        Raises:
            ComputeUnavailable: as `run_for`.
        """
        self._need_cluster()
        with self._lock:
            self._expire()
            self._make_way(sum(self._shared_run(experiment) is None for experiment in experiments))
            runs = tuple(self._shared_run(experiment) or self._share(experiment, owner, recorder_of) for experiment in experiments)
            self._stop_all(self._audience.watch(owner, (run.id for run in runs)))
        self._pack_soon()
        return runs

    def run(self, run_id: str) -> Run:
        """Return the run of that id.

        Raises:
            UnknownRun: if there never was one, or it has expired.
        """
        with self._lock:
            self._expire()
            run = self._runs.get(run_id)
        if run is None:
            kept = f"{self._limits.run_kept_seconds / 60:g} minutes after their end, the newest {self._limits.max_run_megabytes} MB at most"
            raise UnknownRun(f"This run is not kept any more, or never was: runs are kept for {kept}. Press Train for a new one.")
        return run

    def take_up(self, experiment: Experiment, run_ids: Iterable[str], owner: str) -> Run | None:
        """Have a session show a run that is kept, as after a reload of its page. Nothing is started.

        A live run whose own session is gone becomes this one's: it stops when this one starts another.

        Args:
            experiment: what the page is set to.
            run_ids: the runs that the browser has shown, the last one first.
            owner: the session.

        Returns:
            The first of them that is a run of this very experiment; None if none is.
        """
        with self._lock:
            self._expire()
            kept = (self._runs[run_id] for run_id in run_ids if run_id in self._runs)
            run = next((run for run in kept if run.experiment == experiment), None)
            if run is not None:
                self._audience.show(owner, run.id)
                self._pass_on()
            return run

    def meet(self, owner: str, is_there: Callable[[], bool]) -> None:
        """Learn how to see whether a session is there: what is on its screen is kept; one that is gone has no place in the queue."""
        with self._lock:
            self._audience.meet(owner, is_there)

    def stop(self, run_id: str) -> None:
        """Stop a run; it ends within 200 ms. One that has ended or is unknown is left alone, so a second press does no harm."""
        with self._lock:
            run = self._runs.get(run_id)
        if run is not None and not run.ended:
            self._compute.stop(run)

    def change(self, run_id: str, change: Change) -> None:
        """Train a run with other settings or weights from its next epoch on, whatever epoch `change` names.

        `Run.experiment` becomes the experiment with that change as soon as it has taken effect. A run that has not begun gets it from
        epoch 1 on; one that has ended or is unknown is left alone.
        """
        with self._lock:
            run = self._runs.get(run_id)
        if run is not None and not run.ended:
            self._compute.change(run, change)

    def replay(self, run_id: str, question: Question[A]) -> Future[A]:
        """Ask what nobody has recorded of a run: it is trained again as far as the question needs it.

        Returns:
            What will be the answer; who cancels it ends the training. It raises `ComputeUnavailable` if nothing can be trained now.

        Raises:
            UnknownRun: if there never was such a run, or it has expired.
            ExperimentError: if the run has no such epoch or row.
            ComputeUnavailable: if the run cannot be asked that, or not now. Calling again later may work.
        """
        return self._replays.ask(self.run(run_id), question)

    def leave(self, owner: str) -> None:
        """Stop what a session that is over still trains, and let go of its tables; what another session has on its screen goes on."""
        with self._lock:
            self._stop_all(self._audience.leave(owner))
            self._pass_on(gone=owner)
            self._stop_all(run.id for run in self._live() if run.owner == owner and not run.shared)
            for run in self._runs.values():
                if run.owner == owner:
                    run.table = None

    def close(self) -> None:
        """Stop every live run, so that nobody waits for more; the compute is its maker's to close."""
        with self._lock:
            if self._packing is not None:
                self._packing.cancel()
            for run in self._live():
                self._compute.stop(run)

    def _need_cluster(self) -> None:
        status = self._compute.status
        if status.state in ("unreachable", "closed"):
            self._compute.retry()
            raise ComputeUnavailable(status.sentence)

    def _start(self, run: Run) -> None:
        self._runs[run.id] = run
        self._compute.submit(run)
        self._let_go_of_runs()
        let_go_of_tables(self._ended())

    def _shared_run(self, experiment: Experiment) -> Run | None:
        """Return a shared run of this very experiment that is live or got to its end by itself."""
        return next((run for run in self._runs.values() if run.shared and run.experiment == experiment and _is_whole(run)), None)

    def _share(self, experiment: Experiment, owner: str, recorder_of: Callable[[Experiment], Recorder]) -> Run:
        run = Run(experiment, owner, recorder_of(experiment), self._clock)
        run.shared = True
        run.is_there = lambda: run.watched or self._audience.awaits(run.id)
        self._start(run)
        return run

    def _stop_all(self, run_ids: Iterable[str]) -> None:
        for run_id in list(run_ids):
            run = self._runs.get(run_id)
            if run is not None and not run.ended:
                self._compute.stop(run)

    def _pack_soon(self) -> None:
        with self._lock:
            if self._packing is None or not self._packing.is_alive():
                self._packing = threading.Timer(REST_SECONDS, self._pack)
                self._packing.name, self._packing.daemon = "pack runs", True
                self._packing.start()

    def _pack(self) -> None:
        """Compress runs that nobody is likely to read soon."""
        with self._lock:
            still = [run for run in self._ended() if self._age(run) > PACK_SECONDS]
        for run in still:
            run.pack()

    def _live(self) -> list[Run]:
        return [run for run in self._runs.values() if not run.ended]

    def _ended(self) -> list[Run]:
        """Return the runs that are over, the longest over first."""
        return sorted((run for run in self._runs.values() if run.ended), key=self._age, reverse=True)

    def _age(self, run: Run) -> float:
        """Seconds since the run ended; 0 for a live one."""
        return 0.0 if run.ended_at is None else self._clock() - run.ended_at

    def _on_screens(self) -> set[str]:
        """Return the runs that somebody looks at: those that are watched, and those on the screen of each session that is there."""
        return self._audience.on_screens() | {run.id for run in self._runs.values() if run.watched}

    def _pass_on(self, gone: str | None = None) -> None:
        """Give live runs whose sessions are gone, or this one's, to sessions that have them on their screens."""
        for run in self._live():
            if run.owner == gone or not self._audience.is_there(run.owner):
                run.owner = self._audience.heir(run.id) or run.owner

    def _expire(self) -> None:
        old = [run for run in self._ended() if self._age(run) > self._limits.run_kept_seconds]
        shown = self._on_screens() if old else set()
        for run in old:
            if run.id not in shown:
                del self._runs[run.id]

    def _let_go_of_runs(self) -> None:
        """Drop ended runs that no browser remembers, and then others until the rest fits."""
        shown = self._on_screens()
        for run in forgotten(self._ended(), shown):
            del self._runs[run.id]
        excess = sum(run.size for run in self._runs.values()) - self._limits.max_run_megabytes * 1_000_000
        for run in excessive(self._ended(), shown, excess):
            del self._runs[run.id]

    def _make_way(self, places: int) -> None:
        """See that so many more runs may be live: those of sessions that are gone end for them, the oldest first."""
        live, most = self._live(), self._limits.max_live_runs
        excess = len(live) + places - most
        gone = [run for run in live if not run.is_there()] if excess > 0 else []
        if excess > len(gone):
            raise ComputeUnavailable(f"At most {most:,} runs train or wait at a time, and as many do. Try again when some have ended.")
        for run in gone[: max(excess, 0)]:
            self._compute.stop(run)


def _is_whole(run: Run) -> bool:
    return run.outcome is None or (isinstance(run.outcome, Finished) and run.outcome.reason != "stopped")
