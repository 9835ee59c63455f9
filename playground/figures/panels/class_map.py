"""Classification over two measurements: what the network says everywhere, and the rows on top."""

import plotly.graph_objects as go

from playground.datasets import DATASETS
from playground.events import Event, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import class_colour
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers, Mix
from playground.figures.panels.class_dots import ClassDots
from playground.figures.panels.images import blank, frame_of
from playground.figures.panels.panel import Patch, Setup, StillPanel


class ClassMapPanel(StillPanel):
    """The classes' colours, mixed by the network's outputs, over the plane of the two measurements; dots are the rows.

    Traces: those of `ClassDots`.
    """

    name = "map"
    title = "Predictions"
    early = True

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty map for a run of `experiment`."""
        self._axes = tuple(plain(name) for name in experiment.data.axes)
        x, y = self._axes
        self._dots = ClassDots(experiment, 0, f"{x}: %{{x:.3g}}<br>{y}: %{{y:.3g}}<br>")
        self.dots = self._dots.dots
        self._square = _is_square(experiment)
        self._colours = tuple(class_colour(i) for i in range(len(experiment.data.class_names)))
        self._answers: Answers | None = None

    @property
    def caption(self) -> str:
        """How to read the map."""
        return f"The colour is the network's answer, mixed where it is unsure. Dots are the rows.{self._dots.left_out}"

    @property
    def figure(self) -> go.Figure:
        """Axes, legend, and words that say what to do."""
        return go.Figure(data=self._dots.traces, layout=self._layout(height=460))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower."""
        return self._layout(height=400)

    def patch(self, event: Event) -> Patch | None:
        """Return the dots at the start, the map and the rings at each snapshot."""
        match event:
            case Started(points=points) if points is not None:
                setup = self._dots.begin(event, (points[:, 0], points[:, 1]))
                self._answers = self._dots.answers(picture=Mix(self._colours), grid=event.grid)
                return Setup(setup.traces, setup.data, {**frame_of(event.grid), **no_invitation()}, self._answers)
            case Snapshot(surface=surface) if surface is not None and self._answers is not None:
                return look_at(self._answers, event)
            case _:
                return None

    def _layout(self, height: int) -> go.Layout:
        plane = plane_layout(height, self._axes, square=self._square)
        return go.Layout({**plane, "images": [blank(opacity=0.5)], "annotations": [invitation()]})


def plane_layout(height: int, axes: tuple[str, ...], *, square: bool) -> dict[str, object]:
    """Return the words of a map's layout: its axes, with the same scale on both if it is to be square."""
    common: dict[str, Json] = {"range": [-1, 1], "showgrid": False, "nticks": 6, "constrain": "domain"}
    scale: dict[str, Json] = {"scaleanchor": "x", "scaleratio": 1} if square else {}
    across, up = {**quiet_axis(axes[0]), **common}, {**quiet_axis(axes[1]), **common, **scale}
    return {**quiet_layout(height), "hovermode": "closest", "xaxis": across, "yaxis": up}


def _is_square(experiment: Experiment) -> bool:
    known = DATASETS.get(experiment.data.dataset)
    return known is not None and known.generated
