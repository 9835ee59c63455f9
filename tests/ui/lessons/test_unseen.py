"""What is kept of runs that have no film: the weights at the end, and on the way where the page moves with them."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from playground import train
from playground.events import Snapshot
from playground.live.pack import unpack
from playground.ui.lessons.lesson import Unseen
from playground.ui.lessons.regularizers_runs import normalized
from playground.ui.lessons.unseen import unseen_recorder


@pytest.mark.parametrize("moving", [False, True])
def test_weights_are_those_of_the_snapshots(moving: bool) -> None:
    long = normalized(2.0)
    experiment = replace(long, training=replace(long.training, epochs=4))
    events = list(train(experiment))
    snapshots = {event.epoch: np.concatenate([array.ravel() for array in event.weights]) for event in events if isinstance(event, Snapshot)}
    record = unseen_recorder(Unseen(experiment, moving))
    frames = [json.loads(record([event])) for event in events]
    end = base64.b64decode(frames[-1]["result"]["weights"])
    np.testing.assert_array_equal(np.frombuffer(end, "<f4"), snapshots[4])
    told = {one["epoch"]: unpack({"f3": one["f3"]}) for frame in frames for one in frame.get("weights", [])}
    assert sorted(told) == (sorted(snapshots) if moving else [])
    for epoch, weights in told.items():
        np.testing.assert_allclose(np.array(weights, float), snapshots[epoch], rtol=1e-4, atol=1e-7)
    # Of its charts there is one picture each.
    assert {key["epoch"] for frame in frames for key in frame.get("keys", [])} == {4}
