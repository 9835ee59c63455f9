"""What the browser needs to draw an experiment's network and to calculate with it: its layers, its initial weights, and rows to put in."""

from collections.abc import Sequence
from typing import TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

from playground.data.shown import Scale, Shown
from playground.events import Floats
from playground.experiment import Data, Experiment
from playground.figures.drawing.rows import MOST_DOTS, drawn_rows
from playground.live.pack import Packed, pack_numbers

_Places: TypeAlias = NDArray[np.intp]

# Every visit's page carries them, and a picture of 8 × 8 pixels is 64 inputs a row.
MOST_INPUTS = 40_000


class LayerData(TypedDict):
    """One dense layer: its name in Keras, its units, what stands behind them, and whether their outputs are normalized."""

    name: str
    units: int
    activation: str
    dropout: float
    normalized: bool


class Scaling(TypedDict):
    """How columns are standardised, as `Scale` has it."""

    shift: Packed
    scale: Packed


class NetworkData(TypedDict):
    """An experiment's network before training, and what it is shown.

    Attributes:
        inputs: the names of the inputs.
        outputs: what each output stands for.
        layers: hidden layers from the first, then the output.
        parameters: how many weights and biases there are.
        shift: of each input; the network receives (raw − shift) / scale.
        scale: of each input.
        answer: of a standardised target, which is output · scale + shift; None where it is not.
        rows: raw inputs of shown rows, row by row: of those that `chosen_rows` says.
        places: which of the shown rows these are, ascending; None for all.
        truth: the targets of these rows, as `Started.truth` has them.
        loss: Keras' name of what is made small.
        parts: how many of these rows train, how many validate and how many test; they stand in that order.
        split: how many of all rows do.
        grid: the coordinates of the predictions' curve or map on each axis, ascending; None without axes.
        sources: with two axes, how each input is made: "x" or "y", the first axis or the second, or a name of `FEATURES`.
        weights: all arrays in Keras' order, flat, as the frames of a film have them.
    """

    inputs: list[str]
    outputs: list[str]
    layers: list[LayerData]
    parameters: int
    shift: Packed
    scale: Packed
    answer: Scaling | None
    rows: Packed
    places: Packed | None
    truth: Packed
    loss: str
    parts: tuple[int, int, int]
    split: tuple[int, int, int]
    grid: list[Packed] | None
    sources: list[str]
    weights: Packed


def network_data(experiment: Experiment, shown: Shown, weights: Sequence[Floats]) -> NetworkData:
    """Return what the browser is told of the experiment's network.

    Args:
        experiment: whose network it is.
        shown: its rows.
        weights: all arrays before training, in Keras' order.
    """
    data, started = experiment.data, shown.started
    rows = chosen_rows(data)
    return {
        "inputs": list(data.inputs),
        "outputs": list(experiment.output_names),
        "layers": _layers(experiment),
        "parameters": sum(array.size for array in weights),
        **_scaling(shown.inputs),
        "answer": None if shown.targets is None else _scaling(shown.targets),
        "rows": pack_numbers(shown.x[rows]),
        "places": None if len(rows) == len(shown.x) else pack_numbers(rows.astype(np.float32)),
        "truth": pack_numbers(started.truth[rows]),
        "loss": experiment.training.loss,
        "parts": _parts(rows, data.shown_rows),
        "split": data.split_rows,
        "grid": list(map(pack_numbers, started.grid)) or None,
        "sources": _sources(data) if len(data.axes) == 2 else [],
        "weights": pack_numbers(np.concatenate([array.ravel() for array in weights])),
    }


def _scaling(scale: Scale) -> Scaling:
    return {"shift": pack_numbers(scale.shift), "scale": pack_numbers(scale.scale)}


def _layers(experiment: Experiment) -> list[LayerData]:
    network = experiment.network
    hidden: list[LayerData] = [
        {
            "name": f"hidden{number}",
            "units": layer.units,
            "activation": layer.activation,
            "dropout": layer.dropout,
            "normalized": layer.batch_normalization,
        }
        for number, layer in enumerate(network.hidden, start=1)
    ]
    units = len(experiment.output_names)
    return [*hidden, {"name": "output", "units": units, "activation": network.output, "dropout": 0.0, "normalized": False}]


def chosen_rows(data: Data) -> _Places:
    """Return which of the shown rows travel: all; of more than `MOST_INPUTS` numbers those that get a dot, or evenly spaced ones."""
    rows, inputs = sum(data.shown_rows), len(data.inputs)
    dots = drawn_rows(data, MOST_DOTS).rows
    if len(dots) * inputs <= MOST_INPUTS < rows * inputs:
        return dots
    return np.linspace(0, rows - 1, min(rows, max(1, MOST_INPUTS // inputs))).round().astype(np.intp)


def _parts(rows: _Places, shown: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return how many of the rows, ascending places among shown ones, lie in each of their three parts."""
    training, seen = np.searchsorted(rows, np.cumsum(shown[:2])).tolist()
    return training, seen - training, len(rows) - seen


def _sources(data: Data) -> list[str]:
    """Return how each input comes from the two axes; features are made of the first two measurements, which then are the axes."""
    of_axis = {data.axes[0]: "x", data.axes[1]: "y"}
    return [of_axis.get(name, name) for name in data.inputs]
