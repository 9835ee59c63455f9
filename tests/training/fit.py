"""The oracle: what plain Keras' `fit` gives for an experiment, written without the package's own training code."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.tables import Table
from playground.experiment import Experiment, Training
from tests.training.plain import network, optimizer
from tests.training.plain_rows import PlainRows, plain_rows

LOSSES = {
    "mse": keras.losses.mean_squared_error,
    "mae": keras.losses.mean_absolute_error,
    "huber": keras.losses.huber,
    "categorical_crossentropy": keras.losses.categorical_crossentropy,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "hinge": keras.losses.hinge,
}

# From here on, `fit` is given whole epochs at a time.
MANY_STEPS = 1_000


@dataclass
class Fit:
    """What `fit` left.

    Attributes:
        model: with the weights after the last epoch, or those that early stopping went back to.
        history: Keras' names, and `penalty`, the part of the loss that is not the data's.
        weights: of every epoch.
        evaluation: Keras' names -> scores of the test rows.
        stopped: whether early stopping ended it.
        best_epoch: early stopping's, from 1; 0 without.
    """

    model: keras.Model
    history: dict[str, list[float]] = field(default_factory=dict)
    weights: list[list[NDArray[np.float32]]] = field(default_factory=list)
    evaluation: dict[str, float] = field(default_factory=dict)
    stopped: bool = False
    best_epoch: int = 0


class Recorder(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Gives the layers the strengths and the edited weights of each epoch before it, and keeps the weights after it."""

    def __init__(self, training: Training) -> None:
        """Begin before the first epoch."""
        super().__init__()
        self._training = training
        # Of each frozen neuron: its layer, its place there, and what its weights and bias are.
        self._frozen: list[tuple[keras.layers.Dense, int, list[NDArray[np.float32]]]] = []
        self.weights: list[list[NDArray[np.float32]]] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Change the strengths and the weights, where the experiment does."""
        regularize(self.model, self._training, epoch)
        edit(self.model, self._training, epoch)
        changed = [change for change in self._training.changes if change.epoch == epoch + 1]
        dense = [layer for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]
        neurons = [(dense[one.layer - 1], one.unit - 1) for change in changed for one in change.frozen]
        places = [*((layer, unit) for layer, unit, _ in self._frozen), *neurons]
        self._frozen = [(layer, unit, [array[..., unit].copy() for array in layer.get_weights()]) for layer, unit in places]

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Put back what is frozen, by hand: Keras' constraints, which the package uses, take no part here."""
        for layer, unit, values in self._frozen:
            arrays = layer.get_weights()
            for array, value in zip(arrays, values, strict=True):
                array[..., unit] = value
            layer.set_weights(arrays)

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Keep the weights."""
        self.weights.append(self.model.get_weights())


def by_fit(experiment: Experiment, table: Table | None = None) -> Fit:
    """Train by one call of `fit`, with the rows in the order that the seed gives; keep losses and weights of every epoch."""
    training, rows = experiment.training, plain_rows(experiment, table)
    model = network(experiment)
    data_loss = keras.metrics.MeanMetricWrapper(LOSSES[training.loss], name="data_loss")
    steps = -(-len(rows.x) // training.batch_size)
    model.compile(
        optimizer=optimizer(training),
        loss=training.loss,
        metrics=[data_loss, *accuracy(experiment)],
        # The same steps, an epoch at a time: fewer calls from Python, but a loop that takes longer to trace.
        steps_per_execution=steps if steps * training.epochs >= MANY_STEPS and not training.freezes else 1,
    )
    recorder, stopping = Recorder(training), early_stopping(training)
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch, _: learning_rate(training, epoch))
    with warnings.catch_warnings():
        # Keras' scheduler reads the learning rate in a way that NumPy wants changed.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        history = model.fit(
            batches(rows, training),
            steps_per_epoch=steps,
            epochs=training.epochs,
            shuffle=False,
            verbose=0,
            validation_data=None if rows.validation is None else in_order(*rows.validation),
            callbacks=[schedule, recorder, *([stopping] if training.early_stopping else [])],
        ).history
    with np.errstate(invalid="ignore"):  # after it has diverged
        history["penalty"] = np.subtract(history["loss"], history["data_loss"]).tolist()
    evaluation = model.evaluate(rows.x_test, rows.y_test, batch_size=len(rows.x_test), verbose=0, return_dict=True)
    best = stopping.best_epoch + 1 if training.early_stopping else 0
    return Fit(model, history, recorder.weights, evaluation, stopping.stopped_epoch > 0, best)


def batches(rows: PlainRows, training: Training) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield the batches of one epoch after the other, each with its rows in an order of its own."""
    generator = np.random.default_rng(training.seed)
    while True:
        order = generator.permutation(len(rows.x))
        for begin in range(0, len(rows.x), training.batch_size):
            batch = order[begin : begin + training.batch_size]
            yield rows.x[batch], rows.y[batch]


