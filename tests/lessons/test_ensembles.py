"""Bias and variance against what is known of least squares, thinned networks against Keras and against the sum over all masks."""

from itertools import product

import numpy as np
import pytest

from playground.lessons.activations import relu
from playground.lessons.ensembles import answers, bias_and_variance, masks

RNG = np.random.default_rng(0)


def test_bias_and_variance_of_a_line_through_a_parabola_are_those_of_least_squares() -> None:
    x = np.linspace(-1.0, 1.0, 9)
    design, truth, sigma = np.stack([np.ones_like(x), x], axis=1), x**2, 0.3
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    runs = (hat @ (truth[:, None] + sigma * RNG.normal(size=(9, 40_000)))).T
    spread = bias_and_variance(runs, truth)
    np.testing.assert_allclose(spread.bias, (hat @ truth - truth) ** 2, atol=0.003)
    np.testing.assert_allclose(spread.variance, sigma**2 * np.diag(hat), rtol=0.03)
    np.testing.assert_allclose(spread.error, spread.bias + spread.variance, rtol=1e-12)


def test_equal_networks_have_no_variance_and_those_on_both_sides_no_bias() -> None:
    equal = bias_and_variance(np.full((5, 2), 3.0), np.array([1.0, 3.0]))
    assert (equal.bias.tolist(), equal.variance.tolist()) == ([4.0, 0.0], [0.0, 0.0])
    apart = bias_and_variance(np.array([[1.0], [5.0]]), np.array([3.0]))
    assert (apart.bias.tolist(), apart.variance.tolist(), apart.error.tolist()) == ([0.0], [4.0], [4.0])


def test_masks_keep_as_many_units_as_asked_and_each_seed_others() -> None:
    drawn = [np.concatenate(masks(seed, (16, 16), 0.3)) for seed in range(2_000)]
    assert np.mean(drawn) == pytest.approx(0.7, abs=0.01)
    assert len({tuple(mask) for mask in drawn}) > 1_990
    assert [mask.shape for mask in masks(3, (5, 7), 0.0)] == [(5,), (7,)]
    assert all(mask.all() for mask in masks(3, (5, 7), 0.0))


def test_a_thinned_linear_layer_is_on_average_the_whole() -> None:
    layers = [(RNG.normal(size=(2, 4)), RNG.normal(size=4)), (RNG.normal(size=(4, 1)), RNG.normal(size=1))]
    x, share = RNG.normal(size=(6, 2)), 0.25
    expected = np.zeros((6, 1))
    for kept in product((False, True), repeat=4):
        chance = (1 - share) ** sum(kept) * share ** (4 - sum(kept))
        expected += chance * answers(layers, relu, x, (np.array(kept),), share)
    # One hidden layer: the output is linear in what dropout switches off.
    np.testing.assert_allclose(expected, answers(layers, relu, x), rtol=1e-12)


def test_the_whole_and_the_thinned_network_are_those_of_keras() -> None:
    import keras

    inputs = keras.Input((1,))
    first = keras.layers.Dense(6, "relu")(inputs)
    dropped = keras.layers.Dropout(0.4, seed=5)(first)
    second = keras.layers.Dense(5, "relu")(dropped)
    output = keras.layers.Dense(1)(second)
    model = keras.Model(inputs, [first, dropped, output])
    arrays = model.get_weights()
    layers = [(kernel.astype(float), bias.astype(float)) for kernel, bias in zip(arrays[::2], arrays[1::2], strict=True)]
    x = np.array([[1.7]])
    before, after, thinned = (np.asarray(part) for part in model(x.astype(np.float32), training=True))
    # What was 0 before dropout changes nothing, whatever its mask was.
    kept = (after[0] != 0) | (before[0] == 0)
    # The second layer is whole; dividing by 1 - p is undone for it.
    scaled = [layers[0], layers[1], (layers[2][0] * 0.6, layers[2][1])]
    np.testing.assert_allclose(answers(scaled, relu, x, (kept, np.ones(5, bool)), 0.4), thinned, atol=1e-6)
    whole = np.asarray(model(x.astype(np.float32), training=False)[2])
    np.testing.assert_allclose(answers(layers, relu, x), whole, atol=1e-6)
