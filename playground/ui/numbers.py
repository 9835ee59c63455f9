"""Numbers as people write them, and as a link says them."""

import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def plain(number: float) -> str:
    """Return the shortest text that reads back as the same number, without an exponent for all but the tiniest: 0.00001, 0.01, 10."""
    if number and abs(number) < 1e-9:
        return repr(number)
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def whole_or_not(text: str) -> object:
    """Return the number that a text of the form `NUMBER` says: an `int` if it is whole, else a `float`."""
    number = float(text)
    return int(number) if number.is_integer() else number
