"""What was changed while a run went on, as a link says it: `12:learning_rate=0.001,30:w1.3.2=0.5,30:n1.5=0`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.experiment import CHANGEABLE, MAX_CHANGES, MAX_EDITS, Change, Neuron, WeightEdit
from playground.link.numbers import NUMBER, plain
from playground.settings import ExperimentError, shown

_ITEM = re.compile(r"(\d{1,9}):([\w.]+)=(.+)", re.ASCII)
# A weight of a layer by its source and unit, a bias by its unit, a neuron that is silenced, and one that is frozen.
_EDIT = re.compile(r"(?:w(\d{1,9})\.(\d{1,9})|b(\d{1,9})|n(\d{1,9})|f(\d{1,9}))\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class ChangeList:
    """A text of changes, empty for none; its canonical form is in the order of the epochs."""

    label: str
    help: str

    def check(self, value: object) -> str:
        """Return the canonical text; raises `ExperimentError` for anything but changes."""
        return written(changes_in(value))


CHANGES = ChangeList(
    "Changes while training",
    "What takes effect at the beginning of an epoch while the run goes on: the epoch, a colon, and learning_rate, l1 or l2 with "
    "its new value; a comma between two changes. w1.3.2=0.5 sets the weight of layer 1 from source 3 to unit 2, b1.2=0.5 the bias of "
    "unit 2, and n1.5=0 silences neuron 5 of hidden layer 1: the weights that leave it become 0. Training then moves them again. "
    "f1.5=1 freezes it: training no longer moves the weights that come in, nor its bias.",
)


def changes_in(text: object) -> tuple[Change, ...]:
    """Return the changes that the text says, one an epoch; of two words about the same setting or weight the later counts.

    Raises:
        ExperimentError: if it says anything else.
    """
    if not isinstance(text, str):
        raise ExperimentError(f"{CHANGES.label} must be a text. Received: {shown(text)}.")
    found: dict[int, Change] = {}
    items = [item for part in text.split(",") if (item := part.strip())]
    # Counted before they are read, and again as what they are: one may set up to three, and edit weights.
    _check_number(len(items), len(CHANGEABLE) * MAX_CHANGES + MAX_EDITS)
    for change in map(_change, items):
        same = found.get(change.epoch)
        found[change.epoch] = change.over(same) if same else change
    _check_number(len(found), MAX_CHANGES)
    return tuple(change for _, change in sorted(found.items()))


def written(changes: Iterable[Change]) -> str:
    """Return the text that `changes_in` reads back."""
    return ",".join(f"{change.epoch}:{name}={plain(value)}" for change in changes for name, value in _single(change))


def changes_in_words(changes: Iterable[Change]) -> list[str]:
    """Return a phrase for each new value, and one for the weights of an epoch: "From epoch 12: learning rate 0.001"."""
    return [phrase for change in changes for phrase in _phrases(change)]


def _phrases(change: Change) -> Iterator[str]:
    for name, value in change.values.items():
        yield f"From epoch {change.epoch:,}: {CHANGEABLE[name].label} {plain(value)}"
    if change.edits:
        yield f"Before epoch {change.epoch:,}: {change.edit_words}"


def _check_number(number: int, most: int) -> None:
    if number > most:
        raise ExperimentError(f"{CHANGES.label} must be at most {MAX_CHANGES}. Received: {number:,}.")


def _single(change: Change) -> Iterator[tuple[str, float]]:
    """Yield what a change sets, neurons before weights: of one that leaves a silenced neuron, what it is set to counts."""
    yield from change.values.items()
    for neuron in change.silenced:
        yield f"n{neuron.layer}.{neuron.unit}", 0.0
    for neuron in change.frozen:
        yield f"f{neuron.layer}.{neuron.unit}", 1.0
    for edit in change.weights:
        yield f"w{edit.layer}.{edit.source}.{edit.unit}" if edit.source else f"b{edit.layer}.{edit.unit}", edit.value


def _change(item: str) -> Change:
    found = _ITEM.fullmatch(item)
    name = found[2].lower() if found else ""
    edit = _EDIT.fullmatch(name)
    if not found or not (edit or name in CHANGEABLE) or not NUMBER.fullmatch(found[3]):
        raise ExperimentError(
            f"{CHANGES.label} must be written as 12:learning_rate=0.001, 30:l2=0.01 or 30:w1.3.2=0.5, with a comma between two. "
            f"Received: {shown(item)}."
        )
    epoch, value = int(found[1]), float(found[3])
    if edit is not None:
        return _edit(epoch, edit, value)
    settings: dict[str, Any] = {name: value}
    return Change(epoch, **settings)


def _edit(epoch: int, place: re.Match[str], value: float) -> Change:
    layer, source, of_bias, silenced, frozen, unit = (int(number or 0) for number in place.groups())
    if place[4]:
        _check_word(place[0], "silenced", 0, value)
        return Change(epoch, silenced=(Neuron(silenced, unit),))
    if place[5]:
        _check_word(place[0], "frozen", 1, value)
        return Change(epoch, frozen=(Neuron(frozen, unit),))
    return Change(epoch, weights=(WeightEdit(layer or of_bias, source, unit, value),))


def _check_word(place: str, what: str, wanted: int, value: float) -> None:
    if value != wanted:
        raise ExperimentError(f"A neuron is {what} by {place}={wanted}, and by no other number. Received: {place}={value:g}.")
