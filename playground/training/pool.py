"""Trainers, kept for the next experiment of the same network: building and compiling cost more than a short run."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from playground.data.split import Split
from playground.experiment import Experiment
from playground.training.compiled import CompiledEpochs, is_supported, prepared
from playground.training.epochs import FusedEpochs
from playground.training.program import trainer_key
from playground.training.programs import Programs

MAX_TRAINERS = 32
# Of weights, all idle trainers together: the largest networks have two million, and as many numbers again in their optimizers.
MAX_PARAMETERS = 8_000_000
# Of the trainers, so many may be compiled, those used last. What XLA has compiled stays in memory as long as the process lives,
# 45 MB a network, so there is an end to it, too.
MAX_COMPILED, MOST_COMPILATIONS = 8, 16
# Which architectures are not worth another try: their compiled trainer was not exact.
MAX_FAILURES = 1_000


class TrainerPool:
    """Trainers that nobody uses at the moment, the newest last.

    An architecture that comes back is worth compiling. That happens in the background, one at a time, and later runs get the
    compiled trainer; since it gives the same bits, nobody can tell from a result which one was lent.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._programs = Programs()
        self._idle: list[tuple[Hashable, FusedEpochs]] = []
        self._failures: OrderedDict[Hashable, None] = OrderedDict()
        self._compilations = 0
        self._preparing: threading.Thread | None = None

    @contextmanager
    def borrowed(self, experiment: Experiment, split: Split) -> Iterator[FusedEpochs]:
        """Lend a trainer for the time of the block; two runs never share one, even of equal experiments."""
        key = trainer_key(experiment)
        known = self._take(key)
        fused = known or FusedEpochs(experiment, self._programs)
        yield fused
        # Not after an error: a trainer in an unknown state is better built anew.
        self._keep(key, fused)
        if known and not isinstance(known, CompiledEpochs) and is_supported(experiment):
            self._prepare(key, experiment, split)

    def finish_preparing(self) -> None:
        """Wait for what is being compiled."""
        thread = self._preparing
        if thread:
            thread.join()

    def _keep(self, key: Hashable, fused: FusedEpochs) -> None:
        fused.release()
        with self._lock:
            self._idle = [*self._idle, (key, fused)][-MAX_TRAINERS:]
            while len(self._idle) > 1 and sum(idle.parameters for _, idle in self._idle) > MAX_PARAMETERS:
                self._idle.pop(0)
            compiled = [index for index, (_, idle) in enumerate(self._idle) if isinstance(idle, CompiledEpochs)]
            if len(compiled) > MAX_COMPILED:
                self._idle.pop(compiled[0])

    def _take(self, key: Hashable) -> FusedEpochs | None:
        with self._lock:
            fitting = [index for index, (other, _) in enumerate(self._idle) if other == key]
            if not fitting:
                return None
            return self._idle.pop(max(fitting, key=lambda index: (isinstance(self._idle[index][1], CompiledEpochs), index)))[1]

    def _prepare(self, key: Hashable, experiment: Experiment, split: Split) -> None:
        with self._lock:
            busy = self._preparing is not None and self._preparing.is_alive()
            there = any(other == key and isinstance(idle, CompiledEpochs) for other, idle in self._idle)
            if busy or there or key in self._failures or self._compilations == MOST_COMPILATIONS:
                return
            self._compilations += 1
            # No daemon: Python must not end while TensorFlow is still compiling.
            self._preparing = threading.Thread(target=self._prepare_now, args=(key, experiment, split), name="compile trainer")
            self._preparing.start()

    def _prepare_now(self, key: Hashable, experiment: Experiment, split: Split) -> None:
        fused = prepared(experiment, split, self._programs)
        if fused:
            self._keep(key, fused)
            return
        with self._lock:
            self._failures[key] = None
            if len(self._failures) > MAX_FAILURES:
                self._failures.popitem(last=False)


_POOL = TrainerPool()
borrowed = _POOL.borrowed
finish_preparing = _POOL.finish_preparing
