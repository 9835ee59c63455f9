"""Gradients by layer in deep networks: against TensorFlow's tape, and draws against their distributions and a published generator."""

import numpy as np
import pytest
from scipy import stats

from playground.lessons.activations import ACTIVATIONS, FloatArray
from playground.lessons.depth import initial_weights, normal_draws, sizes_by_layer, uniform_draws

NAMES = ("sigmoid", "tanh", "relu")


@pytest.fixture
def rows() -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(5)
    return rng.normal(size=(30, 2)), rng.integers(0, 2, 30).astype(np.float64)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["glorot", "small", "large"])
def test_sizes_are_those_of_tensorflows_tape(name: str, scheme: str, rows: tuple[FloatArray, FloatArray]) -> None:
    import tensorflow as tf

    x, y = rows
    weights = initial_weights(scheme, 5, 7, 3)
    kernels = [tf.Variable(w) for w in weights]
    sums, outputs = [], [tf.constant(x)]
    with tf.GradientTape(persistent=True) as tape:
        for kernel in kernels:
            sums.append(outputs[-1] @ kernel)
            outputs.append(getattr(tf.nn, name)(sums[-1]))
        loss = tf.reduce_mean((y - sums[-1][:, 0]) ** 2) / 2
    found = sizes_by_layer(weights, x, y, ACTIVATIONS[name])
    for size, by_weight, by_sum, a in zip(found, tape.gradient(loss, kernels), tape.gradient(loss, sums), outputs, strict=False):
        assert size.gradient > 0
        assert size.gradient == pytest.approx(float(np.mean(np.abs(by_weight))), rel=1e-9)
        assert size.blame == pytest.approx(len(x) * float(np.mean(np.abs(by_sum))), rel=1e-9)
        assert size.coming == pytest.approx(float(np.mean(np.abs(a))), rel=1e-9)


def test_uniform_draws_are_the_published_generators() -> None:
    def mulberry32(state: int) -> float:
        """Return the next number as the published function of C has it."""
        z = state
        z = (z ^ (z >> 15)) * (z | 1) % 2**32
        z ^= (z + (z ^ (z >> 7)) * (z | 61)) % 2**32
        return ((z ^ (z >> 14)) + 0.5) / 2**32

    for seed in (0, 1, 999, 2**32 - 1):
        expected = [mulberry32((seed + n * 0x6D2B79F5) % 2**32) for n in range(1, 9)]
        np.testing.assert_array_equal(uniform_draws(seed, 8), expected)


def test_draws_have_the_distributions_that_they_are_named_after() -> None:
    # A hundred seeds together, so that they are held to be different from each other, too.
    uniform = np.concatenate([uniform_draws(seed, 400) for seed in range(100)])
    assert stats.kstest(uniform, "uniform").pvalue > 0.01
    assert stats.kstest(normal_draws(uniform), "norm").pvalue > 0.01


@pytest.mark.parametrize(("scheme", "deviation"), [("glorot", np.sqrt(2 / 32)), ("small", 0.05), ("large", 1.0)])
def test_weights_are_as_wide_as_keras_draws_them(scheme: str, deviation: float) -> None:
    weights = initial_weights(scheme, 12, 16, 0)
    assert [w.shape for w in weights] == [(2, 16), *[(16, 16)] * 11, (16, 1)]
    inner = np.concatenate([w.ravel() for w in weights[1:-1]])
    assert inner.std() == pytest.approx(deviation, rel=0.05)
    assert abs(inner.mean()) < 4 * deviation / np.sqrt(inner.size)


def test_each_seed_has_its_own_weights_and_one_more_layer_changes_none_before_it() -> None:
    weights = initial_weights("glorot", 3, 4, 1)
    assert not np.any(weights[0] == initial_weights("glorot", 3, 4, 2)[0])
    for here, deeper in zip(weights[:-1], initial_weights("glorot", 4, 4, 1), strict=False):
        np.testing.assert_array_equal(here, deeper)


def test_shallow_layers_get_smaller_gradients_with_sigmoid_but_not_always() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(100, 2)), rng.integers(0, 2, 100).astype(np.float64)

    def gradients(scheme: str, name: str) -> list[float]:
        return [size.gradient for size in sizes_by_layer(initial_weights(scheme, 8, 16, 0), x, y, ACTIVATIONS[name])]

    vanishing = gradients("small", "sigmoid")
    assert vanishing[0] < 1e-8 * vanishing[-1]
    # With small weights tanh and ReLU shrink what goes forward as much as what comes back: every layer gets next to nothing.
    for name in ("tanh", "relu"):
        everywhere = gradients("small", name)
        assert max(everywhere) < 1e-5
        assert max(everywhere) < 100 * min(everywhere)
    assert min(gradients("large", "relu")) > 100
