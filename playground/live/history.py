"""A run's history in numbers, read back from its log."""

import json
import math
from collections.abc import Mapping, Sequence

import numpy as np

from playground.experiment import Experiment
from playground.figures.panels.loss import LossPanel
from playground.live.frame import Frame

# The difference of two others: whoever needs it can take it.
_DERIVED = "data_loss"


def history_of(experiment: Experiment, entries: Sequence[bytes]) -> Mapping[str, list[float]]:
    """Return each epoch's scores by their names in Keras' history, exactly the float32 numbers that the run said.

    Args:
        experiment: of the run.
        entries: the run's log from its beginning.

    Returns:
        loss, val_loss with validation rows, accuracy and val_accuracy for a classification, and penalty, the part of `loss` that
        L1 and L2 add, if there ever was one: a value for each epoch.
    """
    panel = LossPanel(experiment)
    columns: list[list[float | None]] = [[] for _ in panel.names]
    for entry in entries:
        frame: Frame = json.loads(entry)
        if "epochs" not in frame:
            continue
        first, last = frame["epochs"]
        said = frame.get("curves", {}).get(panel.name, {"ys": []})["ys"]
        for place, column in enumerate(columns):
            column.extend(said[place] if place < len(said) else [None] * (last - first + 1))
    penalized = any(value is not None for value in columns[panel.names.index("penalty")])
    kept = [name for name in panel.names if name != _DERIVED and (penalized or name != "penalty")]
    return {name: [_number(name, value) for value in columns[panel.names.index(name)]] for name in kept}


def _number(name: str, value: float | None) -> float:
    if value is None:
        # Before it began there was no penalty; any other number that JSON has no word for was not finite.
        return 0.0 if name == "penalty" else math.nan
    return float(np.float32(value))
