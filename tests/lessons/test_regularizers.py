"""Regularizers from scratch, against central differences, and against what is known of their means."""

from collections.abc import Callable

import numpy as np
import pytest

from playground.lessons.activations import FloatArray
from playground.lessons.regularizers import (
    batch_normalization,
    dropout,
    l1,
    l1_gradient,
    l2,
    l2_gradient,
    noisy,
    stopping_epoch,
    weight_sizes,
)

RNG = np.random.default_rng(0)
# Away from 0, where |w| has a kink.
WEIGHTS = RNG.uniform(0.1, 2.0, (4, 3)) * RNG.choice([-1.0, 1.0], (4, 3))


@pytest.mark.parametrize(("penalty", "gradient"), [(l1, l1_gradient), (l2, l2_gradient)])
def test_a_penaltys_gradient_is_its_slope(
    penalty: Callable[[FloatArray, float], float], gradient: Callable[[FloatArray, float], FloatArray]
) -> None:
    found = gradient(WEIGHTS, 0.3)
    for place in np.ndindex(WEIGHTS.shape):
        step = np.zeros_like(WEIGHTS)
        step[place] = 1e-5
        slope = (penalty(WEIGHTS + step, 0.3) - penalty(WEIGHTS - step, 0.3)) / 2e-5
        assert found[place] == pytest.approx(slope, rel=1e-6)


def test_the_mean_of_thinned_outputs_is_the_whole_and_the_share_is_as_asked() -> None:
    a = RNG.normal(size=(50, 4)) + 3.0
    thinned = np.stack([dropout(a, 0.4, np.random.default_rng(seed)) for seed in range(4_000)])
    np.testing.assert_allclose(thinned.mean(axis=0), a, rtol=0.12)
    assert (thinned == 0).mean() == pytest.approx(0.4, abs=0.005)
    np.testing.assert_array_equal(dropout(a, 0.0, RNG), a)


def test_normalized_outputs_have_the_mean_and_the_deviation_that_are_learned() -> None:
    a = RNG.normal(5.0, 3.0, (200, 3))
    gamma, beta = np.array([1.0, 2.0, 0.5]), np.array([0.0, -1.0, 4.0])
    normalized = batch_normalization(a, gamma, beta, epsilon=0.0)
    np.testing.assert_allclose(normalized.mean(axis=0), beta, atol=1e-12)
    np.testing.assert_allclose(normalized.std(axis=0), gamma, atol=1e-12)


def test_noise_has_its_deviation_and_no_mean() -> None:
    moved = noisy(np.zeros(40_000), 0.2, RNG)
    assert moved.mean() == pytest.approx(0.0, abs=0.005)
    assert moved.std() == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize(
    ("losses", "patience", "wanted"),
    [([3, 2, 1], 1, (3, 3)), ([3, 1, 2, 2, 2, 0], 3, (5, 2)), ([3, 1, 2, 2, 0.5, 2], 3, (6, 5)), ([1, 1, 1], 2, (3, 1))],
)
def test_early_stopping_ends_after_its_patience_and_goes_back(losses: list[float], patience: int, wanted: tuple[int, int]) -> None:
    assert stopping_epoch(losses, patience) == wanted


def test_sizes_are_those_of_kernels_alone() -> None:
    kernel, bias = np.array([[0.0, 0.0005], [-0.001, 2.0]], np.float32), np.array([7.0, 7.0], np.float32)
    sizes = weight_sizes((kernel, bias, np.array([[-3.0]], np.float32), bias[:1]))
    assert (sizes.count, sizes.small) == (5, 2)
    assert sizes.absolute == pytest.approx(5.0015)
    assert sizes.squared == pytest.approx(13.00000125)
    assert weight_sizes(()).count == 0


def test_penalties_and_batch_normalization_are_those_of_keras() -> None:
    import keras

    assert l1(WEIGHTS, 0.3) == pytest.approx(float(keras.regularizers.L1(0.3)(WEIGHTS)), rel=1e-6)
    assert l2(WEIGHTS, 0.3) == pytest.approx(float(keras.regularizers.L2(0.3)(WEIGHTS)), rel=1e-6)
    layer = keras.layers.BatchNormalization()
    a = RNG.normal(5.0, 3.0, (20, 3))
    wanted = np.asarray(layer(a.astype(np.float32), training=True), dtype=np.float64)
    np.testing.assert_allclose(batch_normalization(a, np.ones(3), np.zeros(3)), wanted, atol=1e-5)
