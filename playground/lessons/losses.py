"""How wrong a network is, from scratch: the losses of `choices.LOSSES` and the accuracy, as Keras' `evaluate` has them. Lecture 1.4."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from playground.choices import LOSSES as CHOICES
from playground.events import Floats
from playground.experiment import Experiment
from playground.lessons.activations import FloatArray
from playground.lessons.forward_pass import activated, output_sums
from playground.lessons.regularizers import weight_sizes

# Of outputs and targets, both of shape (rows, outputs): the mean over rows and outputs.
_Loss: TypeAlias = Callable[[FloatArray, FloatArray], float]


def mean_squared_error(outputs: FloatArray, y: FloatArray) -> float:
    """Return the mean of (y − ŷ)² over rows and outputs, in squared units: Keras' loss `mse`.

    Args:
        outputs: ŷ, shape (rows, outputs).
        y: targets, of the same shape.
    """
    return float(np.mean((y - outputs) ** 2))


def mean_absolute_error(outputs: FloatArray, y: FloatArray) -> float:
    """Return the mean of |y − ŷ|."""
    return float(np.mean(np.abs(y - outputs)))


def huber(outputs: FloatArray, y: FloatArray) -> float:
    """Return the mean of e²/2 for errors e = |y − ŷ| up to 1, and of e − ½ above."""
    errors = np.abs(y - outputs)
    return float(np.mean(np.where(errors <= 1, np.square(errors) / 2, errors - 0.5)))


def hinge(outputs: FloatArray, y: FloatArray) -> float:
    """Return the mean of max(0, 1 − y·ŷ), in which the targets 0 and 1 count as −1 and 1."""
    return float(np.mean(np.maximum(0.0, 1 - (2 * y - 1) * outputs)))


def cross_entropy(sums: FloatArray, y: FloatArray) -> float:
    """Return the mean over rows of −log p of the true class, p = softmax(s): log Σ eˢ − Σ y·s, which no rounding of p makes infinite."""
    most = sums.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.sum(np.exp(sums - most), axis=1)) + most[:, 0] - np.sum(y * sums, axis=1)))


def binary_cross_entropy(sums: FloatArray, y: FloatArray) -> float:
    """Return the mean of −y·log p − (1 − y)·log(1 − p), p = σ(s): log(1 + eˢ) − y·s."""
    return float(np.mean(np.logaddexp(0.0, sums) - y * sums))


_OF_OUTPUTS: Mapping[str, _Loss] = MappingProxyType(
    {"mse": mean_squared_error, "mae": mean_absolute_error, "huber": huber, "hinge": hinge},
)
# Keras, too, goes back to what softmax and sigmoid get.
_OF_SUMS: Mapping[str, _Loss] = MappingProxyType(
    {"categorical_crossentropy": cross_entropy, "binary_crossentropy": binary_cross_entropy},
)


def accuracy(loss: str, outputs: FloatArray, y: FloatArray) -> float:
    """Return the share of rows whose class is right: the largest output or, of a single one, the side of ½, with the hinge loss of 0."""
    if not CHOICES[loss].single:
        return float(np.mean(outputs.argmax(axis=1) == y.argmax(axis=1)))
    return float(np.mean((outputs[:, 0] > (0.0 if loss == "hinge" else 0.5)) == (y[:, 0] == 1)))


def penalty(weights: Sequence[Floats], l1: float, l2: float) -> float:
    """Return λ₁·Σ|w| + λ₂·Σw² over all kernels, the arrays of two dimensions; biases and what normalizes are left alone."""
    sizes = weight_sizes(weights)
    return l1 * sizes.absolute + l2 * sizes.squared


def evaluate(experiment: Experiment, weights: Sequence[Floats], x: FloatArray, y: FloatArray) -> dict[str, float]:
    """Return what Keras' `evaluate` says of a network on some rows: its loss, and for a classification its accuracy.

    The loss has the penalty of L1 and L2 in it, as the training and the validation loss of every epoch have.

    Args:
        experiment: says the network, the loss and the strengths of the penalty.
        weights: all arrays in Keras' order.
        x: inputs as the network receives them, shape (rows, inputs).
        y: targets as it learns them, standardised where they are, shape (rows, outputs); classes one-hot, or 0 and 1.
    """
    training = experiment.training
    sums = output_sums(experiment.network, weights, x)
    outputs = activated(sums, experiment.network.output)
    data_loss = _OF_SUMS[training.loss](sums, y) if training.loss in _OF_SUMS else _OF_OUTPUTS[training.loss](outputs, y)
    scores = {"loss": data_loss + penalty(weights, training.l1, training.l2)}
    if experiment.data.task == "classification":
        scores["accuracy"] = accuracy(training.loss, outputs, y)
    return scores
