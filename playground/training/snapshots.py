"""Which epochs of a run are kept as snapshots."""

import numpy as np

# With the first, the last and the best epoch a run stays at about 120.
MAX_PLANNED = 118


def snapshot_epochs(epochs: int) -> frozenset[int]:
    """Return the epochs, from 1, whose weights and predictions a run shows: all of them up to 118, else a choice.

    Half of the choice is spread evenly, so that the film moves to the end; half evenly on a logarithmic scale, since most
    of the learning happens early.
    """
    if epochs <= MAX_PLANNED:
        return frozenset(range(1, epochs + 1))
    half = MAX_PLANNED // 2
    even = np.linspace(epochs / half, epochs, half).round().astype(int)
    early = np.geomspace(1, epochs, half).round().astype(int)
    return frozenset(map(int, np.concatenate([even, early])))
