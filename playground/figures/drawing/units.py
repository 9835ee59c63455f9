"""Units of measurement, read from column names such as `petal width (cm)`."""

import re
from collections.abc import Sequence

_UNIT = re.compile(r"\(([^()]+)\)\s*$")


def unit_of(column: str) -> str:
    """Return the unit in the parentheses that end a column's name, or nothing."""
    found = _UNIT.search(column)
    return found.group(1) if found else ""


def common_unit(columns: Sequence[str]) -> str:
    """Return the unit that all columns share, or nothing."""
    units = {unit_of(column) for column in columns}
    return units.pop() if len(units) == 1 else ""


def in_parentheses(unit: str) -> str:
    """Return ` (unit)` to append to an axis title, or nothing without a unit."""
    return f" ({unit})" if unit else ""
