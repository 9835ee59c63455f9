"""The page on back-propagation: what its link holds, what its picture is drawn from, and its words."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.lessons import back_propagation, depth
from playground.lessons.activations import sigmoid, sigmoid_derivative
from playground.lessons.rows import MEASUREMENTS, row_set
from playground.limits import LIMITS
from playground.link.fields import Field
from playground.settings import OneOf, Option, Real, Whole
from playground.ui.lessons.lesson import Lesson, Question, State

ROWS, COLUMNS = "versicolor_virginica", ("petal_length", "petal_width")
MOST_UPDATES = 500
# Five units forward, the error, five units back, and the update.
PASS = 12
HEAVIEST, FARTHEST = 5.0, 3.0
MOST_LAYERS, MOST_UNITS, SEEDS = 12, 16, 1_000
RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_WEIGHTS = (0.8, -0.6, 0.5, 0.9, 1.2, 0.7, -0.8, 1.1, 1.3, -0.5)
_BIASES = (0.1, 0.2, 0.1, -0.1, 0.4)

VIEWS: Mapping[str, Option] = MappingProxyType(
    {
        "figure4": Option("the network of figure 4", "Two inputs, two layers of two units, one output: every factor of equation (6)."),
        "depth": Option("deep networks", "How large the gradients of each layer are, in up to twelve layers."),
    }
)
# What can be chosen in each of them.
CONTROLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"figure4": ("view", "inputs", "row", "activation", "rate"), "depth": ("view", "activation", "layers", "units", "initial")}
)
INPUTS: Mapping[str, Option] = MappingProxyType(
    {
        "iris": Option("a flower of Iris", "Petal length and width of a versicolor (y = 0) or virginica (y = 1)."),
        "own": Option("own numbers", "Drag x₁, x₂ and y up or down, or move them with the arrow keys."),
    }
)
ACTIVATIONS: Mapping[str, Option] = MappingProxyType(
    {
        "sigmoid": Option("sigmoid", "σ(s) = 1 / (1 + e⁻ˢ): its derivative is at most ¼."),
        "tanh": Option("tanh", "Between −1 and 1: its derivative is at most 1."),
        "relu": Option("ReLU", "max(0, s): its derivative is 1 where s > 0, else 0."),
    }
)
SCHEMES: Mapping[str, Option] = MappingProxyType(
    {
        "glorot": Option("Glorot", "Evenly within ±√(6 / (inputs + units)) of each layer: Keras' default."),
        "small": Option("small (normal, 0.05)", "Bell-shaped with standard deviation 0.05, as Keras' RandomNormal."),
        "large": Option("large (normal, 1)", "Bell-shaped with standard deviation 1."),
    }
)
_KERAS = {"glorot": "glorot_uniform", "small": "random_normal", "large": "glorot_uniform"}
FUNCTIONS = (
    *(sigmoid, sigmoid_derivative, back_propagation.lines, back_propagation.Forward, back_propagation.forward, back_propagation.error),
    *(back_propagation.backward, back_propagation.gradients, back_propagation.paths, back_propagation.factors),
    *(depth.Sizes, depth.uniform_draws, depth.normal_draws, depth.initial_weights, depth.sizes_by_layer),
)


def _numbers() -> dict[str, Field]:
    """Return the weights and biases, the inputs and the target, by name."""
    weights = {f"w{number}": ("Weight w", number, value) for number, value in enumerate(_WEIGHTS, 1)}
    biases = {f"b{number}": ("Bias b", number, value) for number, value in enumerate(_BIASES, 1)}
    found = {
        name: Field(Real(f"{label}{_below(number)}", "As figure 4 numbers it.", -HEAVIEST, HEAVIEST, steps=()), value)
        for name, (label, number, value) in {**weights, **biases}.items()
    }
    for name, label, value in (("x1", "Input x₁", 1.0), ("x2", "Input x₂", -0.5), ("y", "Target y", 1.0)):
        found[name] = Field(Real(label, "Of your own row.", -FARTHEST, FARTHEST, steps=()), value)
    return found


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "view": Field(OneOf("What to look at", "Figure 4 number by number, or many layers at a glance.", VIEWS), "figure4"),
        "inputs": Field(OneOf("Row", "What goes through the network.", INPUTS), "iris"),
        "row": Field(Whole("Flower", "1 to 50 are versicolor, the others virginica.", 1, 100), 76),
        "activation": Field(OneOf("Activation", "What bends the sum of a unit.", ACTIVATIONS), "sigmoid"),
        "rate": Field(Real("Learning rate ν", "How far an update moves the weights.", RATES[0], RATES[-1], steps=RATES), 1.0),
        "layers": Field(Whole("Hidden layers", "How deep the network is.", 1, MOST_LAYERS), 6),
        "units": Field(Whole("Units a layer", "How wide each hidden layer is.", 1, MOST_UNITS), 8),
        "initial": Field(OneOf("Initial weights", "How the weights are drawn.", SCHEMES), "glorot"),
        "seed": Field(Whole("Seed of the weights", "Another seed, other weights.", 0, SEEDS - 1), 1),
        "weight": Field(Whole("Weight", "The weight whose paths are lit.", 1, len(_WEIGHTS)), 1),
        **_numbers(),
        "steps": Field(Whole("Steps", "How many steps are done: node by node, or back layer by layer.", 0, PASS * MOST_UPDATES), 0),
    }
)


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state with a step that its network has, and a sentence if there was none such."""
    most = state["layers"] + 1
    if state["view"] == "figure4" or state["steps"] <= most:
        return MappingProxyType(dict(state)), ()
    notice = f"Steps must be a whole number from 0 to {most} in this network. {most} is used. Received: {state['steps']}."
    return MappingProxyType({**state, "steps": most}), (notice,)


