"""The rows of a classification as dots that say their true class, their part of the rows, and whether the network is wrong."""

import numpy as np
import plotly.graph_objects as go

from playground.events import Floats, Started
from playground.experiment import Experiment
from playground.figures.drawing.classes import Classes, Labels, classes_of, named
from playground.figures.drawing.rows import MOST_DOTS, drawn_in_words, drawn_rows
from playground.figures.drawing.theme import ALARM, GREY, class_colour, class_symbol
from playground.figures.panels.answers import Answers, Belief, Mistaken, Mix, Term
from playground.figures.panels.panel import Column, Dots, Pick, Setup
from playground.figures.panels.predicted_classes import class_legend

# Name and fill of each part of the rows: the class already has the colour and the symbol.
_PARTS = (("Training", ""), ("Validation", "-open-dot"), ("Test", "-open"))
_RING = {"size": 12, "symbol": "circle-open", "color": ALARM, "opacity": 0.8, "line": {"width": 1.25}}


class ClassDots:
    """Colour and symbol say the true class, the fill the part of the rows; a ring marks a mistake.

    Traces: one for each part that has rows, the rings, then those that only stand in the legend: for each class, each part, the rings.
    """

    def __init__(self, experiment: Experiment, first: int, place: str, yaxis: str = "y") -> None:
        """Prepare the dots of a run of `experiment`.

        Args:
            experiment: a classification.
            first: the number of their first trace in the figure.
            place: a template of what hovering says of their place.
            yaxis: on which they stand.
        """
        self.classes: Classes = classes_of(experiment)
        self._drawn = drawn_rows(experiment.data, MOST_DOTS)
        self._parts = tuple(number for number, rows in enumerate(self._drawn.parts) if rows)
        self._first = first
        self._yaxis = yaxis
        self._place = place
        self._truth: Labels = np.zeros(0, dtype=np.intp)
        self._places: tuple[Floats, Floats] = (np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
        rings = Dots(first + len(self._parts), np.zeros(0, dtype=np.intp))
        self.dots = *(Dots(trace, rows) for trace, rows in enumerate(self._drawn.by_part, start=first)), rings
        self.left_out = drawn_in_words(experiment, self._drawn)

    @property
    def traces(self) -> list[go.Scatter]:
        """The dots and rings, empty, and the legend."""
        dots = [self._dots(*_PARTS[part]) for part in self._parts]
        legend = class_legend(self.classes.names)
        parts = [_key(name, {"color": GREY, "symbol": f"circle{fill}", "size": 8}) for name, fill in (_PARTS[part] for part in self._parts)]
        # The legend is the same with rings and without: were it to grow, the dots would move.
        return [*dots, self._rings(), *legend, *parts, _key("Mistake", _RING)]

    def begin(self, event: Started, places: tuple[Floats, Floats]) -> Setup:
        """Return the dots at their places, x and y of all the event's rows."""
        rows = self._drawn.rows
        self._truth = self.classes.true(event.truth)[rows]
        self._places = (places[0][rows], places[1][rows])
        ends = np.cumsum([self._drawn.parts[part] for part in self._parts])[:-1]
        count = range(len(self.classes.names))
        data: dict[str, tuple[Column, ...]] = {
            "x": tuple(np.split(self._places[0], ends)),
            "y": tuple(np.split(self._places[1], ends)),
        }
        labels = np.split(named(self._truth), ends)
        colours = tuple(class_colour(i) for i in count)
        data["marker.color"] = tuple(Pick(colours, part) for part in labels)
        data["marker.symbol"] = tuple(
            Pick(tuple(f"{class_symbol(i)}{_PARTS[number][1]}" for i in count), part)
            for number, part in zip(self._parts, labels, strict=True)
        )
        data["text"] = tuple(Pick(self.classes.names, part) for part in labels)
        return Setup(tuple(range(self._first, self._first + len(self._parts))), data, {})

    def answers(self, curves: int = 0, picture: Mix | None = None, grid: tuple[Floats, ...] = ()) -> Answers:
        """Return how the rings follow the network's answers, around rows that get a wrong class; not before `begin`.

        Args:
            curves: how many traces from the first on are curves over the grid, each of the belief in a class.
            picture: behind the dots.
            grid: of the picture.
        """
        none = (None,) * curves
        data: dict[str, tuple[Term | None, ...]] = {
            "x": (*none, Mistaken(self._places[0])),
            "y": (*map(Belief, range(curves)), Mistaken(self._places[1])),
            "text": (*none, Mistaken(self.classes.names)),
        }
        traces = (*range(curves), self._first + len(self._parts))
        return Answers(self._drawn.rows, traces, data, picture, grid, self.classes, self._truth)

    def _dots(self, part: str, fill: str) -> go.Scatter:
        return go.Scatter(
            name=part,
            legendgroup=part,
            showlegend=False,
            x=[],
            y=[],
            yaxis=self._yaxis,
            mode="markers",
            marker={"size": 7, "line": {"width": 0.5 if not fill else 1.5, "color": "white"}},
            hovertemplate=f"{self._place}true: %{{text}} ({part.lower()} row)<extra></extra>",
        )

    def _rings(self) -> go.Scatter:
        return go.Scatter(
            name="Mistake",
            legendgroup="Mistake",
            showlegend=False,
            x=[],
            y=[],
            yaxis=self._yaxis,
            mode="markers",
            marker=_RING,
            hovertemplate="a mistake: predicted %{text}<extra></extra>",
        )


def _key(name: str, marker: dict[str, object]) -> go.Scatter:
    return go.Scatter(name=name, legendgroup=name, x=[None], y=[None], mode="markers", marker=marker, hoverinfo="skip")
