"""What a live chart is: a first figure, and the smallest Plotly operation that each event calls for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event
from playground.figures.theme import GUIDE

GRID = "rgba(128, 128, 128, 0.18)"
HIDDEN = "rgba(0, 0, 0, 0)"

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
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
    """

    traces: tuple[int, ...]
    data: Mapping[str, tuple[Column, ...]]
    layout: Mapping[str, Json]


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
        """Whether its `Setup` is worth seeing before there is a run: it shows the rows themselves."""

    @property
    def late(self) -> bool:
        """Whether the chart comes onto the page only with its `Setup`: in most runs it has nothing to show."""

    @property
    def log_axis(self) -> str | None:
        """The axis that the viewer may switch to a logarithmic scale, if there is one."""

    def patch(self, event: Event) -> Patch | None:
        """Return what the event changes in the chart, or None."""


class StillPanel:
    """What a panel has in common with others that show the network as it stands at one epoch: there is nothing that grows."""

    early = False
    late = False
    curves: tuple[int, ...] = ()
    epoch_axis: str | None = None
    log_axis: str | None = None


def quiet_layout(height: int, left: int = 58, top: int = 44) -> dict[str, object]:
    """Return the words of a layout without decoration: transparent, so that the page's theme shows through, with fixed margins.

    Words, not a `go.Layout`: adding to one takes Plotly several times as long as making it.

    Args:
        height: of the whole chart in pixels.
        left: margin in pixels.
        top: margin in pixels.
    """
    return {
        "template": {},
        "height": height,
        # Fixed margins: tick labels that grow during a run must not move the plot.
        "margin": {"l": left, "r": 14, "t": top, "b": 48},
        "paper_bgcolor": HIDDEN,
        "plot_bgcolor": HIDDEN,
        "font": {"size": 13},
        "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "bgcolor": HIDDEN},
        "dragmode": "zoom",
    }


def quiet_axis(title: str) -> dict[str, Json]:
    """Return an axis with a thin grid and no zero line."""
    return {
        "title": {"text": title, "standoff": 8, "font": {"size": 13}},
        "gridcolor": GRID,
        "linecolor": GUIDE,
        "showline": True,
        "zeroline": False,
    }


def invitation(x: float = 0.5, y: float = 0.5, axes: str | None = None) -> go.layout.Annotation:
    """Return the words that stand in a chart until there is a run, or a `Setup` hides them; the player knows them by their name.

    Args:
        x: place, as a share of the width.
        y: place, as a share of the height.
        axes: the number of the subplot (nothing for the first, then 2, 3 …) that these are shares of; None for the whole chart.
    """
    xref, yref = ("paper", "paper") if axes is None else (f"x{axes} domain", f"y{axes} domain")
    words = {"text": "Press Train", "font": {"size": 16}, "opacity": 0.6, "showarrow": False}
    return go.layout.Annotation(name="invitation", xref=xref, yref=yref, x=x, y=y, **words)


def no_invitation(count: int = 1) -> dict[str, Json]:
    """Return what hides the invitations, which are the first so many annotations of a layout: rows stand in their place."""
    return {f"annotations[{number}].visible": False for number in range(count)}
