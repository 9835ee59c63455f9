"""Compiled epochs: the fused loop as machine code (XLA), kept only where it gives every bit that the graph gives.

A compiler is free to add in another order, and does: on its own XLA's loss is off by 1e-7 at first, and after some thousand
steps across ReLU's kinks on another curve. So the order is spelled out here: matrix products as chains of multiply-adds in the
order of TensorFlow's kernels (which is looked up, by multiplying: see products.py), products that must not be fused with the sum
that follows, and the sums over rows outside of the compiled code. What activations, losses and machines may still do differently
is found out by `prepared`: it trains both ways and compares every bit. Where they differ, or where the network is not of the
supported kind, there is no compiled trainer, and runs stay with the graph: speed depends on the machine, results never.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment, Layer, Network, Training
from playground.training.additions import InexactError, bias_order, product_blocks
from playground.training.epochs import FusedEpochs
from playground.training.losses import build_loss
from playground.training.orders import epoch_orders
from playground.training.plan import Chunk, Plan
from playground.training.products import product, product_over_rows, sum_rows, summed_rows
from playground.training.program import VALIDATION_BATCH
from playground.training.programs import Programs

# Chains of multiply-adds are as long as the layers are wide, and take as long to compile.
MAX_UNITS, MAX_LAYERS, MAX_BATCH = 64, 4, 64
# Of all products of a step; the lecture's network has 276, and takes 1.6 s of a core.
MAX_TERMS = 500
# So that the room that compiled code returns stays small, and all rows are shown.
MAX_ROWS = 2_000
# Settings that say when training goes on and with which learning rate.
STEERING = (
    *("schedule", "schedule_factor", "schedule_epochs", "changes"),
    *("early_stopping", "monitor", "patience", "min_delta", "restore_best_weights"),
)
# Compiled code has fixed shapes, so every call returns room for as many epochs; 25 ms of the lecture's job.
CAPACITY = 128
VERIFIED_EPOCHS = 40


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
    """Return whether a network is made only of what can be exact: no exponentials, no random numbers, no wide layers."""
    data, hidden, training = experiment.data, experiment.network.hidden, experiment.training
    small = len(hidden) <= MAX_LAYERS and training.batch_size <= MAX_BATCH and data.info.rows <= MAX_ROWS
    exact = all(layer.activation in ("relu", "linear") and layer.units <= MAX_UNITS for layer in hidden)
    return small and exact and not data.axes and _terms(experiment) <= MAX_TERMS and _is_plain(experiment)


def _terms(experiment: Experiment) -> int:
    """Return how many terms the products of a step have: those of the way forward, of the way back, and of the kernels' gradients."""
    return sum(inputs + units + experiment.training.batch_size for inputs, units in experiment.layer_sizes)


def _is_plain(experiment: Experiment) -> bool:
    """Return whether all that shapes the graph is as by default, but for what is known to be exact: so new settings are refused."""
    network, training = experiment.network, experiment.training
    hidden = tuple(Layer(layer.units, layer.activation, initializer=layer.initializer) for layer in network.hidden)
    layers = Network(hidden, "linear", network.output_initializer)
    # Schedules, changes of the learning rate and early stopping are no part of the graph.
    known = ("learning_rate", "momentum", "nesterov", "batch_size", "epochs", "seed", *STEERING)
    plain = Training(**{name: getattr(training, name) for name in known})
    changes = all(change.l1 is None and change.l2 is None and not change.frozen for change in training.changes)
    return network == layers and training == plain and changes


