"""Clusters of real processes, shared by the tests of a session because each takes a second to start."""

from collections.abc import Iterator

import pytest

from playground.compute.cluster import Compute
from playground.compute.hub import Hub
from tests.compute.fakes import FAKE, KERAS_WITH_PID
from tests.compute.waiting import until


@pytest.fixture(scope="session")
def fake_compute() -> Iterator[Compute]:
    """Two workers that only pretend to train."""
    compute = Compute(workers=2, engine=FAKE)
    compute.start()
    until(lambda: compute.status.sentence.endswith("workers: 2."))
    yield compute
    compute.close()


@pytest.fixture
def hub(fake_compute: Compute) -> Iterator[Hub]:
    """A hub of its own for every test."""
    hub = Hub(fake_compute)
    yield hub
    hub.close()


@pytest.fixture(scope="session")
def keras_compute() -> Iterator[Compute]:
    """Two workers that train with Keras."""
    compute = Compute(workers=2, engine=KERAS_WITH_PID)
    compute.start()
    until(lambda: compute.status.sentence.endswith("workers: 2."))
    yield compute
    compute.close()
