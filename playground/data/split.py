"""From an experiment to arrays: inputs, targets, which rows train, validate and test, and where predictions are mapped."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.choices import LOSSES
from playground.data.grid import grid_of, grid_table
from playground.data.strata import stratified_rows
from playground.data.tables import Table, load
from playground.events import Floats, Started
from playground.experiment import Data, Experiment
from playground.settings import ExperimentError

if TYPE_CHECKING:
    from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs and targets of one experiment, rows in the order training, validation, test.

    Attributes:
        x: inputs, standardised if the experiment asks for it, shape (rows, inputs).
        y: targets as the network learns them, standardised if the experiment asks for it, shape (rows, outputs); for classification
            one-hot, or 0 and 1 where one output stands for two classes.
        truth: the same in the targets' own unit.
        rows: for each row its number in the table, from 0; shape (rows,).
        train: how many of the rows train.
        validation: how many of the rows after those validate.
        shown: positions of the rows that events carry, ascending, `Data.shown_rows` of each part.
        points: the shown rows' measurements behind the inputs, as they stand in the table; shape (shown, axes), None without axes.
        grid: for each of `Data.axes` the coordinates, ascending, at which predictions are mapped.
        grid_x: inputs for every point of the grid, the first axis running fastest; None without axes.
        input_scaler: scikit-learn's, fitted to the training rows; None where the inputs are not standardised.
        target_scaler: the same for the targets.
    """

    x: Floats
    y: Floats
    truth: Floats
    rows: NDArray[np.int64]
    train: int
    validation: int
    shown: NDArray[np.intp]
    points: Floats | None = None
    grid: tuple[Floats, ...] = ()
    grid_x: Floats | None = None
    input_scaler: "StandardScaler | None" = None
    target_scaler: "StandardScaler | None" = None

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
        """The rows that are set aside for the end."""
        return slice(self.train + self.validation, len(self.x))

    @property
    def sizes(self) -> tuple[float, float]:
        """The root mean squares, over the training rows, of the largest input and of the largest target."""
        inputs, targets = (np.sqrt(np.mean(np.square(rows[: self.train], dtype=np.float64), axis=0)).max() for rows in (self.x, self.y))
        return float(inputs), float(targets)

    def answers(self, outputs: Floats) -> Floats:
        """Return the network's outputs, shape (rows, outputs), in the targets' own unit."""
        return outputs if self.target_scaler is None else self.precise_answers(outputs).astype(np.float32)

    def precise_answers(self, outputs: Floats) -> NDArray[np.float64]:
        """Return the same in double precision."""
        precise = outputs.astype(np.float64)
        return precise if self.target_scaler is None else self.target_scaler.inverse_transform(precise)

    def started(self, parameters: int) -> Started:
        """Return the first word of a run on these rows, whose network has so many weights and biases."""
        test = len(self.x) - self.train - self.validation
        return Started(parameters, self.train, self.validation, test, self.truth[self.shown], self.points, self.grid)


def split(experiment: Experiment, table: Table | None = None) -> Split:
    """Load the columns, split the rows as the lecture does, and standardise inputs and targets if asked to.

    Args:
        experiment: says which columns, which rows, and by its loss how classes are written.
        table: the values of the learner's own table, if the experiment is about one.

    Raises:
        ExperimentError: if the experiment is about an uploaded table and there is none.
    """
    data = experiment.data
    table = table_of(data, table)
    rows = split_rows(data, table)
    train, validation, _ = data.split_rows
    x = _inputs(data, table)[rows]
    y = truth = _targets(experiment, table)[rows]
    shown = shown_positions(data)
    axes = np.stack([table.measurements[name][rows] for name in data.axes], axis=1) if data.axes else None
    grid = () if axes is None else grid_of(axes)
    grid_x = _inputs(data, grid_table(data.axes, grid)) if grid else None
    input_scaler = _scaler_of(x[:train]) if data.standardize else None
    if input_scaler is not None:
        x, grid_x = input_scaler.transform(x), None if grid_x is None else input_scaler.transform(grid_x)
    # In double precision: single would lose digits of a target that is large beside its own spread.
    target_scaler = _scaler_of(y[:train].astype(np.float64)) if data.standardize_target else None
    if target_scaler is not None:
        y = target_scaler.transform(y.astype(np.float64)).astype(np.float32)
    points = None if axes is None else axes[shown]
    return Split(x, y, truth, rows, train, validation, shown, points, grid, grid_x, input_scaler, target_scaler)


