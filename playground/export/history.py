"""The history of a run as CSV: one line an epoch."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np

from playground.experiment import Experiment, learning_rate_at


def history_csv(experiment: Experiment, history: Mapping[str, Sequence[float | None]]) -> str:
    """Return the history as CSV: commas, decimal points, names in the first line.

    Args:
        experiment: what was trained, with every change that was made on the way: it says the learning rates.
        history: Keras' name -> one value an epoch, from the first.

    Returns:
        Columns epoch, learning_rate and the names of `history`. Values have as many digits as it takes to read the same 32 bits
        back; what is no finite number stands as `nan`, what is not there as nothing.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("epoch", "learning_rate", *history))
    for epoch, values in enumerate(zip_longest(*history.values()), start=1):
        writer.writerow((epoch, repr(learning_rate_at(experiment.training, epoch)), *map(_cell, values)))
    return written.getvalue()


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return str(np.float32(value)) if math.isfinite(value) else "nan"
