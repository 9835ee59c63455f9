"""The rows of the lecture's pages: Iris as a whole, two of its three species, and exclusive or."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from types import MappingProxyType

import numpy as np

from playground.lessons.activations import FloatArray
from playground.settings import Option


@dataclass(frozen=True)
class Column:
    """One measurement of some rows, with their mean and standard deviation: x = (value - mean) / deviation."""

    values: FloatArray
    mean: float
    deviation: float

    @property
    def x(self) -> FloatArray:
        """The values in standard deviations from their mean, as scikit-learn's `StandardScaler` has them; shape (rows,)."""
        return (self.values - self.mean) / self.deviation


@dataclass(frozen=True)
class RowSet:
    """Rows of two classes.

    Attributes:
        classes: what y = 0 and y = 1 are called.
        y: 0 or 1, shape (rows,).
        columns: name -> measurement.
    """

    classes: tuple[str, str]
    y: FloatArray
    columns: Mapping[str, Column]


EXCLUSIVE_OR = "xor"
_SPECIES = ("setosa", "versicolor", "virginica")
_PAIRS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"versicolor_virginica": (1, 2), "setosa_versicolor": (0, 1), "setosa_virginica": (0, 2)}
)

ROW_SETS: Mapping[str, Option] = MappingProxyType(
    {
        **{name: Option(f"{_SPECIES[a]} and {_SPECIES[b]}", "Fifty flowers of each species of Iris.") for name, (a, b) in _PAIRS.items()},
        EXCLUSIVE_OR: Option("exclusive or", "Four rows: do the signs of x₁ and x₂ differ?"),
    }
)

MEASUREMENTS: Mapping[str, Option] = MappingProxyType(
    {
        "sepal_length": Option("sepal length", "Length of the sepals, in cm."),
        "sepal_width": Option("sepal width", "Width of the sepals, in cm."),
        "petal_length": Option("petal length", "Length of the petals, in cm."),
        "petal_width": Option("petal width", "Width of the petals, in cm."),
    }
)


@cache
def row_set(name: str) -> RowSet:
    """Return the rows of that name; the same arrays each time, so do not write to them."""
    if name == EXCLUSIVE_OR:
        corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
        columns = {name: Column(values, 0.0, 1.0) for name, values in zip(("x₁", "x₂"), corners.T, strict=True)}
        return RowSet(("equal", "differ"), np.array([0.0, 1.0, 1.0, 0.0]), MappingProxyType(columns))
    first, second = _PAIRS[name]
    table = iris()
    wanted = table[(table[:, -1] == first) | (table[:, -1] == second)]
    columns = {name: _column(values) for name, values in zip(MEASUREMENTS, wanted[:, :-1].T, strict=True)}
    y = (wanted[:, -1] == second).astype(np.float64)
    return RowSet((_SPECIES[first], _SPECIES[second]), y, MappingProxyType(columns))


@cache
def all_flowers() -> tuple[Column, ...]:
    """Return the four measurements of all 150 flowers, in the order of `MEASUREMENTS`; do not write to them."""
    return tuple(map(_column, iris()[:, :-1].T))


def _column(values: FloatArray) -> Column:
    return Column(values, float(np.mean(values)), float(np.std(values)))


@cache
def iris() -> FloatArray:
    """Return scikit-learn's table: four measurements and the number of the species, shape (150, 5)."""
    # From its file: scikit-learn itself would take a second and 75 MB.
    file = str(distribution("scikit-learn").locate_file("sklearn/datasets/data/iris.csv"))
    return np.loadtxt(file, delimiter=",", skiprows=1)
