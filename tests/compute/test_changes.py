"""Runs that are changed while they train stay repeatable: the experiment with its changes gives the curve that was shown."""

import os
import signal
from itertools import accumulate

import numpy as np
import pytest

from playground.compute.cluster import Compute
from playground.compute.contracts import Report
from playground.compute.hub import Hub
from playground.compute.run import Run
from playground.compute.submission import Submission
from playground.events import Changed, Event, Finished
from playground.experiment import Change, Experiment, Neuron, Training, WeightEdit, learning_rate_at, strengths_at
from tests.compute.fakes import PACED, QUICK, epoch_end, experiment, record, started
from tests.compute.waiting import epochs, events, until, until_ended, until_more_than, worker_of

MANY = 10_000


def changes(run: Run) -> list[Change]:
    return [event.change for event in events(run) if isinstance(event, Changed)]


def assert_repeatable(run: Run) -> None:
    """Hold the curve against the one that the run's experiment has by the rule of the fake engine, and the changes against its own."""
    training = run.experiment.training
    steps = (learning_rate_at(training, epoch) + sum(strengths_at(training, epoch)) for epoch in range(1, run.epoch + 1))
    assert [event.epoch for event in epochs(run)] == list(range(1, run.epoch + 1))
    assert [event.loss for event in epochs(run)] == list(accumulate(steps, initial=0.0))[1:]
    assert changes(run) == list(training.changes)


def until_epoch(run: Run, epoch: int) -> None:
    until(lambda: run.epoch > epoch)


def stopped(hub: Hub, run: Run) -> Run:
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    return run


def test_a_change_takes_effect_at_the_next_epoch_and_becomes_part_of_the_experiment(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 5)
    shown = run.epoch
    hub.change(run.id, Change(1, learning_rate=0.5))
    until(lambda: run.experiment.training.changes)
    until_more_than(run, len(run.entries(0)) + 3)
    stopped(hub, run)
    (change,) = changes(run)
    assert change.epoch > shown
    assert (change.learning_rate, change.l1, change.l2) == (0.5, None, None)
    assert run.experiment.training == experiment(PACED, MANY).training.with_change(change)
    assert_repeatable(run)


def test_of_many_changes_none_is_lost_and_the_last_word_counts(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 5)
    for rate in (0.5, 0.25, 0.125):
        hub.change(run.id, Change(1, learning_rate=rate))
    hub.change(run.id, Change(1, l1=0.5))
    hub.change(run.id, Change(1, l2=0.25))
    until(lambda: strengths_at(run.experiment.training, MANY) == (0.5, 0.25))
    stopped(hub, run)
    assert learning_rate_at(run.experiment.training, MANY) == 0.125
    assert_repeatable(run)


def test_edits_that_are_too_many_for_one_change_are_made_one_after_the_other(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 5)
    for unit in (1, 2):
        hub.change(run.id, Change(1, weights=tuple(WeightEdit(2, source, unit, 0.5) for source in range(1, 33)) * 3))
    for layer in (3, 4):
        hub.change(run.id, Change(1, weights=tuple(WeightEdit(layer, source, 1, 0.5) for source in range(1, 33))))
    until(lambda: sum(change.edits for change in run.experiment.training.changes) == 128)
    stopped(hub, run)
    assert_repeatable(run)


def test_a_worker_killed_after_a_change_loses_neither_the_change_nor_its_epoch(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 5)
    hub.change(run.id, Change(1, learning_rate=0.5, weights=(WeightEdit(1, 2, 3, 0.5),), silenced=(Neuron(2, 4),)))
    until(lambda: run.experiment.training.changes)
    for _ in range(2):
        shown = run.epoch
        os.kill(worker_of(run), signal.SIGKILL)
        until_epoch(run, shown + 5)
    hub.change(run.id, Change(1, l2=0.5))
    until(lambda: len(run.experiment.training.changes) == 2)
    stopped(hub, run)
    assert_repeatable(run)


@pytest.mark.parametrize("kill_first", [True, False])
def test_a_change_that_crosses_the_loss_of_the_worker_is_made_once(hub: Hub, *, kill_first: bool) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 30)
    if kill_first:
        os.kill(worker_of(run), signal.SIGKILL)
    hub.change(run.id, Change(1, l1=0.5))
    if not kill_first:
        os.kill(worker_of(run), signal.SIGKILL)
    until(lambda: run.experiment.training.changes)
    stopped(hub, run)
    assert len(changes(run)) == 1
    assert_repeatable(run)


