"""What is looked at after an epoch: the rows whose predictions a snapshot carries, and the grid."""

from dataclasses import dataclass

import numpy as np

from playground.data.grid import grid_points
from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Experiment


@dataclass(frozen=True)
class ViewShape:
    """How many rows are looked at; a traced graph depends on these.

    Attributes:
        shown: how many rows a snapshot's predictions have.
        grid: how many points its surface has.
    """

    shown: int
    grid: int

    @property
    def rows(self) -> int:
        """All rows together."""
        return self.shown + self.grid


def view_shape(experiment: Experiment) -> ViewShape:
    """Return how many rows are looked at after each epoch of an experiment."""
    return ViewShape(sum(experiment.data.shown_rows), grid_points(len(experiment.data.axes)))


def view_of(split: Split) -> Floats:
    """Return the inputs that are looked at: of the shown rows, then of the grid; shape (rows, inputs)."""
    shown = split.x[split.shown]
    return shown if split.grid_x is None else np.concatenate([shown, split.grid_x])
