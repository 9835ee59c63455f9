"""Losses, and which predictions count as right, as Keras has them."""

from collections.abc import Iterator
from contextlib import contextmanager

import playground.training.setup  # noqa: F401, I001 - it quiets TensorFlow, so it stands before Keras, which imports it
import keras
import tensorflow as tf

from playground.choices import LOSSES as CHOICES
from playground.experiment import Training

LOSSES = {
    "mse": keras.losses.MeanSquaredError,
    "mae": keras.losses.MeanAbsoluteError,
    "huber": keras.losses.Huber,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "hinge": keras.losses.Hinge,
}


def build_loss(training: Training, reduction: str = "sum_over_batch_size") -> keras.Loss:
    """Return the Keras loss: a mean over rows with the reduction `sum_over_batch_size`, one value a row with `none`."""
    return LOSSES[training.loss](reduction=reduction)


def threshold_of(loss: str) -> float | None:
    """Return above which output the second of two classes is meant; None where every class has an output of its own."""
    if not CHOICES[loss].single:
        return None
    return 0.0 if loss == "hinge" else 0.5


def hits(y: tf.Tensor, predictions: tf.Tensor, threshold: float | None) -> tf.Tensor:
    """Return how many rows got their class.

    Args:
        y: shape (rows, classes), one-hot; or (rows, 1), 0 and 1.
        predictions: of the same shape.
        threshold: as `threshold_of` returns it.
    """
    if threshold is None:
        right = tf.equal(tf.argmax(y, axis=-1), tf.argmax(predictions, axis=-1))
    else:
        right = tf.equal(y[:, 0], tf.cast(predictions[:, 0] > threshold, y.dtype))
    return tf.reduce_sum(tf.cast(right, tf.float32))


class Penalty:
    """λ₁·Σ|w| + λ₂·Σw² of a kernel, as `keras.regularizers` have it, with strengths that may be tensors of the graph.

    Attributes:
        uses: whether there is a term for L1, and whether there is one for L2; one with the strength 0 is still a term.
    """

    def __init__(self, uses: tuple[bool, bool]) -> None:
        """Begin with strengths of 0."""
        self.uses = uses
        self._strengths: tf.Tensor = tf.constant([0.0, 0.0])

    @contextmanager
    def of(self, strengths: tf.Tensor) -> Iterator[None]:
        """Use these strengths, λ₁ and λ₂, shape (2,), in the block."""
        before, self._strengths = self._strengths, strengths
        try:
            yield
        finally:
            self._strengths = before

    def __call__(self, kernel: tf.Tensor) -> tf.Tensor:
        """Return a kernel's penalty."""
        sums = (keras.ops.sum(keras.ops.absolute(kernel)), keras.ops.sum(keras.ops.square(kernel)))
        terms = [self._strengths[index] * sums[index] for index in range(2) if self.uses[index]]
        return terms[0] if len(terms) == 1 else terms[0] + terms[1]


def penalty_uses(training: Training) -> tuple[bool, bool]:
    """Return whether L1 is used in any epoch, and whether L2 is."""
    l1, l2 = (any([getattr(training, name), *(getattr(change, name) for change in training.changes)]) for name in ("l1", "l2"))
    return l1, l2
