"""What stands on the screen before a run's first frame: the panels' first figures, as JSON for the player."""

from dataclasses import replace
from functools import lru_cache
from typing import TypedDict

from playground.experiment import CHANGEABLE, Data, Experiment, Network, Training
from playground.figures.drawing.layout import Json
from playground.figures.panels.panel import Panel
from playground.live.film import panels_of
from playground.settings import Real


class PanelSpec(TypedDict):
    """One chart: `wide` and `narrow` are layouts of the same traces; a late one comes onto the page with its stage."""

    name: str
    title: str
    caption: str
    traces: Json
    wide: Json
    narrow: Json
    curves: list[int]
    late: bool
    epochAxis: str | None
    logAxis: str | None


class Readout(TypedDict):
    """A number below the scrubber: the value of one of a panel's curves at the playhead."""

    label: str
    panel: str
    curve: int


class Knob(TypedDict):
    """A setting that may change while it trains: its words, and the values on offer."""

    name: str
    label: str
    help: str
    steps: list[float]


class Screen(TypedDict):
    """All charts of an experiment's film, how many epochs it will have, which numbers are read out, and what may change."""

    epochs: int
    panels: list[PanelSpec]
    readouts: list[Readout]
    knobs: list[Knob]


def screen_of(experiment: Experiment) -> Screen:
    """Return the screen of a run of `experiment`; experiments whose screens look the same share one, so do not change it."""
    return built(sketch_of(experiment))


def sketch_of(experiment: Experiment) -> Experiment:
    """Return the experiment without what no empty chart shows: most new runs then find their screen built."""
    training = experiment.training
    penalty = 1.0 if training.l1 > 0 or training.l2 > 0 else 0.0
    # How many rows there are counts, not which.
    plain = {name: getattr(Data, name) for name in ("seed", "shuffle", "stratify", "standardize", "noise", "draw")}
    return Experiment(
        replace(experiment.data, **plain),
        Network(hidden=(), output=experiment.network.output),
        Training(loss=training.loss, epochs=training.epochs, schedule=training.schedule, l2=penalty),
    )


# Between the click on Train and the first point nobody waits for Plotly to build figures: it takes some tens of milliseconds.
@lru_cache(maxsize=64)
def built(experiment: Experiment) -> Screen:
    """Return the screen of this very experiment."""
    readouts: list[Readout] = [{"label": "loss", "panel": "loss", "curve": 0}]
    if experiment.data.split_rows[1]:
        readouts.append({"label": "validation", "panel": "loss", "curve": 1})
    panels = [_spec(panel) for panel in panels_of(experiment)]
    return {
        "epochs": experiment.training.epochs,
        "panels": panels,
        "readouts": readouts,
        "knobs": [_knob(name, rule) for name, rule in CHANGEABLE.items()],
    }


def _knob(name: str, rule: Real) -> Knob:
    return {"name": name, "label": rule.label, "help": rule.help, "steps": list(rule.steps)}


def _spec(panel: Panel) -> PanelSpec:
    figure = panel.figure.to_plotly_json()
    return {
        "name": panel.name,
        "title": panel.title,
        "caption": panel.caption,
        "traces": figure["data"],
        "wide": figure["layout"],
        "narrow": panel.narrow.to_plotly_json(),
        "curves": list(panel.curves),
        "late": panel.late,
        "epochAxis": panel.epoch_axis,
        "logAxis": panel.log_axis,
    }
