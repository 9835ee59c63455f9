"""A stack of layers: every layer can work, and there are not too many."""

import pytest

from playground.choices import ACTIVATIONS, INITIALIZERS
from playground.experiment import Augmentation, Layer, Network
from tests.experiment.refusing import sentence_of

FUNCTIONS = ", ".join(ACTIVATIONS)
STARTS = ", ".join(INITIALIZERS)


def test_every_activation_and_initializer_of_the_issue_is_there() -> None:
    assert FUNCTIONS == "linear, relu, sigmoid, tanh, softmax, leaky_relu, elu, selu, gelu, silu, softplus"
    assert STARTS == ("glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, random_normal, zeros")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"units": 0}, "Units must be a whole number from 1 to 512. Received: 0."),
        ({"units": 513}, "Units must be a whole number from 1 to 512. Received: 513."),
        ({"units": 2.0}, "Units must be a whole number from 1 to 512. Received: 2.0."),
        ({"units": True}, "Units must be a whole number from 1 to 512. Received: True."),
        ({"activation": "swish"}, f"Activation must be one of {FUNCTIONS}. Received: 'swish'."),
        ({"activation": None}, f"Activation must be one of {FUNCTIONS}. Received: None."),
        ({"dropout": 1.0}, "Dropout must be a number of at least 0 and below 1. Received: 1.0."),
        ({"dropout": -0.1}, "Dropout must be a number of at least 0 and below 1. Received: -0.1."),
        ({"dropout": "0.5"}, "Dropout must be a number of at least 0 and below 1. Received: '0.5'."),
        ({"batch_normalization": 0}, "Batch normalization must be on or off: true or false. Received: 0."),
        ({"initializer": "ones"}, f"Initial weights must be one of {STARTS}. Received: 'ones'."),
        (
            {"units": 1, "activation": "softmax"},
            "A softmax layer needs at least 2 units, for with one its output is always 1. Received: units=1.",
        ),
    ],
)
def test_a_layer_that_cannot_work_is_refused(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Layer, **wrong) == sentence


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"noise": 1.5}, "Gaussian noise must be a number of at least 0 and at most 1. Received: 1.5."),
        ({"jitter": 1.0}, "Jitter must be a number of at least 0 and below 1. Received: 1.0."),
        ({"rotation": 0.6}, "Rotation must be a number of at least 0 and at most 0.5. Received: 0.6."),
        ({"shift": -0.1}, "Shift must be a number of at least 0 and at most 0.5. Received: -0.1."),
        ({"zoom": float("nan")}, "Zoom must be a number of at least 0 and at most 0.5. Received: nan."),
    ],
)
def test_inputs_are_disturbed_within_bounds(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Augmentation, **wrong) == sentence


@pytest.mark.parametrize("largest", [{"noise": 1.0}, {"jitter": 0.99}, {"rotation": 0.5}, {"shift": 0.5}, {"zoom": 0.5}])
def test_keras_takes_the_largest_disturbance_that_the_rules_allow(largest: dict[str, float]) -> None:
    from playground.experiment import Data, Experiment, Training
    from playground.training.model import build_model

    network = Network((), "softmax", augmentation=Augmentation(**largest))
    model = build_model(Experiment(Data("digits"), network, Training(loss="categorical_crossentropy")))
    assert model.get_layer(next(iter(largest))) in model.layers


def test_only_what_moves_pictures_needs_pictures() -> None:
    assert not Augmentation(noise=0.1, jitter=0.1).moves_pictures
    for name in ("rotation", "shift", "zoom"):
        assert Augmentation(**{name: 0.1}).moves_pictures


@pytest.mark.parametrize(
    ("hidden", "sentence"),
    [
        ((Layer(),) * 9, "Hidden layers must be a whole number from 0 to 8. Received: 9."),
        (Layer(), "Hidden layers must be a list of Layer. Received: Layer(units=32, activation='relu', dropout=0.0, batch_nor…."),
        ((32, 64), "Hidden layers must be a list of Layer. Received: (32, 64)."),
        (None, "Hidden layers must be a list of Layer. Received: None."),
    ],
)
def test_hidden_layers_are_at_most_eight_layers(hidden: object, sentence: str) -> None:
    assert sentence_of(Network, hidden) == sentence


def test_the_rest_of_a_network_has_its_rules_too() -> None:
    assert sentence_of(Network, output="relu6") == f"Output activation must be one of {FUNCTIONS}. Received: 'relu6'."
    assert sentence_of(Network, output_initializer=1) == f"Initial weights of the output must be one of {STARTS}. Received: 1."
    assert sentence_of(Network, augmentation=0.1) == "The augmentation must be an Augmentation. Received: 0.1."


def test_no_hidden_layer_is_a_network_too() -> None:
    assert Network(()).hidden == ()
