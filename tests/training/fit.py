"""The oracle: what plain Keras' `fit` gives for an experiment, written without the package's own training code."""

import warnings
from dataclasses import dataclass, field

import keras
import numpy as np
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


def by_fit(experiment: Experiment, table: Table | None = None) -> Fit:
    """Train by `fit`, an epoch a call, so that the row order can be given; keep losses and weights of every epoch.

    `fit` would begin its callbacks anew with every call, so early stopping is told the epochs from here.
    """
    training, rows = experiment.training, plain_rows(experiment, table)
    result = Fit(network(experiment))
    data_loss = keras.metrics.MeanMetricWrapper(LOSSES[training.loss], name="data_loss")
    result.model.compile(optimizer=optimizer(training), loss=training.loss, metrics=[data_loss, *accuracy(experiment)])
    stopping = early_stopping(training)
    stopping.set_model(result.model)
    stopping.on_train_begin()
    generator = np.random.default_rng(training.seed)
    for epoch in range(training.epochs):
        regularize(result.model, training, epoch)
        logs = one_epoch(result, training, rows, epoch, generator.permutation(len(rows.x)))
        if training.early_stopping:
            stopping.on_epoch_end(epoch, logs)
        if result.model.stop_training:
            result.stopped = True
            break
    stopping.on_train_end()
    result.best_epoch = stopping.best_epoch + 1 if training.early_stopping else 0
    result.evaluation = result.model.evaluate(rows.x_test, rows.y_test, batch_size=len(rows.x_test), verbose=0, return_dict=True)
    return result


def one_epoch(result: Fit, training: Training, rows: PlainRows, epoch: int, order: NDArray[np.int64]) -> dict[str, float]:
    """Train one epoch, numbered from 0, and note what it gave."""
    with warnings.catch_warnings():
        # Keras' scheduler reads the learning rate in a way that NumPy wants changed.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        history = result.model.fit(
            rows.x[order],
            rows.y[order],
            batch_size=training.batch_size,
            initial_epoch=epoch,
            epochs=epoch + 1,
            shuffle=False,
            verbose=0,
            validation_data=rows.validation,
            callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch, _: learning_rate(training, epoch))],
        ).history
    logs = {name: values[0] for name, values in history.items()}
    for name, value in (*logs.items(), ("penalty", logs["loss"] - logs["data_loss"])):
        result.history.setdefault(name, []).append(value)
    result.weights.append(result.model.get_weights())
    return logs


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


def latest(training: Training, name: str, epoch: int) -> float:
    """Return a setting as the changes up to an epoch, from 0, have left it."""
    values = [getattr(change, name) for change in training.changes if change.epoch <= epoch + 1]
    return next((float(value) for value in reversed(values) if value is not None), float(getattr(training, name)))
