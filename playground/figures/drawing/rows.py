"""The shown rows of a run in their three parts, and fewer of them where a dot a row would be too many."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.experiment import Data, Experiment

# More dots make a frame late, and nobody tells them apart.
MOST_DOTS = 600

ROLES = ("training", "validation", "test")


@dataclass(frozen=True, eq=False)
class DrawnRows:
    """Which of an event's rows get a dot.

    Attributes:
        rows: their numbers among the event's rows, ascending: training, then validation, then test.
        parts: how many of them belong to each of the three.
    """

    rows: NDArray[np.intp]
    parts: tuple[int, int, int]

    @property
    def roles(self) -> NDArray[np.intp]:
        """The part of each row, as a place in `ROLES`."""
        return np.repeat(np.arange(len(ROLES)), self.parts)

    @property
    def by_part(self) -> list[NDArray[np.intp]]:
        """The rows of each part that has any."""
        return [rows for rows in np.split(self.rows, np.cumsum(self.parts)[:-1]) if len(rows)]


def drawn_rows(data: Data, most: int) -> DrawnRows:
    """Return about `most` of the shown rows, evenly spaced, the same share of each part; all where there are no more."""
    shown = data.shown_rows
    share = min(1.0, most / sum(shown))
    training, validation, test = (math.ceil(rows * share) for rows in shown)
    starts = np.cumsum((0, *shown[:2]))
    numbers = [
        start + np.round(np.linspace(0, max(0, rows - 1), kept)).astype(np.intp)
        for start, rows, kept in zip(starts, shown, (training, validation, test), strict=True)
    ]
    return DrawnRows(np.concatenate(numbers), (training, validation, test))


def drawn_in_words(experiment: Experiment, drawn: DrawnRows) -> str:
    """Say how many rows are shown; nothing where all are."""
    total = sum(experiment.data.split_rows)
    return "" if len(drawn.rows) >= total else f" Showing {len(drawn.rows):,} of {total:,} rows."


def first_of(names: Sequence[str], shown: int, kind: str) -> str:
    """Say that only the first few are shown; nothing where all are."""
    return "" if shown >= len(names) else f" Showing the first {shown} of {len(names)} {kind}."
