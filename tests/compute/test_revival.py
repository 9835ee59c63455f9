"""Workers come back, whenever they are killed: also while they start, and before anybody has heard of them."""

import os
import time
from collections.abc import Iterator

import psutil
import pytest
from distributed import Client, LocalCluster

from playground.compute.cluster import Compute
from playground.compute.hub import Hub
from playground.compute.revival import Revival
from playground.events import Finished
from tests.compute.fakes import FAKE, PACED, experiment, record
from tests.compute.waiting import epochs, until, until_ended, until_more_than

TIMES = 4


def workers() -> dict[int, psutil.Process]:
    """Return the worker processes of this process' cluster, those that start too."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.Process().children(recursive=True):
        try:
            if "spawn_main" in " ".join(process.cmdline()):
                found[process.pid] = process
        except psutil.Error:
            continue
    return found


def kill_next(before: set[int]) -> set[int]:
    """Kill the next worker that is not among those before, in the moment that it appears; returns all that there were."""
    until(lambda: set(workers()) - before)
    now = workers()
    for number in set(now) - before:
        now[number].kill()
    return before | set(now)


@pytest.fixture
def compute() -> Iterator[Compute]:
    """A cluster of its own, for other tests would wait for what is killed here."""
    compute = Compute(workers=1, engine=FAKE)
    yield compute
    compute.close()


def test_workers_killed_before_they_have_joined_are_replaced(compute: Compute) -> None:
    known = set(workers())
    compute.start()
    for _ in range(TIMES):
        known = kill_next(known)
    run = Hub(compute).run_for(experiment(PACED), "me", record)
    until_ended(run)
    assert isinstance(run.outcome, Finished)


def test_a_run_outlives_workers_that_are_killed_as_they_come_back(compute: Compute) -> None:
    others = set(workers())
    compute.start()
    run = Hub(compute).run_for(experiment(PACED, 200), "me", record)
    until_more_than(run, 5)
    known = others
    for _ in range(TIMES):
        known = kill_next(known)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert [event.epoch for event in epochs(run)] == list(range(1, 201))


def test_a_worker_that_has_grown_is_renewed_when_it_has_nothing_to_do() -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        (before,) = client.run(os.getpid).values()
        busy = client.submit(time.sleep, 2.0)
        until(lambda: any(client.processing().values()))
        revival = Revival(cluster, 1, most_megabytes=1)
        cluster.loop.add_callback(revival.look)
        busy.result()
        assert list(client.run(os.getpid).values()) == [before]
        cluster.loop.add_callback(revival.look)
        until(lambda: before not in client.run(os.getpid, on_error="ignore").values() and client.run(os.getpid, on_error="ignore"))
        assert client.submit(os.getpid).result() not in (before, os.getpid())


def test_a_worker_of_usual_size_stays() -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        (before,) = client.run(os.getpid).values()
        client.sync(_looked_after, Revival(cluster, 1))
        assert list(client.run(os.getpid).values()) == [before]


async def _looked_after(revival: Revival) -> None:
    for _ in range(3):
        revival.look()
