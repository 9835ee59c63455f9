"""More runs than workers: they train in rounds, each goes on exactly where it was, and everybody knows what it waits for."""

import os
import signal
import time

import pytest

from playground.compute import dispatch, turns
from playground.compute.cluster import Compute
from playground.compute.hub import Hub
from playground.compute.plugins import Jobs
from playground.compute.run import Run, Wait
from playground.events import Failed, Finished, Snapshot
from playground.experiment import Change, Experiment, Layer, Network, Training
from tests.compute.clusters import dask, free_port
from tests.compute.fakes import DEADLY, FAKE, HEAVY, PACED, QUICK, SLOW, about, experiment, record, table
from tests.compute.test_changes import assert_repeatable, until_epoch
from tests.compute.waiting import epochs, events, until, until_ended, until_more_than, worker_of

MANY = 10_000


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.1)


def trains(hub: Hub, owner: str, epochs: int = MANY) -> Run:
    return hub.run_for(experiment(PACED, epochs), owner, record)


def test_more_runs_than_workers_all_get_on_and_are_what_they_would_have_been_alone(hub: Hub) -> None:
    runs = [trains(hub, owner, 60) for owner in "abcde"]
    until(lambda: all(run.epoch > 0 for run in runs))
    assert not any(run.ended for run in runs)
    for run in runs:
        until_ended(run)
        assert_repeatable(run)
        assert len([event for event in events(run) if isinstance(event, Snapshot)]) == 61


def test_a_click_does_not_wait_for_the_end_of_long_runs(hub: Hub) -> None:
    long = [trains(hub, owner) for owner in "abcd"]
    for run in long:
        until_more_than(run, 1)
    quick = hub.run_for(experiment(QUICK), "me", record)
    until_ended(quick)
    assert isinstance(quick.outcome, Finished)
    assert not any(run.ended for run in long)


def test_who_waits_knows_the_place_and_who_trains_waits_for_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 600.0)
    busy = [trains(hub, owner) for owner in "ab"]
    for run in busy:
        until_more_than(run, 1)
    queued = [trains(hub, owner) for owner in "cde"]
    until(lambda: queued[2].waits_for == Wait("queued", "Place 3 of 3 in the queue."))
    assert [run.waits_for for run in queued[:2]] == [Wait("queued", f"Place {place} of 3 in the queue.") for place in (1, 2)]
    assert [run.waits_for for run in busy] == [Wait("training", "5 runs take turns on 2 workers")] * 2
    hub.stop(queued[0].id)
    until(lambda: queued[2].waits_for == Wait("queued", "Place 2 of 2 in the queue."))
    hub.stop(busy[0].id)
    until(lambda: queued[1].epoch > 0)
    until(lambda: queued[2].waits_for == Wait("queued", "Place 1 of 1 in the queue."))
    hub.stop(queued[2].id)
    until(lambda: queued[1].waits_for is None)


def test_changes_reach_a_run_while_it_has_made_room(hub: Hub) -> None:
    runs = [trains(hub, owner) for owner in "abcd"]
    for run in runs:
        until_more_than(run, 1)
        hub.change(run.id, Change(1, learning_rate=0.5))
    until(lambda: all(run.experiment.training.changes for run in runs))
    for run in runs:
        hub.stop(run.id)
    for run in runs:
        until_ended(run)
        assert_repeatable(run)


def test_runs_go_on_when_workers_that_keep_them_are_killed(hub: Hub) -> None:
    runs = [trains(hub, owner, 150) for owner in "abcd"]
    for run in runs:
        until_more_than(run, 3)
    for _ in range(2):
        os.kill(worker_of(runs[0]), signal.SIGKILL)
        shown = runs[0].epoch
        until_epoch(runs[0], shown)
    for run in runs:
        until_ended(run)
        assert isinstance(run.outcome, Finished)
        assert_repeatable(run)


def test_a_worker_that_keeps_no_more_has_the_run_begin_anew() -> None:
    compute = Compute(workers=1, engine=HEAVY)
    compute.start()
    hub = Hub(compute)
    data = table(rows=10, columns=2)
    runs = [hub.run_for(about(data, PACED, 30), owner, record, data) for owner in "abc"]
    for run in runs:
        until_ended(run)
        assert isinstance(run.outcome, Finished)
        assert [event.epoch for event in epochs(run)] == list(range(1, 31))
    compute.close()


