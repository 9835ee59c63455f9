"""Random but valid experiments for Hypothesis, built from the bounds that the settings declare."""

from typing import cast

from hypothesis import strategies as st

from playground.choices import ACTIVATIONS, OPTIMIZERS
from playground.datasets import DATASETS
from playground.experiment import HIDDEN_LAYERS, MAX_SEED, Data, Experiment, Layer, Network, Training
from playground.limits import LIMITS
from playground.settings import Real, rule_of

IRIS = DATASETS["iris"]


def real(cls: type, name: str) -> st.SearchStrategy[float]:
    """Draw a step of the setting or any other number between its bounds."""
    rule = cast("Real", rule_of(cls, name))
    between = st.floats(rule.low, rule.high, exclude_min=rule.open_low, exclude_max=rule.open_high)
    return st.sampled_from(rule.steps) | between


@st.composite
def data(draw: st.DrawFn) -> Data:
    """Draw any choice of columns that goes together, and a split that leaves rows everywhere."""
    columns = draw(st.permutations(IRIS.measurements))
    inputs = draw(st.integers(1, 4))
    classify = inputs == 4 or draw(st.booleans())
    targets = ("species",) if classify else tuple(columns[inputs : inputs + draw(st.integers(1, 4 - inputs))])
    return Data(
        inputs=tuple(columns[:inputs]),
        targets=targets,
        test_size=draw(st.sampled_from((0.1, 0.2, 0.5)) | st.floats(0.01, 0.9)),
        validation_split=draw(st.sampled_from((0.0, 0.1, 0.5)) | st.floats(0.01, 0.5)),
        seed=draw(st.integers(0, MAX_SEED)),
    )


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Draw a hidden layer."""
    activation = draw(st.sampled_from(sorted(ACTIVATIONS)))
    units = draw(st.integers(2 if activation == "softmax" else 1, LIMITS.max_units))
    return Layer(units, activation, draw(real(Layer, "dropout")))


@st.composite
def trainings(draw: st.DrawFn, loss: str) -> Training:
    """Draw how the weights are found, for the loss of the task."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    return Training(
        optimizer=optimizer,
        learning_rate=draw(real(Training, "learning_rate")),
        momentum=draw(real(Training, "momentum")) if optimizer == "sgd" else 0.0,
        loss=loss,
        batch_size=draw(st.integers(1, LIMITS.max_batch_size)),
        epochs=draw(st.integers(1, LIMITS.max_epochs)),
        seed=draw(st.integers(0, MAX_SEED)),
    )


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw an experiment whose output activation is the task's own, as the sidebar sets it."""
    chosen = draw(data())
    classify = chosen.task == "classification"
    hidden = draw(st.lists(layers(), max_size=HIDDEN_LAYERS.high))
    network = Network(tuple(hidden), "softmax" if classify else "linear")
    return Experiment(chosen, network, draw(trainings("categorical_crossentropy" if classify else "mse")))
