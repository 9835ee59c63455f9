"""The points over which a network's predictions are drawn as a curve or a map."""

import numpy as np

from playground.data.tables import Table
from playground.events import Floats

# Points along each axis, by the number of axes.
GRID_SIDES = (0, 200, 50)
# Of the points' range, beyond it at either end: a map ends behind the last dot, not under it.
MARGIN = 0.05


def grid_points(axes: int) -> int:
    """Return how many points the grid over so many axes has."""
    return GRID_SIDES[axes] ** axes if axes else 0


def grid_of(points: Floats) -> tuple[Floats, ...]:
    """Return evenly spaced coordinates for each axis, a little beyond the range of the points, shape (rows, axes)."""
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    # A column that does not vary still has a place on its axis.
    margin = np.where(high > low, MARGIN * (high - low), 0.5)
    side = GRID_SIDES[points.shape[1]]
    ends = zip((low - margin).tolist(), (high + margin).tolist(), strict=True)
    return tuple(np.linspace(start, end, side).astype(np.float32) for start, end in ends)


def grid_table(axes: tuple[str, ...], grid: tuple[Floats, ...]) -> Table:
    """Return the grid's points as a table of the measurements `axes`, the first running fastest."""
    mesh = np.meshgrid(*grid, indexing="xy")
    return Table({name: values.ravel() for name, values in zip(axes, mesh, strict=True)}, {})
