"""The trained network as a file of its own: rows go in as they stand in the table, answers come out in the target's own unit."""

import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from playground.data.split import Split, split
from playground.data.tables import Table
from playground.experiment import Experiment
from playground.summary import answers_in_words
from playground.training.model import build_model
from playground.training.run import Run

# Keras' Normalization squares a deviation and takes none below 1e-7; others are brought to 1 by a layer of their own.
_LEAST, _MOST = 1e-6, 1e15


def saved(experiment: Experiment, table: Table | None, epochs: int, *, restored: bool, should_stop: Callable[[], bool]) -> bytes:
    """Train so many epochs, and return the network, or that of the best epoch so far, as a `.keras` file.

    `metadata.json` in the file says what its inputs and outputs are called, in their order.

    Raises:
        StoppedError: if `should_stop` says so on the way.
    """
    rows = split(experiment, table)
    model = build_model(experiment)
    with ExitStack() as loans:
        run = Run(experiment, rows, loans)
        model.set_weights(run.weights_after(epochs, best=restored, should_stop=should_stop))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        _in_own_units(model, rows).save(path)
        _describe(path, experiment)
        return path.read_bytes()


def _in_own_units(model: keras.Model, rows: Split) -> keras.Model:
    """Return the model with layers around it that standardise raw inputs and turn the answers back."""
    first, *others = model.layers
    inputs = h = keras.Input(first.batch_shape[1:], name="table")
    if rows.input_scaler is not None:
        mean, deviation, units = _parted(rows.input_scaler.mean_, rows.input_scaler.scale_)
        if np.any(units != 1.0):
            h = keras.layers.Rescaling((1.0 / units).tolist(), name="input_units")(h)
        h = keras.layers.Normalization(mean=mean, variance=deviation**2, name="standardised_inputs")(h)
    for layer in others:
        h = layer(h)
    if rows.target_scaler is not None:
        mean, deviation, units = _parted(rows.target_scaler.mean_, rows.target_scaler.scale_)
        h = keras.layers.Normalization(mean=mean, variance=deviation**2, invert=True, name="targets")(h)
        if np.any(units != 1.0):
            h = keras.layers.Rescaling(units.tolist(), name="target_units")(h)
    return keras.Model(inputs, h, name="network")


def _parted(mean: NDArray[np.float64], deviation: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return mean and deviation in units in which Keras can square the deviation, and those units."""
    units = np.where((deviation < _LEAST) | (deviation > _MOST), deviation, 1.0)
    return mean / units, deviation / units, units


def _describe(path: Path, experiment: Experiment) -> None:
    """Write into the file's metadata what goes in and what comes out; Keras reads over what it does not know."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    known = json.loads(parts["metadata.json"])
    words = {"inputs": experiment.data.inputs, "outputs": answers_in_words(experiment)}
    if experiment.data.class_names:
        words["classes"] = experiment.data.class_names
    parts["metadata.json"] = json.dumps({**known, **words}, ensure_ascii=False).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
