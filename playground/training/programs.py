"""Traced programs, kept for the next experiment that they fit: tracing costs more than the lecture's whole run."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

from playground.experiment import Experiment
from playground.limits import LIMITS
from playground.training.network import TrainedNetwork
from playground.training.program import Program, TracedSteps, trainer_key

# A program weighs a few megabytes; a seminar seldom holds more kinds of network in play than this.
MAX_PROGRAMS = 32
# Of weights, in the networks that they were traced with and keep, all together.
MAX_PARAMETERS = 8_000_000


@dataclass
class _Kind:
    """What is known of the networks that differ in their units alone.

    Attributes:
        shared: a program for all of them.
        differs: whether the steps depend on the units, so that there is none: as with batch normalization, where `fit`'s graph has the
            units among its constants.
    """

    shared: Program | None = None
    differs: bool = False


class Programs:
    """The programs of one process, those used last at the end.

    The first network of a kind gets a program for its units. When a second one comes, the steps of yet other units are traced: if these
    are the same, `fit` does the same whatever the units are, and one program serves all networks of the kind from then on.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._exact: OrderedDict[tuple[Hashable, Hashable], Program] = OrderedDict()
        self._kinds: OrderedDict[Hashable, _Kind] = OrderedDict()
        self._lock = threading.Lock()

    def program(self, experiment: Experiment, network: TrainedNetwork) -> Program:
        """Return a program for a network of the experiment; what compiles in the background asks, too."""
        with self._lock:
            return self._program(experiment, network)

    def _program(self, experiment: Experiment, network: TrainedNetwork) -> Program:
        exact = kind, _ = trainer_key(experiment)
        if exact in self._exact:
            self._exact.move_to_end(exact)
            return self._exact[exact]
        known = self._kinds.get(kind)
        if known is not None:
            self._kinds.move_to_end(kind)
            shared = self._shared(known, kind, experiment)
            if shared is not None:
                return shared
        self._kinds.setdefault(kind, _Kind())
        self._exact[exact] = Program(experiment, TracedSteps.of(experiment, network))
        self._forget_oldest()
        return self._exact[exact]

    def _shared(self, known: _Kind, kind: Hashable, experiment: Experiment) -> Program | None:
        if known.shared is None and not known.differs:
            first = next((program.steps for key, program in self._exact.items() if key[0] == kind), None)
            if first is None:
                return None
            other = _of_other_units(experiment, first)
            known.differs = not first.equals(other)
            known.shared = None if known.differs else Program(experiment, first, other)
        return known.shared

    def _forget_oldest(self) -> None:
        while len(self._exact) > MAX_PROGRAMS or (len(self._exact) > 1 and self._parameters > MAX_PARAMETERS):
            self._exact.popitem(last=False)
        while len(self._kinds) > MAX_PROGRAMS:
            self._kinds.popitem(last=False)

    @property
    def _parameters(self) -> int:
        return sum(program.steps.network.parameters for program in self._exact.values())


def _of_other_units(experiment: Experiment, steps: TracedSteps) -> TracedSteps:
    """Return the steps of a network none of whose hidden layers has the units that it has in these steps; those of one unit keep it."""
    taken = [layer.units for layer in steps.network.model.layers if layer.name.startswith("hidden")]
    hidden = tuple(replace(layer, units=_other_than(units)) for layer, units in zip(experiment.network.hidden, taken, strict=True))
    other = replace(experiment, network=replace(experiment.network, hidden=hidden))
    return TracedSteps.of(other, TrainedNetwork(other))


def _other_than(units: int) -> int:
    return 1 if units == 1 else units + 1 if units < LIMITS.max_units else units - 1
