"""Weights that are edited, neurons that are silenced or frozen while a run goes on, held against `fit` with callbacks that assign."""

from contextlib import ExitStack, nullcontext
from dataclasses import replace

import numpy as np
import pytest

from playground.data.split import split
from playground.events import Changed, Event
from playground.experiment import Change, Experiment, Layer, Neuron, Training, WeightEdit
from playground.training import train
from playground.training.compiled import CompiledEpochs, prepared
from playground.training.run import Run
from tests.training.comparison import assert_equals_fit, ends, last, snapshots
from tests.training.experiments import classification, regression

LECTURE = Experiment()
# Seconds a chunk: a single epoch, or all up to the next edit.
SHORT, LONG = 1e-9, 100.0
FIRST, MIDDLE, LAST = (
    Change(1, weights=(WeightEdit(1, 2, 3, 0.75), WeightEdit(2, 0, 1, -0.5))),
    Change(4, weights=(WeightEdit(1, 0, 5, 0.3), WeightEdit(3, 4, 1, 1.25)), silenced=(Neuron(1, 2), Neuron(2, 3))),
    Change(8, weights=(WeightEdit(2, 1, 4, 0.0),)),
)
# One neuron from the start, one later with a weight that is set at once; of both, what came in may still be set by hand.
FREEZING = (
    Change(1, frozen=(Neuron(1, 3),)),
    Change(4, weights=(WeightEdit(2, 2, 5, 0.75),), silenced=(Neuron(1, 1),), frozen=(Neuron(2, 5),)),
    Change(6, weights=(WeightEdit(1, 2, 3, -0.5), WeightEdit(1, 0, 3, 0.25)), learning_rate=0.002),
)
EXPERIMENTS = {
    "momentum": regression(Layer(16), Layer(8, "tanh"), momentum=0.9, learning_rate=0.003, changes=(FIRST, MIDDLE, LAST)),
    "Adam, dropout": regression(Layer(16, "relu", 0.2), Layer(8, "tanh", 0.1), optimizer="adam", changes=(FIRST, MIDDLE, LAST)),
    "batch normalization": classification(
        Layer(16, "relu", batch_normalization=True), Layer(8, batch_normalization=True), batch_size=16, changes=(FIRST, MIDDLE, LAST)
    ),
    "a weight of a silenced neuron": regression(
        Layer(6), Layer(4), changes=(Change(3, silenced=(Neuron(1, 2),), weights=(WeightEdit(2, 2, 1, 0.5),)),)
    ),
    "with other settings": regression(
        Layer(6), Layer(4), l2=0.01, changes=(Change(3, 0.002, l1=0.01, weights=(WeightEdit(2, 2, 1, 0.5),)), replace(LAST, epoch=5))
    ),
    "no hidden layer": regression(changes=(Change(3, weights=(WeightEdit(1, 2, 1, 0.5), WeightEdit(1, 0, 2, 1.0))),)),
    "frozen, SGD with momentum": regression(Layer(16), Layer(8, "tanh"), momentum=0.9, learning_rate=0.003, changes=FREEZING),
    "frozen, Nesterov": regression(Layer(8), Layer(8), momentum=0.8, nesterov=True, learning_rate=0.003, changes=FREEZING),
    "frozen, SGD with L1 and L2": regression(Layer(16), Layer(8), l1=0.001, l2=0.01, changes=FREEZING),
    "frozen, Adam": regression(Layer(16, "relu", 0.2), Layer(8, "tanh"), optimizer="adam", changes=FREEZING),
    "frozen, AdamW": regression(Layer(16), Layer(8), optimizer="adamw", weight_decay=0.1, learning_rate=0.01, changes=FREEZING),
    "frozen, clipped": regression(Layer(16), Layer(8), optimizer="rmsprop", clipnorm=0.1, learning_rate=0.01, changes=FREEZING),
    "frozen, batch normalization": classification(
        Layer(16, "relu", batch_normalization=True), Layer(8, batch_normalization=True), batch_size=16, changes=FREEZING
    ),
    "early stopping goes back": regression(
        Layer(32),
        Layer(8),
        epochs=30,
        early_stopping=True,
        patience=3,
        # Far from the best: nothing behind it is better soon.
        changes=(Change(9, weights=(WeightEdit(3, 0, 1, 10.0), WeightEdit(3, 0, 2, -10.0), WeightEdit(3, 1, 1, 10.0))),),
    ),
}


