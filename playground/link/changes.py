"""What was changed while a run went on, as a link says it: `12:learning_rate=0.001,30:l2=0.01`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from playground.experiment import CHANGEABLE, MAX_CHANGES, Change
from playground.link.numbers import NUMBER, plain
from playground.settings import ExperimentError, shown

_ITEM = re.compile(r"(\d{1,9}):(\w+)=(.+)", re.ASCII)


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
    "its new value; a comma between two changes.",
)


def changes_in(text: object) -> tuple[Change, ...]:
    """Return the changes that the text says, one an epoch; of two words about the same setting the later counts.

    Raises:
        ExperimentError: if it says anything else.
    """
    if not isinstance(text, str):
        raise ExperimentError(f"{CHANGES.label} must be a text. Received: {shown(text)}.")
    found: dict[int, dict[str, float]] = {}
    items = [item for part in text.split(",") if (item := part.strip())]
    # Counted before they are read, and again as what they are: one may set up to three.
    _check_number(len(items), len(CHANGEABLE) * MAX_CHANGES)
    for item in items:
        epoch, name, number = _item(item)
        found.setdefault(epoch, {})[name] = number
    _check_number(len(found), MAX_CHANGES)
    return tuple(Change(epoch, **settings) for epoch, settings in sorted(found.items()))


def written(changes: Iterable[Change]) -> str:
    """Return the text that `changes_in` reads back."""
    return ",".join(f"{epoch}:{name}={plain(value)}" for epoch, name, value in _single(changes))


def changes_in_words(changes: Iterable[Change]) -> list[str]:
    """Return a phrase for each new value: "From epoch 12: learning rate 0.001"."""
    return [f"From epoch {epoch:,}: {CHANGEABLE[name].label} {plain(value)}" for epoch, name, value in _single(changes)]


def _check_number(number: int, most: int) -> None:
    if number > most:
        raise ExperimentError(f"{CHANGES.label} must be at most {MAX_CHANGES}. Received: {number:,}.")


def _single(changes: Iterable[Change]) -> list[tuple[int, str, float]]:
    return [(change.epoch, name, value) for change in changes for name, value in change.values.items()]


def _item(item: str) -> tuple[int, str, float]:
    found = _ITEM.fullmatch(item)
    name = found[2].lower() if found else ""
    if not found or name not in CHANGEABLE or not NUMBER.fullmatch(found[3]):
        raise ExperimentError(
            f"{CHANGES.label} must be written as 12:learning_rate=0.001 or 30:l2=0.01, with a comma between two. Received: {shown(item)}."
        )
    return int(found[1]), name, float(found[3])
