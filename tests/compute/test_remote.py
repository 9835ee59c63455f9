"""The same code with a scheduler elsewhere: Dask's own programs, started as a person would start them."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from distributed import Client, Scheduler

from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub
from playground.compute.plugins import TOPIC_PREFIX, WORKERS_TOPIC
from playground.events import Failed, Finished
from playground.experiment import Experiment
from playground.limits import Limits
from tests.compute.fakes import FAKE, PACED, QUICK, experiment, record
from tests.compute.waiting import epochs, until, until_ended, until_more_than

ROOT = Path(__file__).parents[2]
MEMORY = 30e6

SILENT = "no scheduler answered within 3 seconds"
# On a machine that is busy, Dask's time may run out before an attempt has been refused.
REFUSED = f"(nothing listens there|{SILENT})"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def dask(*arguments: str) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 - Dask's own programs
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"], env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def cluster(port: int) -> Iterator[str]:
    """Run a scheduler and one worker."""
    address = f"tcp://127.0.0.1:{port}"
    with dask("scheduler", "--host", "127.0.0.1", "--port", str(port)), dask("worker", address, "--nthreads", "1", "--host", "127.0.0.1"):
        yield address


def test_the_same_code_trains_on_a_remote_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(free_port()) as address:
        monkeypatch.setenv("PLAYGROUND_SCHEDULER", address)
        compute = Compute.from_environment()
        compute.start()
        until(lambda: compute.status.state == "ready")
        run = Hub(compute).run_for(Experiment(), "me", record)
        until_ended(run)
        compute.close()
    assert isinstance(run.outcome, Finished)
    assert [event.epoch for event in epochs(run)] == list(range(1, 101))


def test_a_scheduler_that_is_not_there_is_a_sentence_and_is_found_when_it_comes() -> None:
    port = free_port()
    compute = Compute(f"tcp://127.0.0.1:{port}", engine=FAKE)
    hub = Hub(compute)
    compute.start()
    early = hub.run_for(experiment(QUICK), "me", record)
    until(lambda: compute.status.state == "unreachable")
    assert re.match(rf"The scheduler at tcp://127.0.0.1:{port} cannot be reached: {REFUSED}\. It is tried again", compute.status.sentence)
    until_ended(early)
    assert early.outcome == Failed(compute.status.sentence)
    began = time.monotonic()
    with pytest.raises(ComputeUnavailable, match="cannot be reached"):
        hub.run_for(experiment(QUICK), "me", record)
    assert time.monotonic() - began < 1.0
    with cluster(port):
        until(lambda: compute.status.state == "ready")
        late = hub.run_for(experiment(QUICK), "me", record)
        until_ended(late)
        assert isinstance(late.outcome, Finished)
        compute.close()


def test_a_scheduler_that_dies_fails_the_runs_and_is_found_again() -> None:
    port = free_port()
    compute = Compute(f"tcp://127.0.0.1:{port}", engine=FAKE)
    hub = Hub(compute)
    compute.start()
    with cluster(port):
        until(lambda: compute.status.state == "ready")
        run = hub.run_for(experiment(PACED, epochs=10_000), "me", record)
        until_more_than(run, 5)
    until_ended(run)
    assert isinstance(run.outcome, Failed)
    assert "lost" in run.outcome.message
    until(lambda: compute.status.state == "unreachable")
    with cluster(port):
        compute.retry()
        until(lambda: compute.status.state == "ready")
        again = hub.run_for(experiment(QUICK), "me", record)
        until_ended(again)
        assert isinstance(again.outcome, Finished)
        compute.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("localhost", "an address looks like tcp://host:8786"),
        ("http://127.0.0.1:8786", "an address looks like tcp://host:8786"),
        ("tcp://no-such-host.invalid:8786", rf"there is no host of that name|{SILENT}"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(address: str, reason: str) -> None:
    compute = Compute(address, engine=FAKE)
    compute.start()
    until(lambda: compute.status.state == "unreachable")
    assert re.search(reason, compute.status.sentence)
    compute.close()


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        compute = Compute(f"tcp://127.0.0.1:{server.getsockname()[1]}", engine=FAKE)
        compute.start()
        until(lambda: compute.status.state == "unreachable")
        assert SILENT in compute.status.sentence
        compute.close()


def test_a_thousand_runs_leave_nothing_behind() -> None:
    with cluster(free_port()) as address:
        compute = Compute(address, engine=FAKE)
        hub = Hub(compute, Limits(max_runs_kept=200))
        compute.start()
        until(lambda: compute.status.state == "ready")
        _train(hub, 50)
        before = psutil.Process().memory_info().rss
        _train(hub, 1_000)
        run = hub.run_for(experiment(PACED, epochs=10_000), "me", record)
        until_more_than(run, 5)
        hub.stop(run.id)
        until_ended(run)
        grown = psutil.Process().memory_info().rss - before
        left = asyncio.run(_left_on_the_scheduler(address))
        compute.close()
    assert left == {WORKERS_TOPIC: 0, TOPIC_PREFIX: 0}
    assert grown < MEMORY


def test_what_a_lost_web_process_had_asked_for_is_cancelled() -> None:
    with cluster(free_port()) as address:
        gone, stays = Compute(address, engine=FAKE), Compute(address, engine=FAKE)
        gone.start()
        stays.start()
        until(lambda: (gone.status.state, stays.status.state) == ("ready", "ready"))
        run = Hub(gone).run_for(experiment(PACED, epochs=10_000), "me", record)
        until_more_than(run, 5)
        gone.close()
        assert run.outcome == Failed("The playground is shutting down.")
        after = Hub(stays).run_for(experiment(QUICK), "you", record)
        until_ended(after)
        stays.close()
    assert isinstance(after.outcome, Finished)


def _train(hub: Hub, times: int) -> None:
    for _ in range(times):
        run = hub.run_for(experiment(QUICK, epochs=100), "me", record)
        until_ended(run)
        assert isinstance(run.outcome, Finished)


async def _left_on_the_scheduler(address: str) -> dict[str, int]:
    """Return how many events each of the playground's topics keeps; a web process' own topic ends in its id."""

    def left(dask_scheduler: Scheduler) -> dict[str, int]:
        assert not dask_scheduler.tasks
        assert len(dask_scheduler.task_prefixes) == 1
        topics = dask_scheduler._broker._topics.items()
        return {name.split("Client")[0]: len(topic.events) for name, topic in topics if name.startswith("playground-")}

    async with Client(address, asynchronous=True, set_as_default=False) as client:
        found: dict[str, int] = await client.run_on_scheduler(left)
        return found
