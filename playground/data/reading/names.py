"""Whether the first line of a CSV file holds the names of its columns. Where it can be read both ways, it is a row like the others."""

import re
from itertools import pairwise

from playground.data.reading.numbers import MISSING, Records, is_number, number_in

_WHOLE = re.compile(r"[0-9]+")
_YEAR = re.compile(r"[12][0-9]{3}")
_YEARS = (1000.0, 3000.0)


def holds_names(records: Records, decimal: str) -> bool:
    """Return whether the first of the lines holds names.

    It does if it has no number at all, or text where numbers stand below, or at least two different whole numbers as names:
    above columns of text, or years above columns of text or of numbers that are clearly no years.

    Args:
        records: the first lines, at least one.
        decimal: what separates whole from fraction.
    """
    first = records[0]
    columns = [_below(records, position) for position in range(len(first))]
    numbers = {position: cell for position, cell in enumerate(first) if is_number(cell, decimal)}
    if not numbers:
        return any(cell not in MISSING for cell in first)
    texts = (position for position, cell in enumerate(first) if cell not in MISSING and position not in numbers)
    if any(_mostly_numbers(columns[position], decimal) for position in texts):
        return True
    return _are_names(list(numbers.values()), [columns[position] for position in numbers], decimal)


def _below(records: Records, position: int) -> list[str]:
    return [record[position] for record in records[1:] if len(record) > position and record[position] not in MISSING]


def _mostly_numbers(cells: list[str], decimal: str) -> bool:
    return sum(is_number(cell, decimal) for cell in cells) > len(cells) / 2


def _are_names(labels: list[str], columns: list[list[str]], decimal: str) -> bool:
    """Return whether numbers in the first line are names, by the columns below them."""
    # A single number above others, or among words, may as well be a value.
    if len(set(labels)) < max(2, len(labels)) or not all(map(_WHOLE.fullmatch, labels)) or not any(columns):
        return False
    found = [_values(cells, decimal) for cells in columns]
    if not any(found):
        return True
    if not all(map(_YEAR.fullmatch, labels)):
        return False
    above_numbers = [values for cells, values in zip(columns, found, strict=True) if _mostly_numbers(cells, decimal)]
    years = [int(label) for label in labels]
    if _in_steps(years):
        # Values hardly ever stand in equal steps from column to column, so a few of those below may look like years.
        return all(map(_mostly_no_years, above_numbers))
    enough = len(years) > 2 or len(above_numbers) < 2
    return enough and _in_order(years) and all(map(_clearly_no_years, above_numbers))


def _in_steps(years: list[int]) -> bool:
    """Return whether the years are neighbours, or three or more with the same number of years between."""
    steps = {later - earlier for earlier, later in pairwise(years)}
    return len(steps) == 1 and (len(years) > 2 or abs(steps.pop()) == 1)


def _in_order(years: list[int]) -> bool:
    return years in (sorted(years), sorted(years, reverse=True))


def _mostly_no_years(values: list[float]) -> bool:
    return sum(_YEARS[0] <= value < _YEARS[1] for value in values) < len(values) / 2


def _clearly_no_years(values: list[float]) -> bool:
    return max(values) < _YEARS[0] or min(values) >= _YEARS[1]


def _values(cells: list[str], decimal: str) -> list[float]:
    numbers = (number_in(cell, decimal) for cell in cells)
    return [number.value for number in numbers if number is not None]
