"""The order of the training rows in each epoch."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.experiment import Experiment


def epoch_orders(experiment: Experiment, train_rows: int) -> Iterator[NDArray[np.int32]]:
    """Yield the order of the training rows, one array an epoch: `default_rng(seed).permutation(rows)`, again and again."""
    generator = np.random.default_rng(experiment.training.seed)
    while True:
        yield generator.permutation(train_rows).astype(np.int32)
