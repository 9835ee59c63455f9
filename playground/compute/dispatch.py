"""What becomes of each run between Train and its end: it waits, gets a worker, makes room for others, loses its worker, ends.

Everything here happens on the event loop of the connection.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from playground.compute import waits
from playground.compute.contracts import Report, WorkerState
from playground.compute.run import Run, Wait
from playground.compute.status import Status
from playground.compute.submission import Inbox, Submission
from playground.compute.turns import Turn, Turns
from playground.events import Failed
from playground.experiment import Change

# How long the worker of a stopped run may take to score what it has; after that the run ends without test scores.
STOP_SECONDS = 0.15
# Between looks at who is there, and at who has waited too long for a worker.
LOOK_SECONDS = 1.0
# A worker is replaced within seconds, and loads TensorFlow in some more; on a machine that is very busy, that takes a minute.
PATIENCE_SECONDS = 180.0

KILLED = "The worker that trained this run was lost several times in a row. A smaller network or batch needs less memory."
DISCONNECTED = "The connection to the machines that train was lost. What came so far is kept; train again for the rest."
NOBODY_CAME = (
    f"For {PATIENCE_SECONDS / 60:g} minutes there has been no worker that could train this run; the playground's log may say why. "
    "Press Train to try again."
)


class Cluster(Protocol):
    """What a connection to a cluster can do."""

    workers: dict[str, WorkerState]

    def submit(self, submission: Submission, worker: str, *, parked: bool) -> None:
        """Train a run on a worker, from where that has parked it or from the beginning."""

    def release(self, run_id: str) -> None:
        """Forget a run's task."""

    def park(self, submission: Submission) -> None:
        """Have a job keep what it has and make room for another."""

    def forget(self, submission: Submission) -> None:
        """Have a worker throw away what it has parked of a run."""

    def send_changes(self, submission: Submission, changes: Inbox) -> None:
        """Leave changes for a job."""


