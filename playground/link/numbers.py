"""Numbers as people write them, and as a link says them."""

import math
import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def plain(number: float) -> str:
    """Return the shortest text that reads back as the same number, without an exponent for all but the tiniest: 0.00001, 0.01, 10."""
    if number and abs(number) < 1e-9:
        return repr(number)
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def significant(number: float) -> str:
    """Return three significant digits, as a score is read: 0.222, 12.3, 4,570, 3.54e32, 1.2e-5."""
    if not math.isfinite(number):
        return "not finite"
    rounded = float(f"{number:.3g}")
    if rounded and not 1e-3 <= abs(rounded) < 1e6:
        digits, exponent = f"{number:.2e}".split("e")
        return f"{digits}e{int(exponent)}"
    places = max(0, 2 - math.floor(math.log10(abs(rounded)))) if rounded else 2
    return f"{rounded:,.{places}f}"


def whole_or_not(text: str) -> object:
    """Return the number that a text of the form `NUMBER` says: an `int` if it is whole, else a `float`."""
    number = float(text)
    return int(number) if number.is_integer() else number
