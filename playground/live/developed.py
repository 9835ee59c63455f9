"""A run's charts as they stand at its last word, for whoever wants them without the player."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from playground.experiment import Experiment
from playground.figures.panels.panel import Panel
from playground.live.film import panels_of
from playground.live.frame import Frame, Look
from playground.live.pack import unpack

# As the player does: a line of few points has dots.
_DOTTED = 24


@dataclass(frozen=True, eq=False)
class Developed:
    """One chart of a run that is over.

    Attributes:
        title: above it.
        caption: how to read it.
        figure: what it shows at the run's last epoch.
        narrow: the layout of the same traces for a place too narrow for the figure's own, in a figure without traces.
    """

    title: str
    caption: str
    figure: go.Figure
    narrow: go.Figure


@dataclass
class _Film:
    """What a log says of one panel: its stage, its keys by their epochs, and its curves."""

    stage: Look | None = None
    keys: dict[int, Look] = field(default_factory=dict)
    curves: list[list[float | None]] = field(default_factory=list)


@dataclass(frozen=True)
class _End:
    """How far a log goes: the last epoch recorded, the one whose weights the network has, and the last that a mark may stand at."""

    epochs: int = 0
    network: int = 0
    reach: int = 0


def developed(experiment: Experiment, entries: Sequence[bytes]) -> tuple[Developed, ...]:
    """Return a run's charts in the order of the page.

    Args:
        experiment: of the run.
        entries: the run's log from its beginning.
    """
    panels = panels_of(experiment)
    films = {panel.name: _Film() for panel in panels}
    end = _End()
    for entry in entries:
        end = _take(films, json.loads(entry), end.epochs)
    shown = [panel for panel in panels if films[panel.name].stage or not panel.late]
    return tuple(_developed(panel, films[panel.name], end) for panel in shown)


def _take(films: dict[str, _Film], frame: Frame, epochs: int) -> _End:
    """Note what one entry says, behind so many epochs."""
    for name, look in frame.get("stages", {}).items():
        films[name].stage = look
    for key in frame.get("keys", []):
        films[key["panel"]].keys[key["epoch"]] = key["look"]
    for name, curves in frame.get("curves", {}).items():
        known = films[name].curves
        known += [[None] * epochs for _ in curves["ys"][len(known) :]]
        for curve, values in zip(known, curves["ys"], strict=True):
            curve.extend(values)
    last = frame["epochs"][1] if "epochs" in frame else epochs
    if "ending" not in frame:
        return _End(last, last, last)
    return _End(last, frame["ending"].get("back", last), frame["ending"].get("reach", last))


def _developed(panel: Panel, film: _Film, end: _End) -> Developed:
    """Return a panel's chart as it stands at the end."""
    figure, narrow = panel.figure, go.Figure(layout=panel.narrow)
    for trace, values in zip(panel.curves, film.curves, strict=False):
        figure.data[trace].x, figure.data[trace].y = list(range(1, end.epochs + 1)), values
        if end.epochs > _DOTTED:
            figure.data[trace].mode = "lines"
    latest = max((epoch for epoch in film.keys if epoch <= (end.epochs if panel.curves else end.network)), default=None)
    looks = [look for look in (film.stage, None if latest is None else film.keys[latest]) if look]
    for look in looks:
        _put(figure, look)
    for layout in (figure.layout, narrow.layout):
        _settle(layout, panel, looks, end)
    return Developed(panel.title, panel.caption, figure, narrow)


def _put(figure: go.Figure, look: Look) -> None:
    for attribute, columns in look["data"].items():
        for trace, column in zip(look["traces"], columns, strict=True):
            if column is not None:
                figure.data[trace][attribute] = unpack(column)


def _settle(layout: go.Layout, panel: Panel, looks: Sequence[Look], end: _End) -> None:
    for look in looks:
        for place, value in look.get("layout", {}).items():
            layout[place] = value
    if panel.epoch_axis and end.epochs:
        layout[panel.epoch_axis].range = [0, end.reach * 1.02]
    for note in layout.annotations:
        note.visible = note.name != "invitation"
