"""The rows of an experiment in plain NumPy and scikit-learn, as the lecture splits them."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from playground.data.tables import Table, load
from playground.experiment import Experiment
from tests.training.plain import SINGLE, outputs


@dataclass
class PlainRows:
    """Rows that train, rows that validate (None without) and rows that test."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    validation: tuple[NDArray[np.float32], NDArray[np.float32]] | None
    x_test: NDArray[np.float32]
    y_test: NDArray[np.float32]


def plain_rows(experiment: Experiment, table: Table | None) -> PlainRows:
    """Return the rows of an experiment."""
    data = experiment.data
    x, y = columns(experiment, table or load(data))
    strata = (table or load(data)).labels[data.targets[0]] if data.stratify else None
    seed = data.seed if data.shuffle else None
    x, x_test, y, y_test = train_test_split(x, y, test_size=data.test_size, random_state=seed, shuffle=data.shuffle, stratify=strata)
    # As Keras' validation_split: the last rows, in the order in which they stand.
    train = int(np.floor(len(x) * (1.0 - data.validation_split)))
    if data.standardize:
        scaler = StandardScaler().fit(x[:train])
        x, x_test = scaler.transform(x), scaler.transform(x_test)
    if data.standardize_target:
        y, y_test = y.astype("float64"), y_test.astype("float64")
        scaler = StandardScaler().fit(y[:train])
        y, y_test = scaler.transform(y).astype("float32"), scaler.transform(y_test).astype("float32")
    return PlainRows(x[:train], y[:train], (x[train:], y[train:]) if train < len(x) else None, x_test, y_test)


def columns(experiment: Experiment, table: Table) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return inputs and targets in the order of the table."""
    data = experiment.data
    x = np.stack([column(name, table) for name in data.inputs], axis=1)
    if data.targets[0] not in table.labels:
        return x, np.stack([column(name, table) for name in data.targets], axis=1)
    labels = table.labels[data.targets[0]]
    if experiment.training.loss in SINGLE:
        return x, labels.astype("float32").reshape(-1, 1)
    return x, keras.utils.to_categorical(labels, outputs(experiment)).astype("float32")


def column(name: str, table: Table) -> NDArray[np.float32]:
    """Return one column, a measurement or made of the measurements x and y."""
    measurements = table.measurements
    if name in measurements:
        return measurements[name]
    x, y = measurements["x"], measurements["y"]
    return {"x²": np.square(x), "y²": np.square(y), "x·y": x * y, "sin x": np.sin(x), "sin y": np.sin(y)}[name]
