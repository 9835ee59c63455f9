"""Neurons that training does not move: a weight constraint of Keras, which every optimizer applies as the last act of a step."""

from collections.abc import Iterable

import keras
import numpy as np
import tensorflow as tf


class Freeze(keras.constraints.Constraint):  # type: ignore[misc]  # Keras has no types
    """Puts back what is frozen of a layer's weights: w ← value where frozen, else w.

    Attributes:
        frozen: which weights are, of the weights' shape.
        values: what these are, of the same shape; those of others mean nothing.
    """

    def __init__(self, weights: keras.Variable) -> None:
        """Begin with nothing frozen."""
        self.frozen = keras.Variable(np.zeros(weights.shape, bool), dtype="bool", trainable=False)
        self.values = keras.Variable(np.zeros(weights.shape, np.float32), trainable=False)

    @property
    def variables(self) -> tuple[keras.Variable, keras.Variable]:
        """What it remembers."""
        return self.frozen, self.values

    def __call__(self, weights: tf.Tensor) -> tf.Tensor:
        """Return the weights with what is frozen as it was."""
        return keras.ops.where(self.frozen, self.values, weights)


def freezable(layers: Iterable[keras.layers.Dense]) -> list[keras.Variable]:
    """Let neurons of some layers be frozen, by their weights that come in and their bias; returns what has to be remembered of that."""
    remembered: list[keras.Variable] = []
    for layer in layers:
        for weights in (layer.kernel, layer.bias):
            weights.constraint = Freeze(weights)
            remembered += weights.constraint.variables
    return remembered
