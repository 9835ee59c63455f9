"""Where the table stands in a file: what is above it, which line holds the names, and whether units stand below them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.data.dialect import Layout
from playground.data.reading.counts import says_counts, says_size
from playground.data.reading.names import holds_names
from playground.data.reading.numbers import Records, is_missing, is_number
from playground.data.reading.units import is_units_row

# A column in which at least this share of the cells are numbers is one of numbers as far as the layout is concerned.
_NUMERIC = 0.8


@dataclass(frozen=True)
class Shape:
    """What most records have in common.

    Attributes:
        cells: how many they have.
        columns: how many of these hold something.
        numeric: positions of the columns of numbers.
    """

    cells: int
    columns: int
    numeric: frozenset[int]


def layout_of(records: Records, decimal: str, comments: int = 0, comment: Sequence[str] = ()) -> Layout:
    """Find the table among the first records of a file.

    The names stand right above the first record with numbers where the later ones have numbers; a row of units may be between. What
    stands above the names is no part of the table. Where no column is of numbers, the first record with as many cells as most is it.

    Args:
        records: without empty ones, at least one.
        decimal: what separates whole from fraction.
        comments: how many lines of comments stand before them.
        comment: the cells of the last of these.
    """
    shape = shape_of(records, decimal)
    if says_size(records[0], shape.cells):
        below = layout_of(records[1:], decimal, comments, comment)
        return replace(below, above=below.above + 1)
    known = Layout(comments=comments, cells=shape.cells, columns=shape.columns, numeric=shape.numeric)
    if says_counts(records, shape.cells):
        return replace(known, counts=True, header=False)
    first = _first_row(records, shape, decimal)
    names, units = _names(records, first, shape)
    if names is None and holds_names(records[first:], decimal):
        names = first
    if names is not None:
        columns = max(shape.columns, used(records[names]))
        return replace(known, above=names, columns=columns, units=units, row_names=_is_short(records[names], shape))
    commented = tuple(comment) if _are_names(comment, shape, decimal) else ()
    return replace(known, above=first, header=False, commented=commented)


def shape_of(records: Records, decimal: str) -> Shape:
    """Return what most records have in common."""
    # A single cell is a title or a note, if anything else is there. The later half counts twice: what stands above a table may be long.
    twice = [*records, *records[len(records) // 2 :]]
    counts = Counter(len(record) for record in twice if len(record) > 1) or Counter(map(len, twice))
    cells = max(counts, key=lambda width: (counts[width], width))
    # Names, titles and comments stand in the first half, if anywhere.
    later = [record for record in records[len(records) // 2 :] if len(record) == cells] or [r for r in records if len(r) == cells]
    columns = max(map(used, later))
    numeric = frozenset(position for position in range(columns) if _is_numeric(later, position, decimal))
    return Shape(cells, columns, numeric)


def used(record: Sequence[str]) -> int:
    """Return how many cells there are up to the last that is not empty."""
    return next((position for position in range(len(record), 0, -1) if record[position - 1]), 0)


def _is_numeric(records: Records, position: int, decimal: str) -> bool:
    cells = [record[position] for record in records if not is_missing(record[position])]
    return bool(cells) and sum(is_number(cell, decimal) for cell in cells) >= _NUMERIC * len(cells)


def _first_row(records: Records, shape: Shape, decimal: str) -> int:
    """Return the place of the first record that can be a row of the table."""
    if not shape.numeric:
        return next((place for place, record in enumerate(records) if _is_full(record, shape)), 0)
    kinds = [_numbers_and_words(record, shape, decimal) for record in records]
    sure = next((place for place, (numbers, words) in enumerate(kinds) if _has_numbers(len(records[place]), numbers, words, shape)), 0)
    # Between the names and the first numbers there may be rows without any.
    last = next((place for place in range(sure - 1, -1, -1) if kinds[place][1]), None)
    if last is not None:
        return last + 1
    return next((place for place in range(sure) if _is_full(records[place], shape)), sure)


def _has_numbers(cells: int, numbers: int, words: int, shape: Shape) -> bool:
    """Return whether a record has numbers where a row has some; one that is shorter than most may have nothing but them there."""
    return numbers > 0 and (numbers >= words if cells == shape.cells else not words and cells > 1)


def _numbers_and_words(record: Sequence[str], shape: Shape, decimal: str) -> tuple[int, int]:
    """Return how many of the cells in columns of numbers are numbers, and how many are words, missing ones aside."""
    above = [record[position] for position in shape.numeric if position < len(record)]
    numbers = sum(is_number(cell, decimal) for cell in above)
    return numbers, sum(not is_missing(cell) for cell in above) - numbers


def _is_full(record: Sequence[str], shape: Shape) -> bool:
    """Return whether a record without numbers can be a row: as long as most, and more than half of it there."""
    filled = sum(map(bool, record))
    return len(record) == shape.cells and (2 * filled > shape.columns or (shape.columns == 2 and filled == 1))


def _names(records: Records, first: int, shape: Shape) -> tuple[int | None, bool]:
    """Return the place of the names above the first row, None without any, and whether units stand below them."""
    if first > 1 and is_units_row(records[first - 1], shape.numeric) and _can_be_names(records[first - 2], shape):
        return first - 2, True
    if first and _can_be_names(records[first - 1], shape):
        return first - 1, False
    return None, False


def _can_be_names(record: Sequence[str], shape: Shape) -> bool:
    named = sum(map(bool, record))
    if named < 2 and shape.columns > 2:
        return False
    if _is_short(record, shape):
        return True
    return len(record) >= shape.columns and (2 * named > shape.columns or shape.columns == 2)


def _is_short(record: Sequence[str], shape: Shape) -> bool:
    """Return whether it has a name for every column but one: R leaves out the one of the rows' names."""
    named = all(cell and not cell[0].isdigit() for cell in record)
    return len(record) == shape.columns - 1 and named and shape.columns > 2


def _are_names(cells: Sequence[str], shape: Shape, decimal: str) -> bool:
    return len(cells) == shape.columns and all(cell and len(cell) <= 40 and not is_number(cell, decimal) for cell in cells)
