"""What a chart that follows the network's answers shows of a snapshot; `network/charts.js` says the same of edited weights."""

from collections.abc import Mapping

import numpy as np

from playground.events import Floats, Snapshot
from playground.figures.drawing.classes import Classes, Labels, named
from playground.figures.drawing.layout import Json
from playground.figures.panels.answers import Answers, Belief, Mistaken, Mix, Output, Scale, Term, Word
from playground.figures.panels.images import between, mixed, picture
from playground.figures.panels.panel import Column, Pick, Restyle


def look_at(answers: Answers, snapshot: Snapshot, layout: Mapping[str, Json] | None = None) -> Restyle:
    """Return the chart's look at a snapshot.

    Args:
        answers: how the chart follows.
        snapshot: with a surface, where the chart has a map or curves.
        layout: what else changes with the snapshot.
    """
    data = {attribute: tuple(_column(answers, snapshot, term) for term in terms) for attribute, terms in answers.data.items()}
    return Restyle(snapshot.epoch, answers.traces, data, {**_map(answers, snapshot), **(layout or {})})


def _column(answers: Answers, snapshot: Snapshot, term: Term | None) -> Column:
    match term:
        case Output(output, begin, end):
            return snapshot.predictions[answers.rows[begin:end], output] if end else _surface(snapshot)[:, output]
        case Belief(None):
            belief = _classes(answers).belief(snapshot.predictions[answers.rows])
            return np.asarray(belief[np.arange(len(belief)), _truth(answers)])
        case Belief(label):
            return _classes(answers).belief(_surface(snapshot))[:, label]
        case Word(words):
            return Pick(words, named(_predicted(answers, snapshot)))
        case Mistaken(values):
            predicted = _predicted(answers, snapshot)
            wrong = predicted != _truth(answers)
            return Pick(values, named(predicted[wrong])) if isinstance(values, tuple) else values[wrong]
        case None:
            return None


def _map(answers: Answers, snapshot: Snapshot) -> dict[str, Json]:
    match answers.picture:
        case Scale(low, high, colours):
            painted = between(_surface(snapshot)[:, 0], low, high, colours)
        case Mix(colours):
            painted = mixed(_classes(answers).shares(_surface(snapshot)), colours)
        case None:
            return {}
    return {"images[0].source": picture(painted, answers.grid)}


def _predicted(answers: Answers, snapshot: Snapshot) -> Labels:
    return _classes(answers).predicted(snapshot.predictions[answers.rows])


def _surface(snapshot: Snapshot) -> Floats:
    if snapshot.surface is None:
        raise ValueError("A chart over the grid needs a snapshot with a surface.")
    return snapshot.surface


def _classes(answers: Answers) -> Classes:
    if answers.classes is None:
        raise ValueError("A chart of classes needs to know how outputs are read.")
    return answers.classes


def _truth(answers: Answers) -> Labels:
    if answers.truth is None:
        raise ValueError("A chart of right and wrong needs the rows' labels.")
    return answers.truth
