"""A stratified split as scikit-learn draws it, without importing it: a page that shows rows would wait a second, and take 150 MB."""

import numpy as np
from numpy.typing import NDArray

_Counts = NDArray[np.int64]


def stratified_rows(labels: NDArray[np.int64], test: int, seed: int) -> NDArray[np.int64]:
    """Return the rows' numbers, those of the test last, as `train_test_split(..., random_state=seed, stratify=labels)` draws them.

    Each class has, but for less than one row, the same share of the test rows as of all.

    Args:
        labels: for each row its class; of every class at least two.
        test: how many rows are for the test; at least as many as there are classes, and so are the others.
        seed: of the draw.
    """
    draw = np.random.RandomState(seed)
    _, places, counts = np.unique(labels, return_inverse=True, return_counts=True)
    rows_of = np.split(np.argsort(places, kind="stable"), np.cumsum(counts)[:-1])
    rest = _shares(counts, len(labels) - test, draw)
    tested = _shares(counts - rest, test, draw)
    drawn = [rows[draw.permutation(len(rows))] for rows in rows_of]
    ours = np.concatenate([rows[:most] for rows, most in zip(drawn, rest, strict=True)])
    theirs = np.concatenate([rows[most : most + more] for rows, most, more in zip(drawn, rest, tested, strict=True)])
    return np.concatenate([draw.permutation(ours), draw.permutation(theirs)])


def _shares(counts: _Counts, draws: int, draw: np.random.RandomState) -> _Counts:
    """Return how many of so many draws fall to each class: its share rounded down, and of the rest one to whom most is missing.

    Chance decides between classes to whom as much is missing.
    """
    exact = counts / counts.sum() * draws
    whole: NDArray[np.float64] = np.floor(exact)
    missing = exact - whole
    left = int(draws - whole.sum())
    for value in np.unique(missing)[::-1]:
        if not left:
            break
        (equal,) = np.where(missing == value)
        chosen = draw.choice(equal, size=min(len(equal), left), replace=False)
        whole[chosen] += 1
        left -= len(chosen)
    return whole.astype(np.int64)
