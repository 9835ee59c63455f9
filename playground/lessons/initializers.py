"""Keras' initial weights, from scratch: the same numbers from the same seed, without TensorFlow.

Keras draws a kernel of shape (inputs, units) so that signals keep their size: with a variance of scale / n, where n is the number of
inputs, or the mean of inputs and units. Glorot and Bengio (2010); He, Zhang, Ren and Sun (2015); LeCun, Bottou, Orr and Müller (1998).
"""

import math
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from playground.events import Floats
from playground.experiment import Experiment, layer_seed
from playground.lessons import philox

# Of a normal distribution that is cut off at two standard deviations, the standard deviation.
_TRUNCATED = 0.87962566103423978

Shape: TypeAlias = tuple[int, int]
Initializer: TypeAlias = Callable[[Shape, int], Floats]


def scaled_uniform(shape: Shape, seed: int, *, scale: float, averaged: bool) -> Floats:
    """Return weights drawn evenly from ±√(3 · scale / n), which has the variance scale / n.

    Args:
        shape: (inputs, units).
        seed: whole, from 0.
        scale: of the variance.
        averaged: whether n is the mean of inputs and units; else it is the number of inputs.
    """
    limit = math.sqrt(3.0 * _variance(shape, scale, averaged=averaged))
    low, high = np.float32(-limit), np.float32(limit)
    return (philox.uniform(seed, math.prod(shape)) * (high - low) + low).reshape(shape)


def scaled_normal(shape: Shape, seed: int, *, scale: float, averaged: bool) -> Floats:
    """Return weights of a normal distribution cut off at two of its standard deviations, with the variance scale / n after the cut."""
    deviation = math.sqrt(_variance(shape, scale, averaged=averaged)) / _TRUNCATED
    return (philox.truncated_normal(seed, math.prod(shape)) * np.float32(deviation)).reshape(shape)


def random_normal(shape: Shape, seed: int) -> Floats:
    """Return weights of a normal distribution with a standard deviation of 0.05."""
    return (philox.normal(seed, math.prod(shape)) * np.float32(0.05)).reshape(shape)


def zeros(shape: Shape, seed: int) -> Floats:
    """Return zeros; nothing is drawn."""
    del seed
    return np.zeros(shape, np.float32)


INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {
        "glorot_uniform": partial(scaled_uniform, scale=1.0, averaged=True),
        "glorot_normal": partial(scaled_normal, scale=1.0, averaged=True),
        "he_uniform": partial(scaled_uniform, scale=2.0, averaged=False),
        "he_normal": partial(scaled_normal, scale=2.0, averaged=False),
        "lecun_uniform": partial(scaled_uniform, scale=1.0, averaged=False),
        "lecun_normal": partial(scaled_normal, scale=1.0, averaged=False),
        "random_normal": random_normal,
        "zeros": zeros,
    }
)


def initial_weights(experiment: Experiment) -> tuple[Floats, ...]:
    """Return all weights of an experiment's network before training, in Keras' order.

    Returns:
        For each dense layer its kernel, shape (inputs, units), and its bias, 0; behind that of a layer that is normalized gamma, beta,
        moving mean and moving variance: 1, 0, 0 and 1 for each unit.
    """
    network, seed = experiment.network, experiment.training.seed
    arrays: list[Floats] = []
    width = len(experiment.data.inputs)
    for number, layer in enumerate(network.hidden, start=1):
        arrays += _dense(layer.initializer, (width, layer.units), layer_seed(seed, number))
        if layer.batch_normalization:
            arrays += [np.full(layer.units, start, np.float32) for start in (1.0, 0.0, 0.0, 1.0)]
        width = layer.units
    arrays += _dense(network.output_initializer, (width, len(experiment.output_names)), layer_seed(seed, len(network.hidden) + 1))
    return tuple(arrays)


def _dense(initializer: str, shape: Shape, seed: int) -> tuple[Floats, Floats]:
    return INITIALIZERS[initializer](shape, seed), np.zeros(shape[1], np.float32)


def _variance(shape: Shape, scale: float, *, averaged: bool) -> float:
    inputs, units = shape
    return scale / ((inputs + units) / 2.0 if averaged else inputs)
