"""The same small table written in many styles, for tests that hold a quirk against all of them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal, TypeAlias

import numpy as np

from playground.data.columns import CsvFile
from playground.data.reading.file import read_csv

Records: TypeAlias = list[list[str]]

ROWS = 24
_DRAWN = np.random.default_rng(7)
HEIGHTS = [float(value) for value in _DRAWN.permutation(900)[:ROWS] / 8 + 1.125]
WEIGHTS = [float(value) for value in _DRAWN.permutation(900)[:ROWS] / 16 + 2.0625]
KINDS = ["ash", "birch", "cedar"] * (ROWS // 3)
NAMES = ("height", "weight", "kind")


@dataclass(frozen=True)
class Style:
    """How a file is written: delimiter, decimal sign, encoding, line ends, all cells in quotation marks or not, names or none."""

    delimiter: str
    decimal: str
    encoding: str
    end: str
    quoted: bool
    names: bool

    def __str__(self) -> str:
        """Say it in short, as the name of a test."""
        return (
            f"{self.delimiter!r} {self.decimal} {self.encoding} {self.end!r} {'quoted ' * self.quoted}{'names' if self.names else 'none'}"
        )

    def number(self, value: float) -> str:
        """Write a number."""
        return f"{value:.4f}".replace(".", self.decimal)

    def written(self, records: Sequence[Sequence[str]]) -> bytes:
        """Write the records."""
        text = io.StringIO(newline="")
        quoting: Literal[0, 1] = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=self.delimiter, quoting=quoting, lineterminator=self.end).writerows(records)
        return self.encoded(text.getvalue())

    def encoded(self, text: str) -> bytes:
        """Encode a text."""
        return text.encode(self.encoding)

    def records(self, heights: Sequence[str] | None = None, weights: Sequence[str] | None = None) -> list[list[str]]:
        """Return names and rows as text, some of the columns written otherwise."""
        columns = (heights or [*map(self.number, HEIGHTS)], weights or [*map(self.number, WEIGHTS)], KINDS)
        return [list(NAMES)] * self.names + [list(row) for row in zip(*columns, strict=True)]


def styles() -> list[Style]:
    """Return styles in which every delimiter, decimal sign, encoding, line end and the rest come together with many of the others."""
    encodings, ends = cycle(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-8")), cycle(("\n", "\r\n", "\r"))
    return [
        Style(delimiter, decimal, next(encodings), next(ends), quoted, names)
        for delimiter in ",;\t|"
        for decimal in ".,"
        for quoted in (False, True)
        for names in (True, False)
    ]


STYLES = styles()
NAMED = [style for style in STYLES if style.names]
# Some of them, for what comes in many forms of its own.
FEW, FEW_NAMED = STYLES[::3], NAMED[::3]


def read(content: bytes) -> CsvFile:
    """Read a file."""
    return read_csv(content, "own.csv")


def expect_table(file: CsvFile, names: Sequence[str] = NAMES) -> None:
    """Hold a file against the table that was written."""
    assert file.rows == ROWS
    assert [column.name for column in file.columns] == list(names)
    expect_cells(file)


def expect_cells(file: CsvFile, first: int = 0) -> None:
    """Hold three columns, from a place on, against the table that was written."""
    heights, weights, kinds = file.columns[first : first + 3]
    np.testing.assert_array_equal(heights.values, np.array(HEIGHTS, np.float32))
    np.testing.assert_array_equal(weights.values, np.array(WEIGHTS, np.float32))
    assert [kinds.classes[code] for code in kinds.codes] == KINDS


def names_of(style: Style) -> Sequence[str]:
    """Return what the columns are called in a file of that style."""
    return NAMES if style.names else ("column 1", "column 2", "column 3")
