"""All epochs of a run in one TensorFlow graph, which serves every network of the same layers, however wide they are."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import tensorflow as tf

from playground.experiment import Experiment
from playground.training.batches import added_up, scalar
from playground.training.folding import folded
from playground.training.losses import penalty_uses
from playground.training.network import Rows, TrainedNetwork
from playground.training.parts import Part, traced
from playground.training.plan import Plan, PlanTensors, plan_tensors
from playground.training.rewriting import unrewritten
from playground.training.steps import Steps
from playground.training.stopping import Watch
from playground.training.unfusing import splits_exactly
from playground.training.view import view_shape

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


@dataclass(frozen=True, eq=False)
class TracedSteps:
    """What `fit` traces for a network.

    Attributes:
        step: of training.
        look: a step of evaluation.
        network: whose variables the parts take.
    """

    step: Part
    look: Part
    network: TrainedNetwork

    @classmethod
    def of(cls, experiment: Experiment, network: TrainedNetwork) -> "TracedSteps":
        """Trace the steps of a network of the experiment."""
        steps, specs = Steps(experiment, network), batch_specs(experiment, None)
        step, look = (traced(function, *specs).over(network.handles) for function in (steps.trained, steps.scored))
        return cls(step, look, network)

    def equals(self, other: "TracedSteps") -> bool:
        """Return whether both do the same operations, so that the width of the network is no part of them."""
        return self.step.fingerprint == other.step.fingerprint and self.look.fingerprint == other.look.fingerprint


class Program:
    """The loops over epochs and batches, around the steps that `fit` itself traces.

    Seeds, data, learning rate, strengths and the variables are arguments, so one program serves many experiments, several runs at a
    time if need be: all that `trainer_key` holds equal, and if its steps are those of more than one width, all of a `program_key`.

    Attributes:
        steps: as `fit` traces them, of the first network.
        rate: which of a network's handles is the learning rate.
        weights: which of them are the weights, in Keras' order.
        summed: what a step of training returns sums of: loss, hits and penalty, by their place among the scores' sums.
        trained: rows of a batch -> the step of training on so many.
        scored: the step of evaluation; it returns the loss and the hits.
        predicted: the part that predicts; it takes nothing but inputs.
    """

    def __init__(self, experiment: Experiment, *widths: TracedSteps) -> None:
        """Build the graph around the steps of a network, or of several that differ in their units alone and are equal."""
        self.steps = widths[0]
        network = self.steps.network
        self._batch_size = experiment.training.batch_size
        self._train, self._validation, _ = experiment.data.split_rows
        self._inputs, self._outputs = len(experiment.data.inputs), len(experiment.output_names)
        self._view_rows = view_shape(experiment).rows
        self.rate = network.variable_places([network.optimizer.learning_rate])[0]
        self.weights = network.variable_places(network.model.weights)
        classifies = experiment.data.task == "classification"
        # What is not there to be summed up is not computed: hits are a classification's, a penalty is that of L1 and L2.
        self.summed = [0, *([1] if classifies else []), *([2] if any(network.penalty.uses) else [])]
        step, others = self.steps.step.returning(*self.summed), [other.network.handles for other in widths]
        apart = layers_apart(experiment)
        self.trained = {rows: folded(step, batch_specs(experiment, rows), others, apart=apart) for rows in batch_sizes(experiment)}
        self.predicted, self.scored = self.steps.look.returning(2), self.steps.look.returning(*range(1 + classifies))
        function = tf.function(self._epochs, autograph=False)
        self._run = function.get_concrete_function(*self._signature(experiment, len(network.handles)))

    def run(self, plan: Plan, rows: Rows, best: Best, watch: Watch, handles: Sequence[tf.Tensor]) -> tuple[tf.Tensor, ...]:
        """Train some epochs.

        Args:
            plan: what each of them shall do.
            rows: of the split.
            best: so far.
            watch: how epochs are compared.
            handles: of the network's variables, which the epochs change.

        Returns:
            The scores of all epochs; the weights that were to be kept and the predictions that were to be shown, with one more of each at
            the end that means nothing; score and weights of the best epoch.
        """
        watched = WatchTensors(tf.constant(watch.column), tf.constant(watch.direction), tf.constant(watch.min_delta, tf.float64))
        with unrewritten():
            return self._run(plan_tensors(plan), rows, best, watched, list(handles))  # type: ignore[no-any-return]

    def evaluate(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor, handles: Sequence[tf.Tensor]) -> tf.Tensor:
        """Return the loss on rows, with the penalty of these strengths, added batch by batch as Keras' `evaluate` adds."""
        with unrewritten():
            return self._evaluate(x, y, strengths, list(handles))

    def step(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor, handles: Sequence[tf.Tensor]) -> tf.Tensor:
        """Train on one batch, as an epoch does with its learning rate set; returns the sum of the loss over the batch's rows."""
        with unrewritten():
            return self._single_step(x, y, strengths, list(handles))

    @cached_property
    def _single_step(self) -> Callable[..., tf.Tensor]:
        def step(x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor, handles: list[tf.Tensor]) -> tf.Tensor:
            return scalar(self.trained[x.shape[0]](x, y, strengths, *handles)[0])

        # Traced for each number of rows that batches have: one, or two.
        return tf.function(step, autograph=False)  # type: ignore[no-any-return]

    @cached_property
    def _evaluate(self) -> Callable[..., tf.Tensor]:
        tables = [tf.TensorSpec([None, columns], tf.float32) for columns in (self._inputs, self._outputs)]
        handles = [tf.TensorSpec([], tf.resource)] * len(self.steps.network.handles)
        function = tf.function(self._evaluated, autograph=False)
        return function.get_concrete_function(*tables, tf.TensorSpec([2], tf.float32), handles)  # type: ignore[no-any-return]

    def _signature(self, experiment: Experiment, variables: int) -> list[object]:
        rows, inputs = experiment.data.info.rows, self._inputs
        shapes = ([rows, inputs], [rows, self._outputs], [self._view_rows, inputs])
        return [
            PlanTensors.kinds(self._train),
            Rows(*(tf.TensorSpec(shape, tf.float32) for shape in shapes)),
            Best(tf.TensorSpec([], tf.float32), tf.TensorSpec([None], tf.float32)),
            WatchTensors(tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.float64)),
            [tf.TensorSpec([], tf.resource)] * variables,
        ]

    # From here on: the graph. Branches on Python values are taken once, when it is traced; there is no tf.cond, for tracing
    # one costs as much as tracing a step.

    def _epochs(self, plan: PlanTensors, rows: Rows, best: Best, watch: WatchTensors, handles: list[tf.Tensor]) -> tuple[tf.Tensor, ...]:
        """Loop over epochs, around `_one_epoch`, which loops over batches."""
        epochs, sizes = tf.shape(plan.orders)[0], plan.sizes
        x_train, y_train = rows.x[: self._train], rows.y[: self._train]

        def epoch(number: tf.Tensor, best: Best, told: tuple[tf.TensorArray, ...]) -> tuple[object, ...]:
            order, place, settings = (tf.gather(table, number) for table in (plan.orders, plan.places, plan.settings))
            tf.raw_ops.AssignVariableOp(resource=handles[self.rate], value=settings[0])
            strengths = settings[1:]
            batches = tf.gather(x_train, order), tf.gather(y_train, order)
            loss, accuracy, mean_penalty = self._one_epoch(batches, strengths, handles)
            val_loss, val_accuracy = self._validated(rows, strengths, handles)
            seen = self._seen(rows, place[1] < sizes[1] - 1, handles)
            weights = [tf.raw_ops.ReadVariableOp(resource=handles[index], dtype=tf.float32) for index in self.weights]
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in weights], axis=0)
            scores = tf.stack([loss, val_loss, accuracy, val_accuracy, mean_penalty])
            score = watch.direction * tf.gather(scores, watch.column)
            better = tf.cast(tf.cast(score, tf.float64) + watch.min_delta, tf.float32) < best.score
            best = Best(tf.where(better, score, best.score), tf.where(better, flat, best.weights))
            best.weights.set_shape([None])
            values = ((number, scores), (place[0], flat), (place[1], seen))
            return number + 1, best, tuple(array.write(*value) for array, value in zip(told, values, strict=True))

        shapes = ((epochs, [5]), (sizes[0], [None]), (sizes[1], [self._view_rows, self._outputs]))
        told = tuple(tf.TensorArray(tf.float32, size=size, element_shape=shape) for size, shape in shapes)
        start = (tf.constant(0), best, told)
        _, best, told = tf.while_loop(lambda number, *_: number < epochs, epoch, start)
        return *(array.stack() for array in told), *best

    def _one_epoch(self, tables: tuple[tf.Tensor, tf.Tensor], strengths: tf.Tensor, handles: list[tf.Tensor]) -> list[tf.Tensor]:
        """Train on every batch in order; returns the means of loss, hits and penalty over the rows."""

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return self.trained[x.shape[0]](x, y, strengths, *handles)

        sums = added_up(step, len(self.summed), tables, min(self._batch_size, self._train))
        means = {kind: total / self._train for kind, total in zip(self.summed, sums, strict=True)}
        return [means.get(kind, tf.constant(0.0)) for kind in range(3)]

    def _validated(self, rows: Rows, strengths: tf.Tensor, handles: list[tf.Tensor]) -> list[tf.Tensor]:
        """Return validation loss and accuracy, added batch by batch as `fit` adds."""
        if not self._validation:
            return [tf.constant(0.0)] * 2

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return self.scored(x, y, strengths, *handles)

        part = slice(self._train, self._train + self._validation)
        sums = added_up(step, len(self.scored.outputs), (rows.x[part], rows.y[part]), VALIDATION_BATCH)
        return [*(total / self._validation for total in sums), tf.constant(0.0)][:2]

    def _evaluated(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor, handles: list[tf.Tensor]) -> tf.Tensor:
        """Return the mean loss of any number of rows."""

        def step(begin: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            end = begin + VALIDATION_BATCH
            loss, *_ = self.scored(x[begin:end], y[begin:end], strengths, *handles)
            return end, scalar(total + loss)

        rows = tf.shape(x)[0]
        _, total = tf.while_loop(lambda begin, _: begin < rows, step, (tf.constant(0), tf.constant(0.0)))
        return total / tf.cast(rows, tf.float32)

    def _seen(self, rows: Rows, wanted: tf.Tensor, handles: list[tf.Tensor]) -> tf.Tensor:
        """Return the predictions for the view; if it is not wanted, one of them, with zeros instead of the others."""
        count = tf.where(wanted, self._view_rows, 1)
        nothing = tf.zeros([1, self._outputs]), tf.zeros([2])
        (predictions,) = self.predicted(rows.view[:count], *nothing, *handles)
        filled = tf.pad(predictions, [[0, self._view_rows - count], [0, 0]])
        filled.set_shape([self._view_rows, self._outputs])
        return filled


def program_key(experiment: Experiment) -> Hashable:
    """Return what a program for many widths depends on: all that shapes the graph, but not the units of the layers."""
    data, network, training = experiment.data, experiment.network, experiment.training
    shapes = (data.task, data.info.rows, len(data.inputs), len(experiment.output_names), data.split_rows, view_shape(experiment))
    constants = (training.momentum, training.nesterov, training.weight_decay, training.clipnorm, penalty_uses(training), training.freezes)
    # A layer of one unit is broadcast where wider ones are not.
    hidden = tuple(replace(layer, units=min(layer.units, 2), initializer="zeros") for layer in network.hidden)
    layers = hidden, network.output, network.augmentation, layers_apart(experiment)
    return shapes, layers, training.optimizer, constants, training.loss, training.batch_size


def batch_specs(experiment: Experiment, rows: int | None) -> tuple[tf.TensorSpec, ...]:
    """Return shapes and types of what a step takes: inputs and targets of a batch, and the strengths of L1 and L2."""
    shapes = ([rows, len(experiment.data.inputs)], [rows, len(experiment.output_names)], [2])
    return tuple(tf.TensorSpec(shape, tf.float32) for shape in shapes)


def batch_sizes(experiment: Experiment) -> set[int]:
    """Return how many rows a batch can have: all but the last one as many as the experiment says."""
    train = experiment.data.split_rows[0]
    size = min(experiment.training.batch_size, train)
    return {size, train % size} - {0}


def layers_apart(experiment: Experiment) -> bool:
    """Return whether product, bias and activation of the layers can be done apart, for the same bits in less time."""
    activations = [*(layer.activation for layer in experiment.network.hidden), experiment.network.output]
    layers = [(*sizes, activation) for sizes, activation in zip(experiment.layer_sizes, activations, strict=True)]
    return all(splits_exactly(rows, *layer) for rows in batch_sizes(experiment) for layer in layers)


def trainer_key(experiment: Experiment) -> tuple[Hashable, Hashable]:
    """Return what a trainer depends on: `program_key` and the units."""
    return program_key(experiment), tuple(layer.units for layer in experiment.network.hidden)
