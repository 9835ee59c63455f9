"""What batch normalization does to the outputs of a trained network's hidden layers. Lecture 1.7; Ioffe and Szegedy (2015)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.lessons.activations import FloatArray, relu
from playground.lessons.regularizers import batch_normalization


@dataclass(frozen=True, eq=False)
class Outputs:
    """The outputs of a hidden layer for a batch, both of shape (rows, units).

    Attributes:
        before: a = ReLU(xW + b).
        after: what the next layer gets: γ · (a - μ) / √(σ² + ε) + β, or the same where the layer is not normalized.
    """

    before: FloatArray
    after: FloatArray


def hidden_outputs(weights: Sequence[FloatArray], x: FloatArray, normalized: int) -> list[Outputs]:
    """Return the outputs of each hidden layer as in a training step with all rows in one batch.

    Args:
        weights: in Keras' order: kernel and bias, of a normalized layer also γ, β, moving mean and moving variance, which only a network
            in use reads.
        x: inputs, shape (rows, inputs).
        normalized: how many of the layers, counted from the first, are normalized.
    """
    arrays, found = list(weights), list[Outputs]()
    while len(arrays) > 2:
        kernel, bias, *arrays = arrays
        before = relu(np.asarray(x @ kernel + bias, dtype=np.float64))
        x = before
        if len(found) < normalized:
            gamma, beta, _, _, *arrays = arrays
            x = batch_normalization(before, gamma, beta)
        found.append(Outputs(before, x))
    return found
