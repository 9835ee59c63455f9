"""Classification: how sure the network is of each row's true class."""

from typing import cast

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.drawing.classes import Labels, classes_of, named
from playground.figures.drawing.layout import Json, invitation, no_invitation, quiet_axis, quiet_layout
from playground.figures.drawing.rows import MOST_DOTS, ROLES, drawn_in_words, drawn_rows
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import GUIDE, class_colour, class_symbol
from playground.figures.panels.answering import look_at
from playground.figures.panels.answers import Answers, Belief, Word
from playground.figures.panels.confusion import without_matrix_in_words
from playground.figures.panels.panel import Column, Dots, Patch, Pick, Setup, StillPanel

# More names above the chart than this are no help; hovering names the class.
MOST_IN_LEGEND = 12


class PredictedClassesPanel(StillPanel):
    """A dot a row: the column is its true class, the height how far the outputs speak for it, the colour the predicted class.

    Traces: all rows in one, then an empty one for each class, which stands in the legend.
    """

    name = "predictions"
    title = "Predictions"

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._column = plain(experiment.data.targets[0])
        self._classes = classes_of(experiment)
        self._drawn = drawn_rows(experiment.data, MOST_DOTS)
        self.dots = (Dots(0, self._drawn.rows),)
        self._left_out = f"{drawn_in_words(experiment, self._drawn)}{without_matrix_in_words(experiment)}"
        self._bounded = self._classes.probable or experiment.network.output == "tanh"
        self._answers: Answers | None = None

    @property
    def caption(self) -> str:
        """How to read the chart."""
        return f"Higher means more confident; a dot whose colour is not its column's is a mistake.{self._left_out}"

    @property
    def figure(self) -> go.Figure:
        """Columns for the classes, their legend, and words that say what to do."""
        height = "probability of the truth" if self._classes.probable else "score on the truth's side"
        dots = go.Scatter(
            name="Rows",
            x=[],
            y=[],
            mode="markers",
            marker={"size": 7, "opacity": 0.8},
            showlegend=False,
            hovertemplate=f"true: %{{hovertext}} (%{{customdata}} row)<br>predicted: %{{text}}<br>{height}: %{{y:.3f}}<extra></extra>",
        )
        legend: dict[str, Json] = {"title": {"text": "Predicted: ", "font": {"size": 13}}}
        return go.Figure(data=[dots, *class_legend(self._classes.names)], layout=self._layout(460, legend))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower; the legend has no room for its title."""
        return self._layout(400, {"font": {"size": 12}})

    def patch(self, event: Event) -> Patch | None:
        """Return the columns at the start, the heights and colours at each snapshot."""
        match event:
            case Started():
                truth = self._classes.true(event.truth)[self._drawn.rows]
                words: dict[str, tuple[Column, ...]] = {
                    "x": (_spread(truth),),
                    "hovertext": (Pick(self._classes.names, named(truth)),),
                    "customdata": (Pick(ROLES, self._drawn.roles.astype(np.uint8)),),
                }
                self._answers = self._follow(truth)
                return Setup((0,), words, no_invitation(), self._answers)
            case Snapshot() if self._answers is not None:
                return look_at(self._answers, event)
            case _:
                return None

    def _follow(self, truth: Labels) -> Answers:
        places = range(len(self._classes.names))
        data: dict[str, tuple[Belief | Word, ...]] = {
            "y": (Belief(),),
            "marker.color": (Word(tuple(class_colour(i) for i in places)),),
            "marker.symbol": (Word(tuple(class_symbol(i) for i in places)),),
            "text": (Word(self._classes.names),),
        }
        return Answers(self._drawn.rows, (0,), data, classes=self._classes, truth=truth)

    def _layout(self, height: int, legend: dict[str, Json]) -> go.Layout:
        quiet = quiet_layout(height)
        count = len(self._classes.names)
        classes: dict[str, Json] = {"tickvals": list(range(count)), "ticktext": list(self._classes.names), "showgrid": False}
        return go.Layout(
            {
                **quiet,
                "hovermode": "closest",
                "xaxis": {**quiet_axis(f"True {self._column}"), **classes, "range": [-0.5, count - 0.5]},
                "yaxis": self._heights(),
                "shapes": [_line(self._guess())],
                "annotations": [invitation(), _words_on(self._guess(), self._guess_words())],
                "legend": {**cast("dict[str, Json]", quiet["legend"]), **legend},
            }
        )

    def _heights(self) -> dict[str, Json]:
        if self._classes.probable:
            return {**quiet_axis("Probability of the true class"), "range": [-0.03, 1.03], "tickformat": ".1f", "nticks": 6}
        limits: dict[str, Json] = {"range": [-1.05, 1.05]} if self._bounded else {}
        return {**quiet_axis("Score on the true class's side"), **limits, "nticks": 6}

    def _guess(self) -> float:
        return 1 / len(self._classes.names) if self._classes.probable else 0.0

    def _guess_words(self) -> str:
        return f"guessing: 1 in {len(self._classes.names)}" if self._classes.probable else "below: a mistake"


def class_legend(names: tuple[str, ...]) -> list[go.Scatter]:
    """Return an empty trace for each class, so that it stands in the legend with its colour and symbol."""
    return [
        go.Scatter(
            name=name,
            x=[None],
            y=[None],
            mode="markers",
            marker={"color": class_colour(i), "symbol": class_symbol(i), "size": 9},
            hoverinfo="skip",
            showlegend=len(names) <= MOST_IN_LEGEND,
        )
        for i, name in enumerate(names)
    ]


def _line(height: float) -> go.layout.Shape:
    line = {"color": GUIDE, "width": 2, "dash": "dash"}
    return go.layout.Shape(type="line", layer="below", xref="paper", yref="y", x0=0, x1=1, y0=height, y1=height, line=line)


def _words_on(height: float, words: str) -> go.layout.Annotation:
    return go.layout.Annotation(
        text=words,
        xref="paper",
        yref="y",
        x=1,
        y=height,
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
        font={"size": 11},
        opacity=0.7,
    )


def _spread(truth: NDArray[np.intp]) -> Floats:
    """Each row's place in its class's column, so that dots hide each other less: multiples of the golden ratio, never random."""
    places = (np.arange(len(truth)) * 0.6180339887) % 1.0 - 0.5
    return np.asarray(truth + 0.7 * places, dtype=np.float32)
