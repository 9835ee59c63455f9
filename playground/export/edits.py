"""Weights that somebody set while the network trained, in plain Keras: a callback that sets them at the beginning of an epoch."""

from collections.abc import Iterator

from playground.experiment import Change, Experiment
from playground.export.code import block


def edit_callback(experiment: Experiment) -> str:
    """Return the function `edit_weights` for Keras' `LambdaCallback`; none where no weights are edited."""
    edited = [change for change in experiment.training.changes if change.edits]
    if not edited:
        return ""
    lines = ["def edit_weights(epoch, logs):  # as somebody did; epochs, inputs and units count from 0"]
    for change in edited:
        lines.append(f"    if epoch == {change.epoch - 1}:")
        lines += [f"        {line}" for line in _edited(change, len(experiment.network.hidden))]
    return block(*lines)


def _edited(change: Change, output: int) -> Iterator[str]:
    """Yield the statements for one layer after the other; layers count from 0, and `output` is the last."""
    assigned = _assigned(change)
    for number in sorted(assigned):
        layer = f'model.get_layer("{"output" if number == output else f"hidden{number + 1}"}")'
        yield f"kernel, bias = {layer}.get_weights()"
        yield from assigned[number]
        yield f"{layer}.set_weights([kernel, bias])"


def _assigned(change: Change) -> dict[int, list[str]]:
    """Return layer, from 0, -> what is assigned there, the weights of silenced neurons first."""
    found: dict[int, list[str]] = {}
    for neuron in change.silenced:
        found.setdefault(neuron.layer, []).append(f"kernel[{neuron.unit - 1}] = 0.0  # silences a neuron of hidden{neuron.layer}")
    for edit in change.weights:
        place = f"kernel[{edit.source - 1}, {edit.unit - 1}]" if edit.source else f"bias[{edit.unit - 1}]"
        found.setdefault(edit.layer - 1, []).append(f"{place} = {edit.value!r}")
    return found
