"""Compiled epochs: the fused loop as machine code (XLA), kept only where it gives every bit that the graph gives.

A compiler is free to add in another order, and does: on its own XLA's loss is off by 1e-7 at first, and after some thousand
steps across ReLU's kinks on another curve. So the very operations of the graph's steps are spelled out for it (see spelling.py):
what Grappler made of Keras' optimizer is done as it stands. What machines may still do differently is found out by `prepared`: it
trains both ways and compares every bit. Where they differ, or where an operation has no spelling, there is no compiled trainer, and
runs stay with the graph: speed depends on the machine, results never.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cached_property

import numpy as np
import tensorflow as tf

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment, Layer, Network, Training
from playground.training.additions import InexactError
from playground.training.batches import added_up
from playground.training.epochs import FusedEpochs
from playground.training.orders import epoch_orders
from playground.training.plan import Chunk, Plan
from playground.training.powers import Powers
from playground.training.program import VALIDATION_BATCH
from playground.training.programs import Programs
from playground.training.spelling import Spelling, bases

# Chains of multiply-adds are as long as the layers are wide, and take as long to compile.
MAX_UNITS, MAX_LAYERS, MAX_BATCH = 64, 4, 64
# Of all products of a step; the lecture's network has 276, and takes 1.6 s of a core.
MAX_TERMS = 500
# So that the room that compiled code returns stays small, and all rows are shown.
MAX_ROWS = 2_000
EXACT_ACTIVATIONS = ("relu", "linear")
EXACT_OPTIMIZERS = ("sgd", "adam", "adamw", "nadam")
EXACT_LOSSES = ("mse", "mae", "huber")
# Settings that may have any value.
KNOWN = (
    *("optimizer", "learning_rate", "momentum", "nesterov", "weight_decay", "clipnorm"),
    *("l1", "l2", "loss", "batch_size", "epochs", "seed"),
)
# Settings that say when training goes on and with which learning rate.
STEERING = (
    *("schedule", "schedule_factor", "schedule_epochs", "changes"),
    *("early_stopping", "monitor", "patience", "min_delta", "restore_best_weights"),
)
# Compiled code has fixed shapes, so every call returns room for as many epochs; 25 ms of the lecture's job.
CAPACITY = 128
VERIFIED_EPOCHS = 40
LEAST_STRENGTH = 1e-3


def prepared(experiment: Experiment, split: Split, programs: Programs | None = None) -> "CompiledEpochs | None":
    """Compile a trainer for an experiment and those like it; None if it is not supported or not equal to the graph's last bit."""
    if not is_supported(experiment):
        return None
    trainer = CompiledEpochs(experiment, programs)
    try:
        return trainer if trainer.equals_graph(experiment, split) else None
    except (InexactError, tf.errors.OpError):
        return None


def is_supported(experiment: Experiment) -> bool:
    """Return whether an experiment is made only of what can be exact: no exponentials, no random numbers, no wide layers."""
    data, hidden, training = experiment.data, experiment.network.hidden, experiment.training
    small = len(hidden) <= MAX_LAYERS and training.batch_size <= MAX_BATCH and data.info.rows <= MAX_ROWS
    exact = all(layer.activation in EXACT_ACTIVATIONS and layer.units <= MAX_UNITS for layer in hidden)
    return small and exact and not data.axes and _terms(experiment) <= MAX_TERMS and _is_plain(experiment)


def _terms(experiment: Experiment) -> int:
    """Return how many terms the products of a step have: those of the way forward, of the way back, and of the kernels' gradients."""
    return sum(inputs + units + experiment.training.batch_size for inputs, units in experiment.layer_sizes)


def _is_plain(experiment: Experiment) -> bool:
    """Return whether all that shapes the graph is as by default, but for what is known to be exact: so new settings are refused."""
    network, training = experiment.network, experiment.training
    hidden = tuple(Layer(layer.units, layer.activation, initializer=layer.initializer) for layer in network.hidden)
    layers = Network(hidden, "linear", network.output_initializer)
    plain = Training(**{name: getattr(training, name) for name in (*KNOWN, *STEERING)})
    exact = training.optimizer in EXACT_OPTIMIZERS and training.loss in EXACT_LOSSES
    return network == layers and training == plain and exact and not training.freezes


