"""What is changed while a run goes on."""

from dataclasses import replace

import numpy as np
import pytest

from playground.events import Changed
from playground.experiment import Change, Layer
from playground.training import train
from tests.training.comparison import ends, last, snapshots
from tests.training.experiments import regression


@pytest.mark.parametrize("change", [{"learning_rate": 0.002}, {"l2": 0.01}, {"l1": 0.001, "learning_rate": 0.02}])
def test_a_live_change_is_the_same_change_given_from_the_start(change: dict[str, float]) -> None:
    experiment = regression(Layer(16, "relu", 0.2), Layer(16, "tanh"), optimizer="adam", learning_rate=0.01, epochs=40)
    told = iter([None, None, Change(1, **change)])
    live = list(train(experiment, next_change=lambda: next(told, None)))
    (changed,) = [event for event in live if isinstance(event, Changed)]
    assert 1 < changed.change.epoch < 40
    planned = replace(experiment, training=experiment.training.with_change(changed.change))
    again = list(train(planned))
    assert ends(live) == ends(again)
    assert last(live) == last(again)
    assert [event for event in again if isinstance(event, Changed)] == [changed]
    # The last word of a change stands before the first epoch that it is about.
    assert live.index(changed) == live.index(ends(live)[changed.change.epoch - 1]) - 1
    for epoch, snapshot in snapshots(live).items():
        for ours, theirs in zip(snapshot.weights, snapshots(again)[epoch].weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert ends(live)[-1] != ends(list(train(experiment)))[-1]
