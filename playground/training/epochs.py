"""Fused epochs: a real Keras model and optimizer inside one TensorFlow graph that loops over epochs and batches."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment
from playground.training.losses import build_loss, hits, penalty, threshold_of
from playground.training.network import BLOCK_ROWS, Rows, TrainedNetwork
from playground.training.plan import Chunk, Plan, PlanTensors, StepTrace, plan_tensors
from playground.training.rewriting import needs_rewriting, rewriting
from playground.training.stopping import Watch, watch_of
from playground.training.updates import update

# What the orders, weights and predictions of one call may take together.
MAX_CHUNK_BYTES = 64_000_000


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

    One object serves every experiment that `trainer_key` holds equal: seeds, data and learning rate are variables and
    arguments of the graph, not constants. It is not safe to train two runs with one object at the same time.
    """

    # How many epochs the first call of `run` should have, and how many any call may have. The first call traces.
    first_epochs, most_epochs = 1, 10_000

    def __init__(self, experiment: Experiment) -> None:
        """Build the model and optimizer; the graph is traced by the first `run`."""
        super().__init__(experiment)
        self._row_loss = build_loss(experiment.training, "none")
        self._batch_size = experiment.training.batch_size
        self._threshold = threshold_of(experiment.training.loss)
        self._penalized = experiment.training.penalized
        self._rewritten = needs_rewriting(experiment)
        self._train, self._validation, _ = experiment.data.split_rows
        self._outputs = len(experiment.output_names)
        shape = self._view_shape
        epoch_bytes = 4 * (self._train + self.parameters + (shape.shown + shape.grid) * self._outputs)
        self.most_epochs = max(1, min(self.most_epochs, MAX_CHUNK_BYTES // epoch_bytes))
        self._run = tf.function(self._epochs, autograph=False, input_signature=self._signature(experiment))

    def begin(self, experiment: Experiment, split: Split) -> None:
        """Go back to the start that the experiment's seed gives, with its rows."""
        super().begin(experiment, split)
        self._watch = watch_of(experiment)

    def run(self, plan: Plan) -> Chunk:
        """Train some epochs."""
        self._before = self.state()
        best = Best(tf.constant(self._best_score), tf.constant(self._best_weights))
        with rewriting(needed=self._rewritten):
            results = self._run(plan_tensors(plan), self._rows, best, _watch_tensors(self._watch))
        scores, weights, seen, *reached = (result.numpy() for result in results)
        # The last place is where epochs write that nobody asked for.
        chunk = Chunk(scores, weights[:-1], *self._parted_epochs(seen[:-1]), *reached)
        self._best_score, self._best_weights = chunk.best_score, chunk.best_weights
        return chunk

    def trace_steps(self, order: NDArray[np.int32], settings: Floats) -> StepTrace:
        """Train one epoch and tell what each of its steps did; the network is as it was before.

        Args:
            order: of the training rows, shape (training rows,).
            settings: learning rate and strengths, shape (3,).
        """
        before = self.state()
        traced = tf.function(self._traced_epoch, autograph=False)
        with rewriting(needed=self._rewritten):
            loss, norms, finite = (result.numpy() for result in traced(tf.constant(order), tf.constant(settings), self._rows))
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

    def _parted_epochs(self, seen: Floats) -> tuple[Floats, Floats]:
        shape = self._view_shape
        rows = shape.rows - shape.grid
        return seen[:, self._rows.shown.numpy()] if shape.picked else seen[:, :rows], seen[:, rows:]

    def _signature(self, experiment: Experiment) -> list[object]:
        return [
            PlanTensors.kinds(self._train),
            self._row_signature(experiment),
            Best(tf.TensorSpec([], tf.float32), tf.TensorSpec([self.parameters], tf.float32)),
            WatchTensors(tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.float64)),
        ]

    def _row_signature(self, experiment: Experiment) -> Rows:
        """Return shapes and types of the rows."""
        inputs, shape = len(experiment.data.inputs), self._view_shape
        tables = ([rows, columns] for rows in (experiment.data.info.rows, shape.rows) for columns in (inputs, self._outputs))
        x, y, view_x, view_y = (tf.TensorSpec(table, tf.float32) for table in tables)
        return Rows(x, y, view_x, view_y, tf.TensorSpec([shape.shown], tf.int32))

    # From here on: the graph. Branches on Python values are taken once, when it is traced; there is no tf.cond, for tracing
    # one costs as much as tracing the whole backward pass.

    def _epochs(self, plan: PlanTensors, rows: Rows, best: Best, watch: WatchTensors) -> tuple[tf.Tensor, ...]:
        """Loop over epochs, around `_one_epoch`, which loops over batches."""
        epochs, sizes = tf.shape(plan.orders)[0], plan.sizes
        x_train, y_train = rows.x[: self._train], rows.y[: self._train]

        def epoch(number: tf.Tensor, best: Best, told: tuple[tf.TensorArray, ...]) -> tuple[object, ...]:
            order, place = plan.orders[number], plan.places[number]
            self._optimizer.learning_rate.value.assign(plan.settings[number, 0])
            strengths = plan.settings[number, 1:]
            loss, accuracy, mean_penalty = self._one_epoch(tf.gather(x_train, order), tf.gather(y_train, order), strengths)
            val_loss, val_accuracy, seen = self._look(place[1] < sizes[1] - 1, strengths, rows.view_x, rows.view_y)
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in self._weights], axis=0)
            scores = tf.stack([loss, val_loss, accuracy, val_accuracy, mean_penalty])
            score = watch.direction * scores[watch.column]
            better = tf.cast(tf.cast(score, tf.float64) + watch.min_delta, tf.float32) < best.score
            best = Best(tf.where(better, score, best.score), tf.where(better, flat, best.weights))
            values = ((number, scores), (place[0], flat), (place[1], seen))
            return number + 1, best, tuple(array.write(*value) for array, value in zip(told, values, strict=True))

        shapes = ((epochs, [5]), (sizes[0], [self.parameters]), (sizes[1], rows.view_y.shape))
        told = tuple(tf.TensorArray(tf.float32, size=size, element_shape=shape) for size, shape in shapes)
        start = (tf.constant(0), best, told)
        _, best, told = tf.while_loop(lambda number, *_: number < epochs, epoch, start)
        return *(array.stack() for array in told), *best

    def _one_epoch(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Train on every batch in order; the short last batch is a step like the others, as in `fit`."""
        rows, size = x.shape[0], min(self._batch_size, x.shape[0])
        steps, rest = divmod(rows, size)
        x_batches = tf.reshape(x[: steps * size], (steps, size, *x.shape[1:]))
        y_batches = tf.reshape(y[: steps * size], (steps, size, *y.shape[1:]))

        def step(number: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
            scores = self._one_step(tf.gather(x_batches, number), tf.gather(y_batches, number), strengths)
            return number + 1, *(total + score for total, score in zip(sums, scores, strict=True))

        sums = [tf.constant(0.0)] * (1 + self._classifies + self._penalized)
        _, *sums = tf.while_loop(lambda number, *_: number < steps, step, (tf.constant(0), *sums))
        if rest:
            sums = [total + score for total, score in zip(sums, self._one_step(x[-rest:], y[-rest:], strengths), strict=True)]
        nothing = tf.constant(0.0)
        loss, *others = (total / rows for total in sums)
        return loss, others[0] if self._classifies else nothing, others[-1] if self._penalized else nothing

    def _one_step(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> tuple[tf.Tensor, ...]:
        """Update the weights once. Returns sums over the rows: loss and, if there are such, hits and penalty."""
        predictions, losses, extra, gradients = self._gradients(x, y, strengths)
        update(self._optimizer, gradients, self._trainable)
        rows = x.shape[0]
        # Keras' mean over batches counts each by its rows, so that the short last one does not weigh as much as a full one.
        mean = tf.reduce_sum(losses) / rows
        sums = [(mean + extra if self._penalized else mean) * rows]
        if self._classifies:
            sums.append(hits(y, predictions, self._threshold))
        if self._penalized:
            sums.append(extra * rows)
        return tuple(sums)

    def _gradients(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """Go forward and back; returns predictions, the loss of each row, the penalty and the gradients."""
        with tf.GradientTape() as tape:
            predictions = self._model(x, training=True)
            losses = self._row_loss(y, predictions)
            extra = penalty(self._kernels, strengths) if self._penalized else tf.constant(0.0)
        each = shares(x.shape[0], losses)
        if not self._penalized:
            return predictions, losses, extra, tape.gradient(losses, self._trainable, output_gradients=each)
        both = [each, tf.constant(1.0)]
        return predictions, losses, extra, tape.gradient([losses, extra], self._trainable, output_gradients=both)

    def _traced_epoch(self, order: tf.Tensor, settings: tf.Tensor, rows: Rows) -> tuple[tf.Tensor, ...]:
        """Train one epoch; returns for each step the loss, and for each of the weights their gradient's norm and if they are finite."""
        size = min(self._batch_size, self._train)
        count = -(-self._train // size)
        self._optimizer.learning_rate.value.assign(settings[0])

        def step(number: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            batch = order[number * size : (number + 1) * size]
            _, losses, extra, gradients = self._gradients(tf.gather(rows.x, batch), tf.gather(rows.y, batch), settings[1:])
            update(self._optimizer, gradients, self._trainable)
            norms = tf.stack([tf.norm(gradient) for gradient in gradients])
            finite = tf.stack([tf.reduce_all(tf.math.is_finite(weight)) for weight in self._trainable])
            values = tf.reduce_mean(losses) + extra, norms, finite
            return number + 1, *(array.write(number, value) for array, value in zip(told, values, strict=True))

        told = (tf.TensorArray(kind, size=count) for kind in (tf.float32, tf.float32, tf.bool))
        _, *told = tf.while_loop(lambda number, *_: number < count, step, (tf.constant(0), *told))
        return tuple(array.stack() for array in told)

    def _look(self, wanted: tf.Tensor, strengths: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Return validation loss and accuracy, and predictions: for the whole view if wanted, else for those that validate."""
        rows, first, count = x.shape[0], self._view_shape.train, self._validation
        begin, size = tf.where(wanted, 0, first), tf.where(wanted, rows, count)
        truth, inputs = (tf.slice(table, [begin, 0], [size, table.shape[1]]) for table in (y, x))
        predictions, losses = self._looked(inputs, truth)
        filled = tf.pad(predictions, [[begin, rows - begin - size], [0, 0]])
        filled.set_shape(y.shape)
        nothing = tf.constant(0.0)
        if not count:
            return nothing, nothing, filled
        loss = tf.reduce_mean(tf.slice(losses, [first - begin], [count]))
        if self._penalized:
            loss += penalty(self._kernels, strengths)
        if not self._classifies:
            return loss, nothing, filled
        return loss, hits(y[first : first + count], filled[first : first + count], self._threshold) / count, filled

    def _looked(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Return predictions and the loss of each row, block by block where there are many.

        The losses come from the model's own output, and are cut to the validation rows only then: Keras takes cross-entropy
        from the logits behind it, and a cut output has none.
        """

        def look(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            predictions = self._model(x, training=False)
            return predictions, self._row_loss(y, predictions)

        if self._view_shape.rows <= BLOCK_ROWS:
            return look(x, y)

        def block(begin: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            values = look(x[begin : begin + BLOCK_ROWS], y[begin : begin + BLOCK_ROWS])
            return begin + BLOCK_ROWS, *(array.write(begin // BLOCK_ROWS, value) for array, value in zip(told, values, strict=True))

        size = (tf.shape(x)[0] + BLOCK_ROWS - 1) // BLOCK_ROWS
        shapes = ([None, self._outputs], [None])
        told = (tf.TensorArray(tf.float32, size=size, element_shape=shape, infer_shape=False) for shape in shapes)
        _, *told = tf.while_loop(lambda begin, *_: begin < tf.shape(x)[0], block, (tf.constant(0), *told))
        return tuple(array.concat() for array in told)


def shares(rows: int | None, losses: tf.Tensor) -> tf.Tensor:
    """Return what each row's loss counts in their mean: its gradient, for walking back through it is a dozen operations."""
    if rows is None:
        return tf.ones_like(losses) / tf.cast(tf.size(losses), tf.float32)
    return tf.constant(np.full(rows, np.float32(1) / np.float32(rows)))


def _watch_tensors(watch: Watch) -> WatchTensors:
    return WatchTensors(tf.constant(watch.column), tf.constant(watch.direction), tf.constant(watch.min_delta, tf.float64))