def pace(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Say how long a chunk of epochs should take, which otherwise decides how many a machine trains at a time."""
    monkeypatch.setattr("playground.training.run.CHUNK_SECONDS", seconds)


def changed(experiment: Experiment, *changes: Change) -> Experiment:
    return replace(experiment, training=replace(experiment.training, changes=changes))


def assert_same(events: list[Event], others: list[Event]) -> None:
    assert ends(events) == ends(others)
    assert replace(last(events), blow_up=None) == replace(last(others), blow_up=None)
    assert [event for event in events if isinstance(event, Changed)] == [event for event in others if isinstance(event, Changed)]
    for epoch in snapshots(events).keys() & snapshots(others).keys():
        for one, other in zip(snapshots(events)[epoch].weights, snapshots(others)[epoch].weights, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_edited_weights_equal_a_callback_that_assigns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pace(monkeypatch, LONG)
    assert_equals_fit(EXPERIMENTS[name])


@pytest.mark.parametrize("name", ["momentum", "early stopping goes back"])
def test_how_many_epochs_are_trained_at_a_time_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pace(monkeypatch, LONG)
    together = list(train(EXPERIMENTS[name]))
    pace(monkeypatch, SHORT)
    assert_same(list(train(EXPERIMENTS[name])), together)


def test_early_stopping_ends_inside_a_chunk_that_begins_with_an_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    pace(monkeypatch, LONG)
    finished = last(list(train(EXPERIMENTS["early stopping goes back"])))
    assert (finished.reason, finished.restored) == ("early_stopping", True)
    assert finished.best_epoch < 9 <= finished.epochs < 30


def test_the_compiled_trainer_edits_as_the_graph_does(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = prepared(LECTURE, split(LECTURE))
    assert isinstance(trainer, CompiledEpochs)
    experiment = changed(
        LECTURE,
        Change(1, weights=(WeightEdit(1, 2, 9, -1.0),)),
        Change(40, silenced=(Neuron(2, 7),), weights=(WeightEdit(4, 0, 2, 0.5), WeightEdit(1, 2, 9, -1.0))),
        Change(100, weights=(WeightEdit(3, 1, 1, 0.0),)),
    )
    graph = list(train(experiment))
    monkeypatch.setattr("playground.training.run.borrowed", lambda *_: nullcontext(trainer))
    assert_same(list(train(experiment)), graph)
    assert_equals_fit(experiment)


def test_equal_experiments_give_equal_events_whatever_came_before() -> None:
    experiment = EXPERIMENTS["Adam, dropout"]
    first = list(train(experiment))
    plain = list(train(changed(experiment)))
    assert_same(list(train(experiment)), first)
    assert_same(list(train(changed(experiment))), plain)
    assert ends(first)[0] != ends(plain)[0]


def test_epochs_before_an_edit_are_those_of_the_run_without() -> None:
    experiment = EXPERIMENTS["momentum"]
    edited, plain = list(train(changed(experiment, MIDDLE))), list(train(changed(experiment)))
    assert ends(edited)[:3] == ends(plain)[:3]
    assert ends(edited)[3] != ends(plain)[3]


def test_what_leaves_a_silenced_neuron_is_zero_until_training_moves_it() -> None:
    still = regression(Layer(4, "tanh"), Layer(3, "tanh"), learning_rate=1e-9, epochs=2, changes=(Change(2, silenced=(Neuron(1, 2),)),))
    before, after = (snapshots(list(train(still)))[epoch].weights[2] for epoch in (1, 2))
    np.testing.assert_allclose(after[1], 0.0, atol=1e-6)
    np.testing.assert_allclose(np.delete(after, 1, axis=0), np.delete(before, 1, axis=0), atol=1e-6)
    moving = changed(replace(still, training=replace(still.training, learning_rate=0.1, epochs=2)), Change(1, silenced=(Neuron(1, 2),)))
    assert np.abs(snapshots(list(train(moving)))[2].weights[2][1]).max() > 1e-4


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name.startswith("frozen")])
def test_training_leaves_a_frozen_neuron_as_it_is_and_moves_all_others(name: str) -> None:
    seen = snapshots(list(train(EXPERIMENTS[name])))
    first, last_one = seen[3].weights, seen[8].weights
    # The arrays of the second layer stand behind the first's, which has four more where it is normalized.
    second = 6 if "normalization" in name else 2
    np.testing.assert_array_equal(seen[0].weights[0][:, 2], first[0][:, 2])
    np.testing.assert_array_equal(seen[0].weights[1][2], first[1][2])
    assert (last_one[0][1, 2], last_one[1][2]) == (-0.5, 0.25)
    assert last_one[0][0, 2] == seen[0].weights[0][0, 2]
    np.testing.assert_array_equal(seen[4].weights[second][:, 4], last_one[second][:, 4])
    np.testing.assert_array_equal(seen[4].weights[second + 1][4], last_one[second + 1][4])
    assert last_one[second][1, 4] == 0.75
    assert np.delete(last_one[0] != first[0], 2, axis=1).any()
    assert np.delete(last_one[second] != first[second], 4, axis=1).any()


def test_epochs_before_a_neuron_is_frozen_are_those_of_the_run_without() -> None:
    experiment = EXPERIMENTS["frozen, AdamW"]
    frozen, plain = list(train(changed(experiment, *FREEZING[1:]))), list(train(changed(experiment)))
    assert ends(frozen)[:3] == ends(plain)[:3]
    assert ends(frozen)[3] != ends(plain)[3]


@pytest.mark.parametrize("seconds", [SHORT, LONG])
def test_a_neuron_that_is_frozen_while_the_run_goes_on_is_frozen_as_one_that_was_to_be(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace(monkeypatch, seconds)
    plain = changed(EXPERIMENTS["frozen, Adam"])
    asked = iter([None, Change(1, frozen=(Neuron(1, 3),))])
    events = list(train(plain, next_change=lambda: next(asked, None)))
    (told,) = (event.change for event in events if isinstance(event, Changed))
    assert told.frozen == (Neuron(1, 3),)
    assert_same(list(train(changed(plain, told))), events)
    # A later run borrows the same trainer, in which nothing is frozen any more.
    assert_same(list(train(changed(plain, told))), events)


@pytest.mark.parametrize("seconds", [SHORT, LONG])
def test_a_run_that_diverges_in_the_edited_epoch_keeps_the_network_before_it(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    pace(monkeypatch, seconds)
    linear = regression(Layer(16, "linear"), Layer(16, "linear"), epochs=12)
    events = list(train(changed(linear, Change(5, weights=(WeightEdit(2, 1, 1, 1e6),)))))
    finished = last(events)
    assert (finished.reason, finished.epochs) == ("diverged", 4)
    assert finished.blow_up is not None
    assert (finished.blow_up.epoch, finished.blow_up.gradient > 1e4) == (5, True)
    shorter = list(train(replace(linear, training=replace(linear.training, epochs=4))))
    assert finished.test == last(shorter).test
    for one, other in zip(snapshots(events)[4].weights, snapshots(shorter)[4].weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_epochs_that_are_trained_again_after_one_that_diverged_begin_with_the_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    pace(monkeypatch, LONG)
    linear = regression(Layer(16, "linear"), Layer(16, "linear"), epochs=12)
    edit = Change(5, weights=(WeightEdit(2, 1, 1, 0.5),))
    finished = list(train(changed(linear, edit, Change(8, learning_rate=10.0))))
    assert (last(finished).reason, last(finished).epochs) == ("diverged", 7)
    assert ends(finished) == ends(list(train(changed(linear, edit))))[:7]


@pytest.mark.parametrize("best", [True, False])
def test_training_without_a_word_edits_too(best: bool) -> None:
    experiment = EXPERIMENTS["early stopping goes back"]
    events = list(train(experiment))
    finished = last(events)
    with ExitStack() as loans:
        weights = Run(experiment, split(experiment), loans).weights_after(finished.epochs, best=best, should_stop=lambda: False)
    expected = snapshots(events)[finished.best_epoch if best else finished.epochs].weights
    for one, other in zip(weights, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_edits_than_a_run_may_have_are_left_out_and_the_run_goes_on() -> None:
    experiment = Experiment(network=replace(LECTURE.network, hidden=(Layer(64), Layer(64))), training=Training(epochs=30))
    told = iter([Change(1, weights=tuple(WeightEdit(2, source, unit, 0.1) for source in range(1, 51))) for unit in range(1, 6)])
    events = list(train(experiment, next_change=lambda: next(told, None)))
    assert last(events).epochs == 30
    assert sum(event.change.edits for event in events if isinstance(event, Changed)) == 200
