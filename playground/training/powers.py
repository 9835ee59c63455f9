"""Powers of a constant as TensorFlow computes them for single numbers: a compiler's, and those of a whole table, have other last bits."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import tensorflow as tf

from playground.events import Floats
from playground.training.rewriting import unrewritten


class Powers:
    """Tables of β¹, β², …: of each number of a step that has been asked for, kept for the next run."""

    def __init__(self, bases: Iterable[float]) -> None:
        """Begin without any."""
        self._known: dict[float, Floats] = {base: np.zeros(0, np.float32) for base in bases}

    def spec(self, room: int) -> dict[float, tf.TensorSpec]:
        """Return shapes and types of a table with some room."""
        return {base: tf.TensorSpec([room], tf.float32) for base in self._known}

    def table(self, first: int, count: int, room: int) -> dict[float, tf.Tensor]:
        """Return base -> its powers from the exponent `first` on, shape (room,); behind the first `count` of them stand zeros."""
        return {base: tf.constant(np.pad(self._powers(base, first, count), (0, room - count))) for base in self._known}

    def _powers(self, base: float, first: int, count: int) -> Floats:
        known = self._known[base]
        if len(known) < first + count - 1:
            with unrewritten():
                new = self._raised(tf.constant(base), tf.constant(len(known) + 1), tf.constant(first + count)).numpy()
            known = self._known[base] = np.concatenate([known, new])
        return known[first - 1 : first + count - 1]

    @cached_property
    def _raised(self) -> tf.types.experimental.ConcreteFunction:
        def raised(base: tf.Tensor, begin: tf.Tensor, end: tf.Tensor) -> tf.Tensor:
            told = tf.TensorArray(tf.float32, size=end - begin, element_shape=[])

            def step(number: tf.Tensor, told: tf.TensorArray) -> tuple[tf.Tensor, tf.TensorArray]:
                return number + 1, told.write(number - begin, tf.pow(base, tf.cast(number, tf.float32)))

            return tf.while_loop(lambda number, _: number < end, step, (begin, told))[1].stack()

        number = tf.TensorSpec([], tf.int32)
        return tf.function(raised, autograph=False).get_concrete_function(tf.TensorSpec([], tf.float32), number, number)
