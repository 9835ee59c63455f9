"""Runs on real worker processes: streaming, stopping, and workers that are lost."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub
from playground.events import Failed, Finished, Snapshot
from tests.compute.fakes import BROKEN, DEADLY, FAKE, PACED, QUICK, SLOW, experiment, load_the_second_time, record
from tests.compute.waiting import epochs, events, until, until_ended, until_more_than, worker_of

MANY = 10_000


def test_pressing_train_before_the_cluster_is_up_works() -> None:
    compute = Compute(workers=1, engine=FAKE)
    compute.start()
    assert compute.status.state == "starting"
    run = Hub(compute).run_for(experiment(QUICK), "me", record)
    until_ended(run)
    compute.close()
    assert [event.epoch for event in epochs(run)] == list(range(1, 11))


@pytest.mark.parametrize("wanted", ["page", "run"])
def test_an_own_cluster_leaves_the_machine_to_the_first_page(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.cluster.DRAWING_SECONDS", 0.0)
    before = set(psutil.Process().children())
    compute = Compute(workers=1, engine=FAKE, head_start=600.0)
    compute.start()
    assert compute.status.state == "starting"
    assert set(psutil.Process().children()) == before
    if wanted == "page":
        compute.page_stands()
        until(lambda: compute.status.state == "ready")
    else:
        until_ended(Hub(compute).run_for(experiment(QUICK), "me", record))
    compute.close()


def test_a_run_streams_in_order_with_its_weights(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, epochs=20), "me", record)
    until_more_than(run, 3)
    assert not run.ended
    until_ended(run)
    assert [event.epoch for event in epochs(run)] == list(range(1, 21))
    snapshots = [event for event in events(run) if isinstance(event, Snapshot)]
    assert [event.epoch for event in snapshots] == list(range(21))
    # Its one weight is 0.
    assert [[array.tolist() for array in event.weights] for event in snapshots] == [[[[0.0]]]] * 21
    assert run.outcome == events(run)[-1]
    assert len(run.entries(0)) == 22


def test_two_owners_train_at_the_same_time(hub: Hub) -> None:
    runs = [hub.run_for(experiment(PACED, MANY), owner, record) for owner in ("a", "b")]
    assert len({worker_of(run) for run in runs}) == 2


def test_a_queued_run_goes_to_the_first_worker_that_is_free(hub: Hub) -> None:
    long = hub.run_for(experiment(PACED, MANY), "a", record)
    short = [hub.run_for(experiment(PACED, 30), owner, record) for owner in "bcdef"]
    for run in short:
        until_ended(run)
    assert not long.ended


def test_stop_keeps_what_there_is_and_its_test_score(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 5)
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert run.outcome.reason == "stopped"
    assert run.outcome.test == {"loss": 0.5}
    assert 5 <= run.outcome.epochs == len(epochs(run)) < MANY / 20


def test_stop_does_not_wait_for_a_slow_chunk(hub: Hub) -> None:
    run = hub.run_for(experiment(SLOW), "me", record)
    until_more_than(run, 0)
    hub.stop(run.id)
    until_ended(run)
    assert run.outcome == Finished("stopped", epochs=0, best_epoch=0, test={}, seconds=0.0)


def test_a_queued_run_stops_without_ever_starting(hub: Hub) -> None:
    busy = [hub.run_for(experiment(PACED, MANY), owner, record) for owner in "ab"]
    for run in busy:
        until_more_than(run, 0)
    queued = hub.run_for(experiment(PACED, MANY), "c", record)
    hub.stop(queued.id)
    until_ended(queued)
    assert [type(event) for event in events(queued)] == [Finished]
    after = hub.run_for(experiment(QUICK), "c", record)
    for run in busy:
        hub.stop(run.id)
    until_ended(after)
    assert [type(event) for event in events(queued)] == [Finished]


def test_an_error_in_the_job_is_a_sentence_for_the_learner_and_the_worker_goes_on(hub: Hub) -> None:
    run = hub.run_for(experiment(BROKEN), "me", record)
    until_ended(run)
    assert isinstance(run.outcome, Failed)
    assert "should not see" not in run.outcome.message
    assert len(epochs(run)) == 1
    again = hub.run_for(experiment(QUICK), "me", record)
    until_ended(again)
    assert isinstance(again.outcome, Finished)


def test_a_worker_killed_twice_loses_and_doubles_no_epoch(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, epochs=150), "me", record)
    for position in (20, 60):
        until_more_than(run, position)
        os.kill(worker_of(run), signal.SIGKILL)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert [event.epoch for event in epochs(run)] == list(range(1, 151))
    assert len([event for event in events(run) if isinstance(event, Snapshot)]) == 151


def test_a_run_that_moved_to_another_worker_still_stops(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, MANY), "me", record)
    until_more_than(run, 20)
    os.kill(worker_of(run), signal.SIGKILL)
    until_more_than(run, 40)
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert run.epoch < MANY / 20


def test_a_run_that_takes_every_worker_along_is_given_up(hub: Hub) -> None:
    run = hub.run_for(experiment(DEADLY), "me", record)
    until_ended(run)
    assert isinstance(run.outcome, Failed)
    assert "lost several times in a row" in run.outcome.message


def test_workers_that_cannot_load_the_engine_are_reported_and_start_again_with_the_next_press(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLAYGROUND_TEST_FLAG", str(tmp_path / "flag"))
    compute = Compute(workers=1, engine=replace(FAKE, warm_up=load_the_second_time))
    hub = Hub(compute)
    compute.start()
    early = hub.run_for(experiment(QUICK), "me", record)
    until_ended(early)
    assert isinstance(early.outcome, Failed)
    assert "TensorFlow could not be loaded" in early.outcome.message
    assert compute.status.state == "unreachable"
    with pytest.raises(ComputeUnavailable, match="Train starts the workers again"):
        hub.run_for(experiment(QUICK), "me", record)
    until(lambda: compute.status.state == "ready")
    again = hub.run_for(experiment(QUICK), "me", record)
    until_ended(again)
    assert isinstance(again.outcome, Finished)
    compute.close()


def test_everything_listens_on_this_machine_only(fake_compute: Compute) -> None:
    until(lambda: fake_compute.status.sentence.endswith("workers: 2."))
    listening = [
        connection.laddr.ip
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 3
    assert set(listening) == {"127.0.0.1"}
