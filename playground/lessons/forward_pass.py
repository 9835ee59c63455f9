"""What a network answers, from scratch: layer by layer, as Keras' `predict` has it. Lecture 1.1 and 1.2."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats
from playground.experiment import Network
from playground.lessons.activations import ACTIVATIONS, FloatArray, normal_cdf, softmax

# Keras adds it to the variance, lest a unit that does not vary be divided by 0.
_EPSILON = 1e-3


def forward_pass(network: Network, weights: Sequence[Floats], x: NDArray[np.floating]) -> FloatArray:
    """Return the outputs a = f(W·a + b), layer behind layer: of the network as it is used, without dropout and noise.

    Args:
        network: says the activations, and which layers are normalized.
        weights: all its arrays in Keras' order.
        x: inputs as the network receives them, shape (rows, inputs).

    Returns:
        Outputs of shape (rows, outputs).
    """
    return activated(output_sums(network, weights, x), network.output)


def output_sums(network: Network, weights: Sequence[Floats], x: NDArray[np.floating]) -> FloatArray:
    """Return what the output layer's activation gets, s = W·a + b, shape (rows, outputs); the arguments as above."""
    arrays = iter(weights)
    a: FloatArray = x.astype(np.float64)
    for layer in network.hidden:
        a = activated(_sums(a, arrays), layer.activation)
        if layer.batch_normalization:
            gamma, beta, mean, variance = (next(arrays).astype(np.float64) for _ in range(4))
            a = gamma * (a - mean) / np.sqrt(variance + _EPSILON) + beta
    return _sums(a, arrays)


def _sums(a: FloatArray, arrays: Iterator[Floats]) -> FloatArray:
    """Return a layer's sums; its kernel, shape (inputs, units), and its bias are the next two arrays."""
    sums: FloatArray = a @ next(arrays).astype(np.float64) + next(arrays)
    return sums


def activated(sums: FloatArray, activation: str) -> FloatArray:
    """Return what an activation makes of a layer's sums."""
    match activation:
        case "softmax":
            return softmax(sums)
        case "gelu":
            return sums * np.interp(sums, *_normal_cdf())
        case _:
            return ACTIVATIONS[activation].function(sums)


@lru_cache(maxsize=1)
def _normal_cdf() -> tuple[FloatArray, FloatArray]:
    """Return where the normal distribution function is known, and what it is there: between, a line is right to seven digits.

    NumPy has no error function, and Python's for each of a million sums takes most of a second.
    """
    places = np.linspace(-9.0, 9.0, 18_001)
    return places, normal_cdf(places)
