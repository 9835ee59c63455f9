"""What a worker sends of what its engine says."""

import numpy as np
import pytest

from playground.compute.job import lightened
from playground.events import MOST_WEIGHTS, Snapshot, WeightSizes
from tests.compute.fakes import epoch_end, finished, zeros


def snapshot(epoch: int, count: int) -> Snapshot:
    return Snapshot(epoch, (np.full((count, 1), 0.5, np.float32),), zeros())


def test_the_weights_of_a_small_network_travel_with_every_snapshot() -> None:
    batch = (epoch_end(1), snapshot(1, 10), epoch_end(2), snapshot(2, 10), finished(2))
    one, first, other, last, end = lightened(batch)
    assert (one, other, end) == (batch[0], batch[2], batch[4])
    for sent in (first, last):
        assert isinstance(sent, Snapshot)
        assert [array.tolist() for array in sent.weights] == [[[0.5]] * 10]
        assert sent.sizes is None


@pytest.mark.parametrize(("count", "travel"), [(MOST_WEIGHTS, True), (MOST_WEIGHTS + 1, False)])
def test_those_of_a_large_one_stay_and_say_how_large_they_are(count: int, travel: bool) -> None:
    (sent,) = lightened((snapshot(2, count),))
    assert isinstance(sent, Snapshot)
    assert bool(sent.weights) is travel
    assert sent.sizes == (None if travel else WeightSizes(count, 0, count / 2, count / 4))
