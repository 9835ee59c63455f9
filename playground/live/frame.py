"""The words of the film: what one entry of a run's log says to the player."""

from typing import NotRequired, TypeAlias, TypedDict

from playground.figures.drawing.layout import Json
from playground.live.answers import AnswersData
from playground.live.pack import PackedColumn

Columns: TypeAlias = dict[str, list[PackedColumn]]


class Curves(TypedDict):
    """One more point an epoch: `ys[i]` continues the panel's i-th curve. The last curves may be missing: they have not begun."""

    ys: list[list[float | None]]


class Look(TypedDict):
    """How a panel looks: attributes of some traces, one column a trace, and, where there are any, places in the layout.

    One that holds for a whole run may say how the panel's other looks follow from the network's answers.
    """

    traces: list[int]
    data: Columns
    layout: NotRequired[dict[str, Json]]
    answers: NotRequired[AnswersData]


class Key(TypedDict):
    """A panel's look from `epoch` on, until its next key."""

    panel: str
    epoch: int
    look: Look


class Sizes(TypedDict):
    """How large the weights are after `epoch`, as `WeightSizes` has it; None for a sum that is not finite."""

    epoch: int
    count: int
    small: int
    absolute: float | None
    squared: float | None


class Weights(TypedDict):
    """The network after `epoch`: all arrays in Keras' order, each row by row, one behind the other, as `pack` packs numbers."""

    epoch: int
    f3: str


class Ending(TypedDict):
    """The last word of a run.

    Attributes:
        status: in one word.
        note: what the word does not say.
        best: the best epoch, if there was one.
        back: the epoch whose weights the network has got back, where it has.
        reach: the last epoch that marks may stand at, where that is beyond the last one recorded.
    """

    status: str
    note: str
    best: NotRequired[int]
    back: NotRequired[int]
    reach: NotRequired[int]


class Result(TypedDict):
    """What a run came to.

    Attributes:
        test: score on the test rows by its name, as Keras' `evaluate` returns it.
        weights: of the network after the last epoch in Keras' order, all numbers one behind the other as little-endian float32, in base64.
    """

    test: dict[str, float | None]
    weights: str


class Frame(TypedDict, total=False):
    """One entry of a run's log; every part may be missing.

    Attributes:
        stages: panel -> its look that holds for the whole run.
        before: panel -> what stands in it from before the run on, beside all that the run says; in a first look only.
        epochs: first and last epoch of this entry; they follow each other without a gap.
        curves: panel -> a point for each of these epochs.
        pace: milliseconds of training an epoch, on average so far and without the first, in which a new network is prepared too.
        keys: how panels look from some epochs on.
        sizes: of the weights after some epochs, in films that say so.
        weights: after the epochs of snapshots, in films of the playground; none of a network of more than `MOST_WEIGHTS`.
        ending: that no entry will follow, and why.
        result: what the run came to, in films that keep it.
    """

    stages: dict[str, Look]
    before: dict[str, Look]
    epochs: tuple[int, int]
    curves: dict[str, Curves]
    pace: float
    keys: list[Key]
    sizes: list[Sizes]
    weights: list[Weights]
    ending: Ending
    result: Result
