"""The same code with a scheduler elsewhere: Dask's own programs, started as a person would start them."""

import asyncio
import gc
import os
import re
import signal
import socket
import time
import weakref
from collections.abc import Callable, Iterator

import psutil
import pytest
from distributed import Client, Scheduler

from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub
from playground.compute.plugins import TOPIC_PREFIX, WORKERS_TOPIC
from playground.data.tables import Table
from playground.events import Failed, Finished
from playground.limits import Limits
from playground.training.questions import NetworkFile
from tests.compute.clusters import ROOT, cluster, free_port
from tests.compute.fakes import FAKE, PACED, QUICK, about, experiment, record, table
from tests.compute.waiting import epochs, unpickled, until, until_ended, until_more_than, worker_of

MEMORY = 30e6

# On a machine that is busy, Dask's time may run out before an attempt has been refused.
REFUSED = "(nothing listens there|no scheduler answered within 3 seconds)"


@pytest.fixture(scope="module")
def remote() -> Iterator[str]:
    """The address of a cluster that the tests of this file share."""
    with cluster(free_port()) as address:
        yield address


@pytest.fixture
def connected(remote: str) -> Iterator[Compute]:
    """A compute of its own for every test, connected to the shared cluster."""
    compute = Compute(remote, engine=FAKE)
    compute.start()
    until(lambda: compute.status.state == "ready")
    yield compute
    compute.close()


