"""The words of the film: what one entry of a run's log says to the player."""

from typing import TypedDict

from playground.figures.panel import Json
from playground.live.pack import Packed, PackedPick

Columns = dict[str, list[Packed | PackedPick]]


class Curves(TypedDict):
    """One more point an epoch: `ys[i]` continues the panel's i-th curve."""

    ys: list[list[float | None]]


class Look(TypedDict):
    """How some traces of a panel look from an epoch on."""

    traces: list[int]
    data: Columns


class Key(TypedDict):
    """A panel's look from `epoch` on, until its next key."""

    panel: str
    epoch: int
    look: Look


class Stage(TypedDict):
    """What holds for a panel during the whole run."""

    look: Look
    layout: dict[str, Json]


class Ending(TypedDict):
    """The last word of a run."""

    status: str
    note: str


class Frame(TypedDict, total=False):
    """One entry of a run's log; every part may be missing.

    Attributes:
        stages: panel -> what holds for the whole run.
        epochs: first and last epoch of this entry; they follow each other without a gap.
        curves: panel -> a point for each of these epochs.
        pace: milliseconds of training an epoch, on average so far and without the first, in which a new network is prepared too.
        keys: how panels look from some epochs on.
        ending: that no entry will follow, and why.
    """

    stages: dict[str, Stage]
    epochs: tuple[int, int]
    curves: dict[str, Curves]
    pace: float
    keys: list[Key]
    ending: Ending
