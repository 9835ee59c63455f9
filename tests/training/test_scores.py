"""Scores of the test rows, by hand."""

import math

import keras
import numpy as np
import pytest

from playground.experiment import Data, Experiment, Network, Training
from playground.training.scores import confusion
from playground.training.scores import test_scores as scored

CIRCLE = Data(dataset="circle")
HINGE = Experiment(CIRCLE, Network(output="linear"), Training(loss="hinge"))
BINARY = Experiment(CIRCLE, Network(output="sigmoid"), Training(loss="binary_crossentropy"))
SPECIES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))
TRUTH = np.array([[0], [0], [1], [1], [1]], np.float32)


def test_scores_of_a_regression() -> None:
    experiment = Experiment()
    first, second = experiment.data.targets
    y = np.array([[1, 10], [2, 20], [3, 60]], np.float32)
    predictions = np.array([[2, 10], [2, 26], [1, 60]], np.float32)
    scores = scored(experiment, 0.5, y, predictions)
    # Errors 1, 0, 2 and 0, 6, 0.
    assert scores["loss"] == 0.5
    assert scores["mse"] == pytest.approx((1 + 4 + 36) / 6)
    assert scores["rmse"] == pytest.approx(np.sqrt(41 / 6))
    assert scores["mae"] == pytest.approx(9 / 6)
    assert (scores[f"rmse[{first}]"], scores[f"mae[{first}]"]) == pytest.approx((np.sqrt(5 / 3), 1.0))
    assert (scores[f"rmse[{second}]"], scores[f"mae[{second}]"]) == pytest.approx((np.sqrt(12), 2.0))
    # Around the means 2 and 30 the targets' squares add up to 2 and 400 + 100 + 900.
    assert scores[f"r2[{first}]"] == pytest.approx(1 - 5 / 2)
    assert scores[f"r2[{second}]"] == pytest.approx(1 - 36 / 1400)
    assert confusion(experiment, y, predictions) == ()


def test_large_targets_keep_their_digits() -> None:
    rng = np.random.default_rng(0)
    experiment = Experiment(Data("sine", samples=500))
    y = (1e6 + rng.uniform(-3, 3, (100, 1))).astype(np.float32)
    predictions = (y + rng.normal(0, 0.5, (100, 1))).astype(np.float32)
    scores = scored(experiment, 0.5, y, predictions)
    truth = [float(value) for value in y[:, 0]]
    guessed = [float(value) for value in predictions[:, 0]]
    mean = math.fsum(truth) / 100
    squares = math.fsum((one - other) ** 2 for one, other in zip(truth, guessed, strict=True))
    assert scores["r2[y]"] == pytest.approx(1 - squares / math.fsum((value - mean) ** 2 for value in truth), abs=1e-12)
    assert scores["mse"] == pytest.approx(squares / 100, rel=1e-12)


@pytest.mark.parametrize("units", [4, 8, 16])
@pytest.mark.parametrize("rows", [9, 10, 11, 13, 30, 59])
def test_a_network_that_gives_every_row_the_same_answer_has_an_auc_of_one_half(rows: int, units: int) -> None:
    layer = keras.layers.Dense(1, "sigmoid", kernel_initializer=keras.initializers.RandomNormal(stddev=1.0, seed=units))
    predictions = layer(np.ones((rows, units), np.float32)).numpy()
    y = (np.arange(rows) >= rows - rows % 8).astype(np.float32)[:, None]
    assert scored(BINARY, 0.1, y, predictions)["auc"] == 0.5


def test_one_row_has_no_r2() -> None:
    scores = scored(Experiment(), 1.0, np.ones((1, 2), np.float32), np.zeros((1, 2), np.float32))
    assert not any(name.startswith("r2") for name in scores)


@pytest.mark.parametrize(("experiment", "border"), [(HINGE, 0.0), (BINARY, 0.5)])
def test_two_classes_with_one_output(experiment: Experiment, border: float) -> None:
    predictions = border + np.array([[-0.3], [0.2], [-0.1], [0.1], [0.3]], np.float32)
    scores = scored(experiment, 0.1, TRUTH, predictions)
    assert scores["accuracy"] == pytest.approx(3 / 5)
    # Of the 2 × 3 pairs of an A and a B, four have the B above: -0.3 is below all three, 0.2 below one.
    assert scores["auc"] == pytest.approx(4 / 6)
    assert confusion(experiment, TRUTH, predictions) == ((1, 1), (1, 2))


def test_three_classes() -> None:
    y = np.eye(3, dtype=np.float32)[[0, 1, 2, 2]]
    predictions = np.array([[0.8, 0.1, 0.1], [0.6, 0.4, 0.0], [0.1, 0.2, 0.7], [0.0, 0.6, 0.4]], np.float32)
    scores = scored(SPECIES, 0.1, y, predictions)
    assert scores == {"loss": 0.1, "accuracy": 0.5}
    assert confusion(SPECIES, y, predictions) == ((1, 0, 0), (1, 0, 0), (0, 1, 1))


def test_no_auc_where_the_test_rows_are_of_one_class() -> None:
    scores = scored(BINARY, 0.1, np.ones((3, 1), np.float32), np.full((3, 1), 0.7, np.float32))
    assert scores == {"loss": 0.1, "accuracy": 1.0}
    assert confusion(BINARY, np.ones((3, 1), np.float32), np.full((3, 1), 0.7, np.float32)) == ((0, 0), (0, 3))
