"""The page on activation functions: what its link holds, what its pictures are drawn from, and its words."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from playground.experiment import Experiment
from playground.lessons import layers
from playground.lessons.activations import ACTIVATIONS, SOFTMAX, Activation, normal_cdf, sigmoid, softmax, softmax_jacobian
from playground.lessons.rows import MEASUREMENTS, all_flowers
from playground.lessons.saturation import THRESHOLD, ranges_in_words, saturated_ranges
from playground.link.fields import Field
from playground.link.several import Several
from playground.presets import PRESETS
from playground.settings import OneOf, Option, Real
from playground.ui.lessons.activations_runs import PROBLEMS, linear_and_relu
from playground.ui.lessons.lesson import Lesson, Question, Reel, State, controls_of

# One of each for every colour and dash of the picture.
MOST_CURVES = 4
FARTHEST = 6.0
UNITS, SEED = 32, 0
TENTHS = tuple(round(-FARTHEST + step / 10, 1) for step in range(121))
HALVES = tuple(-FARTHEST + step / 2 for step in range(25))
TEMPERATURES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
REACHES: Mapping[str, Option] = MappingProxyType(
    {
        "6": Option("−6 to 6", "Far enough to see where each function saturates."),
        "2": Option("−2 to 2", "Near 0: the kinks, and who is close to the identity."),
    }
)
# What functions call besides NumPy: shown with them, so that the code runs by itself.
_CALLED: Mapping[str, tuple[Callable[..., Any], ...]] = MappingProxyType(
    {"gelu": (normal_cdf,), "silu": (sigmoid,), "softplus": (sigmoid,)}
)


def _logit(place: int) -> Real:
    words = f"What output unit {place} sums up, before softmax makes it a probability."
    return Real(f"Logit s{'₁₂₃'[place - 1]}", words, -FARTHEST, FARTHEST, steps=TENTHS)


SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "functions": Field(
            Several("Functions", f"Which curves are drawn, up to {MOST_CURVES}.", ACTIVATIONS, MOST_CURVES), ("relu", "sigmoid", "tanh")
        ),
        "s": Field(Real("Cursor s", "The weighted sum at which every curve is read.", -FARTHEST, FARTHEST, steps=TENTHS), 1.0),
        "reach": Field(OneOf("Sums shown", "How far the curves are drawn.", REACHES), "6"),
        "z1": Field(_logit(1), 2.0),
        "z2": Field(_logit(2), 1.0),
        "z3": Field(_logit(3), -1.0),
        "t": Field(
            Real("Temperature T", "Softmax of s / T.", TEMPERATURES[0], TEMPERATURES[-1], steps=TEMPERATURES),
            1.0,
        ),
        "scale": Field(Real("Weights ×", "How many times as large as Glorot's the weights are.", SCALES[0], SCALES[-1], steps=SCALES), 1.0),
        "data": Field(OneOf("Rows", "What the two networks learn to tell apart.", PROBLEMS), "circle"),
        "bias": Field(Real("Bias b", "What every unit adds to its sum.", -FARTHEST, FARTHEST, steps=HALVES), 0.0),
    }
)


@cache
def content() -> Mapping[str, Any]:
    """Return what the pictures are drawn from: the functions' cards, and the rows and weights of a layer before it has learned."""
    columns = all_flowers()
    return {
        "functions": {name: {**_card(activation), **_saturation(activation)} for name, activation in ACTIVATIONS.items()},
        "softmax": _card(SOFTMAX),
        "threshold": THRESHOLD,
        "columns": [{"values": column.values.tolist(), "mean": column.mean, "deviation": column.deviation} for column in columns],
        "weights": first_weights().tolist(),
        "controls": {
            "softmax": controls_of(SETTINGS, ("z1", "z2", "z3", "t")),
            "network": controls_of(SETTINGS, ("data",)),
            "layer": controls_of(SETTINGS, ("functions", "scale", "bias")),
        },
    }


def first_weights() -> np.ndarray:
    """Return the layer's weights, shape (4, 32)."""
    return layers.glorot_uniform(len(MEASUREMENTS), UNITS, SEED)


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state with a cursor within the sums shown, and a sentence if it had to be moved there."""
    reach, s = float(state["reach"]), state["s"]
    if abs(s) <= reach:
        return MappingProxyType(dict(state)), ()
    moved = math.copysign(reach, s)
    notice = f"Cursor s must be a number from {-reach:g} to {reach:g} where only these sums are shown. {moved:g} is used. Received: {s:g}."
    return MappingProxyType({**state, "s": moved}), (notice,)


def experiment(state: State) -> tuple[Experiment, str]:
    """Return a deep network of the first function chosen, and what its link says."""
    name = state["functions"][0] if state["functions"] else "relu"
    deep = PRESETS["relu_instead"].experiment if "relu_instead" in PRESETS else Experiment()
    hidden = tuple(replace(layer, activation=name) for layer in deep.network.hidden)
    label = f"Open in the playground: {len(hidden)} hidden layers of {ACTIVATIONS[name].label} units in Keras"
    return replace(deep, network=replace(deep.network, hidden=hidden)), label


def films(state: State) -> tuple[Reel, ...]:
    """Return the networks that stand side by side."""
    return linear_and_relu(state["data"])


def shown(state: State) -> tuple[Callable[..., Any], ...]:
    """Return the functions chosen, with their derivatives and what these call."""
    found = (
        part for name in state["functions"] for part in (*_CALLED.get(name, ()), ACTIVATIONS[name].function, ACTIVATIONS[name].derivative)
    )
    return tuple(dict.fromkeys(found))


def _card(activation: Activation) -> dict[str, Any]:
    return {
        "label": activation.label,
        "formula": activation.formula,
        "derivative": activation.derivative_formula,
        "range": activation.range,
        "used": activation.used,
        "watch": activation.watch,
        "source": activation.source,
        "kinks": list(activation.kinks),
    }


def _saturation(activation: Activation) -> dict[str, Any]:
    ranges = saturated_ranges(activation)
    finite = [[end if math.isfinite(end) else math.copysign(1e9, end) for end in (item.low, item.high)] for item in ranges]
    return {"saturated": finite, "where": ranges_in_words(ranges)}


ACTIVATION_FUNCTIONS = Lesson(
    name="activations",
    prefix="act_",
    intro="A unit sums its weighted inputs, $s = w^T x$, and its activation function turns the sum into the output $a$: the bend that "
    "lets a network learn more than a straight line. On the way back the gradient is multiplied by $a'(s)$: where that is close to 0 the "
    "unit is **saturated**, and hardly learns. **Drag the cursor** over the curves; below wait softmax, a real layer, and figure 5.",
    settings=SETTINGS,
    controls=("functions", "s", "reach"),
    content=content,
    settle=settled,
    question=Question(
        "At its steepest, how much of the gradient does a sigmoid let through?",
        ("All of it", "Half of it", "A quarter of it", "A tenth of it"),
        2,
        "σ′ = σ (1 − σ) is largest at s = 0, where σ = ½; ten sigmoid layers have ten such factors, whose product is below a millionth.",
    ),
    experiment=experiment,
    functions=(softmax, softmax_jacobian, layers.glorot_uniform, layers.layer_sums, layers.saturated_share, layers.stuck_units),
    shown=shown,
    films=films,
)
