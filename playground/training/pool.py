"""Traced trainers, kept for the next experiment of the same shape: tracing costs more than the lecture's whole run."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from playground.experiment import Experiment
from playground.training.epochs import FusedEpochs

# Traced graphs weigh a few megabytes each; a seminar seldom holds more architectures in play than this.
MAX_TRAINERS = 32


class TrainerPool:
    """Trainers that nobody uses at the moment, the newest last."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._idle: list[tuple[Hashable, FusedEpochs]] = []

    @contextmanager
    def borrowed(self, experiment: Experiment) -> Iterator[FusedEpochs]:
        """Lend a trainer for the time of the block; two runs never share one, even of equal experiments."""
        key = trainer_key(experiment)
        fused = self._take(key) or FusedEpochs(experiment)
        yield fused
        # Not after an error: a trainer in an unknown state is better built anew.
        with self._lock:
            self._idle = [*self._idle, (key, fused)][-MAX_TRAINERS:]

    def _take(self, key: Hashable) -> FusedEpochs | None:
        with self._lock:
            for index in range(len(self._idle) - 1, -1, -1):
                if self._idle[index][0] == key:
                    return self._idle.pop(index)[1]
        return None


def trainer_key(experiment: Experiment) -> Hashable:
    """Return what a traced graph depends on: shapes, layers, loss and the optimizer's constants, but no seed and no values."""
    data, training = experiment.data, experiment.training
    shapes = (data.task, data.info.rows, len(data.inputs), len(data.output_names), data.split_rows)
    return shapes, experiment.network, training.optimizer, training.momentum, training.loss, training.batch_size


_POOL = TrainerPool()
borrowed = _POOL.borrowed
