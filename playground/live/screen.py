"""What stands on the screen before a run's first frame: the panels' first figures, as JSON for the player."""

from dataclasses import replace
from functools import lru_cache
from typing import NotRequired, TypedDict, cast

from playground.experiment import CHANGEABLE, Data, Experiment, Network, Training
from playground.figures.drawing.layout import Json
from playground.figures.drawing.subplots import PARTS
from playground.figures.drawing.theme import ALARM, GREY, PALETTE, class_colour
from playground.figures.panels.panel import Panel
from playground.live.film import few_panels_of, panels_of
from playground.settings import Real

# Of the two charts of a film beside others, from top to bottom, in pixels where there is room.
FEW_HEIGHTS = (280, 190)


class PanelSpec(TypedDict):
    """One chart: `wide` and `narrow` are layouts of the same traces; a late one comes onto the page with its stage.

    One that `tells` shows what has been up to the epoch shown; others without curves show the network as it is then, which at the end
    may have gone back to its best epoch.
    """

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
    tells: NotRequired[bool]


class Sign(TypedDict):
    """What a dot or a line stands for, in words for a legend that several films share."""

    sign: str
    colour: str
    words: str


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


def few_screen_of(experiment: Experiment) -> Screen:
    """Return the screen of a film beside others; do not change it."""
    return _built_few(_plain_few(experiment))


def legend_of(experiment: Experiment) -> list[Sign]:
    """Return what the dots and lines of a film beside others stand for."""
    best = _sign("┆", GREY, "best epoch")
    if experiment.data.task == "regression":
        parts = [_sign(sign, colour, name.lower()) for sign, (name, colour, _) in zip("●◆✚", PARTS, strict=True)]
        return [*parts, _sign("━", PALETTE[3], "prediction"), best]
    names = [_sign("●◆✚▲"[i % 4], class_colour(i), f"class {name}") for i, name in enumerate(experiment.data.class_names)]
    kinds = (("●", GREY, "training"), ("◉", GREY, "validation"), ("○", GREY, "test"), ("◯", ALARM, "mistake"))
    return [*names, *(_sign(*kind) for kind in kinds), best]


def _sign(sign: str, colour: str, words: str) -> Sign:
    return {"sign": sign, "colour": colour, "words": words}


def _plain_few(experiment: Experiment) -> Experiment:
    """Return the experiment without what no empty chart shows: films that differ in that share a screen."""
    training = Training(loss=experiment.training.loss, epochs=experiment.training.epochs)
    return Experiment(experiment.data, Network(hidden=(), output=experiment.network.output), training)


@lru_cache(maxsize=16)
def _built_few(experiment: Experiment) -> Screen:
    specs = [_low(_spec(panel), height) for panel, height in zip(few_panels_of(experiment), FEW_HEIGHTS, strict=True)]
    specs[-1]["tells"] = True
    return {"epochs": experiment.training.epochs, "panels": specs, "readouts": [], "knobs": []}


def _low(spec: PanelSpec, height: int) -> PanelSpec:
    """Leave out what costs height or would stand there once for each film: caption and legend."""
    low = {"height": height, "showlegend": False, "margin": {"l": 46, "r": 8, "t": 8, "b": 38}, "font": {"size": 12}}
    layouts = [cast("Json", {**cast("dict[str, Json]", spec[name]), **low}) for name in ("wide", "narrow")]
    return {**spec, "caption": "", "wide": layouts[0], "narrow": layouts[1], "logAxis": None}


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