class CompiledEpochs(FusedEpochs):
    """A trainer whose `run` is machine code; its graph remains, for epochs in which numbers overflow."""

    first_epochs, most_epochs = 16, CAPACITY

    def __init__(self, experiment: Experiment, programs: Programs | None = None) -> None:
        """Build model and optimizer; the first `run` compiles."""
        super().__init__(experiment, programs)
        self._momentum, self._nesterov = experiment.training.momentum, experiment.training.nesterov
        self._row_loss = build_loss(experiment.training, "none")
        # For all the compiler knows it may change: see `product`.
        self._zero = tf.Variable(0.0, trainable=False)
        shapes = ([experiment.data.info.rows, columns] for columns in (len(experiment.data.inputs), len(experiment.output_names)))
        self._tables = tuple(tf.TensorSpec(shape, tf.float32) for shape in shapes)

    @cached_property
    def _compiled(self) -> Callable[..., tuple[tf.Tensor, ...]]:
        plan = tf.TensorSpec([CAPACITY, self._train], tf.int32), tf.TensorSpec([CAPACITY], tf.float32)
        function = tf.function(self._compiled_epochs, autograph=False, jit_compile=True)
        return function.get_concrete_function(tf.TensorSpec([], tf.int32), plan, self._tables)  # type: ignore[no-any-return]

    @cached_property
    def _traced_predict(self) -> Callable[[tf.Tensor], tf.Tensor]:
        return tf.function(self._traced_prediction, autograph=False).get_concrete_function(self._tables[0])  # type: ignore[no-any-return]

    def equals_graph(self, experiment: Experiment, split: Split) -> bool:
        """Train some epochs both ways from the experiment's start and return whether every bit is the same."""
        epochs = VERIFIED_EPOCHS
        orders = epoch_orders(experiment, self._train)
        settings = np.tile(np.array([experiment.training.learning_rate, 0.0, 0.0], np.float32), (epochs, 1))
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
        room, rates = np.zeros((CAPACITY, self._train), np.int32), np.zeros(CAPACITY, np.float32)
        room[:count], rates[:count] = plan.orders, plan.settings[:, 0]
        results = self._compiled(tf.constant(count), (tf.constant(room), tf.constant(rates)), (self._rows.x, self._rows.y))
        seen, validated, weights, predictions = (result.numpy()[:count] for result in results)
        nothing = np.zeros(count, np.float32)
        # A run that diverges overflows here first, and is trained again by the graph.
        with np.errstate(over="ignore", invalid="ignore"):
            y = self._rows.y.numpy()
            loss = _mean_loss(y[plan.orders], seen, self._size)
            val_loss = _mean_loss(y[self._validation_rows], validated, VALIDATION_BATCH) if self._validation else nothing
        scores = np.stack([loss, val_loss, nothing, nothing, nothing], axis=1)
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

    @property
    def _validation_rows(self) -> slice:
        return slice(self._train, self._train + self._validation)

    @cached_property
    def _layers(self) -> list[keras.layers.Dense]:
        return [layer for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]

    # From here on: what is compiled.

    def _compiled_epochs(
        self, count: tf.Tensor, plan: tuple[tf.Tensor, tf.Tensor], rows: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, ...]:
        """Loop over epochs; returns for each the predictions of its steps and of its validation, weights, and predictions for all rows."""
        (orders, rates), (x, y) = plan, rows
        validating = tuple(table[self._validation_rows] for table in rows)

        def epoch(number: tf.Tensor, *told: tf.TensorArray) -> tuple[object, ...]:
            order = orders[number]
            self.optimizer.learning_rate.value.assign(rates[number])
            seen = _by_batches(self._compiled_step, (tf.gather(x, order), tf.gather(y, order)), self._size)
            validated = _by_batches(lambda x, _: self._compiled_forward(x), validating, VALIDATION_BATCH)
            flat = tf.concat([tf.reshape(weight, [-1]) for weight in self._weights], axis=0)
            values = seen, validated, flat, self._compiled_forward(x)
            return number + 1, *(array.write(number, value) for array, value in zip(told, values, strict=True))

        shapes = ([self._train, y.shape[1]], [self._validation, y.shape[1]], [self.parameters], y.shape)
        told = (tf.TensorArray(tf.float32, size=CAPACITY, element_shape=shape) for shape in shapes)
        _, *told = tf.while_loop(lambda number, *_: number < count, epoch, (tf.constant(0), *told))
        return tuple(array.stack() for array in told)

    def _compiled_step(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            predictions = self._with_rounded_gradient(self._compiled_forward(x))
            losses = self._row_loss(y, predictions)
        self._compiled_update(tape.gradient(losses, self._weights, output_gradients=shares(x.shape[0])))
        return predictions

    def _compiled_forward(self, x: tf.Tensor) -> tf.Tensor:
        for layer in self._layers:
            x = layer.activation(self._add_bias(self._multiply(x, tf.convert_to_tensor(layer.kernel)), tf.convert_to_tensor(layer.bias)))
        return x

    def _multiply(self, x: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        """Return x @ kernel, with gradients that add in the order of TensorFlow's as well."""
        (rows, inputs), units = x.shape, kernel.shape[1]
        zero = tf.convert_to_tensor(self._zero)

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def multiply(x: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
            def gradient(g: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
                of_inputs = product(g, tf.transpose(kernel), product_blocks(rows, units, inputs, turned=(False, True)), zero)
                return of_inputs, product_over_rows(x, g, product_blocks(inputs, rows, units, turned=(True, False)), zero)

            return product(x, kernel, product_blocks(rows, inputs, units), zero), gradient

        return multiply(x, kernel)

    def _add_bias(self, sums: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
        """Return sums + bias, with the bias' gradient added in the order of TensorFlow's."""

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def add(sums: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
            return sums + bias, lambda g: (g, summed_rows(g, bias_order(*g.shape)))

        return add(sums, bias)

    def _with_rounded_gradient(self, predictions: tf.Tensor) -> tf.Tensor:
        """Return the predictions; their gradient is a product, and the bias's a sum over rows of it, not to be fused into one."""
        zero = tf.convert_to_tensor(self._zero)

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def same(values: tf.Tensor) -> tuple[tf.Tensor, object]:
            return tf.identity(values), lambda gradient: gradient + zero

        return same(predictions)

    def _compiled_update(self, gradients: list[tf.Tensor]) -> None:
        """Do Keras' SGD step: v ← momentum · v − rate · g and w ← w + v, or w ← w − rate · g, each product rounded."""
        rate, zero = tf.convert_to_tensor(self.optimizer.learning_rate), tf.convert_to_tensor(self._zero)
        for index, (gradient, weight) in enumerate(zip(gradients, self._weights, strict=True)):
            move = gradient * rate + zero
            if not self._momentum:
                weight.value.assign_sub(move)
                continue
            velocity = self.optimizer.momentums[index].value
            velocity.assign(velocity * self._momentum + zero - move)
            weight.value.assign_add(velocity * self._momentum + zero - move if self._nesterov else velocity)
        self.optimizer.iterations.value.assign_add(1)


def _mean_loss(y: Floats, predictions: Floats, size: int) -> Floats:
    """Return the mean loss of each epoch from targets and predictions of its rows, shape (epochs, rows, outputs), in batches of a size."""
    losses: Floats = np.mean(np.square(y - predictions), axis=-1)
    total = np.zeros(len(losses), np.float32)
    for begin in range(0, losses.shape[1], size):
        batch = losses[:, begin : begin + size]
        total += sum_rows(batch) / np.float32(batch.shape[1]) * np.float32(batch.shape[1])
    return total / np.float32(losses.shape[1])


def _by_batches(work: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], tables: tuple[tf.Tensor, ...], size: int) -> tf.Tensor:
    """Do some work on one batch of rows after the other, the last one with what is left; returns its results one below the other."""
    count, rest = divmod(tables[0].shape[0], size)
    outputs = tables[1].shape[1]
    batches = [tf.reshape(table[: count * size], (count, size, table.shape[1])) for table in tables]

    def step(number: tf.Tensor, done: tf.TensorArray) -> tuple[object, ...]:
        return number + 1, done.write(number, work(*(tf.gather(table, number) for table in batches)))

    results = [tf.zeros([0, outputs])]
    if count:
        done = tf.TensorArray(tf.float32, size=count, element_shape=[size, outputs])
        _, done = tf.while_loop(lambda number, _: number < count, step, (tf.constant(0), done))
        results.append(tf.reshape(done.stack(), (count * size, outputs)))
    if rest:
        results.append(work(*(table[-rest:] for table in tables)))
    return tf.concat(results, axis=0)


def shares(rows: int) -> tf.Tensor:
    """Return what each row's loss counts in their mean: its gradient."""
    return tf.constant(np.full(rows, np.float32(1) / np.float32(rows)))
