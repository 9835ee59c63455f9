"""What a worker sends of what its engine says."""

import numpy as np

from playground.compute.job import MOST_WEIGHTS, without_weights
from playground.events import Snapshot
from tests.compute.fakes import epoch_end, finished, zeros


def snapshot(epoch: int, count: int) -> Snapshot:
    return Snapshot(epoch, (np.full((count, 1), 0.5, np.float32),), zeros())


def test_weights_stay_on_the_worker_except_those_that_a_small_network_ends_with() -> None:
    batch = (epoch_end(1), snapshot(1, 10), epoch_end(2), snapshot(2, 10), finished(2))
    one, first, other, last, end = without_weights(batch)
    assert (one, other, end) == (batch[0], batch[2], batch[4])
    assert isinstance(first, Snapshot)
    assert isinstance(last, Snapshot)
    assert first.weights == ()
    assert [array.tolist() for array in last.weights] == [[[0.5]] * 10]
    # While it goes on, nobody knows that an epoch is the last.
    assert all(isinstance(event, Snapshot) and event.weights == () for event in without_weights(batch[1:2]))
    large = (snapshot(2, MOST_WEIGHTS + 1), finished(2))
    kept = without_weights(large)[0]
    assert isinstance(kept, Snapshot)
    assert kept.weights == ()
