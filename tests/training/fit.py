"""The oracle: what plain Keras' `fit` gives for an experiment, written without the package's own training code."""

from dataclasses import dataclass, field

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

from playground.experiment import Experiment

LOSSES = {"mse": "mse", "categorical_crossentropy": "categorical_crossentropy"}


@dataclass
class Fit:
    """What `fit` left."""

    model: keras.Model
    history: dict[str, list[float]] = field(default_factory=dict)
    weights: list[list[NDArray[np.float32]]] = field(default_factory=list)
    evaluation: dict[str, float] = field(default_factory=dict)


def by_fit(experiment: Experiment) -> Fit:
    """Train by `fit`, an epoch a call, so that the row order can be given; keep losses and weights of every epoch."""
    data, training = experiment.data, experiment.training
    x, y = columns(experiment)
    x, x_test, y, y_test = train_test_split(x, y, test_size=data.test_size, random_state=data.seed)
    train = int(np.floor(len(x) * (1.0 - data.validation_split)))
    validation = (x[train:], y[train:]) if train < len(x) else None
    result = Fit(network(experiment))
    metrics = ["accuracy"] if data.task == "classification" else []
    result.model.compile(optimizer=optimizer(experiment), loss=LOSSES[training.loss], metrics=metrics)
    generator = np.random.default_rng(training.seed)
    for _ in range(training.epochs):
        order = generator.permutation(train)
        history = result.model.fit(
            x[order], y[order], batch_size=training.batch_size, shuffle=False, verbose=0, validation_data=validation
        ).history
        for name, values in history.items():
            result.history.setdefault(name, []).extend(values)
        result.weights.append(result.model.get_weights())
    result.evaluation = result.model.evaluate(x_test, y_test, batch_size=len(x_test), verbose=0, return_dict=True)
    return result


def columns(experiment: Experiment) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return inputs and targets of Iris in file order."""
    bunch = load_iris()
    table = bunch.data.astype("float32")
    x = table[:, [bunch.feature_names.index(name) for name in experiment.data.inputs]]
    if experiment.data.targets == ("species",):
        return x, keras.utils.to_categorical(bunch.target).astype("float32")
    return x, table[:, [bunch.feature_names.index(name) for name in experiment.data.targets]]


def network(experiment: Experiment) -> keras.Model:
    """Return the network in plain Keras, each layer seeded by 1000 × seed + its number."""
    seed = 1000 * experiment.training.seed
    inputs = h = keras.Input((len(experiment.data.inputs),))
    number = 0
    for number, layer in enumerate(experiment.network.hidden, start=1):
        initializer = keras.initializers.GlorotUniform(seed=seed + number)
        h = keras.layers.Dense(layer.units, layer.activation, kernel_initializer=initializer)(h)
        if layer.dropout > 0:
            h = keras.layers.Dropout(layer.dropout, seed=seed + number)(h)
    initializer = keras.initializers.GlorotUniform(seed=seed + number + 1)
    units = len(experiment.output_names)
    return keras.Model(inputs, keras.layers.Dense(units, experiment.network.output, kernel_initializer=initializer)(h))


def optimizer(experiment: Experiment) -> keras.Optimizer:
    """Return the optimizer in plain Keras."""
    training = experiment.training
    if training.optimizer == "adam":
        return keras.optimizers.Adam(learning_rate=training.learning_rate)
    return keras.optimizers.SGD(learning_rate=training.learning_rate, momentum=training.momentum)
