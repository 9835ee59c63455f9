"""Clusters of real processes, shared by the tests of a session because each takes a second to start."""

import threading
from collections.abc import Iterator

import pytest

from playground.compute.cluster import Compute
from playground.compute.contracts import Engine
from playground.compute.hub import Hub
from tests.compute.fakes import FAKE, KERAS_WITH_PID
from tests.compute.waiting import until


@pytest.fixture(scope="package", autouse=True)
def nothing_stays() -> Iterator[None]:
    """Whatever these tests have started ends with them, or later tests would share the process with it."""
    before = set(threading.enumerate())
    yield
    # Python's thread that waits for a process ends a moment after it.
    until(lambda: {thread for thread in threading.enumerate() if not thread.name.startswith("Dask-Offload")} <= before)


def running(engine: Engine, workers: int) -> Iterator[Compute]:
    """Run an embedded cluster whose workers have all loaded the engine."""
    compute = Compute(workers=workers, engine=engine)
    compute.start()
    until(lambda: compute.status.sentence.endswith(f"workers: {workers}."))
    yield compute
    compute.close()


@pytest.fixture(scope="package")
def fake_compute() -> Iterator[Compute]:
    """Two workers that only pretend to train."""
    yield from running(FAKE, workers=2)


@pytest.fixture(scope="package")
def keras_compute() -> Iterator[Compute]:
    """One worker that trains with Keras: each takes seconds to load TensorFlow, and so does one that replaces it."""
    yield from running(KERAS_WITH_PID, workers=1)


@pytest.fixture
def hub(fake_compute: Compute) -> Iterator[Hub]:
    """A hub of its own for every test, that begins when what another test has killed is back."""
    until(lambda: fake_compute.status.sentence.endswith("workers: 2."))
    hub = Hub(fake_compute)
    yield hub
    hub.close()
