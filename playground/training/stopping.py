"""Which epoch is the best, and when the run has waited long enough for a better one."""

from dataclasses import dataclass

import numpy as np

from playground.experiment import Experiment

# The order in which trainers tell the scores of an epoch.
SCORES = ("loss", "val_loss", "accuracy", "val_accuracy")


@dataclass(frozen=True)
class Watch:
    """The score that decides which epoch is the best, compared as Keras' callbacks compare.

    Attributes:
        score: one of `SCORES`.
        min_delta: a smaller improvement counts for nothing.
    """

    score: str
    min_delta: float = 0.0

    @property
    def column(self) -> int:
        """Where the score stands in `SCORES`."""
        return SCORES.index(self.score)

    @property
    def direction(self) -> float:
        """1 for a score that should be low, −1 for one that should be high."""
        return -1.0 if self.score.endswith("accuracy") else 1.0

    def improves(self, value: float, best: float) -> bool:
        """Return whether direction × value, raised by the smallest improvement, is below the best so far in single precision."""
        return bool(np.float32(self.direction * value + self.min_delta) < np.float32(best))


def watch_of(experiment: Experiment) -> Watch:
    """Return the monitor of early stopping; without it, validation loss, or training loss where nothing validates."""
    training = experiment.training
    if training.early_stopping:
        return Watch(training.monitor, training.min_delta)
    return Watch("val_loss" if experiment.data.split_rows[1] else "loss")


class Stopping:
    """`keras.callbacks.EarlyStopping`, or only its memory for the best epoch."""

    def __init__(self, experiment: Experiment) -> None:
        """Begin before the first epoch."""
        self._watch = watch_of(experiment)
        self._patience = experiment.training.patience if experiment.training.early_stopping else None
        self._best, self._wait = np.inf, 0
        self.best_epoch = 0

    def hear(self, epoch: int, value: float) -> bool:
        """Take in the watched score after an epoch, from 1; true if training stops here."""
        self._wait += 1
        # Keras takes the first epoch for the best, whatever its score.
        if not self.best_epoch or self._watch.improves(value, self._best):
            self._best, self.best_epoch, self._wait = self._watch.direction * value, epoch, 0
            return False
        return self._patience is not None and self._wait >= self._patience and epoch > 1
