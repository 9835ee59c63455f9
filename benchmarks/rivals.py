"""The lecture's job by others: plain Keras, and scikit-learn. Nothing of the package's own training code."""

import warnings

import keras
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from playground.data.split import Split
from playground.experiment import Experiment


def compiled_model(experiment: Experiment, steps_per_execution: int = 1) -> keras.Model:
    """Return the network as a user of Keras would write and compile it."""
    inputs = h = keras.Input((len(experiment.data.inputs),))
    for layer in experiment.network.hidden:
        h = keras.layers.Dense(layer.units, layer.activation)(h)
    outputs = keras.layers.Dense(len(experiment.data.targets), experiment.network.output)(h)
    model = keras.Model(inputs, outputs)
    optimizer = keras.optimizers.SGD(experiment.training.learning_rate)
    model.compile(optimizer=optimizer, loss=experiment.training.loss, steps_per_execution=steps_per_execution)
    return model


def fit(model: keras.Model, experiment: Experiment, rows: Split) -> None:
    """Call `fit` once for all epochs."""
    train, validation = rows.train_rows, rows.validation_rows
    model.fit(
        rows.x[train],
        rows.y[train],
        batch_size=experiment.training.batch_size,
        epochs=experiment.training.epochs,
        validation_data=(rows.x[validation], rows.y[validation]),
        verbose=0,
    )


def fit_scikit_learn(experiment: Experiment, rows: Split) -> None:
    """Train scikit-learn's own network for all epochs, however little the loss falls; it does not look at the validation rows."""
    training = experiment.training
    model = MLPRegressor(
        hidden_layer_sizes=[layer.units for layer in experiment.network.hidden],
        activation="relu",
        solver="sgd",
        alpha=0.0,
        batch_size=training.batch_size,
        learning_rate_init=training.learning_rate,
        max_iter=training.epochs,
        tol=0.0,
        n_iter_no_change=training.epochs,
        momentum=0.0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows.x[rows.train_rows], rows.y[rows.train_rows])
