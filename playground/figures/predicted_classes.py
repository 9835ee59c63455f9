"""Classification: how sure the network is of each row's true class."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.events import Event, Floats, Snapshot, Started
from playground.experiment import Experiment
from playground.figures.panel import Patch, Pick, Restyle, Setup, invitation, quiet_axis, quiet_layout
from playground.figures.theme import GUIDE, PALETTE

_SYMBOLS = ("circle", "diamond", "cross", "triangle-up")
_ROLES = ("training", "validation", "test")


class PredictedClassesPanel:
    """A dot a row: the column is its true class, the height the probability given to that class, the colour the predicted class.

    Traces: all rows in one, then an empty one for each class, which stands in the legend.
    """

    name = "predictions"
    title = "Predictions"
    caption = "Higher is surer; a dot in another colour than its column's is a mistake."
    curves: tuple[int, ...] = ()
    log_axis: str | None = None

    def __init__(self, experiment: Experiment) -> None:
        """Prepare an empty chart for a run of `experiment`."""
        self._column = experiment.data.targets[0]
        self._classes = experiment.data.output_names
        self._rows = experiment.data.split_rows
        self._truth: NDArray[np.intp] | None = None

    @property
    def figure(self) -> go.Figure:
        """Columns for the classes, their legend, and words that say what to do."""
        dots = go.Scatter(
            name="Rows",
            x=[],
            y=[],
            mode="markers",
            marker={"size": 7, "opacity": 0.8},
            showlegend=False,
            hovertemplate="%{customdata}<br>predicted: %{text}<br>probability of the truth: %{y:.3f}<extra></extra>",
        )
        legend = [
            go.Scatter(
                name=name,
                x=[None],
                y=[None],
                mode="markers",
                marker={"color": _colour(i), "symbol": _symbol(i), "size": 9},
                hoverinfo="skip",
            )
            for i, name in enumerate(self._classes)
        ]
        return go.Figure(data=[dots, *legend], layout=self._layout(height=460))

    @property
    def narrow(self) -> go.Layout:
        """The same, a little lower; the legend has no room for its title."""
        return self._layout(height=400).update(legend_title_text="", legend_font_size=12)

    def patch(self, event: Event) -> Patch | None:
        """Return the columns at the start, the heights and colours at each snapshot."""
        match event:
            case Started():
                self._truth = event.truth.argmax(axis=1)
                return Setup(
                    (0,), {"x": (_spread(self._truth),), "customdata": (self._words(self._truth),)}, {"annotations[0].visible": False}
                )
            case Snapshot() if self._truth is not None:
                return Restyle(event.epoch, (0,), self._dots(event.predictions, self._truth))
            case _:
                return None

    def _dots(self, probabilities: Floats, truth: NDArray[np.intp]) -> dict[str, tuple[Floats] | tuple[Pick]]:
        predicted = probabilities.argmax(axis=1).astype(np.uint8)
        classes = range(len(self._classes))
        return {
            "y": (probabilities[np.arange(len(truth)), truth],),
            "marker.color": (Pick(tuple(_colour(i) for i in classes), predicted),),
            "marker.symbol": (Pick(tuple(_symbol(i) for i in classes), predicted),),
            "text": (Pick(self._classes, predicted),),
        }

    def _words(self, truth: NDArray[np.intp]) -> Pick:
        options = tuple(f"true: {name} ({role} row)" for name in self._classes for role in _ROLES)
        roles = np.repeat(np.arange(len(_ROLES)), self._rows)
        return Pick(options, (truth * len(_ROLES) + roles).astype(np.uint8))

    def _layout(self, height: int) -> go.Layout:
        layout = quiet_layout(height)
        count = len(self._classes)
        layout.update(
            hovermode="closest",
            xaxis={
                **quiet_axis(f"True {self._column}"),
                "range": [-0.5, count - 0.5],
                "tickvals": list(range(count)),
                "ticktext": list(self._classes),
                "showgrid": False,
            },
            yaxis={**quiet_axis("Probability of the true class"), "range": [-0.03, 1.03], "tickformat": ".1f", "nticks": 6},
            shapes=[_guessing(count)],
            annotations=[invitation(), _guessing_words(count)],
            legend={"title": {"text": "Predicted: ", "font": {"size": 13}}},
        )
        return layout


def _guessing(count: int) -> go.layout.Shape:
    line = {"color": GUIDE, "width": 2, "dash": "dash"}
    return go.layout.Shape(type="line", layer="below", xref="paper", yref="y", x0=0, x1=1, y0=1 / count, y1=1 / count, line=line)


def _guessing_words(count: int) -> go.layout.Annotation:
    words = f"guessing: 1 in {count}"
    return go.layout.Annotation(
        text=words,
        xref="paper",
        yref="y",
        x=1,
        y=1 / count,
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


def _colour(index: int) -> str:
    return PALETTE[index % len(PALETTE)]


def _symbol(index: int) -> str:
    return _SYMBOLS[index % len(_SYMBOLS)]
