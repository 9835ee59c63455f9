"""What is looked at after an epoch: the rows that validate, and those whose predictions a snapshot carries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.grid import grid_points
from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment


@dataclass(frozen=True)
class ViewShape:
    """How many rows are looked at; a traced graph depends on these.

    Attributes:
        train, validation, test: rows; the rows that validate are all there, of the others only the shown ones.
        shown: how many rows a snapshot's predictions have.
        grid: how many points its surface has.
    """

    train: int
    validation: int
    test: int
    shown: int
    grid: int

    @property
    def rows(self) -> int:
        """All rows together."""
        return self.train + self.validation + self.test + self.grid

    @property
    def picked(self) -> bool:
        """Whether some rows validate that are not shown."""
        return self.shown < self.rows - self.grid


def view_shape(experiment: Experiment) -> ViewShape:
    """Return how many rows are looked at after each epoch of an experiment."""
    data = experiment.data
    train, _, test = data.shown_rows
    return ViewShape(train, data.split_rows[1], test, sum(data.shown_rows), grid_points(len(data.axes)))


@dataclass(frozen=True, eq=False)
class View:
    """The rows of one split that are looked at: shown training rows, all that validate, shown test rows, the grid.

    Attributes:
        x: inputs, shape (rows, inputs).
        y: targets, shape (rows, outputs); 0 on the grid, where nobody knows them.
        shown: the positions of the shown rows, shape (shown,).
    """

    x: Floats
    y: Floats
    shown: NDArray[np.int32]


def view_of(split: Split, shape: ViewShape) -> View:
    """Return the view of a split whose experiment has the shape."""
    first, last = split.shown[: shape.train], split.shown[len(split.shown) - shape.test :]
    validating = np.arange(split.train, split.train + split.validation)
    rows = np.concatenate([first, validating, last])
    x, y = split.x[rows], split.y[rows]
    if split.grid_x is not None:
        x = np.concatenate([x, split.grid_x])
        y = np.concatenate([y, np.zeros((len(split.grid_x), y.shape[1]), np.float32)])
    # Validation rows stand between the others in both orders, so a sorted search finds each shown row.
    order = np.argsort(rows, kind="stable")
    shown = order[np.searchsorted(rows, split.shown, sorter=order)]
    return View(x, y, shown.astype(np.int32))
