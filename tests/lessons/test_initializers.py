"""The initial weights that NumPy draws are those of Keras with TensorFlow."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.choices import INITIALIZERS
from playground.experiment import MAX_SEED, Data, Experiment, Layer, Network, Training
from playground.lessons import initializers, philox
from playground.lessons.initializers import initial_weights
from playground.training.model import INITIALIZERS as KERAS
from playground.training.model import build_model
from tests.strategies import SMALL, experiments

SHAPES = st.tuples(st.integers(1, 70), st.integers(1, 70))
# The largest is the last hidden layer's that the largest seed gives.
SEEDS = st.integers(0, 1000 * MAX_SEED + 9)
UNIFORM = [name for name in INITIALIZERS if name.endswith("uniform")]
NORMAL = [name for name in INITIALIZERS if name.endswith("normal")]


def kerass(name: str, shape: tuple[int, int], seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    drawn: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = KERAS[name](seed=seed)(shape).numpy()
    return drawn


def test_every_initializer_of_the_registry_is_one_of_ours() -> None:
    assert set(initializers.INITIALIZERS) == set(INITIALIZERS) == {*UNIFORM, *NORMAL, "zeros"}


@pytest.mark.parametrize("name", UNIFORM)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(shape=SHAPES, seed=SEEDS)
def test_uniform_weights_are_kerass_to_the_last_bit(name: str, shape: tuple[int, int], seed: int) -> None:
    np.testing.assert_array_equal(initializers.INITIALIZERS[name](shape, seed), kerass(name, shape, seed))


@pytest.mark.parametrize("name", NORMAL)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(shape=SHAPES, seed=SEEDS)
def test_normal_weights_are_kerass(name: str, shape: tuple[int, int], seed: int) -> None:
    np.testing.assert_allclose(initializers.INITIALIZERS[name](shape, seed), kerass(name, shape, seed), rtol=0, atol=1e-6)


def test_zeros_are_kerass() -> None:
    np.testing.assert_array_equal(initializers.zeros((3, 5), 1), keras.initializers.Zeros()((3, 5)).numpy())


def test_a_long_sequence_has_no_number_that_is_cut_off_otherwise() -> None:
    # So many groups of four that some find too few of the first eight within: one in 100,000 does.
    count = 400_000
    seen = tf.random.stateless_truncated_normal((count,), seed=[7, 0]).numpy()
    np.testing.assert_allclose(philox.truncated_normal(7, count), seen, rtol=0, atol=1e-6)


@pytest.mark.parametrize("seed", [0, 1, 2**31 - 3, 2**31 - 2, 2**31 + 5])
def test_seeds_count_as_keras_counts_them(seed: int) -> None:
    np.testing.assert_array_equal(philox.uniform(seed, 9), keras.random.uniform((9,), seed=seed).numpy())
    np.testing.assert_allclose(philox.normal(seed, 9), keras.random.normal((9,), seed=seed).numpy(), rtol=0, atol=1e-6)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(experiments(replace(SMALL, units=40)))
def test_a_networks_initial_weights_are_kerass(experiment: Experiment) -> None:
    ours, theirs = initial_weights(experiment), build_model(experiment).get_weights()
    assert [array.shape for array in ours] == [array.shape for array in theirs]
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=0, atol=1e-6)


def test_the_lectures_network_starts_to_the_bit_as_keras_has_it() -> None:
    for our, their in zip(initial_weights(Experiment()), build_model(Experiment()).get_weights(), strict=True):
        np.testing.assert_array_equal(our, their)


def test_a_normalized_layer_starts_as_kerass_does() -> None:
    hidden = (Layer(5, "tanh", 0.2, True, "he_normal"), Layer(4, "gelu", initializer="random_normal"))
    experiment = Experiment(Data("sine"), Network(hidden, output_initializer="zeros"), Training(seed=MAX_SEED))
    ours, theirs = initial_weights(experiment), build_model(experiment).get_weights()
    assert [array.shape for array in ours] == [(1, 5), (5,), (5,), (5,), (5,), (5,), (5, 4), (4,), (4, 1), (1,)]
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=0, atol=1e-6)
