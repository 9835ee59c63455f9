"""Experiments on Iris in few words."""

from playground.experiment import Data, Experiment, Layer, Network, Training

SEPALS, PETALS = ("sepal length (cm)", "sepal width (cm)"), ("petal length (cm)", "petal width (cm)")


def regression(*hidden: Layer, data: Data = Data(), output: str = "linear", **training: object) -> Experiment:  # noqa: B008
    """Return a regression of a few epochs, the lecture's columns if no others are given."""
    return Experiment(data, Network(hidden, output), Training(**{"epochs": 8, **training}))  # type: ignore[arg-type]


def classification(*hidden: Layer, inputs: tuple[str, ...] = SEPALS + PETALS, **training: object) -> Experiment:
    """Return a classification of Iris of a few epochs."""
    settings = {"epochs": 8, "loss": "categorical_crossentropy", **training}
    return Experiment(Data(inputs=inputs, targets=("species",)), Network(hidden, "softmax"), Training(**settings))  # type: ignore[arg-type]
