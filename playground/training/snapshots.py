"""Which epochs of a run are kept as snapshots."""

import numpy as np

# With the first, the last and the best epoch a run stays at about 120.
MAX_PLANNED = 118
# Of all planned snapshots together: a network of eight layers of 512 units has 8 MB of weights.
MAX_WEIGHT_BYTES = 64_000_000


def snapshot_epochs(epochs: int) -> frozenset[int]:
    """Return the epochs, from 1, whose predictions a run shows: all of them up to 118, else a choice.

    Half of the choice is spread evenly, so that the film moves to the end; half evenly on a logarithmic scale, since most
    of the learning happens early.
    """
    if epochs <= MAX_PLANNED:
        return frozenset(range(1, epochs + 1))
    half = MAX_PLANNED // 2
    even = np.linspace(epochs / half, epochs, half).round().astype(int)
    early = np.geomspace(1, epochs, half).round().astype(int)
    return frozenset(map(int, np.concatenate([even, early])))


def weight_epochs(epochs: int, parameters: int, most_bytes: int = MAX_WEIGHT_BYTES) -> frozenset[int]:
    """Return those of the snapshots that carry the network's weights: all, or for large networks an even choice with the last.

    Args:
        epochs: how many the run is to have.
        parameters: how many weights and biases the network has, of four bytes each.
        most_bytes: that the weights of all these snapshots may take; those of one always may.
    """
    shown = sorted(snapshot_epochs(epochs))
    room = max(1, most_bytes // (4 * parameters))
    if len(shown) <= room:
        return frozenset(shown)
    chosen = np.linspace(len(shown) / room, len(shown), room).round().astype(int) - 1
    return frozenset(shown[index] for index in chosen)