def split_rows(data: Data, table: Table | None = None) -> NDArray[np.int64]:
    """Return the numbers of the table's rows in the order training, validation, test.

    The test rows are those of scikit-learn's `train_test_split(..., random_state=data.seed)`, stratified by the classes if asked for, or
    the last ones if nothing is to be shuffled. Of the others, Keras' `validation_split` takes the last fraction, unshuffled.

    Args:
        data: says how.
        table: the values of the learner's own table; only a stratified split of one asks for them.

    Raises:
        ExperimentError: for a stratified split by a class with a single row, or of a table that is not there.
    """
    if not data.shuffle:
        return np.arange(data.info.rows)
    if data.stratify:
        return _stratified(data, table_of(data, table).labels[data.targets[0]])
    # Drawn as scikit-learn draws, without it: a page that shows rows would wait a second for its import, and take 150 MB.
    drawn, test = np.random.RandomState(data.seed).permutation(data.info.rows), data.split_rows[2]
    return np.concatenate([drawn[test:], drawn[:test]])


def check_strata(data: Data, table: Table | None = None) -> None:
    """Check that every class has the two rows that a stratified split needs, where the settings ask for one.

    Args:
        data: the settings.
        table: the values of the learner's own table, if they are about one.

    Raises:
        ExperimentError: if a class has fewer.
    """
    if data.stratify:
        _check_counts(data, table_of(data, table).labels[data.targets[0]])


def table_of(data: Data, table: Table | None) -> Table:
    """Return the table that the settings are about.

    Args:
        data: the settings.
        table: the values of the learner's own table, if they are about one.

    Raises:
        ExperimentError: if they are about an uploaded table and there is none.
    """
    if data.upload is None:
        return load(data)
    if table is None:
        raise ExperimentError(f"The table {data.upload.name} has to be there to train on it. Received: its description alone.")
    return table


def _inputs(data: Data, table: Table) -> Floats:
    return np.stack([table.column(name) for name in data.inputs], axis=1)


def _targets(experiment: Experiment, table: Table) -> Floats:
    data = experiment.data
    if data.task == "regression":
        return np.stack([table.measurements[name] for name in data.targets], axis=1)
    labels = table.labels[data.targets[0]]
    if LOSSES[experiment.training.loss].single:
        return labels.astype(np.float32)[:, None]
    return np.eye(len(data.class_names), dtype=np.float32)[labels]


def _stratified(data: Data, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    _check_counts(data, labels)
    return stratified_rows(labels, data.split_rows[2], data.seed)


def _check_counts(data: Data, labels: NDArray[np.int64]) -> None:
    for name, count in zip(data.class_names, np.bincount(labels, minlength=len(data.class_names)).tolist(), strict=True):
        if count == 1:
            raise ExperimentError(f"A stratified split needs at least 2 rows of every class. Received: 1 of {name}.")


def shown_positions(data: Data) -> NDArray[np.intp]:
    """Return the positions of the rows that events carry among all rows of a split: evenly spaced, so many of each part as they carry."""
    parts, counts = data.split_rows, data.shown_rows
    starts = np.cumsum((0, *parts[:2]))
    chosen = [
        start + np.linspace(0, max(0, rows - 1), count).round().astype(np.intp)
        for start, rows, count in zip(starts, parts, counts, strict=True)
    ]
    return np.concatenate(chosen)


def _scaler_of(rows: NDArray[np.float32] | NDArray[np.float64]) -> "StandardScaler":
    """Return what makes (value − mean) / standard deviation of a column, both of these rows; a constant one is only moved."""
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 - a second of imports, which the first page need not wait for

    return StandardScaler().fit(rows)
