"""The page on gradient descent: what its link holds, what its picture is drawn from, and its words."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from playground.experiment import Data, Experiment, Network, Training
from playground.lessons import optimizers, surfaces
from playground.lessons.activations import FloatArray, sigmoid
from playground.lessons.rows import row_set
from playground.lessons.surfaces import SURFACES
from playground.link.fields import Field
from playground.settings import OneOf, Option, Real, Whole
from playground.ui.lessons.lesson import Lesson, Question, State

ROWS, COLUMNS = "versicolor_virginica", ("petal_length", "petal_width")
MOST_UPDATES = 1_000
# The lecture's steps 2 to 5 make one update.
PHASES = 4
FARTHEST = 6.0
EPOCHS = 40
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
# Just above 2/L on the ravine, and as many of the lecture's steps as show it.
REVEALED = {"rate": 0.105, "steps": 15 * PHASES}

GROUNDS: Mapping[str, Option] = MappingProxyType(
    {
        "perceptron": Option("perceptron on Iris", "E of a perceptron that tells versicolor from virginica by its petals; its bias is 0."),
        "bowl": Option("bowl", "Equally steep in every direction."),
        "ravine": Option("ravine", "Twenty times as curved across as along."),
        "saddle": Option("saddle", "A pass between two minima."),
        "valleys": Option("two valleys", "Two minima, one of them deeper."),
    }
)
# From -reach to reach; where the descent starts, and a rate that does well there.
_REACH = {"perceptron": 6.0, "bowl": 4.0, "ravine": 4.0, "saddle": 4.0, "valleys": 4.0}
_STARTS = {"perceptron": (-4.0, 3.0), "bowl": (-3.0, 2.0), "ravine": (-3.5, 1.5), "saddle": (3.0, 0.01), "valleys": (3.5, 2.5)}
_RATES = {"perceptron": 5.0, "bowl": 0.2, "ravine": 0.05, "saddle": 0.1, "valleys": 0.05}

RULES: Mapping[str, Option] = MappingProxyType(
    {
        "sgd": Option("gradient descent", "The lecture's step: down the gradient, ν times as long."),
        "momentum": Option("momentum", "Nine tenths of the last step, and the new one: a ball that keeps rolling."),
        "rmsprop": Option("RMSprop", "Each weight's gradient divided by its usual size."),
        "adam": Option("Adam", "Momentum and RMSprop together."),
        "race": Option("race of all four", "The four from the same point, at the same rate."),
    }
)
BATCHES: Mapping[str, Option] = MappingProxyType(
    {
        "all": Option("all rows (batch)", "Each step looks at all 100 rows."),
        "ten": Option("10 rows (mini-batch)", "Each step looks at ten rows, in random order: the path trembles a little."),
        "one": Option("1 row (stochastic)", "Each step looks at one row: the path trembles much."),
    }
)
_SIZES = {"all": 0, "ten": 10, "one": 1}
FUNCTIONS = (
    *(sigmoid, surfaces.perceptron_error, surfaces.perceptron_gradient, surfaces.ravine, surfaces.ravine_gradient, surfaces.largest_rate),
    *(optimizers.gradient_descent, optimizers.Memory, optimizers.momentum, optimizers.rmsprop, optimizers.adam, optimizers.walk),
)

SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "surface": Field(OneOf("Surface", "E over the two weights.", GROUNDS), "perceptron"),
        "optimizer": Field(OneOf("Optimizer", "What makes a step of the gradient.", RULES), "sgd"),
        "rate": Field(Real("Learning rate ν", "How long the steps are.", RATES[0], RATES[-1], steps=RATES), _RATES["perceptron"]),
        "batch": Field(OneOf("Rows in a step", "How many rows each step looks at.", BATCHES), "all"),
        "w1": Field(Real("Start w₁", "The first weight at the start.", -FARTHEST, FARTHEST, steps=()), _STARTS["perceptron"][0]),
        "w2": Field(Real("Start w₂", "The second weight at the start.", -FARTHEST, FARTHEST, steps=()), _STARTS["perceptron"][1]),
        "steps": Field(Whole("Steps", "How many of the lecture's steps are done.", 0, PHASES * MOST_UPDATES), 0),
    }
)


def rows() -> tuple[FloatArray, FloatArray]:
    """Return the perceptron's rows: two measurements in standard deviations, shape (100, 2), and 1 for virginica, shape (100,)."""
    found = row_set(ROWS)
    return np.column_stack([found.columns[name].x for name in COLUMNS]), found.y


