"""Fused epochs: a real Keras model and optimizer inside one TensorFlow graph that loops over epochs and batches."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment
from playground.training.folding import folded
from playground.training.losses import hits, threshold_of
from playground.training.network import Rows, TrainedNetwork
from playground.training.parts import Part, traced
from playground.training.plan import Chunk, Plan, PlanTensors, StepTrace, plan_tensors
from playground.training.rewriting import unrewritten
from playground.training.stopping import Watch, watch_of

# What the orders, weights and predictions of one call may take together.
MAX_CHUNK_BYTES = 64_000_000
# How many rows `fit` validates at once unless told otherwise. Sums over other batches would differ in their last bit.
VALIDATION_BATCH = 32


class Best(NamedTuple):
    """The best watched score so far, times the direction of the watch, and the flat weights after its epoch."""

    score: tf.Tensor
    weights: tf.Tensor


class WatchTensors(NamedTuple):
    """A `Watch` as the graph takes it, so that it is no constant of the graph."""

    column: tf.Tensor
    direction: tf.Tensor
    min_delta: tf.Tensor


class FusedEpochs(TrainedNetwork):
    """A network whose epochs run in one graph: what Keras' `fit` computes, without its cost per batch.

    Its parts are the functions that `fit` itself traces: a step of training, and a step of validation. One object serves every
    experiment that `trainer_key` holds equal: seeds, data, learning rate and strengths are variables and arguments of the graph, not
    constants. It is not safe to train two runs with one object at the same time.
    """

    # How many epochs the first call of `run` should have, and how many any call may have. The first call traces.
    first_epochs, most_epochs = 1, 10_000

    def __init__(self, experiment: Experiment) -> None:
        """Build the model and optimizer; the graph is traced by the first `run`."""
        super().__init__(experiment)
        self._batch_size = experiment.training.batch_size
        self._threshold = threshold_of(experiment.training.loss)
        self._penalized = any(self._penalty.uses)
        self._train, self._validation, _ = experiment.data.split_rows
        self._inputs, self._outputs = len(experiment.data.inputs), len(experiment.output_names)
        epoch_bytes = 4 * (self._train + self.parameters + self._view_shape.rows * self._outputs)
        self.most_epochs = max(1, min(self.most_epochs, MAX_CHUNK_BYTES // epoch_bytes))
        # What is not there to be summed up is not computed: hits are a classification's, a penalty is that of L1 and L2.
        self._summed = [0, *([1] if self._classifies else []), *([2] if self._penalized else [])]
        step = traced(self._trained, *self._batch_specs(None)).returning(*self._summed)
        self._steps = {rows: folded(step, *self._batch_specs(rows)) for rows in self._batch_sizes}
        look = traced(self._scored, *self._batch_specs(None))
        self._predict, self._score = look.returning(2), look.returning(*self._summed[: 1 + self._classifies])
        self._run = tf.function(self._epochs, autograph=False, input_signature=self._signature(experiment))

    def begin(self, experiment: Experiment, split: Split) -> None:
        """Go back to the start that the experiment's seed gives, with its rows."""
        super().begin(experiment, split)
        self._watch = watch_of(experiment)

    def run(self, plan: Plan) -> Chunk:
        """Train some epochs."""
        self._before = self.state()
        best = Best(tf.constant(self._best_score), tf.constant(self._best_weights))
        with unrewritten():
            results = self._run(plan_tensors(plan), self._rows, best, _watch_tensors(self._watch))
        scores, weights, seen, *reached = (result.numpy() for result in results)
        # The last place is where epochs write that nobody asked for.
        shown = self._view_shape.shown
        chunk = Chunk(scores, weights[:-1], seen[:-1, :shown], seen[:-1, shown:], *reached)
        self._best_score, self._best_weights = chunk.best_score, chunk.best_weights
        return chunk

    def trace_steps(self, order: NDArray[np.int32], settings: Floats) -> StepTrace:
        """Train one epoch and tell what each of its steps did; the network is as it was before.

        Args:
            order: of the training rows, shape (training rows,).
            settings: learning rate and strengths, shape (3,).
        """
        before = self.state()
        watched = traced(self._watched, *self._batch_specs(None))
        watched_epoch = tf.function(self._watched_epoch, autograph=False)
        with unrewritten():
            results = watched_epoch(watched, tf.constant(order), tf.constant(settings), self._rows)
        loss, norms, finite = (result.numpy() for result in results)
        self.restore(before)
        return StepTrace(tuple(weight.path.replace("/", " ") for weight in self._trainable), loss, norms, finite)

    def take_over(self, other: TrainedNetwork, experiment: Experiment, split: Split) -> None:
        """Go on where a trainer of the same network stands."""
        self.restore(other.state())
        self._hold(split)
        self._watch = watch_of(experiment)

    def undo(self) -> None:
        """Go back to the state before the last `run`."""
        self.restore(self._before)

    @property
    def _batch_sizes(self) -> set[int]:
        """How many rows a batch can have: all but the last one as many as the experiment says."""
        size = min(self._batch_size, self._train)
        return {size, self._train % size} - {0}

    def _signature(self, experiment: Experiment) -> list[object]:
        return [
            PlanTensors.kinds(self._train),
            self._row_signature(experiment),
            Best(tf.TensorSpec([], tf.float32), tf.TensorSpec([self.parameters], tf.float32)),
            WatchTensors(tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.float64)),
        ]

    def _row_signature(self, experiment: Experiment) -> Rows:
        """Return shapes and types of the rows."""
        rows, inputs = experiment.data.info.rows, self._inputs
        shapes = ([rows, inputs], [rows, self._outputs], [self._view_shape.rows, inputs])
        return Rows(*(tf.TensorSpec(shape, tf.float32) for shape in shapes))

    def _batch_specs(self, rows: int | None) -> tuple[tf.TensorSpec, ...]:
        """Return shapes and types of what a part takes: inputs and targets of a batch, and the strengths of L1 and L2."""
        shapes = ([rows, self._inputs], [rows, self._outputs], [2])
        return tuple(tf.TensorSpec(shape, tf.float32) for shape in shapes)

    # From here on: what `fit` traces, for any number of rows. The graph has no copy of it: see parts.py.

    def _trained(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Update the weights once, as a step of `fit` does; returns sums over the rows, of loss, hits and penalty."""
        predictions, loss, extra, gradients = self._gradients(x, y, strengths)
        self._optimizer.apply(gradients, self._trainable)
        return self._sums(y, predictions, loss, extra)

    def _gradients(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """Go forward and back; returns predictions, loss with penalty, penalty and gradients."""
        with self._penalty.of(strengths):
            with tf.GradientTape() as tape:
                predictions = self._model(x, training=True)
                loss = self._model.compute_loss(x, y, predictions, training=True)
            extra = tf.add_n(self._model.losses) if self._penalized else tf.constant(0.0)
        return predictions, loss, extra, tape.gradient(loss, self._trainable)

    def _scored(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Score rows as a step of `evaluate` does; returns sums over the rows, of loss and hits, and the predictions."""
        predictions = self._model(x, training=False)
        with self._penalty.of(strengths):
            loss = self._model.compute_loss(x, y, predictions, training=False)
        return [*self._sums(y, predictions, loss, tf.constant(0.0))[:2], predictions]

    def _sums(self, y: tf.Tensor, predictions: tf.Tensor, loss: tf.Tensor, extra: tf.Tensor) -> list[tf.Tensor]:
        """Return sums over the rows: of loss, hits and penalty.

        Keras' mean over batches counts each by its rows, so that the short last one does not weigh as much as a full one.
        """
        rows = tf.cast(tf.shape(y)[0], tf.float32)
        right = hits(y, predictions, self._threshold) if self._classifies else tf.constant(0.0)
        return [loss * rows, right, extra * rows]

    # From here on: the graph. Branches on Python values are taken once, when it is traced; there is no tf.cond, for tracing
    # one costs as much as tracing a step.

    def _epochs(self, plan: PlanTensors, rows: Rows, best: Best, watch: WatchTensors) -> tuple[tf.Tensor, ...]:
        """Loop over epochs, around `_one_epoch`, which loops over batches."""
        epochs, sizes = tf.shape(plan.orders)[0], plan.sizes
        x_train, y_train = rows.x[: self._train], rows.y[: self._train]

        def epoch(number: tf.Tensor, best: Best, told: tuple[tf.TensorArray, ...]) -> tuple[object, ...]:
            order, place = plan.orders[number], plan.places[number]
            self._optimizer.learning_rate.value.assign(plan.settings[number, 0])
            strengths = plan.settings[number, 1:]
            loss, accuracy, mean_penalty = self._one_epoch(tf.gather(x_train, order), tf.gather(y_train, order), strengths)
            val_loss, val_accuracy = self._validated(rows, strengths)
            seen = self._seen(rows, place[1] < sizes[1] - 1)
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in self._weights], axis=0)
            scores = tf.stack([loss, val_loss, accuracy, val_accuracy, mean_penalty])
            score = watch.direction * scores[watch.column]
            better = tf.cast(tf.cast(score, tf.float64) + watch.min_delta, tf.float32) < best.score
            best = Best(tf.where(better, score, best.score), tf.where(better, flat, best.weights))
            values = ((number, scores), (place[0], flat), (place[1], seen))
            return number + 1, best, tuple(array.write(*value) for array, value in zip(told, values, strict=True))

        shapes = ((epochs, [5]), (sizes[0], [self.parameters]), (sizes[1], [self._view_shape.rows, self._outputs]))
        told = tuple(tf.TensorArray(tf.float32, size=size, element_shape=shape) for size, shape in shapes)
        start = (tf.constant(0), best, told)
        _, best, told = tf.while_loop(lambda number, *_: number < epochs, epoch, start)
        return *(array.stack() for array in told), *best

    def _one_epoch(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Train on every batch in order; returns the means of loss, hits and penalty over the rows."""

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return self._steps[x.shape[0]](x, y, strengths)

        sums = _added_up(step, len(self._summed), (x, y), min(self._batch_size, self._train))
        means = {kind: total / self._train for kind, total in zip(self._summed, sums, strict=True)}
        return [means.get(kind, tf.constant(0.0)) for kind in range(3)]

    def _validated(self, rows: Rows, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Return validation loss and accuracy, added batch by batch as `fit` adds."""
        if not self._validation:
            return [tf.constant(0.0)] * 2

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return self._score(x, y, strengths)

        part = slice(self._train, self._train + self._validation)
        sums = _added_up(step, len(self._score.outputs), (rows.x[part], rows.y[part]), VALIDATION_BATCH)
        return [*(total / self._validation for total in sums), tf.constant(0.0)][:2]

    def _seen(self, rows: Rows, wanted: tf.Tensor) -> tf.Tensor:
        """Return the predictions for the view; if it is not wanted, one of them, with zeros instead of the others."""
        count = tf.where(wanted, self._view_shape.rows, 1)
        nothing = tf.zeros([1, self._outputs]), tf.zeros([2])
        (predictions,) = self._predict(rows.view[:count], *nothing)
        filled = tf.pad(predictions, [[0, self._view_shape.rows - count], [0, 0]])
        filled.set_shape([self._view_shape.rows, self._outputs])
        return filled

    def _watched_epoch(self, part: Part, order: tf.Tensor, settings: tf.Tensor, rows: Rows) -> tuple[tf.Tensor, ...]:
        """Train one epoch; returns for each step the loss, and for each of the weights their gradient's norm and if they are finite."""
        size = min(self._batch_size, self._train)
        count = -(-self._train // size)
        self._optimizer.learning_rate.value.assign(settings[0])

        def step(number: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            batch = order[number * size : (number + 1) * size]
            values = part(tf.gather(rows.x, batch), tf.gather(rows.y, batch), settings[1:])
            return number + 1, *(array.write(number, value) for array, value in zip(told, values, strict=True))

        told = (tf.TensorArray(kind, size=count) for kind in (tf.float32, tf.float32, tf.bool))
        _, *told = tf.while_loop(lambda number, *_: number < count, step, (tf.constant(0), *told))
        return tuple(array.stack() for array in told)

    def _watched(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Update the weights once; returns the loss and, for each of the weights, their gradient's norm and if they are finite."""
        _, loss, _, gradients = self._gradients(x, y, strengths)
        self._optimizer.apply(gradients, self._trainable)
        norms = tf.stack([tf.norm(gradient) for gradient in gradients])
        return [loss, norms, tf.stack([tf.reduce_all(tf.math.is_finite(weight)) for weight in self._trainable])]


def _added_up(
    work: Callable[[tf.Tensor, tf.Tensor], list[tf.Tensor]], results: int, tables: tuple[tf.Tensor, tf.Tensor], size: int
) -> list[tf.Tensor]:
    """Do some work on one batch of rows after the other, the last one with what is left; returns the sums of its results."""
    count, rest = divmod(tables[0].shape[0], size)
    batches = [tf.reshape(table[: count * size], (count, size, table.shape[1])) for table in tables]

    def step(number: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
        values = work(*(tf.gather(table, number) for table in batches))
        return number + 1, *(total + value for total, value in zip(sums, values, strict=True))

    sums = [tf.constant(0.0)] * results
    if count > 1:
        _, *sums = tf.while_loop(lambda number, *_: number < count, step, (tf.constant(0), *sums))
    elif count:
        _, *sums = step(tf.constant(0), *sums)
    if rest:
        sums = [total + value for total, value in zip(sums, work(*(table[-rest:] for table in tables)), strict=True)]
    return sums


def _watch_tensors(watch: Watch) -> WatchTensors:
    return WatchTensors(tf.constant(watch.column), tf.constant(watch.direction), tf.constant(watch.min_delta, tf.float64))
