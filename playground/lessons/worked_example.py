"""The lecture's worked example, section 1.8, from scratch: which rows train, how much a layer learns, what the network answers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.lessons.activations import FloatArray, relu


def split_rows(rows: int, test: int, validation: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of the rows that train, validate and test.

    The test rows are drawn by chance, as by scikit-learn's `train_test_split(…, random_state=seed)`; of the others, in the order in which
    they were drawn, the last validate: Keras' `validation_split`.

    Args:
        rows: how many there are, numbered from 0.
        test: how many test.
        validation: how many validate.
        seed: of the draw, at least 0.
    """
    drawn = np.random.RandomState(seed).permutation(rows)
    others, tested = drawn[test:], drawn[:test]
    return others[: len(others) - validation], others[len(others) - validation :], tested


def parameter_count(before: int, units: int) -> int:
    """Return how many numbers a dense layer learns: a weight for each unit before and each of its own, and a bias for each of its own."""
    return before * units + units


def dense(x: FloatArray, kernel: FloatArray, bias: FloatArray) -> FloatArray:
    """Return the sums s = xW + b of a layer, shape (rows, units).

    Lecture, equation (5), for all rows and units at once.

    Args:
        x: what comes in, shape (rows, inputs).
        kernel: the weights W, shape (inputs, units).
        bias: b, shape (units,).
    """
    return x @ kernel + bias


def predict(weights: Sequence[FloatArray], x: FloatArray) -> FloatArray:
    """Return what the network answers, shape (rows, outputs): ReLU after each hidden layer, nothing after the last.

    Args:
        weights: kernel, bias, kernel, bias, …, from the first hidden layer to the output, as Keras' `get_weights` returns them.
        x: inputs, shape (rows, inputs).
    """
    kernels, biases = weights[::2], weights[1::2]
    for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
        x = relu(dense(x, kernel, bias))
    return dense(x, kernels[-1], biases[-1])
