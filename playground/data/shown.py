"""What there is to see of an experiment's rows before anything is trained, without importing scikit-learn."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.data.split import Split, split
from playground.data.tables import Table
from playground.events import Floats, Started
from playground.experiment import Experiment

_Doubles: TypeAlias = NDArray[np.float64]

# A session keeps them while the network on its screen changes: two megabytes.
MOST_KEPT = 500_000


@dataclass(frozen=True, eq=False)
class Scale:
    """How columns are standardised: (value − shift) / scale.

    Attributes:
        shift: means of the training rows, shape (columns,); 0 where nothing is standardised.
        scale: their standard deviations, 1 for a column that does not vary.
    """

    shift: _Doubles
    scale: _Doubles


@dataclass(frozen=True, eq=False)
class Learned:
    """The rows whose loss is told: those that train, and behind them those that validate.

    Attributes:
        x: inputs as they stand in the table, shape (rows, inputs).
        y: targets in their own unit, shape (rows, outputs), classes as `Split.y` has them.
        train: how many of the rows train.
    """

    x: Floats
    y: Floats
    train: int


@dataclass(frozen=True, eq=False)
class Shown:
    """The rows that events carry, and the points of the map, before any network answers.

    Attributes:
        started: a run's first word, but for the size of its network.
        x: the rows' inputs as they stand in the table, shape (shown, inputs).
        grid_x: the inputs at every point of the grid, the first axis running fastest; None without axes.
        inputs: how the network's inputs are standardised.
        targets: how its targets are; None where they are not.
        learned: all rows that train or validate; None where they are more than `MOST_KEPT` numbers.
    """

    started: Started
    x: Floats
    grid_x: Floats | None
    inputs: Scale
    targets: Scale | None
    learned: Learned | None


def shown_rows(experiment: Experiment, table: Table | None = None) -> Shown:
    """Split the rows as a run of the experiment will, and return what it will show of them.

    Args:
        experiment: says which rows, and by its loss how classes are written.
        table: the values of the learner's own table, if the experiment is about one.

    Raises:
        ExperimentError: if the experiment is about an uploaded table and there is none.
    """
    data = experiment.data
    # Neither do dots stand at standardised places, nor is scikit-learn worth a second of imports for two numbers a column.
    rows = split(replace(experiment, data=replace(data, standardize=False, standardize_target=False)), table)
    train = rows.train
    inputs = scale_of(rows.x[:train]) if data.standardize else Scale(np.zeros(rows.x.shape[1]), np.ones(rows.x.shape[1]))
    targets = scale_of(rows.y[:train]) if data.standardize_target else None
    return Shown(rows.started(parameters=0), rows.x[rows.shown], rows.grid_x, inputs, targets, _learned(rows))


def _learned(rows: Split) -> Learned | None:
    x, y = (array[: rows.validation_rows.stop] for array in (rows.x, rows.y))
    # Not a view: that would keep the test rows, too.
    return Learned(x.copy(), y.copy(), rows.train) if x.size + y.size <= MOST_KEPT else None


def scale_of(rows: Floats) -> Scale:
    """Return what scikit-learn's `StandardScaler` learns from rows of shape (rows, columns)."""
    mean, variance = rows.mean(axis=0, dtype=np.float64), rows.var(axis=0, dtype=np.float64)
    # Of a constant column rounding leaves a variance of about this.
    step = len(rows) * np.finfo(np.float64).eps
    constant = variance <= step * variance + (step * mean) ** 2
    return Scale(mean, np.where(constant, 1.0, np.sqrt(variance)))