@cache
def content() -> Mapping[str, Any]:
    """Return what the picture is drawn from: surfaces, rows, and the random order of the rows in each epoch."""
    x, y = rows()
    rng = np.random.default_rng(0)
    grounds = {
        name: {
            "label": option.label,
            "formula": SURFACES[name].formula if name in SURFACES else "",
            "curvature": SURFACES[name].curvature if name in SURFACES else None,
            "reach": _REACH[name],
            "start": list(_STARTS[name]),
            "rate": _RATES[name],
        }
        for name, option in GROUNDS.items()
    }
    return {
        "surfaces": grounds,
        "optimizers": {name: option.label for name, option in RULES.items()},
        "batches": dict(_SIZES),
        "rows": {"x": x.tolist(), "y": y.tolist()},
        "orders": [rng.permutation(len(y)).tolist() for _ in range(EPOCHS)],
        "most": MOST_UPDATES,
        "revealed": dict(REVEALED),
    }


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state with a start on its map, and a sentence for each weight that had to be moved there."""
    values, notices, reach = dict(state), [], _REACH[state["surface"]]
    for name in ("w1", "w2"):
        if abs(values[name]) > reach:
            values[name] = float(np.copysign(reach, values[name]))
            label = SETTINGS[name].rule.label
            notices.append(
                f"{label} must be a number from {-reach:g} to {reach:g} on this surface. {values[name]:g} is used. "
                f"Received: {state[name]:g}."
            )
    return MappingProxyType(values), tuple(notices)


def experiment(state: State) -> tuple[Experiment, str]:
    """Return an experiment with the same optimizer on the same rows, and what its link says."""
    optimizer: str = {"momentum": "sgd", "race": "adam"}.get(state["optimizer"]) or state["optimizer"]
    data = Data("iris", inputs=("petal length (cm)", "petal width (cm)"), targets=("species",), standardize=True)
    training = Training(
        optimizer,
        learning_rate=0.01 if optimizer in ("adam", "rmsprop") else 0.1,
        momentum=0.9 if state["optimizer"] == "momentum" else 0.0,
        loss="categorical_crossentropy",
        batch_size={"all": 128, "ten": 10, "one": 1}[state["batch"]],
    )
    label = f"Open in the playground: a unit for each species by its petals, {RULES[state['optimizer']].label} in Keras"
    if state["optimizer"] == "race":
        label = "Open in the playground: a unit for each species by its petals, Adam in Keras"
    return Experiment(data, Network((), "softmax"), training), label


GRADIENT_DESCENT = Lesson(
    name="gradient_descent",
    prefix="gd_",
    intro="Training makes the error $E$ small by moving the weights **against the gradient**, again and again, in the lecture's five "
    "steps. **Click the map** to start elsewhere, turn the landscape, and move the learning rate $\\nu$: too small crawls, too large "
    "leaps out of the valley.",
    settings=SETTINGS,
    controls=("surface", "optimizer", "rate", "batch"),
    content=content,
    settle=settled,
    question=Question(
        "In the ravine, what does a learning rate just above 2/L do?",
        ("Arrives faster", "Leaps from side to side, ever further", "Stays at the start", "Runs along the ravine"),
        1,
        "L is the largest curvature. Across the ravine a step multiplies the distance to the bottom by 1 − νL: below −1 if ν is above 2/L.",
    ),
    experiment=experiment,
    functions=FUNCTIONS,
)