def in_order(x: NDArray[np.float32], y: NDArray[np.float32]) -> tf.data.Dataset:
    """Return the batches that `fit` makes of validation rows, without the threads and plans that cost more than a few rows do."""
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.apply_default_optimizations = False
    options.threading.private_threadpool_size = 1
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(32).with_options(options)


def accuracy(experiment: Experiment) -> list[object]:
    """Return the metrics of a classification; hinge has its border at 0, and not at ½ as Keras' own choice would."""
    if experiment.training.loss == "hinge":
        return [keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)]
    return ["accuracy"] if experiment.data.task == "classification" else []


def early_stopping(training: Training) -> keras.callbacks.EarlyStopping:
    """Return the callback; without early stopping it is told nothing."""
    return keras.callbacks.EarlyStopping(
        monitor=training.monitor,
        mode="max" if training.monitor.endswith("accuracy") else "min",
        min_delta=training.min_delta,
        patience=training.patience,
        restore_best_weights=training.early_stopping and training.restore_best_weights,
    )


def learning_rate(training: Training, epoch: int) -> float:
    """Return the learning rate of an epoch, from 0."""
    factor, period = training.schedule_factor, training.schedule_epochs
    scale = {
        "constant": 1.0,
        "exponential": np.power(factor, epoch / period),
        "step": np.power(factor, np.floor(epoch / period)),
        "cosine": 0.5 + 0.5 * np.cos(np.pi * epoch / training.epochs),
        "warm_up": np.minimum(1.0, (epoch + 1) / period),
    }
    return float(latest(training, "learning_rate", epoch) * scale[training.schedule])


def regularize(model: keras.Model, training: Training, epoch: int) -> None:
    """Give the layers their strengths; what Keras has traced would go on with the old ones."""
    changed = False
    for layer in model.layers:
        regularizer = getattr(layer, "kernel_regularizer", None)
        for name in ("l1", "l2") if regularizer else ():
            strength = latest(training, name, epoch)
            changed |= getattr(regularizer, name) != strength
            setattr(regularizer, name, strength)
    if changed:
        model.make_train_function(force=True)
        model.make_test_function(force=True)


def edit(model: keras.Model, training: Training, epoch: int) -> None:
    """Assign the weights that are edited at the beginning of an epoch, from 0; what leaves a silenced neuron first."""
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    for change in training.changes:
        if change.epoch != epoch + 1:
            continue
        for neuron in change.silenced:
            behind = dense[neuron.layer]
            others = np.arange(behind.kernel.shape[0]) != neuron.unit - 1
            behind.kernel.assign(keras.ops.where(others[:, None], behind.kernel, 0.0))
        for one in change.weights:
            layer = dense[one.layer - 1]
            # As rows of one matrix: the bias is the first.
            rows = np.concatenate([layer.bias.numpy()[None], layer.kernel.numpy()])
            rows[one.source, one.unit - 1] = one.value
            layer.bias.assign(rows[0])
            layer.kernel.assign(rows[1:])


def latest(training: Training, name: str, epoch: int) -> float:
    """Return a setting as the changes up to an epoch, from 0, have left it."""
    values = [getattr(change, name) for change in training.changes if change.epoch <= epoch + 1]
    return next((float(value) for value in reversed(values) if value is not None), float(getattr(training, name)))