class Dispatch:
    """The runs that are on their way, and what is done about them."""

    def __init__(self, turns: Turns, status: Callable[[], Status]) -> None:
        """Begin without runs and without a cluster.

        Args:
            turns: who trains where.
            status: says how training is doing.
        """
        self._turns = turns
        self._status = status
        self._cluster: Cluster | None = None
        self._had_workers = False
        self._sharing: Wait | None = None

    def link(self, cluster: Cluster | None) -> None:
        """Use a cluster, or none from now on."""
        self._cluster = cluster
        self._had_workers = False
        self._arrange()

    def submit(self, run: Run) -> None:
        """Train a run as soon as it is its turn."""
        self._turns.add(Submission(run))
        self._arrange()

    def stop(self, run: Run) -> None:
        """End a run with what there is: at once if no worker has it, else when its worker has scored it, or had the time to."""
        turn = self._turns.find(run.id)
        if turn is not None and self._cluster is not None:
            self._cluster.release(run.id)
            if turn.worker is not None and run.begun:
                asyncio.get_running_loop().call_later(STOP_SECONDS, self._end_stopped, run)
                return
        self._end_stopped(run)

    def change(self, run: Run, change: Change) -> None:
        """Train a run with other settings from its next epoch on, from the first one if it has not begun."""
        turn = self._turns.find(run.id)
        if turn is None:
            return
        if not run.begun:
            run.change_from_start(change)
        else:
            turn.submission.ask(change)
            self._send_changes(turn.submission)

    def give_up(self, sentence: str) -> None:
        """End every run as failed."""
        for turn in self._turns.all():
            self._end(turn, sentence)

    def received(self, report: Report) -> None:
        """Pass a chunk on to its run; a run that is over is not expected back."""
        turn = self._turns.find(report.run_id)
        if turn is None:
            return
        submission = turn.submission
        if submission.is_outdated_by(report):
            self._begin_anew(turn)
            self._arrange()
            return
        if not submission.speaks(report):
            return
        before = submission.run.epoch
        submission.run.receive(report.events)
        if submission.run.epoch > before:
            self._turns.got_further(report.run_id)
            submission.run.say_waiting(self._wait_at_work(turn))
        submission.note(report)
        if report.first:
            self._send_changes(submission)
        if submission.run.ended:
            self._forget(turn)
            self._arrange()
        elif self._turns.has_to_yield(report.run_id) and self._cluster is not None:
            self._cluster.park(submission)

    def lost(self, run_id: str, sentence: str) -> None:
        """End a run that cannot go on."""
        turn = self._turns.find(run_id)
        if turn is not None:
            self._end(turn, sentence)
            self._arrange()

    def parked(self, run_id: str) -> None:
        """Give the worker of a run that has made room to the next one."""
        self._turns.parked(run_id)
        self._arrange()

    def not_parked(self, run_id: str) -> None:
        """Begin a run anew of which its worker has nothing any more: it keeps as many as it has room for."""
        turn = self._turns.find(run_id)
        if turn is not None:
            self._begin_anew(turn)
            self._arrange()

    def heard_of(self, worker: str, state: WorkerState | None, before: WorkerState | None) -> None:
        """Learn that a worker has come, is ready, or is gone: then what it had begins anew elsewhere."""
        if state is None:
            at_work, kept = self._turns.lost(worker)
            for turn in kept:
                self._begin_anew(turn)
            for turn in at_work:
                self._worker_lost(turn, guilty=turn.submission.worker == worker or before == "ready")
        self._arrange()

    def look(self) -> None:
        """See who is there, and end what has waited too long for a worker."""
        self._turns.look()
        self._arrange()
        now = asyncio.get_running_loop().time()
        for turn in self._turns.all():
            submission = turn.submission
            if not self._lacks_worker(turn):
                submission.without_worker_since = None
            elif submission.without_worker_since is None:
                submission.without_worker_since = now
            elif now - submission.without_worker_since > PATIENCE_SECONDS:
                self.lost(submission.run.id, NOBODY_CAME)

    def _begin_anew(self, turn: Turn) -> None:
        """Have a run wait in the place that it had, to be submitted again as it is by then."""
        if self._cluster is not None:
            self._cluster.release(turn.submission.run.id)
        turn.submission.submit_again()
        self._turns.begin_anew(turn.submission.run.id)

    def _worker_lost(self, turn: Turn, *, guilty: bool) -> None:
        """Have a run begin anew; one that may have brought its worker down does so a few times only."""
        # Dask would begin it anew by itself, as it was submitted: without the changes since, and whoever's turn it is.
        self._begin_anew(turn)
        submission = turn.submission
        if guilty and not submission.survives_a_loss():
            self.lost(submission.run.id, KILLED)

    def _usable(self) -> list[str]:
        """Return the workers that can train; while there are none, those that may be able to soon."""
        workers = {} if self._cluster is None else self._cluster.workers
        for wanted in ("ready", "importing"):
            usable = [worker for worker, state in workers.items() if state == wanted]
            if usable:
                return usable
        return []

    def _arrange(self) -> None:
        """Give free workers to those who wait, and tell everybody what they wait for."""
        usable = self._usable()
        if self._cluster is not None:
            for turn in self._turns.assign(usable):
                if turn.home is None:
                    # What was changed before it has begun belongs to it.
                    turn.submission.experiment = turn.submission.run.experiment
                self._cluster.submit(turn.submission, turn.worker or "", parked=turn.home is not None)
            status = self._status()
            if status.state == "unreachable" and not usable:
                self.give_up(status.sentence)
        self._had_workers = self._had_workers or bool(usable)
        waiting = self._turns.waiting()
        present = self._turns.present()
        self._sharing = waits.taking_turns(present, len(usable)) if waiting and present > len(usable) else None
        for place, turn in enumerate(waiting, start=1):
            turn.submission.run.say_waiting(self._wait_in_queue(turn, place, len(waiting), usable))
        for turn in self._turns.all():
            if turn.worker is not None:
                turn.submission.run.say_waiting(self._wait_at_work(turn))

    def _wait_in_queue(self, turn: Turn, place: int, waiting: int, usable: list[str]) -> Wait | None:
        if not usable:
            return waits.restarting(turn.submission) if self._had_workers else waits.STARTING
        gives_way = self._turns.lets_others_go_first(turn)
        # A run that has made room has its next turn within seconds.
        return self._sharing if turn.home is not None and not gives_way else waits.queued(place, waiting, gives_way=gives_way)

    def _wait_at_work(self, turn: Turn) -> Wait | None:
        if turn.submission.interrupted:
            return waits.restarting(turn.submission)
        loading = self._cluster is not None and self._cluster.workers.get(turn.worker or "") == "importing"
        return waits.LOADING if loading else self._sharing

    def _lacks_worker(self, turn: Turn) -> bool:
        """Whether a run waits for workers rather than for its turn."""
        if self._cluster is None or turn.worker is None:
            return self._cluster is not None and not self._usable()
        return self._cluster.workers.get(turn.worker) != "ready"

    def _end_stopped(self, run: Run) -> None:
        run.stop()
        turn = self._turns.find(run.id)
        if turn is not None:
            self._forget(turn)
            self._arrange()

    def _end(self, turn: Turn, sentence: str) -> None:
        turn.submission.run.receive((Failed(sentence),))
        self._forget(turn)

    def _forget(self, turn: Turn) -> None:
        """Let go of a run that has ended."""
        if self._cluster is not None:
            self._cluster.release(turn.submission.run.id)
            if turn.yields or (turn.home is not None and turn.worker is None):
                self._cluster.forget(turn.submission)
        self._turns.remove(turn.submission.run.id)

    def _send_changes(self, submission: Submission) -> None:
        due = submission.due()
        if due and submission.worker is not None and self._cluster is not None:
            self._cluster.send_changes(submission, due)
