"""The backward pass of one row by Keras and TensorFlow, and what the next step of training does."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import keras
import tensorflow as tf

from playground.data.split import Split, split
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Experiment
from playground.training.losses import build_loss
from playground.training.model import build_model, of_all_weights
from playground.training.questions import Backward, FirstStep, Gradients, bytes_of
from playground.training.run import Run

# Networks whose gradients are told have 20,000 parameters at most, three times: weights, gradients, updates.
MAX_BYTES = 4_000_000


def gradients(experiment: Experiment, table: Table | None, question: Gradients, should_stop: Callable[[], bool]) -> Backward:
    """Return E, ∂E/∂s and ∂E/∂w of one row with the weights after an epoch, and the first step of the next epoch.

    The row goes through the network as in `predict`: dropout and augmentation leave everything as it is, batch normalization uses its
    moving statistics. The step is one of training, with all of these as `fit` has them; it is the run's own to rounding.

    Raises:
        StoppedError: if `should_stop` said so on the way.
    """
    rows = split(experiment, table)
    reached = _LAST.reached(experiment, rows, question.epoch, should_stop)
    model = build_model(experiment)
    model.set_weights(reached.weights)
    at = int(rows.shown[question.row])
    x, y = rows.x[at : at + 1], rows.y[at : at + 1]
    error, sums, weights = row_gradients(model, build_loss(experiment.training), x, y)
    return Backward(error, x[0], y[0], sums, weights, reached.step)


def row_gradients(model: keras.Model, loss: keras.Loss, x: Floats, y: Floats) -> tuple[float, tuple[Floats, ...], tuple[Floats, ...]]:
    """Return E, ∂E/∂s of each dense layer and ∂E/∂w of all weights in Keras' order, for a batch of one row."""
    sums, h = [], tf.constant(x)
    with tf.GradientTape() as tape:
        for layer in model.layers[1:]:
            if isinstance(layer, keras.layers.Dense):
                # What the layer does, in two parts: the tape is to know the sum between them.
                s = keras.ops.add(keras.ops.matmul(h, layer.kernel), layer.bias)
                sums.append(s)
                h = layer.activation(s)
            else:
                h = layer(h, training=False)
        error = loss(tf.constant(y), h)
    trainable = model.trainable_variables
    of_sums, found = tape.gradient(error, [sums, trainable], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return float(error), tuple(gradient.numpy()[0] for gradient in of_sums), of_all_weights(model, found)


@dataclass(frozen=True, eq=False)
class Reached:
    """Where a run stands after an epoch.

    Attributes:
        weights: in Keras' order.
        step: the first of the next epoch; None behind the last one.
    """

    weights: tuple[Floats, ...]
    step: FirstStep | None

    @property
    def size(self) -> int:
        """How many bytes that takes."""
        return bytes_of(self.weights) + (self.step.size if self.step else 0)


class LastReached:
    """Where the last questions stood: who turns from row to row asks at the same epoch each time, and is not to wait for it again."""

    def __init__(self, most_bytes: int = MAX_BYTES) -> None:
        """Begin empty."""
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Experiment, int], Reached] = OrderedDict()

    def reached(self, experiment: Experiment, rows: Split, epoch: int, should_stop: Callable[[], bool]) -> Reached:
        """Return where a run of the experiment stands after an epoch.

        Raises:
            StoppedError: as `Run.weights_after`.
        """
        key = experiment, epoch
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        with ExitStack() as loans:
            run = Run(experiment, rows, loans)
            found = Reached(run.weights_after(epoch, best=False, should_stop=should_stop), run.first_step())
        with self._lock:
            self._known[key] = found
            while len(self._known) > 1 and sum(known.size for known in self._known.values()) > self._most_bytes:
                self._known.popitem(last=False)
        return found


_LAST = LastReached()
