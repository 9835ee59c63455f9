"""The lecture page's optimizers: every step is Keras'."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from playground.lessons.activations import FloatArray
from playground.lessons.optimizers import OPTIMIZERS, walk
from playground.lessons.surfaces import SURFACES

KERAS: dict[str, Callable[[float], keras.optimizers.Optimizer]] = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
}


def keras_path(optimizer: keras.optimizers.Optimizer, gradient: Callable[[FloatArray], FloatArray], start: FloatArray) -> FloatArray:
    variable = keras.Variable(start, dtype="float64")
    path = [start]
    for _ in range(40):
        optimizer.apply([tf.constant(gradient(path[-1]), tf.float64)], [variable])
        path.append(variable.numpy())
    return np.stack(path)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_step_is_keras_own(name: str, surface: str) -> None:
    start, rate = np.array([1.5, -0.7]), 0.03
    gradient = SURFACES[surface].gradient
    ours = walk(lambda w, _: gradient(w), start, OPTIMIZERS[name], rate, 40)
    theirs = keras_path(KERAS[name](rate), gradient, start)
    # Keras rounds 0.9 and 0.999 to 32 bits, also for weights of 64, and the paths part by a few millionths in the end.
    np.testing.assert_allclose(np.diff(ours, axis=0), np.diff(theirs, axis=0), atol=1e-6)
    assert np.abs(np.diff(ours, axis=0)).max() > 1e-2


def test_the_first_steps_by_hand() -> None:
    """One weight with the constant gradient 2, rate 0.1."""
    two = np.array([2.0])
    paths = {name: walk(lambda w, _: two, np.array([1.0]), optimizer, 0.1, 2)[:, 0] for name, optimizer in OPTIMIZERS.items()}
    np.testing.assert_allclose(paths["sgd"], [1.0, 0.8, 0.6])
    # The second step is 0.9 · -0.2 - 0.2 = -0.38.
    np.testing.assert_allclose(paths["momentum"], [1.0, 0.8, 0.42])
    # v = 0.4, then 0.76: steps of -0.2 / √0.4 and -0.2 / √0.76.
    np.testing.assert_allclose(paths["rmsprop"], [1.0, 1 - 0.2 / np.sqrt(0.4), 1 - 0.2 / np.sqrt(0.4) - 0.2 / np.sqrt(0.76)], rtol=1e-6)
    # A constant gradient makes every step as long as the rate.
    np.testing.assert_allclose(paths["adam"], [1.0, 0.9, 0.8], rtol=1e-6)


def test_each_step_gets_its_number() -> None:
    asked: list[int] = []

    def gradient(w: FloatArray, number: int) -> FloatArray:
        asked.append(number)
        return w

    walk(gradient, np.array([1.0, 2.0]), OPTIMIZERS["sgd"], 0.1, 3)
    assert asked == [0, 1, 2]
