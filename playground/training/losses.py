"""Losses, and which predictions count as right, as Keras has them."""

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


def build_loss(training: Training, reduction: str) -> keras.Loss:
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


def penalty(kernels: list[tf.Tensor], strengths: tf.Tensor) -> tf.Tensor:
    """Return λ₁·Σ|w| + λ₂·Σw² over the kernels, as `keras.regularizers.L1L2` does for each of them.

    A strength of 0 leaves exactly 0, however large the weights are.

    Args:
        kernels: of the dense layers.
        strengths: λ₁ and λ₂, shape (2,).
    """
    total = tf.constant(0.0)
    for kernel in kernels:
        total += tf.math.multiply_no_nan(tf.reduce_sum(tf.abs(kernel)), strengths[0])
        total += tf.math.multiply_no_nan(tf.reduce_sum(tf.square(kernel)), strengths[1])
    return total
