"""Which rows of the table train, validate and test, and what each part is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.split import split_rows, table_of
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Data

PARTS = ("training", "validation", "test")


@dataclass(frozen=True, eq=False)
class Parts:
    """The split as it lies in the table.

    Attributes:
        part: for each row in file order its place in `PARTS`, shape (rows,).
        column: the column of classes that `counts` is about; empty for a table without any.
        classes: its class names in label order.
        labels: for each row its class, shape (rows,); None without classes.
        counts: rows of each part (first axis) and class, shape (3, classes).
        target: the first target where it is a measurement, else empty.
        means: its mean in each part, NaN for a part without rows; shape (3,).
    """

    part: NDArray[np.int8]
    column: str
    classes: tuple[str, ...]
    labels: NDArray[np.int64] | None
    counts: NDArray[np.int64]
    target: str
    means: NDArray[np.float64]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many rows each part has."""
        training, validation, test = np.bincount(self.part, minlength=len(PARTS)).tolist()
        return training, validation, test


def parts_of(data: Data, table: Table | None = None) -> Parts:
    """Return which rows of the table belong to which part, and the classes or the mean of the first target in each.

    The classes are those of the target, or for a regression those of the table's own column of names.

    Args:
        data: says which table, and how it is split.
        table: the values of the learner's own table, if it is about one.

    Raises:
        ExperimentError: if it is about an uploaded table and there is none.
    """
    table = table_of(data, table)
    part = np.empty(data.info.rows, np.int8)
    part[split_rows(data, table)] = np.repeat(np.arange(len(PARTS), dtype=np.int8), data.split_rows)
    target = data.targets[0] if data.task == "regression" else ""
    means = _means(part, table.measurements[target]) if target else np.full(len(PARTS), np.nan)
    column = data.targets[0] if not target else next(iter(data.info.classes), "")
    if not column:
        return Parts(part, "", (), None, np.zeros((len(PARTS), 0), np.int64), target, means)
    classes, labels = data.info.classes[column], table.labels[column]
    counts = np.zeros((len(PARTS), len(classes)), np.int64)
    np.add.at(counts, (part, labels), 1)
    return Parts(part, column, classes, labels, counts, target, means)


def _means(part: NDArray[np.int8], values: Floats) -> NDArray[np.float64]:
    sums = np.bincount(part, values, len(PARTS))
    sizes = np.bincount(part, minlength=len(PARTS))
    return np.array([total / size if size else np.nan for total, size in zip(sums, sizes, strict=True)])


def sparse_in_words(data: Data, parts: Parts) -> tuple[str, ...]:
    """Say which classes of a classification have no row, or a single one, in a part that has rows; and what may help."""
    if data.task != "classification":
        return ()
    told = []
    for name, size, counts in zip(PARTS, parts.sizes, parts.counts, strict=True):
        for few, begin in ((0, "No"), (1, "Only one")):
            found = [one for one, count in zip(parts.classes, counts.tolist(), strict=True) if size and count == few]
            if found:
                told.append(f"{begin} {name} row is of {_listed(found)}{_CONSEQUENCES.get((name, few), '')}.")
    scarce = parts.counts.sum(axis=0)
    if told and data.shuffle and not data.stratify and parts.counts[2].min() < 2 <= scarce.min():
        told.append("“Stratify the test rows”, under Split and scaling, gives each class its share of them.")
    return tuple(told)


_CONSEQUENCES = {
    ("training", 0): ": the network cannot learn what it never sees",
    ("test", 0): ": the scores do not show how well it is recognised",
}
_MOST_NAMES = 8


def _listed(names: list[str]) -> str:
    """Name the first few; a class called 3 in quotation marks."""
    shown = [name if name[:1].isalpha() else f"“{name}”" for name in names]
    if len(shown) > _MOST_NAMES:
        return f"{', '.join(shown[: _MOST_NAMES - 1])} or one of {len(shown) - _MOST_NAMES + 1} more"
    *others, last = shown
    return f"{', '.join(others)} or {last}" if others else last
