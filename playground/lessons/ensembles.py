"""Many networks instead of one: how far their answers are off and apart, and the thinned networks of dropout. Lecture 1.7.

`layers` are those of a trained network from the first hidden one to the output, each a kernel of shape (inputs, units) and a bias of
shape (units,); `activation` bends the sums of the hidden ones, and nothing those of the output.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.lessons.activations import FloatArray
from playground.lessons.depth import uniform_draws

Layers: TypeAlias = Sequence[tuple[FloatArray, FloatArray]]
Masks: TypeAlias = Sequence[NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Spread:
    """How the answers of many networks lie around a function f, each at its place; all of shape (places,).

    Attributes:
        mean: of the answers ŷ.
        bias: (mean of ŷ - f)², how far they are off together.
        variance: mean of (ŷ - their mean)², how far they are apart.
        error: mean of (ŷ - f)², which is the sum of both.
    """

    mean: FloatArray
    bias: FloatArray
    variance: FloatArray
    error: FloatArray


def bias_and_variance(answers: FloatArray, truth: FloatArray) -> Spread:
    """Return E[(ŷ - f)²] = (E[ŷ] - f)² + E[(ŷ - E[ŷ])²] in its parts; Goodfellow et al. (2016), section 5.4.4.

    Args:
        answers: ŷ of each network, shape (networks, places).
        truth: f without noise, shape (places,).
    """
    mean = answers.mean(axis=0)
    return Spread(mean, (mean - truth) ** 2, answers.var(axis=0), ((answers - truth) ** 2).mean(axis=0))


def masks(seed: int, units: Sequence[int], share: float) -> Masks:
    """Return which units of each hidden layer stay, each with probability 1 - `share`; every seed has masks of its own."""
    kept = uniform_draws(seed, sum(units)) >= share
    return np.split(kept, np.cumsum(units)[:-1])


def answers(
    layers: Layers, activation: Callable[[FloatArray], FloatArray], x: FloatArray, kept: Masks = (), share: float = 0.0
) -> FloatArray:
    """Return what a network answers, shape (rows, outputs): the whole, or what a step of dropout leaves of it.

    Args:
        layers: of the network.
        activation: of the hidden layers.
        x: inputs, shape (rows, inputs).
        kept: of each hidden layer which units stay, each of shape (units,); nothing for the whole network.
        share: the dropout p. What stays is divided by 1 - p, as Keras' `Dropout` does.
    """
    for number, (kernel, bias) in enumerate(layers[:-1]):
        x = activation(x @ kernel + bias)
        if kept:
            x = np.where(kept[number], x / (1.0 - share), 0.0)
    kernel, bias = layers[-1]
    return x @ kernel + bias
