"""A measured number, the target that it is held to, and the table of all of them."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

# The decimal places are gone where the number has this many digits anyway.
DIGITS = 3


@dataclass(frozen=True)
class Target:
    """A bound that a number is held to."""

    kind: Literal["at least", "at most"]
    limit: float

    def met_by(self, value: float) -> bool:
        """Return whether the value is on the right side of the bound, or on it; what is not a number never is."""
        return value >= self.limit if self.kind == "at least" else value <= self.limit


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: what was measured.
        value: the median, if it was measured more than once.
        unit: of `value`, of `spread` and of the target.
        target: None for a number that stands there for comparison only.
        spread: the lowest and the highest of several measurements; None for a single one.
    """

    name: str
    value: float
    unit: str
    target: Target | None = None
    spread: tuple[float, float] | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.target.met_by(self.value)


def row_of(name: str, values: Sequence[float], unit: str, target: Target | None = None) -> Row:
    """Return the row of a number that was measured several times: the median, and the spread."""
    return Row(name, statistics.median(values), unit, target, (min(values), max(values)))


def at_least(limit: float) -> Target:
    """Return the target of a number that should be large."""
    return Target("at least", limit)


def at_most(limit: float) -> Target:
    """Return the target of a number that should be small."""
    return Target("at most", limit)


HEADINGS = ("what", "median", "lowest to highest", "target", "met")
VERDICTS = {None: "", True: "yes", False: "**no**"}


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table whose columns line up in a terminal, too."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_joined(line, widths) for line in (lines[0], rule, *lines[1:]))


def number(value: float, unit: str) -> str:
    """Return a value with three significant digits and its unit, as in `19.4×`, `1,230 epochs/s`, `0 MB`."""
    decimals = 0
    if value and abs(value) < 10 ** (DIGITS - 1):
        decimals = DIGITS - 1 - _magnitude(value)
    text = f"{value:,.{decimals}f}" if decimals < 7 else f"{value:.1e}"
    return f"{text}{unit}" if unit in ("", "×") else f"{text} {unit}"


def _magnitude(value: float) -> int:
    """Return the power of ten of the first digit: 1 for 12.3, -2 for 0.0123."""
    return int(f"{value:e}".partition("e")[2])


def _cells(row: Row) -> tuple[str, ...]:
    low_to_high = "" if row.spread is None else f"{number(row.spread[0], '')} to {number(row.spread[1], '')}"
    target = "" if row.target is None else f"{row.target.kind} {_plain(row.target.limit, row.unit)}"
    return row.name, number(row.value, row.unit), low_to_high, target, VERDICTS[row.met]


def _plain(limit: float, unit: str) -> str:
    """Return a bound as it was set: 18×, not 18.0×."""
    return f"{limit:,g}{unit}" if unit in ("", "×") else f"{limit:,g} {unit}"


def _joined(cells: tuple[str, ...], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
