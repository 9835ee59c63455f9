"""From 64 bits to the 32 that networks compute with, so that values that differ stay different."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats

# Below this share of values that stay apart a column is said to be too fine.
_APART = 0.99
# A column whose values lie this much closer together than they are large gains by a shift.
_CLOSE = 16.0


@dataclass(frozen=True, eq=False)
class Narrow:
    """A column's numbers in 32 bits.

    Attributes:
        values: less the offset, shape (rows,), NaN where missing.
        levels: the different values, ascending, in the same form; some may be equal here.
        offset: what was subtracted.
    """

    values: Floats
    levels: Floats
    offset: int

    @property
    def told_apart(self) -> int:
        """How many different values are left."""
        return _different(self.levels)

    @property
    def apart(self) -> bool:
        """Whether that is all of them."""
        return self.told_apart == len(self.levels)

    @property
    def blurred(self) -> bool:
        """Whether so many became equal that it should be said."""
        return self.told_apart < _APART * len(self.levels)

    @property
    def offset_text(self) -> str:
        """The offset in digits."""
        return digits(self.offset)


def digits(offset: int) -> str:
    """Return an offset as text."""
    return str(offset).replace("-", "−")


def narrow(values: NDArray[np.generic], unique: NDArray[np.generic]) -> Narrow:
    """Cast to 32 bits; subtract the smallest value first where values that differ would become equal, and that helps.

    Args:
        values: in 64 bits, NaN where missing, shape (rows,).
        unique: the different ones, ascending.
    """
    plain = _cast(values, unique, 0)
    if plain.apart:
        return plain
    low, high = unique[0], unique[-1]
    size, spread = max(abs(float(low)), abs(float(high))), float(high) - float(low)
    if spread * _CLOSE > size:
        return plain
    # Whole numbers beyond 2⁵³ have no float of their own.
    return _cast(values, unique, int(low) if unique.dtype.kind == "i" else math.floor(low))


def _cast(values: NDArray[np.generic], unique: NDArray[np.generic], offset: int) -> Narrow:
    numbers, levels = ((array - offset if offset else array).astype(np.float32) for array in (values, unique))
    # Tables share them.
    numbers.flags.writeable = False
    return Narrow(numbers, levels, offset)


def _different(ascending: Floats) -> int:
    return int(np.count_nonzero(np.diff(ascending))) + 1 if len(ascending) else 0
