"""Weights that somebody set while the network trained, in plain Keras: a callback that sets them, and a constraint that freezes them."""

from collections.abc import Iterable, Iterator

from playground.experiment import Change, Experiment
from playground.export.code import block, listed

_FREEZE = """\
class Freeze(keras.constraints.Constraint):  # after each step, puts back what is frozen of a layer
    def __init__(self, weights):
        self.frozen = keras.Variable(np.zeros(weights.shape, bool), dtype="bool", trainable=False)
        self.values = keras.Variable(weights.numpy(), trainable=False)

    def __call__(self, weights):
        return keras.ops.where(self.frozen, self.values, weights)


def freeze(name, neurons):  # from now on, with the weights that come in and the bias as they are
    for weights in model.get_layer(name).weights:
        frozen = weights.constraint.frozen.numpy()
        frozen[..., neurons] = True
        weights.constraint.frozen.assign(frozen)
        weights.constraint.values.assign(weights)


for name in {names}:
    for weights in model.get_layer(name).weights:
        weights.constraint = Freeze(weights)"""


def freezing(experiment: Experiment) -> str:
    """Return what `edit_weights` freezes neurons with; nothing where none are frozen."""
    layers = _layers_with_frozen(experiment.training.changes)
    return _FREEZE.format(names=listed([f"hidden{layer}" for layer in layers])) if layers else ""


def edit_callback(experiment: Experiment) -> str:
    """Return the function `edit_weights` for Keras' `LambdaCallback`; none where no weights are edited."""
    edited = [change for change in experiment.training.changes if change.edits]
    if not edited:
        return ""
    lines = ["def edit_weights(epoch, logs):  # as somebody did; epochs, inputs and units count from 0"]
    for number, change in enumerate(edited, start=1):
        lines.append(f"    if epoch == {change.epoch - 1}:")
        lines += [f"        {line}" for line in _edited(change, len(experiment.network.hidden))]
        lines += [f"        {line}" for line in _frozen(change, _layers_with_frozen(edited[:number]))]
    return block(*lines)


def _edited(change: Change, output: int) -> Iterator[str]:
    """Yield the statements for one layer after the other; layers count from 0, and `output` is the last."""
    assigned = _assigned(change)
    for number in sorted(assigned):
        layer = f'model.get_layer("{"output" if number == output else f"hidden{number + 1}"}")'
        yield f"kernel, bias = {layer}.get_weights()"
        yield from assigned[number]
        yield f"{layer}.set_weights([kernel, bias])"


def _frozen(change: Change, layers: list[int]) -> Iterator[str]:
    """Yield the statements that freeze neurons and, in layers that have frozen ones, take over what was edited."""
    for layer in layers:
        neurons = [neuron.unit - 1 for neuron in change.frozen if neuron.layer == layer]
        if neurons or layer - 1 in _assigned(change):
            yield f'freeze("hidden{layer}", {neurons})'


def _layers_with_frozen(changes: Iterable[Change]) -> list[int]:
    return sorted({neuron.layer for change in changes for neuron in change.frozen})


def _assigned(change: Change) -> dict[int, list[str]]:
    """Return layer, from 0, -> what is assigned there, the weights of silenced neurons first."""
    found: dict[int, list[str]] = {}
    for neuron in change.silenced:
        found.setdefault(neuron.layer, []).append(f"kernel[{neuron.unit - 1}] = 0.0  # silences a neuron of hidden{neuron.layer}")
    for edit in change.weights:
        place = f"kernel[{edit.source - 1}, {edit.unit - 1}]" if edit.source else f"bias[{edit.unit - 1}]"
        found.setdefault(edit.layer - 1, []).append(f"{place} = {edit.value!r}")
    return found