@pytest.mark.usefixtures("connected")
def test_the_environment_says_where_to_train(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_SCHEDULER", remote)
    compute = Compute.from_environment()
    compute.start()
    until(lambda: compute.status.state == "ready")
    # The worker has what the first web process asked it to load; to load Keras takes seconds, and the tests of changes do it.
    assert compute.status.sentence == "Ready to train; workers: 1."
    compute.close()


def test_a_scheduler_may_be_missing_come_go_and_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.cluster.RETRY_SECONDS", (0.2,))
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
    with cluster(port) as address:
        until(lambda: compute.status.state == "ready")
        done = hub.run_for(experiment(QUICK), "you", record)
        until_ended(done)
        run = hub.run_for(experiment(PACED, epochs=10_000), "me", record)
        until_more_than(run, 5)
        # The only worker is busy.
        saving = hub.replay(done.id, NetworkFile(done.epoch, restored=False))
        until(lambda: asked(address, tasks) == 2)
    until_ended(run)
    monkeypatch.setattr("playground.compute.cluster.RETRY_SECONDS", (600.0,))
    assert isinstance(run.outcome, Failed)
    assert "lost" in run.outcome.message
    with pytest.raises(ComputeUnavailable, match="connection to the machines that train was lost"):
        saving.result()
    until(lambda: compute.status.state == "unreachable")
    with cluster(port):
        until(lambda: found_by_retrying(compute))
        again = hub.run_for(experiment(QUICK), "me", record)
        until_ended(again)
        assert isinstance(again.outcome, Finished)
        compute.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("localhost", "an address looks like tcp://host:8786"),
        ("http://127.0.0.1:8786", "an address looks like tcp://host:8786"),
        ("tcp://no-such-host.invalid:8786", r"there is no host of that name|no scheduler answered"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(address: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.link.CONNECT_SECONDS", 0.5)
    compute = Compute(address, engine=FAKE)
    compute.start()
    until(lambda: compute.status.state == "unreachable")
    assert re.search(reason, compute.status.sentence)
    compute.close()


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.link.CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        compute = Compute(f"tcp://127.0.0.1:{server.getsockname()[1]}", engine=FAKE)
        compute.start()
        until(lambda: compute.status.state == "unreachable")
        assert "no scheduler answered within 0.5 seconds" in compute.status.sentence
        compute.close()


@pytest.mark.parametrize(("scheduler", "worker"), [("", ""), (str(ROOT), "")], ids=["nowhere", "on the scheduler alone"])
def test_a_cluster_without_the_playground_is_a_sentence(scheduler: str, worker: str) -> None:
    with cluster(free_port(), scheduler, worker) as address:
        asyncio.run(until_joined(address))
        compute = Compute(address, engine=FAKE)
        compute.start()
        until(lambda: compute.status.state == "unreachable")
        sentence = compute.status.sentence
        with pytest.raises(ComputeUnavailable, match=r"do(es)? not find"):
            Hub(compute).run_for(experiment(QUICK), "me", record)
        compute.close()
    assert "the playground's folder in PYTHONPATH and the packages of its requirements.txt" in sentence
    assert ("does not find the package playground" in sentence) != bool(scheduler)


def test_a_large_table_goes_where_its_run_goes_and_nowhere_else(connected: Compute, remote: str) -> None:
    hub, mine = Hub(connected), table(rows=100_000, columns=20)
    total = sum(values.sum() for values in mine.measurements.values())
    run = hub.run_for(about(mine, PACED, epochs=10_000), "me", record, mine)
    until_more_than(run, 5)
    os.kill(worker_of(run), signal.SIGKILL)
    shown = run.epoch
    until(lambda: run.epoch > shown + 5)
    assert asked(remote, tables, on_workers=True) != 0
    hub.stop(run.id)
    until_ended(run)
    assert [event.loss for event in epochs(run)] == pytest.approx([total + 0.01 * epoch for epoch in range(1, run.epoch + 1)])
    assert run.table is mine
    file = hub.replay(run.id, NetworkFile(run.epoch, restored=False)).result()
    assert unpickled(file)[1] == pytest.approx({name: values.sum() for name, values in mine.measurements.items()})
    until(lambda: asked(remote, tables) == asked(remote, tables, on_workers=True) == 0)
    here = weakref.ref(mine)
    hub.leave("me")
    del mine
    until(lambda: here() is None)


def test_a_thousand_runs_leave_nothing_behind(connected: Compute, remote: str) -> None:
    hub = Hub(connected, Limits(max_run_megabytes=4))
    _train(hub, 5)
    before = psutil.Process().memory_info().rss
    _train(hub, 100)
    run = hub.run_for(experiment(PACED, epochs=10_000), "me", record)
    until_more_than(run, 5)
    hub.stop(run.id)
    until_ended(run)
    grown = psutil.Process().memory_info().rss - before
    until(lambda: asked(remote, tasks) == 0)
    left = asked(remote, left_behind)
    assert left == {WORKERS_TOPIC: 0, TOPIC_PREFIX: 0, "task prefixes": 2}
    assert grown < MEMORY


def test_what_a_lost_web_process_had_asked_for_is_cancelled(connected: Compute, remote: str) -> None:
    gone = Compute(remote, engine=FAKE)
    gone.start()
    until(lambda: gone.status.state == "ready")
    run = Hub(gone).run_for(experiment(PACED, epochs=10_000), "me", record)
    until_more_than(run, 5)
    gone.close()
    assert run.outcome == Failed("The playground is shutting down.")
    after = Hub(connected).run_for(experiment(QUICK), "you", record)
    until_ended(after)
    assert isinstance(after.outcome, Finished)


def _train(hub: Hub, rounds: int) -> None:
    """Train ten runs a round, at the same time."""
    for _ in range(rounds):
        runs = [hub.run_for(experiment(QUICK, epochs=100), f"owner {number}", record) for number in range(10)]
        for run in runs:
            until_ended(run)
            assert isinstance(run.outcome, Finished)


def asked(address: str, question: Callable[..., object], *, on_workers: bool = False) -> object:
    """Ask the scheduler, or its only worker."""

    async def ask() -> object:
        async with Client(address, asynchronous=True, set_as_default=False) as client:
            if not on_workers:
                answer: object = await client.run_on_scheduler(question)
                return answer
            (answer,) = (await client.run(question)).values()
            return answer

    return asyncio.run(ask())


def found_by_retrying(compute: Compute) -> bool:
    compute.retry()
    return compute.status.state == "ready"


async def until_joined(address: str) -> None:
    async with Client(address, asynchronous=True, set_as_default=False) as client:
        await client.wait_for_workers(1)


def tasks(dask_scheduler: Scheduler) -> int:
    return len(dask_scheduler.tasks)


def tables() -> int:
    """Count the tables in this process' memory."""
    gc.collect()
    return sum(isinstance(thing, Table) for thing in gc.get_objects())


def left_behind(dask_scheduler: Scheduler) -> dict[str, int]:
    """Return how many events each of the playground's topics keeps; a web process' own topic ends in its id."""
    topics = dask_scheduler._broker._topics.items()
    kept = {name.split("Client")[0]: len(topic.events) for name, topic in topics if name.startswith("playground-")}
    return {**kept, "task prefixes": len(dask_scheduler.task_prefixes)}
