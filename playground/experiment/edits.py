"""Weights that are set by hand at the beginning of an epoch, and neurons that are silenced or frozen there."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from playground.experiment.network import HIDDEN_LAYERS
from playground.limits import LIMITS
from playground.settings import ExperimentError, Real, Whole, check_settings, shown

# With more, a link of 30 characters an edit would not fit into the 8 kB that servers take.
MAX_EDITS, MAX_EDITS_AT_ONCE = 200, 100
# Of edits that are named one by one; with more, their number says more than their names.
MOST_NAMED = 2

_LAYER = Whole("The layer of an edited weight", "Counted from 1, the output layer being the last.", 1, HIDDEN_LAYERS.high + 1)
_UNIT = Whole("The unit of an edited weight", "Counted from 1.", 1, LIMITS.max_units)
_SOURCE = Whole("The source of an edited weight", "An input or neuron; 0 is the bias.", 0, max(LIMITS.max_units, LIMITS.max_columns))
_VALUE = Real("An edited weight", "What it is set to.", -1e6, 1e6, ())


@dataclass(frozen=True, order=True)
class WeightEdit:
    """A weight or bias, and what it is set to.

    Attributes:
        layer: from 1, the first hidden layer; the last is the output layer.
        source: the input, or the unit of the layer before, from 1; 0 for the unit's bias.
        unit: of the layer, from 1.
        value: within ±1,000,000; kept as the shortest number that is the same in single precision.
    """

    layer: int = field(metadata={"rule": _LAYER})
    source: int = field(metadata={"rule": _SOURCE})
    unit: int = field(metadata={"rule": _UNIT})
    value: float = field(metadata={"rule": _VALUE})

    def __post_init__(self) -> None:
        """Check every field; whether a network has the weight is the experiment's affair."""
        check_settings(self)
        object.__setattr__(self, "value", _shortest(self.value))

    @property
    def place(self) -> tuple[int, int, int]:
        """Which weight it is: layer, source and unit."""
        return self.layer, self.source, self.unit

    def leaves(self, neuron: "Neuron") -> bool:
        """Whether it is a weight by which that neuron's answer goes on."""
        return (self.layer - 1, self.source) == (neuron.layer, neuron.unit)

    @property
    def words(self) -> str:
        """Which weight it is, and its value: `weight from neuron 3 of hidden 1 to unit 2 = 0.5`."""
        if not self.source:
            return f"bias of unit {self.unit} of layer {self.layer} = {self.value:g}"
        return f"weight from {_source_in_words(self.layer, self.source)} to unit {self.unit} = {self.value:g}"


@dataclass(frozen=True, order=True)
class Neuron:
    """A neuron of a hidden layer.

    One that is silenced has every weight that leaves it set to 0. One that is frozen keeps the weights that come in, and its bias.

    Attributes:
        layer: from 1, the first hidden layer.
        unit: of the layer, from 1.
    """

    layer: int = field(metadata={"rule": Whole("The layer of a silenced or frozen neuron", "Counted from 1.", 1, HIDDEN_LAYERS.high)})
    unit: int = field(metadata={"rule": Whole("The number of a silenced or frozen neuron", "Counted from 1.", 1, LIMITS.max_units)})

    def __post_init__(self) -> None:
        """Check every field; whether a network has the neuron is the experiment's affair."""
        check_settings(self)

    @property
    def place(self) -> tuple[int, int]:
        """Which neuron it is: layer and unit."""
        return self.layer, self.unit

    @property
    def words(self) -> str:
        """Which neuron it is: `neuron 5 of hidden 1`."""
        return f"neuron {self.unit} of hidden {self.layer}"


Item = TypeVar("Item", WeightEdit, Neuron)


def checked(kind: type[Item], items: object) -> tuple[Item, ...]:
    """Return edits of a kind in their order, each weight and neuron once, the last word about it; raises `ExperimentError` for others."""
    if not isinstance(items, tuple | list) or not all(isinstance(item, kind) for item in items):
        raise ExperimentError(f"Edits must be a list of {kind.__name__}. Received: {shown(items)}.")
    return tuple(sorted({item.place: item for item in items}.values()))


def edits_in_words(weights: Sequence[WeightEdit], silenced: Sequence[Neuron], frozen: Sequence[Neuron]) -> list[str]:
    """Return a phrase for each edit or, where they are many, for all of a kind: `12 weights edited`."""
    edits = [edit.words for edit in weights] if len(weights) <= MOST_NAMED else [_edited(weights)]
    return [*edits, *_neurons_in_words(silenced, "silenced"), *_neurons_in_words(frozen, "frozen")]


def check_edits(weights: Iterable[WeightEdit], neurons: Iterable[Neuron], sizes: Sequence[tuple[int, int]]) -> None:
    """Check that a network has what is edited.

    Args:
        weights: that are set.
        neurons: that are silenced or frozen.
        sizes: inputs and units of each layer, the output layer's last.

    Raises:
        ExperimentError: if it has not.
    """
    for edit in weights:
        if edit.layer > len(sizes):
            raise _refusal(f"This network has {_counted(len(sizes), 'layer')}, the output's included", f"an edit in layer {edit.layer}")
        before, units = sizes[edit.layer - 1]
        if edit.unit > units:
            raise _refusal(f"Layer {edit.layer} has {_counted(units, 'unit')}", f"an edit of unit {edit.unit}")
        if edit.source > before:
            what = "input" if edit.layer == 1 else "neuron"
            rule = f"Each unit of layer {edit.layer} has weights from {_counted(before, what)}"
            raise _refusal(rule, f"an edit of the weight from {what} {edit.source}")
    for neuron in neurons:
        if neuron.layer >= len(sizes):
            rule = f"This network has {_counted(len(sizes) - 1, 'hidden layer')}, and only neurons of these can be silenced or frozen"
            raise _refusal(rule, f"a neuron of layer {neuron.layer}")
        units = sizes[neuron.layer - 1][1]
        if neuron.unit > units:
            raise _refusal(
                f"Hidden layer {neuron.layer} has {_counted(units, 'neuron')}", f"neuron {neuron.unit}, to be silenced or frozen"
            )


def _refusal(rule: str, received: str) -> ExperimentError:
    return ExperimentError(f"{rule}. Received: {received}.")


def _source_in_words(layer: int, source: int) -> str:
    return f"input {source}" if layer == 1 else f"neuron {source} of hidden {layer - 1}"


def _neurons_in_words(neurons: Sequence[Neuron], what: str) -> list[str]:
    many = len(neurons) > MOST_NAMED
    return [f"{_counted(len(neurons), 'neuron')} {what}"] if many else [f"{neuron.words} {what}" for neuron in neurons]


def _edited(weights: Sequence[WeightEdit]) -> str:
    biases = sum(not edit.source for edit in weights)
    counts = (_counted(len(weights) - biases, "weight"), _counted(biases, "bias"))
    return " and ".join(words for words in counts if not words.startswith("0 ")) + " edited"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 'es' if what.endswith('s') else 's'}"


def _shortest(value: float) -> float:
    """Return the number of the fewest digits that single precision rounds to the same: 0.1 of 0.10000000149."""
    exact = _single(value)
    return next(short for digits in range(1, 10) if _single(short := float(f"{exact:.{digits}g}")) == exact) + 0.0


def _single(value: float) -> float:
    number: float = struct.unpack("f", struct.pack("f", value))[0]
    return number
