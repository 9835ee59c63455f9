"""A layer of units before it has learned: what its activation gets, what it gives, and what share of it is saturated.

`s` and `slopes` have shape (rows, units): the sum of each unit for each row, and the activation's derivative a'(s) there.
"""

import numpy as np

from playground.lessons.activations import FloatArray


def glorot_uniform(inputs: int, units: int, seed: int) -> FloatArray:
    """Return weights of shape (inputs, units), drawn evenly from ±√(6 / (inputs + units)); Glorot and Bengio (2010), Keras' usual start."""
    limit = np.sqrt(6.0 / (inputs + units))
    return np.random.default_rng(seed).uniform(-limit, limit, (inputs, units))


def layer_sums(x: FloatArray, w: FloatArray, scale: float = 1.0, bias: float = 0.0) -> FloatArray:
    """Return s = κ xᵀw + b for rows of shape (rows, inputs): the weights κ times as large, the same bias b in every unit."""
    return scale * (x @ w) + bias


def saturated_share(slopes: FloatArray, threshold: float = 0.1) -> float:
    """Return the share of the outputs, from 0 to 1, at which |a'(s)| is below the threshold: little of the gradient gets through."""
    return float(np.mean(np.abs(slopes) < threshold))


def stuck_units(slopes: FloatArray, threshold: float = 0.1) -> int:
    """Return how many units are saturated for every row; where a' = 0 there, as with ReLU, they are dead and cannot learn."""
    return int(np.sum(np.all(np.abs(slopes) < threshold, axis=0)))
