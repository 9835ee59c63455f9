"""A run on its way through the cluster, as the web process keeps it: which job speaks for it, and which changes that still has to make."""

from dataclasses import replace

from playground.compute.contracts import Report
from playground.compute.run import Run
from playground.experiment import Change


class Submission:
    """What was submitted for a run, and what has become of it.

    Training moves: a job whose worker is lost begins again elsewhere, with the experiment as it was submitted. If the run has been
    changed since, that job would train another curve than the one on screen; then the run, as it is by now, is submitted once more.
    So there is nothing that several processes would have to agree on: what the web process has heard is what holds.

    Attributes:
        run: what is trained.
        attempt: counts the submissions, from 0.
        experiment: as it was submitted last.
        worker: where the job runs that speaks for the run; None until one has begun.
    """

    def __init__(self, run: Run) -> None:
        """Begin with the run as it is."""
        self.run = run
        self.attempt = 0
        self.experiment = run.experiment
        self.worker: str | None = None
        self._taken = 0
        self._asked: list[Change] = []

    def is_outdated_by(self, report: Report) -> bool:
        """Whether a job begins that was submitted before the run was changed: it has to be submitted again."""
        return self._is_current(report) and report.first and self.run.experiment != self.experiment

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
