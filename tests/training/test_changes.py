"""What is changed while a run goes on."""

from dataclasses import replace

import numpy as np
import pytest

from playground.events import Changed
from playground.experiment import Change, Layer, Neuron, WeightEdit
from playground.training import train
from tests.training.comparison import ends, last, snapshots
from tests.training.experiments import regression


@pytest.mark.parametrize(
    "change",
    [
        Change(1, learning_rate=0.002),
        Change(1, l2=0.01),
        Change(1, l1=0.001, learning_rate=0.02),
        Change(1, weights=(WeightEdit(2, 3, 1, 0.5),), silenced=(Neuron(1, 5),)),
        Change(1, l2=0.01, weights=(WeightEdit(1, 0, 2, -1.0),)),
    ],
)
def test_a_live_change_is_the_same_change_given_from_the_start(change: Change) -> None:
    experiment = regression(Layer(16, "relu", 0.2), Layer(16, "tanh"), optimizer="adam", learning_rate=0.01, epochs=40)
    told = iter([None, None, change])
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


@pytest.mark.parametrize("change", [{"learning_rate": 10.0}, {"l2": 10.0, "learning_rate": 1.0}])
def test_a_change_whose_first_epoch_diverges_is_told_before_the_end(change: dict[str, float]) -> None:
    experiment = regression(Layer(16, "linear"), Layer(16, "linear"), epochs=40)
    told = iter([None, Change(1, **change)])  # type: ignore[arg-type]
    live = list(train(experiment, next_change=lambda: next(told, None)))
    (changed,) = [event for event in live if isinstance(event, Changed)]
    finished = last(live)
    assert (finished.reason, finished.epochs) == ("diverged", changed.change.epoch - 1)
    assert finished.blow_up is not None
    assert (finished.blow_up.epoch, finished.blow_up.learning_rate) == (changed.change.epoch, change["learning_rate"])
    assert live.index(changed) > live.index(ends(live)[-1])
    planned = replace(experiment, training=experiment.training.with_change(changed.change))
    again = list(train(planned))
    assert [event for event in again if isinstance(event, Changed)] == [changed]
    # Not equal as a whole: the gradient may have been no number.
    assert replace(last(again), blow_up=None) == replace(finished, blow_up=None)


def test_a_change_in_the_first_epoch_is_told_though_that_diverges() -> None:
    experiment = regression(Layer(16, "linear"), Layer(16, "linear"), changes=(Change(1, learning_rate=10.0), Change(5, l2=0.1)))
    events = list(train(experiment))
    assert (last(events).reason, last(events).epochs) == ("diverged", 0)
    # What would have changed later is no part of the run.
    assert [event.change.epoch for event in events if isinstance(event, Changed)] == [1]
