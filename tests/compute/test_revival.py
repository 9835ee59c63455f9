"""Workers come back, whenever they are killed: also while they start, and before anybody has heard of them."""

from collections.abc import Iterator

import psutil
import pytest

from playground.compute.cluster import Compute
from playground.compute.hub import Hub
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
