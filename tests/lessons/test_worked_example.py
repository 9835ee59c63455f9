"""The worked example from scratch, against scikit-learn and Keras."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from playground.lessons.losses import mean_squared_error
from playground.lessons.worked_example import dense, parameter_count, predict, split_rows


def network(widths: tuple[int, ...], seed: int) -> keras.Model:
    """Return a network with biases that are not zero, as after training."""
    inputs = h = keras.Input((widths[0],))
    for units in widths[1:-1]:
        h = keras.layers.Dense(units, "relu", bias_initializer=keras.initializers.RandomNormal(seed=seed))(h)
    outputs = keras.layers.Dense(widths[-1], bias_initializer=keras.initializers.RandomNormal(seed=seed + 1))(h)
    return keras.Model(inputs, outputs)


@pytest.mark.parametrize("widths", [(2, 32, 64, 32, 2), (3, 1)])
def test_the_network_answers_as_keras_does(widths: tuple[int, ...]) -> None:
    model = network(widths, seed=3)
    x = np.random.default_rng(0).uniform(0, 8, (40, widths[0])).astype(np.float32)
    weights = [array.astype(np.float64) for array in model.get_weights()]
    answers = predict(weights, x.astype(np.float64))
    np.testing.assert_allclose(answers, model.predict(x, verbose=0), rtol=1e-5, atol=1e-5)
    assert sum(parameter_count(before, units) for before, units in pairwise(widths)) == model.count_params()
    y = np.random.default_rng(1).normal(size=answers.shape)
    assert mean_squared_error(y, answers) == pytest.approx(float(keras.ops.mean(keras.losses.mean_squared_error(y, answers))), rel=1e-5)


def test_a_layer_sums_up_by_hand() -> None:
    kernel, bias = np.array([[1.0, 2.0, 0.0], [-1.0, 0.5, 3.0]]), np.array([0.5, 0.0, -1.0])
    assert dense(np.array([[2.0, 4.0]]), kernel, bias).tolist() == [[-1.5, 6.0, 11.0]]


@pytest.mark.parametrize("seed", [0, 7, 41])
def test_rows_are_drawn_as_scikit_learn_and_keras_draw_them(seed: int) -> None:
    others, tested = train_test_split(np.arange(150), test_size=0.2, random_state=seed)
    train, validation, test = split_rows(150, 30, 12, seed)
    np.testing.assert_array_equal(test, tested)
    # Keras' `validation_split=0.1`: the last tenth, before any shuffling.
    np.testing.assert_array_equal(train, others[:108])
    np.testing.assert_array_equal(validation, others[108:])
