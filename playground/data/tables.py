"""Datasets by name: every column as scikit-learn ships it, with its true name."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_iris

from playground.events import Floats


@dataclass(frozen=True, eq=False)
class Table:
    """A data set's columns.

    Attributes:
        measurements: column name -> values, shape (rows,), in the unit that the name says.
        labels: column name -> index into the column's class names, shape (rows,).
    """

    measurements: Mapping[str, Floats]
    labels: Mapping[str, NDArray[np.int64]]


def _iris() -> Table:
    bunch = load_iris()
    values = bunch.data.astype(np.float32)
    return Table(
        measurements={name: values[:, column] for column, name in enumerate(bunch.feature_names)},
        labels={"species": bunch.target.astype(np.int64)},
    )


LOADERS = {"iris": _iris}


def load(dataset: str) -> Table:
    """Return the table of a name in `playground.choices.DATASETS`."""
    return LOADERS[dataset]()
