"""Losses, accuracy and penalty of a network, against Keras' `evaluate`."""

import keras
import numpy as np
import pytest

from playground.choices import LOSSES
from playground.data.split import split
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.lessons.losses import accuracy, evaluate, huber, penalty
from playground.training.model import build_model

DIGITS = 1e-6
SMALL = (Layer(6, "tanh"), Layer(5, "tanh", 0.3, True))
CIRCLE = Data("circle", noise=0.2)
REGRESSION = Data("diabetes", standardize=True, standardize_target=True)
CASES = {
    "mse": Experiment(REGRESSION, Network(SMALL), Training(loss="mse")),
    "mae": Experiment(REGRESSION, Network(SMALL), Training(loss="mae")),
    "huber": Experiment(REGRESSION, Network(SMALL), Training(loss="huber")),
    "categorical_crossentropy": Experiment(
        Data("wine", standardize=True), Network(SMALL, "softmax"), Training(loss="categorical_crossentropy")
    ),
    "binary_crossentropy": Experiment(CIRCLE, Network(SMALL, "sigmoid"), Training(loss="binary_crossentropy")),
    "hinge": Experiment(CIRCLE, Network(SMALL, "linear"), Training(loss="hinge")),
}


def keras_says(experiment: Experiment, l1: float = 0.0, l2: float = 0.0) -> tuple[dict[str, float], dict[str, float]]:
    """What Keras says of the untrained network on the training rows, and what `evaluate` of this room says."""
    model, rows = build_model(experiment), split(experiment)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            layer.kernel.regularizer = keras.regularizers.L1L2(l1, l2)
    # Keras' own metric has a threshold of ½ for the hinge loss, too: in the middle between −1 and 1 stands 0.
    hits = keras.metrics.BinaryAccuracy(threshold=0.0) if experiment.training.loss == "hinge" else "accuracy"
    model.compile(loss=experiment.training.loss, metrics=[hits])
    x, y = rows.x[rows.train_rows], rows.y[rows.train_rows]
    loss, share = model.evaluate(x, y, batch_size=len(x), verbose=0)
    weights = [np.asarray(array) for array in model.get_weights()]
    return {"loss": loss, "accuracy": share}, evaluate(experiment, weights, x.astype(np.float64), y.astype(np.float64))


def test_every_loss_has_its_case() -> None:
    assert CASES.keys() == LOSSES.keys()


@pytest.mark.parametrize("loss", CASES)
def test_loss_and_accuracy_are_kerass(loss: str) -> None:
    theirs, ours = keras_says(CASES[loss])
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=DIGITS)
    if LOSSES[loss].task == "classification":
        assert ours["accuracy"] == pytest.approx(theirs["accuracy"], rel=DIGITS)
        assert 0 < ours["accuracy"] < 1
    else:
        assert ours.keys() == {"loss"}


@pytest.mark.parametrize("loss", ["mse", "categorical_crossentropy"])
def test_the_penalty_is_part_of_the_loss_as_in_keras(loss: str) -> None:
    experiment = Experiment(CASES[loss].data, CASES[loss].network, Training(loss=loss, l1=0.01, l2=0.02))
    theirs, ours = keras_says(experiment, 0.01, 0.02)
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=DIGITS)
    without, _ = keras_says(CASES[loss])
    weights = [np.asarray(array) for array in build_model(experiment).get_weights()]
    assert penalty(weights, 0.01, 0.02) == pytest.approx(theirs["loss"] - without["loss"], rel=1e-4)


def test_a_class_that_is_as_good_as_ruled_out_costs_what_keras_says_and_is_not_infinite() -> None:
    # Grams of proline up to 1,680: the sums are hundreds apart, and the softmax rounds to 0.
    experiment = Experiment(Data("wine"), Network((), "softmax"), Training(loss="categorical_crossentropy"))
    theirs, ours = keras_says(experiment)
    assert theirs["loss"] > 20
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-5)


def test_hubers_two_halves_meet() -> None:
    y = np.zeros((1, 1))
    assert [huber(np.array([[error]]), y) for error in (0.5, 1.0, -1.0, 3.0)] == [0.125, 0.5, 0.5, 2.5]


def test_on_the_border_the_first_class_is_meant() -> None:
    outputs, y = np.array([[0.0], [0.5], [0.6]]), np.array([[0.0], [0.0], [1.0]])
    assert accuracy("binary_crossentropy", outputs, y) == 1.0
    assert accuracy("hinge", outputs, y) == pytest.approx(2 / 3)
