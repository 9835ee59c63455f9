"""Fused epochs: a real Keras model and optimizer whose epochs run in one TensorFlow graph."""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Change, Experiment
from playground.training.model import of_all_weights
from playground.training.network import Rows, TrainedNetwork
from playground.training.parts import Part, traced
from playground.training.plan import Chunk, Plan, StepTrace
from playground.training.program import Best, batch_specs
from playground.training.programs import Programs
from playground.training.questions import FirstStep, Step
from playground.training.rewriting import unrewritten
from playground.training.steps import Steps
from playground.training.stopping import watch_of

# What the orders, weights and predictions of one call may take together.
MAX_CHUNK_BYTES = 64_000_000


class FusedEpochs(TrainedNetwork):
    """A network whose epochs run in one graph: what Keras' `fit` computes, without its cost per batch.

    One object serves every experiment that `trainer_key` holds equal: seeds, data, learning rate and strengths come with the run. It
    is not safe to train two runs with one object at the same time.
    """

    # How many epochs the first call of `run` should have, and how many any call may have. The first call of a program traces it.
    first_epochs, most_epochs = 1, 10_000

    def __init__(self, experiment: Experiment, programs: Programs | None = None) -> None:
        """Build the model and optimizer, and a program if none of the known ones fits."""
        super().__init__(experiment)
        self.program = (programs or Programs()).program(experiment, self)
        self._train, self._validation, _ = experiment.data.split_rows
        self._specs = batch_specs(experiment, None)
        self._steps = Steps(experiment, self)
        epoch_bytes = 4 * (self._train + self.parameters + self._view_shape.rows * len(experiment.output_names))
        self._size = min(experiment.training.batch_size, self._train)
        self.most_epochs = max(1, min(self.most_epochs, MAX_CHUNK_BYTES // epoch_bytes))

    def begin(self, experiment: Experiment, split: Split) -> None:
        """Go back to the start that the experiment's seed gives, with its rows."""
        super().begin(experiment, split)
        self._watch = watch_of(experiment)

    def run(self, plan: Plan) -> Chunk:
        """Edit what the plan edits, and train some epochs."""
        self._before = self.state()
        self.edit(plan.edits)
        best = Best(tf.constant(self._best_score), tf.constant(self._best_weights))
        results = self.program.run(plan, self._rows, best, self._watch, self.handles)
        scores, weights, seen, self._best_score, self._best_weights = (result.numpy() for result in results)
        # The last place is where epochs write that nobody asked for.
        shown = self._view_shape.shown
        parts = seen[:-1, :shown], seen[:-1, shown:]
        return Chunk(scores, weights[:-1], *parts, self._best_score, self._best_weights, self._is_finite())

    def evaluate(self, rows: slice, strengths: Floats) -> float:
        """Return the loss on some of the rows, with the penalty of these strengths, as Keras' `evaluate` does."""
        return float(self.program.evaluate(self._rows.x[rows], self._rows.y[rows], tf.constant(strengths), self.handles))

    def trace_steps(self, order: NDArray[np.int32], settings: Floats, edits: Change | None = None) -> StepTrace:
        """Train one epoch and tell what each of its steps did; the network is as it was before.

        Args:
            order: of the training rows, shape (training rows,).
            settings: learning rate and strengths, shape (3,).
            edits: what is set before the first step.
        """
        before = self.state()
        self.edit(edits)
        watched = traced(self._steps.watched, *self._specs)
        watched_epoch = tf.function(self._watched_epoch, autograph=False)
        with unrewritten():
            results = watched_epoch(watched, tf.constant(order), tf.constant(settings), self._rows)
        loss, norms, finite = (result.numpy() for result in results)
        self.restore(before)
        return StepTrace(tuple(weight.path.replace("/", " ") for weight in self.trainable), loss, norms, finite)

    def first_step(self, order: NDArray[np.int32], settings: Floats, edits: Change | None = None) -> FirstStep:
        """Take the first step of an epoch and tell what it did, with what is edited before it; the network is as it was before.

        Args:
            order: of the training rows, shape (training rows,).
            settings: learning rate and strengths, shape (3,).
            edits: what is set before the step.
        """
        before, weights, batch = self.state(), self.weights(), order[: self._size]
        self.edit(edits)
        self.optimizer.learning_rate.value.assign(settings[0])
        x, y = (tf.gather(table, batch) for table in (self._rows.x, self._rows.y))
        gradients = of_all_weights(self.model, self._steps.taken(x, y, tf.constant(settings[1:])))
        # Of a step that blows up, what comes out is no number.
        with np.errstate(over="ignore", invalid="ignore"):
            updates = tuple(after - start for after, start in zip(self.weights(), weights, strict=True))
        self.restore(before)
        return FirstStep(batch, gradients, updates)

    def steps_of(self, order: NDArray[np.int32], settings: Floats, edits: Change | None = None) -> tuple[int, Floats, Iterator[Step]]:
        """Begin an epoch; returns how many steps it has, the flat weights before them, and the steps, each taken when it is asked for.

        Args:
            order: of the training rows, shape (training rows,).
            settings: learning rate and strengths, shape (3,).
            edits: what is set before the first step.
        """
        self.edit(edits)
        self.optimizer.learning_rate.value.assign(settings[0])
        batches = [order[begin : begin + self._size] for begin in range(0, len(order), self._size)]
        before = self._flat()
        return len(batches), before, self._taken(batches, tf.constant(settings[1:]), before)

    def _taken(self, batches: Sequence[NDArray[np.int32]], strengths: tf.Tensor, before: Floats) -> Iterator[Step]:
        """Train on one batch after the other, with the very operations that an epoch has for it."""
        for rows in batches:
            x, y = (tf.gather(table, rows) for table in (self._rows.x, self._rows.y))
            loss = float(self.program.step(x, y, strengths, self.handles)) / len(rows)
            after = self._flat()
            yield Step(rows, loss, float(np.abs(after - before)[self._is_trained].mean(dtype=np.float64)), after)
            before = after

    def take_over(self, other: TrainedNetwork, experiment: Experiment, split: Split) -> None:
        """Go on where a trainer of the same network stands."""
        self.restore(other.state())
        self._hold(split)
        self._watch = watch_of(experiment)

    def undo(self) -> None:
        """Go back to the state before the last `run`, and before its edits."""
        self.restore(self._before)

    def _watched_epoch(self, part: Part, order: tf.Tensor, settings: tf.Tensor, rows: Rows) -> tuple[tf.Tensor, ...]:
        """Train one epoch; returns for each step the loss, and for each of the weights their gradient's norm and if they are finite."""
        count = -(-self._train // self._size)
        self.optimizer.learning_rate.value.assign(settings[0])

        def step(number: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            batch = order[number * self._size : (number + 1) * self._size]
            values = part(tf.gather(rows.x, batch), tf.gather(rows.y, batch), settings[1:], *part.captured)
            return number + 1, *(array.write(number, value) for array, value in zip(told, values, strict=True))

        told = (tf.TensorArray(kind, size=count) for kind in (tf.float32, tf.float32, tf.bool))
        _, *told = tf.while_loop(lambda number, *_: number < count, step, (tf.constant(0), *told))
        return tuple(array.stack() for array in told)