def test_a_worker_keeps_a_bounded_number_of_jobs_and_closes_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parked:
        weight = 3_000_000

        def __init__(self) -> None:
            self.closed = False

        def close(self) -> None:
            self.closed = True

    jobs, kept = Jobs(), [Parked() for _ in range(4)]
    for number, job in enumerate(kept):
        jobs.open((str(number), 0))
        jobs.ask((str(number), 0))
        assert jobs.is_asked((str(number), 0))
        jobs.park((str(number), 0), job)
        assert not jobs.is_asked((str(number), 0))
    assert [job.closed for job in kept] == [True, True, False, False]
    assert jobs.take(("0", 0)) is None
    assert jobs.take(("3", 0)) is kept[3]
    jobs.forget(("2", 0))
    assert kept[2].closed
    jobs.ask(("nobody", 0))
    assert not jobs.is_asked(("nobody", 0))


def test_stopping_a_run_that_has_made_room_ends_it_with_what_there_is(hub: Hub) -> None:
    # One of them waits, whenever they are stopped.
    runs = [trains(hub, owner) for owner in "abc"]
    for run in runs:
        until_more_than(run, 3)
    for run in runs:
        hub.stop(run.id)
    for run in runs:
        until_ended(run)
        assert isinstance(run.outcome, Finished)
        assert (run.outcome.reason, run.outcome.epochs) == ("stopped", run.epoch)
        assert_repeatable(run)
    again = hub.run_for(experiment(QUICK), "d", record)
    until_ended(again)
    assert isinstance(again.outcome, Finished)


def test_two_hundred_runs_of_sessions_that_are_gone_keep_nobody_waiting(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 600.0)
    monkeypatch.setattr(turns, "GONE_SECONDS", 0.5)
    for number in range(199):
        hub.meet(f"gone{number}", lambda: False)
        hub.run_for(experiment(SLOW if number < 2 else PACED, MANY), f"gone{number}", record)
    began = time.monotonic()
    honest = hub.run_for(experiment(QUICK), "me", record)
    until_ended(honest)
    assert isinstance(honest.outcome, Finished)
    assert time.monotonic() - began < 20.0


def test_keras_gives_the_same_film_whether_it_had_to_make_room_or_not(keras_compute: Compute, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.02)
    hub = Hub(keras_compute)
    # All that a run remembers from epoch to epoch: moments, dropout's random numbers, the best epoch and its weights.
    training = Training("adam", early_stopping=True, patience=280, epochs=300)
    hard = Experiment(network=Network((Layer(16, "relu", dropout=0.2), Layer(8, "tanh"))), training=training)
    plain = Experiment(training=Training(epochs=300, momentum=0.9))
    together = [hub.run_for(experiment, f"together{number}", record) for number, experiment in enumerate((hard, plain))]
    until(lambda: all(run.epoch for run in together))
    assert not any(run.ended for run in together)
    for run in together:
        until_ended(run)
        alone = hub.run_for(run.experiment, "alone", record)
        until_ended(alone)
        assert [(event.epoch, event.loss, event.val_loss) for event in epochs(run)] == [
            (event.epoch, event.loss, event.val_loss) for event in epochs(alone)
        ]
        snapshots = [[event.predictions.tobytes() for event in events(one) if isinstance(event, Snapshot)] for one in (run, alone)]
        assert snapshots[0] == snapshots[1]
        assert run.outcome == alone.outcome


def test_a_run_whose_workers_are_away_says_so_and_ends_with_a_sentence_if_none_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.cluster.LOOK_SECONDS", 0.05)
    monkeypatch.setattr(turns, "SLICE_SECONDS", 600.0)
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with dask("scheduler", "--host", "127.0.0.1", "--port", str(port)):
        compute = Compute(address, engine=FAKE)
        hub = Hub(compute)
        compute.start()
        with dask("worker", address, "--nthreads", "1", "--host", "127.0.0.1"):
            until(lambda: compute.status.state == "ready")
            run = trains(hub, "a")
            until_more_than(run, 10)
            queued = trains(hub, "b")
        until(lambda: run.waits_for and run.waits_for.status == "workers are restarting")
        assert run.waits_for is not None
        assert run.waits_for.note == (
            f"The worker of this run was lost. When another is ready and has caught up, the run goes on from epoch {run.epoch + 1}."
        )
        assert not run.ended
        monkeypatch.setattr(dispatch, "PATIENCE_SECONDS", 0.1)
        for one in (run, queued):
            until_ended(one)
            assert isinstance(one.outcome, Failed)
            assert one.outcome.message == dispatch.NOBODY_CAME
        compute.close()


def test_a_run_that_is_lost_again_and_again_ends_though_others_wait(hub: Hub) -> None:
    deadly = hub.run_for(experiment(DEADLY), "a", record)
    others = [trains(hub, owner, 40) for owner in "bc"]
    for run in (deadly, *others):
        until_ended(run)
    assert deadly.outcome == Failed(dispatch.KILLED)
    for run in others:
        assert_repeatable(run)
        assert isinstance(run.outcome, Finished)
