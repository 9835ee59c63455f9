"""What there is to see before any training: the rows, as a run's first word would put them, and no answer behind them."""

from dataclasses import replace
from typing import TypeAlias

from playground.data.split import split
from playground.data.tables import Table
from playground.experiment import Data, Experiment, Network, Training
from playground.figures.panels.panel import Setup
from playground.figures.panels.predictions import prediction_panels
from playground.live.film import look_of
from playground.live.frame import Look

Looks: TypeAlias = dict[str, Look]

_ANY_NETWORK = {
    "classification": (Network(hidden=(), output="softmax"), Training(loss="categorical_crossentropy")),
    "regression": (Network(hidden=()), Training()),
}


def first_look(data: Data, table: Table | None = None) -> Looks:
    """Return the stage of each panel that shows rows: the same for every network that learns from the data.

    Args:
        data: which rows; without axes no panel shows them.
        table: the values of the learner's own table, if they are about one.

    Raises:
        ExperimentError: if they are about an uploaded table and there is none.
    """
    if not data.axes:
        return {}
    # Dots stand where the table has them; only a network wants its inputs scaled, and scikit-learn imported for that.
    experiment = Experiment(replace(data, standardize=False, standardize_target=False), *_ANY_NETWORK[data.task])
    # There is no network yet, and no panel asks for its size.
    started = split(experiment, table).started(parameters=0)
    patches = {panel.name: panel.patch(started) for panel in prediction_panels(experiment) if panel.early}
    return {name: look_of(patch) for name, patch in patches.items() if isinstance(patch, Setup)}
