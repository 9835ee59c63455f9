"""A layer before it has learned: weights within Glorot's bounds, sums and outputs as Keras', shares counted one by one."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

from playground.lessons.activations import ACTIVATIONS, FloatArray
from playground.lessons.layers import glorot_uniform, layer_sums, saturated_share, stuck_units
from playground.lessons.rows import all_flowers


@pytest.fixture(scope="module")
def x() -> FloatArray:
    return np.column_stack([column.x for column in all_flowers()])


def test_the_rows_are_all_flowers_standardised_as_scikit_learn_does(x: FloatArray) -> None:
    np.testing.assert_allclose(x, StandardScaler().fit_transform(load_iris().data), atol=1e-12)


@pytest.mark.parametrize(("inputs", "units"), [(4, 32), (64, 64)])
def test_weights_have_the_bounds_and_the_variance_that_glorot_and_keras_give_them(inputs: int, units: int) -> None:
    import keras

    drawn = np.concatenate([glorot_uniform(inputs, units, seed).ravel() for seed in range(200)])
    kerass = np.concatenate([keras.initializers.GlorotUniform(seed)((inputs, units)).numpy().ravel() for seed in range(200)])
    assert np.abs(drawn).max() == pytest.approx(np.abs(kerass).max(), rel=1e-3)
    assert drawn.var() == pytest.approx(2.0 / (inputs + units), rel=0.03)
    np.testing.assert_array_equal(glorot_uniform(inputs, units, 5), glorot_uniform(inputs, units, 5))


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "selu"])
def test_outputs_are_those_of_a_keras_layer(name: str, x: FloatArray) -> None:
    import keras

    w = glorot_uniform(4, 32, 0)
    layer = keras.layers.Dense(32, name, dtype="float64")
    layer.build(x.shape)
    layer.set_weights([3.0 * w, np.full(32, -0.5)])
    np.testing.assert_allclose(ACTIVATIONS[name].function(layer_sums(x, w, 3.0, -0.5)), layer(x).numpy(), rtol=1e-6, atol=1e-9)


def test_shares_are_those_counted_one_by_one(x: FloatArray) -> None:
    s = layer_sums(x, glorot_uniform(4, 32, 0), 5.0, -1.0)
    sigmoid = 1 / (1 + np.exp(-s))
    counted = sum(1 for a in sigmoid.ravel() if a * (1 - a) < 0.1)
    assert saturated_share(ACTIVATIONS["sigmoid"].derivative(s)) == counted / s.size
    assert 0.1 < counted / s.size < 0.9


def test_a_relu_is_dead_where_no_row_gets_a_positive_sum(x: FloatArray) -> None:
    w = glorot_uniform(4, 32, 0)
    slopes = ACTIVATIONS["relu"].derivative
    # Each measurement's mean is 0, so each unit's sums add up to 0.
    np.testing.assert_allclose(layer_sums(x, w).sum(axis=0), 0.0, atol=1e-10)
    assert stuck_units(slopes(layer_sums(x, w))) == 0
    for bias in (-1.0, -2.0, -6.0):
        s = layer_sums(x, w, bias=bias)
        assert stuck_units(slopes(s)) == sum(1 for unit in range(32) if s[:, unit].max() <= 0.0)
    assert stuck_units(slopes(layer_sums(x, w, bias=-6.0))) == 32
