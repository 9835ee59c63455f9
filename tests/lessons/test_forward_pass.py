"""What a network answers, against Keras."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings

from playground.choices import ACTIVATIONS
from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.lessons.forward_pass import forward_pass
from playground.training.model import build_model
from tests.strategies import SMALL, experiments

FLOWERS = ("sepal length (cm)", "sepal width (cm)")


def unlike_the_start(model: keras.Model, seed: int) -> None:
    """Give a model other weights: biases that are not 0, statistics that are not 0 and 1, all variances above 0."""
    rng = np.random.default_rng(seed)
    model.set_weights([np.abs(rng.normal(0.6, 0.3, array.shape)) * rng.choice([0.5, 1.0]) for array in model.get_weights()])


def assert_as_keras(experiment: Experiment, rows: int = 20) -> None:
    model = build_model(experiment)
    x = np.random.default_rng(1).normal(0, 1.5, (rows, len(experiment.data.inputs))).astype(np.float32)
    for change in (None, 3):
        if change is not None:
            unlike_the_start(model, change)
        theirs = model.predict(x, verbose=0)
        ours = forward_pass(experiment.network, model.get_weights(), x)
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5 * max(1.0, float(np.abs(theirs).max())))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_kerass(activation: str) -> None:
    assert_as_keras(Experiment(Data(targets=FLOWERS, inputs=("petal length (cm)",)), Network((Layer(7, activation),), output=activation)))


def test_normalization_is_kerass_in_use_and_what_disturbs_training_is_not_in_the_way() -> None:
    hidden = (Layer(9, "tanh", 0.4, True), Layer(6, "relu", 0.2, False), Layer(5, "selu", 0.0, True))
    network = Network(hidden, "softmax", augmentation=Augmentation(noise=0.5, jitter=0.2))
    assert_as_keras(Experiment(Data("wine"), network, Training(loss="categorical_crossentropy")))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(experiments(SMALL))
def test_any_network_answers_as_kerass_does(experiment: Experiment) -> None:
    assert_as_keras(experiment)
