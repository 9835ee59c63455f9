"""From the columns of a learner's file to a table that networks learn from, and the words about it that an experiment carries."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.data.choosing import Choice, decided, tasks
from playground.data.columns import MAX_CATEGORIES, Column, CsvFile
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Data, Upload
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

Rows: TypeAlias = NDArray[np.bool_]
# All rows as a slice: then the table shares the columns of the file, and costs no memory of its own.
Kept: TypeAlias = Rows | slice

MIN_ROWS = 3


@dataclass(frozen=True, eq=False)
class Uploaded:
    """A file made ready for training.

    Attributes:
        upload: its words, for `Data.upload`.
        table: its values, which travel apart.
        inputs: for `Data.inputs`; a category has one for each of its values.
        targets: for `Data.targets`.
    """

    upload: Upload
    table: Table
    inputs: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def data(self) -> Data:
        """The setting of an experiment with this table and otherwise defaults."""
        return Data("upload", self.inputs, self.targets, upload=self.upload)


def prepare(file: CsvFile, choice: Choice, limits: Limits = LIMITS) -> Uploaded:
    """Make the table that the learner chose.

    Last rows that sum up the others go if they shall, rows without a target go, then rows with a missing input, if they are not filled
    in. Numbers are kept as float32. A category among the inputs becomes one column of zeros and ones for each of its values that is
    left: `colour = red`. A classification's target becomes class numbers, in the order of its values. Equal files and equal choices
    give equal digests.

    Raises:
        ExperimentError: for columns that do not go together, more columns than the limit, or too few rows that are left.
    """
    inputs, targets = _columns(file, choice, limits)
    complete = (*targets, *inputs) if choice.missing == "drop" else targets
    kept = np.logical_and.reduce([~column.gaps for column in complete])
    if choice.without_totals:
        kept[len(kept) - file.totals.rows :] = False
    if kept.sum() < MIN_ROWS:
        raise ExperimentError(f"At least {MIN_ROWS} rows must have all their values. Received: {int(kept.sum())} of {file.rows:,}.")
    rows = slice(None) if kept.all() else kept
    measurements = _inputs(inputs, rows, set(choice.targets))
    names = tuple(measurements)
    labels: dict[str, NDArray[np.int64]] = {}
    classes: dict[str, tuple[str, ...]] = {}
    if choice.task == "classification":
        name = targets[0].name
        labels[name], classes[name] = _labels(targets[0].as_category(), rows)
    else:
        measurements |= {column.name: column.values[rows] for column in targets}
    table = Table(MappingProxyType(measurements), MappingProxyType(labels))
    upload = Upload(file.name, _digest(table, classes), int(kept.sum()), tuple(measurements), tuple(classes.items()))
    return Uploaded(upload, table, names, choice.targets)


def _columns(file: CsvFile, choice: Choice, limits: Limits) -> tuple[list[Column], list[Column]]:
    for label, chosen in (("input", choice.inputs), ("target", choice.targets)):
        if not chosen:
            raise ExperimentError(f"Choose at least one column as {label}. Received: none.")
    both = [name for name in choice.inputs if name in choice.targets]
    if both:
        raise ExperimentError(f"A column is either an input or a target, not both. Received: {both[0]} as both.")
    inputs, targets = ([decided(file, name, choice.decisions) for name in names] for names in (choice.inputs, choice.targets))
    for column in (*inputs, *targets):
        if column.kind not in ("number", "category"):
            raise ExperimentError(f"A column must hold numbers or at most {MAX_CATEGORIES} categories. Received: {column.name}.")
    _check_task(choice, targets)
    width = sum(column.width for column in inputs) + len(targets)
    if width > limits.max_columns:
        raise ExperimentError(
            f"A table must have at most {limits.max_columns} columns, where a category among the inputs has one for each of its values. "
            f"Received: {width}."
        )
    return inputs, targets


def _check_task(choice: Choice, targets: Sequence[Column]) -> None:
    received = f"Received: {', '.join(choice.targets)}."
    if choice.task == "classification" and len(choice.targets) > 1:
        raise ExperimentError(f"A classification has one target. {received}")
    if choice.task in tasks(targets):
        return
    if choice.task == "regression":
        raise ExperimentError(f"A regression predicts numbers. {received}")
    raise ExperimentError(f"A classification has at most {MAX_CATEGORIES} classes. {received}")


def _inputs(columns: list[Column], rows: Kept, targets: set[str]) -> dict[str, Floats]:
    taken = targets | {column.name for column in columns if column.kind == "number"}
    made: dict[str, Floats] = {}
    for column in columns:
        if column.kind == "number":
            values = column.values[rows]
            known = ~np.isnan(values)
            if not known.any():
                raise ExperimentError(f"An input needs at least one value in the rows that are left. Received: {column.name} without any.")
            mean = values[known].mean(dtype=np.float64).astype(np.float32)
            made[column.name] = values if known.all() else np.where(known, values, mean)
        else:
            made |= _one_hot(column, rows, taken | set(made))
    return made


def _one_hot(column: Column, rows: Kept, taken: set[str]) -> dict[str, Floats]:
    codes = column.codes[rows]
    known = codes >= 0
    if not known.any():
        raise ExperimentError(f"An input needs at least one value in the rows that are left. Received: {column.name} without any.")
    counts = np.bincount(codes[known], minlength=len(column.classes))
    filled = np.where(known, codes, counts.argmax())
    made: dict[str, Floats] = {}
    for code in np.flatnonzero(counts):
        name = f"{column.name} = {column.classes[code]}"
        while name in taken or name in made:
            name = f"{name}'"
        made[name] = (filled == code).astype(np.float32)
    return made


def _labels(column: Column, rows: Kept) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return class numbers from 0, and the classes' names; values that no row is left of are no classes."""
    found, labels = np.unique(column.codes[rows], return_inverse=True)
    if len(found) < 2:
        raise ExperimentError(f"A classification needs at least 2 classes in the rows that are left. Received: {len(found)}.")
    return labels.astype(np.int64), tuple(column.classes[code] for code in found)


def _digest(table: Table, classes: Mapping[str, tuple[str, ...]]) -> str:
    """Return the SHA-256 of names and values; each name goes in with its length, so that no two tables read the same."""
    found = hashlib.sha256()

    def add(*words: str) -> None:
        for word in words:
            encoded = word.encode()
            found.update(len(encoded).to_bytes(8, "little") + encoded)

    for name, values in table.measurements.items():
        add("measurement", name)
        found.update(np.ascontiguousarray(values, "<f4").data)
    for name, labels in table.labels.items():
        add("labels", name, *classes[name])
        found.update(np.ascontiguousarray(labels, "<i8").data)
    return found.hexdigest()
