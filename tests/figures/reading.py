"""What tests of the predictions' charts share: runs over one and two measurements, and eyes for what a patch says."""

import numpy as np
from numpy.typing import NDArray

from playground.data.grid import grid_of
from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Data, Experiment, Network, Training
from playground.figures.panels.panel import Column, Panel, Pick, Restyle, Setup

PLANE = Data(dataset="spiral", samples=100)
TWO = Experiment(PLANE, Network(output="sigmoid"), Training(loss="binary_crossentropy"))
HINGE = Experiment(PLANE, Network(output="linear"), Training(loss="hinge"))
SIX = Experiment(Data(dataset="gauss", samples=120, class_count=6), Network(output="softmax"), Training(loss="categorical_crossentropy"))
ONE_INPUT = Experiment(
    Data(inputs=("petal width (cm)",), targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy")
)
SINE = Experiment(Data(dataset="sine", samples=80))
SURFACE = Experiment(Data(dataset="multi_gauss", samples=80))


def points_of(experiment: Experiment) -> Floats:
    """Places for the shown rows of a run with axes."""
    shape = (sum(experiment.data.shown_rows), len(experiment.data.axes))
    return np.random.default_rng(1).uniform(-6, 6, shape).astype(np.float32)


def truth_of(experiment: Experiment) -> Floats:
    """Classes in turn, or values from −2 to 1."""
    rows = sum(experiment.data.shown_rows)
    if experiment.data.task == "regression":
        return np.linspace(-2, 1, rows, dtype=np.float32)[:, None]
    count = len(experiment.data.class_names)
    labels = np.arange(rows) % count
    single = len(experiment.output_names) == 1
    return labels.astype(np.float32)[:, None] if single else np.eye(count, dtype=np.float32)[labels]


def started(experiment: Experiment) -> Started:
    """The first word of a run with axes."""
    points = points_of(experiment)
    return Started(1, *experiment.data.split_rows, truth_of(experiment), points, grid_of(points))


def snapshot(experiment: Experiment, epoch: int, predictions: Floats, surface: Floats) -> Snapshot:
    """The network after an epoch; `surface` has one row a point of the grid."""
    assert len(surface) == np.prod([len(axis) for axis in started(experiment).grid])
    return Snapshot(epoch, (), predictions, surface)


def setup_of(panel: Panel, event: Event) -> Setup:
    """What the event sets up."""
    patch = panel.patch(event)
    assert isinstance(patch, Setup)
    return patch


def look_of(panel: Panel, event: Event) -> Restyle:
    """How the event restyles the panel."""
    patch = panel.patch(event)
    assert isinstance(patch, Restyle)
    return patch


def numbers(column: Column) -> NDArray[np.float32]:
    """A column of numbers."""
    assert isinstance(column, np.ndarray)
    return np.asarray(column, dtype=np.float32)


def words(column: Column) -> list[str]:
    """A column of words, point by point."""
    assert isinstance(column, Pick)
    return [column.options[i] for i in column.indices]
