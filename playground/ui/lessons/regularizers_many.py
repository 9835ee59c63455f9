"""What the page on regularizers trains besides its films: one network many times, when somebody asks, and small ones to look into."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from playground.data.split import split_rows
from playground.data.tables import load
from playground.experiment import Data, Experiment
from playground.lessons.activations import FloatArray
from playground.ui.lessons.lesson import State, Unseen
from playground.ui.lessons.regularizers_runs import MANY, SITUATIONS, many, normalized, thinned

# So many runs are asked for at a time: others' runs take their turns between them.
PORTION = 4
PLACES = 151
_ASKED = "regularizers_many"


def trained(state: State) -> Mapping[str, Sequence[Unseen]]:
    """Return the runs of a situation that were asked for so far, and the small network that a state looks into."""
    situation = state["many"]
    groups = {f"many-{situation}": [Unseen(one) for one in many(situation)[: _asked_for(situation)]]}
    if state["show"] == "dropout":
        groups[f"thinned-{state['dropout']}"] = [Unseen(thinned(state["dropout"]))]
    if state["show"] == "normalization":
        groups[f"normalized-{state['normalization']:g}"] = [Unseen(normalized(state["normalization"]), moving=True)]
    return groups


def ask_for_more(situation: object) -> None:
    """Have the next few runs of a situation trained; anything that is none is left alone, for a browser may ask for anything."""
    if isinstance(situation, str) and situation in SITUATIONS:
        st.session_state[_ASKED] = {**_asked(), situation: min(MANY, _asked_for(situation) + PORTION)}


@cache
def many_content() -> Mapping[str, Any]:
    """Return what the picture of many networks is drawn from: the networks, their rows, and the wave without noise at some places."""
    places = _places()
    return {
        "places": places.tolist(),
        "truth": np.sin(places).tolist(),
        "networks": {name: {**_network(many(name)[0]), "label": option.label} for name, option in SITUATIONS.items()},
        "draws": [_rows(experiment.data) for experiment in many("over")],
        "noise": many("over")[0].data.noise ** 2,
    }


@cache
def thinned_content() -> Mapping[str, Any]:
    """Return what the picture of the thinned network is drawn from: its layers, and its training rows."""
    experiment = thinned(0.0)
    return {**_network(experiment), **_rows(experiment.data), "places": _places().tolist()}


@cache
def normalized_content() -> Mapping[str, Any]:
    """Return what the picture of normalized layers is drawn from: the network's layers, and its training rows."""
    experiment = normalized(1.0)
    return {**_network(experiment), **_rows(experiment.data)}


def _places() -> FloatArray:
    return np.linspace(-1.5 * np.pi, 1.5 * np.pi, PLACES)


def _network(experiment: Experiment) -> Mapping[str, Any]:
    hidden = experiment.network.hidden
    units = [len(experiment.data.inputs), *(layer.units for layer in hidden), len(experiment.output_names)]
    return {"widths": units, "activation": hidden[0].activation, "epochs": experiment.training.epochs}


def _rows(data: Data) -> Mapping[str, Any]:
    """Return the training rows as they are drawn, and the mean and the deviation by which a network's input is standardised."""
    x, y = training_rows(data)
    return {"x": x[:, 0].tolist(), "y": y.tolist(), "mean": float(x.mean()), "deviation": float(x.std())}


def training_rows(data: Data) -> tuple[FloatArray, FloatArray]:
    """Return inputs, shape (rows, inputs), and the first target or class, shape (rows,), of the rows that a network learns from."""
    table, rows = load(data), split_rows(data)[: data.split_rows[0]]
    target = data.targets[0]
    y = table.labels[target] if target in table.labels else table.column(target)
    x = np.stack([table.column(name) for name in data.inputs], axis=1)
    return x[rows].astype(np.float64), y[rows].astype(np.float64)


def _asked() -> Mapping[str, int]:
    kept = st.session_state.get(_ASKED)
    return kept if isinstance(kept, Mapping) else {}


def _asked_for(situation: str) -> int:
    return _asked().get(situation, 0)
