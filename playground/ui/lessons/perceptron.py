"""The page on the perceptron: what its link holds, what its picture is drawn from, and its words."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from playground.experiment import Data, Experiment, Network, Training
from playground.lessons import perceptron
from playground.lessons.activations import sigmoid
from playground.lessons.logit import kept_models
from playground.lessons.rows import EXCLUSIVE_OR, MEASUREMENTS, ROW_SETS, row_set
from playground.link.fields import Field
from playground.presets import PRESETS
from playground.settings import OneOf, Option, Real, Whole
from playground.ui.lessons.lesson import Lesson, Question, State

MOST_STEPS = 5_000
HEAVIEST = 20.0
RATES: Mapping[str, float] = MappingProxyType({"logit": 2.0, "squared": 2.0, "rosenblatt": 0.5})
RULES: Mapping[str, Option] = MappingProxyType(
    {
        "logit": Option("gradient descent, log loss", "Down the gradient of the log loss: a logit model is fitted by it."),
        "squared": Option("gradient descent, squared error", "The lecture's equation (3): down the gradient of ½(y − ŷ)²."),
        "rosenblatt": Option("Rosenblatt's rule", "Row by row: each wrong answer moves the weights towards the row's class."),
    }
)
ACTIVATIONS: Mapping[str, Option] = MappingProxyType(
    {
        "sigmoid": Option("sigmoid", "A probability: σ(s) = 1 / (1 + e⁻ˢ)."),
        "step": Option("step", "All or nothing: 1 where s ≥ 0, else 0."),
    }
)
FUNCTIONS = (
    *(perceptron.with_bias, perceptron.weighted_sum, sigmoid, perceptron.step, perceptron.rosenblatt),
    *(perceptron.squared_error, perceptron.squared_error_gradient, perceptron.log_loss, perceptron.log_loss_gradient, perceptron.descend),
)


def _weight(name: str, words: str) -> Real:
    return Real(f"Weight {name}", words, -HEAVIEST, HEAVIEST, steps=())


SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "rows": Field(OneOf("Rows", "Two species of Iris, or the problem that no line solves.", ROW_SETS), "versicolor_virginica"),
        "x1": Field(OneOf("Input x₁", "The measurement across.", MEASUREMENTS), "petal_length"),
        "x2": Field(OneOf("Input x₂", "The measurement upwards.", MEASUREMENTS), "petal_width"),
        "activation": Field(OneOf("Activation", "What makes the output ŷ of the sum s.", ACTIVATIONS), "sigmoid"),
        "rule": Field(OneOf("Learning rule", "How a step changes the weights.", RULES), "logit"),
        "w1": Field(_weight("w₁", "How much x₁ counts."), 1.0),
        "w2": Field(_weight("w₂", "How much x₂ counts."), -0.5),
        "w0": Field(_weight("w₀", "The bias: the weight of x₀ = 1."), -1.0),
        "row": Field(Whole("Row", "The row that flows through the perceptron.", 1, 100), 1),
        "steps": Field(Whole("Steps", "How many steps the perceptron has learned.", 0, MOST_STEPS), 0),
    }
)


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state with two different measurements and a row that there is, and a sentence for each that was replaced."""
    values, notices = dict(state), []
    if values["x1"] == values["x2"]:
        values["x2"] = next(name for name in MEASUREMENTS if name != values["x1"])
        used, received = MEASUREMENTS[values["x2"]].label, MEASUREMENTS[state["x2"]].label
        notices.append(f"Input x₂ must be another measurement than input x₁. The first other, {used}, is used. Received: {received}.")
    count = len(row_set(values["rows"]).y)
    if values["row"] > count:
        values["row"] = count
        notices.append(f"Row must be a whole number from 1 to {count}. The last one is used. Received: {state['row']}.")
    return MappingProxyType(values), tuple(notices)


@cache
def content() -> Mapping[str, Any]:
    """Return what the picture is drawn from: rows, learning rates, and scikit-learn's logit model of every choice."""
    return {
        "sets": {name: _described(name) for name in ROW_SETS},
        "measurements": {name: option.label for name, option in MEASUREMENTS.items()},
        "rates": dict(RATES),
        "fits": fits(),
        "weights": {"low": -HEAVIEST, "high": HEAVIEST},
        "most": MOST_STEPS,
    }


def fits() -> Mapping[str, Mapping[str, Any]]:
    """Return scikit-learn's logit model by rows and measurements: `"setosa_versicolor petal_length petal_width"`, or `"xor"`."""
    found = dict(kept_models())
    for name, fit in kept_models().items():
        if name != EXCLUSIVE_OR:
            rows, x1, x2 = name.split()
            w0, w1, w2 = fit.w
            # The same model with its inputs exchanged.
            found[f"{rows} {x2} {x1}"] = replace(fit, w=(w0, w2, w1))
    return {name: asdict(fit) for name, fit in found.items()}


def experiment(state: State) -> tuple[Experiment, str]:
    """Return an experiment without a hidden layer on the same columns, and what its link says."""
    if state["rows"] == EXCLUSIVE_OR and "xor_perceptron" in PRESETS:
        return PRESETS["xor_perceptron"].experiment, "Open in the playground: the same in Keras"
    inputs = tuple(f"{MEASUREMENTS[state[name]].label} (cm)" for name in ("x1", "x2"))
    data = Data("iris", inputs=inputs, targets=("species",), standardize=True)
    training = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=10)
    return Experiment(data, Network((), "softmax"), training), "Open in the playground: all three species in Keras"


def _described(name: str) -> Mapping[str, Any]:
    rows = row_set(name)
    columns = {
        key: {"values": column.values.tolist(), "mean": column.mean, "deviation": column.deviation} for key, column in rows.columns.items()
    }
    return {"classes": list(rows.classes), "y": rows.y.astype(int).tolist(), "columns": columns, "fixed": name == EXCLUSIVE_OR}


PERCEPTRON = Lesson(
    name="perceptron",
    prefix="per_",
    intro="A neural network is made of units like this one: it **multiplies** each input by a weight, **adds** the products up, and bends "
    "the sum $s$ by an activation function. **Drag a weight** up or down and watch the line between its two answers move; click a row to "
    "see its numbers. Each measurement counts in standard deviations from its mean over the rows shown.",
    settings=SETTINGS,
    controls=("rows", "x1", "x2", "activation", "rule"),
    content=content,
    settle=settled,
    question=Question(
        "What happens to the line if the bias w₀ goes to 0?",
        ("It turns", "It moves, without turning, to x = (0, 0)", "It stays where it is", "It vanishes"),
        1,
        "w₁ and w₂ alone say which way the line runs; the bias says how far from (0, 0) it is: |w₀| / √(w₁² + w₂²).",
    ),
    experiment=experiment,
    functions=FUNCTIONS,
)
