"""The page on the worked example: what its link holds, what its pictures are drawn from, and its words."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from playground.experiment import Experiment
from playground.export.lecture import FLOWER, commented, lecture_imports, lecture_steps
from playground.lessons import worked_example
from playground.lessons.activations import relu
from playground.lessons.losses import mean_squared_error
from playground.lessons.rows import MEASUREMENTS, iris
from playground.link.columns import DIRECTIONS
from playground.link.fields import Field
from playground.settings import OneOf, Real, Whole
from playground.summary import layer_summary
from playground.ui.lessons.lesson import Lesson, Question, State
from playground.ui.lessons.worked_runs import LIVE, WAYS, experiment_of

STEPS = 10
# What the lecture's own run came to, which nobody can repeat: it says no seed.
CLAIMED = 0.10164663195610046
# Test losses with the seeds 0 to 19, each for the split and for the weights: a tenth are below the first, half below the second, and
# a tenth above the last. To two digits: the third is the processor's.
TYPICAL: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {"sepal_to_petal": (0.11, 0.22, 0.38), "petal_to_sepal": (0.11, 0.15, 0.2)}
)
_SPECIES = ("setosa", "versicolor", "virginica")
# From a little below the smallest flower to a little above the largest, and one in between.
_SLIDERS = {
    "sepal_length": (4.0, 8.0, 6.0),
    "sepal_width": (2.0, 4.5, 3.0),
    "petal_length": (1.0, 7.0, 4.5),
    "petal_width": (0.1, 2.5, 1.4),
}

FUNCTIONS = (
    *(worked_example.split_rows, worked_example.parameter_count, relu),
    *(worked_example.dense, worked_example.predict, mean_squared_error),
)


def _slider(name: str) -> Field:
    low, high, start = _SLIDERS[name]
    steps = tuple(round(tenths / 10, 1) for tenths in range(round(10 * low), round(10 * high) + 1))
    words = MEASUREMENTS[name]
    return Field(Real(f"{words.label.capitalize()} (cm)", words.help, low, high, steps), start)


SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "direction": Field(
            OneOf("Direction", "Which measurements go in, and which come out.", {way: DIRECTIONS[way] for way in WAYS}), WAYS[0]
        ),
        **{name: _slider(name) for name in MEASUREMENTS},
        "steps": Field(Whole("Step", "How many of the lecture's steps lie behind.", 0, STEPS - 1), 0),
    }
)


@cache
def content() -> Mapping[str, Any]:
    """Return what the pictures are drawn from: Iris, which rows are for what, and for each direction its code and its network."""
    table, data = iris(), experiment_of(WAYS[0]).data
    train, validation, test = data.split_rows
    parts = worked_example.split_rows(train + validation + test, test, validation, data.seed)
    return {
        "measurements": [
            {"name": name, "label": f"{words.label} (cm)", "low": _SLIDERS[name][0], "high": _SLIDERS[name][1]}
            for name, words in MEASUREMENTS.items()
        ],
        "rows": table[:, :-1].tolist(),
        "species": table[:, -1].astype(int).tolist(),
        "classes": list(_SPECIES),
        "parts": [part.tolist() for part in parts],
        "steps": [step.name for step in lecture_steps(experiment_of(WAYS[0]))],
        "ways": {way: _way(way) for way in WAYS},
        "claimed": CLAIMED,
        "readings": [asdict(reading) for reading in READINGS],
    }


def _way(way: str) -> Mapping[str, Any]:
    experiment = experiment_of(way)
    data, training = experiment.data, experiment.training
    train, validation, test = data.split_rows
    rows = worked_example.split_rows(train + validation + test, test, validation, data.seed)[0]
    columns = {f"{words.label} (cm)": place for place, words in enumerate(MEASUREMENTS.values())}
    targets = [columns[name] for name in data.targets]
    y = iris()[rows][:, targets]
    mean = y.mean(axis=0)
    # As the script's `batches()` draws them.
    first = np.random.default_rng(training.seed).permutation(train)[: training.batch_size]
    return {
        "code": way == WAYS[0],
        "inputs": [columns[name] for name in data.inputs],
        "targets": targets,
        "program": _program(experiment),
        "layers": [asdict(row) for row in layer_summary(experiment)],
        "widths": [len(data.inputs), *(layer.units for layer in experiment.network.hidden), len(data.targets)],
        "batch": rows[first].tolist(),
        "mean": mean.tolist(),
        "baseline": mean_squared_error(np.broadcast_to(mean, y.shape), y),
        "epochs": training.epochs,
        "updates": -(-train // training.batch_size),
        "rate": training.learning_rate,
        "typical": TYPICAL[way],
    }


def _program(experiment: Experiment) -> Mapping[str, Any]:
    """Return the code as the browser shows it, step by step, and the whole script, both with room for one's own flower."""
    parts = [commented(number, step) for number, step in enumerate(lecture_steps(experiment), start=1)]
    script = "\n\n".join([lecture_imports(), *parts]) + "\n"
    return {"imports": lecture_imports(), "parts": parts, "script": script, "blank": FLOWER, "name": "worked_example.py"}


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state: all of its values go together."""
    return state, ()


def experiment(state: State) -> tuple[Experiment, str]:
    """Return the lecture's experiment in the state's direction, and what its link says."""
    return experiment_of(state["direction"]), "Open in the playground: this network in Keras, with every setting to change"


READINGS = (
    Question(
        "Is the network under-fitted? The dotted line is the loss of always answering the mean.",
        ("Yes: the training loss stays near that line", "No: it gets well below that line", "One cannot know before the test"),
        1,
        "Under-fitting is a high error on the very rows that it trains on.",
    ),
    Question(
        "Is it over-fitted?",
        ("Yes: the validation loss rises while the training loss falls", "No: the two losses end close together"),
        1,
        "Over-fitting shows as a validation loss that turns and rises while the training loss goes on falling. "
        "With 12 rows that validate, a gap in a single epoch says little.",
    ),
)

WORKED_EXAMPLE = Lesson(
    name="worked_example",
    prefix="we_",
    intro="The lecture's code in ten steps, each beside what it does: the lines grow into the **script** that you take home.",
    settings=SETTINGS,
    controls=("direction", *MEASUREMENTS),
    content=content,
    settle=settled,
    question=Question(
        "2 inputs, then layers of 32, 64, 32 and 2 units: how many numbers does this network learn?",
        ("132", "4,224", "4,354", "131,072"),
        2,
        "4,224 weights, one for each line between two layers, and 130 biases, one for each unit behind the inputs.",
    ),
    experiment=experiment,
    functions=FUNCTIONS,
    live=LIVE,
)
