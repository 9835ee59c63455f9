"""How large the gradients of each layer are in networks of many layers, at their initial weights; lecture section 1.5.

Hidden layers of as many units each, without biases, as Keras' are at first; one linear output unit; E is the mean over the rows of
½ (y - a)². The draws are made so that a browser makes the same ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.lessons.activations import Activation, FloatArray


@dataclass(frozen=True)
class Sizes:
    """How large numbers are in one layer, on average over its units and the rows.

    Attributes:
        gradient: mean |∂E/∂w| of the weights that lead to the layer, E over all rows.
        blame: mean |∂E/∂s| of its units, E of one row.
        coming: mean |a| of what its weights multiply.
    """

    gradient: float
    blame: float
    coming: float


def uniform_draws(seed: int, count: int) -> FloatArray:
    """Return numbers between 0 and 1, evenly distributed: Tommy Ettinger's mulberry32, in whole numbers of 32 bits.

    Args:
        seed: 0 to 2³² - 1; each seed has numbers of its own.
        count: how many; more begin with the same ones.
    """
    step, mask = np.uint64(0x6D2B79F5), np.uint64(0xFFFFFFFF)
    t = (np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * step) & mask
    t = (t ^ (t >> np.uint64(15))) * (t | np.uint64(1)) & mask
    t ^= (t + ((t ^ (t >> np.uint64(7))) * (t | np.uint64(61)) & mask)) & mask
    drawn: FloatArray = ((t ^ (t >> np.uint64(14))).astype(np.float64) + 0.5) / 2.0**32
    return drawn


def normal_draws(uniform: FloatArray) -> FloatArray:
    """Return standard normal numbers, one of each two even ones: √(-2 ln u₁) cos(2π u₂) (Box and Muller 1958)."""
    drawn: FloatArray = np.sqrt(-2.0 * np.log(uniform[::2])) * np.cos(2.0 * np.pi * uniform[1::2])
    return drawn


def initial_weights(scheme: str, layers: int, units: int, seed: int) -> list[FloatArray]:
    """Draw the weights of each layer, shape (inputs, units), from the first hidden layer to the output.

    Args:
        scheme: `"glorot"`, evenly within ±√(6 / (inputs + units)), Keras' default; `"small"` or `"large"`, normal with standard
            deviation 0.05, as Keras' `RandomNormal`, or 1.
        layers: hidden layers.
        units: of each hidden layer.
        seed: of the draws.
    """
    widths = [2, *[units] * layers, 1]
    shapes = [(widths[layer], widths[layer + 1]) for layer in range(layers + 1)]
    uniform = uniform_draws(seed, 2 * sum(before * here for before, here in shapes))
    weights: list[FloatArray] = []
    for before, here in shapes:
        taken, uniform = uniform[: 2 * before * here], uniform[2 * before * here :]
        if scheme == "glorot":
            drawn = (2.0 * taken[::2] - 1.0) * np.sqrt(6.0 / (before + here))
        else:
            drawn = {"small": 0.05, "large": 1.0}[scheme] * normal_draws(taken)
        weights.append(drawn.reshape(before, here))
    return weights


def sizes_by_layer(weights: Sequence[FloatArray], x: FloatArray, y: FloatArray, activation: Activation) -> list[Sizes]:
    """Propagate the rows forward and their errors back, and return the sizes in each layer, from the first to the output.

    Forward s = a W and a = σ(s), back ∂E/∂s = σ'(s) · (∂E/∂s of the next layer) Wᵀ; then ∂E/∂W is the mean over the rows of
    a ∂E/∂s: lecture equations (4) to (6) for all paths at once.

    Args:
        weights: of each layer, shape (inputs, units).
        x: the rows, shape (rows, 2).
        y: their targets, shape (rows,).
        activation: of the hidden units.
    """
    coming, slopes = [x], []
    for w in weights[:-1]:
        s = coming[-1] @ w
        coming.append(activation.function(s))
        slopes.append(activation.derivative(s))
    blame = -(y[:, np.newaxis] - coming[-1] @ weights[-1])
    found: list[Sizes] = []
    for layer in range(len(weights) - 1, -1, -1):
        gradient = coming[layer].T @ blame / len(x)
        found.insert(0, Sizes(*(float(np.mean(np.abs(part))) for part in (gradient, blame, coming[layer]))))
        if layer:
            blame = blame @ weights[layer].T * slopes[layer - 1]
    return found
