"""Fused epochs: a real Keras model and optimizer inside one TensorFlow graph that loops over epochs and batches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment
from playground.training.model import build_loss, build_model, build_optimizer, reseed
from playground.training.setup import unrewritten_graphs


@dataclass(frozen=True, eq=False)
class Chunk:
    """What some epochs in a row gave; every array has one entry an epoch.

    Attributes:
        loss, val_loss: shape (epochs,); val_loss is 0 without validation rows.
        accuracy, val_accuracy: as above; 0 for a regression.
        weights: flat weights after the epoch, in Keras' order, shape (epochs, parameters).
        predictions: for all rows after the epoch, shape (epochs, rows, outputs); only those of wanted epochs are filled.
        best_loss: the lowest watched loss so far, this chunk's included: that of validation, or of training without it.
        best_weights: flat weights after the epoch of `best_loss`, shape (parameters,).
    """

    loss: Floats
    val_loss: Floats
    accuracy: Floats
    val_accuracy: Floats
    weights: Floats
    predictions: Floats
    best_loss: Floats
    best_weights: Floats


@dataclass(frozen=True, eq=False)
class State:
    """Everything that training changes, as it was at one moment."""

    arrays: tuple[NDArray[np.generic], ...]
    best_loss: Floats
    best_weights: Floats


def _read(variable: keras.Variable) -> NDArray[np.generic]:
    """Return a copy of a variable's value; Keras' own way there takes ten times as long."""
    value: NDArray[np.generic] = tf.raw_ops.ReadVariableOp(resource=variable.value.handle, dtype=variable.dtype).numpy()
    return value


def _write(variable: keras.Variable, value: NDArray[np.generic]) -> None:
    tf.raw_ops.AssignVariableOp(resource=variable.value.handle, value=value)


class FusedEpochs:
    """A network whose epochs run in one graph: what Keras' `fit` computes, to the last bit, without its cost per batch.

    One object serves every experiment that `trainer_key` holds equal: seeds, data and learning rate are variables and
    arguments of the graph, not constants. It is not safe to train two runs with one object at the same time.
    """

    # How many epochs the first call of `run` should have, and how many any call may have. The first call traces.
    first_epochs, most_epochs = 1, 10_000

    def __init__(self, experiment: Experiment) -> None:
        """Build the model and optimizer; the graph is traced by the first `run`."""
        self._model = build_model(experiment)
        self._weights = self._model.trainable_variables
        self._shapes = [tuple(weight.shape) for weight in self._weights]
        self._ends = np.cumsum([int(np.prod(shape)) for shape in self._shapes]).tolist()
        self._optimizer = build_optimizer(experiment.training)
        self._optimizer.build(self._weights)
        generators = [layer.seed_generator.state for layer in self._model.layers if hasattr(layer, "seed_generator")]
        self._variables = [*self._weights, *self._optimizer.variables, *generators]
        self._start: tuple[int, State] | None = None
        self._loss = build_loss(experiment.training, "sum_over_batch_size")
        self._row_loss = build_loss(experiment.training, "none")
        self._batch_size = experiment.training.batch_size
        self._counts_hits = experiment.data.task == "classification"
        self._train, self._validation, _ = experiment.data.split_rows
        self._run = tf.function(self._epochs, autograph=False, input_signature=self._signature(experiment))

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        return int(self._ends[-1])

    def begin(self, experiment: Experiment, split: Split) -> None:
        """Go back to the start that the experiment's seed gives, with its rows and its learning rate."""
        if self._start is None or self._start[0] != experiment.training.seed:
            reseed(self._model, experiment.training.seed)
            for variable in self._optimizer.variables:
                variable.assign(tf.zeros_like(variable))
            self._best_loss, self._best_weights = (
                np.full((), np.inf, np.float32),
                np.concatenate([weight.ravel() for weight in self.weights()]),
            )
            self._start = experiment.training.seed, self.state()
        # Drawing the weights again takes as long as ten epochs.
        self.restore(self._start[1])
        self._optimizer.learning_rate.assign(experiment.training.learning_rate)
        self._x, self._y = tf.constant(split.x), tf.constant(split.y)

    def run(self, orders: NDArray[np.int32], wanted: Sequence[bool]) -> Chunk:
        """Train some epochs.

        Args:
            orders: the order of the training rows in each epoch, shape (epochs, training rows).
            wanted: for each epoch, whether its predictions for all rows are to be returned.
        """
        self._before = self.state()
        best = tf.constant(self._best_loss), tf.constant(self._best_weights)
        rows = self._x, self._y
        with unrewritten_graphs():
            results = self._run(tf.constant(orders), tf.constant(wanted, dtype=tf.bool), rows, best)
        chunk = Chunk(*(result.numpy() for result in results))
        self._best_loss, self._best_weights = chunk.best_loss, chunk.best_weights
        return chunk

    def weights(self) -> tuple[Floats, ...]:
        """Return copies of the weights in Keras' order."""
        return tuple(_read(weight).astype(np.float32, copy=False) for weight in self._weights)

    def unflatten(self, flat: Floats) -> tuple[Floats, ...]:
        """Return flat weights, shape (parameters,), as arrays in Keras' order."""
        begins = [0, *self._ends[:-1]]
        return tuple(flat[begin:end].reshape(shape) for begin, end, shape in zip(begins, self._ends, self._shapes, strict=True))

    def predict(self) -> Floats:
        """Return the predictions for all rows, shape (rows, outputs)."""
        predictions: Floats = self._model(self._x, training=False).numpy()
        return predictions

    @contextmanager
    def best(self) -> Iterator[None]:
        """Give the network the weights of its best epoch for the time of the block."""
        before = self.weights()
        self._assign(self.unflatten(self._best_weights))
        yield
        self._assign(before)

    def evaluate(self, rows: slice, predictions: Floats) -> float:
        """Return the loss on some of the rows, as Keras' `evaluate` would, from the present predictions for all rows."""
        # Cross-entropy comes from the logits behind the model's own output, which the predictions do not have.
        output = self._model(self._x[rows], training=False) if self._counts_hits else predictions[rows]
        return float(self._loss(self._y[rows], output))

    def state(self) -> State:
        """Return copies of everything that training changes."""
        return State(tuple(map(_read, self._variables)), self._best_loss, self._best_weights)

    def restore(self, state: State) -> None:
        """Go back to a state that `state` returned."""
        self._best_loss, self._best_weights = state.best_loss, state.best_weights
        for variable, array in zip(self._variables, state.arrays, strict=True):
            _write(variable, array)

    def undo(self) -> None:
        """Go back to the state before the last `run`."""
        self.restore(self._before)

    def _assign(self, weights: tuple[Floats, ...]) -> None:
        for variable, weight in zip(self._weights, weights, strict=True):
            _write(variable, weight)

    def _signature(self, experiment: Experiment) -> list[object]:
        return [
            tf.TensorSpec([None, self._train], tf.int32),
            tf.TensorSpec([None], tf.bool),
            self._row_signature(experiment),
            (tf.TensorSpec([], tf.float32), tf.TensorSpec([self.parameters], tf.float32)),
        ]

    def _row_signature(self, experiment: Experiment) -> tuple[tf.TensorSpec, tf.TensorSpec]:
        rows, inputs, outputs = experiment.data.info.rows, len(experiment.data.inputs), len(experiment.data.output_names)
        return tf.TensorSpec([rows, inputs], tf.float32), tf.TensorSpec([rows, outputs], tf.float32)

    # From here on: the graph. Branches on Python values are taken once, when it is traced; there is no tf.cond, for tracing
    # one costs as much as tracing the whole backward pass.

    def _epochs(
        self, orders: tf.Tensor, wanted: tf.Tensor, rows: tuple[tf.Tensor, tf.Tensor], best: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, ...]:
        """Loop over epochs, around `_one_epoch`, which loops over batches."""
        x, y = rows
        epochs = tf.shape(orders)[0]
        x_train, y_train = x[: self._train], y[: self._train]

        def epoch(number: tf.Tensor, best: tuple[tf.Tensor, ...], told: tuple[tf.TensorArray, ...]) -> tuple[object, ...]:
            order = orders[number]
            loss, accuracy = self._one_epoch(tf.gather(x_train, order), tf.gather(y_train, order))
            val_loss, val_accuracy, predictions = self._look(wanted[number], x, y)
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in self._weights], axis=0)
            watched = val_loss if self._validation else loss
            better = watched < best[0]
            best = tf.where(better, watched, best[0]), tf.where(better, flat, best[1])
            values = tf.stack([loss, val_loss, accuracy, val_accuracy]), flat, predictions
            return number + 1, best, tuple(array.write(number, value) for array, value in zip(told, values, strict=True))

        shapes = ([4], [self.parameters], y.shape)
        told = tuple(tf.TensorArray(tf.float32, size=epochs, element_shape=shape) for shape in shapes)
        start = (tf.constant(0), best, told)
        _, best, (scores, weights, predictions) = tf.while_loop(lambda number, *_: number < epochs, epoch, start)
        return (*tf.unstack(scores.stack(), axis=1), weights.stack(), predictions.stack(), *best)

    def _one_epoch(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Train on every batch in order; the short last batch is a step like the others, as in `fit`."""
        rows, size = x.shape[0], min(self._batch_size, x.shape[0])
        steps, rest = divmod(rows, size)
        x_batches = tf.reshape(x[: steps * size], (steps, size, *x.shape[1:]))
        y_batches = tf.reshape(y[: steps * size], (steps, size, *y.shape[1:]))

        def step(number: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
            scores = self._one_step(tf.gather(x_batches, number), tf.gather(y_batches, number))
            return number + 1, *(total + score for total, score in zip(sums, scores, strict=True))

        sums = [tf.constant(0.0)] * (2 if self._counts_hits else 1)
        _, *sums = tf.while_loop(lambda number, *_: number < steps, step, (tf.constant(0), *sums))
        if rest:
            sums = [total + score for total, score in zip(sums, self._one_step(x[-rest:], y[-rest:]), strict=True)]
        return sums[0] / rows, sums[1] / rows if self._counts_hits else tf.constant(0.0)

    def _one_step(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, ...]:
        """Update the weights once: forward, loss, gradients, optimizer. Returns sums over the rows: loss and, of classes, hits."""
        rows = x.shape[0]
        with tf.GradientTape() as tape:
            predictions = self._forward(x)
            losses = self._row_loss(y, predictions)
        self._update(tape.gradient(losses, self._weights, output_gradients=shares(rows)))
        # Keras' mean over batches counts each by its rows, so that the short last one does not weigh as much as a full one.
        total = tf.reduce_sum(losses) / rows * rows
        return (total, _hits(y, predictions)) if self._counts_hits else (total,)

    def _forward(self, x: tf.Tensor) -> tf.Tensor:
        return self._model(x, training=True)

    def _update(self, gradients: list[tf.Tensor]) -> None:
        """Do what `optimizer.apply` does when nothing is clipped, decayed or averaged, without its copies of every gradient."""
        rate = tf.convert_to_tensor(self._optimizer.learning_rate)
        for gradient, weight in zip(gradients, self._weights, strict=True):
            self._optimizer.update_step(gradient, weight, rate)
        self._optimizer.iterations.value.assign_add(1)

    def _look(self, wanted: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Return validation loss and accuracy, and predictions: for all rows if wanted, else for those that validate."""
        rows, first, count = x.shape[0], self._train, self._validation
        begin, size = tf.where(wanted, 0, first), tf.where(wanted, rows, count)
        truth, inputs = (tf.slice(table, [begin, 0], [size, table.shape[1]]) for table in (y, x))
        predictions = self._model(inputs, training=False)
        filled = tf.pad(predictions, [[begin, rows - begin - size], [0, 0]])
        filled.set_shape(y.shape)
        if not count:
            return tf.constant(0.0), tf.constant(0.0), filled
        # By row, and only then cut to the validation rows: Keras takes cross-entropy from the logits behind the
        # model's own output, and a cut output has none.
        loss = tf.reduce_mean(tf.slice(self._row_loss(truth, predictions), [first - begin], [count]))
        if not self._counts_hits:
            return loss, tf.constant(0.0), filled
        return loss, _hits(y[first : first + count], filled[first : first + count]) / count, filled


def shares(rows: int) -> tf.Tensor:
    """Return what each row's loss counts in their mean: its gradient, for walking back through it is a dozen operations."""
    return tf.constant(np.full(rows, np.float32(1) / np.float32(rows)))


def _hits(y: tf.Tensor, predictions: tf.Tensor) -> tf.Tensor:
    """Return how many rows got their class."""
    return tf.reduce_sum(tf.cast(tf.equal(tf.argmax(y, axis=-1), tf.argmax(predictions, axis=-1)), tf.float32))
