"""Edited weights and silenced neurons: what may be said, what a later word does to an earlier one, and what a network must have."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import Change, Experiment, Layer, Network, Neuron, Training, WeightEdit
from tests.experiment.refusing import sentence_of

# The lecture's network has 2 inputs, hidden layers of 32, 64 and 32 units, and 2 outputs.
LECTURE = Experiment()


def changed(*changes: Change, network: Network = LECTURE.network) -> Experiment:
    return Experiment(network=network, training=Training(changes=changes))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"layer": 0}, "The layer of an edited weight must be a whole number from 1 to 9. Received: 0."),
        ({"layer": "1"}, "The layer of an edited weight must be a whole number from 1 to 9. Received: '1'."),
        ({"source": -1}, "The source of an edited weight must be a whole number from 0 to 512. Received: -1."),
        ({"unit": True}, "The unit of an edited weight must be a whole number from 1 to 512. Received: True."),
        ({"value": "much"}, "An edited weight must be a number of at least -1,000,000 and at most 1,000,000. Received: 'much'."),
        ({"value": float("nan")}, "An edited weight must be a number of at least -1,000,000 and at most 1,000,000. Received: nan."),
        ({"value": 1_000_001}, "An edited weight must be a number of at least -1,000,000 and at most 1,000,000. Received: 1000001."),
    ],
)
def test_an_edit_keeps_its_rules(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(WeightEdit, **{"layer": 1, "source": 1, "unit": 1, "value": 0.5, **wrong}) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change(3, weights=(WeightEdit(5, 1, 1, 0.5),)), "This network has 4 layers, the output's included. Received: an edit in layer 5."),
        (Change(3, weights=(WeightEdit(4, 1, 3, 0.5),)), "Layer 4 has 2 units. Received: an edit of unit 3."),
        (
            Change(3, weights=(WeightEdit(1, 3, 1, 0.5),)),
            "Each unit of layer 1 has weights from 2 inputs. Received: an edit of the weight from input 3.",
        ),
        (
            Change(3, weights=(WeightEdit(2, 33, 1, 0.5),)),
            "Each unit of layer 2 has weights from 32 neurons. Received: an edit of the weight from neuron 33.",
        ),
        (
            Change(3, silenced=(Neuron(4, 1),)),
            "This network has 3 hidden layers, and only neurons of these can be silenced or frozen. Received: a neuron of layer 4.",
        ),
        (Change(3, frozen=(Neuron(1, 33),)), "Hidden layer 1 has 32 neurons. Received: neuron 33, to be silenced or frozen."),
        (Change(3, silenced=(Neuron(1, 33),)), "Hidden layer 1 has 32 neurons. Received: neuron 33, to be silenced or frozen."),
    ],
)
def test_a_network_has_what_is_edited(change: Change, sentence: str) -> None:
    # Training alone does not know the network.
    assert Training(changes=(change,)).changes == (change,)
    assert sentence_of(changed, Change(1, l1=0.1), change) == sentence


def test_the_last_weight_of_every_layer_can_be_edited() -> None:
    weights = tuple(WeightEdit(layer, before, units, 1.0) for layer, (before, units) in enumerate(LECTURE.layer_sizes, start=1))
    experiment = changed(Change(1, weights=weights, silenced=(Neuron(3, 32),)))
    assert experiment.training.changes[0].edits == 5
    narrow = replace(LECTURE.network, hidden=())
    assert changed(Change(1, weights=(WeightEdit(1, 2, 2, 1.0),)), network=narrow).layer_sizes == ((2, 2),)
    assert sentence_of(changed, Change(1, silenced=(Neuron(1, 1),)), network=narrow).startswith("This network has 0 hidden layers, ")
    one = Network((Layer(1),))
    assert sentence_of(changed, Change(1, silenced=(Neuron(1, 2),)), network=one).startswith("Hidden layer 1 has 1 neuron. ")


def test_too_many_edits_at_once_are_refused() -> None:
    weights = tuple(WeightEdit(2, source, 1, 0.1) for source in range(1, 101))
    assert Change(1, weights=weights).edits == 100
    assert (
        sentence_of(Change, 1, weights=weights, silenced=(Neuron(1, 1),))
        == "A change can have at most 100 edited weights, silenced and frozen neurons. Received: 101 of them."
    )


@pytest.mark.parametrize("items", [5, "w1.2.3=4", (1,), (Neuron(1, 1),), None])
def test_only_edits_are_edits(items: object) -> None:
    assert sentence_of(Change, 1, weights=items).startswith("Edits must be a list of WeightEdit. Received: ")


def test_equal_changes_are_equal_however_they_were_said() -> None:
    first, second = WeightEdit(1, 1, 1, 0.1), WeightEdit(1, 1, 2, 0.2)
    assert Change(1, weights=(second, first)) == Change(1, weights=[first, second])  # type: ignore[arg-type]
    assert Change(1, weights=(replace(first, value=5.0), first)) == Change(1, weights=(first,))
    assert Change(1, silenced=(Neuron(2, 1), Neuron(1, 1), Neuron(2, 1))) == Change(1, silenced=(Neuron(1, 1), Neuron(2, 1)))


@given(st.floats(-1e6, 1e6))
def test_a_value_is_the_shortest_that_is_the_same_in_single_precision(value: float) -> None:
    kept = WeightEdit(1, 1, 1, value).value
    assert np.float32(kept) == np.float32(value)
    assert WeightEdit(1, 1, 1, kept).value == kept
    assert WeightEdit(1, 1, 1, float(np.float32(value))).value == kept


def test_a_value_that_came_as_single_precision_is_what_was_meant() -> None:
    assert [WeightEdit(1, 1, 1, float(np.float32(value))).value for value in (0.1, -2.35, 1e-5, 0.0)] == [0.1, -2.35, 1e-5, 0.0]


def test_a_later_word_about_a_weight_counts() -> None:
    one, other = WeightEdit(2, 3, 1, 0.1), WeightEdit(2, 4, 1, 0.2)
    training = Training().with_change(Change(5, l1=0.1, weights=(one, other)))
    assert training.with_change(Change(5, weights=(replace(one, value=0.7),))).changes == (
        Change(5, l1=0.1, weights=(replace(one, value=0.7), other)),
    )
    silenced = training.with_change(Change(5, silenced=(Neuron(1, 3),)))
    assert silenced.changes == (Change(5, l1=0.1, weights=(other,), silenced=(Neuron(1, 3),)),)
    # What is set after that leaves a neuron that is silent otherwise.
    assert silenced.with_change(Change(5, weights=(one,))).changes == (Change(5, l1=0.1, weights=(one, other), silenced=(Neuron(1, 3),)),)


def test_the_next_epoch_with_edits_is_found() -> None:
    edit = (WeightEdit(1, 1, 1, 0.5),)
    training = Training(changes=(Change(1, weights=edit), Change(4, l1=0.1), Change(7, silenced=(Neuron(1, 1),))))
    assert [training.edit_after(epoch) for epoch in (0, 1, 6, 7)] == [1, 7, 7, None]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(1, weights=(WeightEdit(2, 3, 2, 0.5),)), "weight from neuron 3 of hidden 1 to unit 2 = 0.5"),
        (Change(1, weights=(WeightEdit(1, 3, 2, -1.0),)), "weight from input 3 to unit 2 = -1"),
        (Change(1, weights=(WeightEdit(2, 0, 4, -1.0),)), "bias of unit 4 of layer 2 = -1"),
        (Change(1, silenced=(Neuron(1, 5),)), "neuron 5 of hidden 1 silenced"),
        (Change(1, silenced=(Neuron(1, 5),), frozen=(Neuron(1, 5),)), "neuron 5 of hidden 1 silenced, neuron 5 of hidden 1 frozen"),
        (Change(1, frozen=tuple(map(Neuron, [1] * 3, (1, 2, 3)))), "3 neurons frozen"),
        (Change(1, weights=tuple(WeightEdit(2, source, 1, 0.5) for source in range(1, 13))), "12 weights edited"),
        (Change(1, weights=tuple(WeightEdit(2, 0, unit, 0.5) for unit in (1, 2, 3))), "3 biases edited"),
        (
            Change(
                1, 0.1, weights=tuple(WeightEdit(2, source, 1, 0.5) for source in range(3)), silenced=tuple(map(Neuron, [1] * 3, (1, 2, 3)))
            ),
            "learning rate 0.1, 2 weights and 1 bias edited, 3 neurons silenced",
        ),
    ],
)
def test_a_change_says_what_it_edits(change: Change, words: str) -> None:
    assert change.words == words
