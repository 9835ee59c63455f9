"""What the cells of a CSV file may say: that nothing is there, or a number."""

import re
from collections.abc import Sequence
from typing import TypeAlias

Records: TypeAlias = Sequence[Sequence[str]]
"""The cells of some lines, as text without spaces around."""

MISSING = frozenset({"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "nil", "-", "--", "?", "."})

# What a number looks like under each decimal sign: plain, or with thousands grouped by the other sign.
NUMBERS = {
    ".": r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?)",
    ",": r"[+-]?(?:(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?)",
}
_NUMBERS = {decimal: re.compile(pattern) for decimal, pattern in NUMBERS.items()}


def is_number(cell: str, decimal: str) -> bool:
    """Return whether the cell is a number under that decimal sign."""
    return _NUMBERS[decimal].fullmatch(cell) is not None
