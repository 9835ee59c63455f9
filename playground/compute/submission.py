"""A run on its way through the cluster, as the web process keeps it: which job speaks for it, and which changes that still has to make."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from playground.compute.contracts import Report
from playground.compute.run import Run
from playground.experiment import Change

# The changes that a running job is to make, by their number from 0; the epoch of each is the earliest that it may hold from.
Inbox: TypeAlias = Mapping[int, Change]

# So often in a row a run may lose its worker without having got further: a network that is too large takes every worker along.
MOST_LOSSES = 3


class Submission:
    """What was submitted for a run, and what has become of it.

    Training moves: when its worker is lost, the run, as it is by now, with what was changed meanwhile, is submitted once more. So there
    is nothing that several processes would have to agree on: what the web process has heard is what holds.

    Attributes:
        run: what is trained.
        attempt: counts the submissions, from 0.
        experiment: as it was submitted last.
        worker: where the job runs that speaks for the run; None until one has begun.
        without_worker_since: the event loop's time at which the run was first seen to lack a worker; None while it does not.
    """

    def __init__(self, run: Run) -> None:
        """Begin with the run as it is."""
        self.run = run
        self.attempt = 0
        self.experiment = run.experiment
        self.worker: str | None = None
        self.without_worker_since: float | None = None
        self._losses = 0
        self._lost_at = 0
        self._taken = 0
        self._asked: list[Change] = []

    @property
    def interrupted(self) -> bool:
        """Whether the worker was lost, and none has trained further since."""
        return self._losses > 0 and self.run.epoch == self._lost_at

    def is_outdated_by(self, report: Report) -> bool:
        """Whether a job begins that was submitted before the run was changed: it has to be submitted again."""
        return self._is_current(report) and report.first and self.run.experiment != self.experiment

    def survives_a_loss(self) -> bool:
        """Count a lost worker; false if that has happened too often since the run last got further."""
        self._losses = self._losses + 1 if self.interrupted else 1
        self._lost_at = self.run.epoch
        return self._losses <= MOST_LOSSES

    def submit_again(self) -> None:
        """Begin anew with the run as it is by now."""
        self.attempt += 1
        self.experiment = self.run.experiment
        self.worker = None

    def speaks(self, report: Report) -> bool:
        """Whether a report is from the job that speaks for the run: the one that began last."""
        if self._is_current(report) and report.first:
            self.worker, self._taken = report.worker, 0
        return self._is_current(report) and report.worker == self.worker

    def note(self, report: Report) -> None:
        """Strike the changes off that the job has made."""
        del self._asked[: report.taken - self._taken]
        self._taken = report.taken

    def ask(self, change: Change) -> None:
        """Add a change to those that the job still has to make; the epoch that it names does not matter."""
        self._asked.append(change)

    def due(self) -> dict[int, Change]:
        """Return the changes to be made, by the number that the job gives them: none holds before the epochs that were shown without."""
        earliest = self.run.epoch + 1
        if earliest > self.experiment.training.epochs:
            return {}
        return {self._taken + index: replace(change, epoch=earliest) for index, change in enumerate(self._asked)}

    def _is_current(self, report: Report) -> bool:
        return report.attempt == self.attempt