def test_a_change_to_a_run_that_has_not_begun_holds_from_its_first_epoch(hub: Hub) -> None:
    busy = [hub.run_for(experiment(PACED, MANY), owner, record) for owner in "ab"]
    for run in busy:
        until_more_than(run, 0)
    queued = hub.run_for(experiment(PACED, 20), "c", record)
    hub.change(queued.id, Change(7, learning_rate=0.5))
    until(lambda: queued.experiment.training.changes)
    assert not queued.begun
    for run in busy:
        stopped(hub, run)
    until_ended(queued)
    assert queued.epoch == 20
    assert changes(queued) == [Change(1, learning_rate=0.5)]
    assert_repeatable(queued)


def test_changes_of_the_experiment_itself_pass_once_whatever_happens_to_the_worker(hub: Hub) -> None:
    planned = experiment(PACED, 60)
    planned = Experiment(training=planned.training.with_change(Change(3, l2=0.5)).with_change(Change(50, l2=0.0)))
    run = hub.run_for(planned, "me", record)
    until_more_than(run, 10)
    os.kill(worker_of(run), signal.SIGKILL)
    until_ended(run)
    assert run.experiment == planned
    assert run.epoch == 60
    assert_repeatable(run)


def test_a_run_that_has_ended_and_one_that_nobody_knows_are_left_alone(hub: Hub) -> None:
    run = hub.run_for(experiment(QUICK), "me", record)
    until_ended(run)
    hub.change(run.id, Change(1, learning_rate=0.5))
    hub.change("no such run", Change(1, learning_rate=0.5))
    until_ended(hub.run_for(experiment(QUICK), "me", record))
    assert run.experiment == experiment(QUICK)


def test_keras_gives_the_changed_curve_again_and_survives_its_worker(keras_compute: Compute) -> None:
    hub = Hub(keras_compute)
    run = hub.run_for(Experiment(training=Training(epochs=2_000)), "me", record)
    until_more_than(run, 3)
    hub.change(run.id, Change(1, learning_rate=0.02))
    hub.change(run.id, Change(1, l2=0.001))
    until(lambda: strengths_at(run.experiment.training, 2_000) == (0.0, 0.001))
    assert not run.ended
    os.kill(worker_of(run), signal.SIGKILL)
    until_ended(run)
    calm = hub.run_for(run.experiment, "calm", record)
    until_ended(calm)
    assert [event.epoch for event in epochs(run)] == list(range(1, 2_001))
    assert changes(run) == list(run.experiment.training.changes) == changes(calm)
    for curve in ("loss", "val_loss"):
        np.testing.assert_allclose(
            [getattr(event, curve) for event in epochs(run)], [getattr(event, curve) for event in epochs(calm)], rtol=1e-5
        )
    seconds = [event.seconds for event in epochs(run)]
    assert seconds == sorted(seconds)
    assert isinstance(run.outcome, Finished)
    assert isinstance(calm.outcome, Finished)
    np.testing.assert_allclose(list(run.outcome.test.values()), list(calm.outcome.test.values()), rtol=1e-4)


def report(*said: Event, worker: str = "a", attempt: int = 0, first: bool = False, taken: int = 0) -> Report:
    return Report("run", attempt, worker, first, taken, said)


def submitted() -> Submission:
    return Submission(Run(experiment(PACED, epochs=5), "me", record, clock=lambda: 0.0))


def test_only_the_job_that_began_last_speaks_for_a_run() -> None:
    submission = submitted()
    assert submission.speaks(report(started(), first=True))
    assert submission.speaks(report(epoch_end(1)))
    assert submission.speaks(report(started(), worker="b", first=True))
    assert not submission.speaks(report(epoch_end(2), worker="a"))
    submission.submit_again()
    assert not submission.speaks(report(epoch_end(2), worker="b"))
    assert submission.speaks(report(started(), worker="b", attempt=1, first=True))


def test_changes_that_a_lost_job_did_not_report_are_asked_of_the_next_one_after_what_was_shown() -> None:
    submission = submitted()
    for change in (Change(1, l1=0.1), Change(1, l2=0.2)):
        submission.ask(change)
    assert submission.due() == {0: Change(1, l1=0.1), 1: Change(1, l2=0.2)}
    assert submission.speaks(report(started(), first=True))
    submission.run.receive([started(), epoch_end(1), epoch_end(2)])
    submission.note(report(epoch_end(2), taken=1))
    assert submission.due() == {1: Change(3, l2=0.2)}
    assert submission.speaks(report(started(), worker="b", first=True))
    submission.note(report(started(), worker="b", first=True))
    assert submission.due() == {0: Change(3, l2=0.2)}
    submission.run.receive([epoch_end(epoch) for epoch in (3, 4, 5)])
    assert submission.due() == {}