class CompiledEpochs(FusedEpochs):
    """A trainer whose `run` is machine code; its graph remains, for epochs in which numbers overflow."""

    first_epochs, most_epochs = 16, CAPACITY

    def __init__(self, experiment: Experiment, programs: Programs | None = None) -> None:
        """Build model and optimizer; the first `run` compiles."""
        super().__init__(experiment, programs)
        # For all the compiler knows it may change: see `Spelling`.
        self._zero = tf.Variable(0.0, trainable=False)
        self._steps_an_epoch = -(-self._train // self._size)
        self._powers = Powers({base for part in self.program.trained.values() for base in bases(part)})
        shapes = ([experiment.data.info.rows, columns] for columns in (len(experiment.data.inputs), len(experiment.output_names)))
        self._tables = tuple(tf.TensorSpec(shape, tf.float32) for shape in shapes)

    @cached_property
    def _compiled(self) -> Callable[..., tuple[tf.Tensor, ...]]:
        plan = tf.TensorSpec([CAPACITY, self._train], tf.int32), tf.TensorSpec([CAPACITY, 3], tf.float32)
        number = tf.TensorSpec([], tf.int32)
        function = tf.function(self._compiled_epochs, autograph=False, jit_compile=True)
        return function.get_concrete_function(number, plan, self._tables, self._powers.spec(self._room), number)  # type: ignore[no-any-return]

    @property
    def _room(self) -> int:
        """How many powers a call may need: one ahead of the last step, for Nadam."""
        return CAPACITY * self._steps_an_epoch + 1

    @cached_property
    def _traced_predict(self) -> Callable[[tf.Tensor], tf.Tensor]:
        return tf.function(self._traced_prediction, autograph=False).get_concrete_function(self._tables[0])  # type: ignore[no-any-return]

    def equals_graph(self, experiment: Experiment, split: Split) -> bool:
        """Train some epochs both ways from the experiment's start and return whether every bit is the same."""
        epochs = VERIFIED_EPOCHS
        orders = epoch_orders(experiment, self._train)
        settings = np.tile(np.array(_verified_settings(experiment.training), np.float32), (epochs, 1))
        every = np.ones(epochs, np.bool_)
        plan = Plan(np.stack([next(orders) for _ in range(epochs)]), settings, every, every)
        chunks = []
        for run in (super().run, self._run_compiled):
            self.begin(experiment, split)
            chunks.append((run(plan), self.state()))
        (by_graph, state), (compiled, other) = chunks
        self.predict()
        same = all(np.array_equal(getattr(by_graph, field.name), getattr(compiled, field.name)) for field in fields(Chunk))
        return same and all(map(np.array_equal, state.arrays, other.arrays))

    def predict(self) -> tuple[Floats, Floats | None]:
        """Return the predictions for the shown rows, shape (rows, outputs); there is no grid."""
        predictions: Floats = self._traced_predict(self._rows.x).numpy()
        return predictions, None

    def _traced_prediction(self, x: tf.Tensor) -> tf.Tensor:
        return self.model(x, training=False)

    def run(self, plan: Plan) -> Chunk:
        """Edit what the plan edits, and train up to `most_epochs` epochs."""
        self._before = self.state()
        self.edit(plan.edits)
        chunk = self._run_compiled(plan)
        if np.isfinite(chunk.scores).all() and np.isfinite(chunk.predictions).all() and chunk.finite:
            return chunk
        # Equal bits are promised for numbers only: what a kernel makes of infinity and NaN is its own affair.
        self.undo()
        return super().run(plan)

    def _run_compiled(self, plan: Plan) -> Chunk:
        count = len(plan.orders)
        room, settings = np.zeros((CAPACITY, self._train), np.int32), np.zeros((CAPACITY, 3), np.float32)
        room[:count], settings[:count] = plan.orders, plan.settings
        first = int(self.optimizer.iterations.numpy()) + 1
        powers = self._powers.table(first, count * self._steps_an_epoch + 1, self._room)
        tables = self._rows.x, self._rows.y
        results = self._compiled(tf.constant(count), (tf.constant(room), tf.constant(settings)), tables, powers, tf.constant(first))
        scores, weights, predictions = (result.numpy()[:count] for result in results)
        self._keep_best(scores[:, self._watch.column], weights)
        shown, finite = predictions[plan.shown], bool(np.isfinite(weights[-1]).all())
        return Chunk(scores, weights[plan.kept], shown, shown[:, :0], self._best_score, self._best_weights, finite)

    def _keep_best(self, watched: Floats, weights: Floats) -> None:
        best = None
        for number, score in enumerate(watched):
            if self._watch.improves(float(score), float(self._best_score)):
                best, self._best_score = number, score.reshape(())
        if best is not None:
            self._best_weights = weights[best].copy()

    # From here on: what is compiled.

    def _compiled_epochs(
        self,
        count: tf.Tensor,
        plan: tuple[tf.Tensor, tf.Tensor],
        rows: tuple[tf.Tensor, tf.Tensor],
        powers: dict[float, tf.Tensor],
        first: tf.Tensor,
    ) -> tuple[tf.Tensor, ...]:
        """Loop over epochs; returns for each the scores, the weights and the predictions for all rows."""
        (orders, settings), (x, y) = plan, rows

        def epoch(number: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            spelling = Spelling(tf.convert_to_tensor(self._zero), powers, first)
            order, setting = orders[number], settings[number]
            # In two steps: what XLA takes from a row whose number it does not know has to be the whole row.
            strengths = setting[1:]
            self.optimizer.learning_rate.value.assign(setting[0])
            scores = self._compiled_epoch(spelling, (tf.gather(x, order), tf.gather(y, order)), strengths)
            scores[1] = self._compiled_validation(spelling, rows, strengths)
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in self._weights], axis=0)
            (predictions,) = spelling.put(self.program.predicted, x, y, strengths, *self.handles)
            values = tf.stack(scores), flat, predictions
            return number + 1, *(array.write(number, value) for array, value in zip(told, values, strict=True))

        shapes = ([5], [self.parameters], y.shape)
        told = (tf.TensorArray(tf.float32, size=CAPACITY, element_shape=shape) for shape in shapes)
        _, *told = tf.while_loop(lambda number, *_: number < count, epoch, (tf.constant(0), *told))
        return tuple(array.stack() for array in told)

    def _compiled_epoch(self, spelling: Spelling, tables: tuple[tf.Tensor, tf.Tensor], strengths: tf.Tensor) -> list[tf.Tensor]:
        """Train on every batch in order; returns the scores, of which validation's are still to be found."""
        summed = self.program.summed

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return spelling.put(self.program.trained[x.shape[0]], x, y, strengths, *self.handles)

        sums = added_up(step, len(summed), tables, self._size, most_steps=1)
        means = {kind: total / (self._train + spelling.zero) for kind, total in zip(summed, sums, strict=True)}
        loss, hits, penalty = (means.get(kind, tf.constant(0.0)) for kind in range(3))
        return [loss, tf.constant(0.0), hits, tf.constant(0.0), penalty]

    def _compiled_validation(self, spelling: Spelling, rows: tuple[tf.Tensor, tf.Tensor], strengths: tf.Tensor) -> tf.Tensor:
        """Return the validation loss."""
        if not self._validation:
            return tf.constant(0.0)

        def step(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            return spelling.put(self.program.scored, x, y, strengths, *self.handles)

        x, y = (table[self._train : self._train + self._validation] for table in rows)
        (total,) = added_up(step, 1, (x, y), VALIDATION_BATCH, most_steps=1)
        return total / (self._validation + spelling.zero)


def _verified_settings(training: Training) -> tuple[float, float, float]:
    """Return learning rate and strengths to compare with; strengths that only begin later count from the start."""
    return training.learning_rate, training.l1 or LEAST_STRENGTH, training.l2 or LEAST_STRENGTH
