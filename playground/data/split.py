"""From a `Data` setting to arrays: inputs, targets, and which rows train, validate and test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from playground.data.tables import Table, load
from playground.events import Floats
from playground.experiment import Data


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs and targets of one experiment, rows in the order training, validation, test.

    Attributes:
        x: inputs, shape (rows, inputs).
        y: targets, shape (rows, outputs); one-hot for classification.
        rows: for each row its number in the data set, from 0; shape (rows,).
        train: how many of the rows train.
        validation: how many of the rows after those validate.
    """

    x: Floats
    y: Floats
    rows: NDArray[np.int64]
    train: int
    validation: int

    @property
    def train_rows(self) -> slice:
        """The rows that the loss is minimised on."""
        return slice(0, self.train)

    @property
    def validation_rows(self) -> slice:
        """The rows that are watched: Keras' validation tail."""
        return slice(self.train, self.train + self.validation)

    @property
    def test_rows(self) -> slice:
        """The rows that are put aside for the end."""
        return slice(self.train + self.validation, len(self.x))


def split(data: Data) -> Split:
    """Load the columns and split the rows as the lecture does.

    The test rows come from scikit-learn's `train_test_split(..., random_state=data.seed)`. Of the others, Keras'
    `validation_split` takes the last fraction, unshuffled: rows from `floor(n * (1 - validation_split))` on.
    """
    table = load(data.dataset)
    x = np.stack([table.measurements[name] for name in data.inputs], axis=1)
    y = _targets(data, table)
    train_rows, test_rows = train_test_split(np.arange(len(x)), test_size=data.test_size, random_state=data.seed)
    rows = np.concatenate([train_rows, test_rows])
    train, validation, _ = data.split_rows
    return Split(x=x[rows], y=y[rows], rows=rows, train=train, validation=validation)


def _targets(data: Data, table: Table) -> Floats:
    if data.task == "classification":
        return np.eye(len(data.output_names), dtype=np.float32)[table.labels[data.targets[0]]]
    return np.stack([table.measurements[name] for name in data.targets], axis=1)