@cache
def content() -> Mapping[str, Any]:
    """Return what the picture is drawn from: the rows in standard deviations and in cm, bounds, and the start."""
    rows = row_set(ROWS)
    columns = [rows.columns[name] for name in COLUMNS]
    return {
        "views": {name: list(controls) for name, controls in CONTROLS.items()},
        "controls": list(BACK_PROPAGATION.controls),
        "rows": {
            "x": [list(pair) for pair in zip(*(column.x.tolist() for column in columns), strict=True)],
            "y": rows.y.astype(int).tolist(),
            "values": [column.values.tolist() for column in columns],
            "names": [MEASUREMENTS[name].label for name in COLUMNS],
            "classes": list(rows.classes),
        },
        "start": dict(BACK_PROPAGATION.start),
        "weights": {"low": -HEAVIEST, "high": HEAVIEST},
        "inputs": {"low": -FARTHEST, "high": FARTHEST},
        "most": MOST_UPDATES,
        "seeds": SEEDS,
    }


def experiment(state: State) -> tuple[Experiment, str]:
    """Return an experiment with layers as those of the picture, and what its link says."""
    activation = state["activation"]
    if state["view"] == "depth":
        return _deep(state)
    data = Data("iris", inputs=("petal length (cm)", "petal width (cm)"), targets=("species",), standardize=True)
    training = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=10)
    label = f"Open in the playground: two layers of two {ACTIVATIONS[activation].label} units in Keras, all three species"
    return Experiment(data, Network((Layer(2, activation),) * 2, "softmax"), training), label


def _deep(state: State) -> tuple[Experiment, str]:
    """Return a deep network on the playground's circle, which a network that learns tells from its middle; see also the presets of 1.5."""
    layers = min(state["layers"], LIMITS.max_hidden_layers)
    layer = Layer(state["units"], state["activation"], initializer=_KERAS[state["initial"]])
    data = Data("circle", samples=300, noise=0.0, seed=0)
    training = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=16, epochs=100, seed=0)
    several = "1 hidden layer" if layers == 1 else f"{layers} hidden layers"
    weights = "Glorot's initial weights" if layer.initializer == "glorot_uniform" else "small initial weights"
    label = f"Open in the playground: {several} of {ACTIVATIONS[state['activation']].label} units with {weights} in Keras"
    return Experiment(data, Network((layer,) * layers, "softmax"), training), label


BACK_PROPAGATION = Lesson(
    name="back_propagation",
    prefix="bp_",
    intro="How much does each weight move the error? **Choose a weight** (click it, or Enter) and every path from it to $E$ lights up: one "
    "product of derivatives a path, and $\\partial E/\\partial w$ is their sum. Step through the network **node by node**, forwards and "
    "back, or drag a weight.",
    settings=SETTINGS,
    controls=tuple(dict.fromkeys((*CONTROLS["figure4"], *CONTROLS["depth"]))),
    content=content,
    settle=settled,
    question=Question(
        "Two paths lead from w₁ to the error, one of them over w₅. What is left of ∂E/∂w₁ if w₅ is 0?",
        ("Nothing: it is 0", "The product of the path through s₄", "The product of the path through s₃", "Half of it"),
        1,
        "w₅ is a factor of the path through s₃, so that product is 0; the other path does not use w₅.",
    ),
    experiment=experiment,
    functions=FUNCTIONS,
    views=CONTROLS,
)
