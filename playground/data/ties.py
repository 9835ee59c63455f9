"""Which outputs are the same number but for its last digits."""

import numpy as np
from numpy.typing import NDArray

# One float32 sum or exponential can come out some units in the last place apart in the first rows of a batch, which go through
# the processor's wide registers, and in the last ones, which do not: sigmoid was seen to differ by 3 of 1.2e-7.
ROUNDING = 1e-6


def tied(outputs: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the outputs, those that differ by rounding alone as one number: ranks then see a tie where there is one.

    Args:
        outputs: finite, shape (rows,).

    Returns:
        The same shape; each value at most `ROUNDING`, relative to the larger one, below what it was.
    """
    values, places = np.unique(outputs.astype(np.float64), return_inverse=True)
    same = values.copy()
    near = np.diff(values) <= ROUNDING * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    for place in np.flatnonzero(near) + 1:
        # From the lowest of a group on, not from neighbour to neighbour: many close values in a row are not all the same.
        lowest = same[place - 1]
        if values[place] - lowest <= ROUNDING * max(abs(values[place]), abs(lowest)):
            same[place] = lowest
    return same[places]
