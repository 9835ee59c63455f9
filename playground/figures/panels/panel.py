"""What a live chart is: a first figure, and the smallest Plotly operation that each event calls for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event
from playground.figures.drawing.layout import Json
from playground.figures.panels.answers import Answers

Numbers: TypeAlias = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pick:
    """One of a few words for each point: point i is `options[indices[i]]`.

    Attributes:
        options: at most 256 words.
        indices: which word each point takes; shape (points,).
    """

    options: tuple[str, ...]
    indices: NDArray[np.uint8]


# None leaves a trace's attribute alone; a flag or a word holds for the whole trace.
Column: TypeAlias = Numbers | Pick | bool | str | None


@dataclass(frozen=True)
class Extend:
    """Plotly's `extendTraces`: each of the panel's curves gains one point at x = `epoch`.

    Attributes:
        epoch: from 1.
        values: the y of each curve, in the order of `Panel.curves`; None or a number that is not finite leaves a gap. The last
            curves may be missing: they begin later, or never.
    """

    epoch: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class Restyle:
    """Plotly's `restyle`: how some traces look from `epoch` on; a later one of the same panel replaces it as a whole.

    Attributes:
        epoch: from 0.
        traces: which traces.
        data: attribute, such as `y` or `marker.color` -> one column a trace.
        layout: attribute, such as `images[0].source` -> value: what Plotly's `relayout` draws costs a fraction of a trace.
    """

    epoch: int
    traces: tuple[int, ...]
    data: Mapping[str, tuple[Column, ...]]
    layout: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Setup:
    """What holds for the whole run and is known once it has started: Plotly's `restyle` and `relayout` in one.

    Attributes:
        traces: which traces.
        data: attribute -> one column a trace.
        layout: attribute, such as `xaxis.range` or `shapes[0].x0` -> value.
        answers: how the panel's looks follow from the network's answers, where they do.
    """

    traces: tuple[int, ...]
    data: Mapping[str, tuple[Column, ...]]
    layout: Mapping[str, Json]
    answers: Answers | None = None


Patch: TypeAlias = Extend | Restyle | Setup


class Panel(Protocol):
    """A live chart of one run; it wants the run's events in order."""

    @property
    def name(self) -> str:
        """A stable, short name for code and tests."""

    @property
    def title(self) -> str:
        """What the learner reads above the chart."""

    @property
    def caption(self) -> str:
        """How to read the chart, in one line."""

    @property
    def figure(self) -> go.Figure:
        """The chart before the run has started."""

    @property
    def narrow(self) -> go.Layout:
        """The layout of the same traces for a container too narrow for the figure's own."""

    @property
    def curves(self) -> tuple[int, ...]:
        """The traces that grow by one point an epoch."""

    @property
    def epoch_axis(self) -> str | None:
        """The axis that counts epochs, if there is one: it grows with what the film has shown of a long run."""

    @property
    def early(self) -> bool:
        """Whether its `Setup` is worth seeing without a network's answers: it shows the rows themselves."""

    @property
    def late(self) -> bool:
        """Whether the chart comes onto the page only with its `Setup`: in most runs it has nothing to show."""

    @property
    def log_axis(self) -> str | None:
        """The axis that the viewer may switch to a logarithmic scale, if there is one."""

    def patch(self, event: Event) -> Patch | None:
        """Return what the event changes in the chart, or None."""


@dataclass(frozen=True, eq=False)
class Dots:
    """A trace with a dot a row.

    Attributes:
        trace: its number.
        rows: for each point the row's number among those that events carry, shape (points,); none where points change with the network.
    """

    trace: int
    rows: NDArray[np.intp]


class StillPanel:
    """What a panel has in common with others that show the network as it stands at one epoch: there is nothing that grows.

    Attributes:
        dots: the traces whose points are rows.
    """

    early = False
    late = False
    dots: tuple[Dots, ...] = ()
    curves: tuple[int, ...] = ()
    epoch_axis: str | None = None
    log_axis: str | None = None
