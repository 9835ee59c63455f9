"""Data sets by name: every column as scikit-learn ships it or as chance draws it, with its true name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from playground.data.features import FEATURES
from playground.data.generated import GENERATORS
from playground.datasets import CLASS, DATASETS
from playground.events import Floats
from playground.experiment import Data

# scikit-learn's loaders under the names of `DATASETS`.
LOADERS = {name: f"load_{name}" for name in ("iris", "wine", "breast_cancer", "diabetes", "digits")}


@dataclass(frozen=True, eq=False)
class Table:
    """A data set's columns.

    Attributes:
        measurements: column name -> values, shape (rows,), in the unit that the name says.
        labels: column name -> index into the column's class names, shape (rows,).
    """

    measurements: Mapping[str, Floats]
    labels: Mapping[str, NDArray[np.int64]]

    def column(self, name: str) -> Floats:
        """Return a measurement, or a feature made of the measurements x and y; shape (rows,)."""
        if name in self.measurements:
            return self.measurements[name]
        return FEATURES[name](self.measurements["x"], self.measurements["y"])


def load(data: Data) -> Table:
    """Return the table of a built-in data set; the same arrays for equal settings, so do not write to them.

    Raises:
        KeyError: for an uploaded table, whose values are nowhere but in the session that holds them.
    """
    if data.dataset in GENERATORS:
        return _drawn(data.dataset, data.samples, data.noise, data.class_count, data.draw)
    return _shipped(data.dataset)


@lru_cache(maxsize=8)
def _drawn(dataset: str, samples: int, noise: float, classes: int, seed: int) -> Table:
    points, answers = GENERATORS[dataset](samples, noise, classes, np.random.default_rng(seed))
    info = DATASETS[dataset]
    columns = points if info.classes else np.column_stack([points, answers])
    measurements = dict(zip(info.measurements, columns.astype(np.float32).T, strict=True))
    return _read_only(measurements, {CLASS: answers} if info.classes else {})


@lru_cache(maxsize=len(LOADERS))
def _shipped(dataset: str) -> Table:
    columns, info = _file_of(dataset), DATASETS[dataset]
    values = columns[:, :-1] if info.classes else columns
    measurements = dict(zip(info.measurements, values.astype(np.float32).T, strict=True))
    return _read_only(measurements, {name: columns[:, -1].astype(np.int64) for name in info.classes})


def _file_of(dataset: str) -> NDArray[np.float64]:
    """Return what scikit-learn's loader reads and returns, the target last; shape (rows, columns).

    Importing scikit-learn for it would take a second, and 150 MB of the web process.
    """
    found = find_spec("sklearn")
    assert found is not None  # noqa: S101 - it is one of our requirements
    assert found.submodule_search_locations  # noqa: S101 - and a package
    folder = Path(found.submodule_search_locations[0], "datasets", "data")
    if dataset == "digits":
        return np.loadtxt(folder / "digits.csv.gz", delimiter=",")
    if dataset == "diabetes":
        return np.column_stack([_scaled(np.loadtxt(folder / "diabetes_data_raw.csv.gz")), np.loadtxt(folder / "diabetes_target.csv.gz")])
    # The first line counts rows and columns, and names the classes.
    return np.loadtxt(folder / ("wine_data.csv" if dataset == "wine" else f"{dataset}.csv"), delimiter=",", skiprows=1)


def _scaled(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return columns of mean 0 whose squares add up to 1, as `load_diabetes` has them."""
    centred: NDArray[np.float64] = columns - columns.mean(axis=0)
    lengths: NDArray[np.float64] = np.sqrt(np.sum(centred**2, axis=0))
    return centred / lengths


def _read_only(measurements: dict[str, Floats], labels: dict[str, NDArray[np.int64]]) -> Table:
    for values in measurements.values():
        values.flags.writeable = False
    for numbers in labels.values():
        numbers.flags.writeable = False
    return Table(MappingProxyType(measurements), MappingProxyType(labels))
