"""What there is to see before any training: the rows, what the network answers with its initial weights, and how wrong that is."""

from dataclasses import dataclass

import numpy as np

from playground.data.shown import Learned, Shown
from playground.events import MOST_WEIGHTS, Floats, Snapshot
from playground.experiment import Experiment
from playground.figures.panels.class_panels import class_panels
from playground.figures.panels.loss import LossPanel
from playground.figures.panels.panel import Setup
from playground.figures.panels.predictions import prediction_panels
from playground.lessons.forward_pass import forward_pass
from playground.lessons.initializers import initial_weights
from playground.lessons.losses import evaluate
from playground.live.film import add_patch, look_of
from playground.live.frame import Frame
from playground.live.network import NetworkData, network_data
from playground.summary import parameter_count

# Of weights and what they are multiplied with: a tenth of a second for who moves a slider. Every network of `MOST_WEIGHTS` asks for less.
MOST_PRODUCTS = 100_000_000
# The same for its loss on all rows that train and validate, and of units' outputs: some hundredths of a second more.
MOST_LOSS_PRODUCTS = 10_000_000
MOST_LOSS_OUTPUTS = 200_000


@dataclass(frozen=True)
class FirstLook:
    """What a page shows until a run has said its first word.

    Attributes:
        frame: how panels look: those that show predictions as a run's snapshot of epoch 0 will have them; of a network that would take
            too long to answer, only the rows where a panel has them. Its loss stands at epoch 0 where all rows are soon calculated.
        network: the network itself; None of one with more than `MOST_WEIGHTS`.
    """

    frame: Frame
    network: NetworkData | None


NOTHING = FirstLook({}, None)


def first_look(experiment: Experiment, shown: Shown) -> FirstLook:
    """Return what is seen of an experiment before training: what any run of it will say first.

    Args:
        experiment: whose network it is.
        shown: its rows.
    """
    parameters = parameter_count(experiment)
    points = len(shown.x) + (0 if shown.grid_x is None else len(shown.grid_x))
    if parameters * points > MOST_PRODUCTS:
        return FirstLook(_frame(experiment, shown, None), None)
    weights = initial_weights(experiment)
    network = network_data(experiment, shown, weights) if parameters <= MOST_WEIGHTS else None
    frame = _frame(experiment, shown, _snapshot(experiment, shown, weights))
    if shown.learned is not None and _is_soon_scored(experiment, len(shown.learned.x)):
        panel = LossPanel(experiment)
        frame["before"] = {panel.name: look_of(panel.before(_scores(experiment, shown, shown.learned, weights)))}
    return FirstLook(frame, network)


def _frame(experiment: Experiment, shown: Shown, snapshot: Snapshot | None) -> Frame:
    frame: Frame = {}
    for panel in (*prediction_panels(experiment), *class_panels(experiment)):
        stage = panel.patch(shown.started)
        if isinstance(stage, Setup) and (snapshot or panel.early):
            add_patch(frame, panel.name, stage)
        answers = snapshot and panel.patch(snapshot)
        if answers:
            add_patch(frame, panel.name, answers)
    return frame


def _is_soon_scored(experiment: Experiment, rows: int) -> bool:
    units = sum(layer.units for layer in experiment.network.hidden) + len(experiment.output_names)
    return parameter_count(experiment) * rows <= MOST_LOSS_PRODUCTS and units * rows <= MOST_LOSS_OUTPUTS


def _scores(experiment: Experiment, shown: Shown, learned: Learned, weights: tuple[Floats, ...]) -> dict[str, float]:
    """Return the untrained network's scores on all rows that train and on all that validate, by their names in Keras' history."""
    x = (learned.x - shown.inputs.shift) / shown.inputs.scale
    y = learned.y.astype(np.float64)
    if shown.targets is not None:
        y = (y - shown.targets.shift) / shown.targets.scale
    # What is too large for a number is infinite, as in the engine.
    with np.errstate(over="ignore", invalid="ignore"):
        scores = evaluate(experiment, weights, x[: learned.train], y[: learned.train])
        if len(x) > learned.train:
            validation = evaluate(experiment, weights, x[learned.train :], y[learned.train :])
            scores |= {f"val_{name}": score for name, score in validation.items()}
    return scores


def _snapshot(experiment: Experiment, shown: Shown, weights: tuple[Floats, ...]) -> Snapshot:
    """Return the network as it stands before training; its weights go another way."""

    def answers(raw: Floats) -> Floats:
        outputs = forward_pass(experiment.network, weights, (raw - shown.inputs.shift) / shown.inputs.scale)
        own = outputs if shown.targets is None else outputs * shown.targets.scale + shown.targets.shift
        return own.astype(np.float32)

    # What is too large for a number is infinite, as in the engine.
    with np.errstate(over="ignore", invalid="ignore"):
        return Snapshot(0, (), answers(shown.x), None if shown.grid_x is None else answers(shown.grid_x))
